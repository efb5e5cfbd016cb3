"""Posted forms: whoever a page was drawn for may post it, whatever letters the name has."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from etl.desk.posted import FIELD, FormGuard
from etl.desk.refused import Refused
from etl.settings import SecretKey


def browser(guard: FormGuard, holder: str) -> TestClient:
    """Open a page whose form is for `holder`, and that takes forms of `holder`."""

    async def page(request: Request) -> Response:
        if request.method == "POST":
            try:
                await guard.read(request, holder)
            except Refused as refused:
                return PlainTextResponse(refused.message, refused.status)
            return PlainTextResponse("đã nhận")
        response = PlainTextResponse(guard.token(request, holder))
        guard.remember(request, response)
        return response

    return TestClient(Starlette(routes=[Route("/", page, methods=["GET", "POST"])]))


@pytest.mark.parametrize("name", ["can-bo-1", "Lãnh đạo Ban"])
def test_a_form_is_taken_from_its_own_holder_only(tmp_path: Path, name: str) -> None:
    guard = FormGuard(SecretKey(tmp_path))
    mine = browser(guard, name)
    token = mine.get("/").text
    assert mine.post("/", data={FIELD: token}).text == "đã nhận"
    other = browser(guard, f"{name} khác")
    other.cookies = mine.cookies
    assert other.post("/", data={FIELD: token}).status_code == 403
