"""Published totals, and how lines are made to meet them: figures and lines in, the lines out.

The one surprising thing: a whole is filled in before its parts, so that parts are split under what
their own line holds.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

from etl.kinds import kind_of
from etl.model import CellValue, Column, Form, Period
from sample.bounds import Bounds, bounds_of, total
from sample.chance import chance

Row = dict[str, CellValue]

PUBLISHED = Path(__file__).with_name("published.yaml")
_DECIMALS = 2  # of a total; lines have one unless it has both
_LARGEST = 10**9


class Figure(BaseModel):
    """What the lines of a form, or some of them, amount to in a period."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    form: str
    periods: tuple[str, ...]
    document: str = ""  # the title of what published it; none of what is invented
    place_kind: str = ""  # of how many lines of places of this kind it tells
    where: Mapping[str, str] = {}
    lines: int | None = None
    sums: Mapping[str, float] = {}
    like: Mapping[str, tuple[str, ...]] = {}  # columns that fall to lines as others together do
    cells: Mapping[str, dt.date | str | None] = {}  # what stands in each of the lines

    @model_validator(mode="after")
    def _counts_lines_of_places(self) -> Figure:
        if self.place_kind and (not self.lines or self.sums or self.cells):
            raise ValueError("a figure of places of a kind says how many lines, and no more")
        return self

    def covers(self, row: Mapping[str, CellValue]) -> bool:
        """Tell whether a line is among those that the figure is of."""
        return all(row.get(name) == value for name, value in self.where.items())


@cache
def figures(form_id: str, period_key: str) -> tuple[Figure, ...]:
    """Give what is known of a form in a period; nothing, of most."""
    return tuple(f for f in _published() if f.form == form_id and period_key in f.periods)


def documents(form_ids: Iterable[str], period_key: str) -> Sequence[str]:
    """Name the documents that published what some forms amount to in a period."""
    found = (one.document for form_id in form_ids for one in figures(form_id, period_key))
    return list(dict.fromkeys(filter(None, found)))


@cache
def last_figures(form_id: str, period_key: str) -> tuple[Figure, ...]:
    """Give what is known of a form in a period, or else in the last one before, or the first."""
    keys = sorted({key for f in _published() if f.form == form_id for key in f.periods})
    before = [key for key in keys if key <= period_key]
    return figures(form_id, (before or keys)[-1 if before else 0]) if keys else ()


@cache
def _published() -> tuple[Figure, ...]:
    entries = yaml.safe_load(PUBLISHED.read_text(encoding="utf-8"))
    return tuple(Figure.model_validate(entry) for entry in entries)


def proportions(part: Form, period: Period, column: str, rows: Sequence[Row]) -> list[float]:
    """Give how the lines of a part share what the line of its form says: alike, if none is known.

    What is known of a part says how large its lines are beside each other.
    """
    known = [one for one in last_figures(part.id, str(period.year)) if column in one.sums]
    sizes = [sum(one.sums[column] for one in known if one.covers(row)) for row in rows]
    return sizes if any(sizes) else [1.0] * len(rows)


def meet(
    form: Form,
    known: Sequence[Figure],
    rows: Sequence[Row],
    beside: Mapping[tuple[int, str], tuple[bool, float]],
) -> None:
    """Change the numbers of lines so that they amount to what is known and keep their bounds.

    `beside` has what other forms say of the number of a line: what it is, or does not pass.
    Raises `ValueError` when they cannot.
    """
    bounds = bounds_of(form)
    for column in bounds.order:
        name = column.name
        if name in bounds.sums:
            for row in rows:
                row[name] = _number(column, total(row, bounds.sums[name]))
            continue
        said = {at: one for at in range(len(rows)) if (one := beside.get((at, name)))}
        if len(said) == len(rows) and all(is_same for is_same, _ in said.values()):
            for at, (_, given) in said.items():
                rows[at][name] = _number(column, given)
            continue
        tops = {id(rows[at]): most for at, (_, most) in said.items()}
        asked = [figure for figure in known if name in figure.sums]
        _keep_in_bounds(
            column, bounds, [r for r in rows if not any(o.covers(r) for o in asked)], tops
        )
        for figure in asked:
            chosen = [row for row in rows if figure.covers(row)]
            try:
                _spread(form, bounds, column, figure, chosen, tops)
            except ValueError as error:
                where = f"{form.id}.{name} {figure.periods} {dict(figure.where)}"
                raise ValueError(f"{where}: {error}; see {PUBLISHED.name}") from error
    for figure in known:
        for row in filter(figure.covers, rows):
            row.update(figure.cells)


def _keep_in_bounds(
    column: Column, bounds: Bounds, rows: Iterable[Row], tops: Mapping[int, float]
) -> None:
    for row in rows:
        if isinstance(value := row[column.name], int | float):
            most = min(bounds.ceiling(column.name, row), tops.get(id(row), math.inf))
            row[column.name] = _number(column, min(value, most))


def _spread(
    form: Form,
    bounds: Bounds,
    column: Column,
    figure: Figure,
    rows: Sequence[Row],
    tops: Mapping[int, float],
) -> None:
    whole, like = figure.sums[column.name], figure.like.get(column.name)
    unit = 1 if kind_of(column).is_whole else _parts_of_one(whole)
    ceilings = [min(bounds.ceiling(column.name, row), tops.get(id(row), math.inf)) for row in rows]
    weights = [
        total(row, like)
        if like
        else _weight(form, column, row) * (top if math.isfinite(top) else 1.0)
        for row, top in zip(rows, ceilings, strict=True)
    ]
    least = max(column.minimum or 0, bounds.least.get(column.name, 0))
    most = [math.floor(min(top, column.maximum or _LARGEST) * unit) for top in ceilings]
    parts = split(round(whole * unit), weights, least=math.ceil(least * unit), most=most)
    for row, part in zip(rows, parts, strict=True):
        row[column.name] = part if kind_of(column).is_whole else round(part / unit, _DECIMALS)


def _parts_of_one(whole: float) -> int:
    """Give into how many parts of one a total is split: tenths, if it is made of those."""
    return 10 if math.isclose(10 * whole, round(10 * whole), abs_tol=1e-6) else 10**_DECIMALS


def _weight(form: Form, column: Column, row: Row) -> float:
    """Give how much of a total falls to a line, by what names it: the same in every period."""
    keys = (f"{form.id} {column.name} {name} {row.get(name)}" for name in form.key)
    return math.prod(chance(key).uniform(0.6, 1.4) for key in keys)


def _number(column: Column, value: float) -> float:
    return math.floor(value) if kind_of(column).is_whole else round(value, 1)


def split(
    whole: int, weights: Sequence[float], *, least: int = 0, most: Sequence[int] | None = None
) -> list[int]:
    """Split a whole number by weights; each part is at least `least` and no more than its most.

    Raises `ValueError` when the whole is too small or too large for that.
    """
    tops = [_LARGEST] * len(weights) if most is None else most
    parts = [least] * len(weights)
    left = whole - sum(parts)
    if left < 0 or any(top < least for top in tops):
        raise ValueError(f"{whole} cannot be split over {len(weights)} parts of at least {least}")
    while left:
        free = [at for at, top in enumerate(tops) if parts[at] < top]
        sized = sum(weights[at] for at in free)
        if sized <= 0:
            raise ValueError(f"{left} of {whole} find no place in {len(weights)} parts")
        given = {at: min(tops[at] - parts[at], int(left * weights[at] / sized)) for at in free}
        if not any(given.values()):  # what is left goes to the largest, one each
            largest = sorted(free, key=lambda at: -weights[at])[:left]
            given = dict.fromkeys(largest, 1)
        for at, part in given.items():
            parts[at] += part
        left = whole - sum(parts)
    return parts
