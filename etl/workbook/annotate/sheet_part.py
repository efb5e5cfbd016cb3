"""The cells of one sheet's XML: a tree in, cells found, made and changed in place.

The one surprising thing: rows and cells may leave out their addresses, and then stand one after
the other; a cell that does not exist yet is put where Excel expects it.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from lxml import etree

from etl.workbook.issued.package.reach import column_index, column_letter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REF = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class SheetPart:
    """One sheet; every change calls `on_change` so that the part is written anew."""

    def __init__(
        self, root: etree._Element, on_change: Callable[[], None], strings: Sequence[str] = ()
    ) -> None:
        self.root = root
        self.namespace = etree.QName(root).namespace or MAIN
        self.on_change = on_change
        self._strings = strings
        self._data = root.find(f"{{{self.namespace}}}sheetData")
        self._rows: dict[int, etree._Element] = {}
        self._cells: dict[int, dict[int, etree._Element]] = {}
        number = 0
        for row in () if self._data is None else self._data:
            number = int(row.get("r") or _row_of_first(row) or number + 1)
            self._rows[number] = row

    def tag(self, name: str) -> str:
        """Give the full name of an element of this sheet."""
        return f"{{{self.namespace}}}{name}"

    def cells(self) -> Iterator[tuple[str, etree._Element]]:
        """Give each cell that exists with its address."""
        for row in self._rows:
            for column, cell in self._in_row(row).items():
                yield f"{letters(column)}{row}", cell

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
        row = self._make_row(number)
        inside = self._in_row(number)
        cell = etree.Element(self.tag("c"), r=ref)
        inherited = row.get("s") if row.get("customFormat") else self._column_style(column)
        if inherited:
            cell.set("s", inherited)
        following = next((inside[at] for at in sorted(inside) if at > column), None)
        if following is None:
            row.append(cell)
        else:
            following.addprevious(cell)
        inside[column] = cell
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

    def _make_row(self, number: int) -> etree._Element:
        if number in self._rows:
            return self._rows[number]
        if self._data is None:
            raise ValueError("a sheet without sheetData holds no cells")
        row = etree.Element(self.tag("row"), r=str(number))
        known = sorted(self._rows)
        at = bisect_left(known, number)
        if at == len(known):
            self._data.append(row)
        else:
            self._rows[known[at]].addprevious(row)
        self._rows[number] = row
        self.on_change()
        return row

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

    def styles(self) -> set[str]:
        """Give the numbers of the styles that rows and cells have."""
        nodes = self.root.iter(self.tag("row"), self.tag("c"))
        return {str(node.get("s")) for node in nodes if node.get("s")}

    # values

    def text(self, cell: etree._Element) -> str:
        """Give what a cell holds as text: the string, or the number as stored."""
        if cell.get("t") == "inlineStr":
            return "".join(node.text or "" for node in cell.iter(self.tag("t")))
        value = cell.findtext(self.tag("v")) or ""
        if cell.get("t") == "s" and value.isdigit() and int(value) < len(self._strings):
            return self._strings[int(value)]
        return value

    def number(self, ref: str) -> float:
        """Give the number that a cell holds or last calculated; raises `ValueError` for others."""
        cell = self.cell(ref)
        return float("" if cell is None else self.text(cell))

    def find_text(self, text: str, *, beside: int = 0) -> str:
        """Give the address of the first cell with that text, or of one so many columns after it.

        Raises `KeyError` when no cell holds the text.
        """
        for ref, cell in self.cells():
            if self.text(cell) == text:
                column, row = position(ref)
                return f"{letters(column + beside)}{row}"
        raise KeyError(f"no cell holds {text!r}")

    def formula_cells(self) -> list[str]:
        """List the addresses of cells with a formula."""
        return [ref for ref, cell in self.cells() if cell.find(self.tag("f")) is not None]

    def set_text(self, ref: str, text: str) -> None:
        """Put a text into a cell, which is never taken for a formula."""
        cell = self._emptied(ref)
        cell.set("t", "inlineStr")
        inline = etree.SubElement(cell, self.tag("is"))
        node = etree.SubElement(inline, self.tag("t"))
        node.text = text
        if text != text.strip():
            node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def set_number(self, ref: str, number: float) -> None:
        """Put a number into a cell in place of what it held."""
        etree.SubElement(self._emptied(ref), self.tag("v")).text = f"{number:.15g}"

    def _emptied(self, ref: str) -> etree._Element:
        cell = self.make(ref)
        cell.attrib.pop("t", "")
        for node in list(cell):
            cell.remove(node)
        self.on_change()
        return cell


def _row_of_first(row: etree._Element) -> int:
    """Give the row that the address of the first cell in a row names, 0 for none."""
    ref = row[0].get("r") if len(row) else None
    return position(ref)[1] if ref else 0


def position(ref: str) -> tuple[int, int]:
    """Give (column, row), both 1-based, of an address such as `AB12`; `ValueError` for others.

    Programs also write `ab12` and `$AB$12`.
    """
    found = _REF.fullmatch(ref) or _REF.fullmatch(ref.replace("$", "").strip().upper())
    if found is None:
        raise ValueError(f"{ref!r} is not the address of a cell")
    return column_index(found[1]) + 1, int(found[2])


def made(space: str, markup: str) -> list[etree._Element]:
    """Make elements of a namespace from their markup."""
    return list(etree.fromstring(f'<a xmlns="{space}">{markup}</a>'))


def plain_ref(ref: str | None) -> str:
    """Give an address as Excel writes it; what is no address stays as it is."""
    try:
        column, row = position(ref or "")
    except ValueError:
        return ref or ""
    return f"{letters(column)}{row}"


def letters(column: int) -> str:
    """Give the letters of a 1-based column: 1 → A, 27 → AA."""
    return column_letter(column - 1)
