"""What nobody means to type, and somebody sends: a page says so, and nothing is half done."""

from __future__ import annotations

import pytest
from desk_world import DISTRICT, OWN, PERIOD, World

_REASON = "Thanh toán khối lượng năm trước"
_NO_NUMBERS = ("²", "", "-1", "abc", "1.0", "9" * 18, "9" * 19, "9" * 400)


@pytest.mark.parametrize("number", _NO_NUMBERS)
def test_no_number_of_a_form_is_our_fault(world: World, number: str) -> None:
    explained = {"phat_hien": number, "ly_do": _REASON}
    waived = {**explained, "tham_quyen": "Trưởng Ban, Công văn 15", "den_ngay": "2030-12-31"}
    linked = {"don_vi": DISTRICT, "so_ngay": number}
    assert world.post("officer", f"{OWN}/giai-trinh", explained).status_code == 404
    assert world.post("steward", "/ngoai-le", waived).status_code == 404
    answer = world.post("administrator", f"/lien-ket/{PERIOD}", linked)
    assert answer.status_code == 422
    assert "Số ngày có giá trị từ 1 đến 120" in answer.text


def test_numbers_of_a_form_are_understood(world: World) -> None:
    explained = {"phat_hien": f" {world.findings['warning']}\n", "ly_do": _REASON}
    linked = {"don_vi": DISTRICT, "so_ngay": "30"}
    assert world.post("officer", f"{OWN}/giai-trinh", explained).status_code == 303
    answer = world.post("administrator", f"/lien-ket/{PERIOD}", linked)
    assert (answer.status_code, "/l/" in answer.text) == (200, True)


@pytest.mark.parametrize("number", ["0", "-1", str(2**31), str(2**63), "9" * 30])
def test_ids_that_nothing_has_are_not_found(world: World, number: str) -> None:
    for path in (f"/bieu/{number}", f"/bieu/{number}/tai/csv", f"/bao-cao/{number}/tai/docx"):
        assert world.client("steward").get(path).status_code == 404, path
    assert world.client("officer").get(f"{OWN}/bien-nhan/{number}").status_code == 404
    signed = {"quyet_dinh": "co"}
    assert world.post("leader", f"/bao-cao/{number}/tra-loi", signed).status_code == 404


@pytest.mark.parametrize("text", ["%00", "x%00y", "%ff", "%ED%A0%80", "%E2%80%AE", "a" * 3000])
def test_texts_that_nothing_is_called_are_not_found(world: World, text: str) -> None:
    for path in (f"/quy-tac/{text}", f"/co-quan/{text}", f"/ky/{text}", f"/lien-ket/{text}"):
        assert world.client("administrator").get(path).status_code == 404, path
    assert world.client("steward").get("/quy-tac/cell.unreadable_number").status_code == 200


def test_too_many_files_are_refused_with_how_many_may_come(world: World) -> None:
    """And none of them is taken; as many as may come are."""
    files = [("tep", (f"nhieu-{number}.xlsx", b"%d" % number)) for number in range(21)]
    answer = world.post("officer", f"{OWN}/nop", files=files)
    assert answer.status_code == 422
    assert "Mỗi lần gửi tối đa 20 tệp" in answer.text
    assert "nhieu-0.xlsx" not in world.client("officer").get(OWN).text
    assert world.post("officer", f"{OWN}/nop", files=files[:20]).status_code == 303
    assert "nhieu-0.xlsx" in world.client("officer").get(OWN).text
