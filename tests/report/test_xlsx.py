"""The Excel annex: numbers, formulas, charts and sources."""

from __future__ import annotations

import math
import zipfile
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from etl.report import Built


@pytest.fixture
def book(signed: Built) -> Workbook:
    return openpyxl.load_workbook(signed.files["xlsx"])


def sources(book: Workbook) -> list[dict[str, Any]]:
    """Give the lines of the sheet of sources by their headers."""
    head, *lines = book["Nguồn số liệu"].iter_rows(min_row=2, values_only=True)
    return [dict(zip(head, line, strict=True)) for line in lines]


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
    assert book["Hộ nghèo"]["F7"].value == '=IF(C7=0,"",100*E7/C7)'


def test_numbers_are_numbers_and_look_as_in_the_report(book: Workbook) -> None:
    cell = book["Công trình"]["G7"]
    assert cell.value == 6200.5
    assert cell.number_format == "[$-42A]#,##0.0"


def test_charts_are_native(signed: Built) -> None:
    with zipfile.ZipFile(signed.files["xlsx"]) as package:
        charts = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
        assert len(charts) == 4
        assert all("barChart" in package.read(name).decode() for name in charts)


def test_each_figure_names_file_sheet_cells_and_sender(book: Workbook) -> None:
    by_id = {row["Mã"]: row for row in sources(book)}
    new = by_id["works_by_area.180.new"]
    assert (new["In trong báo cáo"], new["Giá trị"]) == ("2", 2)
    assert new["Khung nhìn trong kho dữ liệu"] == "indicator.value"
    assert new["Điều kiện lọc"] == (
        "period_key = 2020; indicator_id = works_new_count; is_total = false; area_code = 180"
    )
    assert new["Ô trong tệp này"] == "Công trình!B7"
    assert new["Cơ quan gửi"] == "Ủy ban nhân dân huyện Tràng Định"
    assert new["Tệp đã nhận"] == "ubnd-trang-dinh_2020_works.xlsx"
    assert (new["Trang tính"], new["Các ô"]) == ("01-Công trình", "E11:E12")
    assert len(new["SHA-256 của tệp"]) == 64
    words = by_id["works_disbursed"]
    assert words["In trong báo cáo"] == "trên 76 tỷ đồng"
    assert words["Làm tròn"] == "làm tròn xuống"


def test_every_figure_of_a_form_leads_to_cells(book: Workbook) -> None:
    sent = [row for row in sources(book) if row["Cơ quan gửi"]]
    assert sent
    for row in sent:
        assert row["Các ô"], row["Mã"]
    lost = [row["Mã"] for row in sources(book) if row["Giá trị"] and not row["Cơ quan gửi"]]
    # what the pipeline itself counted, and a target measured by several forms
    without = {str(name).partition(".")[0] for name in lost}
    assert without <= {
        "submissions",
        "sender_count",
        "accepted_return_count",
        "due_return_count",
        "given_back_count",
        "illustrative",
        "targets",
    }


def test_paper_shows_what_a_person_follows(book: Workbook) -> None:
    sheet = book["Nguồn số liệu"]
    printed = [cell.value for cell in sheet[2]][: sheet[sheet.print_area.split(":")[1]].column]
    assert printed[:2] == ["Số liệu", "In trong báo cáo"]
    assert {"Cơ quan gửi", "Trang tính", "Các ô"} <= set(printed)
    assert not {"Mã", "SHA-256 của tệp"} & set(printed)
    for name in book.sheetnames:
        assert book[name].sheet_properties.pageSetUpPr.fitToPage


def test_lines_of_sources_are_as_high_as_their_text(book: Workbook) -> None:
    sheet = book["Nguồn số liệu"]
    heights = [
        (len(str(sheet.cell(row, 1).value)), sheet.row_dimensions[row].height)
        for row in range(3, sheet.max_row + 1)
    ]
    wide = sheet.column_dimensions["A"].width
    letter = 0.8  # of a digit: as wide as text was seen to be, and some more
    assert all(height >= 15 * math.ceil(length * letter / wide) for length, height in heights)
    assert len({height for _, height in heights}) > 1  # a line is no higher than it need be


def test_a_figure_of_a_target_is_named_in_words(book: Workbook) -> None:
    names = [row["Số liệu"] for row in sources(book) if str(row["Mã"]).startswith("targets.")]
    assert names
    assert all("Mức giảm tỷ lệ hộ nghèo" in str(name) for name in names)
    assert not any("_" in str(row["Số liệu"]) for row in sources(book))


def test_a_change_is_a_number_that_says_which_way(book: Workbook) -> None:
    sheet = book["Tổng hợp"]
    by_name = {row[0].value: row[4] for row in sheet.iter_rows(min_row=5)}
    cell = by_name["Tỷ lệ hộ nghèo DTTS"]
    assert cell.value == pytest.approx(-3)
    assert cell.number_format == (
        '[$-42A]"tăng "#,##0" điểm phần trăm";[$-42A]"giảm "#,##0" điểm phần trăm";'
        '[$-42A]"không thay đổi"'
    )


def test_a_sheet_with_charts_is_one_page_and_they_are_as_wide_as_the_table(book: Workbook) -> None:
    sheet = book["Công trình"]
    assert sheet.page_setup.orientation == "portrait"
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight or 1) == (1, 1)
    assert sheet._charts  # type: ignore[attr-defined]
    for chart in sheet._charts:  # type: ignore[attr-defined]
        assert (chart.anchor._from.col, chart.anchor.to.col) in ((0, 6), (0, 7))
    assert int(book["Gửi số liệu"].page_setup.fitToHeight) == 0
