"""A filled workbook of one sender for any form: form in, who owes it when, rows and a file out.

Nothing here is about a form. The one surprising thing: a form is filled in together with the tables
that belong to it, because none is accepted without the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import openpyxl
from openpyxl.utils.cell import coordinate_from_string

from etl.contracts import load_forms
from etl.model import Agency, CellValue, Form, Period, Reading
from etl.model.periods import within_year
from etl.reference import Reference
from etl.workbook.read import read_workbook
from etl.workbook.template.blank_workbook import write_template
from sample import plausible_rows, sample_rows

YEARS = (2026, 2024, 2019)  # the newest in which a form is owed is taken
FORMS = list(load_forms().values())

Row = dict[str, CellValue]
Rows = Mapping[str, Sequence[Mapping[str, CellValue]]]  # by form


@dataclass(frozen=True, slots=True)
class Filled:
    """What one sender reports on one form, with the tables that belong to it."""

    form: Form  # as it holds in the period
    agency: Agency
    period: Period
    rows: Mapping[str, Sequence[Row]]


@cache
def owing(form: Form) -> tuple[Agency, Period]:
    """Give the first sender that owes a form in the newest period, with that period."""
    return next(
        (agency, period)
        for year in YEARS
        for period in reversed(within_year(year, form.frequencies))
        for agency, owed in Reference.load().obligations(period)
        if owed == form.owed_as
    )


@cache
def filled(form: Form) -> Filled:
    """Fill a form in for the newest period and the first sender that owe it."""
    agency, period = owing(form)
    together = [one for one in FORMS if one.owed_as == form.owed_as]
    rows = {
        one.id: plausible_rows(one, period, agency)
        if together == [form]
        else sample_rows(one.id, agency, period)  # which agree with each other
        for one in together
    }
    return Filled(form.in_force(period.ends_on), agency, period, rows)


def written(forms: Sequence[Form], agency: Agency, period: Period, rows: Rows, path: Path) -> Path:
    """Write our own workbook of some forms with their rows."""
    write_template(path, agency, period, forms, Reference.load(), prefill=rows)
    return path


def read(path: Path) -> Reading:
    """Read a workbook against the whole catalogue."""
    return read_workbook(path, load_forms(), Reference.load())


def rows_of(reading: Reading, form: Form, names: Iterable[str]) -> list[Row]:
    """Give the rows of a form as they were read."""
    (table,) = (table for table in reading.tables if table.form_id == form.id)
    names = list(names)
    return [{name: table.values[name][at] for name in names} for at in range(len(table.rows))]


def first_row(path: Path, form: Form) -> int:
    """Give the Excel row under the codes of a form, as the workbook's own name says."""
    target = openpyxl.load_workbook(path, read_only=True).defined_names[f"BDT_FORM_{form.id}"]
    start = target.value.rpartition("!")[2].partition(":")[0].replace("$", "")
    return coordinate_from_string(start)[1] + 1
