"""Decisions at the desk: reasons, waivers, corrections, extensions, signatures, and two at once."""

from __future__ import annotations

import datetime as dt
import re
import threading
from dataclasses import replace

import httpx
import pytest
from desk_world import DISTRICT, OTHER, PERIOD, World, form_token, send, warning

from etl import warehouse
from etl.contracts import load_forms, rule_book_version
from etl.demo import write_workbook
from etl.desk import judge, orders
from etl.model import ReturnState
from etl.wording import number_text

_OWN = f"/don-vi/{DISTRICT}/{PERIOD}"
_REASON = "Thanh toán khối lượng hoàn thành năm 2019 theo Quyết định số 12"


def _scalar(statement: str, **values: object) -> object:
    import sqlalchemy as sa

    with warehouse.transaction() as conn:
        return conn.execute(sa.text(statement), values).scalar()


def _state(return_id: int) -> object:
    return _scalar("SELECT state FROM registry.return_state WHERE return_id = :id", id=return_id)


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
    short = world.post("officer", f"{_OWN}/giai-trinh", {"phat_hien": finding, "ly_do": "ok"})
    assert short.status_code == 422
    given = world.post("officer", f"{_OWN}/giai-trinh", {"phat_hien": finding, "ly_do": _REASON})
    assert given.status_code == 303
    page = world.client("steward").get("/viec").text
    assert "Xem xét" in page
    first = _waiting(world, works)
    path = f"/bieu/{works}/giai-trinh/{first}"
    assert world.post("steward", path, {"quyet_dinh": "khong"}).status_code == 422
    refused = {"quyet_dinh": "khong", "ly_do": "Chưa nêu số quyết định kèm theo"}
    assert world.post("steward", path, refused).status_code == 303
    assert _state(works) == "needs_confirmation"
    receipt = world.client("officer").get(f"{_OWN}/bien-nhan/{world.submission_id}").text
    assert "Chưa nêu số quyết định kèm theo" in receipt
    better = {"phat_hien": finding, "ly_do": f"{_REASON}/QĐ-UBND ngày 05/3/2020"}
    assert world.post("officer", f"{_OWN}/giai-trinh", better).status_code == 303
    second = _waiting(world, works)
    assert second != first
    statuses = _at_once(
        world, f"/bieu/{works}/giai-trinh/{second}", ("steward", "second"), {"quyet_dinh": "co"}
    )
    assert statuses == [303, 409]  # two stewards at once: one decides, the other is told
    assert _state(works) == "accepted"
    assert _scalar("SELECT count(*) FROM landing.works WHERE return_id = :id", id=works) != 0
    assert _scalar("SELECT count(*) FROM registry.confirmation_event") == 2


def _waiting(world: World, return_id: int) -> int:
    page = world.client("steward").get(f"/bieu/{return_id}").text
    found = re.search(rf"/bieu/{return_id}/giai-trinh/(\d+)", page)
    assert found is not None
    return int(found[1])


def test_a_central_correction_needs_a_second_steward(world: World) -> None:
    """The proposer cannot decide; the second may refuse; an approval is told to the agency."""
    population = world.returns["population"]
    path = f"/bieu/{population}/dinh-chinh"
    row = _scalar(
        "SELECT min(excel_row) FROM landing.population WHERE return_id = :i", i=population
    )
    wrong = {"dong": "99999", "cot": "person_count", "gia_tri": "5", "ly_do": _REASON}
    assert world.post("steward", path, wrong).status_code == 422
    unreadable = {"dong": str(row), "cot": "person_count", "gia_tri": "12o", "ly_do": _REASON}
    assert world.post("steward", path, unreadable).status_code == 422
    doubtful = {"dong": str(row), "cot": "person_count", "gia_tri": "12.34", "ly_do": _REASON}
    asked = world.post("steward", path, doubtful)
    assert asked.status_code == 422
    assert "có thể là 12,34 hoặc 1.234" in asked.text
    for spelling in ("12345", "12.345", "12\u00a0345"):
        typed = {"dong": str(row), "cot": "person_count", "gia_tri": spelling, "ly_do": _REASON}
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
            _scalar(
                "SELECT person_count FROM landing.population "
                "WHERE return_id = :i AND excel_row = :row",
                i=population,
                row=row,
            )
        )
    )
    new = number_text(now + 1)
    data = {"dong": str(row), "cot": "person_count", "gia_tri": new, "ly_do": _REASON}

    def proposed() -> object:
        check = world.judged("steward", path, data)
        assert "không làm phát sinh điểm nào" in world.client("steward").get(check).text
        before = _scalar("SELECT count(*) FROM registry.correction")
        assert world.post("steward", check).status_code == 303
        assert _scalar("SELECT count(*) FROM registry.correction") == int(str(before)) + 1
        return _scalar("SELECT max(id) FROM registry.correction")

    first = proposed()
    assert world.post("steward", f"{path}/{first}", {"quyet_dinh": "co"}).status_code == 409
    refusal = {"quyet_dinh": "khong", "ly_do": "Cơ quan gửi lại được trong ngày"}
    assert world.post("second", f"{path}/{first}", refusal).status_code == 303
    assert world.post("second", f"{path}/{first}", {"quyet_dinh": "co"}).status_code == 409
    assert "Số liệu đã được đính chính" not in world.client("officer").get(_OWN).text

    mistaken = proposed()
    assert world.post("second", f"{path}/{mistaken}", {"quyet_dinh": "rut"}).status_code == 409
    assert world.post("steward", f"{path}/{mistaken}", {"quyet_dinh": "rut"}).status_code == 303
    assert world.post("second", f"{path}/{mistaken}", {"quyet_dinh": "co"}).status_code == 409

    second = proposed()
    check = world.judged("second", f"{path}/{second}", {"quyet_dinh": "co"})
    shown = world.client("second").get(check).text
    assert _REASON in shown
    assert "Chấp nhận đính chính" in shown
    assert world.post("steward", check).status_code == 409  # the proposer, on the second's check
    assert world.post("second", check).status_code == 303
    told = world.client("officer").get(_OWN).text
    assert "Số liệu đã được đính chính" in told
    assert new in told
    kept = "SELECT original_value FROM registry.correction WHERE id = :id"
    assert _scalar(kept, id=second) is not None
    corrected = (
        "SELECT person_count FROM landing.population_corrected WHERE return_id = :i "
        "AND excel_row = :row"
    )
    assert _scalar(corrected, i=population, row=row) == now + 1


def test_what_a_correction_brings_is_shown_before_it_is_proposed(world: World) -> None:
    """A fault refuses it in the rule's words; a warning asks for the proposer's reason."""
    population = world.returns["population"]
    statement = "SELECT min(excel_row) FROM landing.population WHERE return_id = :i"
    row = _scalar(statement, i=population)
    path = f"/bieu/{population}/dinh-chinh"
    data = {"dong": str(row), "cot": "person_count", "gia_tri": "1", "ly_do": _REASON}
    check = world.judged("steward", path, data)
    page = world.client("steward").get(check).text
    assert "Không đính chính được" in page
    assert "Gửi đề nghị đính chính" not in page
    before = _scalar("SELECT count(*) FROM registry.correction")
    assert world.post("steward", check).status_code == 409
    assert _scalar("SELECT count(*) FROM registry.correction") == before


def test_a_waiver_needs_authority_reason_and_end(world: World) -> None:
    """It lets the stopped return through, and can be ended before its day."""
    path = write_workbook(world.home / "sent", OTHER, PERIOD)
    _, returns = send(path, {"works": (ReturnState.NEEDS_CONFIRMATION, (warning(12, "181|x|y"),))})
    finding = _scalar("SELECT id FROM registry.finding WHERE return_id = :i", i=returns["works"])
    until = (dt.date.today() + dt.timedelta(days=30)).isoformat()
    good = {
        "phat_hien": str(finding),
        "tham_quyen": "Trưởng Ban, Công văn số 15/BDT-KHTH",
        "ly_do": _REASON,
        "pham_vi": "bieu",
        "den_ngay": until,
    }
    for missing in ("tham_quyen", "ly_do", "den_ngay"):
        assert world.post("steward", "/ngoai-le", {**good, missing: ""}).status_code == 422
    past = world.post("steward", "/ngoai-le", {**good, "den_ngay": "2020-01-01"})
    assert past.status_code == 409
    assert _state(returns["works"]) == "needs_confirmation"
    assert world.post("steward", "/ngoai-le", good).status_code == 303
    assert _state(returns["works"]) == "accepted"
    assert "15/BDT-KHTH" in world.client("leader").get("/ngoai-le").text
    waiver = _scalar("SELECT max(id) FROM registry.waiver")
    end = f"/ngoai-le/{waiver}/thu-hoi"
    assert world.post("second", end, {"ly_do": ""}).status_code == 422
    assert world.post("second", end, {"ly_do": _REASON}).status_code == 303
    assert world.post("second", end, {"ly_do": _REASON}).status_code == 409
    assert "Đã thu hồi" in world.client("leader").get("/ngoai-le").text


def test_an_extension_moves_the_due_day_on_the_agency_s_page(world: World) -> None:
    """Only for who owes something; with a reason and a day."""
    path = f"/ky/{PERIOD}/gia-han"
    good = {"don_vi": DISTRICT, "bieu": "", "han_moi": "2030-01-31", "ly_do": _REASON}
    for wrong in ({"don_vi": "so-noi-vu"}, {"bieu": "poverty"}, {"han_moi": "31/1"}, {"ly_do": ""}):
        assert world.post("steward", path, {**good, **wrong}).status_code == 422
    assert world.post("steward", path, good).status_code == 303
    back = world.post("steward", path, {**good, "bieu": "works", "han_moi": "2030-01-30"})
    assert back.status_code == 409
    assert "Hạn mới 30/01/2030 không muộn hơn hạn đang áp dụng (31/01/2030)" in back.text
    page = world.client("officer").get(_OWN).text
    assert "31/01/2030" in page
    assert "đã gia hạn" in page


def test_an_agency_that_is_let_off_is_not_waited_for(world: World) -> None:
    """The obligation shows as waived on the board."""
    until = (dt.date.today() + dt.timedelta(days=30)).isoformat()
    data = {
        "don_vi": "ubnd-cao-loc",
        "bieu": "",
        "tham_quyen": "Chủ tịch UBND tỉnh, VB số 7",
        "ly_do": _REASON,
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
    assert world.post("steward", f"/ngoai-le/{ended}/thu-hoi", {"ly_do": _REASON}).is_redirect
    assert world.client("steward").get(board).text.count("Được miễn") == 0


def test_the_head_signs_what_was_sent(world: World) -> None:
    """Once; what the page showed, and nothing with faults; the signature shows to the Board."""
    page = world.client("head").get(_OWN).text
    assert "Chưa ký được: biểu số 02/BDT (cần sửa)" in page
    shown = [int(one) for one in re.findall(r'name="bieu" value="(\d+)"', page)]
    faulty = world.returns["support_projects"]
    assert len(shown) == 3
    assert faulty not in shown
    assert "Ký xác nhận" not in world.client("officer").get(_OWN).text
    assert world.post("officer", f"{_OWN}/ky", {"bieu": str(shown[0])}).status_code == 403
    assert world.post("head", f"{_OWN}/ky").status_code == 422
    refused = world.post("head", f"{_OWN}/ky", {"bieu": [str(faulty), str(shown[0])]})
    assert refused.status_code == 409
    assert "còn lỗi phải sửa" in refused.text
    of_board = world.post("head", f"{_OWN}/ky", {"bieu": str(world.returns["commendations"])})
    assert of_board.status_code == 303
    assert _scalar("SELECT count(*) FROM registry.signature") == 0
    for _ in range(2):
        signed = world.post("head", f"{_OWN}/ky", {"bieu": [str(one) for one in shown]})
        assert signed.status_code == 303
    assert _scalar("SELECT count(*) FROM registry.signature") == 3
    assert (
        "Thủ trưởng cơ quan ký xác nhận"
        in world.client("leader").get(f"/bieu/{world.returns['works']}").text
    )
    assert 'name="bieu"' not in world.client("head").get(_OWN).text


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
    assert _state(works) == "awaiting_signature"
    assert _scalar(counted, id=works) == 0
    board = world.client("steward").get("/ky/2019?luot=agency_sign").text
    assert "→ Thủ trưởng cơ quan ký" in board
    assert "Chờ thủ trưởng cơ quan ký" in world.client("steward").get("/viec").text
    page = world.client("head").get(own).text
    assert '<a href="#ky">Ký xác nhận</a>' in page
    assert "biểu chờ thủ trưởng ký" in page
    receipt = world.client("head").get(f"{own}/bien-nhan/{submission_id}").text
    assert "chờ thủ trưởng cơ quan ký xác nhận" in receipt
    assert world.post("head", f"{own}/ky", {"bieu": str(works)}).status_code == 303
    assert _state(works) == "accepted"
    assert _scalar(counted, id=works) != 0
    assert "Thủ trưởng đã ký xác nhận" in world.client("head").get(own).text


def test_the_administrator_makes_resets_and_closes_accounts(world: World) -> None:
    """The password is shown once and works; nobody locks themselves out."""
    data = {"ten": "can-bo-9", "vai_tro": "steward", "don_vi": ""}
    made = world.post("administrator", "/tai-khoan", data)
    password = re.search(r'class="token">([^<]+)<', made.text)
    assert password is not None
    assert world.accounts.check("can-bo-9", password[1]) is not None
    assert password[1] not in world.client("administrator").get("/tai-khoan").text
    assert world.post("administrator", "/tai-khoan", data).status_code == 422
    reset = world.post("administrator", "/tai-khoan/can-bo-9/dat-lai")
    assert reset.status_code == 200
    assert world.accounts.check("can-bo-9", password[1]) is None
    closed = world.post("administrator", "/tai-khoan/can-bo-9/dong", {"khoa": "co"})
    assert closed.status_code == 303
    assert world.accounts.get("can-bo-9") is None
    own = world.post("administrator", "/tai-khoan/administrator/dong", {"khoa": "co"})
    assert own.status_code == 422


def test_a_changed_password_is_the_only_one_that_works(world: World) -> None:
    """With the old one known and the new one typed twice."""
    old, new = world.passwords["analyst"], "bốn từ dễ nhớ lắm"
    form = {"cu": old, "moi": new, "lai": new}
    for wrong in ({"cu": "sai"}, {"lai": "khac han"}, {"moi": "ngắn", "lai": "ngắn"}):
        assert world.post("analyst", "/mat-khau", {**form, **wrong}).status_code == 422
    assert world.post("analyst", "/mat-khau", form).status_code == 303
    assert world.accounts.check("analyst", old) is None
    assert world.accounts.check("analyst", new) is not None


@pytest.mark.parametrize("kind", ["works", "commendations"])
def test_findings_are_as_the_registry_has_them(world: World, kind: str) -> None:
    """A hand-made finding is shown with its words, or none is claimed."""
    text = world.client("steward").get(f"/bieu/{world.returns[kind]}").text
    assert (replace(warning()).message in text) == (kind == "works")


def test_todays_rules_are_tried_on_a_return_and_adopted(world: World) -> None:
    """What a judge found by hand is not found today: shown first, then lifted with a reason."""
    projects = world.returns["support_projects"]
    assert _state(projects) == "rejected"
    page = world.judged("steward", f"/bieu/{projects}/kiem-tra-lai", {})
    shown = world.client("steward").get(page).text
    assert "Không đọc được số ở ô này." in shown
    assert "Áp dụng kết quả mới" in shown
    assert world.post("steward", page, {"ly_do": "ok"}).status_code == 422
    assert _state(projects) == "rejected"
    assert world.post("steward", page, {"ly_do": _REASON}).status_code == 303
    assert _state(projects) == "accepted"
    assert _scalar("SELECT count(*) FROM mart.return_in_force WHERE return_id = :i", i=projects)
    history = world.client("steward").get(f"/bieu/{projects}").text
    assert "Kiểm tra lại theo quy tắc mới, theo bộ quy tắc phiên bản" in history
    assert world.post("steward", page, {"ly_do": _REASON}).status_code == 409  # it is old by now

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
