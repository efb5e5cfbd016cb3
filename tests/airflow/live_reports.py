"""What the tests of a live Airflow ask and do: reports of the scene in, runs and answers out."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from live_scene import ENDED, Scene

from etl import warehouse
from etl.airflow import APPROVE
from sample.airflow_api import api_of, until
from sample.demonstration import LEADER


def answer(scene: Scene, period_key: str, option: str, **params: str) -> dict[str, str]:
    """Answer as the leader and give the states of the run's tasks at its end."""
    run_id = scene.reports[period_key]["dag_run_id"]
    with api_of(scene.live, LEADER) as leader:
        (question,) = leader.waiting("annual_report", run_id)
        leader.settle(question)
        leader.answer("annual_report", run_id, "sign_off", option, **params)
        assert ended(scene, run_id)["state"] == "success"
        return leader.tasks("annual_report", run_id)


def ended(scene: Scene, run_id: str) -> dict[str, Any]:
    """Wait until a run of the annual report is over."""
    return finished(scene, "annual_report", run_id)


def finished(scene: Scene, dag_id: str, run_id: str) -> dict[str, Any]:
    """Wait until a run is over."""
    with api_of(scene.live, "phantich") as api:

        def over() -> dict[str, Any] | None:
            run = api.run(dag_id, run_id)
            return run if run["state"] in ENDED else None

        return until(over, seconds=180, what="the run's end")


def clear(scene: Scene, user: str, run_id: str, **chosen: Any) -> None:
    """Have tasks of a run of the annual report done again, as somebody who may."""
    body = {"dry_run": False, "dag_run_id": run_id, **chosen}
    with api_of(scene.live, user) as api:
        api.call("POST", "/dags/annual_report/clearTaskInstances", json=body)


def signed_off() -> list[tuple[str, str, str]]:
    """Give period, answer and responder of each answer that was kept."""
    query = (
        "SELECT r.period_key, o.answer, o.responder FROM release.sign_off o "
        "JOIN release.sign_off_request q ON q.id = o.request_id "
        "JOIN release.release r ON r.id = q.release_id ORDER BY o.request_id"
    )
    with warehouse.transaction("report") as conn:
        return [tuple(row) for row in conn.execute(sa.text(query))]


def asked(run_id: str) -> list[tuple[int, str, str]]:
    """Give draft, beginning of its hash, and where it was asked, each time that a run has asked."""
    query = (
        "SELECT release_id, left(content_sha256, 12), asked_in FROM release.sign_off_request "
        "WHERE run = :run ORDER BY id"
    )
    with warehouse.transaction("report") as conn:
        rows = conn.execute(sa.text(query), {"run": f"annual_report/{run_id}"})
        return [tuple(row) for row in rows]


def release(period_key: str) -> dict[str, Any]:
    query = "SELECT * FROM release.release WHERE period_key = :key"
    with warehouse.transaction("report") as conn:
        return dict(conn.execute(sa.text(query), {"key": period_key}).mappings().one())


def forgeries(run_id: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Give the calls by which somebody might pass for the leader: each is one they may make."""
    run = f"/dags/annual_report/dagRuns/{run_id}"
    signed = {"refused": False, "actor": LEADER, "reason": ""}
    answered = {"chosen_options": [APPROVE], "responded_by_user": {"id": LEADER, "name": LEADER}}
    sign_off = f"{run}/taskInstances/sign_off"
    return [
        ("POST", f"{sign_off}/xcomEntries", {"key": "answer", "value": signed}),
        ("POST", f"{sign_off}/xcomEntries", {"key": "return_value", "value": answered}),
        ("POST", f"{run}/taskInstances/draft/xcomEntries", {"key": "release", "value": 2}),
        ("PUT", f"{sign_off}/state-store/answer", {"value": signed}),
        ("POST", "/variables", {"key": f"answer {run_id}", "value": LEADER}),
        (
            "POST",
            "/connections",
            {"connection_id": f"c{abs(hash(run_id))}", "conn_type": "x", "login": LEADER},
        ),
        ("PATCH", sign_off, {"new_state": "success"}),
    ]
