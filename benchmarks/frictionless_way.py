"""Frictionless: `validate` with a table schema and row checks, then load into PostgreSQL.

In: workbooks. Out: the rows of clean ones in the table `works`, as printed. The one surprising
thing: each file is read once, because the rows that were validated are kept and then written;
reading again to load, as its guide shows, takes longer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, cast

import attrs
import sqlalchemy as sa
from frictionless import Check, Checklist, Dialect, Schema, errors, fields
from frictionless.checks.row.row_constraint import row_constraint
from frictionless.formats import ExcelControl
from frictionless.formats.sql import SqlAdapter
from frictionless.resources import TableResource

from benchmarks.ways import COLUMNS, DATES, NUMBERS, SHEET, Job, Outcome
from etl.contracts import load_forms
from etl.model import Agency, Period
from etl.reference import Reference


@attrs.define(kw_only=True, repr=False)
class SameWorkTwice(Check):
    """Reports every row of a work that is listed more than once."""

    type = "same-work-twice"
    Errors: ClassVar[list[Any]] = [errors.RowConstraintError]

    def connect(self, resource: Any) -> None:
        """Begin a file."""
        super().connect(resource)
        self._first: dict[tuple[Any, ...], Any] = {}

    def validate_row(self, row: Any) -> Iterator[Any]:
        """Report this row and the one that it repeats."""
        key = (row["district"], row["commune"], row["name"])
        if None in key:
            return
        first = self._first.setdefault(key, row)
        if first is not row:
            for one in (first, row):
                yield errors.RowConstraintError.from_row(one, note="work listed twice")


@attrs.define(kw_only=True, repr=False)
class RightPlace(Check):
    """Reports a row whose commune does not lie in its district, or not in the sender's."""

    type = "right-place"
    Errors: ClassVar[list[Any]] = [errors.RowConstraintError]
    places: frozenset[tuple[str, str]]
    own_district: str

    def validate_row(self, row: Any) -> Iterator[Any]:
        """Look the pair up as it is printed."""
        district, commune = row["district"], row["commune"]
        if commune and district and (district, commune) not in self.places:
            yield errors.RowConstraintError.from_row(row, note="no such commune in the district")
        if self.own_district and district not in (None, self.own_district):
            yield errors.RowConstraintError.from_row(row, note="not the sender's district")


@attrs.define(kw_only=True, repr=False)
class RightTime(Check):
    """Reports a row whose days do not fit its kind and the period."""

    type = "right-time"
    Errors: ClassVar[list[Any]] = [errors.RowConstraintError]
    new: str
    carried_over: str
    year_starts_on: dt.date
    period_ends_on: dt.date

    def validate_row(self, row: Any) -> Iterator[Any]:
        """Compare the days; a formula of frictionless cannot hold one."""
        started, completed, kind = row["started_on"], row["completed_on"], row["kind"]
        first, last = self.year_starts_on, self.period_ends_on
        if (
            (kind == self.new and not (started and first <= started <= last))
            or (kind == self.carried_over and started and started >= first)
            or (completed and completed > last)
            or (completed and started and completed < started)
            or any(day and not 1990 <= day.year <= 2100 for day in (started, completed))
        ):
            yield errors.RowConstraintError.from_row(row, note="days do not fit")


def run(job: Job) -> Outcome:
    """Validate and load one workbook after the other."""
    schema = _schema()
    adapter = SqlAdapter(sa.create_engine(job.database_url))
    adapter.write_schema(schema, table_name="works", force=True)
    last = job.first_row + job.row_count
    dialect = Dialect(
        header=False,
        comment_rows=[*range(1, job.first_row), *range(last, last + 60)],
        controls=[ExcelControl(sheet=SHEET)],
    )
    refused: list[str] = []
    failing: list[tuple[str, int, str]] = []
    row_count = 0
    for path in map(Path, job.paths):
        resource = TableResource(
            path=path.name,
            basepath=str(path.parent),
            dialect=dialect,
            schema=schema,
        )
        rows: list[Any] = []
        _, agency_id, period_key, _ = path.stem.split("_")
        checklist = _checklist(Reference.load().agency(agency_id), Period.parse(period_key))
        report = resource.validate(checklist, on_row=cast(Any, rows.append))
        if report.valid:
            adapter.write_row_stream(iter(rows), table_name="works")
            row_count += len(rows)
            continue
        refused.append(path.name)
        found = report.flatten(["rowNumber", "fieldName"])
        failing += [(path.name, int(number or 0), str(name or "")) for number, name in found]
    return Outcome(tuple(refused), row_count, tuple(failing))


def _schema() -> Schema:
    form = load_forms()["works"]
    made: list[Any] = []
    for name in COLUMNS:
        column = form.column(name)
        constraints: dict[str, Any] = {"required": True} if column.required else {}
        if column.minimum is not None:
            constraints["minimum"] = column.minimum
        if column.maximum is not None:
            constraints["maximum"] = column.maximum
        if column.choices:
            constraints["enum"] = list(column.choices.values())
        made.append(_field(name)(name=name, constraints=constraints))
    return Schema(fields=made)


def _field(name: str) -> Any:
    if name in NUMBERS:
        return fields.NumberField
    return fields.DateField if name in DATES else fields.StringField


def _checklist(agency: Agency, period: Period) -> Checklist:
    """State the rules of the contract: as formulas where they can be, as checks where not."""
    kinds = load_forms()["works"].column("kind").choices
    year = Period.parse(str(period.year))
    formulas = [
        "reason or disbursed_million_vnd <= planned_million_vnd",
        "disbursed_million_vnd <= total_investment_million_vnd",
        "planned_million_vnd <= total_investment_million_vnd",
    ]
    if period.is_year:
        formulas.append(
            f"kind != '{kinds['maintained']}' or planned_million_vnd + disbursed_million_vnd > 0"
        )
    places, own_district = _places(agency, Reference.load().places_on(period))
    return Checklist(
        checks=[
            *(row_constraint(formula=formula) for formula in formulas),
            SameWorkTwice(),
            RightPlace(places=places, own_district=own_district),
            RightTime(
                new=kinds["new"],
                carried_over=kinds["carried_over"],
                year_starts_on=year.starts_on,
                period_ends_on=period.ends_on,
            ),
        ]
    )


@cache
def _places(agency: Agency, on: dt.date) -> tuple[frozenset[tuple[str, str]], str]:
    reference = Reference.load()
    names = {area.code: area.name for area in reference.districts(on)}
    pairs = ((names[area.parent_code], area.name) for area in reference.communes(on))
    return frozenset(pairs), names.get(agency.area_code, "")
