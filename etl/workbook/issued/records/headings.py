"""What headings inside a table say of the rows below them: group rows in, values per row out.

The one surprising thing: "I. Huyện Tràng Định" above a block is as certain as a cell in each row,
but a heading that is not recognised ends the reach of the one before it; nothing is carried on.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from etl import kinds
from etl.model import Column, Form
from etl.reference import Day
from etl.wording.names import normalise_vietnamese, split_area_name
from etl.workbook.issued.records.row_labels import GroupRow, without_head, without_number
from etl.workbook.issued.tables.found import Found

_LONGEST_NAME = 80  # characters
_Columns = Sequence[tuple[Column, kinds.Listed]]
_Known = dict[str, tuple[str, str]]  # column -> value, level of its heading
Hear = Callable[[str, bool], str]  # text, whether it stands alone -> kind of place, or ""


def carried_values(
    form: Form, groups: Sequence[GroupRow], rows: Sequence[int], day: Day, home: str = ""
) -> dict[str, list[str]]:
    """Give per column what headings tell of each row; `home` is the code of the sender's place."""
    if not groups:
        return {}
    columns = [(column, kind) for column in form.columns if (kind := kinds.listed_kind(column))]
    carried: dict[str, list[str]] = {}
    known: _Known = {}
    waiting = list(groups)
    for at, row in enumerate(rows):
        while waiting and waiting[0].row < row:
            _hear(waiting.pop(0), columns, known, day, home)
        for name, (value, _) in known.items():
            carried.setdefault(name, [""] * len(rows))[at] = value
    return carried


def _hear(group: GroupRow, columns: _Columns, known: _Known, day: Day, home: str) -> None:
    """Take one heading in; it ends whatever a heading of its own level said."""
    for name, (_, level) in list(known.items()):  # beside no level, no place is sure to go on
        if level == group.level or (not group.level and level in kinds.kinds()):
            del known[name]
    text = without_number(group.text)
    for column, kind in columns:
        lies_in = (c.name for c, other in columns if other.name == kind.above)
        within = known.get(next(lies_in, ""), (home if kind.is_place else "", ""))[0]
        value = kind.match(column, text, day, within).value
        if value is None and column.choices:
            value = kind.match(column, without_head(normalise_vietnamese(text)), day).value
        if value:
            for other, below in columns:
                if below.above == kind.name:
                    known.pop(other.name, None)
            known[column.name] = (value, group.level)
            return


@lru_cache(maxsize=32)
def hearing(day: Day) -> Hear:
    """Give the ear for a day, which remembers: what kind of place a heading names, "" for none."""
    lowest, *higher = kinds.place_kinds()

    def hear(text: str, alone: bool) -> str:
        return "" if len(text) > _LONGEST_NAME else _heard(text, alone)

    @lru_cache(maxsize=4_096)
    def _heard(text: str, alone: bool) -> str:
        said, key = split_area_name(text)
        for kind in higher[::-1]:
            is_one = bool(said) or alone or key not in lowest.keys(day)
            if is_one and kind.fits(text, day):
                return kind.name
        return lowest.name if said and lowest.fits(text, day) else ""

    return hear


def fill_blocks(cells: Sequence[Any], rows: Sequence[int], headings: Sequence[int]) -> list[Any]:
    """Carry names down a column in which every block is named in its first row only.

    There no name follows itself and most cells are empty; headings and other cells end a block.
    """
    named = [cell for cell in cells if cell != ""]
    if cells[0] == "" or len(named) * 2 > len(cells) or len(set(named)) < len(named):
        return list(cells)
    filled: list[Any] = []
    current, before = "", rows[0]
    for cell, row in zip(cells, rows, strict=True):
        if cell != "" or any(before < heading < row for heading in headings):
            current = cell if isinstance(cell, str) else ""
        filled.append(cell if cell != "" else current)
        before = row
    return filled


def places_of_headings(found: Found) -> list[tuple[int, str]]:
    """Give the positions in which a place may stand above rows, with its kind ("" for any)."""
    at = found.columns
    return [(at[name], wanted) for name, wanted in _asked(found.form) if name in at]


@lru_cache(maxsize=512)
def _asked(form: Form) -> Sequence[tuple[str, str]]:
    placed = kinds.place_columns(form)
    if not placed:
        return ()
    lowest = kinds.kind_of(placed[0])
    above = lowest.above if isinstance(lowest, kinds.Listed) else ""
    # where rows are of another list, a place stands there as well
    named = [c.name for c in form.columns if c.name in form.key and kinds.kind_of(c).is_free]
    listed = [c.name for c in kinds.reference_columns(form) if c not in placed]
    wanted = [(placed[0].name, above), *((name, "") for name in named)]
    return (*wanted, *((name, placed[0].type) for name in listed))
