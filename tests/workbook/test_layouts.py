"""Layouts of districts and departments that are not ours: read where certain, told where not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.workbook.drawn import (
    BINH_GIA,
    COUNTS,
    HALVES,
    POVERTY,
    SUM,
    TRANG_DINH,
    Rows,
    found,
    ids,
    poverty,
    read,
    title,
    works,
)


def under_districts(first: list[Any], second: list[Any]) -> Rows:
    """Give eight communes of two districts, each under a row of its own."""
    one, two = ([[n + 1, names[n]] for n in range(4)] for names in (TRANG_DINH, BINH_GIA))
    return [
        first,
        *[[*row, *COUNTS[n]] for n, row in enumerate(one)],
        second,
        *[[*row, *COUNTS[n + 4]] for n, row in enumerate(two)],
    ]


@pytest.mark.parametrize(
    "headings",
    [
        ([None, "Huyện Tràng Định", *HALVES[0]], [None, "Huyện Bình Gia", *HALVES[1]]),
        (["I", "HUYỆN TRÀNG ĐỊNH", *HALVES[0]], ["II", "HUYỆN BÌNH GIA", *HALVES[1]]),
        ([None, "Tràng Định"], [None, "Bình Gia"]),
        (["A", "H. Tràng Định"], ["B", "H. Bình Gia"]),
    ],
)
def test_row_of_a_district_is_no_record_and_names_the_rows_below(
    headings: tuple[list[Any], list[Any]], tmp_path: Path
) -> None:
    total = [None, "Toàn tỉnh", *SUM]
    reading = read(poverty(total, *under_districts(*headings)), tmp_path / "a.xlsx")
    (table,) = reading.tables
    assert reading.findings == ()
    assert list(table.values["district"]) == ["180"] * 4 + ["181"] * 4
    assert list(table.values["household_count"]) == [row[0] for row in COUNTS]
    assert all(table.values["commune"])
    summed = {total.row: len(total.covers) for total in table.totals}
    assert summed == ({6: 0} if len(headings[0]) == 2 else {6: 0, 7: 4, 12: 4})


def test_district_that_is_named_once_above_its_communes_holds_for_all_of_them(
    tmp_path: Path,
) -> None:
    rows = poverty()
    rows[-1] = ["Huyện", "Xã", *POVERTY]
    names = [*TRANG_DINH, *BINH_GIA]
    firsts = {0: "Tràng Định", 4: "Bình Gia"}
    rows += [[firsts.get(n), names[n], *COUNTS[n]] for n in range(8)]
    (table,) = read(rows, tmp_path / "a.xlsx").tables
    assert list(table.values["district"]) == ["180"] * 4 + ["181"] * 4


def test_single_empty_district_among_repeated_names_stays_empty(tmp_path: Path) -> None:
    rows = poverty()
    rows[-1] = ["Huyện", "Xã", *POVERTY]
    rows += [[None if n == 2 else "Tràng Định", TRANG_DINH[n], *COUNTS[n]] for n in range(4)]
    (table,) = read(rows, tmp_path / "a.xlsx").tables
    assert table.values["district"][2] is None


@pytest.mark.parametrize("header", ["Đơn vị", "Huyện/xã", "Đơn vị hành chính", "Nội dung"])
def test_communes_are_known_by_what_they_are_whatever_stands_above(
    header: str, tmp_path: Path
) -> None:
    rows = poverty(sender="UBND HUYỆN TRÀNG ĐỊNH")
    rows[-1][1] = header
    rows += [[n + 1, TRANG_DINH[n], *COUNTS[n]] for n in range(4)]
    reading = read([*rows, [None, "Tổng cộng", *HALVES[0]]], tmp_path / "a.xlsx")
    (table,) = reading.tables
    assert list(table.values["commune"]) == ["05998", "06001", "06004", "06007"]
    assert reading.findings == ()


def test_table_whose_rows_nothing_names_is_none_of_ours(tmp_path: Path) -> None:
    rows = poverty(sender="UBND HUYỆN TRÀNG ĐỊNH")
    rows += [[n + 1, f"Thôn {n + 1}", *COUNTS[n]] for n in range(4)]
    reading = read(rows, tmp_path / "a.xlsx")
    assert reading.tables == ()
    assert "file.form_unclear" in ids(reading)


@pytest.mark.parametrize("label", ["Trong đó: hộ DTTS", "Khu vực thành thị", "Bao gồm"])
def test_part_of_a_sum_is_no_record(label: str, tmp_path: Path) -> None:
    rows = poverty(sender="UBND HUYỆN TRÀNG ĐỊNH")
    for n in range(4):
        rows += [[n + 1, TRANG_DINH[n], *COUNTS[n]], [None, label, *COUNTS[n]]]
    (table,) = read(rows, tmp_path / "a.xlsx").tables
    assert list(table.values["commune"]) == ["05998", "06001", "06004", "06007"]


def test_communes_with_sums_above_their_works_are_no_works(tmp_path: Path) -> None:
    rows = works(["Kế hoạch vốn năm 2020", "Giải ngân trong năm"], [], [[900, 800, 700]] * 4)
    for row in rows[5:]:
        row[2] = None
    rows.insert(5, [None, "Xã Đoàn Kết", None, None, None, 1800, 1600, 1400])
    rows.insert(8, [None, "Xã Quốc Khánh", None, None, None, 1800, 1600, 1400])
    reading = read(rows, tmp_path / "a.xlsx")
    (table,) = reading.tables
    assert reading.findings == ()
    assert list(table.values["commune"]) == ["06001", "06001", "06004", "06004"]
    assert list(table.values["disbursed_million_vnd"]) == [700.0] * 4


@pytest.mark.parametrize(
    ("below", "order"),
    [
        (["Tổng số", "NSTW", "NSĐP"], [0, 1, 2]),
        (["NSTW", "NSĐP", "Cộng"], [1, 2, 0]),
        (["Tỷ lệ (%)", "Số tiền", "Nguồn khác"], [1, 0, 2]),
        (["Năm 2019", "Năm 2020", "Năm 2021"], [1, 0, 2]),
    ],
)
def test_group_of_columns_is_read_in_its_own_column(
    below: list[str], order: list[int], tmp_path: Path
) -> None:
    """The first column of a group is not the group."""
    amounts = [[900, *[[700 + n, 11, 22][at] for at in order], 500 + n] for n in range(4)]
    columns = ["Kế hoạch vốn", None, None, "Giải ngân"]
    reading = read(works(columns, below, amounts), tmp_path / "a.xlsx")  # type: ignore[arg-type]
    (table,) = reading.tables
    assert list(table.values["planned_million_vnd"]) == [700.0, 701.0, 702.0, 703.0]
    assert list(table.values["disbursed_million_vnd"]) == [500.0, 501.0, 502.0, 503.0]
    assert reading.findings == ()


def test_two_columns_that_fit_equally_well_are_told_not_chosen(tmp_path: Path) -> None:
    columns = ["Kế hoạch vốn", "Kế hoạch vốn năm", "Giải ngân"]
    reading = read(works(columns, [], [[900, 800, 700, 600]] * 4), tmp_path / "a.xlsx")
    finding = found(reading, "file.column_twice")
    assert [cell.ref for cell in finding.cells] == ["G5", "H5"]


def test_cumulative_amount_does_not_stand_in_for_the_period_beside_it(tmp_path: Path) -> None:
    columns = ["Kế hoạch vốn", "Lũy kế giải ngân", "Giải ngân trong quý"]
    (table,) = read(works(columns, [], [[900, 800, 700, 60]] * 4), tmp_path / "a.xlsx").tables
    assert list(table.values["disbursed_million_vnd"]) == [60.0] * 4


def test_last_year_beside_this_year_is_not_read(tmp_path: Path) -> None:
    rows = title("TỔNG HỢP HỘ NGHÈO, HỘ CẬN NGHÈO NĂM 2020")
    rows += [
        ["TT", "Xã", "Rà soát cuối năm 2019", None, None, "Rà soát cuối năm 2020"],
        [None, None, *["Tổng số hộ", "Hộ nghèo", "Hộ cận nghèo"] * 2],
        *[[n + 1, TRANG_DINH[n], 1, 2, 3, 500, 50, 60] for n in range(4)],
    ]
    (table,) = read(rows, tmp_path / "a.xlsx").tables
    assert list(table.values["household_count"]) == [500] * 4
    assert list(table.values["poor_household_count"]) == [50] * 4


def test_two_forms_side_by_side_are_told(tmp_path: Path) -> None:
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], [[900, 800, 700]] * 4)
    rows[4] += [None, "TT", "Xã", *POVERTY]
    for n, row in enumerate(rows[5:]):
        row += [None, n + 1, TRANG_DINH[n], *COUNTS[n]]
    reading = read(rows, tmp_path / "a.xlsx")
    assert [table.form_id for table in reading.tables] == ["works"]
    assert found(reading, "file.table_beside").cells[0].ref == "K5"


def test_remark_in_brackets_below_a_work_belongs_to_it(tmp_path: Path) -> None:
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], [[900, 800, 700]] * 4)
    rows.insert(6, [None, "(giai đoạn 1)"])
    (table,) = read(rows, tmp_path / "a.xlsx").tables
    assert table.values["name"][0] == "Đường thôn A (giai đoạn 1)"


def test_thousands_that_excel_took_for_decimals_are_offered(tmp_path: Path) -> None:
    rows = poverty(sender="UBND HUYỆN TRÀNG ĐỊNH")
    rows += [[n + 1, TRANG_DINH[n], *COUNTS[n]] for n in range(4)]
    rows[6][2] = 1.234
    finding = found(read(rows, tmp_path / "a.xlsx"), "cell.not_whole")
    assert "Ý ông/bà là 1.234?" in finding.message
    assert [cell.ref for cell in finding.cells] == ["C7"]


def test_nil_said_in_words_is_no_unclear_row(tmp_path: Path) -> None:
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], [[900, 800, 700]] * 4)[:5]
    reading = read([*rows, [None, "Không phát sinh"]], tmp_path / "a.xlsx")
    assert reading.findings == ()
    assert [len(table.rows) for table in reading.tables] == [0]


@pytest.mark.parametrize("header", ["Đơn vị", "Địa bàn", "Huyện, thành phố"])
def test_list_of_districts_is_never_taken_for_the_towns_of_the_same_names(
    header: str, tmp_path: Path
) -> None:
    rows = poverty()
    rows[-1][1] = header
    names = ["Bình Gia", "Văn Quan", "Bắc Sơn", "Chi Lăng", "Lộc Bình", "Đình Lập"]
    rows += [[n + 1, name, *COUNTS[n]] for n, name in enumerate(names)]
    (table,) = read(rows, tmp_path / "a.xlsx").tables
    assert set(table.values["commune"]) == {None}
    assert list(table.values["district"]) == ["181", "184", "185", "187", "188", "189"]
