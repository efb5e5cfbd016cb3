"""Each DAG run on its own with `dag.test()`, on real PostgreSQL, without a scheduler."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from etl import PROJECT, warehouse
from etl.airflow.home import Home, write_config
from etl.backup import make_key, newest_good
from etl.registry import period_board
from etl.settings import settings
from etl.warehouse import embedded
from sample import FAULTS, write_workbook
from tests.conftest import database_url

pytestmark = pytest.mark.timeout(600)

# One process for all runs: importing Airflow is most of what a run costs.
RUN_DAGS = """
import json, sys
from etl.airflow.processes import prepare
prepare()
from airflow import settings
settings.configure_orm()
from airflow.dag_processing.dagbag import DagBag
dags, told = DagBag().dags, []

def lose_one_of_two():
    import shutil
    from etl import pipeline, vault
    from etl.judge.readings import forget
    from etl.settings import settings as ours
    shutil.copytree(ours().home / "later", ours().inbox, dirs_exist_ok=True)
    ids = pipeline.step_collect()
    lost = pipeline._submissions(ids)[0].sha256
    forget([lost])  # what was read of it at the door
    vault.path_of(lost).unlink()

for dag_id, conf in json.loads(sys.argv[1]):
    if conf.get("harm"):  # two workbooks come, and one cannot be kept as it came
        lose_one_of_two()
    dags[dag_id].deadline = None  # dag.test() of 3.3.2 cannot end a run that has a deadline alert
    run = dags[dag_id].test(run_conf=conf)
    told.append([run.state, {t.task_id: t.state for t in run.get_task_instances()}])
print("RESULT " + json.dumps(told))
"""
RUNS: list[tuple[str, dict[str, str]]] = [
    ("submissions", {}),
    ("submissions", {}),
    ("annual_report", {"period": "2020"}),
    ("quarterly_report", {"period": "2020-Q1"}),
    ("reminders", {}),
    ("annual_report", {"period": "2020-Q7"}),
    ("backup", {}),
    ("backup_rehearsal", {}),
    ("submissions", {"harm": "vault"}),
]
GOOD, FAULTY = "ubnd-loc-binh", FAULTS[0]


@pytest.fixture(scope="module")
def told(
    database_server: embedded.Server,
    template_database: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[list[Any]]:
    """Give [state, {task: state}] of each run, in the order of `RUNS`."""
    folder = tmp_path_factory.mktemp("dag-runs")
    base = database_url(database_server, "runs_warehouse")
    execute(database_server, f'CREATE DATABASE "runs_warehouse" TEMPLATE "{template_database}"')
    execute(database_server, 'CREATE DATABASE "runs_airflow"')
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ETL_HOME", str(folder))
        patch.setenv("WAREHOUSE_URL", base)
        settings.cache_clear()
        warehouse.dispose()
        write_workbook(inbox(), FAULTY.agency_id, FAULTY.period_key, fault=FAULTY)
        write_workbook(inbox(), GOOD, "2020")
        write_workbook(inbox(), GOOD, "2020-Q1")
        (folder / "later").mkdir()
        for period in ("2020-Q2", "2020-Q3"):
            write_workbook(folder / "later", GOOD, period)
        patch.setenv("ETL_BACKUP_KEY", str(folder / "khoa.txt"))
        make_key(folder / "khoa.txt")
        yield run_dags(folder, base)
        warehouse.dispose()
    settings.cache_clear()
    for name in ("runs_warehouse", "runs_airflow"):
        execute(database_server, f'DROP DATABASE "{name}" WITH (FORCE)')


def inbox() -> Path:
    settings().inbox.mkdir(parents=True, exist_ok=True)
    return settings().inbox


def execute(server: embedded.Server, statement: str) -> None:
    with psycopg.connect(server.conninfo(), autocommit=True) as conn:
        conn.execute(statement)  # type: ignore[arg-type]


def run_dags(folder: Path, base: str) -> list[Any]:
    home = Home(folder / "airflow")
    metadata = base.replace("+psycopg", "+psycopg2").replace("runs_warehouse", "runs_airflow")
    write_config(home, metadata, 8080, 1)
    done = subprocess.run(
        [sys.executable, "-c", RUN_DAGS, json.dumps(RUNS)],
        env=home.environment(),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    assert lines, done.stderr[-4000:] + done.stdout[-4000:]
    result: list[Any] = json.loads(lines[-1].removeprefix("RESULT "))
    return result


def board(period_key: str) -> dict[str, set[str | None]]:
    """Give each agency's latest states of a period."""
    with warehouse.transaction() as conn:
        found: dict[str, set[str | None]] = {}
        for cell in period_board.period_board(conn, period_key):
            found.setdefault(cell.agency_id, set()).add(cell.latest_state)
    return found


def test_a_faulty_workbook_is_a_finding_and_not_a_failed_task(told: list[Any]) -> None:
    state, tasks = told[0]
    assert state == "success"
    done = ("collect", "extract", "validate", "load", "give_back")
    assert {tasks[name] for name in done} == {"success"}
    assert board("2020")[GOOD] == {"accepted"}
    assert "rejected" in board("2020")[FAULTY.agency_id]
    assert [path.suffix for path in settings().returned.rglob("*") if path.is_file()] == [".xlsx"]


def test_an_incomplete_period_is_not_announced(told: list[Any]) -> None:
    assert told[0][1]["announce"] == "skipped"


def test_a_run_with_an_empty_inbox_does_nothing_and_is_well(told: list[Any]) -> None:
    state, tasks = told[1]
    assert state == "success"
    assert tasks["collect"] == "success"
    assert tasks["tell_faults"] == "success"  # nothing of ours is amiss
    ready = ("judge_anew", "collect", "load", "give_back", "tell_faults")  # what waited is done
    assert {tasks.pop(name) for name in ready} == {"success"}
    assert set(tasks.values()) == {"skipped"}


def test_a_fault_of_ours_fails_the_run_after_all_others_are_done(told: list[Any]) -> None:
    state, tasks = told[8]
    assert state == "failed"
    assert tasks["tell_faults"] == "failed"
    done = ("collect", "extract", "validate", "load", "give_back")
    assert {tasks[name] for name in done} == {"success"}
    judged = [key for key in ("2020-Q2", "2020-Q3") if board(key).get(GOOD) == {"accepted"}]
    assert len(judged) == 1


def test_backups_are_taken_and_brought_back_aside(told: list[Any]) -> None:
    assert told[6] == ["success", {"take": "success"}]
    assert told[7] == ["success", {"rehearse": "success"}]
    newest = newest_good()
    assert newest is not None
    assert newest.path.is_file()


@pytest.mark.parametrize("run", [2, 3], ids=["year", "quarter"])
def test_an_incomplete_period_is_drafted_but_nobody_is_asked_to_sign(
    told: list[Any], run: int
) -> None:
    state, tasks = told[run]
    assert state == "success"
    assert tasks["draft"] == tasks["ready_to_sign"] == "success"
    assert {tasks[name] for name in ("sign_off", "publish", "record_refusal")} == {"skipped"}
    editions = {path.suffix for path in (settings().reports / RUNS[run][1]["period"]).rglob("*.*")}
    assert {".docx", ".xlsx", ".html"} <= editions


def test_reminders_run(told: list[Any]) -> None:
    assert told[4] == ["success", {"remind": "success", "watch_backups": "success"}]


def test_a_period_that_does_not_exist_is_an_error_and_nothing_follows(told: list[Any]) -> None:
    state, tasks = told[5]
    assert state == "failed"
    assert tasks["publish"] == "upstream_failed"
