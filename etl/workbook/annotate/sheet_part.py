"""The parts of one sheet: its cells in XML and the boxes of its notes in VML, changed in place.

The one surprising thing: rows and cells may leave out their addresses, and then stand one after
the other; a cell that does not exist yet is put where Excel expects it. A box is placed by counting
pixels over columns and rows, so the widths of the sheet's columns decide its anchor.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import ceil

from lxml import etree

from etl.workbook.issued.package.reach import column_index, column_letter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REF = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NO_BOXES = (  # a part without boxes
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
_BOX_ROW = re.compile(r"<x:Row>\s*(\d+)\s*</x:Row>")
_BOX_COLUMN = re.compile(r"<x:Column>\s*(\d+)\s*</x:Column>")
_BOX_NUMBER = re.compile(r"_x0000_s(\d+)")
_WIDTH, _LINE, _LETTERS = 340, 17, 52  # pixels, pixels, characters in a line
_COLUMN_PIXELS, _ROW_PIXELS = 64, 20  # where the sheet says nothing


class SheetPart:
    """One sheet; every change calls `on_change` so that the part is written anew."""

    def __init__(
        self, root: etree._Element, on_change: Callable[[], None], strings: Sequence[str] = ()
    ) -> None:
        self.root = root
        self.namespace = etree.QName(root).namespace or MAIN
        self.on_change = on_change
        self._strings = strings
        self._data = root.find(self.tag("sheetData"))
        self._rows: dict[int, etree._Element] = {}
        self._cells: dict[int, dict[int, etree._Element]] = {}
        number = 0
        for row in () if self._data is None else self._data:
            first = row[0].get("r") if len(row) else None
            number = int(row.get("r") or (position(first)[1] if first else 0) or number + 1)
            self._rows[number] = row

    def tag(self, name: str) -> str:
        """Give the full name of an element of this sheet."""
        return f"{{{self.namespace}}}{name}"

    def cells(self) -> Iterator[tuple[str, etree._Element]]:
        """Give each cell that exists with its address."""
        for row in self._rows:
            for column, cell in self._in_row(row).items():
                yield address(column, row), cell

    def cell(self, ref: str) -> etree._Element | None:
        """Give a cell, or None when the sheet holds none there."""
        column, row = position(ref)
        return self._in_row(row).get(column) if row in self._rows else None

    def make(self, ref: str) -> etree._Element:
        """Give a cell, making it, in order, when the sheet holds none there."""
        found = self.cell(ref)
        if found is not None:
            return found
        column, number = position(ref)
        row = self._rows.get(number)
        if row is None:
            if self._data is None:
                raise ValueError("a sheet without sheetData holds no cells")
            row = etree.Element(self.tag("row"), r=str(number))
            _insert(row, self._data, self._rows, number)
        cell = etree.Element(self.tag("c"), r=ref)
        inherited = row.get("s") if row.get("customFormat") else self._column_style(column)
        if inherited:
            cell.set("s", inherited)
        _insert(cell, row, self._in_row(number), column)
        row.attrib.pop("spans", "")  # an optimisation that would now be wrong
        self.on_change()
        return cell

    def _in_row(self, number: int) -> dict[int, etree._Element]:
        if number not in self._cells:
            found: dict[int, etree._Element] = {}
            column = 0
            for cell in self._rows[number]:
                ref = cell.get("r")
                column = position(ref)[0] if ref else column + 1
                found[column] = cell
            self._cells[number] = found
        return self._cells[number]

    def _column_style(self, column: int) -> str | None:
        for node in self.root.iter(self.tag("col")):
            if int(node.get("min", "0")) <= column <= int(node.get("max", "0")):
                return node.get("style")
        return None

    def row_height(self, number: int) -> float | None:
        """Give the height of a row in points, or None when the sheet does not say."""
        row = self._rows.get(number)
        height = None if row is None else row.get("ht")
        return None if height is None else float(height)

    def text(self, cell: etree._Element) -> str:
        """Give what a cell holds as text: the string, or the number as stored."""
        if cell.get("t") == "inlineStr":
            return text_in(cell)
        value = cell.findtext(self.tag("v")) or ""
        if cell.get("t") == "s" and value.isdigit() and int(value) < len(self._strings):
            return self._strings[int(value)]
        return value


def _insert(
    node: etree._Element, parent: etree._Element, known: dict[int, etree._Element], at: int
) -> None:
    """Put a row or a cell, by its number, among those of its parent."""
    following = min((number for number in known if number > at), default=None)
    if following is None:
        parent.append(node)
    else:
        known[following].addprevious(node)
    known[at] = node


class Boxes:
    """The boxes of a sheet's notes: one VML part as text, for it is not always well-formed XML."""

    def __init__(self, text: str, sheet: SheetPart) -> None:
        self._text = text
        self._added: list[str] = []
        self._number = max((int(n) for n in _BOX_NUMBER.findall(text)), default=1024)
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
            lambda found: "" if _place(found[0]) in wanted else found[0], self._text
        )
        self._places -= wanted

    def _anchor(self, column: int, row: int, height: int) -> tuple[int, ...]:
        """Give left column, offset, top row, offset, then the same of right and bottom."""
        left, top = column, max(row - 2, 0)  # 0-based: the next column, one row up
        right, across = _counted(left, 15 + _WIDTH, self._column_pixels)
        bottom, down = _counted(top, 4 + height, self._row_pixels)
        return left, 15, top, 4, right, across, bottom, down

    def _column_pixels(self, column: int) -> int:
        for first, last, width in self._columns:
            if first <= column <= last:
                return max(int(width * 7 + 5), 1)
        return _COLUMN_PIXELS

    def _row_pixels(self, row: int) -> int:
        height = self._sheet.row_height(row)
        return _ROW_PIXELS if height is None else max(int(height * 4 / 3), 1)


def _counted(start: int, pixels: int, size: Callable[[int], int]) -> tuple[int, int]:
    """Count pixels over columns or rows; gives the one that they end in, and how far in it."""
    while pixels > size(start + 1):
        pixels -= size(start + 1)
        start += 1
    return start, pixels


def _place(shape: str) -> tuple[int, int] | None:
    """Give (column, row), 1-based, of the cell that a box belongs to; None for other shapes."""
    row, column = _BOX_ROW.search(shape), _BOX_COLUMN.search(shape)
    if 'ObjectType="Note"' not in shape or row is None or column is None:
        return None
    return int(column[1]) + 1, int(row[1]) + 1


def text_in(node: etree._Element) -> str:
    """Give the text of a cell, a shared string or a note, whatever runs it is made of."""
    return "".join(one.text or "" for one in node.iter("{*}t"))


def plain_text(text: str) -> str:
    """Give a text as XML may hold it: without control characters and broken surrogates."""
    return _FORBIDDEN.sub(" ", text)


def made(space: str, markup: str) -> list[etree._Element]:
    """Make elements of a namespace from their markup."""
    return list(etree.fromstring(f'<a xmlns="{space}">{markup}</a>'))


def put_before(node: etree._Element, parent: etree._Element, names: Sequence[str]) -> None:
    """Put an element before the first of those of some names, or last where there is none."""
    following = next(parent.iterchildren(*(f"{{*}}{name}" for name in names)), None)
    if following is None:
        parent.append(node)
    else:
        following.addprevious(node)


def attribute(node: etree._Element, name: str) -> str:
    """Give an attribute of some namespace, such as the id of a relationship; "" for none."""
    return next((str(v) for k, v in node.attrib.items() if str(k).endswith(f"}}{name}")), "")


def position(ref: str) -> tuple[int, int]:
    """Give (column, row), 1-based, of `AB12`, `ab12` or `$AB$12`; `ValueError` for other texts."""
    found = _REF.fullmatch(ref) or _REF.fullmatch(ref.replace("$", "").strip().upper())
    if found is None:
        raise ValueError(f"{ref!r} is not the address of a cell")
    return column_index(found[1]) + 1, int(found[2])


def address(column: int, row: int) -> str:
    """Give the address of a cell as Excel writes it, from its 1-based column and row."""
    return f"{column_letter(column - 1)}{row}"


def plain_ref(ref: str | None) -> str:
    """Give an address as Excel writes it; what is no address stays as it is."""
    try:
        return address(*position(ref or ""))
    except ValueError:
        return ref or ""
