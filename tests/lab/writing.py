"""Ways to write one and the same sheet: a package or its sheet in, the same with other tags out.

The one surprising thing: a sheet without addresses needs every row and cell before its last one,
because only their places tell where they stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.lab import parcels

Change = Callable[[bytes], bytes]


def sheet(change: Change) -> Change:
    """Change the sheet of a package."""
    return lambda data: parcels.edit_part(data, parcels.SHEET, change)


def bare(xml: bytes) -> bytes:
    """Leave out the addresses of all rows and cells."""
    return re.sub(rb'<(c|row) r="[A-Z]*\d+"', rb"<\1", _filled_up(xml))


def _filled_up(xml: bytes) -> bytes:
    """Write the rows and cells that a sheet leaves out, for addresses to follow from places."""
    rows = {
        int(n): row for row, n in re.findall(rb'(<row r="(\d+)"[^>/]*(?:/>|>.*?</row>))', xml, re.S)
    }
    made = [_cells(rows.get(n, b'<row r="%d"></row>' % n)) for n in range(1, max(rows) + 1)]
    start, end = xml.index(b"<sheetData>") + len(b"<sheetData>"), xml.index(b"</sheetData>")
    return xml[:start] + b"".join(made) + xml[end:]


def _cells(row: bytes) -> bytes:
    cells = {ref: cell for cell, ref in re.findall(rb'(<c r="([A-Z])\d+"(?:[^>]*/>|.*?</c>))', row)}
    last = max(cells, default=b"@")[0]
    head = row[: row.index(b">") + 1]
    letters = (b"%c" % code for code in range(65, last + 1))
    return head + b"".join(cells.get(letter, b"<c/>") for letter in letters) + b"</row>"


def spaced(xml: bytes) -> bytes:
    """Write attributes as some do by hand."""
    return re.sub(rb' (t|s|r|hidden)="', rb'  \1 = "', xml)


def in_cdata(xml: bytes) -> bytes:
    return re.sub(rb"<v>([^<]*)</v>", rb"<v><![CDATA[\1]]></v>", xml)


def commented(xml: bytes) -> bytes:
    return re.sub(rb"<v>", rb"<v><!-- <c/> -->", xml)


def small(xml: bytes) -> bytes:
    return re.sub(rb'<c r="[A-Z]+', lambda found: b'<c r="' + found[0][6:].lower(), xml)


def sized(area: bytes) -> Change:
    """State a size of the sheet."""
    return lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="%b"' % area, xml)


def merging(*areas: bytes) -> Change:
    """Merge areas beside the table, as they are given."""
    cells = b"".join(b'<mergeCell ref="%b"/>' % area for area in areas)

    def change(xml: bytes) -> bytes:
        if b"<mergeCells" in xml:
            return xml.replace(b"</mergeCells>", cells + b"</mergeCells>")
        merged = b"<mergeCells>%b</mergeCells>" % cells
        return xml.replace(b"</sheetData>", b"</sheetData>" + merged)

    return change


def in_state(state: bytes) -> Change:
    """Say of the sheet in what state it is."""
    tag = b'<sheet state="%b" ' % state
    return lambda data: parcels.edit_part(
        data, "xl/workbook.xml", lambda xml: xml.replace(b"<sheet ", tag)
    )
