"""What a return says of a column, added up by key: a return and one side of a comparison in.

The one surprising thing: rows that do not count leave their key at nought, so that a place whose
rows are all of another kind has a figure, and one that is not listed has none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from etl.contracts import AcrossCheck
from etl.contracts.beside_forms import match
from etl.kinds import kind_of
from etl.model import CellValue, Form
from etl.validate.batch import BatchReturn

Key = tuple[CellValue, ...]


class SummedFigure(NamedTuple):
    """What is said under a key, None where a cell holds no number, and the rows that say it."""

    value: float | None
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two columns of a comparison, and which of its form's rows count."""

    form: Form
    column: str
    by: tuple[str, ...]
    where: Mapping[str, CellValue]
    place: int | None  # which part of a key says the place
    sender: str = ""  # column that names the agency whose form it is beside
    by_sender: bool = False  # the last part of a key is who sent
    row_by_row: bool = False  # the last part of a key is the row

    @property
    def header(self) -> str:
        """The printed header of its column."""
        return self.form.column(self.column).whole_header


def sides(check: AcrossCheck, own: Form, other: Form) -> tuple[Side, Side] | None:
    """Give the two sides of a check as the forms are on a day; None where they have no such."""
    name, (column,) = check.other.partition(".")[2], check.columns
    by = match(check, own, other)
    if by is None or not (_has(own, column) and _has(other, name)):
        return None
    holder = Side(own, column, by.own, check.where, by.place)
    if check.row_by_row:
        holder = Side(own, column, by.own, check.where, by.place, row_by_row=True)
    elif by.sender:
        holder = Side(own, column, by.own, check.where, by.place, by_sender=True)
    return holder, Side(other, name, by.other, check.where_other, by.place, sender=by.sender)


def _has(form: Form, name: str) -> bool:
    return any(column.name == name for column in form.columns)


def figures(one: BatchReturn, side: Side) -> Mapping[Key, SummedFigure]:
    """Add up a column by key; of a column without numbers the filled cells are counted."""
    values, size = one.table.values, len(one.table.rows)
    nothing: Sequence[CellValue] = [None] * size
    names = (*side.by, side.sender) if side.sender else side.by
    keys = [values.get(name, nothing) for name in names]
    cells = values.get(side.column, nothing)
    is_counted = not kind_of(side.form.column(side.column)).is_number
    chosen = [(values.get(name, nothing), value) for name, value in side.where.items()]
    found: dict[Key, SummedFigure] = {}
    for at in range(size):
        key: Key = tuple(column[at] for column in keys)
        if None in key:
            continue
        is_chosen = all(column[at] == value for column, value in chosen)
        if side.row_by_row and not is_chosen:
            continue
        key += (at,) if side.row_by_row else (one.agency_id,) if side.by_sender else ()
        value, rows = found.get(key, SummedFigure(0.0, ()))
        if is_chosen:
            added = float(cells[at] is not None) if is_counted else cells[at]
            value = value + added if value is not None and isinstance(added, int | float) else None
            rows = (*rows, at)
        found[key] = SummedFigure(value, rows)
    return found
