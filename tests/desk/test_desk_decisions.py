"""Decisions at the desk: reasons, waivers, corrections, extensions, signatures, and two at once."""

from __future__ import annotations

import datetime as dt
import re
import threading

import httpx
import pytest
from desk_world import (
    DISTRICT,
    OTHER,
    OWN,
    PERIOD,
    REASON,
    World,
    form_token,
    scalar,
    send,
    state_of,
    warning,
)

from etl import warehouse
from etl.model import ReturnState
from sample import write_workbook


def _at_once(world: World, path: str, who: tuple[str, str], data: dict[str, str]) -> list[int]:
    """Post the same form as two people at the same time; gives both statuses, sorted."""
    browsers = [world.client(one) for one in who]
    tokens = [form_token(browser, "/mat-khau") for browser in browsers]
    answers: list[httpx.Response] = []
    ready = threading.Barrier(2)

    def post(place: int) -> None:
        ready.wait()
        fields = {"ma_bieu_mau": tokens[place], **data}
        answers.append(browsers[place].post(path, data=fields))

    threads = [threading.Thread(target=post, args=(place,)) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answer.status_code for answer in answers)


def test_a_reason_is_given_refused_given_again_and_accepted(world: World) -> None:
    """The whole loop of a warning, until the return's rows are in the warehouse."""
    works = world.returns["works"]
    finding = str(world.findings["warning"])
    short = world.post("officer", f"{OWN}/giai-trinh", {"phat_hien": finding, "ly_do": "ok"})
    assert short.status_code == 422
    given = world.post("officer", f"{OWN}/giai-trinh", {"phat_hien": finding, "ly_do": REASON})
    assert given.status_code == 303
    page = world.client("steward").get("/viec").text
    assert "Xem xét" in page
    first = _waiting(world, works)
    path = f"/bieu/{works}/giai-trinh/{first}"
    assert world.post("steward", path, {"quyet_dinh": "khong"}).status_code == 422
    refused = {"quyet_dinh": "khong", "ly_do": "Chưa nêu số quyết định kèm theo"}
    assert world.post("steward", path, refused).status_code == 303
    assert state_of(works) == "needs_confirmation"
    receipt = world.client("officer").get(f"{OWN}/bien-nhan/{world.submission_id}").text
    assert "Chưa nêu số quyết định kèm theo" in receipt
    better = {"phat_hien": finding, "ly_do": f"{REASON}/QĐ-UBND ngày 05/3/2020"}
    assert world.post("officer", f"{OWN}/giai-trinh", better).status_code == 303
    second = _waiting(world, works)
    assert second != first
    statuses = _at_once(
        world, f"/bieu/{works}/giai-trinh/{second}", ("steward", "second"), {"quyet_dinh": "co"}
    )
    assert statuses == [303, 409]  # two stewards at once: one decides, the other is told
    assert state_of(works) == "accepted"
    assert scalar("SELECT count(*) FROM landing.works WHERE return_id = :id", id=works) != 0
    assert scalar("SELECT count(*) FROM registry.confirmation_event") == 2


def _waiting(world: World, return_id: int) -> int:
    page = world.client("steward").get(f"/bieu/{return_id}").text
    found = re.search(rf"/bieu/{return_id}/giai-trinh/(\d+)", page)
    assert found is not None
    return int(found[1])


def test_a_waiver_needs_authority_reason_and_end(world: World) -> None:
    """It lets the stopped return through, and can be ended before its day."""
    path = write_workbook(world.home / "sent", OTHER, PERIOD)
    _, returns = send(path, {"works": (ReturnState.NEEDS_CONFIRMATION, (warning(12, "181|x|y"),))})
    finding = scalar("SELECT id FROM registry.finding WHERE return_id = :i", i=returns["works"])
    until = (dt.date.today() + dt.timedelta(days=30)).isoformat()
    good = {
        "phat_hien": str(finding),
        "tham_quyen": "Trưởng Ban, Công văn số 15/BDT-KHTH",
        "ly_do": REASON,
        "pham_vi": "bieu",
        "den_ngay": until,
    }
    for missing in ("tham_quyen", "ly_do", "den_ngay"):
        assert world.post("steward", "/ngoai-le", {**good, missing: ""}).status_code == 422
    past = world.post("steward", "/ngoai-le", {**good, "den_ngay": "2020-01-01"})
    assert past.status_code == 409
    assert state_of(returns["works"]) == "needs_confirmation"
    assert world.post("steward", "/ngoai-le", good).status_code == 303
    assert state_of(returns["works"]) == "accepted"
    assert "15/BDT-KHTH" in world.client("leader").get("/ngoai-le").text
    waiver = scalar("SELECT max(id) FROM registry.waiver")
    end = f"/ngoai-le/{waiver}/thu-hoi"
    assert world.post("second", end, {"ly_do": ""}).status_code == 422
    assert world.post("second", end, {"ly_do": REASON}).status_code == 303
    assert world.post("second", end, {"ly_do": REASON}).status_code == 409
    assert "Đã thu hồi" in world.client("leader").get("/ngoai-le").text


def test_an_extension_moves_the_due_day_on_the_agency_s_page(world: World) -> None:
    """Only for who owes something; with a reason and a day."""
    path = f"/ky/{PERIOD}/gia-han"
    good = {"don_vi": DISTRICT, "bieu": "", "han_moi": "2030-01-31", "ly_do": REASON}
    for wrong in ({"don_vi": "so-noi-vu"}, {"bieu": "poverty"}, {"han_moi": "31/1"}, {"ly_do": ""}):
        assert world.post("steward", path, {**good, **wrong}).status_code == 422
    assert world.post("steward", path, good).status_code == 303
    back = world.post("steward", path, {**good, "bieu": "works", "han_moi": "2030-01-30"})
    assert back.status_code == 409
    assert "Hạn mới 30/01/2030 không muộn hơn hạn đang áp dụng (31/01/2030)" in back.text
    page = world.client("officer").get(OWN).text
    assert "31/01/2030" in page
    assert "đã gia hạn" in page


def test_an_agency_that_is_let_off_is_not_waited_for(world: World) -> None:
    """The obligation shows as waived on the board."""
    until = (dt.date.today() + dt.timedelta(days=30)).isoformat()
    data = {
        "don_vi": "ubnd-cao-loc",
        "bieu": "",
        "tham_quyen": "Chủ tịch UBND tỉnh, VB số 7",
        "ly_do": REASON,
        "den_ngay": until,
    }
    assert world.post("steward", f"/ky/{PERIOD}/mien", data).status_code == 303
    granted = world.client("leader").get("/ngoai-le").text
    assert "Cơ quan gửi đủ các biểu phải báo cáo" in granted
    assert world.client("leader").get("/quy-tac/warehouse.not_sent").status_code == 200
    page = world.client("steward").get(f"/ky/{PERIOD}?don_vi=ubnd-cao-loc").text
    assert page.count("Được miễn") == 4


def test_what_was_let_off_when_it_was_due_can_still_be_taken_back(world: World) -> None:
    """A waiver of sending that ended keeps its effect until it is revoked; any other just ended."""
    with warehouse.transaction("owner") as conn:
        ended, other = conn.exec_driver_sql(
            "INSERT INTO registry.waiver (rule_id, agency_id, period_key, authority, reason, "
            "valid_until, actor, at) SELECT rule_id, 'ubnd-van-lang', '2020', 'Chủ tịch UBND', "
            "'Mưa lũ', '2020-12-31', 'steward', '2020-12-01 08:00+07' "
            "FROM unnest(ARRAY['warehouse.not_sent', 'works.x']) AS rule_id RETURNING id"
        ).scalars()
    page = world.client("steward").get("/ngoai-le").text
    assert page.count("Hết hạn 31/12/2020") == 2
    assert page.count("Biểu có hạn gửi đến ngày này vẫn được miễn.") == 1
    assert f"/ngoai-le/{ended}/thu-hoi" in page
    assert f"/ngoai-le/{other}/thu-hoi" not in page
    board = f"/ky/{PERIOD}?don_vi=ubnd-van-lang"
    assert world.client("steward").get(board).text.count("Được miễn") == 4
    assert world.post("steward", f"/ngoai-le/{ended}/thu-hoi", {"ly_do": REASON}).is_redirect
    assert world.client("steward").get(board).text.count("Được miễn") == 0


@pytest.mark.parametrize("kind", ["works", "commendations"])
def test_findings_are_as_the_registry_has_them(world: World, kind: str) -> None:
    """A hand-made finding is shown with its words, or none is claimed."""
    text = world.client("steward").get(f"/bieu/{world.returns[kind]}").text
    assert (warning().message in text) == (kind == "works")
