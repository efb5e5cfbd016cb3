"""Where the lines of a form may be, and of what they speak: form, period and sender in, rows out.

The one surprising thing: places and members of lists that end within a year are left out where
others last, because a year repeats what its quarters said.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from etl.kinds import Listed, each_row, kind_of, place_columns
from etl.model import Agency, CellValue, Form, Period
from etl.reference import Reference

Row = dict[str, CellValue]


def listed(form: Form, period: Period, agency: Agency) -> Sequence[Row]:
    """Give what the blank sheet of a form prints in its rows."""
    return each_member(form, form.each, period, agency)


def places(form: Form, period: Period, agency: Agency) -> Sequence[Row]:
    """Give the places that an agency may report on, each by column; one of none for the others."""
    names = [*(column.name for column in place_columns(form)[:1]), *levels_of(form)]
    return each_member(form, names, period, agency)


def of_sender(form: Form) -> tuple[str, ...]:
    """Name the columns that say of which place a line is, or of which level its sender is."""
    return (*(column.name for column in place_columns(form)), *levels_of(form))


def levels_of(form: Form) -> tuple[str, ...]:
    """Name the columns that say of which level their sender is."""
    return tuple(column.name for column in form.columns if column.is_level_of_sender)


def lasting_places(form: Form, period: Period, agency: Agency) -> Sequence[Row]:
    """Give the places of an agency that are there all year; those of the period, if none is."""
    year = Period.parse(str(period.year))
    first, last = (
        places(form, Period.parse(key), agency) for key in (year.quarter_keys[0], year.key)
    )
    ground = sorted(places(form, period, agency), key=lambda place: str(sorted(place.items())))
    return [place for place in ground if place in first and place in last] or ground


def each_member(form: Form, names: Sequence[str], period: Period, agency: Agency) -> Sequence[Row]:
    day = Reference.load().day_of(period)
    return [dict(row) for row in each_row(form, names, day, agency)]


def parts_of(form: Form, period: Period) -> list[tuple[Period, int]]:
    """Give the quarters that a period's lines come from, each with its number from 0 on.

    A year has the lines of all its quarters, when the form is owed for quarters too.
    """
    if "quarter" not in form.frequencies:
        return [(period, 0)]
    return [(Period.parse(key), int(key[-1]) - 1) for key in period.quarter_keys]


@cache
def obligations(period: Period) -> Sequence[tuple[Agency, str]]:
    return Reference.load().obligations(period)


@lru_cache(maxsize=256)
def lasting_members(form: Form, name: str, period: Period) -> Sequence[str]:
    """Give the members that a list prints in a period and in its year, which repeats the lines."""
    column, reference = form.column(name), Reference.load()
    kind = kind_of(column)
    assert isinstance(kind, Listed)
    board = reference.board(period.ends_on)
    members, of_year = (
        kind.printed(column.in_force(one.ends_on), reference.day_of(one), board)
        for one in (period, Period.parse(str(period.year)))
    )
    return [member for member in members if member in of_year] or members
