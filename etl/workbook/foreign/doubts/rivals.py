"""Columns of a sheet that are of the report's period: a table and its period in, the same out.

Tables often print last year, or next year's plan, beside this year. The one surprising thing: a
column that names another year is never taken, however well its words fit; between two that name
none, nobody but the sender can choose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from etl.kinds import kind_of
from etl.model import Column, Finding, Period, Severity
from etl.wording import small
from etl.workbook.foreign.doubts.spans import header_cell, is_summed, speaks_of_period
from etl.workbook.issued.senders.title_lines import lines_above
from etl.workbook.issued.senders.titles import periods_in, without_beginnings
from etl.workbook.issued.tables.found import Found

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# the years of decrees, days and spans of years do not say which year a column is of
_DIGIT = re.compile(r"\d")
_OTHER_YEARS = re.compile(
    r"\d+/\d{4}\S*|\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}|\d{4}\s*[-–—]\s*\d{4}|tháng\s+\d+\s+năm\s+\d{4}"
)


def settle(found: Found, period: Period | None) -> tuple[Found, list[Finding]]:
    """Keep to the columns of the period's year, and tell of those that nobody can choose among."""
    told: list[Finding] = []
    if period is not None:
        found, told = _without_other_years(found, period)
    for column in found.form.columns:
        rivals = found.rivals.get(column.name)
        if rivals and column.required and column.name in found.columns:
            told.append(_twice(found, column, sorted([found.columns[column.name], *rivals])))
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
                text, severity = found.texts[at], Severity.CRITICAL
                told.append(_of_other(found, column, text, period, "", severity))
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
    """Give the years that the headers over a column name."""
    text = found.texts.get(position, "")
    if not _DIGIT.search(text):
        return set()
    bare = _OTHER_YEARS.sub(" ", text)
    named = periods_in([bare])
    return {int(year) for year in _YEAR.findall(bare)} | {int(key[:4]) for key in named}


def _twice(found: Found, column: Column, positions: Sequence[int]) -> Finding:
    cells = [found.cell(found.head, at) for at in positions]
    letters = ", ".join(cell.letter for cell in cells)
    return found.tell("column_twice", *cells, header=column.header, letters=letters)


def of_other_parts(found: Found, period: Period | None) -> Iterator[Finding]:
    """Tell the flows whose headers name another part of the period's year."""
    if period is None:
        return
    for column in _numbers(found):
        text = found.texts.get(found.columns[column.name], "")
        is_of_period = column.measure == "flow" or speaks_of_period(column)
        if not is_of_period or is_summed(text):
            continue
        named = periods_in([_OTHER_YEARS.sub(" ", text)])
        if named and period.key not in named:
            yield _of_other(found, column, text, period, ".part", Severity.WARNING)


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
    found: Found, column: Column, text: str, period: Period, case: str, severity: Severity
) -> Finding:
    return found.tell(
        f"column_of_other_period{case}",
        header_cell(found, column),
        severity=severity,
        value=text,
        expected=period.title,
        header=column.header,
        period=small(period.title),
    )
