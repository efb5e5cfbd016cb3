"""What other forms say of a line: lines of a form in, the same lines beside those of others out.

The one surprising thing: a number that must be another form's takes the numbers of its unit with
it, each by the same share, so that what is part of it stays part of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from etl.contracts import AcrossCheck, load_across, load_forms
from etl.contracts.beside_forms import match
from etl.kinds import kind_of
from etl.model import Agency, CellValue, Form, Period
from etl.reference import Reference

Row = dict[str, CellValue]
Rows = Callable[[str, Agency, Period], Sequence[Row]]
"""The lines of a form of an agency for a period."""


def beside_others(form: Form, period: Period, lines: Sequence[Row], rows: Rows) -> None:
    """Change lines of a form so that they agree with the lines of the forms beside it."""
    of_day = form.in_force(period.ends_on)
    for check in _asked_of(form.id, period):
        other = load_forms()[check.other.partition(".")[0]].in_force(period.ends_on)
        by, (name,) = match(check, of_day, other), check.columns
        said = _said(check.id, period, rows) if by else {}
        for line in lines:
            whole = said.get(tuple(line[column] for column in by.own)) if by else None
            value = line[name]
            if whole is None or not isinstance(value, int | float):
                continue
            if value > whole or (check.must == "same" and value != whole):
                _in_proportion(of_day, line, name, whole)


def said_beside(
    form: Form, period: Period, lines: Sequence[Row], rows: Rows
) -> Mapping[tuple[int, str], tuple[bool, float]]:
    """Give what other forms say of numbers: by line, as its place among them, and column.

    Each with whether it must be the same, or is not to be passed.
    """
    found: dict[tuple[int, str], tuple[bool, float]] = {}
    for check in _asked_of(form.id, period):
        other = load_forms()[check.other.partition(".")[0]].in_force(period.ends_on)
        if by := match(check, form, other):
            said = _said(check.id, period, rows)
            for at, line in enumerate(lines):
                whole = said.get(tuple(line[name] for name in by.own))
                if whole is not None:
                    found[at, check.columns[0]] = check.must == "same", whole
    return found


def _in_proportion(form: Form, line: Row, name: str, whole: float) -> None:
    """Make a number what it must be, and the others of its unit as much more or less."""
    share = whole / value if isinstance(value := line[name], int | float) and value else 0.0
    unit = form.column(name).unit
    for column in form.columns:
        cell = line[column.name]
        if column.unit == unit and isinstance(cell, int | float):
            scaled = math.floor(cell * share + 1e-9)
            line[column.name] = scaled if kind_of(column).is_whole else round(cell * share, 1)
    line[name] = int(whole) if kind_of(form.column(name)).is_whole else whole


def _asked_of(form_id: str, period: Period) -> Sequence[AcrossCheck]:
    found = (one for one in load_across().values() if one.other and one.form_id == form_id)
    return [
        one
        for one in found
        if not (one.by_sender or one.where or one.where_other or one.share)
        and kind_of(load_forms()[form_id].column(one.columns[0])).is_number
        and (not one.periods or period.kind in one.periods)
    ]


@cache
def _said(check_id: str, period: Period, rows: Rows) -> Mapping[tuple[CellValue, ...], float]:
    """Add up what all who owe the other form say of each key."""
    check = load_across()[check_id]
    other_id, _, name = check.other.partition(".")
    own, other = (load_forms()[id].in_force(period.ends_on) for id in (check.form_id, other_id))
    by = match(check, own, other)
    found: dict[tuple[CellValue, ...], float] = {}
    for agency, owed in Reference.load().obligations(period):
        for line in rows(other_id, agency, period) if by and owed == other.owed_as else ():
            key = tuple(line[column] for column in by.other) if by else ()
            value = line[name]
            found[key] = found.get(key, 0.0) + (value if isinstance(value, int | float) else 0.0)
    return found
