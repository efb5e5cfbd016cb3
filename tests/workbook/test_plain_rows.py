"""Records that are recognised all at once are those that each row would be taken for by itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.contracts import load_forms
from etl.reference import Day, Reference
from etl.workbook.issued.cells.details import Details
from etl.workbook.issued.cells.grid import Broken, Sheet
from etl.workbook.issued.records import rows as row_sorting
from etl.workbook.issued.records.headings import hearing
from etl.workbook.issued.records.plain_rows import Positions, plain_records
from etl.workbook.issued.records.row_labels import Sorted
from etl.workbook.issued.records.rows import sort_rows
from etl.workbook.issued.tables.found import Found

ON = dt.date(2020, 12, 14)
AT = Positions(keys=(0, 1), values=(2, 3), told=(), places=(1, -1))

TEXTS = ["Huyện Bình Gia", "Bình Gia", "Xã Chí Minh", "Thị trấn Thất Khê", "Đường thôn A", "I"]
ASIDES = ["Tổng số", "Cộng", "Trong đó:", "Cộng hòa", "II. Huyện Tràng Định", "- Xã Tân Tiến"]
SIGNS = ["Người lập biểu", "Ghi chú: số chốt", "không có", "-", "…", "x", " ", "1.234", "Chợ"]
CELLS: list[Any] = [
    *("", 0.0, 12.0, 5, True, dt.date(2020, 3, 1), Broken("", "uncached")),
    *TEXTS,
    *ASIDES,
    *SIGNS,
]


def found(form_id: str, rows: list[list[Any]], without: frozenset[str]) -> Found:
    """Lay a table of a form whose columns stand in the order of its contract."""
    form = load_forms()[form_id]
    columns = {c.name: at for at, c in enumerate(form.columns) if c.name not in without}
    sheet = Sheet("S", "visible", 1, 0, rows, Details())
    return Found(form, sheet, columns, 0, 0, len(rows), "block")


@st.composite
def tables(draw: st.DrawFn) -> Found:
    """Draw a table whose cells are of every kind, some columns of it not there."""
    form_id = draw(st.sampled_from(["works", "poverty", "population", "commendations"]))
    form = load_forms()[form_id]
    usual = [
        st.sampled_from(TEXTS if column.type not in ("integer", "number", "date") else [7.0])
        for column in form.columns
    ]
    odd = st.sampled_from(CELLS)
    row = st.tuples(*(st.one_of(cell, cell, cell, odd) for cell in usual)).map(list)
    names = [column.name for column in form.columns]
    without = draw(st.sets(st.sampled_from(names), max_size=3))
    return found(form_id, draw(st.lists(row, min_size=1, max_size=6)), frozenset(without))


def one_by_one(table: Found) -> Sorted:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(row_sorting, "plain_records", lambda rows, *_: [False] * len(rows))
        return sort_rows(table, hearing(Day(Reference.load(), ON)))


@given(tables())
def test_rows_are_sorted_as_if_each_were_looked_at_by_itself(table: Found) -> None:
    assert sort_rows(table, hearing(Day(Reference.load(), ON))) == one_by_one(table)


@pytest.mark.parametrize(
    "name",
    [
        *("11 công trình", "Huyện Bình Gia Total", "Bình Gia cộng:", "Đường thôn A, tổng số"),
        *("Cộng khởi công mới", "Cộng đường thôn A", "Cộng hòa", "II. Cộng thôn A", "Đường B"),
        *("Xã A TOTALS =", "Cầu tổng", "C ộ n g", "To\u0302\u0309ng kho", "12 cộng", "3. Total B"),
    ],
)
def test_a_name_that_may_be_a_sums_is_looked_at_by_itself(name: str) -> None:
    columns = load_forms()["works"].columns
    numbers = [column.type in ("integer", "number", "date") for column in columns]
    usual = [7.0 if is_number else "Bình Gia" for is_number in numbers]
    last = [14.0 if is_number else "Bình Gia" for is_number in numbers]
    last[[column.name for column in columns].index("name")] = name
    table = found("works", [usual, usual, last], frozenset())
    assert sort_rows(table, hearing(Day(Reference.load(), ON))) == one_by_one(table)


@pytest.mark.parametrize(
    ("row", "is_plain"),
    [
        (["Bình Gia", "Xã A", 5.0, ""], True),
        (["Bình Gia", "Xã A", "", dt.date(2020, 3, 1)], True),
        (["Bình Gia", "Xã A", "-", "5"], False),  # only texts: looked at one by one
        (["Bình Gia", "", 5.0, 5.0], False),
        (["Bình Gia", " ", 5.0, 5.0], False),
        (["Tổng số", "Xã A", 5.0, 5.0], False),
        (["Bình Gia", 7.0, 5.0, 5.0], False),
    ],
)
def test_only_a_whole_record_is_flagged(row: list[Any], *, is_plain: bool) -> None:
    assert plain_records([row], AT) == [is_plain]


def test_a_row_that_begins_as_a_header_does_is_looked_at_by_itself() -> None:
    rows = [["Huyện", "Xã A", 5.0, ""], ["Bình Gia", "Xã A", 5.0, ""]]
    assert plain_records(rows, AT, {"Huyện"}) == [False, True]


def test_name_of_a_place_alone_is_no_record_without_anything_beside_it() -> None:
    at = Positions(keys=(1,), values=(2,), told=(0,), places=(1, -1))
    rows = [["", "Huyện Bình Gia", 5.0], ["Chuẩn 2016", "Xã A", 5.0]]
    assert plain_records(rows, at) == [False, True]
