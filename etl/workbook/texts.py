"""Types the cells of a column of texts, places or choices: cells in, stored values out.

The one surprising thing: one and the same text is read once per column, because a list of fifty
thousand households names the same two hundred communes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from etl.model import Column
from etl.workbook import trouble as say
from etl.workbook.grid import Broken
from etl.workbook.legacy import has_odd_signs, looks_garbled
from etl.workbook.marks import mark_of
from etl.workbook.places import TextReader
from etl.workbook.trouble import Trouble
from etl.workbook.typed import Typed, broken, put_mark

_LARGEST = 1e15
_LONGEST_MARK = 12


def type_texts(column: Column, raw: Sequence[Any], typed: Typed, reader: TextReader) -> None:
    """Read each different text of a column once; free texts are different nearly always."""
    if reader.is_free:
        may_be_garbled = has_odd_signs("".join(cell for cell in raw if type(cell) is str))
        for at, cell in enumerate(raw):
            if cell != "":
                _one_text(column, at, cell, "", typed, reader, may_be_garbled=may_be_garbled)
        return
    districts = reader.districts or [""] * len(raw)
    seen: dict[tuple[Any, str], int] = {}
    odd: set[tuple[Any, str]] = set()
    values = typed.values
    for at, key in enumerate(zip(raw, districts, strict=True)):
        cell = key[0]
        if cell == "":
            continue
        if type(cell) is str and key in seen:
            if key in odd:
                _one_text(column, at, cell, key[1], typed, reader)
            else:
                values[at] = values[seen[key]]
            continue
        _one_text(column, at, cell, key[1], typed, reader)
        if type(cell) is str:
            seen[key] = at
            if at in typed.marks:
                odd.add(key)


def _one_text(
    column: Column,
    at: int,
    cell: Any,
    district: str,
    typed: Typed,
    reader: TextReader,
    *,
    may_be_garbled: bool = False,
) -> None:
    """Read one cell of a column of texts, places or choices."""
    if type(cell) is not str:
        if isinstance(cell, Broken):
            typed.fail(at, broken(column, cell))
            return
        cell = _as_text(cell)
    if len(cell) <= _LONGEST_MARK:
        mark = mark_of(cell.strip())
        if mark is not None:
            # a dash or an x in a text column: there is nothing to compute from it
            put_mark(column, at, cell, mark, typed)
            return
    if may_be_garbled and looks_garbled(cell):
        typed.fail(at, say.unreadable_font(column, cell))
        return
    found = reader.look_up(cell.strip(), district)
    if isinstance(found, Trouble):
        typed.fail(at, found)
    else:
        typed.values[at] = found


def _as_text(cell: object) -> str:
    """Print a cell that Excel holds as a number or a date the way an officer sees it."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _LARGEST:
        return str(int(cell))
    return say.quoted(cell)
