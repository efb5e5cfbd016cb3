"""Headers that are years, that state another unit, or that name two columns in one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from etl.workbook.issued.tables.header_cells import header_text
from tests.workbook.drawn import COUNTS, POVERTY, TRANG_DINH, Rows, ids, read, works

SENDER = "UBND HUYỆN TRÀNG ĐỊNH"
TITLE = "TỔNG HỢP HỘ NGHÈO, HỘ CẬN NGHÈO NĂM 2020"


def review(head: Rows, rows: Rows | None = None) -> Rows:
    """Give a district's review of poor households under headers of its own."""
    records = rows or [[n + 1, TRANG_DINH[n], *COUNTS[n]] for n in range(4)]
    return [[SENDER], [TITLE], [], *head, *records]


@pytest.mark.parametrize(
    ("at", "header"),
    [
        (2, "Hộ nghèo (%)"),
        (2, "Hộ nghèo (tỷ lệ %)"),
        (2, "Hộ nghèo (khẩu)"),
        (4, "Hộ nghèo, cận nghèo"),
        (4, "Tổng hộ nghèo + cận nghèo"),
        (5, "Hộ nghèo, cận nghèo DTTS"),
    ],
)
def test_header_of_something_else_is_not_read_for_its_words(
    at: int, header: str, tmp_path: Path
) -> None:
    """A share of 25 per cent must not become 25 households."""
    heads = ["TT", "Xã", *POVERTY]
    heads[2 + at] = header
    (table,) = read(review([heads]), tmp_path / "a.xlsx").tables
    assert "CDEFGH"[at] not in table.letters.values()
    assert len(table.letters) == 7  # all others, and the district of the sender


@pytest.mark.parametrize("header", ["Giải ngân (%)", "Giải ngân (km)"])
def test_share_of_money_is_no_money(header: str, tmp_path: Path) -> None:
    rows = works(["Kế hoạch vốn", header], [], [[900, 800, 98.5]] * 4)
    (table,) = read(rows, tmp_path / "a.xlsx").tables
    assert set(table.values["disbursed_million_vnd"]) == {None}


@pytest.mark.parametrize("unit", ["(hộ)", "(triệu đồng)", "(1)", "[3]", "(TMĐT)"])
def test_other_brackets_are_no_reason_to_doubt(unit: str, tmp_path: Path) -> None:
    heads = ["TT", "Xã", *POVERTY]
    at = 7 if unit != "(triệu đồng)" else 0
    heads[at] = f"{heads[at]} {unit}"
    (table,) = read(review([heads]), tmp_path / "a.xlsx").tables
    assert list(table.values["near_poor_minority_household_count"]) == [30] * 4


def test_unit_below_a_header_is_its_unit(tmp_path: Path) -> None:
    units = [None, None, "(hộ)", "(hộ)", "(%)", "(hộ)", "(hộ)", "(hộ)"]
    (table,) = read(review([["TT", "Xã", *POVERTY], units]), tmp_path / "a.xlsx").tables
    assert "E" not in table.letters.values()
    assert list(table.values["household_count"]) == [row[0] for row in COUNTS[:4]]


@pytest.mark.parametrize(
    ("last", "this"),
    [
        (2019, 2020),
        ("2019", "2020"),
        ("31/12/2019", "31/12/2020"),
        ("Cuối 2019", "Cuối 2020"),
        ("Năm trước", "Năm nay"),
        ("Kỳ trước", "Kỳ này"),
        ("Đầu năm", "Cuối năm"),
        (dt.date(2019, 12, 31), dt.date(2020, 12, 31)),
    ],
)
def test_years_over_columns_tell_which_is_of_the_period(
    last: Any, this: Any, tmp_path: Path
) -> None:
    head: Rows = [
        ["TT", "Xã", "Tổng số hộ", None, "Hộ nghèo", None, "Hộ cận nghèo", None],
        [None, None, *[last, this] * 3],
    ]
    rows = [[n + 1, TRANG_DINH[n], 1, 500, 2, 50, 3, 60] for n in range(4)]
    reading = read(review(head, rows), tmp_path / "a.xlsx")
    (table,) = reading.tables
    assert len(table.rows) == 4
    assert list(table.values["household_count"]) == [500] * 4
    assert list(table.values["poor_household_count"]) == [50] * 4
    assert reading.findings == ()


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_amount_of_the_quarter_stands_beside_the_cumulative_one(
    order: tuple[int, int], tmp_path: Path
) -> None:
    names, amounts = ("Trong quý", "Lũy kế từ đầu năm"), (70, 700)
    columns = ["Kế hoạch vốn", "Giải ngân", None]
    below = [None, *[names[at] for at in order]]
    values = [[900, 800, *[amounts[at] for at in order]]] * 4
    rows = works(columns, below, values)  # type: ignore[arg-type]
    (table,) = read(rows, tmp_path / "a.xlsx").tables
    assert list(table.values["disbursed_million_vnd"]) == [70.0] * 4


@pytest.mark.parametrize(
    ("lines", "agency", "key"),
    [
        ([[SENDER], ["Kính gửi:", "Ban Dân tộc tỉnh Lạng Sơn"]], "ubnd-trang-dinh", "2020"),
        ([["Kính gửi:", "Ban Dân tộc tỉnh Lạng Sơn"]], "", ""),
        (
            [["BAN DÂN TỘC TỈNH LẠNG SƠN"], ["Đơn vị báo cáo:", None, SENDER]],
            "ubnd-trang-dinh",
            "2020",
        ),
        ([[SENDER], ["Kỳ báo cáo:", 2020]], "ubnd-trang-dinh", "2020"),
        ([[SENDER], ["Quý", "IV", "Năm", 2020]], "ubnd-trang-dinh", "2020-Q4"),
    ],
)
def test_labels_and_what_they_label_are_read_together(
    lines: Rows, agency: str, key: str, tmp_path: Path
) -> None:
    title = "HỘ NGHÈO, HỘ CẬN NGHÈO"
    is_dated = any("Kỳ báo cáo:" in line or "Quý" in line for line in lines)
    rows = [*lines, [title if is_dated else TITLE], *review([["TT", "Xã", *POVERTY]])[2:]]
    reading = read(rows, tmp_path / "a.xlsx")
    cover = reading.cover
    assert (cover.agency_id if cover else "", cover.period_key if cover else "") == (agency, key)
    assert ("file.no_agency" in ids(reading)) == (not agency)


@pytest.mark.parametrize("text", ["800.000.000đ", "800.000.000 đồng", "800.000.000 VNĐ"])
def test_unit_behind_an_amount_may_be_shortened(text: str, tmp_path: Path) -> None:
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], [[9e8, text, 7e8]] * 4)
    rows[2] = ["ĐVT: đồng"]
    reading = read(rows, tmp_path / "a.xlsx")
    assert list(reading.tables[0].values["planned_million_vnd"]) == [800.0] * 4
    assert reading.findings == ()


def test_column_of_last_year_gives_way_to_one_that_fits_less_well(tmp_path: Path) -> None:
    columns = ["Kế hoạch vốn", "Giải ngân năm 2019", "Lũy kế giải ngân"]
    rows = works(columns, [], [[900, 800, 1, 700]] * 4)
    reading = read(rows, tmp_path / "a.xlsx")
    assert list(reading.tables[0].values["disbursed_million_vnd"]) == [700.0] * 4
    assert ids(reading) == {"file.column_of_other_period"}  # summed since a day nobody knows


@pytest.mark.parametrize(
    ("header", "offered"),
    [("Hộ thoát nghèo", False), ("Hộ nghèo đầu năm", False), ("Hộ nghèoo", True)],
)
def test_only_headers_that_may_be_slips_are_asked_for(
    header: str, offered: bool, tmp_path: Path
) -> None:
    heads = ["TT", "Xã", *POVERTY]
    heads[4] = header
    assert ("file.unknown_column" in ids(read(review([heads]), tmp_path / "a.xlsx"))) == offered


def test_a_header_longer_than_any_is_cut_before_it_is_compared(tmp_path: Path) -> None:
    essay = "Hộ nghèo là người dân tộc thiểu số (khẩu), " * 700
    assert header_text(essay) == essay[:300]
    assert header_text(essay[:100]) == essay[:100]
    heads = ["TT", "Xã", *POVERTY]
    rows = [[n + 1, TRANG_DINH[n], *COUNTS[n], 1] for n in range(4)]
    (table,) = read(review([[*heads, essay]], rows), tmp_path / "a.xlsx").tables
    assert list(table.values["household_count"]) == [row[0] for row in COUNTS[:4]]
    assert "I" not in table.letters.values()
