"""The steward's work list: what waits, for whom, since when; oldest first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from desk_world import PERIOD, World
from returns_by_hand import error, explain, judged, submitted, waive, warning, works

from etl import vault, warehouse
from etl.desk import queries
from etl.desk.period_view import read_board
from etl.model import Period
from etl.reference import Reference
from etl.registry import incidents, received
from etl.settings import settings

_OF = "ubnd-{}".format


def refused(name: str, period_key: str = "2020") -> int:
    """Judge a faulty return of a district, in a transaction of its own: the clock goes on."""
    with warehouse.transaction() as conn:
        return judged(
            conn,
            f"{name} {period_key}",
            works({}),
            [error()],
            agency_id=_OF(name),
            period_key=period_key,
        )


def explained(name: str) -> int:
    """Judge a return with a warning, and give a reason."""
    with warehouse.transaction("owner") as conn:
        one = warning()
        return_id = judged(conn, name, works({}), [one], agency_id=_OF(name))
        explain(conn, return_id, one, actor=_OF(name))
    return return_id


def test_what_waited_longest_stands_first_over_all_periods(home: Path) -> None:
    first, second = refused("van-lang", "2020-Q1"), refused("cao-loc")
    third, fourth = explained("bac-son"), refused("chi-lang")
    rows = queries.rows("work_returns")
    assert [row["return_id"] for row in rows] == [first, second, third, fourth]
    assert [row["waiting_count"] for row in rows] == [0, 0, 1, 0]
    assert [row["critical_count"] for row in rows] == [1, 1, 0, 1]


def test_only_the_newest_version_waits_and_only_while_something_is_to_do(home: Path) -> None:
    old = refused("van-lang")
    with warehouse.transaction() as conn:
        newer = judged(conn, "bản hai", works({}), [warning()], agency_id=_OF("van-lang"))
    (row,) = queries.rows("work_returns")
    assert (row["return_id"], row["version"], row["state"]) == (newer, 2, "needs_confirmation")
    with warehouse.transaction() as conn:
        judged(conn, "bản ba", works({}), agency_id=_OF("van-lang"))
    assert queries.rows("work_returns") == []
    assert old != newer


def test_a_workbook_that_got_nowhere_is_told(home: Path) -> None:
    """Unjudged for ten minutes; one that has just come is nobody's worry yet."""
    with warehouse.transaction("owner") as conn:
        submitted(conn, "vừa đến")
        late = submitted(conn, "đến từ lâu")
        conn.execute(
            sa.text(
                "UPDATE registry.submission SET received_at = now() - interval '11 minutes' "
                "WHERE id = :id"
            ),
            {"id": late.id},
        )
    (row,) = queries.rows("work_stuck")
    assert (row["submission_id"], row["file_name"]) == (late.id, "đến từ lâu.xlsx")


def test_the_page_tells_the_groups_apart(world: World) -> None:
    """To fix and to explain at the agency, to approve by somebody else than who proposed."""
    page = world.client("steward").get("/viec").text
    assert page.index("Chờ cơ quan giải trình</caption>") < page.index("Chờ cơ quan sửa</caption>")
    assert "Giải trình chờ xem xét</caption>" not in page
    population = world.returns["population"]
    row = queries.rows("return_head", return_id=population)[0]
    assert row["state"] == "accepted"
    with warehouse.transaction("steward") as conn:
        excel_row, person_count = conn.exec_driver_sql(
            "SELECT excel_row, person_count FROM landing.population "
            f"WHERE return_id = {population} ORDER BY excel_row LIMIT 1"
        ).one()
    data = {
        "dong": str(excel_row),
        "cot": "person_count",
        "gia_tri": str(person_count + 1),
        "ly_do": "Theo xác nhận của Chi cục Thống kê",
    }
    check = world.judged("steward", f"/bieu/{population}/dinh-chinh", data)
    assert world.post("steward", check).status_code == 303
    for who, seen, unseen in (
        ("steward", "Chờ người khác", f'/bieu/{population}#dinh-chinh">Xem xét'),
        ("second", f'/bieu/{population}#dinh-chinh">Xem xét', "Chờ người khác"),
    ):
        text = world.client(who).get("/viec").text
        assert "Đính chính chờ người thứ hai</caption>" in text
        assert seen in text
        assert unseen not in text


def test_a_report_s_signed_files_take_the_place_of_the_drafted_ones(world: World) -> None:
    """The newest of each edition; one that is not on disk any more is not offered."""
    folder = world.home / "reports" / "2020" / "9"
    folder.mkdir(parents=True)
    names = {"du-thao.docx": "docx", "da-ky.docx": "docx", "du-thao.xlsx": "xlsx"}
    with warehouse.transaction("report") as conn:
        release = conn.exec_driver_sql(
            f"INSERT INTO release.release (period_key) VALUES ('{PERIOD}') RETURNING id"
        ).scalar_one()
        for number, (name, edition) in enumerate(names.items()):
            conn.exec_driver_sql(
                "INSERT INTO release.release_file (release_id, edition, sha256, path) "
                f"VALUES ({release}, '{edition}', repeat('{number}', 64), '2020/9/{name}')"
            )
    for name in ("du-thao.docx", "da-ky.docx"):
        (folder / name).write_text(name, encoding="utf-8")
    leader = world.client("leader")
    page = leader.get("/bao-cao").text
    assert f"/bao-cao/{release}/tai/docx" in page
    assert f"/bao-cao/{release}/tai/xlsx" not in page
    assert leader.get(f"/bao-cao/{release}/tai/docx").text == "da-ky.docx"
    assert leader.get(f"/bao-cao/{release}/tai/xlsx").status_code == 404


def test_a_leader_signs_only_what_may_be_signed_and_only_if_they_may(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with warehouse.transaction("report") as conn:
        release = conn.exec_driver_sql(
            f"INSERT INTO release.release (period_key) VALUES ('{PERIOD}') RETURNING id"
        ).scalar_one()
    form = f"/bao-cao/{release}/tra-loi"
    assert form not in world.client("leader").get("/bao-cao").text
    refused = world.post("leader", form, {"quyet_dinh": "co"})
    assert refused.status_code == 409
    assert "không có trong danh sách người được ký" in refused.text
    monkeypatch.setenv("ETL_SIGNERS", "leader")
    settings.cache_clear()
    page = world.client("leader").get("/bao-cao").text
    assert "cần lập lại rồi mới ký được" in page
    assert form not in page
    refused = world.post("leader", form, {"quyet_dinh": "co"})
    assert refused.status_code == 409
    assert "trước khi hệ thống lưu nội dung" in refused.text
    with warehouse.transaction(
        "report"
    ) as conn:  # what it says was kept, and the year is not whole
        conn.exec_driver_sql(
            "INSERT INTO release.content (release_id, sha256, content, texts) "
            f"VALUES ({release}, repeat('0', 64), '{{}}', '{{}}')"
        )
    assert form in world.client("leader").get("/bao-cao").text
    refused = world.post("leader", form, {"quyet_dinh": "co"})
    assert refused.status_code == 409
    assert "chỉ được lập dự thảo" in refused.text
    refused = world.post("steward", form, {"quyet_dinh": "co"})
    assert refused.status_code == 403
    monkeypatch.undo()
    settings.cache_clear()


@pytest.mark.parametrize(("waived", "turn"), [(True, "steward"), (False, "agency_explain")])
def test_what_a_waiver_excepts_needs_no_reason(world: World, waived: bool, turn: str) -> None:
    """Of two warnings one is explained; the other one is waived, or still waits for the agency."""
    agency_id, period_key = _OF("van-quan"), f"2020-Q{1 + waived}"
    one, other = warning(), replace(warning(), row_key="184|khác")
    with warehouse.transaction("owner") as conn:
        return_id = judged(
            conn,
            f"hai cảnh báo {waived}",
            works({}),
            [one, other],
            agency_id=agency_id,
            period_key=period_key,
        )
        explain(conn, return_id, one, actor=agency_id)
        if waived:
            waive(conn, other.rule_id, period_key=period_key, row_key=other.row_key)
    period = Period.parse(period_key)
    board = read_board(Reference.load(), period)
    cell = board.cell(agency_id, "works")
    assert cell is not None
    assert cell.turn == turn
    with warehouse.transaction() as conn:
        open_ = conn.execute(warehouse.sql("notify/open_obligations"), {"today": period.ends_on})
        turns = {(row.agency_id, row.form_id, row.period_key): row.turn for row in open_}
    assert (turns.get((agency_id, "works", period_key)) is None) == waived
    page = world.client("steward").get(f"/bieu/{return_id}").text
    assert page.count("Được chấp nhận ngoại lệ") == waived
    assert ("Cơ quan chưa giải trình" in page) != waived


def test_an_original_out_of_reach_is_told_as_ours_and_not_where_it_lay(world: World) -> None:
    with warehouse.transaction() as conn:
        (one,) = received.submissions(conn, [world.submission_id])
    path = vault.path_of(one.sha256)
    aside = path.replace(path.with_name("aside"))
    page = world.client("steward").get(f"/bieu/{world.returns['works']}/tai/goc")
    aside.replace(path)
    assert page.status_code == 503
    assert "không phải của cơ quan gửi" in page.text
    assert str(path.parent) not in page.text
    again = world.client("steward").get(f"/bieu/{world.returns['works']}/tai/goc")
    assert again.status_code == 200


def test_a_fault_of_ours_is_told_as_ours_until_it_is_mended(world: World) -> None:
    assert 'id="su-co"' not in world.client("steward").get("/viec").text
    with warehouse.transaction() as conn:
        incidents.note_incident(conn, "backup", "ổ đĩa đầy")
    page = world.client("steward").get("/viec").text
    assert "không phải của cơ quan gửi" in page
    assert "sao lưu chưa đạt: ổ đĩa đầy" in page
    with warehouse.transaction() as conn:
        incidents.resolve_incidents(conn, "backup")
    assert 'id="su-co"' not in world.client("steward").get("/viec").text
