"""Annexes that offices print for themselves: what their words and rows are taken for, and not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from etl.model import Severity
from tests.workbook.drawn import (
    BINH_GIA,
    COUNTS,
    POVERTY,
    SENDER,
    TRANG_DINH,
    Rows,
    found,
    ids,
    poverty,
    read,
    review,
    works,
)

CODES = ["05998", "06001", "06004", "06007"]


SUMS = [sum(row[at] for row in COUNTS[:4]) for at in range(6)]


@pytest.mark.parametrize(
    ("at", "header"),
    [
        (0, "Tổng số hộ dân cư"),
        (0, "Tổng số hộ gia đình"),
        (1, "Hộ là người DTTS"),
        (1, "Tổng số hộ dân tộc"),
        (2, "3. Hộ nghèo"),
        (2, "Tổng số hộ nghèo cuối năm 2020"),
        (3, "Hộ nghèo là người DTTS"),
        (3, "Trong đó: hộ nghèo DTTS [4]"),
        (4, "Hộ cận nghèo cuối kỳ"),
    ],
)
def test_words_that_offices_add_to_a_header_do_not_hide_it(
    at: int, header: str, tmp_path: Path
) -> None:
    heads = ["TT", "Xã", *POVERTY]
    heads[2 + at] = header
    reading = read(review(head=[heads]), tmp_path / "a.xlsx")
    (table,) = reading.tables
    name = table.letters and list(table.letters)[list(table.letters.values()).index("CDEFGH"[at])]
    assert list(table.values[name]) == [row[at] for row in COUNTS[:4]]
    assert reading.findings == ()


@pytest.mark.parametrize(
    ("at", "header"),
    [
        (2, "Hộ nghèo đầu năm"),
        (2, "Hộ nghèo cuối kỳ trước"),
        (2, "Hộ thoát nghèo"),
        (3, "Hộ nghèo dân tộc Kinh"),
        (1, "Hộ dân tộc Tày"),
        (0, "Hộ gia đình văn hóa"),
    ],
)
def test_words_that_change_a_header_keep_it_from_being_read(
    at: int, header: str, tmp_path: Path
) -> None:
    heads = ["TT", "Xã", *POVERTY]
    heads[2 + at] = header
    (table,) = read(review(head=[heads]), tmp_path / "a.xlsx").tables
    assert "CDEFGH"[at] not in table.letters.values()


@pytest.mark.parametrize(
    ("columns", "cell", "taken"),
    [
        (["Kế hoạch vốn năm 2021", "Giải ngân"], "G5", False),
        (["Kế hoạch vốn", "Giải ngân năm 2019"], "H5", False),
        (["Kế hoạch vốn", "Giải ngân quý I năm 2020"], "H5", True),
        (["Kế hoạch vốn 2020", "Giải ngân đến 31/01/2021"], "", True),
        (["Kế hoạch vốn năm 2020", "Giải ngân năm 2020"], "", True),
    ],
)
def test_column_of_another_period_is_told(
    columns: list[str], cell: str, taken: bool, tmp_path: Path
) -> None:
    reading = read(works(columns, [], [[900, 800, 700]] * 4), tmp_path / "a.xlsx")
    (table,) = reading.tables
    told = [one for one in reading.findings if one.rule_id == "file.column_of_other_period"]
    assert [one.cells[0].ref for one in told] == ([cell] if cell else [])
    assert ({"G", "H"} <= set(table.letters.values())) == taken
    assert all((one.severity is Severity.WARNING) == taken for one in told)
    assert ids(reading) <= {"file.column_of_other_period"}


def test_group_that_lists_its_parts_is_not_one_of_them(tmp_path: Path) -> None:
    """ "Hộ nghèo DTTS" must not become "Hộ cận nghèo DTTS" by the words over both."""
    head: Rows = [
        ["STT", "Xã", "KẾT QUẢ RÀ SOÁT"],
        [None, None, "Tổng số hộ", None, "Hộ nghèo, hộ cận nghèo"],
        [None, None, None, None, "Hộ nghèo", None, "Hộ cận nghèo"],
        [None, None, *["Tổng số", "Hộ DTTS"] * 3],
        [None, None, *["(hộ)"] * 6],
        ["A", "B", 1, 2, 3, 4, 5, 6],
    ]
    reading = read(review(head=head), tmp_path / "a.xlsx")
    (table,) = reading.tables
    assert list(table.values["poor_minority_household_count"]) == [40] * 4
    assert list(table.values["near_poor_minority_household_count"]) == [30] * 4
    assert reading.findings == ()


def test_column_of_persons_is_not_offered_for_households(tmp_path: Path) -> None:
    head: Rows = [
        ["TT", "Xã", "Tổng số", None, "Hộ nghèo", None, "Hộ cận nghèo"],
        [None, None, *["Số hộ", "Số khẩu"] * 3],
    ]
    reading = read(review(head=head), tmp_path / "a.xlsx")
    assert [table.form_id for table in reading.tables] == ["poverty"]
    assert reading.findings == ()


@pytest.mark.parametrize(
    "label",
    [
        "Tổng số: 04 xã",
        "Cộng: 4 xã",
        "Tổng cộng 4 xã",
        "Tổng 04 đơn vị",
        "Tổng số hộ",
        "T.Cộng",
        "TC",
        "Tổng hợp chung",
    ],
)
def test_total_in_other_words_is_compared_not_loaded(label: str, tmp_path: Path) -> None:
    reading = read(review([None, label, *SUMS]), tmp_path / "a.xlsx")
    (table,) = reading.tables
    assert list(table.values["commune"]) == CODES
    assert [total.row for total in table.totals] == [9]
    assert reading.findings == ()


@pytest.mark.parametrize("above", [False, True])
def test_total_of_one_district_covers_its_own_communes(above: bool, tmp_path: Path) -> None:
    rows = poverty()
    rows[-1] = ["TT", "Huyện", "Xã", *POVERTY]
    blocks = []
    for district, names, counts in (
        ("Tràng Định", TRANG_DINH, COUNTS[:4]),
        ("Bình Gia", BINH_GIA, COUNTS[4:]),
    ):
        total = [
            None,
            f"Tổng cộng huyện {district}",
            None,
            *[sum(row[at] for row in counts) for at in range(6)],
        ]
        records = [[n + 1, district, names[n], *counts[n]] for n in range(4)]
        blocks += [total, *records] if above else [*records, total]
    (table,) = read([*rows, *blocks], tmp_path / "a.xlsx").tables
    assert [list(total.covers) for total in table.totals] == [
        list(range(4)),
        list(range(4, len(table.rows))),
    ]


@pytest.mark.parametrize("numbers", [[f"({n})" for n in range(1, 9)], ["A", "B", *range(1, 7)]])
def test_headers_printed_again_on_the_next_page_are_no_records(
    numbers: list[Any], tmp_path: Path
) -> None:
    rows = review(head=[["TT", "Xã", *POVERTY], numbers])
    reading = read([*rows[:7], numbers, *rows[7:]], tmp_path / "a.xlsx")
    (table,) = reading.tables
    assert list(table.values["commune"]) == CODES
    assert reading.findings == ()


@pytest.mark.parametrize(
    "name",
    [
        "3. Xã Quốc Khánh",
        "Xã Quốc Khánh (KV III)",
        "Xã Quốc Khánh - KV III",
        "Quốc Khánh - ĐBKK",
        "Quốc Khánh (*)",
        "Xã Quốc Khánh (xã biên giới)",
        "UBND xã Quốc Khánh",
        "Xã Quốc Khánh huyện Tràng Định",
        "Thôn Nà Nưa, xã Quốc Khánh",
    ],
)
def test_what_surrounds_the_name_of_a_commune_is_left_aside(name: str, tmp_path: Path) -> None:
    names = [*TRANG_DINH[:2], name, TRANG_DINH[3]]
    reading = read(review(names=names), tmp_path / "a.xlsx")
    assert list(reading.tables[0].values["commune"]) == CODES
    assert reading.findings == ()


def test_two_communes_in_one_cell_are_not_one(tmp_path: Path) -> None:
    names = [*TRANG_DINH[:2], "Quốc Khánh, Vĩnh Tiến", TRANG_DINH[3]]
    reading = read(review(names=names), tmp_path / "a.xlsx")
    assert reading.tables[0].values["commune"][2] is None
    assert found(reading, "cell.unknown_commune").cells[0].ref == "B7"


def test_commune_named_once_above_its_works_holds_for_all_of_them(tmp_path: Path) -> None:
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], [[900, 800, 700]] * 4)
    rows[6][2] = rows[8][2] = None
    (table,) = read(rows, tmp_path / "a.xlsx").tables
    assert list(table.values["commune"]) == ["05998", "05998", "06004", "06004"]


def test_heading_of_a_sector_is_heard_in_other_words(tmp_path: Path) -> None:
    rows = works(["Kế hoạch vốn", "Giải ngân"], [], [[900, 800, 700]] * 4)
    for row in rows[5:]:
        row[3] = None
    rows.insert(7, ["II", "Lĩnh vực thủy lợi"])
    rows.insert(5, ["I", "Công trình giao thông:"])
    reading = read(rows, tmp_path / "a.xlsx")
    assert list(reading.tables[0].values["sector"]) == ["transport"] * 2 + ["irrigation"] * 2
    assert reading.findings == ()


def test_opinions_on_a_draft_are_no_assessment(tmp_path: Path) -> None:
    rows: Rows = [
        [SENDER],
        ["TỔNG HỢP Ý KIẾN GÓP Ý NĂM 2020"],
        ["TT", "Cơ quan", "Nội dung", "Ý kiến"],
        [1, "Phòng Mẫu", "Trang 3", "Đề nghị sửa"],
    ]
    assert read(rows, tmp_path / "a.xlsx").tables == ()
    rows[3][2] = "Ưu điểm"
    assert [table.form_id for table in read(rows, tmp_path / "b.xlsx").tables] == ["assessment"]


def test_population_with_a_column_a_group_is_not_read_as_one_of_them(tmp_path: Path) -> None:
    rows: Rows = [
        ["BAN DÂN TỘC TỈNH LẠNG SƠN"],
        ["DÂN SỐ THEO THÀNH PHẦN DÂN TỘC NĂM 2020"],
        ["TT", "Huyện", "Tổng số", None, "Dân tộc Tày", None, "Dân tộc Nùng", None],
        [None, None, *["Số hộ", "Số khẩu"] * 3],
        *[
            [n + 1, name, 90, 400, 40, 200, 50, 200]
            for n, name in enumerate(["Bình Gia", "Bắc Sơn"])
        ],
    ]
    reading = read(rows, tmp_path / "a.xlsx")
    assert reading.tables == ()
    assert ids(reading) & {"file.form_unclear", "file.not_our_form"}


def test_population_with_a_column_a_group_hears_what_is_different(tmp_path: Path) -> None:
    rows: Rows = [
        ["BAN DÂN TỘC TỈNH LẠNG SƠN"],
        ["DÂN SỐ THEO THÀNH PHẦN DÂN TỘC NĂM 2020"],
        ["TT", "Huyện", "Tổng số", "Kinh", "Tày", "Nùng", "Dao"],
        [1, "Bình Gia", 90, 10, 40, 30, 10],
        [2, "Bắc Sơn", 90, 10, 40, 30, 10],
    ]
    finding = found(read(rows, tmp_path / "a.xlsx"), "file.form_unclear")
    assert "mỗi dân tộc một cột" in finding.message
    assert [cell.ref for cell in finding.cells] == ["D3"]
    rows[2][3:] = ["Nam", "Nữ", "Trẻ em", "Già"]
    assert "mỗi dân tộc" not in read(rows, tmp_path / "b.xlsx").findings[0].message
