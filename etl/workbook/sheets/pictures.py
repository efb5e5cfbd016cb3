"""Pictures that lie in cells of an .xlsx: its parts in, which of its rich values are pictures out.

The one surprising thing: to a program that does not know them such a cell is an error, #VALUE!;
that it is a picture is told by four lists that refer to each other by position.
"""

from __future__ import annotations

import re

from etl.workbook.container.zip_parts import Archive

_METADATA, _FOLDER = "xl/metadata.xml", "xl/richData/"
_KIND = re.compile(rb"""<(?:\w+:)?s\b[^<>]*\bt\s*=\s*["']([^"'<>]*)["']""")
_VALUE = re.compile(rb"""<(?:\w+:)?rv\b[^<>]*\bs\s*=\s*["'](\d{1,7})["']""")
_BLOCK = re.compile(rb"""<(?:\w+:)?rvb\b[^<>]*\bi\s*=\s*["'](\d{1,7})["']""")
_RECORD = re.compile(rb"""<(?:\w+:)?bk>\s*<(?:\w+:)?rc\b[^<>]*\bv\s*=\s*["'](\d{1,7})["']""")
_PICTURE = re.compile(rb"image$", re.I)  # "_localImage", "_webimage"


def read_pictures(archive: Archive) -> frozenset[int]:
    """Give the numbers, as cells name them (`vm`, from 1), of the rich values that are pictures."""
    kinds = _KIND.findall(archive.part(f"{_FOLDER}rdrichvaluestructure.xml"))
    metadata = archive.part(_METADATA)
    values = list(map(int, _VALUE.findall(archive.part(f"{_FOLDER}rdrichvalue.xml"))))
    blocks = list(map(int, _BLOCK.findall(metadata)))
    records = _RECORD.findall(metadata, max(metadata.find(b"valueMetadata"), 0))
    return frozenset(
        number
        for number, record in enumerate(map(int, records), 1)
        if record < len(blocks)
        and blocks[record] < len(values)
        and values[blocks[record]] < len(kinds)
        and _PICTURE.search(kinds[values[blocks[record]]])
    )
