"""Cells of a table that a vertical merge covers: a found table in, cell to row of its value out.

The one surprising thing: only merges of one column count; a wider one is a heading or a note.
"""

from __future__ import annotations

from etl.workbook.tables.found import Found


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
