"""Total rows of a table: rows of the sheet in, `TotalRow`s with the rows that they cover out.

The one surprising thing: a total is given the rows it covers only where the sheet leaves no doubt
of them; a subtotal whose reach is unclear is left out rather than compared with the wrong rows.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from etl.kinds import Trouble, kind_of, place_kinds, quoted
from etl.model import Column, Finding, Mark, TotalRow
from etl.workbook.issued.cells.details import SHARES
from etl.workbook.issued.cells.grid import Broken
from etl.workbook.issued.records.row_labels import GroupRow, Sorted, is_grand, names_part
from etl.workbook.issued.records.telling import told_cell
from etl.workbook.issued.tables.found import Found
from etl.workbook.issued.values.columns import read_number
from etl.workbook.issued.values.numbers import Notation, number_mark
from etl.workbook.issued.values.trouble import (
    date_for_number,
    is_readable,
    picture,
    shown_as_share,
    too_large,
    unreadable_number,
)
from etl.workbook.issued.values.typed import Typed
from etl.workbook.units import to_million

_NUMBERED = ("roman", "letter", "digit")


def read_totals(
    found: Found,
    rows: Sorted,
    factors: Mapping[str, float],
    notations: Mapping[str, Notation | None],
) -> tuple[TotalRow, ...]:
    """Read every total row whose parts are certain."""
    made: list[TotalRow] = []
    places = {row: at for at, row in enumerate(rows.data)}

    def add(row: int, label: str, covers: Sequence[int]) -> None:
        values = _values(found, row, factors, notations)
        if any(value is not None for value in values.values()):
            summed = tuple(places[at] for at in covers)
            made.append(TotalRow(found.sheet.top + row, label, values, summed))

    starts = sorted([row for row, _ in rows.totals] + [group.row for group in rows.groups])
    for row, label in rows.totals:
        covers = _covers(row, label, rows, starts)
        if covers is not None:
            add(row, label, covers)
    for group in rows.groups:
        if group.has_numbers and group.level in _levels(rows):
            below = rows_below(group, rows)
            if below:
                add(group.row, group.text, below)
    return tuple(sorted(made, key=lambda total: total.row))


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
            trouble = _trouble(column, cell, label, follows=_is_broken(typed, column))
            trouble = trouble or _shown_as_share(column, cell, details.shown.get(at, ""))
            if trouble is not None:
                yield told_cell(found, row, position, column, trouble, label)


def _is_broken(typed: Mapping[str, Typed], column: Column) -> bool:
    """Tell whether a record of a column holds an error."""
    return any(trouble.rule == "error_value" for _, trouble in typed[column.name].troubles)


def _trouble(column: Column, cell: Any, label: str, *, follows: bool) -> Trouble | None:
    """Say what is wrong with a cell of a total row; None for what is read or plainly ignored."""
    if isinstance(cell, float) and not is_readable(cell):
        return too_large(column, cell)
    if isinstance(cell, Broken) and cell.why == "error" and kind_of(column).is_number:
        return None if follows else _error_in_sum(column, cell.text, label)
    if not kind_of(column).is_number:
        return None
    if isinstance(cell, Broken):
        return picture(column) if cell.why == "picture" else None
    if isinstance(cell, dt.date):
        return date_for_number(column, cell)
    if isinstance(cell, str):  # an hour of an .ods, or a number that is struck out in part
        is_none = number_mark(cell) is not None or not any(map(str.isdigit, cell))
        read = 0.0 if is_none else read_number(column, cell, None, is_mixed=False)
        return read if isinstance(read, Trouble) else None
    return None if type(cell) in (int, float) else unreadable_number(column, cell)


def _shown_as_share(column: Column, cell: Any, how: str) -> Trouble | None:
    """Refuse a sum that is shown as a share, as an amount of a record is."""
    is_share = column.unit != "%" and (how == "percent" or how in SHARES)
    is_amount = kind_of(column).is_number and isinstance(cell, int | float) and cell
    return shown_as_share(column, cell, how) if is_share and is_amount else None


def _error_in_sum(column: Column, text: str, label: str) -> Trouble:
    which = f" {text}" if text else ""
    return Trouble(
        "error_value",
        f"Công thức ở dòng “{quoted(label)}”, cột “{column.header}” bị lỗi{which}. Đề nghị dùng "
        "công thức tính tổng của biểu mẫu, hoặc gõ thẳng số.",
        text,
    )


def _covers(row: int, label: str, rows: Sorted, starts: Sequence[int]) -> Sequence[int] | None:
    """Give the records that a total row sums; () for all, None when that is not certain."""
    if not rows.data:
        return None
    outside = row < rows.data[0] or row > rows.data[-1]
    grand = outside and (is_grand(label) or len(rows.totals) == 1)
    if grand and (len(rows.totals) == 1 or not names_part(label)):
        return ()
    if names_part(label) and any(names_part(text) for _, text in _on_top(rows)):
        following = min((start for start in starts if start > row), default=1 << 31)
        return [at for at in rows.data if row < at < following] or None
    previous = max((start for start in starts if start < row), default=-1)
    above = [at for at in rows.data if previous < at < row]
    return above or (() if grand else None)


def _on_top(rows: Sorted) -> list[tuple[int, str]]:
    """Give the totals above all records: where one names a part, parts stand below their sums."""
    return [(row, label) for row, label in rows.totals if row < rows.data[0]]


def rows_below(group: GroupRow, rows: Sorted) -> list[int]:
    """Give the records under a heading, up to the next of its level or a higher one or a total.

    Where A stands above I, A is the higher level; a heading without a number ends at the next.
    """
    levels = _levels(rows)
    ends = levels[: levels.index(group.level) + 1] if group.level in levels else None
    following = [
        other.row
        for other in rows.groups
        if other.row > group.row and (ends is None or other.level in ends)
    ]
    following += [row for row, _ in rows.totals if row > group.row]
    end = min(following, default=1 << 31)
    return [at for at in rows.data if group.row < at < end]


def _levels(rows: Sorted) -> Sequence[str]:
    first = next((group.level for group in rows.groups if group.level in ("roman", "letter")), "")
    numbered = ("letter", "roman", "digit") if first == "letter" else _NUMBERED
    return (*numbered, *(kind.name for kind in reversed(place_kinds())))


def _values(
    found: Found,
    row: int,
    factors: Mapping[str, float],
    notations: Mapping[str, Notation | None],
) -> dict[str, float | None]:
    cells = found.sheet.rows[row]
    return {
        column.name: _value(column, cells, found.columns[column.name], factors, notations)
        for column in found.form.columns
        if kind_of(column).is_number and column.name in found.columns
    }


def _value(
    column: Column,
    cells: Sequence[Any],
    position: int,
    factors: Mapping[str, float],
    notations: Mapping[str, Notation | None],
) -> float | None:
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
    if value is not None and not is_readable(value):
        return None
    factor = factors.get(column.name, 1.0)
    return None if value is None else to_million(value, factor)
