"""The head of an agency signs what was sent, and what waits for that counts from then on."""

from __future__ import annotations

import re

from desk_world import DISTRICT, OWN, World, scalar, send, state_of

from etl import warehouse
from sample import write_workbook


def test_the_head_signs_what_was_sent(world: World) -> None:
    """Once; what the page showed, and nothing with faults; the signature shows to the Board."""
    page = world.client("head").get(OWN).text
    assert "Chưa ký được: biểu số 02/BDT (cần sửa)" in page
    shown = [int(one) for one in re.findall(r'name="bieu" value="(\d+)"', page)]
    faulty = world.returns["support_projects"]
    assert len(shown) == 3
    assert faulty not in shown
    assert "Ký xác nhận" not in world.client("officer").get(OWN).text
    assert world.post("officer", f"{OWN}/ky", {"bieu": str(shown[0])}).status_code == 403
    assert world.post("head", f"{OWN}/ky").status_code == 422
    refused = world.post("head", f"{OWN}/ky", {"bieu": [str(faulty), str(shown[0])]})
    assert refused.status_code == 409
    assert "còn lỗi phải sửa" in refused.text
    of_board = world.post("head", f"{OWN}/ky", {"bieu": str(world.returns["commendations"])})
    assert of_board.status_code == 303
    assert scalar("SELECT count(*) FROM registry.signature") == 0
    for _ in range(2):
        signed = world.post("head", f"{OWN}/ky", {"bieu": [str(one) for one in shown]})
        assert signed.status_code == 303
    assert scalar("SELECT count(*) FROM registry.signature") == 3
    assert (
        "Thủ trưởng cơ quan ký xác nhận"
        in world.client("leader").get(f"/bieu/{world.returns['works']}").text
    )
    assert 'name="bieu"' not in world.client("head").get(OWN).text


def test_what_waits_for_its_signature_counts_from_then_on(world: World) -> None:
    """Whose turn it is stands on the board, the work list and the agency's page."""
    with warehouse.transaction("owner") as conn:
        conn.exec_driver_sql(
            "INSERT INTO ref.signing VALUES ('works', '2019-01-01', '2020-01-01', 'Thử')"
        )
    path = write_workbook(world.home / "sent", DISTRICT, "2019")
    submission_id, returns = send(path, {})
    works, own = returns["works"], f"/don-vi/{DISTRICT}/2019"
    counted = "SELECT count(*) FROM landing.works WHERE return_id = :id"
    assert state_of(works) == "awaiting_signature"
    assert scalar(counted, id=works) == 0
    board = world.client("steward").get("/ky/2019?luot=agency_sign").text
    assert "→ Thủ trưởng cơ quan ký" in board
    assert "Chờ thủ trưởng cơ quan ký" in world.client("steward").get("/viec").text
    page = world.client("head").get(own).text
    assert '<a href="#ky">Ký xác nhận</a>' in page
    assert "biểu chờ thủ trưởng ký" in page
    receipt = world.client("head").get(f"{own}/bien-nhan/{submission_id}").text
    assert "chờ thủ trưởng cơ quan ký xác nhận" in receipt
    assert world.post("head", f"{own}/ky", {"bieu": str(works)}).status_code == 303
    assert state_of(works) == "accepted"
    assert scalar(counted, id=works) != 0
    assert "Thủ trưởng đã ký xác nhận" in world.client("head").get(own).text
