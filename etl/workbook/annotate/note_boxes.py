"""The boxes of a sheet's notes, which are VML: text in, text with boxes added or removed out.

The one surprising thing: a box is placed by counting pixels over columns and rows, so the widths
of the sheet's columns decide its anchor.
"""

import re
from collections.abc import Iterable
from math import ceil

from etl.workbook.annotate.sheet_part import SheetPart, position

_HEAD = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel">'
    '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
)
_KIND = "_x0000_t202"  # the usual box of a note
_SHAPE_TYPE = (
    f'<v:shapetype id="{_KIND}" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = re.compile(r"<v:shape\b[^>]*>.*?</v:shape>", re.DOTALL)
_ROW = re.compile(r"<x:Row>\s*(\d+)\s*</x:Row>")
_COLUMN = re.compile(r"<x:Column>\s*(\d+)\s*</x:Column>")
_NUMBER = re.compile(r"_x0000_s(\d+)")
_WIDTH, _LINE, _LETTERS = 340, 17, 52  # pixels, pixels, characters in a line
_COLUMN_PIXELS, _ROW_PIXELS = 64, 20  # where the sheet says nothing


class Boxes:
    """The text of one VML part."""

    def __init__(self, text: str, sheet: SheetPart) -> None:
        self._text = text
        self._added: list[str] = []
        self._number = max((int(n) for n in _NUMBER.findall(text)), default=1024)
        self._sheet = sheet
        self._places = {place for shape in _SHAPE.findall(text) if (place := _place(shape))}
        self._columns = [
            (int(node.get("min", "0")), int(node.get("max", "0")), float(node.get("width", "9")))
            for node in sheet.root.iterfind(f"{sheet.tag('cols')}/{sheet.tag('col')}")
        ]

    @property
    def text(self) -> str:
        """The part with the boxes that were added."""
        if not self._added:
            return self._text
        kind = "" if f'id="{_KIND}"' in self._text else _SHAPE_TYPE
        head, end, tail = self._text.rpartition("</xml>")
        return "".join((head, kind, *self._added, end, tail))

    @staticmethod
    def empty() -> str:
        """Give a part without boxes."""
        return _HEAD

    def has(self, ref: str) -> bool:
        """Tell whether a cell has a box."""
        return position(ref) in self._places

    def add(self, ref: str, note: str) -> None:
        """Add a hidden box for a cell, as high as its note needs."""
        column, row = position(ref)
        self._number += 1
        lines = 1 + sum(ceil(max(len(line), 1) / _LETTERS) for line in note.splitlines())
        anchor = ", ".join(map(str, self._anchor(column, row, lines * _LINE + 12)))
        self._added.append(
            f'<v:shape id="_x0000_s{self._number}" type="#{_KIND}" style="position:absolute;'
            'visibility:hidden" fillcolor="#fffbe6" strokecolor="#9c2a00" o:insetmode="auto">'
            '<v:fill color2="#fffbe6"/><v:path o:connecttype="none"/>'
            '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
            '</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
            f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
            f"<x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
        )
        self._places.add((column, row))

    def remove(self, refs: Iterable[str]) -> None:
        """Drop the boxes of some cells."""
        wanted = set(map(position, refs))
        self._text = _SHAPE.sub(
            lambda found: "" if _place(found[0]) in wanted else found[0], self.text
        )
        self._added.clear()
        self._places -= wanted

    def _anchor(self, column: int, row: int, height: int) -> tuple[int, ...]:
        """Give left column, offset, top row, offset, then the same of right and bottom."""
        left, top = column, max(row - 2, 0)  # 0-based: the next column, one row up
        right, across = left, 15 + _WIDTH
        while across > self._column_pixels(right + 1):
            across -= self._column_pixels(right + 1)
            right += 1
        bottom, down = top, 4 + height
        while down > self._row_pixels(bottom + 1):
            down -= self._row_pixels(bottom + 1)
            bottom += 1
        return left, 15, top, 4, right, across, bottom, down

    def _column_pixels(self, column: int) -> int:
        for first, last, width in self._columns:
            if first <= column <= last:
                return max(int(width * 7 + 5), 1)
        return _COLUMN_PIXELS

    def _row_pixels(self, row: int) -> int:
        height = self._sheet.row_height(row)
        return _ROW_PIXELS if height is None else max(int(height * 4 / 3), 1)


def _place(shape: str) -> tuple[int, int] | None:
    """Give (column, row), 1-based, of the cell that a box belongs to; None for other shapes."""
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    if 'ObjectType="Note"' not in shape or row is None or column is None:
        return None
    return int(column[1]) + 1, int(row[1]) + 1
