"""A live Airflow for `test_live_airflow`: two complete years, judged and asked about."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from etl import warehouse
from etl.airflow import home
from etl.airflow.runtime import Live, running
from etl.model import Period
from etl.settings import settings
from etl.warehouse import embedded
from sample import senders, write_workbook
from sample.airflow_api import api_of, until
from tests.conftest import database_url

CLERK = "vanthu"  # one more account: of the signer's role in Airflow, and no signer
ENDED = ("success", "failed")
DAGS = {"submissions", "annual_report", "quarterly_report", "reminders"}


@dataclass(frozen=True)
class Scene:
    """A live Airflow that has judged two complete years and asks for two signatures."""

    live: Live
    submissions: dict[str, Any]
    reports: dict[str, dict[str, Any]]  # period key -> run of annual_report
    questions: dict[str, dict[str, Any]]  # period key -> question to the leader


@pytest.fixture(scope="module")
def scene(
    database_server: embedded.Server,
    template_database: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Scene]:
    base = database_url(database_server, "live_warehouse")
    for name in ("live_warehouse", "live_airflow"):
        template = f' TEMPLATE "{template_database}"' if name == "live_warehouse" else ""
        _execute(database_server, f'CREATE DATABASE "{name}"{template}')
    folder = tmp_path_factory.mktemp("live")
    with pytest.MonkeyPatch.context() as patch:
        users = {**home.USERS, CLERK: ("user", "văn thư, không ký")}
        patch.setattr(home, "USERS", users)
        patch.setenv("ETL_HOME", str(folder))
        patch.setenv("WAREHOUSE_URL", base)
        metadata = base.replace("+psycopg", "+psycopg2").replace("live_warehouse", "live_airflow")
        patch.setenv("ETL_AIRFLOW_DATABASE_URL", metadata)
        patch.setenv("ETL_AIRFLOW_PORT", "0")
        settings.cache_clear()
        warehouse.dispose()
        with running(meanwhile=lambda: write_two_years(folder / "made")) as live:
            yield play(live, folder / "made")
        warehouse.dispose()
    settings.cache_clear()
    for name in ("live_warehouse", "live_airflow"):
        _execute(database_server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _execute(server: embedded.Server, statement: str) -> None:
    with psycopg.connect(server.conninfo(), autocommit=True) as conn:
        conn.execute(statement)  # type: ignore[arg-type]


def write_two_years(folder: Path) -> None:
    folder.mkdir()
    for key in ("2019", "2020"):
        for agency_id in senders(Period.parse(key)):
            write_workbook(folder, agency_id, key)


def play(live: Live, made: Path) -> Scene:
    api = api_of(live, "chuyenvien")
    until(lambda: set(api.dags()) >= DAGS or None, seconds=60, what="the DAGs")
    settings().inbox.mkdir(parents=True, exist_ok=True)
    for path in made.iterdir():
        shutil.move(path, settings().inbox / path.name)

    def judged() -> dict[str, Any] | None:
        # the hourly sweep may come in between: it is not what this is about
        runs = [run for run in api.runs("submissions") if run["run_type"] == "asset_triggered"]
        return next((run for run in runs if run["state"] in ENDED), None)

    def asked() -> list[dict[str, Any]] | None:
        found = api.waiting("annual_report")
        return found if len(found) == 2 else None

    submissions = until(judged, seconds=240, what="submissions judged")
    found = until(asked, seconds=240, what="two questions to the leader")
    by_run = {q["task_instance"]["dag_run_id"]: q for q in found}
    reports = {run["partition_key"]: run for run in api.runs("annual_report")}
    questions = {key: by_run[run["dag_run_id"]] for key, run in reports.items()}
    return Scene(live, submissions, reports, questions)
