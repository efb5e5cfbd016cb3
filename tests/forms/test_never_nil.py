"""A form whose subject always exists offers no “không phát sinh”, and asks whoever says it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.cell import MergedCell

from etl.contracts import load_forms
from etl.model import Period, Severity
from etl.reference import Reference
from etl.workbook.own_words import MARKED, OPEN
from etl.workbook.read import read_workbook
from etl.workbook.template.blank_workbook import write_template

YEAR = Period.parse("2020")


def blank(form_id: str, path: Path) -> openpyxl.Workbook:
    reference = Reference.load()
    agency = next(a for a, owed in reference.obligations(YEAR) if owed == form_id)
    write_template(path, agency, YEAR, [load_forms()[form_id]], reference)
    return openpyxl.load_workbook(path)


def test_every_form_prints_its_rows_that_can_never_be_nil() -> None:
    never = [form for form in load_forms().values() if form.never_nil]
    assert {"population", "poverty", "area_classification"} <= {form.id for form in never}
    assert all(form.each for form in never)


@pytest.mark.parametrize(("form_id", "offers"), [("population", False), ("land_disputes", True)])
def test_only_a_form_that_can_be_nil_offers_it(
    form_id: str, *, offers: bool, tmp_path: Path
) -> None:
    book = blank(form_id, tmp_path / "a.xlsx")
    assert (f"BDT_NIL_{form_id}" in book.defined_names) is offers
    cells = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert (OPEN in cells) is offers
    notes = [text for text in cells if isinstance(text, str) and "không có gì để báo cáo" in text]
    assert bool(notes) is offers


@pytest.mark.parametrize(("form_id", "asks"), [("population", True), ("land_disputes", False)])
def test_who_says_it_all_the_same_is_asked(form_id: str, *, asks: bool, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = blank(form_id, path)
    sheet = book[load_forms()[form_id].sheet]
    cells = [cell for cell in sheet[3] if not isinstance(cell, MergedCell)]
    box = next((cell for cell in cells if cell.value == OPEN), cells[-1])
    box.value = MARKED
    book.save(path)
    reading = read_workbook(path, load_forms(), Reference.load())
    assert [table.is_nil for table in reading.tables] == [True]
    doubts = [one for one in reading.findings if one.rule_id == "cell.never_nil"]
    assert [one.severity for one in doubts] == [Severity.WARNING] * asks
    assert not asks or "kỳ nào cũng có" in doubts[0].message
