"""Lines by chance: a form and a period in, so many lines out, whether or not they are plausible.

The one surprising thing: as much is taken from the stream whatever a line holds, so that lines are
alike in every period.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence, Set
from dataclasses import replace
from functools import lru_cache
from random import Random

from etl.contracts import load_forms
from etl.kinds import Listed, Places, kind_of, said_of
from etl.model import CellValue, Column, Form, Period
from etl.reference import Reference
from sample.bounds import Bounds, bounds_of, total
from sample.chance import chance
from sample.ground import Row, lasting_members, parts_of

REASON = "Lý do minh họa"

_LARGEST = 5_000
_SHORTEST = 90  # days of a period: dates lie alike in all of them
_FILLED = "expect_column_values_to_not_be_null"


@lru_cache(maxsize=64)  # all agencies of a period ask for the same
def drawn_lines(form: Form, period: Period, count: int) -> Sequence[Row]:
    random, whole = chance(form.id), load_forms()[form.id]
    names = {column.name for column in form.columns}
    return tuple(_line(whole, names, random, period) for _ in range(count))


def _line(form: Form, names: Set[str], random: Random, period: Period) -> Row:
    """Draw a line; as often from the stream, whichever columns hold."""
    bounds, day = _bounds(form, period), Reference.load().day_of(period)
    parts = len(parts_of(form, Period.parse(str(period.year)))) if form.each else 1
    line: Row = {
        c.name: _drawn(form, c, random, period) for c in form.columns if c not in bounds.order
    }
    line |= {name: REASON for name in _asked_why(form) if random.random() < 0.5}
    for column in form.columns:
        if column.of:
            named = form.column(column.of)
            line[column.name] = said_of(column, named, line[named.name], day)
    for column in bounds.order:
        if column.name in bounds.sums:
            added = total(line, bounds.sums[column.name])
            line[column.name] = int(added) if kind_of(column).is_whole else round(added, 1)
            continue
        is_empty, share = not column.required and random.random() < 0.5, random.random()
        least = max(column.minimum or 0, bounds.least.get(column.name, 0))
        largest = (column.maximum or _LARGEST) / (parts if column.measure == "flow" else 1)
        most = min(largest, _LARGEST, bounds.ceiling(column.name, line))
        whole = kind_of(column).is_whole  # the most is drawn, too
        drawn = least + (most - least + whole) * (0.05 + 0.95 * share)  # of one order of magnitude
        rounded = min(int(drawn), int(most)) if whole else math.floor(drawn * 10) / 10
        line[column.name] = None if is_empty else rounded
    return {name: value for name, value in line.items() if name in names}


@lru_cache(maxsize=256)
def _bounds(form: Form, period: Period) -> Bounds:
    """Give the bounds of a form, with the limits of a period's own day."""
    of_day = bounds_of(form.in_force(period.ends_on))
    return replace(bounds_of(form), least=of_day.least, most=of_day.most)


@lru_cache(maxsize=256)
def _asked_why(form: Form) -> Sequence[str]:
    """Name the columns that explain, where a rule wants to see what they say."""
    wanted = {rule.kwargs["column"] for rule in form.rules if rule.expectation == _FILLED}
    return [column.name for column in form.columns if column.explains and column.name in wanted]


def _reach(period: Period) -> int:
    """Give over how many days at the end of a period dates lie, as long as any other of its kind.

    Quarters and years are judged beside each other, so that dates lie alike in all of them.
    """
    if period.kind in ("quarter", "year"):
        return _SHORTEST
    return max(1, (period.ends_on - period.starts_on).days // _SHORTEST) * _SHORTEST


def _drawn(form: Form, column: Column, random: Random, period: Period) -> CellValue:
    """Draw what one cell may hold; as often from the stream, whatever it draws."""
    is_empty, share = not column.required and random.random() < 0.5, random.random()
    at, kind = random.randrange(10**6), kind_of(column)
    if is_empty or column.explains or isinstance(kind, Places):
        return None
    if isinstance(kind, Listed):
        lasting = lasting_members(form, column.name, period)
        return lasting[at % len(lasting)]
    if kind.is_date:
        days = at % _reach(period)
        return period.ends_on - dt.timedelta(days=days + (400 if share < 0.3 else 0))
    return f"Nội dung minh họa số {at} của biểu mẫu"
