"""How the cells of an .xlsx look, where that changes what they say: checked parts in, looks out.

Old fonts, unusual number formats, text that is struck out or of several looks, pictures in cells.
The one surprising thing: to a program that does not know it a picture in a cell is an error,
#VALUE!; that it is a picture is told by four lists that refer to each other by position.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from etl.workbook.foreign.formats.rich_text import Run, Seen, read_inline_runs, read_runs
from etl.workbook.foreign.formats.styles import Styles, read_styles
from etl.workbook.issued.cells.details import ERROR, address
from etl.workbook.issued.package.zip_parts import Archive, find

_RICH = re.compile(rb"""\bvm\s*=\s*["'](\d{1,7})["']""")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^<>]*[^</>])>(?:\s*<(?:\w+:)?v>(\d+)<)?")
_LARGE = re.compile(rb"<(?:\w+:)?v>(?:\d{7}|\d[\d.]*[eE]\+?[1-9])")
_STYLE = re.compile(rb"""\bs\s*=\s*["'](\d{1,6})["']""")
_SHARED = re.compile(rb"""\bt\s*=\s*["']s["']""")
_METADATA, _FOLDER = "xl/metadata.xml", "xl/richData/"
_KIND = re.compile(rb"""<(?:\w+:)?s\b[^<>]*\bt\s*=\s*["']([^"'<>]*)["']""")
_VALUE = re.compile(rb"""<(?:\w+:)?rv\b[^<>]*\bs\s*=\s*["'](\d{1,7})["']""")
_BLOCK = re.compile(rb"""<(?:\w+:)?rvb\b[^<>]*\bi\s*=\s*["'](\d{1,7})["']""")
_RECORD = re.compile(rb"""<(?:\w+:)?bk>\s*<(?:\w+:)?rc\b[^<>]*\bv\s*=\s*["'](\d{1,7})["']""")
_PICTURE = re.compile(rb"image$", re.I)  # "_localImage", "_webimage"


class Looks:
    """The looks of one workbook; asked for sheet by sheet."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    @cached_property
    def _styles(self) -> Styles:
        return read_styles(self._archive.part("xl/styles.xml"))

    @cached_property
    def _runs(self) -> dict[int, tuple[Run, ...]]:
        return read_runs(self._archive.part("xl/sharedStrings.xml"))

    @cached_property
    def _pictures(self) -> frozenset[int]:
        return _read_pictures(self._archive)

    def of_sheet(self, content: bytes) -> dict[str, Any]:
        """Give what `Details` says of looks, by its fields; most sheets have nothing to say."""
        seen, styles = Seen(), self._styles
        for found in ERROR.finditer(content) if b"vm=" in content and self._pictures else ():
            at, rich = address(found[1]), _RICH.search(found[1])
            if at and rich and int(rich[1]) in self._pictures:
                seen.places["pictures"].add(at)
        # the sign of đồng matters beside large numbers only, see `extras`
        is_shown = styles.shown and (not styles.has_signs_only or _LARGE.search(content))
        if styles.fonts or is_shown or styles.struck or self._runs:
            self._cells(content, seen)
        if find(content, b"rPr", b"P") >= 0:  # texts that stand in their cells
            for attributes, runs in read_inline_runs(content):
                at, style = address(attributes), _STYLE.search(attributes)
                if at is not None:
                    seen.take(runs, at, styles.fonts.get(int(style[1]) if style else 0, ""))
        return seen.fields()

    def _cells(self, content: bytes, seen: Seen) -> None:
        """Walk all cells of a sheet whose workbook has old fonts or other unusual formats."""
        styles, known = self._styles, self._runs
        for found in _CELL.finditer(content):
            style = _STYLE.search(found[1])
            number = int(style[1]) if style else 0
            font = styles.fonts.get(number)
            is_text = found[2] and known and _SHARED.search(found[1])
            runs = known.get(int(found[2])) if is_text else None
            how = styles.shown.get(number)
            is_struck = number in styles.struck
            at = address(found[1]) if font or how or runs or is_struck else None
            if at is None:
                continue
            if how:
                seen.said["shown"][at] = how
            if is_struck:
                seen.places["struck"].add(at)
            if runs:
                seen.take(runs, at, font or "")
            elif font:
                seen.said["fonts"][at] = font


def _read_pictures(archive: Archive) -> frozenset[int]:
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
