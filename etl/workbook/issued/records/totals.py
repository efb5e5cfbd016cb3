"""Total rows of a table: rows of the sheet in, `TotalRow`s with the rows that they cover out.

The one surprising thing: a total is given the rows it covers only where the sheet leaves no doubt
of them; a subtotal whose reach is unclear is left out rather than compared with the wrong rows.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from etl.kinds import Trouble, kind_of, place_kinds, quoted, trouble
from etl.model import Column, Finding, Mark, TotalRow
from etl.wording import date_text
from etl.workbook.issued.cells.details import SHARES
from etl.workbook.issued.cells.grid import Broken
from etl.workbook.issued.records.row_labels import GroupRow, Sorted, is_grand, names_part
from etl.workbook.issued.records.telling import cell_finding
from etl.workbook.issued.tables.found import Found
from etl.workbook.issued.values import trouble as say
from etl.workbook.issued.values.columns import read_number
from etl.workbook.issued.values.numbers import Notation, number_mark
from etl.workbook.issued.values.trouble import Typed, is_readable
from etl.workbook.units import to_million

_NOWHERE = 1 << 31  # below the last row of any sheet


def read_totals(
    found: Found, rows: Sorted, read: Callable[[Column, Any], float | None]
) -> tuple[TotalRow, ...]:
    """Read every total row whose parts are certain; `read` gives the amount of a cell, if any."""
    places = {row: at for at, row in enumerate(rows.data)}
    starts = sorted([row for row, _ in rows.totals] + [group.row for group in rows.groups])
    sums = [(row, label, _covers(row, label, rows, starts)) for row, label in rows.totals]
    sums += [
        (group.row, group.text, rows_below(group, rows) or None)
        for group in rows.groups
        if group.has_numbers and group.level in _levels(rows)
    ]
    numbers = [column for column in found.present if kind_of(column).is_number] if sums else []
    made = []
    for row, label, covers in sorted(sums, key=itemgetter(0)):
        cells = found.sheet.rows[row]
        values = {one.name: read(one, cells[found.columns[one.name]]) for one in numbers}
        if covers is not None and any(value is not None for value in values.values()):
            summed = tuple(places[at] for at in covers)
            made.append(TotalRow(found.row_no(row), label, values, summed))
    return tuple(made)


def amount(column: Column, cell: Any, notation: Notation | None, factor: float) -> float | None:
    """Give what a cell of a total row holds, money in million đồng; None for nothing."""
    value: float | None = None
    if isinstance(cell, str) and cell.strip():
        mark = number_mark(cell)
        if mark is Mark.NIL:
            value = 0.0
        elif mark is None:
            read = read_number(column, cell, notation, is_mixed=False)
            value = read if isinstance(read, float) else None
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        value = float(cell)
    return to_million(value, factor) if value is not None and is_readable(value) else None


def told_totals(found: Found, rows: Sorted, typed: Mapping[str, Typed]) -> Iterator[Finding]:
    """Give what is wrong with cells of total rows; an error that follows from a record's is not."""
    sums = [(group.row, group.text) for group in rows.groups if group.has_numbers]
    details = found.sheet.details
    for row, label in sorted([*rows.totals, *sums]):
        for column in found.present:
            position = found.columns[column.name]
            cell = found.sheet.rows[row][position]
            at = (row + found.sheet.top, position + found.sheet.left)
            if type(cell) is str and at not in details.texts:
                continue
            if type(cell) is float and is_readable(cell) and at not in details.shown:
                continue
            told = _trouble(column, cell, label, details.shown.get(at, ""), typed[column.name])
            if told is not None:
                where = [found.cell(row, position)]
                yield cell_finding(found, where, told, column.name, (label, label))


def _trouble(column: Column, cell: Any, label: str, how: str, typed: Typed) -> Trouble | None:
    """Say what is wrong with a cell of a total row; None for what is read or plainly ignored."""
    if isinstance(cell, float) and not is_readable(cell):
        return say.too_large(column, cell)
    if not kind_of(column).is_number:
        return None
    if isinstance(cell, Broken):
        if cell.why != "error":
            return say.picture(column) if cell.why == "picture" else None
        if any(one.rule == "error_value" for _, one in typed.troubles):
            return None
        words = {"label": quoted(label), "which": f" {cell.text}" if cell.text else ""}
        return trouble("error_value.in_sum", cell.text, column=column.header, **words)
    if isinstance(cell, dt.date):
        return say.say("unreadable_number.date", column, date_text(cell))
    if isinstance(cell, str):  # an hour of an .ods, or a number that is struck out in part
        is_none = number_mark(cell) is not None or not any(map(str.isdigit, cell))
        read = 0.0 if is_none else read_number(column, cell, None, is_mixed=False)
        return read if isinstance(read, Trouble) else None
    if type(cell) not in (int, float):
        return say.say("unreadable_number.text", column, cell, offer="")
    is_share = how in SHARES and column.unit != "%" and cell  # as an amount of a record is told
    return say.shown_as_share(column, cell, how) if is_share else None


def _covers(row: int, label: str, rows: Sorted, starts: Sequence[int]) -> Sequence[int] | None:
    """Give the records that a total row sums; () for all, None when that is not certain."""
    if not rows.data:
        return None
    outside = row < rows.data[0] or row > rows.data[-1]
    grand = outside and (is_grand(label) or len(rows.totals) == 1)
    if grand and (len(rows.totals) == 1 or not names_part(label)):
        return ()
    # where a total above all records names a part, parts stand below their sums
    on_top = (text for at, text in rows.totals if at < rows.data[0])
    if names_part(label) and any(map(names_part, on_top)):
        following = min((start for start in starts if start > row), default=_NOWHERE)
        return [at for at in rows.data if row < at < following] or None
    previous = max((start for start in starts if start < row), default=-1)
    above = [at for at in rows.data if previous < at < row]
    return above or (() if grand else None)


def rows_below(group: GroupRow, rows: Sorted) -> list[int]:
    """Give the records under a heading, down to a total or the next of its level or above."""
    levels = _levels(rows)
    ends = levels[: levels.index(group.level) + 1] if group.level in levels else None
    following = [one.row for one in rows.groups if ends is None or one.level in ends]
    following += [row for row, _ in rows.totals]
    end = min((row for row in following if row > group.row), default=_NOWHERE)
    return [at for at in rows.data if group.row < at < end]


def _levels(rows: Sorted) -> Sequence[str]:
    first = next((group.level for group in rows.groups if group.level in ("roman", "letter")), "")
    highest = ("letter", "roman") if first == "letter" else ("roman", "letter")
    return (*highest, "digit", *(kind.name for kind in reversed(place_kinds())))
