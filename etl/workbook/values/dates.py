"""Dates as officers type them: the value of a cell in, a day or the reason why not out.

Days come before months, always. The one surprising thing: a year of two digits is refused, because
15/03/20 is 1920 to some programs.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

FIRST_YEAR, LAST_YEAR = 1950, 2100
_NUMERIC = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{2}|\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_WORDS = re.compile(
    r"(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{2}|\d{4})", re.IGNORECASE
)
_SERIAL_FROM, _SERIAL_TO = 18_264, 73_050  # 1950 to 2100 in the calendar of 1900
_EPOCH = dt.date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class DateText:
    """A day, or why there is none.

    The trouble is one of unreadable, two_digit_year, month_first, serial, unlikely.
    """

    day: dt.date | None
    trouble: str = ""
    suggestion: dt.date | None = None


def read_date(value: object) -> DateText:
    """Read a cell of a date column; texts, dates and numbers are all looked at."""
    if isinstance(value, dt.datetime):
        return _likely(value.date())
    if isinstance(value, dt.date):
        return _likely(value)
    if isinstance(value, str):
        return _read_text(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        whole = value == int(value) if abs(value) < 1e9 else False
        if whole and _SERIAL_FROM <= value <= _SERIAL_TO:
            return DateText(None, "serial", _EPOCH + dt.timedelta(days=int(value)))
    return DateText(None, "unreadable")


@lru_cache(maxsize=16_384)
def _read_text(text: str) -> DateText:
    bare = " ".join(text.replace("\u00a0", " ").split()).removeprefix("'").strip()
    iso = _ISO.fullmatch(bare)
    if iso:
        return _day(int(iso[3]), int(iso[2]), int(iso[1]))
    found = _NUMERIC.fullmatch(bare) or _WORDS.fullmatch(bare)
    if found is None:
        return DateText(None, "unreadable")
    day, month = int(found[1]), int(found[2])
    if len(found[3]) == 2:
        return DateText(None, "two_digit_year")
    return _day(day, month, int(found[3]))


def _day(day: int, month: int, year: int) -> DateText:
    try:
        return _likely(dt.date(year, month, day))
    except ValueError:
        if month > 12 >= day >= 1 and month <= 31 and FIRST_YEAR <= year <= LAST_YEAR:
            return _swapped(day, month, year)
        return DateText(None, "unreadable")


def _swapped(day: int, month: int, year: int) -> DateText:
    """Offer 15/03 for 03/15; never take it."""
    try:
        return DateText(None, "month_first", dt.date(year, day, month))
    except ValueError:
        return DateText(None, "unreadable")


def _likely(day: dt.date) -> DateText:
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return DateText(day)
    return DateText(None, "unlikely", day)
