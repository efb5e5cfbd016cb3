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


@pytest.mark.parametrize("split", [["Đơn vị tính:", "đồng"], ["ĐVT", "Đồng"]])
def test_unit_in_a_cell_of_its_own(split: list[str], tmp_path: Path) -> None:
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], [[9e8, 8e8, 7e8]] * 4)
    rows[2] = [None, None, None, *split]
    (table,) = read(rows, tmp_path / "a.xlsx").tables
    assert list(table.values["disbursed_million_vnd"]) == [700.0] * 4


def test_row_of_units_below_the_headers_is_no_record(tmp_path: Path) -> None:
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], [[9e8, 8e8, 7e8]] * 4)
    rows[2] = []
    rows.insert(5, [None, None, None, None, None, "(đồng)", "đồng", "(đồng)"])
    reading = read(rows, tmp_path / "a.xlsx")
    (table,) = reading.tables
    assert list(table.values["planned_million_vnd"]) == [800.0] * 4
    assert reading.findings == ()


@pytest.mark.parametrize(
    "text",
    [
        "TỔNG HỢP HỘ NGHÈO THÁNG 6 NĂM 2020",
        "TỔNG HỢP HỘ NGHÈO 6 THÁNG CUỐI NĂM 2020",
        "TỔNG HỢP HỘ NGHÈO 3 THÁNG ĐẦU NĂM 2020",
    ],
)
def test_months_that_are_no_period_of_ours_are_not_their_year(text: str, tmp_path: Path) -> None:
    rows = poverty(sender="UBND HUYỆN TRÀNG ĐỊNH")
    rows[1] = [text]
    rows += [[n + 1, TRANG_DINH[n], *COUNTS[n]] for n in range(4)]
    reading = read(rows, tmp_path / "a.xlsx")
    assert reading.cover is None
    assert "file.no_period" in ids(reading)


def test_last_year_on_a_hidden_sheet_does_not_blur_the_period(tmp_path: Path) -> None:
    rows = poverty(sender="UBND HUYỆN TRÀNG ĐỊNH")
    rows += [[n + 1, TRANG_DINH[n], *COUNTS[n]] for n in range(4)]
    old = [["TỔNG HỢP HỘ NGHÈO NĂM 2019"] if n == 1 else row for n, row in enumerate(rows)]
    reading = read(rows, tmp_path / "a.xlsx", ("2019", "veryHidden", old))
    assert reading.cover is not None
    assert reading.cover.period_key == "2020"
    assert ids(reading) == {"file.form_twice"}


def test_remark_in_brackets_below_a_work_belongs_to_it(tmp_path: Path) -> None:
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], [[900, 800, 700]] * 4)
    rows.insert(6, [None, "(giai đoạn 1)"])
    (table,) = read(rows, tmp_path / "a.xlsx").tables
    assert table.values["name"][0] == "Đường thôn A (giai đoạn 1)"


COVER: Rows = [
    ["Cơ quan báo cáo", "Ủy ban nhân dân huyện Tràng Định"],
    ["Kỳ báo cáo", "Năm 2020"],
    ["BDT_AGENCY", "ubnd-trang-dinh"],
    ["BDT_PERIOD", "2020"],
]


@pytest.mark.parametrize(
    ("row", "text", "rule"),
    [
        (1, "Năm 2021", "file.wrong_period"),
        (1, "Quý I năm 2020", "file.wrong_period"),
        (0, "UBND huyện Bắc Sơn", "file.wrong_agency"),
        (0, "Phòng Mẫu", "file.wrong_agency"),
    ],
)
def test_cover_that_shows_another_period_or_agency_is_told_where_it_shows_it(
    row: int, text: str, rule: str, tmp_path: Path
) -> None:
    cover = [[COVER[row][0], text] if n == row else line for n, line in enumerate(COVER)]
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], [[900, 800, 700]] * 4)
    reading = read(rows, tmp_path / "a.xlsx", ("Trang bìa", "visible", cover))
    assert ids(reading) == {rule}
    (cell,) = found(reading, rule).cells
    assert (cell.sheet, cell.ref) == ("Trang bìa", f"B{row + 1}")
    assert reading.cover is not None
    assert (reading.cover.agency_id, reading.cover.period_key) == ("ubnd-trang-dinh", "2020")


@pytest.mark.parametrize("text", ["Năm 2020", "2020", "cả năm 2020", ""])
def test_cover_that_says_the_same_in_other_words_is_fine(text: str, tmp_path: Path) -> None:
    cover = [[COVER[1][0], text] if n == 1 else line for n, line in enumerate(COVER)]
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], [[900, 800, 700]] * 4)
    reading = read(rows, tmp_path / "a.xlsx", ("Trang bìa", "visible", cover))
    assert reading.findings == ()


def test_unit_behind_a_number_must_be_the_unit_of_the_sheet(tmp_path: Path) -> None:
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], [[9e8, "800.000.000 đồng", 7e8]] * 4)
    rows[2] = ["ĐVT: đồng"]
    rows[5][6] = "800 triệu đồng"
    reading = read(rows, tmp_path / "a.xlsx")
    (table,) = reading.tables
    assert list(table.values["planned_million_vnd"]) == [None, 800.0, 800.0, 800.0]
    assert [cell.ref for cell in found(reading, "cell.unreadable_number").cells] == ["G6"]


def test_thousands_that_excel_took_for_decimals_are_offered(tmp_path: Path) -> None:
    rows = poverty(sender="UBND HUYỆN TRÀNG ĐỊNH")
    rows += [[n + 1, TRANG_DINH[n], *COUNTS[n]] for n in range(4)]
    rows[6][2] = 1.234
    finding = found(read(rows, tmp_path / "a.xlsx"), "cell.not_whole")
    assert "Ý ông/bà là 1.234?" in finding.message
    assert [cell.ref for cell in finding.cells] == ["C7"]


@pytest.mark.parametrize(
    ("lines", "agency"),
    [
        ([["PHÒNG DÂN TỘC HUYỆN TRÀNG ĐỊNH"], ["Năm 2020"]], "ubnd-trang-dinh"),
        ([["SỞ LAO ĐỘNG - THƯƠNG BINH"], ["VÀ XÃ HỘI"], ["Năm 2020"]], "so-ldtbxh"),
        ([["ỦY BAN NHÂN DÂN"], ["HUYỆN BẮC SƠN"], ["Năm 2020"]], "ubnd-bac-son"),
    ],
)
def test_sender_is_known_by_its_office_and_over_two_lines(
    lines: Rows, agency: str, tmp_path: Path
) -> None:
    rows = [*lines, *works(["Kế hoạch vốn", "Giải ngân"], [], [[900, 800, 700]] * 4)[2:]]
    cover = read(rows, tmp_path / "a.xlsx").cover
    assert cover is not None
    assert cover.agency_id == agency


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


@pytest.mark.parametrize(
    "lines",
    [
        [["Đơn vị: Thị trấn Đồng Đăng"]],
        [["ĐVT: triệu đồng"], ["Đơn vị báo cáo: UBND xã Đồng Ý"]],
        [["Đơn vị tính: hộ, triệu đồng"]],
        [["(Đơn vị tính: 1.000.000 đồng)"]],
    ],
)
def test_places_whose_names_begin_with_dong_are_no_units(lines: Rows, tmp_path: Path) -> None:
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], [[900, 800, 700]] * 4)
    rows[2:3] = lines
    reading = read(rows, tmp_path / "a.xlsx")
    (table,) = reading.tables
    assert list(table.values["planned_million_vnd"]) == [800.0] * 4
    assert "file.two_units" not in ids(reading)
