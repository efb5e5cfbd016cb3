"""The sheets of a returned workbook that list what is to fix and what was fixed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
from returned_samples import ALL, REMARK, SHEET, UNREADABLE, UNUSUAL, Return, links, table

from etl.model import Cell, Severity
from etl.workbook.annotate.fault_list import MAX_LINES
from etl.workbook.annotate.style_part import HIGHLIGHTS
from etl.workbook.own_words import (
    FIXED_SHEET,
    KEY_HEADER,
    REASON_HEADER,
    TO_FIX_SHEET,
    explanations_in,
    finding_key,
)


def test_the_list_comes_first_with_the_most_important_first(sample: Path, returned: Return) -> None:
    book = openpyxl.load_workbook(
        returned(sample, agency_name="UBND huyện", period_title="Năm 2020")
    )
    assert book.sheetnames[0] == TO_FIX_SHEET
    assert book.active is not None
    assert book.active.title == TO_FIX_SHEET
    lines = table(book[TO_FIX_SHEET])
    assert [line["Mức độ"] for line in lines] == ["Phải sửa", "Cần giải trình", "Lưu ý"]
    assert lines[0]["Ô"] == "H15"
    assert lines[1]["Ô"] == "D12 (+2 ô)"
    assert lines[0]["Giá trị đã ghi"] == "12o,5"
    assert lines[0]["Biểu"] == "Biểu số 01/BDT"
    assert lines[0][KEY_HEADER] == finding_key(UNREADABLE)
    texts = [
        cell for row in book[TO_FIX_SHEET].iter_rows(max_row=6, values_only=True) for cell in row
    ]
    assert "Có 1 lỗi phải sửa, 1 điểm cần giải trình, 1 điểm lưu ý." in texts
    assert "UBND huyện – Năm 2020" in texts


def test_lines_link_to_their_cells(sample: Path, returned: Return) -> None:
    sheet = openpyxl.load_workbook(returned(sample))[TO_FIX_SHEET]
    assert links(sheet) == [f"'{SHEET}'!H15", "'04-Dân số'!D12"]


def test_text_of_a_finding_never_becomes_a_formula(sample: Path, returned: Return) -> None:
    sheet = openpyxl.load_workbook(returned(sample))[TO_FIX_SHEET]
    (cell,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == REMARK.message]
    assert cell.data_type == "s"


def test_reasons_can_be_written_for_warnings_only_and_are_read_again(
    sample: Path, returned: Return
) -> None:
    reasons = {finding_key(UNUSUAL): "Di cư theo dự án"}
    path = returned(sample, explanations=reasons)
    sheet = openpyxl.load_workbook(path)[TO_FIX_SHEET]
    rows = list(sheet.iter_rows(values_only=True))
    assert explanations_in(rows) == reasons
    at = next(row for row in rows if REASON_HEADER in row).index(REASON_HEADER)
    opened = {
        sheet.cell(number, rows[number - 1].index(KEY) + 1).value
        for number, row in enumerate(rows, start=1)
        for KEY in row
        if KEY in {finding_key(one) for one in ALL}
        and not sheet.cell(number, at + 1).protection.locked
    }
    assert opened == {finding_key(UNUSUAL)}
    assert sheet.protection.sheet


def test_what_was_fixed_is_told_on_a_sheet_of_its_own(sample: Path, returned: Return) -> None:
    path = returned(sample, [UNUSUAL], fixed=[UNREADABLE])
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:2] == [TO_FIX_SHEET, FIXED_SHEET]
    assert [line[KEY_HEADER] for line in table(book[FIXED_SHEET])] == [finding_key(UNREADABLE)]
    assert FIXED_SHEET not in openpyxl.load_workbook(returned(sample)).sheetnames


def test_a_finding_about_a_place_that_is_not_there_is_still_listed(
    sample: Path, returned: Return
) -> None:
    gone = replace(UNREADABLE, cells=(Cell("Trang tính khác", "A", 1), Cell(SHEET, "", 0)))
    sheet = openpyxl.load_workbook(returned(sample, [gone]))[TO_FIX_SHEET]
    assert len(table(sheet)) == 1
    assert not links(sheet)


def test_long_lists_are_cut_and_say_the_true_total(sample: Path, returned: Return) -> None:
    many = [
        replace(UNREADABLE, row_key=str(n), cells=(Cell(SHEET, "Z", 12 + n),)) for n in range(620)
    ]
    book = openpyxl.load_workbook(returned(sample, many))
    assert len(table(book[TO_FIX_SHEET])) == MAX_LINES
    texts = " ".join(str(cell.value) for row in book[TO_FIX_SHEET].iter_rows() for cell in row)
    assert "tổng số 620 điểm" in texts
    assert book[SHEET]["Z631"].fill.fgColor.rgb == HIGHLIGHTS[Severity.CRITICAL]


def test_an_agencys_own_sheet_of_that_name_stays(tmp_path: Path, returned: Return) -> None:
    book = openpyxl.Workbook()
    book.create_sheet(TO_FIX_SHEET)["A1"] = "việc của chúng tôi"
    original = tmp_path / "own.xlsx"
    book.save(original)
    names = openpyxl.load_workbook(returned(original)).sheetnames
    assert names == [f"{TO_FIX_SHEET} (2)", "Sheet", TO_FIX_SHEET]
