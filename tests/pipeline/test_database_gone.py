"""The warehouse's server goes away in the middle of a run: ours, nobody's verdict, and taken up."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from test_corridor import rows, states

from etl import PROJECT, pipeline, warehouse
from etl.cli.shared import OUR_FAULT
from etl.settings import settings
from etl.warehouse import embedded
from etl.warehouse.schema import migrate
from tests.conftest import database_url

SHUT_DOWN, CRASHED = signal.SIGINT, signal.SIGQUIT  # as the server understands them
SOUND = ("fsync=off", "full_page_writes=off")  # what was committed is there after a crash
# A run whose server ends before a step, or after the rows of a form were written and not committed.
DRIVER = """
import importlib, os, sys, time
from etl.cli import main
where, number, pid = sys.argv.pop(1), int(sys.argv.pop(1)), int(sys.argv.pop(1))
module, _, name = where.rpartition(".")
at = importlib.import_module(module)
real = getattr(at, name)
def gone(*given, **named):
    done = real(*given, **named) if name.startswith("_") else None
    os.kill(pid, number)
    while os.path.exists(f"/proc/{pid}"):
        time.sleep(0.02)
    return done if name.startswith("_") else real(*given, **named)
setattr(at, name, gone)
main()
"""


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """Give the data folder of a server that may be ended, with a migrated database."""
    folder = Path(tempfile.mkdtemp(prefix="etl-gone-"))
    folder.chmod(0o711)  # the server's own user must reach its data folder
    server = embedded.start(folder / "postgres", options=SOUND)
    _create(server, "migrated")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WAREHOUSE_URL", database_url(server, "migrated"))
        warehouse.dispose()
        migrate()
        warehouse.dispose()
    yield folder / "postgres"
    embedded.stop(folder / "postgres")
    shutil.rmtree(folder)


def _create(server: embedded.Server, name: str, template: str = "template1") -> None:
    with psycopg.connect(server.conninfo(), autocommit=True) as conn:
        conn.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())


@pytest.mark.parametrize(
    ("where", "left", "how"),
    [
        ("etl.pipeline.step_validate", "read", CRASHED),
        ("etl.load._lay_together", "judged", SHUT_DOWN),
        ("etl.load._lay_together", "judged", CRASHED),
        ("etl.pipeline.step_give_back", "judged", SHUT_DOWN),
    ],
)
def test_a_run_whose_database_goes_away_is_taken_up_by_the_next(
    data: Path,
    workbooks: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    left: str,
    how: signal.Signals,
) -> None:
    server = embedded.start(data, options=SOUND)
    name = f"{where}-{how.name}"
    _create(server, name, "migrated")
    monkeypatch.setenv("WAREHOUSE_URL", database_url(server, name))
    monkeypatch.setenv("ETL_HOME", str(tmp_path))
    settings.cache_clear()
    warehouse.dispose()
    pid = (data / "postmaster.pid").read_text().split()[0]
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, where, str(int(how)), pid, "run", str(workbooks)],
        cwd=PROJECT, env={**os.environ}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == OUR_FAULT
    assert "Không kết nối được kho dữ liệu" in done.stderr, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""

    embedded.start(data, options=SOUND)
    assert rows("SELECT DISTINCT state FROM registry.submission") == [(left,)]
    assert rows("SELECT count(*) FROM registry.finding WHERE rule_id LIKE 'file.%'") == [(0,)]
    assert not [*(tmp_path / "returned").rglob("*.xlsx")]
    loaded = 9 if where.endswith("give_back") else 0
    assert rows("SELECT count(*) FROM registry.return_load") == [(loaded,)]

    again = pipeline.run()
    assert (again.loaded, again.faults, again.failed_checks) == (9 - loaded, (), ())
    assert len([*(tmp_path / "returned").rglob("*.xlsx")]) == 1  # of the agency whose file is wrong
    verdicts = states("2020")
    assert verdicts.pop(("ubnd-trang-dinh", "works")) == "rejected"
    assert {*verdicts.values()} == {"accepted"}
    assert rows("SELECT count(*) FROM registry.incident") == [(0,)]
    warehouse.dispose()
    settings.cache_clear()
