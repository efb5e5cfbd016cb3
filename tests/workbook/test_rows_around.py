"""Rows between and below the records of a district's table: sums of pages, days, other tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from etl.contracts import load_forms
from etl.workbook.read import read_workbook
from tests.lab.sketch import reference
from tests.workbook.drawn import (
    COUNTS,
    POVERTY,
    SUM,
    TRANG_DINH,
    WORKS,
    Rows,
    found,
    ids,
    poverty,
    read,
    title,
)

HEAD = ["TT", "Đơn vị", *POVERTY]
RECORDS = [[n + 1, f"Xã {TRANG_DINH[n]}", *COUNTS[n]] for n in range(4)]
HALF = [sum(row[at] for row in COUNTS[:2]) for at in range(6)]


def of_district(*rows: list[Any]) -> Rows:
    return poverty(*rows, sender="UBND HUYỆN TRÀNG ĐỊNH")


def counts(rows: Rows, path: Path) -> list[Any]:
    (table,) = read(rows, path).tables
    return list(table.values["household_count"])


ALL = [row[0] for row in COUNTS[:4]]


def test_sums_of_printed_pages_are_no_records(tmp_path: Path) -> None:
    first, last = RECORDS[:2], RECORDS[2:]
    page = [[None, "Cộng trang 1", *HALF], ["Trang 2"], HEAD, [None, "Mang sang", *HALF]]
    rows = of_district(
        *first, *page, *last, [None, "Total", *[sum(c) for c in zip(*COUNTS[:4], strict=True)]]
    )
    assert counts(rows, tmp_path / "a.xlsx") == ALL
    assert not {rule for rule in ids(read(rows, tmp_path / "a.xlsx")) if rule.startswith("cell.")}


@pytest.mark.parametrize(
    "label", ["XÃ KHU VỰC I", "Các xã đặc biệt khó khăn", "- Khu vực nông thôn", "Vùng III"]
)
def test_sums_of_zones_are_no_records(label: str, tmp_path: Path) -> None:
    rows = of_district(["I", label, *SUM], *RECORDS)
    assert counts(rows, tmp_path / "a.xlsx") == ALL


def test_commune_that_nobody_knows_is_no_zone(tmp_path: Path) -> None:
    reading = read(of_district(["I", "Xã Khu Nhà", *COUNTS[4]], *RECORDS), tmp_path / "a.xlsx")
    assert "cell.unknown_commune" in ids(reading)


@pytest.mark.parametrize("line", ["Ngày 11/12/2020", "Tràng Định, 11/12/2020", "ngày …/12/2020"])
def test_day_of_signing_under_the_numbers_ends_the_table(line: str, tmp_path: Path) -> None:
    rows = of_district(*RECORDS, [None, None, None, None, line], [None, "Người lập biểu"])
    reading = read(rows, tmp_path / "a.xlsx")
    assert list(reading.tables[0].values["household_count"]) == ALL
    assert "cell.unreadable_number" not in ids(reading)


def test_date_typed_over_a_count_of_a_commune_is_still_told(tmp_path: Path) -> None:
    odd = [5, "Xã Cao Minh", "11/12/2020", *COUNTS[4][1:]]
    assert "cell.unreadable_number" in ids(read(of_district(*RECORDS, odd), tmp_path / "a.xlsx"))


def test_table_of_something_else_below_is_told_once_and_left(tmp_path: Path) -> None:
    other = ["TT", "Đơn vị", *(name.replace("ộ", "hẩu", 1) for name in ("Hộ K", "Hộ T", "Hộ N"))]
    below = [[n + 1, f"Xã {TRANG_DINH[n]}", 1, 2, 3] for n in range(4)]
    reading = read(of_district(*RECORDS, [], ["II. SỐ KHẨU"], other, *below), tmp_path / "a.xlsx")
    assert list(reading.tables[0].values["household_count"]) == ALL
    told = found(reading, "file.other_table")
    assert [cell.ref for cell in told.cells] == ["B12"]
    assert not {rule for rule in ids(reading) if rule.startswith("cell.")}


def test_words_in_one_column_do_not_begin_another_table(tmp_path: Path) -> None:
    odd = [5, "Xã Cao Minh", "chưa rà soát", None, None, None, None, None]
    reading = read(of_district(*RECORDS, odd), tmp_path / "a.xlsx")
    assert "file.other_table" not in ids(reading)
    assert "cell.unreadable_number" in ids(reading)


def test_record_with_words_over_all_its_numbers_begins_no_table(tmp_path: Path) -> None:
    words = ["chưa rà soát", "đang thẩm định", "chưa duyệt", None, None, None]
    after = [6, "Xã Chí Minh", *COUNTS[5]]
    rows = of_district(*RECORDS, [5, "Xã Cao Minh", *words], after)
    reading = read(rows, tmp_path / "a.xlsx")
    assert "file.other_table" not in ids(reading)
    assert reading.tables[0].values["household_count"][-1] == COUNTS[5][0]


@pytest.mark.parametrize(
    "numbers",
    [
        ["A", "B", 1, 2, 3, 4, 7, 8],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(9)", "(12)=(5)+(9)+(13)+(14)+(15)"],
    ],
)
def test_column_numbers_with_gaps_and_long_formulas_are_no_record(
    numbers: list[Any], tmp_path: Path
) -> None:
    assert counts(of_district(numbers, *RECORDS), tmp_path / "a.xlsx") == ALL


def test_commune_above_its_works_is_looked_for_in_the_senders_district(tmp_path: Path) -> None:
    """Three districts have a xã Chi Lăng, Thụy Hùng or Hòa Bình; their works stand under it."""
    columns = [WORKS[0], WORKS[1], *WORKS[3:], "Kế hoạch vốn", "Giải ngân"]
    work = [1, "Đường thôn A", "Giao thông", "Khởi công mới", 900.5, 500.5, 400.5]
    head = title("CÔNG TRÌNH CHƯƠNG TRÌNH 135 NĂM 2020", sender="{}", unit="ĐVT: triệu đồng")
    rows: Rows = [*head, columns, ["I", "XÃ THỤY HÙNG"], work]
    for sender, code in (("UBND HUYỆN VĂN LÃNG", "06136"), ("UBND HUYỆN CAO LỘC", "06208")):
        rows[0] = [sender]
        (table,) = read(rows, tmp_path / "a.xlsx").tables
        assert list(table.values["commune"]) == [code]
    rows[0] = ["BAN DÂN TỘC TỈNH LẠNG SƠN"]
    (table,) = read(rows, tmp_path / "a.xlsx").tables
    assert list(table.values["commune"]) == [None]


def test_group_over_groups_is_heard_by_every_column_below_it(tmp_path: Path) -> None:
    """“Hộ nghèo” over “Trong đó: DTTS” over “Số hộ” and its share."""
    head: Rows = [
        ["TT", "Xã", "Tổng số hộ", "Hộ nghèo", *[None] * 3, "Hộ cận nghèo", *[None] * 3],
        [None, None, None, *["Tổng số", None, "Trong đó: DTTS", None] * 2],
        [None, None, None, *["Số hộ", "Tỷ lệ (%)"] * 4],
    ]
    lines = [[n + 1, TRANG_DINH[n], 500, 50, 10, 40, 80, 60, 12, 30, 50] for n in range(4)]
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in [*title("TỔNG HỢP HỘ NGHÈO, HỘ CẬN NGHÈO NĂM 2020"), *head, *lines]:
        page.append(row)
    for place in ("D5:G5", "H5:K5", "D6:E6", "F6:G6", "H6:I6", "J6:K6"):
        page.merge_cells(place)
    book.save(tmp_path / "a.xlsx")
    (table,) = read_workbook(tmp_path / "a.xlsx", load_forms(), reference()).tables
    assert table.letters["poor_minority_household_count"] == "F"
    assert table.letters["near_poor_minority_household_count"] == "J"
    assert "minority_household_count" not in table.letters


def test_headers_that_are_numbered_in_roman_are_known(tmp_path: Path) -> None:
    rows = of_district(*RECORDS)
    rows[4] = [
        "TT",
        "Đơn vị",
        *(
            f"{n}. {text}"
            for n, text in zip(["I", "a", "II", "b)", "III", "c"], POVERTY, strict=True)
        ),
    ]
    assert counts(rows, tmp_path / "a.xlsx") == ALL


def test_sum_of_a_page_under_another_name_is_compared_with_nothing(tmp_path: Path) -> None:
    rows = of_district(*RECORDS[:2], [None, "Tổng trang 1", *HALF], *RECORDS[2:])
    (table,) = read(rows, tmp_path / "a.xlsx").tables
    assert list(table.values["household_count"]) == ALL
    assert not table.totals


@pytest.mark.parametrize(
    "name",
    [
        "Chuyển trang thiết bị trường học",
        "Tổng trang thiết bị y tế",
        "Khu vực thể thao thôn A",
        "Tăng cường mặt đường",
    ],
)
def test_work_that_is_called_like_a_sum_or_a_part_is_read(name: str, tmp_path: Path) -> None:
    head = title("DANH MỤC CÔNG TRÌNH CHƯƠNG TRÌNH 135 NĂM 2020", unit="ĐVT: triệu đồng")
    columns = ["STT", "Tên công trình", "Tổng mức đầu tư", "Kế hoạch vốn", "Giải ngân"]
    rows = [["I", "XÃ ĐOÀN KẾT"], [1, name, 900.5, 500.5, 400.5], [2, "Đường A", 800.0, 1.0, 1.0]]
    (table,) = read([*head, columns, *rows], tmp_path / "a.xlsx").tables
    assert list(table.values["name"]) == [name, "Đường A"]
