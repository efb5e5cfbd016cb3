"""Dates as officers type them: the value of a cell in, a day or the reason why not out.

Days come before months, always. The one surprising thing: a year of two digits is refused, because
15/03/20 is 1920 to some programs.
"""

import datetime as dt
import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache

from etl.wording.names import is_turned, visible

FIRST_YEAR, LAST_YEAR = 1950, 2100
_NUMERIC = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{2}|\d{4})")
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_RUN_TOGETHER = re.compile(r"\d{7,8}")
_TIME = re.compile(
    r"(?<=\d)[T ,]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(SA|CH|AM|PM)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$",
    re.IGNORECASE,
)
# as Vietnamese prints it: "00:00:00 13/5/2020"
_TIME_FIRST = re.compile(
    r"(\d{1,2}:\d{2}(?::\d{2})?(?: ?(?:SA|CH|AM|PM))?),? (\d.*)", re.IGNORECASE
)
_SLASHES = str.maketrans("／∕⁄．－‐‑–", "///.----")
_OURS = 7  # hours that Vietnam is ahead of the time that "Z" stands for
_LABEL = re.compile(r"ng[àa]y\s*:?\s*(?=\d)", re.IGNORECASE)
_END = " .,;"  # of a sentence, or of a list
# "13 tháng 5 năm 2020", "13 thg 5, 2020", "13/tháng 5/2020", "13/5 năm 2020"
_WORDS = re.compile(
    r"(\d{1,2})\s*[-/.,]?\s*(?:(?:th[áa]ng|thg\.?)\s*(\d{1,2})\s*(?:[-/.,\s]\s*(?:n[ăa]m)?|n[ăa]m)"
    r"|(?<=[-/.\s])(\d{1,2})\s*,?\s*n[ăa]m)\s*(\d{4}|\d{2})(?!\d)",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH = re.compile(
    rf"({'|'.join(_MONTHS)})[a-z]*\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})", re.IGNORECASE
)
_DAY_FIRST = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?[-\s/.,]*({'|'.join(_MONTHS)})[a-z]*[-\s/.,]*(\d{{4}})",
    re.IGNORECASE,
)
# a day among other words, or parted by other signs: only ever offered
_WITHIN = re.compile(
    r"(?<![\d/.\-])(\d{1,2})\s?[/.\-,;\\_|\s]\s?(\d{1,2})\s?[/.\-,;\\_|\s]\s?(\d{4})(?![\d/\-]|\.\d)"
)
_SERIAL_FROM, _SERIAL_TO = 18_264, 73_050  # 1950 to 2100 in the calendar of 1900
_EPOCH = dt.date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class DateText:
    """A day, or why there is none, in the words that `trouble.bad_date` knows."""

    day: dt.date | None
    trouble: str = ""
    suggestion: dt.date | None = None
    other: dt.date | None = None  # if the month came first
    is_month_first: bool = False  # beyond doubt


def read_date(value: object) -> DateText:
    """Read a cell of a date column; texts, dates and numbers are all looked at."""
    if isinstance(value, dt.date):
        return _likely(value.date() if isinstance(value, dt.datetime) else value)
    if isinstance(value, str):
        return _read_text(value)
    if isinstance(value, dt.time | dt.timedelta):
        return DateText(None, "only_time")
    if isinstance(value, int | float) and not isinstance(value, bool):
        whole = int(value) if abs(value) < 1e9 and value == int(value) else 0
        if _SERIAL_FROM <= whole <= _SERIAL_TO:
            return DateText(None, "serial", _EPOCH + dt.timedelta(days=whole))
        return _run_together(str(whole))
    return DateText(None, "unreadable")


def _run_together(digits: str) -> DateText:
    """Offer 13/05/2020 for 20200513, 13052020 and 5122020 (a nought at the front is lost)."""
    if _RUN_TOGETHER.fullmatch(digits):
        padded = digits.zfill(8)
        year_first = _day(int(padded[6:]), int(padded[4:6]), int(padded[:4])).day
        day = year_first or _day(int(padded[:2]), int(padded[2:4]), int(padded[4:])).day
        if day:
            return DateText(None, "run_together", day)
    return DateText(None, "unreadable")


@lru_cache(maxsize=16_384)
def _read_text(text: str) -> DateText:
    if is_turned(text):
        return DateText(None, "unreadable")
    bare = " ".join(visible(text).translate(_SLASHES).split()).lstrip("'’‘").strip(_END)
    bare = _LABEL.sub("", unicodedata.normalize("NFC", bare), count=1)
    bare = _TIME_FIRST.sub(r"\2 \1", bare)
    time = _TIME.search(bare)
    if time is None:
        return _read_day(bare)
    read = _read_day(bare[: time.start()].rstrip())
    hour, minute, second = (int(part or 0) for part in time.groups()[:3])
    half = (time[4] or "").upper()
    hour = hour % 12 if half in ("SA", "AM") else hour
    if read.day is None or (not any((hour, minute, second)) and half in ("", "SA", "AM")):
        return read
    # midnight here, as a program writes it that counts by the time of Greenwich
    is_ours = (time[5] or "").upper() in ("Z", "UTC", "GMT") and hour + _OURS == 24 and not minute
    return DateText(None, "with_time", read.day + dt.timedelta(days=is_ours))


def _read_day(bare: str) -> DateText:
    iso = _ISO.fullmatch(bare)
    if iso:
        return _day(int(iso[4]), int(iso[3]), int(iso[1]))
    english = _ENGLISH.fullmatch(bare)
    if english:
        month = _MONTHS.index(english[1].lower()) + 1
        return replace(_swapped(month, int(english[2]), int(english[3])), trouble="unreadable")
    numeric = _NUMERIC.fullmatch(bare)
    found = numeric or _WORDS.fullmatch(bare)
    if found is None:
        return _offered(bare)
    first, second, year = filter(None, found.groups())
    day, month = int(first), int(second)
    if len(year) == 2:
        return DateText(None, "two_digit_year", is_month_first=1 <= day <= 12 < month <= 31)
    read = _day(day, month, int(year))
    if read.day is None or day == month or not numeric:
        return read
    return replace(read, other=_day(month, day, int(year)).day)


def _offered(bare: str) -> DateText:
    """Offer the day of a text that is no date, where it speaks of a single one."""
    english = _DAY_FIRST.fullmatch(bare)
    if english:
        month = _MONTHS.index(english[2].lower()) + 1
        return DateText(None, "unreadable", _day(int(english[1]), month, int(english[3])).day)
    within = [*_WITHIN.finditer(bare), *_WORDS.finditer(bare)]
    if len(within) == 1:
        day, month, year = (int(part) for part in within[0].groups() if part)
        read = _day(day, month, year)
        return replace(read, day=None, trouble="unreadable", suggestion=read.day or read.suggestion)
    return _run_together(bare)


def _day(day: int, month: int, year: int) -> DateText:
    try:
        return _likely(dt.date(year, month, day))
    except ValueError:
        if month > 12 >= day >= 1 and month <= 31 and FIRST_YEAR <= year <= LAST_YEAR:
            return _swapped(day, month, year)
        return DateText(None, "unreadable")


def _swapped(day: int, month: int, year: int) -> DateText:
    """Offer 15/03 for 03/15; never take it."""
    meant = None
    with suppress(ValueError):  # no month may have such a day
        meant = dt.date(year, day, month)
    return DateText(None, "month_first", meant, is_month_first=True)


def _likely(day: dt.date) -> DateText:
    is_likely = FIRST_YEAR <= day.year <= LAST_YEAR
    return DateText(day) if is_likely else DateText(None, "unlikely", day)
