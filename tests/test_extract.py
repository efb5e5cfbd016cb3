"""Reading in child processes: a file may kill or stall its child, and costs one finding."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from etl.contracts import load_forms
from etl.extract import extract
from etl.model import Finding, Reading
from etl.settings import PROJECT
from etl.workbook.process.answers import answer_of
from etl.workbook.process.pool import Limits, Pool
from tests.lab import parcels
from tests.lab.ink import write
from tests.lab.sketch import sketch

LIMITS = Limits(seconds=30, memory_bytes=512 << 20)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return write(sketch("works", 1), tmp_path / "tốt.xlsx")


def test_readings_come_in_the_order_asked_for(good: Path, tmp_path: Path) -> None:
    bad = tmp_path / "hỏng.xlsx"
    bad.write_bytes(parcels.truncated(good.read_bytes()))
    heard: list[Reading] = []
    readings = extract([bad, good, bad, tmp_path / "không có.xlsx"], on_read=heard.append)
    assert [len(reading.tables) for reading in readings] == [0, 1, 0, 0]
    assert [reading.path.name for reading in readings[:2]] == ["hỏng.xlsx", "tốt.xlsx"]
    assert [reading.findings[0].rule_id for reading in (readings[0], readings[3])] == [
        "file.damaged"
    ] * 2
    assert len(heard) == 4
    assert readings[0].sha256 == readings[2].sha256 != ""


def test_nothing_to_read_starts_nothing() -> None:
    assert extract([]) == []


def test_a_child_has_no_environment_of_ours_and_may_write_no_file(good: Path) -> None:
    os.environ["ETL_SECRET_FOR_TEST"] = "geheim"
    try:
        with Pool(1, load_forms(), LIMITS) as children:
            list(children.read([good]))
            pid = children.pids[0]
            environment = Path(f"/proc/{pid}/environ").read_text()
            limits = Path(f"/proc/{pid}/limits").read_text()
    finally:
        del os.environ["ETL_SECRET_FOR_TEST"]
    assert "geheim" not in environment
    (file_size,) = [line for line in limits.splitlines() if line.startswith("Max file size")]
    assert file_size.split()[3:5] == ["0", "0"]


def test_a_child_that_dies_costs_one_finding_and_the_rest_is_read(
    good: Path, tmp_path: Path
) -> None:
    """A fifo keeps a child waiting, so it can be killed while it reads."""
    stuck = tmp_path / "treo.xlsx"
    os.mkfifo(stuck)
    with Pool(1, load_forms(), LIMITS) as children:
        pid = children.pids[0]
        killer = threading.Thread(target=_kill_when_reading, args=(pid, children))
        killer.start()
        outcomes = dict(children.read([stuck, good]))
        killer.join()
    assert isinstance(outcomes[0], Finding)
    assert outcomes[0].rule_id == "file.cannot_read_safely"
    assert isinstance(outcomes[1], Reading)


def _kill_when_reading(pid: int, children: Pool) -> None:
    while not children.is_reading(0):
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)


def test_a_child_that_is_late_is_stopped(good: Path, tmp_path: Path) -> None:
    stuck = tmp_path / "treo.xlsx"
    os.mkfifo(stuck)
    with Pool(1, load_forms(), Limits(seconds=1.0, memory_bytes=512 << 20)) as children:
        outcomes = dict(children.read([stuck, good]))
    assert isinstance(outcomes[0], Finding)
    assert outcomes[0].rule_id == "file.too_slow"
    assert isinstance(outcomes[1], Reading)


def test_a_file_that_wants_too_much_memory_costs_one_finding(good: Path, tmp_path: Path) -> None:
    greedy = tmp_path / "phình.xlsx"
    noise = os.urandom(12_000_000).hex().encode()  # hardly compressible, so no bomb to the gate
    row = b'<row><c r="A9" t="inlineStr"><is><t>' + noise + b"</t></is></c></row>"
    greedy.write_bytes(
        parcels.edit_part(
            good.read_bytes(),
            parcels.SHEET,
            lambda xml: xml.replace(b"</sheetData>", row + b"</sheetData>"),
        )
    )
    with Pool(1, load_forms(), Limits(seconds=30, memory_bytes=24 << 20)) as children:
        list(children.read([good]))
        (pid,) = children.pids
        list(children.read([good]))
        assert children.pids == [pid]
        outcomes = dict(children.read([greedy, good]))
        assert children.pids != [pid]  # what it had taken would be missing for the next file
    assert _rule(outcomes[0]) == "file.cannot_read_safely"
    assert "ở tận mép trang tính" in _message(outcomes[0])
    assert isinstance(outcomes[1], Reading)
    assert outcomes[1].tables


def _message(outcome: Reading | Finding) -> str:
    return outcome.message if isinstance(outcome, Finding) else outcome.findings[0].message


def _rule(outcome: Reading | Finding) -> str:
    return outcome.rule_id if isinstance(outcome, Finding) else outcome.findings[0].rule_id


def test_an_answer_may_hold_nothing_but_a_reading() -> None:
    assert isinstance(answer_of(pickle.dumps(os.getcwd)), Finding)


def test_a_child_imports_no_heavy_library() -> None:
    code = (
        "import sys, etl.workbook.process.worker\n"
        "heavy = {'pandas', 'numpy', 'pyarrow', 'great_expectations', 'sqlalchemy', 'openpyxl'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT
    )
    assert run.stdout.strip() == "[]"
