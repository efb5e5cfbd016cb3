"""A blank sheet has rows enough for all that its form asks for."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from etl.contracts import load_forms
from etl.contracts.vocabulary import COVERAGE
from etl.kinds import place_columns
from etl.model import Form, Period
from etl.reference import Reference
from etl.workbook.template.blank_workbook import write_template

ASKING = [
    form
    for form in load_forms().values()
    if place_columns(form)
    and not form.each
    and any(rule.expectation == COVERAGE for rule in form.rules)
]


@pytest.mark.parametrize("year", ["2020", "2026"])
@pytest.mark.parametrize("form", ASKING, ids=lambda form: form.id)
def test_there_are_rows_for_all_places_in_parts(form: Form, year: str, tmp_path: Path) -> None:
    reference = Reference.load()
    period, agency = next(
        (period, agency)
        for period in map(Period.parse, (year, f"{year}-NH1"))
        for agency, form_id in reference.obligations(period)
        if form_id == form.id
    )
    path = tmp_path / "blank.xlsx"
    write_template(path, agency, period, [form], reference)
    members = reference.communes if year == "2026" else reference.districts
    rows = openpyxl.load_workbook(path)[form.sheet].max_row
    assert rows > 5 * len(members(reference.places_on(period)))
