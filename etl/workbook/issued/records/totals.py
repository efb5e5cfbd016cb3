"""Total rows of a table: rows of the sheet in, `TotalRow`s with the rows that they cover out.

The one surprising thing: a total is given the rows it covers only where the sheet leaves no doubt
of them; a subtotal whose reach is unclear is left out rather than compared with the wrong rows.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from etl.kinds import Trouble, kind_of, place_kinds, quoted, trouble
from etl.model import Column, Finding, Mark, TotalRow
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

_NUMBERED = ("roman", "letter", "digit")
_NOWHERE = 1 << 31  # below the last row of any sheet


def read_totals(
    found: Found,
    rows: Sorted,
    factors: Mapping[str, float],
    notations: Mapping[str, Notation | None],
) -> tuple[TotalRow, ...]:
    """Read every total row whose parts are certain."""
    places = {row: at for at, row in enumerate(rows.data)}
    starts = sorted([row for row, _ in rows.totals] + [group.row for group in rows.groups])
    sums = [(row, label, _covers(row, label, rows, starts)) for row, label in rows.totals]
    sums += [
        (group.row, group.text, rows_below(group, rows) or None)
        for group in rows.groups
        if group.has_numbers and group.level in _levels(rows)
    ]
    made = []
    for row, label, covers in sorted(sums, key=itemgetter(0)):
        values = {
            column.name: _value(column, found, row, factors, notations)
            for column in (found.present if covers is not None else ())
            if kind_of(column).is_number
        }
        if covers is not None and any(value is not None for value in values.values()):
            summed = tuple(places[at] for at in covers)
            made.append(TotalRow(found.sheet.top + row, label, values, summed))
    return tuple(made)


def _value(
    column: Column,
    found: Found,
    row: int,
    factors: Mapping[str, float],
    notations: Mapping[str, Notation | None],
) -> float | None:
    cells, position = found.sheet.rows[row], found.columns[column.name]
    cell = cells[position] if position < len(cells) else ""
    value: float | None = None
    if isinstance(cell, str) and cell.strip():
        mark = number_mark(cell)
        if mark is Mark.NIL:
            value = 0.0
        elif mark is None:
            read = read_number(column, cell, notations.get(column.name), is_mixed=False)
            value = read if isinstance(read, float) else None
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        value = float(cell)
    if value is None or not is_readable(value):
        return None
    return to_million(value, factors.get(column.name, 1.0))


def told_totals(found: Found, rows: Sorted, typed: Mapping[str, Typed]) -> Iterator[Finding]:
    """Give what is wrong with the cells of total rows, also of those whose reach is not certain.

    An error there is told where no record of the column has one that it may follow from.
    """
    sums = [(group.row, group.text) for group in rows.groups if group.has_numbers]
    details = found.sheet.details
    for row, label in sorted([*rows.totals, *sums]):
        cells = found.sheet.rows[row]
        for column in found.form.columns:
            position = found.columns.get(column.name, len(cells))
            cell = cells[position] if position < len(cells) else ""
            at = (row + found.sheet.top, position + found.sheet.left)
            if type(cell) is str and at not in details.texts:
                continue
            if type(cell) is float and is_readable(cell) and at not in details.shown:
                continue
            told = _trouble(column, cell, label, details.shown.get(at, ""), typed[column.name])
            if told is not None:
                where = [found.cell(row, position)]
                yield cell_finding(found, where, told, column.name, label, label)


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
        return say.date_for_number(column, cell)
    if isinstance(cell, str):  # an hour of an .ods, or a number that is struck out in part
        is_none = number_mark(cell) is not None or not any(map(str.isdigit, cell))
        read = 0.0 if is_none else read_number(column, cell, None, is_mixed=False)
        return read if isinstance(read, Trouble) else None
    if type(cell) not in (int, float):
        return say.unreadable_number(column, cell)
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
    """Give the records under a heading, up to the next of its level or a higher one or a total.

    Where A stands above I, A is the higher level; a heading without a number ends at the next.
    """
    levels = _levels(rows)
    ends = levels[: levels.index(group.level) + 1] if group.level in levels else None
    following = [one.row for one in rows.groups if ends is None or one.level in ends]
    following += [row for row, _ in rows.totals]
    end = min((row for row in following if row > group.row), default=_NOWHERE)
    return [at for at in rows.data if group.row < at < end]


def _levels(rows: Sorted) -> Sequence[str]:
    first = next((group.level for group in rows.groups if group.level in ("roman", "letter")), "")
    numbered = ("letter", "roman", "digit") if first == "letter" else _NUMBERED
    return (*numbered, *(kind.name for kind in reversed(place_kinds())))
