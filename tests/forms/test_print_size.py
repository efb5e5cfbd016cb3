"""Every blank prints in a size that can be read, measured in the file itself.

The one surprising thing: nothing is rendered. A sheet is as wide as its columns are in digits of
its font, and one that is fitted to the width of a page prints as much smaller as it is wider.
"""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from filled_books import FORMS, first_row
from openpyxl.worksheet.worksheet import Worksheet

from etl.contracts import load_forms
from etl.model import Agency, Form, Period
from etl.model.periods import within_year
from etl.reference import Reference
from etl.workbook.template.blank_workbook import write_template

LEAST = 8  # points
A4 = "9"
SIDES = {"portrait": 210 / 25.4, "landscape": 297 / 25.4}  # inches
DIGIT = 6  # points: half of a font of twelve


def owing(form: Form, year: int) -> tuple[Agency, Period] | None:
    """Give who owes a form first in the last period of a year that asks for it."""
    return next(
        (
            (agency, period)
            for period in reversed(within_year(year, form.frequencies))
            for agency, owed in Reference.load().obligations(period)
            if owed == form.owed_as
        ),
        None,
    )


ASKED = [
    pytest.param(form, *found, id=f"{form.id} {found[1].key}")
    for form in FORMS
    for year in (2020, 2024, 2026)  # the districts, the congress, the communes
    if (found := owing(form, year)) and (year != 2024 or form.owed_as == "congress")
]


def blank(form: Form, agency: Agency, period: Period, path: Path) -> Worksheet:
    write_template(path, agency, period, [form], Reference.load())
    return openpyxl.load_workbook(path)[form.sheet]


def test_all_forms_are_measured() -> None:
    assert {param.values[0].id for param in ASKED} == set(load_forms())


@pytest.mark.parametrize(("form", "agency", "period"), ASKED)
def test_a_blank_prints_so_that_it_can_be_read(
    form: Form, agency: Agency, period: Period, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    sheet = blank(form, agency, period, path)
    setup, columns = sheet.page_setup, form.in_force(period.ends_on).columns
    assert (str(setup.paperSize), sheet.sheet_properties.pageSetUpPr.fitToPage) == (A4, True)
    assert (setup.fitToWidth in (None, 1), setup.fitToHeight) == (True, 0)
    spans = [one for one in sheet.column_dimensions.values() if one.min <= len(columns)]
    assert sum(one.max - one.min + 1 for one in spans) == len(columns)
    wide = sum(one.width * (one.max - one.min + 1) for one in spans) * DIGIT
    margins = sheet.page_margins
    page = (SIDES[setup.orientation or "portrait"] - margins.left - margins.right) * 72
    least = min(cell.font.size for row in sheet.iter_rows() for cell in row if cell.value)
    assert least * min(1, page / wide) > LEAST - 0.005
    start = first_row(path, form)  # the codes stand above it, the header above them
    head, codes = (int(at.strip("$")) for at in sheet.print_title_rows.split(":"))
    assert codes == start - 1
    printed = [cell.value for row in sheet[head:codes] for cell in row if cell.value]
    assert {column.header for column in columns} <= set(printed)
