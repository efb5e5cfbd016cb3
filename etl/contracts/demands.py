"""What rules demand: the word and the sides of a rule in, expectation, words and examples out.

The one surprising thing: the examples are made of the very formulas that are compared, so that a
rule and its examples cannot say different things.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from etl.contracts.formulas import Formula
from etl.contracts.vocabulary import CONTEXT, COVERAGE, SPOKEN_CONTEXT
from etl.kinds import kind_of
from etl.kinds.kind import Date, Number
from etl.model import CellValue, Column
from etl.wording import in_quotes, number_text

Cells = tuple[tuple[Formula, CellValue], ...]
"""One row of an example: what each formula comes to."""
_GREATER = "expect_column_pair_values_a_to_be_greater_than_b"
_EQUAL = "expect_column_pair_values_to_be_equal"
_BETWEEN = "expect_column_values_to_be_between"
_IN_SET = "expect_column_values_to_be_in_set"
_LENGTHS = "expect_column_value_lengths_to_be_between"
_REASON = "Có lý do chính đáng"
_MANY, _MORE = Number.samples
_DAY, _ = Date.samples
_EMPTY, _FILLED = "empty", "filled"  # of a condition: whether a cell holds anything


@dataclass(frozen=True, slots=True)
class Made:
    """What a rule asks of the engine, what its default sentence says, and rows that show it."""

    expectation: str
    kwargs: Mapping[str, object]
    marks: tuple[str, ...]
    said: Mapping[str, str]
    passing: tuple[Cells, ...]
    failing: tuple[Cells, ...]
    formulas: tuple[Formula, ...] = ()


@dataclass(frozen=True, slots=True)
class Headers:
    """The printed headers of a form."""

    columns: Mapping[str, Column]

    def of(self, *names: str) -> str:
        """Name columns as they are printed, and what the judge adds to rows as people call it."""
        known = self.columns
        return ", ".join(SPOKEN_CONTEXT.get(one) or f"“{known[one].header}”" for one in names)

    def sides(self, a: Formula, b: Formula | None = None) -> dict[str, str]:
        """Name the sides of a comparison, and the unit of the first with a space before."""
        days = [name for name in a.names if self.is_day(name)]
        units = {self.columns[name].unit for name in a.names if name in self.columns}
        units = {"ngày"} if len(days) > 1 else units  # between two days
        unit = f" {units.pop()}" if len(units) == 1 and any(units) and "/" not in a.text else ""
        other = {"b": b.worded(self.of, self.is_day)} if b else {}
        return {"a": a.worded(self.of, self.is_day), "unit": unit, **other}

    def is_day(self, name: str) -> bool:
        """Tell whether a column of the form, or one that the judge adds, holds days."""
        column = self.columns.get(name)
        return kind_of(column).is_date if column else CONTEXT.get(name) == "date"

    def day(self, name: str, value: CellValue) -> CellValue:
        """Give the day that a number of days stands for in a column of days; else the value."""
        is_number = isinstance(value, int) and self.is_day(name)
        return _DAY + dt.timedelta(days=value) if is_number else value  # type: ignore[arg-type]

    def own(self, *sides: Formula) -> tuple[str, ...]:
        """Give the columns of the form among those of the first side that has some."""
        found = ([name for name in side.names if name in self.columns] for side in sides)
        return next((tuple(names) for names in found if names), ())

    def samples(self, name: str) -> tuple[CellValue, CellValue]:
        """Give two values that a column may hold; None of a list, which no contract knows."""
        column = self.columns[name]
        if len(column.choices) > 1:
            first, second, *_ = column.choices
            return first, second
        return kind_of(column).samples


Rows = Mapping[str, CellValue] | str
"""Which rows a rule is about: what stands in some columns, or a formula; all when empty."""


def condition(chosen: Rows) -> str:
    """Say to the engine which rows are chosen; "" for all."""
    if isinstance(chosen, str):
        return chosen
    said = []
    for name, value in chosen.items():
        if value in (_EMPTY, _FILLED):
            said.append(f"{name}.{'isnull' if value == _EMPTY else 'notnull'}()")
        else:
            said.append(f'{name} == "{value}"' if isinstance(value, str) else f"{name} == {value}")
    return " and ".join(said)


def worded(chosen: Rows, headers: Headers) -> str:
    """Say to people which rows are chosen; "" for all and for formulas, which have no words."""
    said = []
    for name, value in () if isinstance(chosen, str) else chosen.items():
        choices = headers.columns[name].choices if name in headers.columns else {}
        stands = {_EMPTY: "để trống", _FILLED: "đã ghi"}
        as_choice = f"là “{choices.get(str(value), str(value))}”"
        said.append(f"{headers.of(name)} {stands.get(str(value), as_choice)}")
    return " và ".join(said)


def chosen_cells(chosen: Rows) -> Mapping[str, CellValue]:
    """Give what stands in a chosen row."""
    stands: dict[CellValue, CellValue] = {_EMPTY: None, _FILLED: _REASON}
    said = {} if isinstance(chosen, str) else chosen
    return {name: stands.get(value, value) for name, value in said.items()}


def _order(low: Formula, high: Formula, *, strictly: bool = False) -> dict[str, object]:
    asked: dict[str, object] = {"column_A": high.column, "column_B": low.column}
    return asked if strictly else {**asked, "or_equal": True}


def _unique(names: tuple[str, ...], headers: Headers) -> Made:
    sender = Formula("return_number")
    samples = {name: headers.samples(name) for name in names}
    known = [name for name in names if samples[name][0] is not None]
    row: Cells = ((sender, 0), *((Formula(name), samples[name][0]) for name in known))
    other: Cells = (*row[:-1], *((Formula(name), samples[name][1]) for name in known[-1:]))
    return Made(
        expectation="expect_compound_columns_to_be_unique",
        kwargs={"column_list": [sender.text, *names]},
        marks=names[-1:],
        said={"a": headers.of(*names)},
        passing=(row, other) if known else (),
        failing=(row, row) if known else (),
    )


def _every(names: tuple[str, ...], headers: Headers) -> Made:
    said = {"a": headers.of(*names)}
    return Made(COVERAGE, {"columns": list(names)}, names[-1:], said, passing=(), failing=())


def _made(
    headers: Headers,
    sides: tuple[Formula, ...],
    expectation: str,
    kwargs: Mapping[str, object],
    right: Iterable[tuple[CellValue, ...]],
    wrong: Iterable[tuple[CellValue, ...]],
    **said: str,
) -> Made:
    """Make what is demanded of sides; right and wrong rows of examples have a value a side."""
    return Made(
        expectation,
        kwargs,
        marks=headers.own(*sides),
        said={**headers.sides(*sides), **said},
        passing=tuple(tuple(zip(sides, row, strict=True)) for row in right),
        failing=tuple(tuple(zip(sides, row, strict=True)) for row in wrong),
        formulas=sides,
    )


def _same(pair: tuple[str, str], headers: Headers) -> Made:
    a, b = sides = Formula(pair[0]), Formula(pair[1])
    value, wrong = headers.samples(a.text) if a.text in headers.columns else Number.samples
    kwargs = {"column_A": a.column, "column_B": b.column}
    if value is None:
        return _made(headers, sides, _EQUAL, kwargs, (), ())
    return _made(headers, sides, _EQUAL, kwargs, [(value, value)], [(wrong, value)])


def _parts(names: tuple[str, ...], headers: Headers) -> Made:
    return _same((names[0], " + ".join(names[1:])), headers)


def _within(pair: tuple[str, str], headers: Headers) -> Made:
    a, b = sides = Formula(pair[0]), Formula(pair[1])
    right, wrong = [(_MANY, _MANY)], [(_MANY + 1, _MANY)]
    return _made(headers, sides, _GREATER, _order(a, b), right, wrong)


def _days(is_later: bool, *, strictly: bool = False) -> Callable[[tuple[str, str], Headers], Made]:
    """Make the demand that two days stand in an order: the first is the later, or the earlier."""

    def make(pair: tuple[str, str], headers: Headers) -> Made:
        a, b = sides = Formula(pair[0]), Formula(pair[1])
        beyond = dt.timedelta(days=-1 if is_later else 1)
        right, wrong = (_DAY - beyond, _DAY) if strictly else (_DAY, _DAY + beyond)
        asked = _order(b, a, strictly=strictly) if is_later else _order(a, b, strictly=strictly)
        return _made(headers, sides, _GREATER, asked, [(right, _DAY)], [(wrong, _DAY)])

    return make


def _limits(must: str, *names: str, strictly: bool = False) -> Callable[[Any, Headers], Made]:
    """Make the demand that a number keeps to limits, which the engine calls by these names."""

    def make(said: tuple[Any, ...], headers: Headers) -> Made:
        side, limits, edge = Formula(said[0]), said[1:], said[-1]
        beyond = 1 if names[-1] == "max_value" else -1
        right, wrong = (edge - beyond, edge) if strictly else (edge, edge + beyond)
        asked = {"column": side.column, **dict(zip(names, limits, strict=True))}
        asked |= {"strict_min": True} if strictly else {}
        words = must.format(*map(number_text, limits), unit=headers.sides(side)["unit"])
        return _made(headers, (side,), _BETWEEN, asked, [(right,)], [(wrong,)], must=words)

    return make


def _no_longer_than(said: tuple[str, int], headers: Headers) -> Made:
    name, most = said
    asked, must = {"column": name, "max_value": most}, f"không quá {number_text(most)} ký tự"
    right, wrong = [("a" * most,)], [("a" * (most + 1),)]
    return _made(headers, (Formula(name),), _LENGTHS, asked, right, wrong, must=must)


def _one_of(said: tuple[str, tuple[str, ...]], headers: Headers) -> Made:
    name, allowed = said
    choices = headers.columns[name].choices
    asked = {"column": name, "value_set": list(allowed)}
    must = in_quotes((choices.get(value, value) for value in allowed), " hoặc ")
    right = [(value,) for value in allowed]
    wrong = [(value,) for value in choices if value not in allowed]
    return _made(headers, (Formula(name),), _IN_SET, asked, right, wrong, must=must)


def _holding(is_filled: bool) -> Callable[[str, Headers], Made]:
    """Make the demand that a cell is filled, or that it is empty."""

    def make(name: str, headers: Headers) -> Made:
        sample = headers.samples(name)[0]
        filled, empty = [(sample,)] if sample is not None else [], [(None,)]
        right, wrong = (filled, empty) if is_filled else (empty, filled)
        expectation = f"expect_column_values_to_{'not_' if is_filled else ''}be_null"
        return _made(headers, (Formula(name),), expectation, {"column": name}, right, wrong)

    return make


DEMANDS: Mapping[str, Callable[[Any, Headers], Made]] = {
    "unique": _unique,
    "every": _every,
    "same": _same,
    "parts_make_total": _parts,
    "within": _within,
    "not_before": _days(is_later=True),
    "not_after": _days(is_later=False),
    "before": _days(is_later=False, strictly=True),
    "between": _limits("từ {} đến {}{unit}", "min_value", "max_value"),
    "at_least": _limits("từ {}{unit} trở lên", "min_value"),
    "more_than": _limits("lớn hơn {}{unit}", "min_value", strictly=True),
    "not_more_than": _limits("không quá {}{unit}", "max_value"),
    "no_longer_than": _no_longer_than,
    "one_of": _one_of,
    "filled": _holding(is_filled=True),
    "empty": _holding(is_filled=False),
}
"""What makes a rule of each word that a contract may demand something with."""
