"""Sheets that districts really lay out: not our form, and yet certain in every column."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl

from etl.contracts import load_forms
from etl.model import Reading
from etl.workbook.read import read_workbook
from tests.lab.sketch import PERIOD, reference

COMMUNES = [area.name for area in reference().communes(PERIOD.ends_on, "180")]


def read(rows: list[list[Any]], merged: list[str], path: Path) -> Reading:
    """Write rows as they are given and read the file."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            page.cell(number, column, value)
    for area in merged:
        page.merge_cells(area)
    book.save(path)
    return read_workbook(path, load_forms(), reference())


def test_poverty_review_with_generic_headers_under_groups(tmp_path: Path) -> None:
    """The leaf "Trong đó: hộ DTTS" stands twice, and only its group says which it is."""
    head = ["STT", "Tên xã, thị trấn", "Tổng số hộ dân", "Số hộ dân tộc thiểu số"]
    rows: list[list[Any]] = [
        ["UBND HUYỆN TRÀNG ĐỊNH", "", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["PHÒNG LAO ĐỘNG - TBXH", "", "", "Độc lập - Tự do - Hạnh phúc"],
        [],
        ["BIỂU TỔNG HỢP KẾT QUẢ RÀ SOÁT HỘ NGHÈO, HỘ CẬN NGHÈO NĂM 2020"],
        ["(Kèm theo Báo cáo số 12/BC-UBND ngày 05/12/2020 của UBND huyện Tràng Định)"],
        [],
        [*head, "Hộ nghèo", "", "Hộ cận nghèo"],
        ["", "", "", "", "Tổng số", "Trong đó: hộ DTTS", "Tổng số", "Trong đó: hộ DTTS"],
        [1, 2, 3, 4, 5, 6, 7, 8],
        *[[n + 1, COMMUNES[n].replace("Xã ", ""), 500 + n, 400, 50, 40, 9, "-"] for n in range(8)],
        ["", "Toàn huyện", 4028, 3200, 400, 320, 72, 0],
        [],
        ["", "Người lập biểu", "", "", "", "TM. ỦY BAN NHÂN DÂN"],
    ]
    merged = ["A7:A8", "B7:B8", "C7:C8", "D7:D8", "E7:F7", "G7:H7"]
    reading = read(rows, merged, tmp_path / "a.xlsx")
    assert reading.findings == ()
    assert reading.cover is not None
    assert (reading.cover.agency_id, reading.cover.period_key) == ("ubnd-trang-dinh", "2020")
    (table,) = reading.tables
    first = {name: values[0] for name, values in table.values.items()}
    assert first == {
        "district": "180",
        "commune": "05995",
        "standard": None,
        "household_count": 500,
        "minority_household_count": 400,
        "poor_household_count": 50,
        "poor_minority_household_count": 40,
        "near_poor_household_count": 9,
        "near_poor_minority_household_count": 0,
        "reason": None,
    }
    assert len(table.rows) == 8
    assert table.totals[0].values["poor_minority_household_count"] == 320
    assert "standard" not in table.letters


def test_a_generic_header_under_an_unknown_group_is_left_alone(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["UBND HUYỆN TRÀNG ĐỊNH", "Hộ nghèo, hộ cận nghèo năm 2020"],
        ["Huyện", "Xã", "Chuẩn nghèo", "Tổng số hộ", "Hộ nghèo", "Hộ nghèo DTTS", "Thoát nghèo"],
        ["", "", "", "", "", "", "Trong đó: hộ DTTS"],
        ["Tràng Định", COMMUNES[0], "QĐ 59/2015/QĐ-TTg", 500, 50, 40, 7],
    ]
    (table,) = read(rows, [], tmp_path / "a.xlsx").tables
    assert table.values["poor_minority_household_count"] == [40]
    assert "minority_household_count" not in table.letters


def test_works_grouped_by_kind_with_subtotals(tmp_path: Path) -> None:
    """Headings give the kind of the works below them, and their subtotals are reconciled."""
    head = ["TT", "Danh mục công trình", "Địa điểm xây dựng", "Thời gian KC-HT"]
    works = [
        [n + 1, f"Đường thôn {n}", COMMUNES[n], "2020", 1000.0, 900.0, 800.0, "Giao thông", ""]
        for n in range(6)
    ]
    rows: list[list[Any]] = [
        ["ỦY BAN NHÂN DÂN"],
        ["HUYỆN TRÀNG ĐỊNH"],
        ["DANH MỤC CÔNG TRÌNH CHƯƠNG TRÌNH 135 NĂM 2020"],
        [*[""] * 8, "Đơn vị tính: Triệu đồng"],
        [*head, "Tổng mức đầu tư", "Kế hoạch năm 2020", "", "Lĩnh vực", "Ghi chú"],
        [*[""] * 5, "Kế hoạch vốn giao", "Giải ngân"],
        ["", "TỔNG CỘNG", "", "", 6000, 5400, 4800],
        ["I", "Công trình khởi công mới", "", "", 3000, 2700, 2400],
        *works[:3],
        ["II", "Công trình chuyển tiếp, trả nợ", "", "", 3000, 2700, 2400],
        *works[3:],
        ["", "Ghi chú: Số liệu tính đến 14/12/2020"],
    ]
    merged = ["F5:G5", *(f"{letter}5:{letter}6" for letter in "ABCDEHI")]
    reading = read(rows, merged, tmp_path / "a.xlsx")
    assert reading.findings == ()
    (table,) = reading.tables
    assert table.values["kind"] == ["new"] * 3 + ["carried_over"] * 3
    assert table.values["district"] == ["180"] * 6
    assert [(total.label, len(total.covers)) for total in table.totals] == [
        ("TỔNG CỘNG", 0),
        ("Công trình khởi công mới", 3),
        ("Công trình chuyển tiếp, trả nợ", 3),
    ]


def test_a_quarter_in_thousands_of_dong_as_text(tmp_path: Path) -> None:
    head = ["Huyện", "Xã", "Tên mô hình", "Lĩnh vực", "Số hộ tham gia", "Hộ DTTS"]
    rows: list[list[Any]] = [
        ["Đơn vị báo cáo: UBND huyện Tràng Định"],
        ["BÁO CÁO HỖ TRỢ PHÁT TRIỂN SẢN XUẤT QUÝ 2/2020"],
        ["ĐVT: 1.000 đồng"],
        [*head, "Kinh phí được giao", "Kinh phí thực hiện"],
        [
            "Tràng Định",
            COMMUNES[0],
            "Nuôi trâu",
            "Chăn nuôi",
            "25",
            "20",
            "1.250.000",
            "1.000.500,5",
        ],
        ["Tràng Định", COMMUNES[1], "Trồng hồi", "Trồng trọt", "30", "30", "1.250", "1.000"],
    ]
    reading = read(rows, [], tmp_path / "a.xlsx")
    assert reading.findings == ()
    assert reading.cover is not None
    assert reading.cover.period_key == "2020-Q2"
    (table,) = reading.tables
    assert table.values["planned_million_vnd"] == [1250.0, 1.25]
    assert table.values["disbursed_million_vnd"] == [1000.5005, 1.0]


def test_another_offices_list_gets_its_one_verdict(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["DANH SÁCH CÁN BỘ TRỰC"],
        ["Họ và tên", "Chức vụ", "Ngày"],
        ["A", "B", dt.date(2020, 1, 1)],
    ]
    (finding,) = read(rows, [], tmp_path / "a.xlsx").findings
    assert finding.rule_id == "file.not_our_form"
