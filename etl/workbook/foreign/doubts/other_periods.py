"""Columns of another period than the report's: a table and its period in, columns and findings out.

Tables often print last year, or next year's plan, beside this year, and "Giải ngân lũy kế" may be
summed since January, or since the work was begun. The one surprising thing: a column that names
another year is never taken, however well its words fit; between two that name none, nobody but the
sender can choose.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from etl.kinds import kind_of
from etl.model import Cell, Column, Finding, Period, Severity
from etl.wording import small
from etl.wording.names import normalise_vietnamese
from etl.workbook.foreign.layouts.contradicted import CUMULATIVE
from etl.workbook.issued.senders.titles import QUARTERS, lines_above, periods_in, without_beginnings
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
_FROM = re.compile(r"\btừ (?:ngày )?(\d{1,2})[/.\-](\d{1,2})\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# the years of decrees, days and spans of years do not say which year a column is of
_DIGIT = re.compile(r"\d")
_OTHER_YEARS = re.compile(
    r"\d+/\d{4}\S*|\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}|\d{4}\s*[-–—]\s*\d{4}|tháng\s+\d+\s+năm\s+\d{4}"
)


def of_other_spans(found: Found, period: Period | None) -> Iterator[Finding]:
    """Tell the numbers whose headers say that they are summed since another day."""
    if period is None:
        return
    begins_year = period.starts_on == Period.parse(str(period.year)).starts_on
    for column in _numbers(found):
        text = found.texts.get(found.columns[column.name], "")
        key, speaks = normalise_vietnamese(text), _speaks_of_period(column)
        named = periods_in([text])  # one that is another is told elsewhere
        if speaks and not named and _is_of_another_length(key, period):
            yield _of_other_span(found, column, text, period, is_certain=True)
            continue
        may_be_longer = speaks and not begins_year and not _FROM.search(key)
        if not _is_summed(text) and not (may_be_longer and _UP_TO.search(key)):
            continue
        is_of_period = period.key in named and (begins_year or not _STRICTLY.search(key))
        if is_of_period or _is_summed(column.header):
            continue
        if not begins_year or not _SINCE_JANUARY.search(key):
            is_certain = not begins_year and _is_summed(text)
            yield _of_other_span(found, column, text, period, is_certain=is_certain)


def _of_other_span(
    found: Found, column: Column, text: str, period: Period, *, is_certain: bool
) -> Finding:
    return _of_other(
        *(found, column, text, period, ".span" if is_certain else ".doubt", _is_summed),
        is_certain=is_certain,
        column=column.name,
        what="là số lũy kế" if _is_summed(text) else "nói tới khoảng thời gian khác",
    )


def _is_of_another_length(key: str, period: Period) -> bool:
    """Tell whether a header names a span that is longer or shorter than the period."""
    months = round((period.ends_on - period.starts_on).days / _DAYS_OF_MONTH)
    if _WHOLE_YEAR.search(key):
        return months < _MONTHS_OF_YEAR
    begins = _FROM.search(key)
    if begins:
        day, month = int(begins[1]) - period.starts_on.day, int(begins[2]) - period.starts_on.month
        if _CLOSE < abs(month * _DAYS_OF_MONTH + day) < _DAYS_OF_YEAR - _CLOSE:
            return True
    quarters = _QUARTERS.search(key)
    if quarters:
        said = {QUARTERS[one] for one in re.findall(_QUARTER, quarters[1])}
        own = {n for n in range(1, 5) if f"{period.year}-Q{n}" in period.quarter_keys}
        return said != own and not _UP_TO.search(key) and not _STRICTLY.search(key)
    length = _LENGTH.search(key)
    if length is None:
        return False
    return int(length[1]) * (3 if length[2] == "quý" else 1) != months


def _speaks_of_period(column: Column) -> bool:
    """Tell whether a column says in its own header that it is of the period alone."""
    return "kỳ" in normalise_vietnamese(column.header).split()


def _is_summed(text: str) -> bool:
    """Tell whether a header says that its amounts are summed since some day."""
    return CUMULATIVE.search(normalise_vietnamese(text)) is not None


def _header_cell(found: Found, column: Column, says: Callable[[str], bool] | None = None) -> Cell:
    """Give the lowest header cell of a column, or the highest that says something."""
    at = found.columns[column.name]
    texts = [header_text(row[at]) for row in found.sheet.rows[found.head : found.first]]
    printed = [row for row, text in enumerate(texts) if text.strip() not in ("", column.code)]
    said = (row for row in printed if says is not None and says(texts[row]))
    return found.cell(found.head + next(said, printed[-1] if printed else 0), at)


def settle(found: Found, period: Period | None) -> tuple[Found, list[Finding]]:
    """Keep to the columns of the period's year, and tell of those that nobody can choose among."""
    told: list[Finding] = []
    if period is not None:
        found, told = _without_other_years(found, period)
    for column in found.form.columns:
        rivals = found.rivals.get(column.name)
        if rivals and column.required and column.name in found.columns:
            positions = sorted([found.columns[column.name], *rivals])
            cells = [found.cell(found.head, at) for at in positions]
            letters = ", ".join(cell.letter for cell in cells)
            twice = found.tell("column_twice", *cells, header=column.header, letters=letters)
            told.append(twice)
    return found, told


def _without_other_years(found: Found, period: Period) -> tuple[Found, list[Finding]]:
    """Take for each column the best one that names no other year; give the others up."""
    columns, kept, given_up = dict(found.columns), dict(found.rivals), set(found.given_up)
    told: list[Finding] = []
    for column in _numbers(found):
        name, at = column.name, found.columns[column.name]
        others = {
            position
            for position in (at, *found.rivals.get(name, ()), *found.spares.get(name, ()))
            if (years := _years(found, position)) and period.year not in years
        }
        rivals = [position for position in found.rivals.get(name, ()) if position not in others]
        if at in others:
            used = others.union(columns.values())
            spare = [position for position in found.spares.get(name, ()) if position not in used]
            left = rivals or spare[:1]
            if not left:
                told.append(_of_other(found, column, found.texts[at], period, is_certain=True))
                del columns[name]
            else:
                columns[name], rivals = left[0], left[1:]
        given_up |= others
        kept[name] = rivals
    return replace(found, columns=columns, rivals=kept, given_up=given_up), told


def _numbers(found: Found) -> list[Column]:
    return [
        column
        for column in found.form.columns
        if kind_of(column).is_number and column.name in found.columns
    ]


def _years(found: Found, position: int) -> set[int]:
    text = found.texts.get(position, "")
    if not _DIGIT.search(text):
        return set()
    bare = _OTHER_YEARS.sub(" ", text)
    named = periods_in([bare])
    return {int(year) for year in _YEAR.findall(bare)} | {int(key[:4]) for key in named}


def of_other_parts(found: Found, period: Period | None) -> Iterator[Finding]:
    """Tell the flows whose headers name another part of the period's year."""
    if period is None:
        return
    for column in _numbers(found):
        text = found.texts.get(found.columns[column.name], "")
        is_of_period = column.measure == "flow" or _speaks_of_period(column)
        if not is_of_period or _is_summed(text):
            continue
        named = periods_in([_OTHER_YEARS.sub(" ", text)])
        if named and period.key not in named:
            yield _of_other(found, column, text, period, ".part", is_certain=False)


def of_other_year(found: Found, period: Period | None) -> Iterator[Finding]:
    """Tell a table whose own title is of another year, such as next year's plan below this year.

    The year that its works were begun in or carried over from is not what the table is of.
    """
    if found.how != "headers" or period is None:
        return
    lines = [(line, without_beginnings(line.text)) for line in lines_above(found)]
    years = {int(key[:4]) for key in periods_in(text for _, text in lines)}
    if not years or period.year in years:
        return
    line = next(line for line, text in lines if periods_in([text]))
    yield found.tell(
        "wrong_period.of_table",
        line.cell,
        value=line.text,
        expected=period.title,
        row=found.row_no(found.head),
        period=small(period.title),
    )


def _of_other(
    found: Found,
    about: Column,
    text: str,
    period: Period,
    case: str = "",
    says: Callable[[str], bool] | None = None,
    *,
    is_certain: bool,
    **words: str,
) -> Finding:
    return found.tell(
        f"column_of_other_period{case}",
        _header_cell(found, about, says),
        severity=Severity.CRITICAL if is_certain else Severity.WARNING,
        value=text,
        expected=period.title,
        header=about.header,
        period=small(period.title),
        **words,
    )
