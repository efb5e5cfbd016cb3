"""The cells of a workbook with their addresses: what the rooms that read pass on to each other.

The one surprising thing: an error and a formula without a stored result are values of their own,
`Broken`, and never empty cells.
"""

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from etl.model import CellValue
from etl.wording import shown
from etl.workbook.issued.cells.details import Address, Details
from etl.workbook.issued.package.reach import column_index, column_letter

_PLACE = re.compile(
    r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d+)(?::\$?[A-Z]{1,3}\$?\d+)?"
)


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell whose value is not there to be read: an error, or a formula without its result."""

    text: str  # "#DIV/0!", or "" for a formula that was never computed
    why: str  # error | uncached | font | picture


@dataclass(frozen=True, slots=True)
class Sheet:
    """The used rectangle of one sheet; row 0 of `rows` is Excel row `top`."""

    name: str
    visible: str  # visible | hidden | very_hidden
    top: int  # Excel row of the first, 1-based
    left: int  # column index of the first, 0-based
    rows: Sequence[list[Any]]  # of one length; "" for empty; Broken for what cannot be read
    details: Details
    merged: Callable[[], Sequence[tuple[Address, Address]]] = tuple

    def letter(self, column: int) -> str:
        """Give the Excel letter of a column of `rows`."""
        return column_letter(column + self.left)

    def value(self, at: Address) -> Any:
        """Give what stands at an address, which may lie outside of the rectangle."""
        row, column = at[0] - self.top, at[1] - self.left
        inside = 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row])
        return self.rows[row][column] if inside else ""


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook: its sheets in order, and its defined names."""

    kind: str
    sheets: Sequence[Sheet]
    names: Mapping[str, str]
    asks: frozenset[str] = frozenset()  # "files", "programs": of an .xls, whose links lie within


def place_of(target: str) -> tuple[str, Address] | None:
    """Give the sheet and the first cell to which a defined name points; None for no place."""
    found = _PLACE.fullmatch(target)
    if found is None:
        return None
    sheet = (found[1] or found[2]).replace("''", "'")
    return sheet, (int(found[4]), column_index(found[3]))


def plain(value: Any) -> CellValue:
    """Give what a cell held as one of the plain types that a table may keep beside its values."""
    if value == "":
        return None
    is_number = isinstance(value, float) and math.isfinite(value)
    return value if is_number or isinstance(value, str | int | dt.date) else as_text(value)


def as_text(value: Any) -> str:
    """Give what a cell held as a person sees it; "" for an empty one."""
    if isinstance(value, Broken):
        return value.text or "(công thức chưa có kết quả)"
    return shown(value)
