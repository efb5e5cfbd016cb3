"""What the pages show: turns, rates, the sheet as in the workbook, files, and what is at stake."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import pytest
from desk_world import DISTRICT, OTHER, PERIOD, World
from hypothesis import given
from hypothesis import strategies as st

from etl import warehouse
from etl.contracts import load_forms
from etl.desk import words
from etl.desk.downloads import csv_cells, typed_csv
from etl.desk.period_view import make_board
from etl.desk.return_view import PAGE_ROWS, show_sheet
from etl.kinds import CellPrinter
from etl.model import Mark, Period, Table
from etl.reference import Reference
from etl.registry import period_board

_DUE = dt.date(2020, 12, 16)


def _row(agency: str, form: str, state: str, **known: object) -> dict[str, object]:
    in_force = 1 if state == "accepted" else None
    return {
        "agency_id": agency,
        "form_id": form,
        "board_state": state,
        "due_on": _DUE,
        "is_extended": False,
        "is_backfilled": False,
        "is_late": False,
        "return_id": None,
        "accepted_version": in_force,
        "turn": "nobody" if in_force else "agency_send",
        **known,
    }


def test_rates_count_what_came_in_time_and_what_is_in_force() -> None:
    """A waived obligation is done; what is back-filled is in no rate."""
    rows = [
        _row(DISTRICT, "works", "accepted", return_id=1),
        _row(DISTRICT, "population", "rejected", return_id=2, is_late=True, turn="agency_fix"),
        _row(DISTRICT, "assessment", "missing", is_backfilled=True),
        *(_row(OTHER, form, "waived", turn="nobody") for form in ("works", "population")),
        _row(OTHER, "assessment", "late", is_late=True),
    ]
    board = make_board(Reference.load(), Period.parse(PERIOD), rows)
    assert (board.owed_count, board.done_count, board.backfilled_count) == (6, 3, 1)
    assert (board.due_count, board.on_time_count) == (3, 1)
    assert board.waiting_for == {"nobody": 3, "agency_fix": 1, "agency_send": 2}
    assert board.due_on == _DUE


def test_the_board_filters_and_says_who_is_missing(world: World) -> None:
    """By turn and by agency; what is missing says what it could move."""
    steward = world.client("steward")
    board = steward.get(f"/ky/{PERIOD}").text
    assert "Tình hình gửi báo cáo năm 2020" in board
    assert "nên được nhập hồi tố" in board  # this warehouse is younger than the year's deadline
    with warehouse.transaction("steward") as conn:
        assert f"đi vào vận hành ({period_board.live_from(conn):%d/%m/%Y})" in board
    assert "quá hạn</" not in board.lower()
    assert "Bản đã gửi, chưa được chấp nhận" in board
    assert "Chưa có căn cứ" in board  # nothing of the year before is in this warehouse
    fixing = steward.get(f"/ky/{PERIOD}?luot=agency_fix").text
    assert "Ủy ban nhân dân huyện Tràng Định" in fixing
    assert "Ủy ban nhân dân huyện Bình Gia" not in fixing
    assert "khớp với bộ lọc" in steward.get(f"/ky/{PERIOD}?luot=machine").text
    assert "Không cơ quan nào phải gửi" in steward.get("/ky/2020-H1").text


def test_an_agency_s_record_runs_over_all_periods(world: World) -> None:
    """What was sent and found in each period, and the rules behind it; nothing of the others."""
    page = world.client("analyst").get(f"/co-quan/{DISTRICT}").text
    row = page[page.index("Năm 2020") :]
    found = re.findall(r'class="num"[^>]*>(\d+)<', row[: row.index("</tr>")])
    assert found == list("442200")  # forms, versions, given back, found, fixed, right after all
    assert page.count("/quy-tac/") == 2
    empty = world.client("analyst").get(f"/co-quan/{OTHER}").text
    assert "Cơ quan chưa gửi biểu nào" in empty
    assert world.client("analyst").get("/co-quan/khong-co").status_code == 404


def test_a_return_looks_like_its_workbook(world: World) -> None:
    """Letters, row numbers, headers, the faulty cell linked to its finding."""
    text = world.client("steward").get(f"/bieu/{world.returns['works']}").text
    for column in load_forms()["works"].columns:
        assert column.header in text
    assert 'id="o-H11"' in text
    assert f'href="#loi-{world.findings["warning"]}"' in text
    assert "Tổng số" in text
    only = world.client("steward").get(f"/bieu/{world.returns['works']}?chi_dong_loi=true").text
    assert only.count('class="rowno">1') < text.count('class="rowno">1')
    assert world.client("steward").get(f"/bieu/{world.returns['works']}?trang=0").status_code == 422


def test_long_tables_come_in_pages() -> None:
    """A household list of thousands is no page of thousands."""
    form = load_forms()["commendations"]
    count = 2 * PAGE_ROWS + 7
    names = [column.name for column in form.columns]
    values = {name: tuple(f"{name} {n}" for n in range(count)) for name in names}
    table = Table(form.id, form.sheet, tuple(range(10, 10 + count)), {}, values, values)
    printer = CellPrinter(Reference.load().day_of(Period.parse(PERIOD)))
    sheets = [
        show_sheet(form, table, [], printer, veiled={"recipient_name"}, page=page)
        for page in (1, 3, 99)
    ]
    assert [len(sheet.rows) for sheet in sheets] == [PAGE_ROWS, 7, 7]
    assert sheets[0].page_count == 3
    shown = {cell.text for sheet in sheets for row in sheet.rows for cell in row.cells}
    assert "recipient_name 0" not in shown


def test_marks_and_unreadable_cells_are_shown_as_written() -> None:
    """A dash stays a dash, "12o,5" stays what it was."""
    form = load_forms()["works"]
    table = Table(
        "works",
        form.sheet,
        (11,),
        {"disbursed_million_vnd": "H", "planned_million_vnd": "G"},
        {"disbursed_million_vnd": (None,), "planned_million_vnd": (0.0,)},
        {"disbursed_million_vnd": ("12o,5",), "planned_million_vnd": ("-",)},
        {(0, "disbursed_million_vnd"): Mark.UNREADABLE, (0, "planned_million_vnd"): Mark.NIL},
    )
    printer = CellPrinter(Reference.load().day_of(Period.parse(PERIOD)))
    (row,) = show_sheet(form, table, [], printer, veiled=()).rows
    assert [cell.text for cell in row.cells] == ["-", "12o,5"]


def test_downloads_are_attachments_under_safe_names(world: World) -> None:
    """The original byte for byte, the annotated copy, the typed rows."""
    steward, page = world.client("steward"), f"/bieu/{world.returns['works']}/tai"
    original = steward.get(f"{page}/goc")
    assert original.content == world.workbook.read_bytes()
    assert steward.get(f"{page}/tra-lai").content[:2] == b"PK"
    data = steward.get(f"{page}/csv")
    rows = list(csv.reader(io.StringIO(data.text.removeprefix("\ufeff"))))
    assert rows[0][0] == "Dòng trong tệp"
    assert len(rows) > 10
    for answer in (original, data):
        assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert steward.get(f"/bieu/{world.returns['commendations']}/tai/tra-lai").status_code == 404


@given(st.text(max_size=40))
def test_no_text_in_a_csv_file_is_a_formula(text: str) -> None:
    """Whatever an officer wrote, a spreadsheet shows it and runs nothing."""
    (cell,) = csv_cells([text])
    assert isinstance(cell, str)
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))
    assert cell.removeprefix("'") == text or cell == text


def test_numbers_in_a_csv_file_stay_numbers() -> None:
    """Also negative ones, which are no formulas."""
    assert csv_cells([-1.5, 3, None, dt.date(2020, 3, 16)]) == [-1.5, 3, "", "2020-03-16"]
    form = load_forms()["works"]
    table = Table("works", "s", (11,), {}, {"name": ('=cmd|"/c calc"!A1',)}, {})
    text = bytes(typed_csv(form.columns, table, veiled=()).body).decode("utf-8-sig")
    assert text.splitlines()[1] == '11,"\'=cmd|""/c calc""!A1"'


def test_the_rule_book_explains_every_rule(world: World) -> None:
    """Each rule of the list has its page; examples are printed as officers know them."""
    steward = world.client("steward")
    book = steward.get("/quy-tac").text
    for form in load_forms().values():
        for rule in form.rules:
            assert f"/quy-tac/{rule.id}" in book
    page = steward.get("/quy-tac/works.disbursed_within_plan").text
    assert "Bị phát hiện" in page
    assert "Phát hiện gần đây" in page
    assert steward.get("/quy-tac/khong.co").status_code == 404


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, ""), (20, "dưới 1 phút"), (720, "12 phút"), (3 * 3600, "3 giờ"), (216_000, "2,5 ngày")],
)
def test_durations_are_said_in_one_unit(seconds: float | None, text: str) -> None:
    """Short enough for a narrow column."""
    assert words.duration_text(seconds) == text
