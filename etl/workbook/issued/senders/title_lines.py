"""The lines above a table as a person reads them: rows of a sheet in, texts with their cells out.

The one surprising thing: a label and what it labels stand in cells of their own ("Kính gửi:" and
"Ban Dân tộc", "Năm" and the number 2020) and mean nothing apart.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from etl.model import Cell
from etl.wording.names import normalise_vietnamese
from etl.workbook.issued.cells.grid import Sheet
from etl.workbook.issued.tables.found import Found

_SHORTEST, _LONGEST = 4, 300  # characters of a line
_LONGEST_LABEL = 60  # one letter may be typed as three signs, and words far apart
_MOST_CELLS = 4  # "Quý", "IV", "Năm", 2020
TITLE_ROWS = 14  # above a table
_LARGEST = 10_000  # of a number that follows a label
_LABELS = frozenset(
    ["năm", "quý", "kỳ báo cáo", "đơn vị báo cáo", "cơ quan báo cáo", "tên đơn vị báo cáo"]
)


@dataclass(slots=True)
class Line:
    """A text above a table, and where it stands."""

    text: str
    sheet: Sheet
    row: int  # positions in the sheet's rows
    position: int

    @property
    def cell(self) -> Cell:
        """The address of the text."""
        sheet = self.sheet
        return Cell(sheet.name, sheet.letter(self.position), sheet.top + self.row)


def title_lines(sheet: Sheet, start: int, stop: int) -> Iterator[Line]:
    """Give the lines of some rows, labels joined with the cells to the right of them."""
    for number in range(start, min(stop, len(sheet.rows))):
        row, after = sheet.rows[number], 0
        for position, text in enumerate(row):
            if not text or position < after or type(text) is not str:
                continue
            said = text
            if _is_label(text):
                said, taken = _labelled(row, position)
                after = position + taken
            if _SHORTEST <= len(said) < _LONGEST:
                yield Line(said, sheet, number, position)


def lines_above(found: Found) -> Iterator[Line]:
    """Give the lines of a table's own title: those above it, down from the table before."""
    rows, start = found.sheet.rows, found.head
    least = max(found.head - TITLE_ROWS, 0)
    while start > least and list(map(type, rows[start - 1])).count(float) <= 1:
        start -= 1
    return title_lines(found.sheet, start, found.head)


@lru_cache(maxsize=4_096)  # blank workbooks print the same lines
def _is_label(text: str) -> bool:
    if len(text) > _LONGEST_LABEL:
        return len(text) < _LONGEST and text.rstrip().endswith(":")
    return text.rstrip().endswith(":") or normalise_vietnamese(text) in _LABELS


def _labelled(row: Sequence[Any], start: int) -> tuple[str, int]:
    """Join a label with what stands right of it; gives the text and how many cells it takes."""
    parts, taken = [str(row[start]).strip()], 1
    for position in range(start + 1, len(row)):
        text = _printed(row[position])
        if row[position] != "" and not text:
            break
        if text.endswith(":") or len(parts) == _MOST_CELLS:
            break
        if text:
            parts.append(text)
            taken = position - start + 1
    return " ".join(parts), taken


def _printed(cell: Any) -> str:
    if type(cell) is str:
        return cell.strip() if len(cell) < _LONGEST else ""
    if type(cell) is float and cell.is_integer() and 0 < cell < _LARGEST:
        return str(int(cell))
    return ""
