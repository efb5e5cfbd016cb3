"""Talk to a live Airflow over its REST API: a user's name and password in, plain JSON out.

The one surprising thing: every call is made as a named user with that user's own rights; there is
no back door, and what a script may do is what that person may do in the browser.
"""

import datetime as dt
import time
from collections.abc import Callable
from typing import Any, Self, TypeVar
from urllib.parse import quote

import httpx

from etl.airflow.home import passwords
from etl.airflow.runtime import Live
from etl.errors import ReportingError

Json = dict[str, Any]
T = TypeVar("T")
RETRY_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)  # seconds


class AirflowApiError(ReportingError):
    """Airflow refused a call or did not answer in time."""


class AirflowApi:
    """A session of one user with one live Airflow."""

    def __init__(self, address: str, user: str, password: str) -> None:
        self.user = user
        self._client = httpx.Client(base_url=address, timeout=30.0, trust_env=False)
        answer = self._client.post("/auth/token", json={"username": user, "password": password})
        if answer.status_code != httpx.codes.CREATED:
            raise AirflowApiError(f"Airflow không cho người dùng {user!r} đăng nhập: {answer.text}")
        self.token: str = answer.json()["access_token"]
        self._client.headers["Authorization"] = f"Bearer {self.token}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def call(self, method: str, path: str, **arguments: Any) -> Json:
        """Make one call below `/api/v2`; raises `AirflowApiError` with the answer's text.

        A question or a change that may be repeated is, when the server is short of breath.
        """
        answer = self._patiently(method, f"/api/v2{path}", **arguments)
        if answer.is_error:
            raise AirflowApiError(
                f"{method} {path} as {self.user}: {answer.status_code} {answer.text}"
            )
        body: Json = answer.json() if answer.content else {}
        return body

    def _patiently(self, method: str, path: str, **arguments: Any) -> httpx.Response:
        for pause in (*RETRY_PAUSES, None):
            try:
                answer = self._client.request(method, path, **arguments)
            except httpx.TransportError:
                if pause is None or method == "POST":
                    raise
            else:
                if pause is None or method == "POST" or not answer.is_server_error:
                    return answer
            time.sleep(pause)
        raise AssertionError("the last round returns or raises")

    def dags(self) -> dict[str, Json]:
        """Give the DAGs that Airflow has read, by id."""
        return {d["dag_id"]: d for d in self.call("GET", "/dags")["dags"]}

    def import_errors(self) -> list[Json]:
        """Give the DAG files that could not be read."""
        errors: list[Json] = self.call("GET", "/importErrors")["import_errors"]
        return errors

    def pause(self, dag_id: str, *, paused: bool) -> None:
        """Pause a DAG or let it run."""
        self.call("PATCH", f"/dags/{dag_id}", json={"is_paused": paused})

    def trigger(self, dag_id: str, partition_key: str | None = None, **conf: Any) -> str:
        """Start a run by hand and give its id."""
        body: Json = {"logical_date": None, "conf": conf}
        if partition_key is not None:
            body["partition_key"] = partition_key
        return str(self.call("POST", f"/dags/{dag_id}/dagRuns", json=body)["dag_run_id"])

    def runs(self, dag_id: str, limit: int = 50) -> list[Json]:
        """Give a DAG's runs, the latest first."""
        query = {"order_by": "-run_after", "limit": limit}
        found: list[Json] = self.call("GET", f"/dags/{dag_id}/dagRuns", params=query)["dag_runs"]
        return found

    def run(self, dag_id: str, run_id: str) -> Json:
        """Give one run."""
        return self.call("GET", f"/dags/{dag_id}/dagRuns/{quote(run_id, safe='')}")

    def tasks(self, dag_id: str, run_id: str) -> dict[str, str]:
        """Give the state of each task of a run; a mapped task counts once, at its worst."""
        path = f"/dags/{dag_id}/dagRuns/{quote(run_id, safe='')}/taskInstances"
        states: dict[str, str] = {}
        for instance in self.call("GET", path)["task_instances"]:
            name, state = instance["task_id"], instance["state"] or "none"
            if states.get(name) in (None, "success"):
                states[name] = state
        return states

    def waiting(self, dag_id: str = "~", run_id: str = "~") -> list[Json]:
        """Give the questions that wait for a person."""
        path = f"/dags/{dag_id}/dagRuns/{quote(run_id, safe='~')}/hitlDetails"
        found: list[Json] = self.call("GET", path, params={"response_received": "false"})[
            "hitl_details"
        ]
        return found

    def settle(self, question: Json) -> None:
        """Wait until the scheduler has seen off the process that asked a question.

        An answer that is quicker than the scheduler's next look makes Airflow believe that the
        waiting task was killed, and fail it. Three heartbeats later that cannot happen any more;
        people are never that quick, scripts are.
        """
        settled_from = _moment(question["created_at"]) + dt.timedelta(seconds=3)
        beats: set[str] = set()

        def three_beats() -> bool | None:
            beat = self.call("GET", "/monitor/health")["scheduler"]["latest_scheduler_heartbeat"]
            if beat and _moment(beat) > settled_from:
                beats.add(beat)
            return len(beats) >= 3 or None

        until(three_beats, seconds=60, what="nhịp của bộ lập lịch")

    def answer(self, dag_id: str, run_id: str, task_id: str, option: str, **params: Any) -> Json:
        """Answer a question as this session's user."""
        path = f"/dags/{dag_id}/dagRuns/{quote(run_id, safe='')}/taskInstances/{task_id}/-1"
        body = {"chosen_options": [option], "params_input": params}
        return self.call("PATCH", f"{path}/hitlDetails", json=body)


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text.replace("Z", "+00:00"))


def until(look: Callable[[], T | None], *, seconds: float, what: str, pause: float = 0.3) -> T:
    """Look again and again until something is there; raises `AirflowApiError` when it takes long.

    `what` completes the sentence "… has not happened".
    """
    deadline = time.monotonic() + seconds
    while True:
        if found := look():
            return found
        if time.monotonic() > deadline:
            raise AirflowApiError(f"Sau {seconds:.0f} giây vẫn chưa thấy: {what}")
        time.sleep(pause)


def api_of(live: Live, user: str) -> AirflowApi:
    """Log in to a running Airflow as one of its users."""
    return AirflowApi(live.address, user, passwords(live.home)[user])
