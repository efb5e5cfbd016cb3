"""The blank workbook keeps what it promises to officers and to the reader."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from workbook_samples import Convert, owed_forms, write_sample

from etl.contracts import load_forms
from etl.errors import ReportingError
from etl.model import Column, Form, Period
from etl.reference import Reference
from etl.workbook.read import read_workbook
from etl.workbook.template.blank_workbook import write_template

FORMS = list(load_forms().values())
YEAR = Period.parse("2020")
SENDERS = ("ubnd-trang-dinh", "so-ldtbxh", "ban-dan-toc")


def sender_of(form: Form) -> str:
    return next(a.id for a, owed in Reference.load().obligations(YEAR) if owed == form.id)


def blank(path: Path, agency_id: str) -> Workbook:
    return openpyxl.load_workbook(write_sample(path, agency_id, "2020", filled=False))


def named(book: Workbook, name: str) -> list[str]:
    sheet, cells = next(iter(book.defined_names[name].destinations))
    found = book[sheet][cells]
    if not isinstance(found, tuple):
        return [str(found.value)]
    return [str(cell.value) for row in found for cell in row]


def code_row(book: Workbook, form: Form) -> int:
    address = book.defined_names[f"BDT_FORM_{form.id}"].attr_text
    return int(re.findall(r"\d+", address.split("!")[1])[0])


@pytest.mark.parametrize("agency_id", SENDERS)
def test_the_cover_says_who_for_when_and_which_editions(tmp_path: Path, agency_id: str) -> None:
    book = blank(tmp_path / "a.xlsx", agency_id)
    forms = owed_forms(agency_id, YEAR)
    assert book.sheetnames == ["Trang bìa", *(form.sheet for form in forms), "_danh_muc"]
    assert named(book, "BDT_AGENCY") == [agency_id]
    assert named(book, "BDT_PERIOD") == ["2020"]
    assert named(book, "BDT_EDITIONS") == [";".join(f"{f.id}={f.edition}" for f in forms)]
    plain = {row[0].value: row[1].value for row in book["Trang bìa"].iter_rows() if row[0].value}
    assert plain["BDT_AGENCY"] == agency_id
    assert plain["BDT_PERIOD"] == "2020"
    assert book["_danh_muc"].sheet_state == "veryHidden"


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_the_code_row_names_every_column(tmp_path: Path, form: Form) -> None:
    book = blank(tmp_path / "a.xlsx", sender_of(form))
    assert named(book, f"BDT_FORM_{form.id}") == [column.code for column in form.columns]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_every_choice_has_its_list(tmp_path: Path, form: Form) -> None:
    reference, agency_id = Reference.load(), sender_of(form)
    book = blank(tmp_path / "a.xlsx", agency_id)
    sheet, first = book[form.sheet], code_row(book, form) + 1
    district = reference.agency(agency_id).area_code
    for at, column in enumerate(form.columns, start=1):
        rule = validation_of(sheet, sheet.cell(first, at).coordinate)
        assert rule.promptTitle
        assert rule.prompt
        assert rule.error
        expected = listed_values(column, reference, district)
        if expected is None:
            assert rule.type != "list"
        elif column.type == "commune" and not district:
            assert rule.formula1.startswith('INDIRECT("DS_commune_"&MATCH($A')
            for number, area in enumerate(reference.districts(YEAR.ends_on), start=1):
                communes = reference.communes(YEAR.ends_on, area.code)
                assert named(book, f"DS_commune_{number}") == [one.name for one in communes]
        else:
            assert rule.type == "list"
            assert named(book, rule.formula1.lstrip("=")) == expected


def validation_of(sheet: Worksheet, ref: str) -> openpyxl.worksheet.datavalidation.DataValidation:
    (found,) = [rule for rule in sheet.data_validations.dataValidation if ref in rule.sqref]
    return found


def listed_values(column: Column, reference: Reference, district: str) -> list[str] | None:
    on = YEAR.ends_on
    if column.type == "choice":
        column = column.in_force(on)
        return [column.choices[value] for value in column.offered or column.choices]
    if column.type == "ethnic_group":
        return [group.name for group in reference.members("ethnic_group", YEAR.ends_on)]
    if column.type == "district":
        return [a.name for a in reference.districts(on) if district in ("", a.code)]
    if column.type == "commune":
        return [a.name for a in reference.communes(on, district or None)]
    return None


def test_a_text_may_be_as_long_as_the_rules_of_its_form_allow(tmp_path: Path) -> None:
    book = blank(tmp_path / "a.xlsx", "ubnd-trang-dinh")
    opinion = validation_of(book["06-Đánh giá"], "B10")
    assert opinion.formula1 == "500"
    assert opinion.error.startswith("Nội dung dài quá 500 ký tự.")
    assert validation_of(book["01-Công trình"], "C11").formula1 == "2000"


def test_messages_fit_what_excel_allows(tmp_path: Path) -> None:
    for agency_id in SENDERS:
        book = blank(tmp_path / "a.xlsx", agency_id)
        rules = [rule for one in book.worksheets for rule in one.data_validations.dataValidation]
        assert rules
        for rule in rules:
            assert len(rule.promptTitle) <= 32
            assert len(rule.errorTitle) <= 32
            assert len(rule.prompt) <= 255
            assert len(rule.error) <= 255


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_labels_are_locked_and_inputs_open(tmp_path: Path, form: Form) -> None:
    book = blank(tmp_path / "a.xlsx", sender_of(form))
    sheet, codes = book[form.sheet], code_row(book, form)
    assert sheet.protection.sheet
    assert not sheet.protection.insertRows  # False: allowed
    for at, column in enumerate(form.columns, start=1):
        assert sheet.cell(codes, at).protection.locked
        listed = bool(form.each) and column.type in ("district", "commune", "ethnic_group")
        assert sheet.cell(codes + 1, at).protection.locked == listed
    assert sheet.freeze_panes == f"A{codes + 1}"
    assert sheet.print_title_rows.endswith(f"${codes}")
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)


@pytest.mark.parametrize(
    ("agency_id", "form_id", "count"),
    [("so-ldtbxh", "poverty", 200), ("ubnd-trang-dinh", "population", 11)],
)
def test_listed_rows_are_printed(tmp_path: Path, agency_id: str, form_id: str, count: int) -> None:
    form = load_forms()[form_id]
    book = blank(tmp_path / "a.xlsx", agency_id)
    sheet, first = book[form.sheet], code_row(book, form) + 1
    labels = [sheet.cell(first + n, 2).value for n in range(count + 1)]
    assert all(labels[:count])
    assert labels[count] is None
    assert sheet.cell(first + count, 1).value == "Tổng số"


def test_totals_are_formulas_with_their_values(sample: Path) -> None:
    form = load_forms()["works"]
    formulas = openpyxl.load_workbook(sample)[form.sheet]
    values = openpyxl.load_workbook(sample, data_only=True)[form.sheet]
    (row,) = [cell.row for cell in formulas["A"] if cell.value == "Tổng số"]
    numbers = [cell.value for cell in values["H"][:row] if isinstance(cell.value, int | float)]
    assert str(formulas.cell(row, 8).value).startswith("=SUM(H")
    assert numbers.pop() == pytest.approx(sum(numbers))


def test_a_number_that_says_no_amount_has_no_dots(tmp_path: Path) -> None:
    reference, form = Reference.load(), load_forms()["support_projects"]
    known = form.column("household_count")
    year = replace(known, unit="", measure="", totalled=False)
    columns = tuple(year if column is known else column for column in form.columns)
    path, asked = tmp_path / "a.xlsx", replace(form, columns=columns)
    write_template(path, reference.agency("ubnd-trang-dinh"), YEAR, [asked], reference)
    sheet = openpyxl.load_workbook(path)[form.sheet]
    at = form.columns.index(known) + 1
    assert sheet.cell(code_row(sheet.parent, form) + 1, at).number_format == "0"
    assert sheet.cell(code_row(sheet.parent, form) + 1, at + 1).number_format != "0"


def test_text_never_becomes_a_formula(tmp_path: Path) -> None:
    texts = ["=1+1", "+84 205", "-5", "@SUM(A1)", "http://a.vn", "{=A1}", "12/3"]
    rows = [{"topic": "strength", "content": text} for text in texts]
    path = tmp_path / "a.xlsx"
    form = load_forms()["assessment"]
    reference = Reference.load()
    agency = reference.agency("ban-dan-toc")
    write_template(path, agency, YEAR, [form], reference, prefill={"assessment": rows})
    sheet = openpyxl.load_workbook(path)[form.sheet]
    cells = [sheet.cell(code_row(sheet.parent, form) + 1 + n, 2) for n in range(len(texts))]
    assert [cell.value for cell in cells] == texts
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in cells} == {"@"}
    assert all(cell.hyperlink is None for cell in cells)


def test_an_agency_that_owes_nothing_gets_a_clear_error(tmp_path: Path) -> None:
    reference = Reference.load()
    agency = reference.agency("cong-an-tinh")
    with pytest.raises(ReportingError, match="Công an tỉnh Lạng Sơn không phải gửi biểu nào"):
        write_template(tmp_path / "a.xlsx", agency, YEAR, [], reference)
    assert not (tmp_path / "a.xlsx").exists()


def test_rows_for_a_form_that_is_not_inside_are_refused(tmp_path: Path) -> None:
    reference = Reference.load()
    agency = reference.agency("ban-dan-toc")
    forms = [load_forms()["assessment"]]
    with pytest.raises(ReportingError, match="works"):
        write_template(tmp_path / "a.xlsx", agency, YEAR, forms, reference, prefill={"works": []})


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    one = write_sample(tmp_path / "a.xlsx", "ubnd-trang-dinh", "2020")
    other = write_sample(tmp_path / "b.xlsx", "ubnd-trang-dinh", "2020")
    assert one.read_bytes() == other.read_bytes()


def test_an_office_suite_opens_and_prints_it(tmp_path: Path, convert: Convert) -> None:
    path = write_sample(tmp_path / "a.xlsx", "ubnd-trang-dinh", "2020", filled=False)
    assert convert(path, "pdf").read_bytes().startswith(b"%PDF")


def test_who_no_longer_reports_is_told_who_took_over(tmp_path: Path) -> None:
    """The board's tasks went to another body on 01/03/2025."""
    reference, path = Reference.load(), tmp_path / "a.xlsx"
    board, form = reference.agency("ban-dan-toc"), load_forms()["commendations"]
    write_template(path, board, Period.parse("2025-Q2"), [form], reference)
    reading = read_workbook(path, load_forms(), reference, dt.date(2025, 6, 20))
    (told,) = (one for one in reading.findings if one.rule_id == "file.agency_not_in_force")
    assert "do Sở Dân tộc và Tôn giáo tỉnh Lạng Sơn thực hiện" in told.message
    assert "file.wrong_agency" not in {one.rule_id for one in reading.findings}  # it is its name


def test_a_district_that_ended_is_told_who_reports(tmp_path: Path) -> None:
    reference, path = Reference.load(), tmp_path / "a.xlsx"
    district, form = reference.agency("ubnd-trang-dinh"), load_forms()["works"]
    write_template(path, district, Period.parse("2025-Q2"), [form], reference)
    book = openpyxl.load_workbook(path)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = cell.value.replace("2025-Q2", "2026-Q1").replace(
                        "Quý II năm 2025", "Quý I năm 2026"
                    )
    book.save(path)
    reading = read_workbook(path, load_forms(), reference, dt.date(2026, 3, 20))
    (told,) = (one for one in reading.findings if one.rule_id == "file.agency_not_in_force")
    assert "kỳ quý I năm 2026; từ ngày 01/07/2025 các xã, phường trên địa bàn báo cáo." in (
        told.message
    )
