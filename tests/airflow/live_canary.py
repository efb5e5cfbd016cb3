"""Unmistakable values before a live Airflow whose judging and loading fail: and what it tells."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from canary_faults import CANARY, SENDERS, break_landing, make_trigger, mend_landing, plant
from live_reports import finished
from live_scene import Scene

from etl import warehouse
from etl.airflow.runtime import metadata_url
from etl.model import ReturnState
from etl.registry import return_history
from etl.settings import settings
from sample import write_workbook
from sample.airflow_api import api_of, until
from sample.faults import Fault

_BREAK = (
    "CREATE TRIGGER canary BEFORE INSERT ON registry.finding FOR EACH ROW EXECUTE FUNCTION canary()"
)


def fail_with_values(scene: Scene, folder: Path) -> None:
    """Send a value of its own in each column; keeping findings fails once, then each load."""
    in_rows = partial(plant, version=4)
    faults = [Fault(one, "2019", "", in_rows=in_rows) for one in SENDERS]
    made = [write_workbook(folder, f.agency_id, "2019", version=4, fault=f) for f in faults]
    make_trigger()
    _as_owner(_BREAK)
    with api_of(scene.live, "chuyenvien") as api:
        before = {run["dag_run_id"] for run in api.runs("submissions")}
        for path in made:
            shutil.move(path, settings().inbox / path.name)

        def failed() -> bool:
            runs = [run for run in api.runs("submissions") if run["dag_run_id"] not in before]
            return any(run["state"] == "failed" for run in runs)

        until(lambda: failed() or None, seconds=240, what="the judging that fails")
        _as_owner("DROP TRIGGER canary ON registry.finding")
        run_id = api.trigger("submissions")
        assert finished(scene, "submissions", run_id)["state"] == "success"
        with warehouse.transaction("steward") as conn:
            query = "SELECT value || message || row_label FROM registry.finding"
            found = conn.exec_driver_sql(query).scalars()
            assert len({hit for text in found for hit in CANARY.findall(text)}) > 5
            query = (
                "SELECT s.return_id FROM registry.return_state s JOIN registry.return r "
                "ON r.id = s.return_id WHERE r.period_key = '2019' AND s.state = 'rejected' "
                "AND r.submission_id IN (SELECT id FROM registry.submission WHERE file_name "
                f"= ANY (ARRAY{[path.name for path in made]}))"
            )
            for number in conn.exec_driver_sql(query).scalars().all():
                return_history.append_event(conn, number, ReturnState.ACCEPTED, "tester", "")
        break_landing(0)
        run_id = api.trigger("submissions")
        assert finished(scene, "submissions", run_id)["state"] == "failed"
        assert api.tasks("submissions", run_id)["tell_faults"] == "failed"
        mend_landing(0)


def told_by_airflow(scene: Scene) -> dict[str, str]:
    """Give what stands in Airflow's logs and database: by task, file of a part, or table."""
    told: dict[str, str] = {}
    for path in scene.live.home.logs.rglob("*.log"):
        at = path.relative_to(scene.live.home.logs)
        tasks = [part.removeprefix("task_id=") for part in at.parts if part.startswith("task_id=")]
        name = tasks[0] if tasks else str(at)
        told[name] = told.get(name, "") + path.read_text(encoding="utf-8", errors="replace")
    url = sa.make_url(metadata_url()).set(drivername="postgresql+psycopg")
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as conn:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        for name in conn.exec_driver_sql(query).scalars().all():
            rows = conn.exec_driver_sql(f'SELECT t::text FROM public."{name}" t').scalars()
            told[name] = "\n".join(rows)
    return told


def _as_owner(statement: str) -> None:
    with warehouse.transaction("owner") as conn:
        conn.exec_driver_sql(statement)
