"""The machine-readable block of a cover: a book in, its fields with their cells out.

The one surprising thing: contact and note of the block are formulas, whose results a program that
does not calculate leaves out; the defined names point to the cells that were typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.model import Cell
from etl.workbook.annotate_keys import TO_FIX_SHEET, explanations_in
from etl.workbook.container.reach import column_index
from etl.workbook.sheets.grid import Book, Sheet

_KEYS = frozenset({"BDT_AGENCY", "BDT_PERIOD", "BDT_EDITIONS", "BDT_DATA_NOTE", "BDT_CONTACT"})
_ONE_CELL = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d+)")
_BLOCK_ROWS = 400  # of a cover; the block stands at its foot


@dataclass(frozen=True, slots=True)
class Field:
    text: str
    cell: Cell


def read_block(book: Book, occupied: set[str]) -> dict[str, Field]:
    """Find the machine-readable fields by their names in the first column, then by defined name."""
    fields: dict[str, Field] = {}
    for sheet in book.sheets:
        if sheet.name in occupied:
            continue
        for number, row in enumerate(sheet.rows[:_BLOCK_ROWS]):
            for at in range(min(2, len(row))):
                key = row[at]
                if type(key) is str and key.startswith("BDT_") and key.strip() in _KEYS:
                    fields.setdefault(key.strip(), beside(sheet, number, at))
        if len(fields) == len(_KEYS):
            break
    for key in _KEYS:
        # contact and note are formulas in the block; the cell that the name points to is typed
        if key not in fields or not fields[key].text:
            named = _named(book, key)
            if named:
                fields[key] = named
    return fields


def beside(sheet: Sheet, row: int, at: int) -> Field:
    """Give what stands to the right of a cell, wherever it begins."""
    cells = sheet.rows[row]
    for position in range(at + 1, len(cells)):
        if cells[position] != "":
            cell = Cell(sheet.name, sheet.letter(position), sheet.top + row)
            return Field(_printed(cells[position]), cell)
    return Field("", Cell(sheet.name, sheet.letter(at + 1), sheet.top + row))


def _named(book: Book, key: str) -> Field | None:
    place = _ONE_CELL.fullmatch(book.names.get(key, ""))
    if place is None:
        return None
    name = (place[1] or place[2]).replace("''", "'")
    for sheet in book.sheets:
        if sheet.name == name:
            row, at = int(place[4]) - sheet.top, column_index(place[3]) - sheet.left
            if 0 <= row < len(sheet.rows) and 0 <= at < len(sheet.rows[row]):
                value = sheet.rows[row][at]
                return Field(_printed(value), Cell(name, place[3], int(place[4])))
    return None


def _printed(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.strip() if isinstance(value, str) else ""


def read_editions(given: Field | None) -> dict[str, str]:
    pairs = (part.partition("=") for part in (given.text if given else "").split(";"))
    return {form.strip(): edition.strip() for form, sign, edition in pairs if sign}


def read_explanations(book: Book) -> dict[str, str]:
    """Take the reasons that the officer wrote in the list of what to correct."""
    given: dict[str, str] = {}
    for sheet in book.sheets:
        if sheet.name == TO_FIX_SHEET:
            given.update(explanations_in(sheet.rows))
    return given
