"""What every printed or queried number means: expectations/indicators.yaml in, `Indicator`s out.

The one surprising thing: a column with a total that no entry adds up has an indicator all the
same, made from its contract, so that a form that was only declared is measured too.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from etl import CONTRACTS
from etl.contracts.declared import Declared, Entry, Slip, by_id, read_declared
from etl.contracts.read_forms import load_forms
from etl.contracts.vocabulary import unknown_columns
from etl.kinds import listed_kind, place_columns
from etl.model import LEVEL_OF_KIND, Form, Table
from etl.wording import small

Rounding = Literal["count", "million", "percent", "number"]
"""How it is printed: whole, to one decimal, to two and as a rate, or to two where there are any."""
Over = Literal["areas", "periods"]
OfParts = Literal["sum", "last", ""]  # how quarters make a half-year
Row = Mapping[str, object]

FILE = CONTRACTS / "indicators.yaml"
_MEASURE = re.compile(r"(?:sum\(([a-z0-9_]+(?: \+ [a-z0-9_]+)*)\)|count)(?: where (.+))?")
_CONDITION = re.compile(r"([a-z0-9_]+) = ([a-z0-9_]+)")
_OF_OTHERS = re.compile(r"share\(([a-z0-9_]+), ([a-z0-9_]+)\)|fall\(([a-z0-9_]+)\)")
_ROUNDINGS: Mapping[str, Rounding] = {"triệu đồng": "million", "%": "percent"}


@dataclass(frozen=True, slots=True)
class Tally:
    """What is added up over rows: columns, "a + b", or the rows themselves when it names none."""

    column: str
    where: tuple[tuple[str, str], ...] = ()

    @property
    def added(self) -> tuple[str, ...]:
        """The columns that are added up."""
        return tuple(filter(None, self.column.split(" + ")))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns whose cells it is made of."""
        return tuple(dict.fromkeys((*self.added, *(name for name, _ in self.where))))

    def of(self, rows: Iterable[Row]) -> float:
        """Add up rows; a row without the column of a condition does not meet it."""
        counted = (row for row in rows if all(row.get(n) == value for n, value in self.where))
        return float(
            sum(
                sum(_number(row.get(n)) for n in self.added) if self.column else 1
                for row in counted
            )
        )


class Watched(Declared):
    """What a share must come to by the end of each quarter, and by which columns that is told."""

    name: str  # what is watched, in the names of figures: "mức theo dõi <name>"
    threshold: str  # of sql/seeds/threshold.csv: <threshold>_q1 to <threshold>_q4, per cent
    by: tuple[str, ...]  # of a list or of choices; a list in another is told by that, too


class _IndicatorEntry(Entry):
    """An indicator as it stands in the file."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: str
    form_id: str = Field("", alias="form")  # "" while no form asks for it
    expression: str = ""
    unit: str
    rounding: Rounding | None = None  # by its unit
    in_words: bool = False  # "trên 176 tỷ đồng" in a sentence
    basis: str = ""  # of a rate: which of which
    legal_source: str = ""  # that of the form
    is_headline: bool = Field(default=False, alias="headline")
    adds_up: frozenset[Over] | None = None  # by its column
    cells: tuple[str, ...] = ()  # the columns that it leads back to; by its expression
    watched: Watched | None = None


class Indicator(_IndicatorEntry):
    """One number: what it is called, how it is made of a form's rows, how it is printed."""

    rounding: Rounding
    adds_up: frozenset[Over]
    of_parts: OfParts = ""
    numerator: Tally | None = None
    denominator: Tally | None = None
    fall_of: str = ""  # the indicator whose fall since the year before it is

    @property
    def cells_added(self) -> tuple[str, ...]:
        """The columns that its sums add up."""
        parts = (part for part in (self.numerator, self.denominator) if part)
        return tuple(dict.fromkeys(name for part in parts for name in part.added))

    def value(self, numerator: float, denominator: float) -> float | None:
        """Give the number that two sums make; None for a share of nothing."""
        if self.denominator is None:
            return numerator
        return 100 * numerator / denominator if denominator else None

    def parts(self, rows: Sequence[Row]) -> tuple[float, float]:
        """Give the sums of numerator and denominator over rows."""
        of = [part.of(rows) if part else 0.0 for part in (self.numerator, self.denominator)]
        return of[0], of[1]


class _IndicatorFile(Declared):
    indicators: tuple[_IndicatorEntry, ...]


@lru_cache(maxsize=4)
def load_indicators(path: Path = FILE) -> Mapping[str, Indicator]:
    """Read the indicators by id, and add those of columns with a total that none adds up.

    Raises `ContractError` with a sentence for each slip that names file and line.
    """
    return read_indicators(path, load_forms(path.parent))


def read_indicators(path: Path, forms: Mapping[str, Form]) -> Mapping[str, Indicator]:
    """Read the indicators of some forms; see `load_indicators`."""
    entries = read_declared(path, _IndicatorFile).indicators
    declared = {entry.id: entry for entry in entries}
    by_id(path, "indicators", entries, lambda entry: _slips(entry, declared, forms))
    made = [*entries, *_of_totals(entries, forms.values())]
    return {entry.id: _indicator(entry, declared, forms) for entry in made}


def indicators_of(form_id: str) -> tuple[Indicator, ...]:
    """Give the indicators that are made of a form's rows."""
    return tuple(one for one in load_indicators().values() if one.form_id == form_id)


def rows_of(table: Table) -> list[Row]:
    """Give the rows of a table as an indicator counts them: by column, without what `ref` adds."""
    names = list(table.values)
    return [dict(zip(names, row, strict=True)) for row in zip(*table.values.values(), strict=True)]


def _of_totals(
    entries: Iterable[_IndicatorEntry], forms: Iterable[Form]
) -> Iterator[_IndicatorEntry]:
    summed = {(entry.form_id, entry.expression) for entry in entries}
    for form in forms:
        for column in form.columns:
            expression = f"sum({column.name})"
            if column.totalled and not column.personal and (form.id, expression) not in summed:
                header = " – ".join(filter(None, (column.group, column.header)))
                yield _IndicatorEntry(
                    id=f"{form.id}_{column.name}",
                    name=f"{small(header)} ({small(form.number)})",
                    form=form.id,
                    expression=expression,
                    unit=column.unit,
                )


def _indicator(
    entry: _IndicatorEntry, declared: Mapping[str, _IndicatorEntry], forms: Mapping[str, Form]
) -> Indicator:
    form = forms.get(entry.form_id)
    numerator = denominator = None
    fall_of = ""
    if others := _OF_OTHERS.fullmatch(entry.expression):
        fall_of = others[3] or ""
        if not fall_of:
            numerator, denominator = (_measure(declared[others[n]].expression) for n in (1, 2))
    elif entry.expression:
        numerator = _measure(entry.expression)
    measures = {column.name: column.measure for column in form.columns} if form else {}
    usual: list[Over] = []
    if numerator and not denominator:
        is_flow = {measures.get(name) for name in numerator.added} == {"flow"}
        usual = ["areas", "periods"] if is_flow else ["areas"]
    parts = [part for part in (numerator, denominator) if part]
    of_parts = {_of_parts(part, measures) for part in parts}
    named = [name for part in parts for name in part.columns if name in measures]
    said: dict[str, Any] = {
        **dict(entry),
        "rounding": entry.rounding or _ROUNDINGS.get(entry.unit, "count"),
        "legal_source": entry.legal_source or (form.legal_basis if form else ""),
        "adds_up": frozenset(usual if entry.adds_up is None else entry.adds_up),
        "of_parts": of_parts.pop() if len(of_parts) == 1 and entry.adds_up is None else "",
        "cells": entry.cells or tuple(dict.fromkeys(named or (form.label[:1] if form else ()))),
    }
    said |= {"numerator": numerator, "denominator": denominator, "fall_of": fall_of}
    return Indicator.model_construct(**said)


def _of_parts(part: Tally, measures: Mapping[str, str]) -> OfParts:
    """Say how the quarters of a half-year make it: flows add up, of the rest the last one counts.

    What is counted in rows stands as it is at the end where nothing in the form flows.
    """
    of = {measures[name] for name in part.added or measures if measures.get(name)}
    if of == {"flow"} and part.column:
        return "sum"
    return "last" if of and "flow" not in of else ""


def _measure(expression: str) -> Tally | None:
    """Read "sum(column) where a = b and c = d"; None for what is no measure."""
    found = _MEASURE.fullmatch(expression)
    if found is None:
        return None
    conditions = [_CONDITION.fullmatch(one) for one in (found[2] or "").split(" and ") if one]
    if not all(conditions):
        return None
    return Tally(found[1] or "", tuple((one[1], one[2]) for one in conditions if one))


def _slips(
    entry: _IndicatorEntry, declared: Mapping[str, _IndicatorEntry], forms: Mapping[str, Form]
) -> Iterator[Slip]:
    if next(one for one in declared.values() if one.name == entry.name).id != entry.id:
        yield Slip(("name",), f"{entry.name!r} is the name of two indicators")
    form = forms.get(entry.form_id)
    if entry.form_id and form is None:
        yield Slip(("form",), f"{entry.form_id!r} is no form")
    if bool(entry.form_id) != bool(entry.expression):
        yield Slip(("expression",), "form and expression go together")
    elif form is not None:
        yield from unknown_columns(("cells",), entry.cells, [c.name for c in form.columns])
        yield from _expression_slips(entry, declared, form)
        yield from _watched_slips(entry, form)


def _watched_slips(entry: _IndicatorEntry, form: Form) -> Iterator[Slip]:
    if entry.watched is None:
        return
    if not entry.expression.startswith("share(") or any(column.apart for column in form.columns):
        yield Slip(("watched",), "only a share is watched, of a form without a column marked apart")
    told = [c.name for c in form.columns if listed_kind(c) and not c.personal]
    for name in entry.watched.by:
        if name not in told:
            yield Slip(("watched", "by"), f"{name!r} is no column of {form.id} with a list")


def _expression_slips(
    entry: _IndicatorEntry, declared: Mapping[str, _IndicatorEntry], form: Form
) -> Iterator[Slip]:
    if others := _OF_OTHERS.fullmatch(entry.expression):
        for name in filter(None, others.groups()):
            other = declared.get(name)
            if other is None:
                yield Slip(("expression",), f"{name!r} is no indicator of the file")
            elif other.form_id != form.id or bool(others[1]) != bool(_measure(other.expression)):
                wanted = "sum or count" if others[1] else "rate"
                yield Slip(("expression",), f"{name!r} is no {wanted} of {form.id}")
    elif measure := _measure(entry.expression):
        yield from _column_slips(measure, form)
    else:
        yield Slip(
            ("expression",),
            f"{entry.expression!r} is none of sum(column), count, share(part, whole), fall(rate); "
            "after the first two a condition may follow: where column = value and …",
        )


def _column_slips(measure: Tally, form: Form) -> Iterator[Slip]:
    columns = {column.name: column for column in form.columns if not column.personal}
    kinds = [kind for column in form.columns if (kind := listed_kind(column)) and kind.part]
    parted = {f"is_{kind.part}" for kind in kinds}  # what the marts say of a row's member
    places = {f"{column.name}_kind" for column in place_columns(form)}  # and of its places
    for name in measure.columns:
        if name not in {*columns, *parted, *places}:
            yield Slip(("expression",), f"{form.id} has no column {name!r}")
    for name in measure.added:
        if name in columns and not columns[name].measure:
            yield Slip(("expression",), f"{name!r} is no flow or stock that adds up")
    kept_back = [name for name in measure.columns if name in form.sensitive]
    if kept_back and (measure.where or len(measure.added) > 1):
        text = f"{kept_back[0]!r} keeps its small counts back; only sum({kept_back[0]}) does, too"
        yield Slip(("expression",), text)
    for name, value in measure.where:
        if name in columns and columns[name].choices and value not in columns[name].choices:
            text = f"{value!r} is none of {', '.join(columns[name].choices)}"
            yield Slip(("expression",), text)
        elif name in places and value not in LEVEL_OF_KIND:
            text = f"{value!r} is none of {', '.join(LEVEL_OF_KIND)}"
            yield Slip(("expression",), text)


def _number(value: object) -> float:
    number = float(value) if isinstance(value, int | float) else 0.0
    return 0.0 if math.isnan(number) else number
