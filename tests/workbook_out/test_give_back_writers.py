"""Workbooks of other writers come back whole: charts, macros, notes, conditional formats."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
import xlsxwriter
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from workbook_samples import Convert

from etl.give_back import give_back
from etl.model import Cell, Finding, Rung, Severity
from etl.workbook.annotate.style_part import HIGHLIGHTS
from etl.workbook.own_words import NOTE_MARK, TO_FIX_SHEET

SHEET = "Số liệu"
OURS = Finding(
    rule_id="cell.out_of_range",
    severity=Severity.CRITICAL,
    rung=Rung.CELL,
    message="Số này quá lớn. Hãy kiểm tra lại đơn vị tính.",
    form_id="works",
    cells=(Cell(SHEET, "B", 2), Cell(SHEET, "B", 3), Cell(SHEET, "F", 40)),
    row_key="1",
)


def by_openpyxl(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = SHEET
    for row in (["Tên", "Số"], ["a", 5], ["b", 7], ["Tổng", "=SUM(B2:B3)"]):
        sheet.append(row)
    sheet["B2"].comment = Comment("Ghi chú của xã", "Xã")
    sheet["A2"].comment = Comment("Ghi chú khác", "Xã")
    sheet["B2"].fill = PatternFill("solid", fgColor="FF00FF00")
    rule = DataValidation(type="whole", operator="between", formula1="0", formula2="9")
    rule.add("B2:B3")
    sheet.add_data_validation(rule)
    sheet.conditional_formatting.add("B2:B4", CellIsRule("greaterThan", ["6"]))
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    sheet.add_chart(chart, "D2")
    book.create_sheet("Khác")["A1"] = 1
    sheet.print_title_rows = "1:1"
    book.save(path)
    return path


def by_xlsxwriter(path: Path) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet(SHEET)
        sheet.write_row(0, 0, ["Tên", "Số"])
        sheet.write_row(1, 0, ["a", 5], book.add_format({"bg_color": "#00FF00"}))
        sheet.write_row(2, 0, ["b", 7])
        sheet.write_formula(3, 1, "=SUM(B2:B3)", None, 12)
        sheet.write_comment("B2", "Ghi chú của xã")
        sheet.write_comment("A2", "Ghi chú khác")
        sheet.data_validation("B2:B3", {"validate": "integer", "criteria": ">", "value": 0})
        sheet.conditional_format(
            "B2:B4",
            {
                "type": "cell",
                "criteria": ">",
                "value": 6,
                "format": book.add_format({"bold": True}),
            },
        )
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": f"='{SHEET}'!$B$2:$B$3"})
        sheet.insert_chart("D2", chart)
        sheet.repeat_rows(0)
        book.add_worksheet("Khác").write(0, 0, 1)
    return path


def check(original: Path, returned: Path) -> None:
    """The marks are there; formulas, lists, formats, charts and notes of the agency are, too."""
    before, after = openpyxl.load_workbook(original), openpyxl.load_workbook(returned)
    assert after.sheetnames == [TO_FIX_SHEET, *before.sheetnames]
    old, new = before[SHEET], after[SHEET]
    for place in OURS.cells:
        assert new[place.ref].fill.fgColor.rgb == HIGHLIGHTS[Severity.CRITICAL]
        comment = new[place.ref].comment
        assert comment is not None
        assert NOTE_MARK in comment.text
    assert "Ghi chú của xã" in new["B2"].comment.text  # type: ignore[union-attr]
    assert "Ghi chú khác" in new["A2"].comment.text  # type: ignore[union-attr]
    assert new["B4"].value == "=SUM(B2:B3)"
    assert len(new._charts) == len(old._charts) == 1
    assert len(new.data_validations.dataValidation) == 1
    assert len(new.conditional_formatting) == len(old.conditional_formatting) == 1
    assert new.print_title_rows == old.print_title_rows


@pytest.mark.parametrize("make", [by_openpyxl, by_xlsxwriter])
def test_workbooks_of_other_writers_come_back_whole(
    tmp_path: Path, make: Callable[[Path], Path], convert: Convert
) -> None:
    original, returned = make(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    give_back(original, [OURS], returned)
    check(original, returned)
    with ZipFile(original) as before, ZipFile(returned) as after:
        kept = ("xl/charts/", "xl/drawings/drawing", "docProps/", "xl/theme/")
        names = [name for name in before.namelist() if name.startswith(kept)]
        assert {"xl/charts/chart1.xml", "docProps/app.xml"} <= set(names)
        for name in names:
            assert before.read(name) == after.read(name)
    assert convert(returned, "pdf").read_bytes().startswith(b"%PDF")


def test_a_workbook_saved_by_libreoffice_comes_back_whole(tmp_path: Path, convert: Convert) -> None:
    original = convert(by_xlsxwriter(tmp_path / "a.xlsx"), "xlsx")
    returned = tmp_path / "b.xlsx"
    give_back(original, [OURS], returned)
    check(original, returned)
    assert convert(returned, "pdf").read_bytes().startswith(b"%PDF")


def test_marks_are_taken_off_after_another_program_saved_the_returned_file(
    tmp_path: Path, convert: Convert
) -> None:
    first, again = tmp_path / "b.xlsx", tmp_path / "c.xlsx"
    give_back(by_xlsxwriter(tmp_path / "a.xlsx"), [OURS], first)
    give_back(convert(first, "xlsx"), [], again)
    book = openpyxl.load_workbook(again)
    assert book.sheetnames == [TO_FIX_SHEET, SHEET, "Khác"]
    for place in OURS.cells:
        assert book[SHEET][place.ref].fill.fgColor.rgb not in HIGHLIGHTS.values()
    texts = [cell.comment.text for row in book[SHEET].iter_rows() for cell in row if cell.comment]
    assert sorted(text.strip() for text in texts) == ["Ghi chú của xã", "Ghi chú khác"]


def test_the_colour_under_a_mark_is_restored(tmp_path: Path) -> None:
    original = by_openpyxl(tmp_path / "a.xlsx")
    give_back(original, [OURS], tmp_path / "b.xlsx")
    give_back(tmp_path / "b.xlsx", [], tmp_path / "c.xlsx")
    book = openpyxl.load_workbook(tmp_path / "c.xlsx")
    assert book[SHEET]["B2"].fill.fgColor.rgb == "FF00FF00"
    assert book[SHEET]["B3"].fill.fill_type is None
    assert book[SHEET]["B2"].comment.text.strip() == "Ghi chú của xã"  # type: ignore[union-attr]


@pytest.mark.parametrize(("kind", "words"), [("xls", "Excel kiểu cũ"), ("ods", "OpenDocument")])
def test_other_formats_are_answered_with_a_new_workbook(
    tmp_path: Path, convert: Convert, kind: str, words: str
) -> None:
    original = convert(by_xlsxwriter(tmp_path / "a.xlsx"), kind)
    give_back(original, [OURS], tmp_path / "b.xlsx")
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert book.sheetnames == [TO_FIX_SHEET]
    texts = " ".join(str(cell.value) for row in book[TO_FIX_SHEET].iter_rows() for cell in row)
    assert words in texts
    assert OURS.message in texts


def test_a_new_workbook_opens_in_an_office_suite(tmp_path: Path, convert: Convert) -> None:
    (tmp_path / "a.txt").write_text("không phải bảng tính")
    give_back(tmp_path / "a.txt", [OURS], tmp_path / "b.xlsx")
    assert convert(tmp_path / "b.xlsx", "pdf").read_bytes().startswith(b"%PDF")
