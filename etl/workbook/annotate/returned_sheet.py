"""A sheet of text built cell by cell for a package: rows of texts and looks in, its XML out.

The one surprising thing: row heights are estimated from the texts, because merged cells never
grow by themselves and a cut sentence helps nobody.
"""

from collections.abc import Sequence
from math import ceil

from lxml import etree

from etl.workbook.annotate.fault_lines import plain_text
from etl.workbook.annotate.package import RELATION
from etl.workbook.annotate.sheet_part import letters, made
from etl.workbook.annotate.style_part import Look, StyleBook

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_LINE_HEIGHT = 1.32  # of the type size
_PRINT = (
    '<printOptions horizontalCentered="1"/><pageMargins left="0.5" right="0.5" top="0.6" '
    'bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" '
    'fitToHeight="0"/><headerFooter><oddFooter>&amp;C&amp;"Times New Roman,Regular"&amp;11Trang '
    "&amp;P/&amp;N</oddFooter></headerFooter>"
)


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
        columns = "".join(
            f'<col min="{at}" max="{at}" width="{width:g}" customWidth="1"'
            + ' hidden="1"' * (at - 1 in self._hidden)
            + "/>"
            for at, width in enumerate(self._widths, start=1)
        )
        pane = (
            f'<pane ySplit="{frozen}" topLeftCell="A{frozen + 1}" activePane="bottomLeft" '
            'state="frozen"/><selection pane="bottomLeft"/>'
        )
        merges = "".join(f'<mergeCell ref="{ref}"/>' for ref in self._merges)
        root = etree.fromstring(
            f'<worksheet xmlns="{self._main}" xmlns:r="{RELATION}"><sheetPr><tabColor '
            f'rgb="{colour}"/><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView '
            f'showGridLines="0" tabSelected="1" workbookViewId="0">{pane}</sheetView></sheetViews>'
            f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetProtection '
            'sheet="1" formatCells="0" formatColumns="0" formatRows="0"/>'
            f'<mergeCells count="{len(self._merges)}">{merges}</mergeCells></worksheet>'
        )
        root[3].addnext(self._data)
        if prompt and self.open_cells:
            rules = etree.SubElement(root, self._tag("dataValidations"), count="1")
            about = {"promptTitle": prompt[0], "prompt": prompt[1]}
            said = {"allowBlank": "1", "showInputMessage": "1", "sqref": " ".join(self.open_cells)}
            etree.SubElement(rules, self._tag("dataValidation"), {**said, **about})
        if self._links:
            links = etree.SubElement(root, self._tag("hyperlinks"))
            for ref, location in self._links:
                etree.SubElement(links, self._tag("hyperlink"), ref=ref, location=location)
        root.extend(made(self._main, _PRINT))
        return root


def _text_height(text: str, look: Look, width: float) -> float:
    letters_in_line = max(width * 11 / look.size * (0.98 if look.bold else 1.06), 1)
    lines = sum(ceil(max(len(part), 1) / letters_in_line) for part in text.split("\n"))
    return round(max(lines, 1) * look.size * _LINE_HEIGHT + 4, 1)
