"""The Excel annex: numbers, formulas, charts and sources."""

from __future__ import annotations

import zipfile

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from etl.report import Built


@pytest.fixture
def book(signed: Built) -> Workbook:
    return openpyxl.load_workbook(signed.files["xlsx"])


def test_there_is_a_sheet_for_each_table_and_one_for_sources(book: Workbook) -> None:
    assert book.sheetnames[0] == "Tổng hợp"
    assert {"Công trình", "Hỗ trợ sản xuất", "Hộ nghèo", "Dân số"} <= set(book.sheetnames)
    assert book.sheetnames[-1] == "Nguồn số liệu"


def test_totals_are_formulas_with_the_warehouse_result(signed: Built, book: Workbook) -> None:
    stored = openpyxl.load_workbook(signed.files["xlsx"], data_only=True)["Công trình"]
    sheet = book["Công trình"]
    last = next(r for r in range(1, 40) if str(sheet.cell(r, 1).value).startswith("Tổng số"))
    assert sheet.cell(last, 7).value == f"=SUM(G6:G{last - 1})"
    assert stored.cell(last, 7).value == 76351
    assert book["Hộ nghèo"]["F6"].value == '=IF(C6=0,"",100*E6/C6)'


def test_numbers_are_numbers_and_look_as_in_the_report(book: Workbook) -> None:
    cell = book["Công trình"]["G6"]
    assert cell.value == 6200.5
    assert cell.number_format == "#,##0.0"


def test_charts_are_native(signed: Built) -> None:
    with zipfile.ZipFile(signed.files["xlsx"]) as package:
        charts = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
        assert len(charts) == 4
        assert all("barChart" in package.read(name).decode() for name in charts)


def test_each_figure_names_file_sheet_cells_and_sender(book: Workbook) -> None:
    rows = [[cell.value for cell in row] for row in book["Nguồn số liệu"].iter_rows(min_row=3)]
    new = next(row for row in rows if row[0] == "works_by_district.180.new")
    assert new[2:4] == ["2", 2]
    assert new[7:10] == [
        "works_by_district.sum(new_count)",
        "period_key = 2020; district_code = 180",
        "Công trình!B6",
    ]
    assert new[10:12] == ["Ủy ban nhân dân huyện Tràng Định", "ubnd-trang-dinh_2020_works.xlsx"]
    assert new[13:15] == ["01-Công trình", "E11:E12"]
    assert len(new[16]) == 64
    words = next(row for row in rows if row[0] == "works_disbursed")
    assert words[2] == "trên 76 tỷ đồng"
    assert words[6] == "làm tròn xuống"
