"""What a failing cell should have held: a check and a row in, bound and difference out.

The one surprising thing: the bound is read off the expectation itself (the other column of a
pair, the limits of a range), so that no contract states it twice. A value that was found to differ
is never printed as if it did not: computed numbers get the decimals that it takes to see it.
"""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from etl.contracts.vocabulary import CONTEXT
from etl.model import CellValue, as_told
from etl.validate.checks import Check
from etl.validate.frames import FRACTION, YEAR
from etl.validate.sentences import Printer
from etl.wording import number_text

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
    compared = [
        str(check.kwargs[name]) for name in ("column_A", "column_B") if name in check.kwargs
    ]
    if check.kwargs.get("column") in check.computed:
        compared = [str(check.kwargs["column"])]
    first = check.columns[0]
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
        limits = f"từ {number_text(low)} đến {number_text(high)}"
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
