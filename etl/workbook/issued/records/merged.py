"""Numbers that merged cells show for several records, and values that they hide: troubles added.

In: a found table and its typed columns. The one surprising thing: a cell that is covered by a
merged one may still hold a value, which nobody sees and every program reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from etl.kinds import Trouble, kind_of
from etl.model import Column, Mark
from etl.workbook.issued.cells.details import Address
from etl.workbook.issued.cells.grid import plain
from etl.workbook.issued.package.reach import column_letter
from etl.workbook.issued.tables.found import Found
from etl.workbook.issued.values.marks import number_mark
from etl.workbook.issued.values.numbers import read_number_text
from etl.workbook.issued.values.trouble import hidden_by_merge, shared_by_merge
from etl.workbook.issued.values.typed import Typed


def is_shared_safely(column: Column, value: Any) -> bool:
    """Tell whether a value that several records share is the same for each: all but amounts."""
    if not kind_of(column).is_number:
        return True
    if isinstance(value, str):
        return number_mark(value.strip()) is Mark.NIL
    return isinstance(value, int | float) and not value


def told_merges(found: Found, rows: Sequence[int], typed: Mapping[str, Typed]) -> None:
    """Add troubles for the cells of records, `rows`, that merged cells share or hide."""
    if not rows:
        return
    first, last = rows[0] + found.sheet.top, rows[-1] + found.sheet.top
    near = [(a, b) for a, b in found.sheet.merged() if b[0] >= first and a[0] <= last]
    if not near:
        return
    records = {row: at for at, row in enumerate(rows)}
    for area in _areas(found, records, near):
        for column in area.columns:
            hidden = [row for row in area.rows if _is_hidden(found, area, column, row)]
            if hidden:
                position = found.columns[column.name]
                alone = _value(found, (hidden[0], position)) if len(hidden) == 1 else ""
                _fail(
                    typed[column.name],
                    [records[row] for row in hidden],
                    hidden_by_merge(column, area.name, plain(alone)),
                )
            several = _shared(found, area, column)
            if several:
                _fail(
                    typed[column.name],
                    [records[row] for row in area.rows if row not in hidden],
                    shared_by_merge(column, area.name, several),
                )


def _fail(typed: Typed, cells: Sequence[int], trouble: Trouble) -> None:
    typed.troubles = [one for one in typed.troubles if one[0] not in cells]
    for at in cells:
        typed.fail(at, trouble)


@dataclass(frozen=True, slots=True)
class _Area:
    """A merged cell that covers several cells of records."""

    name: str  # its address as Excel writes it
    home: tuple[int, int]  # the row and position whose value it shows
    columns: Sequence[Column]  # of the form, that it covers
    rows: Sequence[int]  # of records


def _areas(
    found: Found, records: Mapping[int, int], merged: Sequence[tuple[Address, Address]]
) -> Iterator[_Area]:
    """Give the merged cells that cover cells of records; `records` are in the order of the rows."""
    sheet = found.sheet
    columns = {found.columns[c.name]: c for c in found.form.columns if c.name in found.columns}
    first, last = next(iter(records)) + sheet.top, next(reversed(records)) + sheet.top
    for (top, left), (bottom, right) in merged:
        home = top - sheet.top, left - sheet.left
        positions = [at for at in columns if home[1] <= at <= right - sheet.left]
        if not positions or (top == bottom and positions == [home[1]]):
            continue
        span = range(max(top, first), min(bottom, last) + 1)
        rows = [row - sheet.top for row in span if row - sheet.top in records]
        if len(rows) * len(positions) > ((home[0] in rows) and (home[1] in positions)):
            name = f"{column_letter(left)}{top}:{column_letter(right)}{bottom}"
            yield _Area(name, home, [columns[at] for at in positions], rows)


def _is_hidden(found: Found, area: _Area, column: Column, row: int) -> bool:
    """Tell whether a covered cell holds another value than the one that is shown in its place."""
    at = row, found.columns[column.name]
    value = _value(found, at)
    if value == "" or at == area.home:
        return False
    is_same = at[1] == area.home[1] and _text(value) == _text(_value(found, area.home))
    return not (is_same and not kind_of(column).is_number)


def _shared(found: Found, area: _Area, column: Column) -> str:
    """Say for what an amount stands that a merged cell shows: several rows, several columns.

    Gives "" for what is no amount, and where each cell that is covered holds one of its own.
    """
    amounts = [one for one in area.columns if kind_of(one).is_number]
    positions = [found.columns[one.name] for one in amounts]
    if area.home[1] not in positions or column not in amounts:
        return ""
    covered = ((row, at) for row in area.rows for at in positions if (row, at) != area.home)
    shown = _value(found, area.home)
    if is_shared_safely(column, shown) or all(_value(found, at) != "" for at in covered):
        return ""
    is_number = isinstance(shown, int | float) or (
        isinstance(shown, str) and read_number_text(shown, column.unit).is_number
    )
    kinds = ["nhiều dòng"] * (len(area.rows) > 1) + ["nhiều cột"] * (len(amounts) > 1)
    return ", ".join(kinds) if is_number else ""


def _value(found: Found, at: tuple[int, int]) -> Any:
    return found.sheet.value((at[0] + found.sheet.top, at[1] + found.sheet.left))


def _text(value: Any) -> str:
    return " ".join(str(value).split())


def covered(found: Found) -> dict[tuple[int, int], int]:
    """Map each cell that a vertical merge covers to the row that holds its value."""
    sheet = found.sheet
    cells = {}
    for (top, left), (bottom, right) in sheet.merged():
        if bottom == top or left != right:
            continue
        first = top - sheet.top
        if found.first <= first < found.last:
            for row in range(first + 1, min(bottom - sheet.top + 1, found.last)):
                cells[row, left - sheet.left] = first
    return cells
