"""What every DAG must have, and what no DAG file may do while it is read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from etl import PROJECT
from tests.conftest import copy_declarations

READ_DAGS = """
import importlib.util, json, pathlib, sys, time
import airflow.sdk

for path in pathlib.Path({folder!r}).glob("*.py"):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
loaded = sorted(sys.modules)

from airflow.dag_processing.dagbag import DagBag
from airflow.sdk.definitions.mappedoperator import MappedOperator
from airflow.sdk.definitions.taskgroup import MappedTaskGroup
from airflow.sdk.bases.skipmixin import SkipMixin

def facts(task):
    groups, group = [], task.task_group
    while group is not None:
        groups.append(group)
        group = group.parent_group
    mapped = isinstance(task, MappedOperator)
    return {
        "owner": task.owner,
        "retries": task.partial_kwargs.get("retries", 0) if mapped else task.retries,
        "doc": (task.partial_kwargs.get("doc_md") if mapped else task.doc_md) or "",
        "pool": task.pool,
        "told": hasattr(getattr(task, "python_callable", None), "in_our_words"),
        "mapped": mapped,
        "in_mapped_group": any(isinstance(g, MappedTaskGroup) for g in groups),
        "decides": issubclass(task.operator_class if mapped else type(task), SkipMixin),
        "downstream": sorted(task.downstream_task_ids),
        "outlets": [o.name for o in task.outlets] if not mapped else [],
    }

begun = time.process_time()
bag = DagBag({folder!r})
seconds = time.process_time() - begun
print(json.dumps({
    "loaded": loaded,
    "seconds": seconds,
    "errors": bag.import_errors,
    "dags": {d.dag_id: {
        "doc": d.doc_md or "", "tags": sorted(d.tags), "description": d.description or "",
        "paused": d.is_paused_upon_creation, "deadline": bool(d.deadline),
        "catchup": d.catchup, "schedule": type(d.timetable).__name__,
        "tasks": {t.task_id: facts(t) for t in d.tasks},
    } for d in bag.dags.values()},
}))
"""

HEAVY = {
    "pandas", "numpy", "pyarrow", "great_expectations", "openpyxl", "python_calamine", "docx",
    "matplotlib", "psycopg", "etl.pipeline", "etl.warehouse", "etl.validate", "etl.report",
}  # fmt: skip


REPORTS = {"annual_report", "quarterly_report", "other_report"}


@pytest.fixture(scope="module")
def bag(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The DAGs of a catalogue in which a form is owed by the school year, too."""
    catalogue = copy_declarations(tmp_path_factory.mktemp("declared"))
    with (catalogue / "sql/seeds/obligation.csv").open("a", encoding="utf-8") as file:
        file.write(",district,works,school_year,2021-01-01,,\n")
    done = subprocess.run(
        [sys.executable, "-c", READ_DAGS.replace("{folder!r}", repr(str(PROJECT / "dags")))],
        env=os.environ
        | {
            "ETL_CATALOGUE": str(catalogue),
            "AIRFLOW_HOME": str(tmp_path_factory.mktemp("airflow")),
            "PYTHONPATH": str(PROJECT),
            "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "etl/airflow/plugins"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        },
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT,
    )
    assert done.returncode == 0, done.stderr
    read: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return read


def tasks(bag: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{dag_id}.{task_id}", task)
        for dag_id, dag in bag["dags"].items()
        for task_id, task in dag["tasks"].items()
    ]


def test_all_are_read_without_errors(bag: dict[str, Any]) -> None:
    assert bag["errors"] == {}
    assert set(bag["dags"]) == {
        *REPORTS,
        "submissions",
        "reminders",
        "backup",
        "backup_rehearsal",
    }


def test_reading_them_costs_less_than_two_seconds_of_processor_time(bag: dict[str, Any]) -> None:
    """The scheduler reads them again and again; time of the clock would depend on the machine."""
    assert bag["seconds"] < 2.0


def test_dag_files_import_nothing_heavy(bag: dict[str, Any]) -> None:
    assert {"airflow.sdk", "etl.model"} <= set(bag["loaded"])
    assert set(bag["loaded"]) & HEAVY == set()


def test_each_dag_is_a_runbook_for_its_operator(bag: dict[str, Any]) -> None:
    for name, dag in bag["dags"].items():
        assert "### " in dag["doc"], name
        assert "**Khi nào chạy.**" in dag["doc"], name
        assert "**Khi có bước màu đỏ.**" in dag["doc"], name
        assert dag["tags"], name
        assert dag["description"], name


def test_each_dag_is_on_from_the_start_and_never_catches_up(bag: dict[str, Any]) -> None:
    for name, dag in bag["dags"].items():
        assert dag["paused"] is False, name
        assert dag["catchup"] is False, name


def test_every_task_has_an_owner_and_says_what_it_does(bag: dict[str, Any]) -> None:
    for name, task in tasks(bag):
        assert task["owner"] == "phong-tong-hop", name
        assert task["doc"], name


def test_everything_that_may_be_repeated_is_retried(bag: dict[str, Any]) -> None:
    once = {name for name, task in tasks(bag) if not task["retries"]}
    assert once == {f"{name}.sign_off" for name in REPORTS}


def test_no_decision_is_taken_inside_a_mapped_group(bag: dict[str, Any]) -> None:
    deciding = {name for name, task in tasks(bag) if task["decides"]}
    assert "annual_report.sign_off" in deciding
    assert "annual_report.ready_to_sign" in deciding
    for name, task in tasks(bag):
        assert not task["in_mapped_group"], name
        assert not (task["mapped"] and task["decides"]), name


def test_only_reading_is_mapped_and_it_has_a_pool(bag: dict[str, Any]) -> None:
    assert [name for name, task in tasks(bag) if task["mapped"]] == ["submissions.extract"]
    assert bag["dags"]["submissions"]["tasks"]["extract"]["pool"] == "reader"


def test_publication_stands_behind_the_signature_and_nothing_else_does(
    bag: dict[str, Any],
) -> None:
    for name in REPORTS:
        chain = bag["dags"][name]["tasks"]
        assert chain["sign_off"]["downstream"] == ["publish"]
        assert [t for t, task in chain.items() if "publish" in task["downstream"]] == ["sign_off"]


def test_completeness_is_announced_behind_load_and_return(bag: dict[str, Any]) -> None:
    chain = bag["dags"]["submissions"]["tasks"]
    assert chain["announce"]["outlets"] == ["period-complete"]
    assert all("announce" in chain[name]["downstream"] for name in ("load", "give_back"))


def test_faults_of_ours_are_told_after_all_else_and_hide_no_other_failure(
    bag: dict[str, Any],
) -> None:
    chain = bag["dags"]["submissions"]["tasks"]
    assert set(chain["announce"]["downstream"]) == {"note_announced", "tell_faults"}
    assert chain["note_announced"]["downstream"] == []  # a run fails when its last tasks do


def test_late_runs_raise_an_alert(bag: dict[str, Any]) -> None:
    assert {n for n, dag in bag["dags"].items() if dag["deadline"]} == {
        "submissions",
        *REPORTS,
    }


def test_reports_have_both_ways_in(bag: dict[str, Any]) -> None:
    for name in REPORTS:
        assert bag["dags"][name]["schedule"] == "CompleteOrCutOff"


def test_a_runbook_says_what_its_calendar_says(bag: dict[str, Any]) -> None:
    said = {name: bag["dags"][name]["doc"] for name in REPORTS}
    assert "ngày 15/3, 15/6, 15/9 và 15/12, sau ngày chốt" in said["quarterly_report"]
    assert "`2020-Q1`, `2020-H1` hoặc `2020-M9`" in said["quarterly_report"]
    assert said["other_report"].startswith("### Báo cáo năm học\n")
    assert "ngày 1/6 và 1/10, sau ngày chốt" in said["other_report"]


def test_no_task_tells_its_faults_in_words_that_are_not_ours(bag: dict[str, Any]) -> None:
    """Airflow writes whatever a task raises into its log; asking the leader runs none of ours."""
    others = {name for name, task in tasks(bag) if not task["told"]}
    assert others == {f"{name}.sign_off" for name in REPORTS}
