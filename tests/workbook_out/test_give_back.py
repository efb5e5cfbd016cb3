"""A returned workbook shows every fault at its cell and changes nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from returned_samples import REMARK, SHEET, UNREADABLE, UNUSUAL, Return, parts, table

from etl.contracts import load_forms
from etl.model import Cell, EarlierReason, Severity
from etl.reference import Reference
from etl.workbook.annotate.style_part import HIGHLIGHTS
from etl.workbook.own_words import (
    KEY_HEADER,
    NOTE_MARK,
    TO_FIX_SHEET,
    explanations_in,
    finding_key,
)
from etl.workbook.read import read_workbook


def test_cells_are_coloured_and_keep_the_rest_of_their_look(sample: Path, returned: Return) -> None:
    before = openpyxl.load_workbook(sample)
    after = openpyxl.load_workbook(returned(sample))
    for finding in (UNREADABLE, UNUSUAL):
        for place in finding.cells:
            old, new = before[place.sheet][place.ref], after[place.sheet][place.ref]
            assert new.fill.fgColor.rgb == HIGHLIGHTS[finding.severity]
            assert new.number_format == old.number_format
            assert repr(new.border) == repr(old.border)
            assert repr(new.font) == repr(old.font)
            assert repr(new.protection) == repr(old.protection)
            assert new.value == old.value


def test_the_worst_finding_of_a_cell_gives_its_colour_and_all_stand_in_its_note(
    sample: Path, returned: Return
) -> None:
    milder = replace(UNREADABLE, rule_id="x", severity=Severity.WARNING, message="Điều thứ hai.")
    cell = openpyxl.load_workbook(returned(sample, [milder, UNREADABLE]))[SHEET]["H15"]
    assert cell.fill.fgColor.rgb == HIGHLIGHTS[Severity.CRITICAL]
    assert cell.comment is not None
    assert "Điều thứ hai." in cell.comment.text
    assert cell.comment.text.index(UNREADABLE.message) < cell.comment.text.index("Điều thứ hai.")


def test_the_note_says_what_is_wrong_expected_and_the_difference(
    sample: Path, returned: Return
) -> None:
    comment = openpyxl.load_workbook(returned(sample))[SHEET]["H15"].comment
    assert comment is not None
    for text in (NOTE_MARK, UNREADABLE.message, "12o,5", "một số, ví dụ 120,5", "+3,5"):
        assert text in comment.text


def test_all_other_parts_keep_their_bytes(sample: Path, returned: Return) -> None:
    before, after = parts(sample), parts(returned(sample))
    touched = {name for name, content in before.items() if after.get(name) != content}
    assert touched == {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",  # was the selected tab
        "xl/worksheets/sheet2.xml",
        "xl/worksheets/sheet4.xml",
    }


def test_on_the_marked_sheets_only_styles_and_the_note_box_differ(
    sample: Path, returned: Return
) -> None:
    before, after = parts(sample), parts(returned(sample))
    name = "xl/worksheets/sheet2.xml"
    old, new = etree.fromstring(before[name]), etree.fromstring(after[name])
    for node in new.iter("{*}c"):
        if node.get("r") == "H15":
            (old_cell,) = [cell for cell in old.iter("{*}c") if cell.get("r") == "H15"]
            node.set("s", old_cell.get("s") or "")
    (box,) = new.iter("{*}legacyDrawing")
    new.remove(box)
    assert etree.tostring(new, method="c14n") == etree.tostring(old, method="c14n")


def test_formulas_lists_names_and_print_set_up_survive(sample: Path, returned: Return) -> None:
    before = openpyxl.load_workbook(sample)
    after = openpyxl.load_workbook(returned(sample))
    assert after.sheetnames[1:] == before.sheetnames
    assert set(before.defined_names) <= set(after.defined_names)
    for old in before.worksheets:
        new = after[old.title]
        assert new.print_title_rows == old.print_title_rows
        assert new.print_area.replace("'", "") == old.print_area.replace("'", "")
        assert [str(r.sqref) for r in new.data_validations.dataValidation] == [
            str(r.sqref) for r in old.data_validations.dataValidation
        ]
        for row in old.iter_rows():
            for cell in row:
                assert new[cell.coordinate].value == cell.value


def test_only_one_tab_is_selected(sample: Path, returned: Return) -> None:
    book = openpyxl.load_workbook(returned(sample, fixed=[UNREADABLE]))
    assert [s.title for s in book.worksheets if s.sheet_view.tabSelected] == [TO_FIX_SHEET]


def test_the_reader_takes_the_returned_file_as_the_next_version(
    sample: Path, returned: Return
) -> None:
    reasons = {finding_key(UNUSUAL): "Di cư theo dự án"}
    path = returned(sample, fixed=[REMARK], explanations=reasons)
    before, after = (read_workbook(one, load_forms(), Reference.load()) for one in (sample, path))
    assert after.tables == before.tables
    assert after.findings == before.findings
    assert after.cover is not None
    assert after.cover.explanations == reasons


def test_a_returned_file_that_comes_back_is_marked_anew(sample: Path, returned: Return) -> None:
    once = returned(sample, fixed=[REMARK])
    again = returned(once, [UNUSUAL])
    book, first = openpyxl.load_workbook(again), openpyxl.load_workbook(sample)
    assert book.sheetnames == [TO_FIX_SHEET, *first.sheetnames]
    assert book[SHEET]["H15"].comment is None
    assert repr(book[SHEET]["H15"].fill) == repr(first[SHEET]["H15"].fill)
    assert book["04-Dân số"]["D12"].fill.fgColor.rgb == HIGHLIGHTS[Severity.WARNING]
    assert len(table(book[TO_FIX_SHEET])) == 1


def test_marking_twice_with_the_same_findings_changes_nothing_more(
    sample: Path, returned: Return
) -> None:
    once = returned(sample, file_name="a.xlsx")
    twice = returned(once, file_name="a.xlsx")
    thrice = returned(twice, file_name="a.xlsx")
    assert parts(twice).keys() == parts(thrice).keys()
    for name, content in parts(twice).items():
        assert parts(thrice)[name] == content, name


def test_a_cell_that_the_sheet_does_not_hold_is_made(sample: Path, returned: Return) -> None:
    places = (Cell(SHEET, "Z", 3), Cell(SHEET, "C", 400), Cell(SHEET, "AB", 15))
    book = openpyxl.load_workbook(returned(sample, [replace(UNREADABLE, cells=places)]))
    for place in places:
        cell = book[SHEET][place.ref]
        assert cell.fill.fgColor.rgb == HIGHLIGHTS[Severity.CRITICAL]
        assert cell.comment is not None


def test_what_to_do_speaks_of_a_coloured_cell_only_where_there_is_one(
    sample: Path, returned: Return
) -> None:
    found = [UNREADABLE, replace(UNREADABLE, rule_id="file.no_agency", cells=())]
    lines = table(openpyxl.load_workbook(returned(sample, found))[TO_FIX_SHEET])
    to_do = {line["Ô"]: line["Việc cần làm"] for line in lines}
    assert to_do.pop("-") == "Sửa theo nội dung đã nêu"
    assert set(to_do.values()) == {"Sửa ô đã tô màu"}


@pytest.mark.parametrize("content", [b"", b"khong phai tep Excel", b"PK\x03\x04 hong"])
def test_a_file_that_cannot_be_opened_is_answered_with_a_new_workbook(
    tmp_path: Path, returned: Return, content: bytes
) -> None:
    original = tmp_path / "hong.xlsx"
    original.write_bytes(content)
    book = openpyxl.load_workbook(returned(original))
    assert book.sheetnames == [TO_FIX_SHEET]
    texts = " ".join(str(cell.value) for row in book[TO_FIX_SHEET].iter_rows() for cell in row)
    assert "Hệ thống không đánh dấu được trong tệp đã gửi." in texts
    assert UNREADABLE.message in texts


def test_control_characters_of_the_officers_text_do_not_break_the_file(
    sample: Path, returned: Return
) -> None:
    odd = replace(UNREADABLE, value="a\x00b\x0b\ud800", message="<b>&amp;")
    sheet = openpyxl.load_workbook(returned(sample, [odd]))[TO_FIX_SHEET]
    assert table(sheet)[0]["Nội dung cần sửa"] == "<b>&amp;"


def test_no_half_written_file_is_left(sample: Path, tmp_path: Path, returned: Return) -> None:
    returned(sample)
    assert not list(tmp_path.glob(".*partial"))


def test_what_was_decided_in_an_earlier_period_is_told_and_may_be_reused(
    sample: Path, returned: Return
) -> None:
    """In the list and in the note of the cell; only an agency's own reason may be reused."""
    before = {
        finding_key(UNUSUAL): EarlierReason("confirmed", "2019", "Di cư theo dự án thủy điện"),
        finding_key(UNREADABLE): EarlierReason("corrected", "2019", "Theo xác nhận của Kho bạc"),
    }
    book = openpyxl.load_workbook(returned(sample, earlier=before))
    lines = {line[KEY_HEADER]: line for line in table(book[TO_FIX_SHEET])}
    own, central, none = (
        str(lines[finding_key(one)]["Nội dung cần sửa"]) for one in (UNUSUAL, UNREADABLE, REMARK)
    )
    assert own == (
        f"{UNUSUAL.message}\nKỳ trước: Năm 2019, cơ quan đã giải trình và được chấp nhận: “Di cư "
        "theo dự án thủy điện”. Nếu lý do đó vẫn đúng, ghi “như kỳ trước” vào cột Giải trình."
    )
    assert central.endswith(
        "Kỳ trước: Năm 2019, ô này đã được đính chính: “Theo xác nhận của Kho bạc”."
    )
    assert "Kỳ trước" not in none
    assert "Di cư theo dự án thủy điện" in str(book["04-Dân số"]["D12"].comment.text)
    assert explanations_in(list(book[TO_FIX_SHEET].iter_rows(values_only=True))) == {}
