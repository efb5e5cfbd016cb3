"""Workbooks as the project writes them, blank and filled in, to try things on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from etl.contracts import load_forms
from etl.model import Form, Period
from etl.reference import Reference
from etl.workbook.template.blank_workbook import write_template
from sample import sample_rows

Convert = Callable[[Path, str], Path]  # a file and a format in, the converted file out


def owed_forms(agency_id: str, period: Period) -> list[Form]:
    owed = {form for agency, form in Reference.load().obligations(period) if agency.id == agency_id}
    return [form for form in load_forms().values() if form.id in owed]


def write_sample(path: Path, agency_id: str, period_key: str, *, filled: bool = True) -> Path:
    """Write an agency's workbook, blank or with the sample data."""
    reference, period = Reference.load(), Period.parse(period_key)
    agency = reference.agency(agency_id)
    forms = owed_forms(agency_id, period)
    rows = {form.id: sample_rows(form.id, agency, period) for form in forms} if filled else None
    write_template(path, agency, period, forms, reference, prefill=rows, data_note="mẫu")
    return path
