"""Central corrections at the desk: tried first, proposed by one steward, decided by another."""

from __future__ import annotations

from desk_world import OWN, REASON, World, scalar

from etl.desk import judge, orders
from etl.wording import number_text


def test_a_central_correction_needs_a_second_steward(world: World) -> None:
    """The proposer cannot decide; the second may refuse; an approval is told to the agency."""
    population = world.returns["population"]
    path = f"/bieu/{population}/dinh-chinh"
    row = scalar("SELECT min(excel_row) FROM landing.population WHERE return_id = :i", i=population)
    wrong = {"dong": "99999", "cot": "person_count", "gia_tri": "5", "ly_do": REASON}
    assert world.post("steward", path, wrong).status_code == 422
    unreadable = {"dong": str(row), "cot": "person_count", "gia_tri": "12o", "ly_do": REASON}
    assert world.post("steward", path, unreadable).status_code == 422
    doubtful = {"dong": str(row), "cot": "person_count", "gia_tri": "12.34", "ly_do": REASON}
    asked = world.post("steward", path, doubtful)
    assert asked.status_code == 422
    assert "có thể là 12,34 hoặc 1.234" in asked.text
    for spelling in ("12345", "12.345", "12\u00a0345"):
        typed = {"dong": str(row), "cot": "person_count", "gia_tri": spelling, "ly_do": REASON}
        with judge.only_one(world.home / "desk"):
            asked = world.post("steward", path, typed)
        root = orders.stored_returns(world.home / "desk")
        order = orders.find(root, asked.headers["location"].rpartition("/")[2])
        assert order is not None
        assert order.content["value"] == "12345"
        assert "Đang kiểm tra biểu" in world.client("steward").get(asked.headers["location"]).text
        early = world.post("steward", asked.headers["location"])
        assert early.status_code == 409  # nothing is proposed before it is judged
        orders.answer(order, {"refused": "x"})
    now = int(
        str(
            scalar(
                "SELECT person_count FROM landing.population "
                "WHERE return_id = :i AND excel_row = :row",
                i=population,
                row=row,
            )
        )
    )
    new = number_text(now + 1)
    data = {"dong": str(row), "cot": "person_count", "gia_tri": new, "ly_do": REASON}

    def proposed() -> object:
        check = world.judged("steward", path, data)
        assert "không làm phát sinh điểm nào" in world.client("steward").get(check).text
        before = scalar("SELECT count(*) FROM registry.correction")
        assert world.post("steward", check).status_code == 303
        assert scalar("SELECT count(*) FROM registry.correction") == int(str(before)) + 1
        return scalar("SELECT max(id) FROM registry.correction")

    first = proposed()
    assert world.post("steward", f"{path}/{first}", {"quyet_dinh": "co"}).status_code == 409
    refusal = {"quyet_dinh": "khong", "ly_do": "Cơ quan gửi lại được trong ngày"}
    assert world.post("second", f"{path}/{first}", refusal).status_code == 303
    assert world.post("second", f"{path}/{first}", {"quyet_dinh": "co"}).status_code == 409
    assert "Số liệu đã được đính chính" not in world.client("officer").get(OWN).text

    mistaken = proposed()
    assert world.post("second", f"{path}/{mistaken}", {"quyet_dinh": "rut"}).status_code == 409
    assert world.post("steward", f"{path}/{mistaken}", {"quyet_dinh": "rut"}).status_code == 303
    assert world.post("second", f"{path}/{mistaken}", {"quyet_dinh": "co"}).status_code == 409

    second = proposed()
    check = world.judged("second", f"{path}/{second}", {"quyet_dinh": "co"})
    shown = world.client("second").get(check).text
    assert REASON in shown
    assert "Chấp nhận đính chính" in shown
    assert world.post("steward", check).status_code == 409  # the proposer, on the second's check
    assert world.post("second", check).status_code == 303
    told = world.client("officer").get(OWN).text
    assert "Số liệu đã được đính chính" in told
    assert new in told
    kept = "SELECT original_value FROM registry.correction WHERE id = :id"
    assert scalar(kept, id=second) is not None
    corrected = (
        "SELECT person_count FROM landing.population_corrected WHERE return_id = :i "
        "AND excel_row = :row"
    )
    assert scalar(corrected, i=population, row=row) == now + 1


def test_what_a_correction_brings_is_shown_before_it_is_proposed(world: World) -> None:
    """A fault refuses it in the rule's words; a warning asks for the proposer's reason."""
    population = world.returns["population"]
    statement = "SELECT min(excel_row) FROM landing.population WHERE return_id = :i"
    row = scalar(statement, i=population)
    path = f"/bieu/{population}/dinh-chinh"
    data = {"dong": str(row), "cot": "person_count", "gia_tri": "1", "ly_do": REASON}
    check = world.judged("steward", path, data)
    page = world.client("steward").get(check).text
    assert "Không đính chính được" in page
    assert "Gửi đề nghị đính chính" not in page
    before = scalar("SELECT count(*) FROM registry.correction")
    assert world.post("steward", check).status_code == 409
    assert scalar("SELECT count(*) FROM registry.correction") == before
