"""Which version counts, at the desk: withdrawn, brought back, let in after closing."""

from __future__ import annotations

import re
from pathlib import Path

import sqlalchemy as sa
from desk_world import DISTRICT, PERIOD, World, send

from etl import warehouse
from etl.registry import return_history, versions
from sample import write_workbook

_WHY = {"ly_do": "Gửi nhầm tệp, cơ quan có Công văn số 12 xin giữ bản trước"}
_BOARD = f"/ky/{PERIOD}"


def _state(return_id: int) -> str:
    with warehouse.transaction() as conn:
        return return_history.state_of(conn, return_id).value


def _in_force(form_id: str) -> list[int]:
    with warehouse.transaction() as conn:
        found = conn.execute(
            sa.text(
                "SELECT return_id FROM mart.return_in_force "
                "WHERE agency_id = :agency AND form_id = :form"
            ),
            {"agency": DISTRICT, "form": form_id},
        )
        return [*found.scalars()]


def test_a_steward_withdraws_a_version_and_brings_it_back(world: World) -> None:
    one = world.returns["population"]
    page = f"/bieu/{one}"
    assert world.post("steward", f"{page}/rut", {"ly_do": "nhầm"}).status_code == 422
    assert _state(one) == "accepted"
    assert world.post("steward", f"{page}/rut", _WHY, page=page).status_code == 303
    assert _state(one) == "withdrawn"
    shown = world.client("steward").get(page).text
    assert "Chưa có bản nào đang có hiệu lực" in shown
    assert f"Đã rút – steward: {_WHY['ly_do']}" in shown
    assert "Khôi phục bản này" in shown
    own = world.client("officer").get(f"/don-vi/{DISTRICT}/{PERIOD}").text
    assert "Điền biểu mẫu và gửi" in own
    assert "1 biểu đã rút" in own

    assert world.post("second", f"{page}/khoi-phuc", _WHY, page=page).status_code == 303
    assert _in_force("population") == [one]
    assert "Bản đang có hiệu lực: bản 1, nhận ngày" in world.client("steward").get(page).text
    assert world.post("steward", "/bieu/99999/rut", _WHY).status_code == 404


def test_in_a_closed_period_the_second_steward_decides(world: World) -> None:
    one = world.returns["population"]
    page = f"/bieu/{one}"
    close = f"{_BOARD}/khoa/dong"
    assert world.post("steward", close, {"ly_do": "x"}, page=_BOARD).status_code == 422
    assert world.post("steward", close, {"ly_do": "Đã chốt số liệu năm"}).status_code == 303
    board = world.client("analyst").get(_BOARD).text
    assert "Kỳ này đã khóa ngày" in board
    assert "Đã chốt số liệu năm" in board

    asked = world.post("steward", f"{page}/rut", _WHY, page=page)
    assert "xong=ban-de-nghi" in asked.headers["location"]
    assert _state(one) == "accepted"
    with warehouse.transaction() as conn:
        (proposal,) = versions.version_proposals(conn)
    assert "Rút bản 1" in world.client("second").get("/viec").text
    decide = f"{page}/de-nghi-ban/{proposal.id}"
    own = world.post("steward", decide, {"quyet_dinh": "co"}, page=page)
    assert own.status_code >= 400
    assert "không được tự phê duyệt" in own.text
    assert _state(one) == "accepted"
    assert world.post("second", decide, {"quyet_dinh": "co"}, page=page).status_code == 303
    assert _state(one) == "withdrawn"
    assert world.post("second", decide, {"quyet_dinh": "gì"}, page=page).status_code == 422
    assert world.post("second", f"{page}/de-nghi-ban/9999", {"quyet_dinh": "co"}).status_code == 404


def test_what_comes_after_closing_is_let_in_by_a_steward_with_a_reason(
    world: World, tmp_path: Path
) -> None:
    again = write_workbook(tmp_path, DISTRICT, PERIOD, version=2)
    submission_id, returns = send(again, {})
    late = returns["works"]
    page = f"/bieu/{late}"
    assert _state(late) == "needs_confirmation"
    receipt = f"/don-vi/{DISTRICT}/{PERIOD}/bien-nhan/{submission_id}"
    told = world.client("officer").get(receipt).text
    assert "đã khóa ngày" in told
    assert "bản 2 đang chờ giải trình hoặc chờ cán bộ tổng hợp quyết định" in told
    work = world.client("steward").get("/viec").text
    assert "Gửi sau khi kỳ báo cáo khóa" in work
    shown = world.client("steward").get(page).text
    assert "Cho phép bản này" in shown
    allow = f"{page}/sau-khi-khoa"
    assert world.post("steward", allow, {"ly_do": "vì"}, page=page).status_code == 422
    assert world.post("steward", allow, _WHY, page=page).status_code == 303
    assert _in_force("works") == [late]
    assert "Bản đang có hiệu lực: bản 2" in world.client("officer").get(receipt).text


def test_a_reopened_period_takes_what_waited(world: World) -> None:
    late = _in_force("assessment")
    assert world.post("steward", f"{_BOARD}/khoa/mo", _WHY, page=_BOARD).status_code == 303
    assert "Kỳ này đang mở" in world.client("steward").get(_BOARD).text
    assert _in_force("assessment") != late
    assert _in_force("support_projects")
    assert world.post("steward", f"{_BOARD}/khoa/gi", _WHY, page=_BOARD).status_code == 404


def test_a_version_that_is_brought_back_and_waits_for_its_signature_stands_in_the_work_list(
    world: World,
) -> None:
    """With the agency, the form and the version, since it was brought back; its head signs it."""
    first, second = world.returns["population"], _in_force("population")[0]
    page, own = f"/bieu/{first}", f"/don-vi/{DISTRICT}/{PERIOD}"
    with warehouse.transaction("owner") as conn:
        conn.exec_driver_sql(
            "INSERT INTO ref.signing VALUES ('population', '2020-01-01', NULL, 'Thử')"
        )
    assert world.post("steward", f"{page}/khoi-phuc", _WHY, page=page).status_code == 303
    assert (_state(first), _state(second)) == ("awaiting_signature", "accepted")
    work = world.client("steward").get("/viec").text
    (waits,) = [
        row
        for row in work.partition("Chờ thủ trưởng cơ quan ký</caption>")[2].split("<tr>")
        if f'{page}"' in row
    ]
    assert "bản 1, được khôi phục" in waits
    assert "UBND huyện Tràng Định" in waits
    assert re.search(r'data-label="Chờ từ">\d', waits)
    assert "Có bản mới hơn (bản 2)" in world.client("steward").get(page).text
    assert world.post("head", f"{own}/ky", {"bieu": str(first)}, page=own).status_code == 303
    assert _in_force("population") == [first]
    assert f'{page}"' not in world.client("steward").get("/viec").text
