"""Plausible returns of any form, found rather than written: a form and a period in, rows out.

In: nothing but the contract. Out: rows that no rule finds anything in. The one surprising thing:
lines are drawn at random and judged, and those are kept of which nothing is said; so a new form,
or a new rule, needs no word here. A year repeats the lines of its quarters, and every year those
of the year before, so that nothing is said of periods beside each other either.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence, Set
from functools import cache
from pathlib import Path
from random import Random
from typing import cast

from etl.contracts import load_forms
from etl.contracts.vocabulary import COVERAGE
from etl.kinds import listed_kind
from etl.kinds.printed import each_row
from etl.model import (
    Agency,
    CellValue,
    Column,
    Cover,
    Form,
    Period,
    Reading,
    Rung,
    Table,
)
from etl.reference import Reference
from etl.validate import judge
from etl.workbook.template.blank_sheet import FormSheet, listed_rows

Row = Mapping[str, CellValue]

_DRAWN = 1_500  # lines of a form, of which some are plausible
_LINES = 2  # of an open form in a quarter
_LARGEST = 5_000
_SHORTEST = 90  # days of a period: dates lie alike in all of them
_UNIQUE = "expect_compound_columns_to_be_unique"
_PLACES = frozenset({"district", "commune"})
_KNOWN: dict[str, list[int]] = {}  # places among the lines, which are drawn alike in every period


def plausible_rows(form: Form, period: Period, agency: Agency) -> list[Row]:
    """Give the lines of a form of one agency for a quarter or a year.

    Raises `LookupError` when too few of the lines that were drawn are plausible.
    """
    form, reference = form.in_force(period.ends_on), Reference.load()
    if form.each:
        line = _plausible(form, period)[0]
        sheet = FormSheet(agency, period, form, reference.day_of(period), None, "")
        return [{**line, **member} for member in listed_rows(sheet)]
    if "quarter" not in form.frequencies:
        lines = _plausible(form, period)[:_LINES]
    else:  # a quarter has its share of the lines, a year those of all its quarters
        keys = period.quarter_keys
        shares = ((Period.parse(key), int(key[-1]) - 1) for key in keys)
        lines = [one for quarter, n in shares for one in _plausible(form, quarter)[n::4][:_LINES]]
    place, day = _place(form, period, agency), reference.day_of(period)
    for rule in form.rules:  # a line for each member that one wants to see
        if rule.expectation == COVERAGE:
            names = cast("list[str]", rule.kwargs["columns"])
            members = each_row(form, names, day, agency.area_code)
            lines = [{**lines[at % len(lines)], **one} for at, one in enumerate(members)]
    return [{**line, **place} for line in lines]


def _place(form: Form, period: Period, agency: Agency) -> Mapping[str, str]:
    """Give an agency's first place, by column."""
    reference = Reference.load()
    on = reference.places_on(period)
    first = reference.communes(on, agency.area_code or None)[0]
    codes = {"commune": first.code, "district": first.parent_code}
    return {c.name: codes[c.type] for c in form.columns if c.type in codes}


def _plausible(form: Form, period: Period) -> Sequence[Row]:
    """Give the lines of a form for a period, and its year, that no rule of one line doubts."""
    key = form.id, period.kind, tuple(form.columns), tuple(rule.id for rule in form.rules)
    lines = _lines(form, period)
    known = _KNOWN.get(str(key))
    if known is None:
        agency = next(a for a, owed in _owed(period) if owed == form.id)
        place = _place(form, period, agency)
        drawn = [{**line, **place} for line in lines]
        doubted = _doubted(form, period, agency, drawn)
        year = Period.parse(str(period.year))
        if (agency, form.id) in _owed(year):
            doubted |= _doubted(form, year, agency, drawn)
        known = _of_different_keys(form, drawn, doubted)
        if len(known) < (1 if form.each else _LINES):
            raise LookupError(f"{len(known)} of {_DRAWN} lines of {form.id} are plausible: too few")
        _KNOWN[str(key)] = known
    return [lines[at] for at in known[: 4 * _LINES]]


def _of_different_keys(form: Form, drawn: Sequence[Row], doubted: Set[int]) -> list[int]:
    seen: dict[tuple[CellValue, ...], int] = {}
    for at, line in enumerate(drawn):
        if at not in doubted:
            seen.setdefault(tuple(line[name] for name in form.key), at)
    return list(seen.values())


def _lines(form: Form, period: Period) -> list[Row]:
    random = Random(form.id)  # noqa: S311 — a sample
    columns, names = load_forms()[form.id].columns, {column.name for column in form.columns}
    drawn = [{c.name: _drawn(c, random, period) for c in columns} for _ in range(_DRAWN)]
    return [{name: value for name, value in line.items() if name in names} for line in drawn]


@cache
def _owed(period: Period) -> Sequence[tuple[Agency, str]]:
    return Reference.load().obligations(period)


def _doubted(form: Form, period: Period, agency: Agency, lines: Sequence[Row]) -> set[int]:
    """Number the lines of which something is said, each by itself."""
    repeats = {rule.id for rule in form.rules if rule.expectation == _UNIQUE}  # all of one place
    values = {column.name: [line[column.name] for line in lines] for column in form.columns}
    table = Table(
        form_id=form.id,
        sheet=form.sheet,
        rows=tuple(range(1, len(lines) + 1)),
        letters=dict.fromkeys(values, "A"),
        values=values,
        raw=values,
    )
    reading = Reading(
        path=Path("sample.xlsx"),
        sha256="0" * 64,
        cover=Cover(agency.id, period.key),
        tables=(table,),
        findings=(),
        kind="xlsx",
    )
    (judged,) = judge([reading], load_forms(), Reference.load())
    return {
        cell.row - 1
        for finding in judged.findings
        if finding.rung <= Rung.ROW and finding.rule_id not in repeats
        for cell in finding.cells
    }


def _drawn(column: Column, random: Random, period: Period) -> CellValue:
    """Draw what one cell may hold; as often from the stream, whatever it draws."""
    is_empty, share = not column.required and random.random() < 0.5, random.random()
    at = random.randrange(10**6)
    if is_empty or column.type in _PLACES:
        return None
    kind = listed_kind(column)
    if kind is not None:
        members = kind.printed(column, Reference.load().day_of(period))
        return members[at % len(members)]
    if column.type == "date":
        days = at % _SHORTEST
        return period.ends_on - dt.timedelta(days=days + (400 if share < 0.3 else 0))
    if column.type in ("integer", "number"):
        least = column.minimum or 0
        most = min(column.maximum or _LARGEST, _LARGEST)
        drawn = least + (most - least) * (0.05 + 0.95 * share)  # of one order of magnitude
        return int(drawn) if column.type == "integer" else round(drawn, 1)
    return f"Nội dung minh họa số {at} của biểu mẫu"
