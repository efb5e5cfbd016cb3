"""A sheet of text built cell by cell for a package: rows of texts and looks in, its XML out.

The one surprising thing: row heights are estimated from the texts, because merged cells never
grow by themselves and a cut sentence helps nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from lxml import etree

from etl.workbook.annotate.fault_lines import plain_text
from etl.workbook.annotate.package import RELATION
from etl.workbook.annotate.sheet_part import letters
from etl.workbook.annotate.style_part import Look, StyleBook

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_LINE_HEIGHT = 1.32  # of the type size


class TextSheet:
    """A new A4 sheet; rows are added from the top."""

    def __init__(
        self, main: str, styles: StyleBook, widths: Sequence[float], hidden: Sequence[int] = ()
    ) -> None:
        """Start a sheet; `widths` in characters, `hidden` the 0-based columns not shown."""
        self._main, self._styles, self._widths, self._hidden = main, styles, widths, hidden
        self._data = etree.Element(self._tag("sheetData"))
        self._merges: list[str] = []
        self._links: list[tuple[str, str]] = []
        self.row = 0  # of the last row added
        self.open_cells: list[str] = []

    def _tag(self, name: str) -> str:
        return f"{{{self._main}}}{name}"

    def add(self, cells: Sequence[tuple[str, Look]], *, height: float | None = None) -> int:
        """Add a row of texts, one a column; gives its number."""
        self.row += 1
        needed = max(
            (self._height(text, look, at) for at, (text, look) in enumerate(cells)), default=0
        )
        row = etree.SubElement(
            self._data,
            self._tag("row"),
            r=str(self.row),
            ht=f"{height or needed:g}",
            customHeight="1",
        )
        for at, (text, look) in enumerate(cells):
            ref = f"{letters(at + 1)}{self.row}"
            self._cell(row, ref, text, look)
            if not look.locked:
                self.open_cells.append(ref)
        return self.row

    def add_wide(self, text: str, look: Look, *, first: int = 0, last: int | None = None) -> int:
        """Add a row whose one text runs over several columns."""
        end = len(self._widths) - 1 if last is None else last
        blank = Look(fill=look.fill, boxed=look.boxed)
        cells = [("", blank)] * first + [(text, look)] + [("", blank)] * (end - first)
        width = sum(self._widths[first : end + 1])
        height = _text_height(text, look, width)
        row = self.add(cells, height=height)
        self.merge(first, end)
        return row

    def merge(self, first: int, last: int) -> None:
        """Merge cells of the last row (0-based columns, both included)."""
        self._merges.append(f"{letters(first + 1)}{self.row}:{letters(last + 1)}{self.row}")

    def link(self, column: int, location: str) -> None:
        """Let a cell of the last row (0-based column) lead to a place in this workbook."""
        self._links.append((f"{letters(column + 1)}{self.row}", location))

    def _cell(self, row: etree._Element, ref: str, text: str, look: Look) -> None:
        cell = etree.SubElement(row, self._tag("c"), r=ref, s=str(self._styles.look(look)))
        if text:
            cell.set("t", "inlineStr")
            inline = etree.SubElement(cell, self._tag("is"))
            node = etree.SubElement(inline, self._tag("t"))
            node.text = plain_text(text)
            node.set(_SPACE, "preserve")

    def _height(self, text: str, look: Look, at: int) -> float:
        if at in self._hidden:
            return 0
        return _text_height(text, look, self._widths[at])

    def build(self, *, frozen: int, colour: str, prompt: tuple[str, str] | None) -> etree._Element:
        """Give the sheet's XML with frozen top rows and A4 print set-up."""
        root = etree.fromstring(f'<worksheet xmlns="{self._main}" xmlns:r="{RELATION}"/>')
        properties = etree.SubElement(root, self._tag("sheetPr"))
        etree.SubElement(properties, self._tag("tabColor"), rgb=colour)
        etree.SubElement(properties, self._tag("pageSetUpPr"), fitToPage="1")
        self._views(root, frozen)
        etree.SubElement(root, self._tag("sheetFormatPr"), defaultRowHeight="15")
        columns = etree.SubElement(root, self._tag("cols"))
        for at, width in enumerate(self._widths, start=1):
            column = etree.SubElement(
                columns,
                self._tag("col"),
                min=str(at),
                max=str(at),
                width=f"{width:g}",
                customWidth="1",
            )
            if at - 1 in self._hidden:
                column.set("hidden", "1")
        root.append(self._data)
        etree.SubElement(
            root,
            self._tag("sheetProtection"),
            sheet="1",
            formatCells="0",
            formatColumns="0",
            formatRows="0",
        )
        merges = etree.SubElement(root, self._tag("mergeCells"), count=str(len(self._merges)))
        for ref in self._merges:
            etree.SubElement(merges, self._tag("mergeCell"), ref=ref)
        if prompt and self.open_cells:
            self._prompt(root, *prompt)
        if self._links:
            links = etree.SubElement(root, self._tag("hyperlinks"))
            for ref, location in self._links:
                etree.SubElement(links, self._tag("hyperlink"), ref=ref, location=location)
        self._print(root)
        return root

    def _views(self, root: etree._Element, frozen: int) -> None:
        views = etree.SubElement(root, self._tag("sheetViews"))
        view = etree.SubElement(
            views, self._tag("sheetView"), showGridLines="0", tabSelected="1", workbookViewId="0"
        )
        if frozen:
            etree.SubElement(
                view,
                self._tag("pane"),
                ySplit=str(frozen),
                topLeftCell=f"A{frozen + 1}",
                activePane="bottomLeft",
                state="frozen",
            )
            etree.SubElement(view, self._tag("selection"), pane="bottomLeft")

    def _prompt(self, root: etree._Element, title: str, text: str) -> None:
        rules = etree.SubElement(root, self._tag("dataValidations"), count="1")
        etree.SubElement(
            rules,
            self._tag("dataValidation"),
            allowBlank="1",
            showInputMessage="1",
            promptTitle=title,
            prompt=text,
            sqref=" ".join(self.open_cells),
        )

    def _print(self, root: etree._Element) -> None:
        etree.SubElement(root, self._tag("printOptions"), horizontalCentered="1")
        etree.SubElement(
            root,
            self._tag("pageMargins"),
            left="0.5",
            right="0.5",
            top="0.6",
            bottom="0.6",
            header="0.3",
            footer="0.3",
        )
        etree.SubElement(
            root, self._tag("pageSetup"), paperSize="9", orientation="landscape", fitToHeight="0"
        )
        footer = etree.SubElement(root, self._tag("headerFooter"))
        text = etree.SubElement(footer, self._tag("oddFooter"))
        text.text = '&C&"Times New Roman,Regular"&11Trang &P/&N'


def _text_height(text: str, look: Look, width: float) -> float:
    letters_in_line = max(width * 11 / look.size * (0.98 if look.bold else 1.06), 1)
    lines = sum(ceil(max(len(part), 1) / letters_in_line) for part in text.split("\n"))
    return round(max(lines, 1) * look.size * _LINE_HEIGHT + 4, 1)
