"""How many cells the sheets of an .ods claim: its content.xml in, the size of the largest out.

The one surprising thing: it is asked only once the parser has given up on a document, because rows
and cells that repeat are nothing unusual: every document ends with a million empty rows.
"""

from __future__ import annotations

import io

from lxml import etree

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_SHEET, _ROW = f"{_TABLE}table", f"{_TABLE}table-row"
MOST_CELLS = 100_000_000  # that the parser takes, empty ones between others included


def claimed_cells(content: bytes) -> int:
    """Give the cells of the largest rectangle from the first cell of a sheet to its last value."""
    largest = rows = width = height = 0
    events = etree.iterparse(
        io.BytesIO(content),
        events=("start", "end"),
        tag=[_SHEET, _ROW],
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        recover=True,
    )
    for event, node in events:
        if node.tag == _SHEET and event == "start":
            rows = width = height = 0
        elif node.tag == _ROW and event == "end":
            rows += _times(node, "rows")
            filled = _filled(node)
            if filled:
                width, height = max(width, filled), rows
                largest = max(largest, width * height)
            node.clear()
    return largest


def _filled(row: etree._Element) -> int:
    """Give the number of the last cell of a row that holds a value."""
    column = last = 0
    for cell in row:
        column += _times(cell, "columns")
        if cell.get(f"{_OFFICE}value-type"):
            last = column
    return last


def _times(node: etree._Element, what: str) -> int:
    text = node.get(f"{_TABLE}number-{what}-repeated") or ""
    return int(text) if text.isdecimal() and len(text) <= 12 else 1
