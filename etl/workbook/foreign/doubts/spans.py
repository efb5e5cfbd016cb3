"""Amounts summed since some day in columns of a period: a table and its period in, findings out.

"Giải ngân lũy kế" may be summed since January, or since the work was begun. The one surprising
thing: since January is what a report on the whole year asks for, and only that is no doubt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from etl.kinds import kind_of
from etl.model import Cell, Column, Finding, Period, Severity
from etl.wording import small
from etl.wording.names import normalise_vietnamese
from etl.workbook.foreign.layouts.header_words import CUMULATIVE
from etl.workbook.issued.senders.titles import periods_in
from etl.workbook.issued.tables.found import Found
from etl.workbook.issued.tables.header_cells import header_text

_SINCE_JANUARY = re.compile(
    r"\b(?:từ (?:ngày )?(?:đầu năm|(?:0?1/){1,2}(?:0?1/)?\d{4})|trong năm|cả năm)\b"
)
_DAYS_OF_MONTH, _MONTHS_OF_YEAR, _DAYS_OF_YEAR = 30.4, 12, 365
_CLOSE = 20  # days: a quarter of the calendar begins half a month after that of the reports
_STRICTLY = re.compile(r"\b(?:lũy kế|luy ke|l\. ?kế|tích lũy|cộng dồn|lk|từ đầu|từ khi)\b")
_UP_TO = re.compile(r"\bđến (?:nay|hết|cuối|ngày|thời điểm|\d)")
_WHOLE_YEAR = re.compile(r"\b(?:trong|cả|toàn) năm\b")
_LENGTH = re.compile(r"\b(\d{1,2}) (tháng|quý)\b")
_QUARTER = r"(?:[1-4]|i{1,3}|iv)\b"
_QUARTERS = re.compile(rf"\bquý ({_QUARTER}(?: ?[+,\-–&] ?(?:quý )?{_QUARTER})*)")
_NUMBERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_FROM = re.compile(r"\btừ (?:ngày )?(\d{1,2})[/.\-](\d{1,2})\b")


def of_other_spans(found: Found, period: Period | None) -> Iterator[Finding]:
    """Tell the numbers whose headers say that they are summed since another day."""
    if period is None:
        return
    begins_year = period.starts_on == Period.parse(str(period.year)).starts_on
    for column in found.form.columns:
        at = found.columns.get(column.name)
        if at is None or not kind_of(column).is_number:
            continue
        text = found.texts.get(at, "")
        key = normalise_vietnamese(text)
        own = normalise_vietnamese(column.header)
        named = periods_in([text])  # one that is another is told elsewhere
        if speaks_of_period(column) and not named and _is_of_another_length(key, period):
            yield _summed(found, column, text, period, is_certain=True)
            continue
        is_up_to = (
            speaks_of_period(column)
            and not begins_year
            and bool(_UP_TO.search(key))
            and not _FROM.search(key)
        )
        if not (is_summed(text) or is_up_to) or CUMULATIVE.search(own):
            continue
        if period.key in named and (begins_year or not _STRICTLY.search(key)):
            continue
        if begins_year and _SINCE_JANUARY.search(key):
            continue
        is_certain = not begins_year and is_summed(text)
        yield _summed(found, column, text, period, is_certain=is_certain)


def _is_of_another_length(key: str, period: Period) -> bool:
    """Tell whether a header names a span that is longer or shorter than the period."""
    months = round((period.ends_on - period.starts_on).days / _DAYS_OF_MONTH)
    if _WHOLE_YEAR.search(key):
        return months < _MONTHS_OF_YEAR
    begins = _FROM.search(key)
    if begins:
        apart = abs(_day_of_year(*map(int, begins.groups())) - _day_of_year(*_begin(period)))
        if _CLOSE < apart < _DAYS_OF_YEAR - _CLOSE:
            return True
    quarters = _QUARTERS.search(key)
    if quarters:
        said = {_NUMBERS.get(one) or int(one) for one in re.findall(_QUARTER, quarters[1])}
        own = {n for n in range(1, 5) if f"{period.year}-Q{n}" in period.quarter_keys}
        return said != own and not _UP_TO.search(key) and not _STRICTLY.search(key)
    length = _LENGTH.search(key)
    if length is None:
        return False
    return int(length[1]) * (3 if length[2] == "quý" else 1) != months


def _begin(period: Period) -> tuple[int, int]:
    return period.starts_on.day, period.starts_on.month


def _day_of_year(day: int, month: int) -> float:
    return month * _DAYS_OF_MONTH + day


def speaks_of_period(column: Column) -> bool:
    """Tell whether a column says in its own header that it is of the period alone."""
    return "kỳ" in normalise_vietnamese(column.header).split()


def is_summed(text: str) -> bool:
    """Tell whether a header says that its amounts are summed since some day."""
    return CUMULATIVE.search(normalise_vietnamese(text)) is not None


def _summed(
    found: Found, column: Column, text: str, period: Period, *, is_certain: bool
) -> Finding:
    return found.tell(
        f"column_of_other_period.{'span' if is_certain else 'doubt'}",
        header_cell(found, column, is_summed),
        severity=Severity.CRITICAL if is_certain else Severity.WARNING,
        column=column.name,
        value=text,
        expected=period.title,
        what="là số lũy kế" if is_summed(text) else "nói tới khoảng thời gian khác",
        header=column.header,
        period=small(period.title),
    )


def header_cell(found: Found, column: Column, says: Callable[[str], bool] | None = None) -> Cell:
    """Give the lowest header cell of a column, or the highest that says something."""
    at = found.columns[column.name]
    texts = [header_text(row[at]) for row in found.sheet.rows[found.head : found.first]]
    printed = [row for row, text in enumerate(texts) if text.strip() not in ("", column.code)]
    said = (row for row in printed if says is not None and says(texts[row]))
    return found.cell(found.head + next(said, printed[-1] if printed else 0), at)
