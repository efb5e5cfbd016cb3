"""What pages tell beside a state: who reports the same places, and that nothing occurred."""

from __future__ import annotations

from dataclasses import replace

from desk_world import DISTRICT, OTHER, PERIOD, World
from returns_by_hand import judged, table

from etl import warehouse
from etl.model import Finding, Rung, Severity
from etl.registry import versions

_TOLD = "cũng gửi số liệu cùng kỳ của Huyện Tràng Định"


def _shared() -> Finding:
    """Make the question that the later of two senders is asked."""
    return Finding(
        rule_id="across.group_of_two_agencies",
        severity=Severity.WARNING,
        rung=Rung.WAREHOUSE,
        message="Hai cơ quan cùng gửi.",
        form_id="population",
        column="district",
        row_key=DISTRICT,
        value="Xã Đoàn Kết",
        against=(("population", DISTRICT, PERIOD),),
    )


def test_who_sent_first_is_told_of_a_dispute_while_it_lasts(world: World) -> None:
    page = f"/bieu/{world.returns['population']}"
    own = f"/don-vi/{DISTRICT}/{PERIOD}"
    seen = [("steward", page), ("analyst", page), ("officer", own)]
    assert not any(_TOLD in world.client(who).get(one).text for who, one in seen)
    rows = [{"district": district} for district in ("180", "181")]
    with warehouse.transaction() as conn:
        later = judged(conn, "b", table("population", rows), [_shared()], agency_id=OTHER)
    for who, one in seen:
        shown = world.client(who).get(one).text
        assert shown.count(f"Ủy ban nhân dân huyện Bình Gia {_TOLD}. Biểu này vẫn có hiệu lực") == 1
    for who, one in [("steward", f"/bieu/{later}"), ("stranger", f"/don-vi/{OTHER}/{PERIOD}")]:
        assert "cũng gửi số liệu cùng kỳ" not in world.client(who).get(one).text
    with warehouse.transaction("steward") as conn:
        versions.change_version(
            conn, later, "withdraw", actor="can-bo-1", reason="Không thuộc huyện"
        )
    assert not any(_TOLD in world.client(who).get(one).text for who, one in seen)


def test_a_form_in_which_nothing_occurred_is_shown_as_such(world: World) -> None:
    nil = replace(table("works", []), is_nil=True)
    with warehouse.transaction() as conn:
        one = judged(conn, "nil", nil, agency_id=OTHER)
    own = f"/don-vi/{OTHER}/{PERIOD}"
    pages = [("steward", f"/bieu/{one}"), ("steward", f"/ky/{PERIOD}"), ("stranger", own)]
    for who, page in pages:
        assert "không phát sinh" in world.client(who).get(page).text, page
    assert "không phát sinh" not in world.client("officer").get(f"/don-vi/{DISTRICT}/{PERIOD}").text
