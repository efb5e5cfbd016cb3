"""How findings speak: typed values in, Vietnamese text for people out, with what was expected.

The one surprising thing: what a failing cell should have held is read off the expectation itself
(the other column of a pair, the limits of a range), so that no contract states it twice. A value
that was found to differ is never printed as if it did not: computed numbers get the decimals that
it takes to see it. A place stands in a sentence with a small first letter ("xã Đoàn Kết"), and the
sentence gets its capital at the end.
"""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

from etl.contracts.vocabulary import CONTEXT
from etl.kinds import column_number, listed_kind
from etl.model import Cell, CellValue, Form, Period, RowAt, as_told
from etl.reference import Reference
from etl.validate.batch import BatchReturn
from etl.validate.checks import Check
from etl.validate.frames import FRACTION, YEAR
from etl.wording import capital, date_text, number_text, shown, small

_AREA_CONTEXT = frozenset({"commune_district", "agency_area"})
_COMPUTED_DECIMALS = 1  # of ratios and sums that no cell holds
_LONGEST = 120  # characters of an officer's text that are repeated to them
_GREATER = "expect_column_pair_values_a_to_be_greater_than_b"
_EQUAL = "expect_column_pair_values_to_be_equal"
_BETWEEN = "expect_column_values_to_be_between"
_IN_SET = "expect_column_values_to_be_in_set"
_LENGTH = "expect_column_value_lengths_to_be_between"
_LIMITS = {  # of numbers and of days, by whether the value is the greater one, and may be equal
    (True, True): ("từ {} trở lên", "từ ngày {} trở đi"),
    (False, True): ("không quá {}", "không sau ngày {}"),
    (True, False): ("lớn hơn {}", "sau ngày {}"),
    (False, False): ("nhỏ hơn {}", "trước ngày {}"),
}


class Printer:
    """Prints values of one form in one period as people write them."""

    def __init__(self, form: Form, period: Period, reference: Reference) -> None:
        self._columns = {column.name: column for column in form.columns}
        self._day = reference.day_of(period)

    def text(self, name: str, value: CellValue, decimals: int = _COMPUTED_DECIMALS) -> str:
        """Print a value of a column, of a context column or, rounded, of a computed one."""
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return ""
        if isinstance(value, dt.date):
            return date_text(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            if not value % 1:
                return self.number(name, int(value))
            is_stated = name in self._columns or name in CONTEXT
            return self.number(name, value, None if is_stated else decimals)
        return self._words(name, str(value))

    def number(self, name: str, value: float, decimals: int | None = None) -> str:
        """Print a number as its column has them."""
        return column_number(self._columns.get(name), value, decimals)

    def _words(self, name: str, value: str) -> str:
        column = self._columns.get(name)
        kind = listed_kind(column) if column else None
        if name in _AREA_CONTEXT or (kind and kind.is_place):
            return small(self._day.reference.area_name(value, self._day.on))
        if column and kind:
            return kind.name_of(column, value, self._day)
        return value if len(value) <= _LONGEST else f"{value[:_LONGEST].rstrip()}…"


@lru_cache(maxsize=64)  # the many returns of a period ask for the same ones
def _printer(form: Form, period: Period, reference: Reference) -> Printer:
    return Printer(form, period, reference)


def printer_of(one: BatchReturn, reference: Reference) -> Printer:
    """Give what prints the values of a return."""
    return _printer(one.form, one.period, reference)


def sentence(template: str, words: Mapping[str, str]) -> str:
    """Fill a template and begin it with a capital; raises `KeyError` for an unknown word."""
    return capital(" ".join(template.format_map(words).split()))


def row_label(one: BatchReturn, printer: Printer, values: Mapping[Any, Any]) -> str:
    """Name a row to a person, from the form's label columns."""
    parts = [printer.text(name, values.get(name)) for name in one.form.label]
    return capital(", ".join(part for part in parts if part))


def named(one: BatchReturn, printer: Printer, values: Mapping[Any, Any]) -> dict[str, Any]:
    """Give label and natural key of a row, as findings have them; a missing part is empty."""
    key = ("" if (v := values.get(name)) is None else str(v) for name in one.form.key)
    return {"row_label": row_label(one, printer, values), "row_key": "|".join(key)}


def written(one: BatchReturn, position: int, names: Sequence[str]) -> str:
    """Repeat what the officer wrote in the marked cells of a row."""
    parts = []
    for name in names:
        raw = one.table.raw.get(name) or one.table.values.get(name)
        if raw and raw[position] is not None:
            parts.append(shown(raw[position])[:_LONGEST])
    return "; ".join(part for part in parts if part)


def cells_of(one: BatchReturn, rows: Sequence[RowAt], names: Sequence[str]) -> tuple[Cell, ...]:
    """Give the addresses of rows' cells; columns that the sheet does not have are left out."""
    there = [name for name in names if name in one.table.letters]
    return tuple(one.table.cell(row, name) for row in rows for name in there)


def several(items: Sequence[str], most: int = 5) -> str:
    """List items, at most `most`, and say how many more there are.

    Items that hold a comma ("Đường A, xã Đoàn Kết") are parted by semicolons.
    """
    listed = ("; " if any(", " in item for item in items) else ", ").join(items[:most])
    more = len(items) - most
    return f"{listed} và {number_text(more)} mục khác" if more > 0 else listed


@dataclass(frozen=True, slots=True)
class Bound:
    """The value judged, what was expected, and how far they lie apart; all printed."""

    value: str
    bare: str = ""  # the expected value without words, for sentences
    phrase: str = ""  # with words, for lists: "không quá 120,5"
    difference: str = ""  # without a sign, for sentences
    signed: str = ""  # value less bound
    texts: Mapping[str, str] = field(default_factory=dict)  # the compared columns as printed here


def bound_of(check: Check, values: Mapping[str, CellValue], printer: Printer) -> Bound:
    """Say what the row's value was judged against."""
    subject = _subject(check)
    value = values.get(subject)
    if check.expectation in (_GREATER, _EQUAL):
        return _pair(check, subject, values, printer)
    if check.expectation == _BETWEEN:
        return _between(check, subject, value, printer)
    printed = printer.text(subject, value)
    if check.expectation == _IN_SET:
        allowed = check.kwargs["value_set"]
        assert isinstance(allowed, list)
        listed = "; ".join(printer.text(subject, item) for item in allowed)
        return Bound(printed, listed, listed)
    if check.expectation == _LENGTH:
        length, most = len(str(value)), int(str(check.kwargs["max_value"]))
        over = number_text(length - most)
        phrase = f"không quá {number_text(most)} ký tự"
        return Bound(number_text(length), number_text(most), phrase, over, f"+{over}")
    return Bound(printed)


def _subject(check: Check) -> str:
    """Name the column whose value is judged: the marked one, unless another is compared for it."""
    asked, first = check.kwargs, check.columns[0]
    compared = [str(asked[name]) for name in ("column_A", "column_B") if name in asked]
    if asked.get("column") in check.computed:
        compared = [str(asked["column"])]
    if not compared or first in compared:
        return first
    computed = [name for name in compared if name in check.computed]
    return (computed or [name for name in compared if name not in CONTEXT])[0]


def _pair(check: Check, subject: str, values: Mapping[str, CellValue], printer: Printer) -> Bound:
    at_least, is_equal = subject == check.kwargs["column_A"], check.expectation == _EQUAL
    other = str(check.kwargs["column_B" if at_least else "column_A"])
    value, bound = values.get(subject), values.get(other)
    of_numbers, of_days = _LIMITS[at_least, bool(check.kwargs.get("or_equal"))]
    if isinstance(value, int | float) and isinstance(bound, int | float):
        apart = as_told(value - bound)
        decimals = telling(apart)
        printed, bare = (printer.text(*one, decimals) for one in ((subject, value), (other, bound)))
        is_computed = not check.computed.keys().isdisjoint((subject, other))
        size = number_text(abs(apart), decimals if is_computed and apart % 1 else None)
        phrase = bare if is_equal else of_numbers.format(bare)
        away = signed(apart) if apart else ""
        return Bound(printed, bare, phrase, size, away, {subject: printed, other: bare})
    printed, bare = printer.text(subject, value), printer.text(other, bound)
    if isinstance(value, dt.date) and isinstance(bound, dt.date) and not is_equal:
        days = (value - bound).days
        size, away = f"{number_text(abs(days))} ngày", f"{signed(days)} ngày" if days else ""
        return Bound(printed, bare, of_days.format(bare), size, away)
    return Bound(printed, bare, bare)


def _between(check: Check, subject: str, value: CellValue, printer: Printer) -> Bound:
    low, high = (cast("float | None", check.kwargs.get(f"{end}_value")) for end in ("min", "max"))
    column = str(check.kwargs["column"])
    if column.endswith(FRACTION):
        limits = "số nguyên"
    elif column.endswith(YEAR):
        limits = f"từ {low} đến {high}"
    elif low is not None and high is not None:
        limits = f"từ {printer.number(column, low)} đến {printer.number(column, high)}"
    elif low is not None:
        is_strict = check.kwargs.get("strict_min")
        limits = f"lớn hơn {number_text(low)}" if is_strict else f"từ {number_text(low)} trở lên"
    else:
        limits = f"không quá {number_text(cast('float', high))}"
    beyond = [0.0]  # the limit that is passed
    if isinstance(value, int | float):
        beyond += [low - value] if low is not None else []
        beyond += [value - high] if high is not None else []
    printed = printer.text(subject, value, telling(max(beyond)))
    return Bound(printed, limits, limits, texts={subject: printed})


def telling(apart: float, least: int = 1) -> int:
    """Give how many decimals, at least `least`, it takes to see that two numbers differ."""
    return max(least, -math.floor(math.log10(abs(apart)))) if apart else least


def signed(apart: float) -> str:
    """Print a difference with its sign."""
    text = number_text(int(apart) if apart == int(apart) else apart)
    return text if apart < 0 else f"+{text}"


def plain(value: float) -> str:
    """Print a number without the digits that floating point adds."""
    rounded = as_told(float(value))
    return number_text(int(rounded) if rounded.is_integer() else rounded)


def compared(value: float, expected: float, apart: float) -> dict[str, str]:
    """Say two numbers and how far they lie apart, as sentences name them."""
    difference = plain(abs(apart))
    return {"value": plain(value), "expected": plain(expected), "difference": difference}
