"""Rules at the desk: today's are tried on what is stored, and one on trial says so."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from desk_world import REASON, World, scalar, state_of

from etl.contracts import load_forms
from etl.contracts.rule_book import rule_book_version
from etl.desk.rule_view import all_rules


def test_todays_rules_are_tried_on_a_return_and_adopted(world: World) -> None:
    """What a judge found by hand is not found today: shown first, then lifted with a reason."""
    projects = world.returns["support_projects"]
    assert state_of(projects) == "rejected"
    page = world.judged("steward", f"/bieu/{projects}/kiem-tra-lai", {})
    shown = world.client("steward").get(page).text
    assert "Không đọc được số ở ô này." in shown
    assert "Áp dụng kết quả mới" in shown
    assert world.post("steward", page, {"ly_do": "ok"}).status_code == 422
    assert state_of(projects) == "rejected"
    assert world.post("steward", page, {"ly_do": REASON}).status_code == 303
    assert state_of(projects) == "accepted"
    assert scalar("SELECT count(*) FROM mart.return_in_force WHERE return_id = :i", i=projects)
    history = world.client("steward").get(f"/bieu/{projects}").text
    assert "Kiểm tra lại theo quy tắc mới, theo bộ quy tắc phiên bản" in history
    assert world.post("steward", page, {"ly_do": REASON}).status_code == 409  # it is old by now

    rule = "/quy-tac/works.new_has_start"
    page = world.judged("second", f"{rule}/kiem-tra-lai", {})
    assert "không biểu nào có kết quả khác" in world.client("second").get(page).text


def test_a_rule_on_trial_says_so_in_the_rule_book(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its day, and what it will be afterwards; the book prints its version."""
    form = load_forms()["works"]
    since = dt.date(2026, 12, 1)
    rules = [
        replace(rule, trial_since=since) if rule.id == "works.new_has_start" else rule
        for rule in form.rules
    ]
    changed = {**load_forms(), "works": replace(form, rules=tuple(rules))}
    before = world.client("leader").get("/quy-tac").text
    assert "Đang thử nghiệm" not in before
    assert f"Bộ quy tắc phiên bản {rule_book_version()}" in before
    monkeypatch.setattr("etl.desk.rule_view.load_forms", lambda: changed)
    assert "Đang thử nghiệm" in world.client("leader").get("/quy-tac").text
    page = world.client("leader").get("/quy-tac/works.new_has_start").text
    assert "đang được thử nghiệm từ 01/12/2026" in page
    assert "“phải sửa”" in page


def test_a_rule_that_the_book_no_longer_holds_keeps_a_title() -> None:
    known = {rule.rule_id for rule in all_rules([])}
    (former,) = [
        rule for rule in all_rules(["works.of_before", *known]) if rule.rule_id not in known
    ]
    assert former.title == "Quy tắc trước đây (trong một biểu)"
