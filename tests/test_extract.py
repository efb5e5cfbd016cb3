"""Reading in child processes: a file may kill or stall its child, and costs one finding."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from etl import PROJECT
from etl.contracts import load_forms
from etl.errors import OurFaultError
from etl.extract import extract
from etl.model import Finding, Reading
from etl.workbook.process.pool import Limits, Lost, Pool
from etl.workbook.refusals import READER_FAILED
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
    readings = extract([bad, good, bad], on_read=heard.append)
    assert [len(reading.tables) for reading in readings] == [0, 1, 0]
    assert [reading.path.name for reading in readings[:2]] == ["hỏng.xlsx", "tốt.xlsx"]
    assert readings[0].findings[0].rule_id == "file.damaged"
    assert len(heard) == 3
    assert readings[0].sha256 == readings[2].sha256 != ""


def test_a_file_that_is_not_there_is_no_damaged_file(good: Path, tmp_path: Path) -> None:
    faults: dict[int, OurFaultError] = {}
    missing = tmp_path / "không có.xlsx"
    readings = extract([missing, good], on_fault=faults.__setitem__)
    assert list(faults) == [0]
    assert "No such file" in faults[0].detail
    assert [one.rule_id for one in readings[0].findings] == [READER_FAILED]
    assert "không phải của ông/bà" in readings[0].findings[0].message
    assert readings[1].tables


def test_nothing_to_read_starts_nothing() -> None:
    assert extract([]) == []


def test_a_child_has_no_environment_of_ours_and_may_write_no_file(good: Path) -> None:
    os.environ["ETL_SECRET_FOR_TEST"] = "geheim"
    try:
        with Pool(1, load_forms(), LIMITS) as children:
            list(children.read([good]))
            pid = children.children[0].process.pid
            environment = Path(f"/proc/{pid}/environ").read_text()
            limits = Path(f"/proc/{pid}/limits").read_text()
    finally:
        del os.environ["ETL_SECRET_FOR_TEST"]
    assert "geheim" not in environment
    (file_size,) = [line for line in limits.splitlines() if line.startswith("Max file size")]
    assert file_size.split()[3:5] == ["0", "0"]


@pytest.mark.parametrize(
    ("sent", "is_ours"),
    [(signal.SIGKILL, True), (signal.SIGTERM, True), (signal.SIGSEGV, False)],
)
def test_how_a_child_died_tells_whose_doing_it_can_have_been(
    sent: signal.Signals, is_ours: bool, good: Path, tmp_path: Path
) -> None:
    """A fifo keeps a child waiting, so it can be ended while it reads; the rest is read."""
    stuck = tmp_path / "treo.xlsx"
    os.mkfifo(stuck)
    with Pool(1, load_forms(), LIMITS) as children, _ending(children, stuck, sent):
        outcomes = dict(children.read([stuck, good]))
    assert isinstance(outcomes[0], Lost)
    assert outcomes[0].is_ours is is_ours
    assert isinstance(outcomes[1], Reading)


@pytest.mark.parametrize(
    ("sent", "told", "faults"),
    [(signal.SIGKILL, READER_FAILED, 1), (signal.SIGSEGV, "file.cannot_read_safely", 0)],
)
def test_a_file_is_tried_once_more_and_blamed_only_for_a_crash(
    sent: signal.Signals,
    told: str,
    faults: int,
    good: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stuck = tmp_path / "treo.xlsx"
    os.mkfifo(stuck)
    found: dict[int, OurFaultError] = {}
    with _ending_all(monkeypatch, stuck, sent, times=2):
        readings = extract([stuck, good], workers=1, on_fault=found.__setitem__)
    assert [one.rule_id for one in readings[0].findings] == [told]
    assert len(found) == faults
    assert readings[1].tables


def test_a_file_whose_process_was_killed_once_is_read_the_second_time(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck = tmp_path / "treo.xlsx"
    os.mkfifo(stuck)
    then = partial(good.replace, stuck)
    with _ending_all(monkeypatch, stuck, signal.SIGKILL, times=1, then=then):
        (reading,) = extract([stuck], workers=1)
    assert reading.tables


@contextmanager
def _ending(
    children: Pool,
    stuck: Path,
    sent: signal.Signals,
    times: int = 1,
    then: Callable[[], object] = list,
) -> Iterator[None]:
    """End the first child `times` times while it reads a file; do `then` before the last time."""

    def end() -> None:
        for left in reversed(range(times)):
            while (child := children.children[0]).index < 0 or child.path != stuck:
                time.sleep(0.01)
            if not left:
                then()
            os.kill(child.process.pid, sent)
            while children.children[0] is child:
                time.sleep(0.01)

    killer = threading.Thread(target=end)
    killer.start()
    yield
    killer.join()


@contextmanager
def _ending_all(
    monkeypatch: pytest.MonkeyPatch,
    stuck: Path,
    sent: signal.Signals,
    times: int,
    then: Callable[[], object] = list,
) -> Iterator[None]:
    """Let `extract` read with a pool whose child is ended while it reads."""

    class Ended(Pool):
        def __enter__(self) -> Pool:
            self.ending = _ending(self, stuck, sent, times, then)
            self.ending.__enter__()
            return super().__enter__()

        def __exit__(self, *given: object) -> None:
            self.ending.__exit__(None, None, None)
            super().__exit__(*given)

    monkeypatch.setattr("etl.extract.Pool", Ended)
    yield


def test_processes_that_do_not_start_are_no_fault_of_any_file(
    good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/khong/co/python")
    found: dict[int, OurFaultError] = {}
    asked = iter([good, good, good])
    readings = extract(asked, on_fault=found.__setitem__)
    assert len(readings) == len(found) == 3
    assert {str(type(one).kind) for one in found.values()} == {"reader"}
    assert next(asked, None) is None  # whoever gives the paths has work to end


def test_a_file_that_never_ends_is_slow_and_a_machine_that_gives_no_time_is_not(
    good: Path, tmp_path: Path
) -> None:
    """Who waits for a fifo uses no processor: that is a disk that does not answer."""
    stuck = tmp_path / "treo.xlsx"
    os.mkfifo(stuck)
    with Pool(1, load_forms(), Limits(seconds=0.5, memory_bytes=512 << 20)) as children:
        outcomes = dict(children.read([stuck, good]))
    assert isinstance(outcomes[0], Lost)
    assert outcomes[0].is_ours
    assert isinstance(outcomes[1], Reading)


def test_a_child_that_works_too_long_is_stopped(good: Path) -> None:
    with Pool(1, load_forms(), Limits(seconds=0.4, memory_bytes=2 << 30)) as children:
        outcomes = dict(children.read([Path("/dev/urandom"), good]))  # no end, and much to do
    assert _rule(outcomes[0]) == "file.too_slow"  # type: ignore[arg-type]
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
        (child,) = children.children
        list(children.read([good]))
        assert children.children == [child]
        outcomes = dict(children.read([greedy, good]))
        assert children.children != [child]  # what it had taken would be missing for the next file
    assert _rule(outcomes[0]) == "file.cannot_read_safely"
    assert "ở tận mép trang tính" in _message(outcomes[0])
    assert isinstance(outcomes[1], Reading)
    assert outcomes[1].tables


def _message(outcome: Reading | Finding) -> str:
    return outcome.message if isinstance(outcome, Finding) else outcome.findings[0].message


def _rule(outcome: Reading | Finding) -> str:
    return outcome.rule_id if isinstance(outcome, Finding) else outcome.findings[0].rule_id


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
