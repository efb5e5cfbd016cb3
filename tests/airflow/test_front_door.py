"""The door before Airflow's own pages: sign-in that gets slower, addresses without keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from etl.airflow.front_door import front_door
from etl.settings import settings

PASSWORD = "dung-mat-khau"


class AccessLog:
    """Writes addresses down when all is done, as Airflow's middleware does."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.paths: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)
        self.paths.append(scope["path"])


def _airflow() -> FastAPI:
    """Make an app with a sign-in like Airflow's: under /auth, JSON or a form."""
    app, inner = FastAPI(), FastAPI()

    @inner.post("/token")
    async def token(request: Request) -> JSONResponse:
        kind = request.headers.get("content-type", "")
        given: Any = await (request.json() if "json" in kind else request.form())
        is_right = not isinstance(given, list) and given.get("password") == PASSWORD
        return JSONResponse({}, status_code=201 if is_right else 401)

    @app.get("/desk/l/{token}")
    async def link(token: str) -> dict[str, int]:
        return {"length": len(token)}

    app.mount("/auth", inner)
    return app


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[AccessLog]:
    monkeypatch.setenv("ETL_DESK_PROXIES", "10.0.0.9")
    settings.cache_clear()
    yield AccessLog(front_door(_airflow()))
    settings.cache_clear()


def _try(app: ASGIApp, name: str, password: str, address: str = "10.1.1.1", **headers: str) -> int:
    client = TestClient(app, client=(address, 50_000))
    body = {"username": name, "password": password}
    return client.post("/auth/token", json=body, headers=headers).status_code


def test_a_hundred_and_twenty_tries_get_five_answers(log: AccessLog) -> None:
    told = [_try(log, "lanhdao", f"doan-{n}") for n in range(120)]
    assert told == [401] * 5 + [429] * 115
    assert _try(log, "lanhdao", PASSWORD) == 429  # he has made himself wait
    assert _try(log, "lanhdao", PASSWORD, "10.1.1.2") == 201  # and not the person
    assert _try(log, "chuyenvien", PASSWORD) == 201


def test_the_answer_says_how_long_to_wait(log: AccessLog) -> None:
    client = TestClient(log)
    answers = [client.post("/auth/token/cli", json={"username": "a"}) for _ in range(6)]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 2
    assert "Chờ" in answers[-1].json()["detail"]


def test_a_form_is_counted_like_json(log: AccessLog) -> None:
    client = TestClient(log)
    told = [client.post("/auth/token", data={"username": "a", "password": "b"}) for _ in range(7)]
    assert [one.status_code for one in told] == [401] * 5 + [429] * 2
    right = client.post("/auth/token", data={"username": "c", "password": PASSWORD})
    assert right.status_code == 201


def test_signing_in_rightly_is_never_slowed_down(log: AccessLog) -> None:
    assert {_try(log, "lanhdao", PASSWORD) for _ in range(60)} == {201}


def test_guessing_many_names_from_one_address_ends_too(log: AccessLog) -> None:
    told = [_try(log, f"ten-{n}", "sai") for n in range(41)]
    assert told == [401] * 40 + [429]


def test_the_address_is_what_a_named_proxy_tells(log: AccessLog) -> None:
    for number in range(6):
        _try(log, "lanhdao", f"doan-{number}", "10.0.0.9", **{"x-forwarded-for": "203.0.113.5"})
    for told, status in (("203.0.113.5", 429), ("203.0.113.6", 201)):
        headers = {"x-forwarded-for": told}
        assert _try(log, "lanhdao", PASSWORD, "10.0.0.9", **headers) == status
    assert _try(log, "lanhdao", PASSWORD, **{"x-forwarded-for": "203.0.113.5"}) == 201


def test_what_is_no_name_and_password_is_cut_off_or_passed_on(log: AccessLog) -> None:
    client = TestClient(log)
    assert client.post("/auth/token", content=b"x" * 20_000).status_code == 413
    assert client.post("/auth/token", json=["a"]).status_code == 401


def test_the_access_log_reads_no_key(log: AccessLog) -> None:
    """The page gets the key, the log does not; other addresses stay as they are."""
    client = TestClient(log)
    assert client.get("/desk/l/khoa-bi-mat").json() == {"length": 11}
    client.get("/desk/ky/2020")
    assert log.paths == ["/desk/l/***", "/desk/ky/2020"]
