"""The journal of the desk: who did what, when and from where, and no key of a link in any log."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from desk_world import BASE, DISTRICT, OTHER, PERIOD, World, sign_in
from starlette.testclient import TestClient

from etl.desk import journal

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(world: World) -> Lines:
    """Give what was noted since the test began."""
    before = len(_all())
    return lambda: _all()[before:]


def _all() -> list[dict[str, Any]]:
    files = sorted(journal.journal_folder().glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


def test_what_is_done_is_written_down(world: World, lines: Lines) -> None:
    """Signing in, a form that was refused, a file that was taken: by name, place, answer, time."""
    world.client("steward")
    assert world.post("steward", "/ngoai-le", {"quy_tac": "khong-co"}).status_code == 422
    world.client("steward").get(f"/bieu/{world.returns['works']}/tai/goc")
    noted = {(line["event"], line["actor"], *line.get("details", ())) for line in lines()}
    assert ("signed_in", "steward", "testclient") in noted
    assert ("posted", "steward", "/ngoai-le", "422", "testclient") in noted
    place = f"/bieu/{world.returns['works']}/tai/goc"
    assert ("taken", "steward", place, "200", "testclient") in noted
    assert all(line["at"].endswith("+07:00") for line in lines())


def test_an_officer_is_noted_by_agency(world: World, lines: Lines) -> None:
    world.post("officer", f"/don-vi/{DISTRICT}/{PERIOD}/giai-trinh", {"ly_do": "ngắn"})
    noted = [line for line in lines() if line["event"] == "posted"]
    assert [line["actor"] for line in noted] == [f"lien-ket:{DISTRICT}"]
    assert noted[0]["details"][0] == f"/don-vi/{DISTRICT}/{PERIOD}/giai-trinh"


def test_who_is_not_known_is_noted_without_what_they_typed(world: World, lines: Lines) -> None:
    """People type passwords into the field of the name."""
    sign_in(world.fresh_client(), "mat-khau-go-nham", "sai")
    assert [line["event"] for line in lines()] == ["sign_in_failed", "posted"]
    assert "mat-khau-go-nham" not in json.dumps(lines())


def test_the_key_of_a_link_stands_in_no_log_and_no_referrer(
    world: World, lines: Lines, caplog: pytest.LogCaptureFixture
) -> None:
    token, wrong = world.tokens[OTHER], "khoa-go-nham-mot-chu"
    with caplog.at_level(logging.DEBUG):
        client = TestClient(world.app, base_url=BASE, follow_redirects=False)
        answers = [client.get(f"/l/{key}") for key in (token, wrong)]
        answers.append(client.post(f"/l/{token}"))
    assert [answer.status_code for answer in answers] == [303, 404, 405]
    assert {answer.headers["referrer-policy"] for answer in answers} == {"no-referrer"}
    kept = json.dumps(lines()) + "".join(
        record.getMessage() for record in caplog.records if record.name.split(".")[0] != "httpx"
    )
    assert [line["event"] for line in lines()] == ["link_opened", "link_refused", "posted"]
    for key in (token, wrong):
        assert key not in kept


def test_the_journal_is_its_owners_alone(world: World, lines: Lines) -> None:
    sign_in(world.fresh_client(), "ai-do", "sai")
    (file,) = journal.journal_folder().glob("*.jsonl")
    assert file.stat().st_mode & 0o077 == 0
    assert journal.journal_folder().stat().st_mode & 0o077 == 0


def test_a_journal_that_cannot_be_written_stops_nobody(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = world.home / "khong-phai-thu-muc"
    taken.write_text("x", encoding="utf-8")
    monkeypatch.setattr(journal, "journal_folder", lambda: taken / "nhat-ky")
    assert sign_in(world.fresh_client(), "leader", world.passwords["leader"]).status_code == 303
    assert "the journal could not be written" in caplog.text
