"""A sheet of text built cell by cell for a package: rows of texts and looks in, its XML out.

The one surprising thing: row heights are estimated from the texts, because merged cells never
grow by themselves and a cut sentence helps nobody.
"""

from collections.abc import Sequence
from math import ceil

from lxml import etree

from etl.workbook.annotate.package import RELATION
from etl.workbook.annotate.sheet_part import address, made, plain_text
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
    """A new A4 sheet; rows are added from the top. Its last column, of keys, is not shown."""

    def __init__(self, main: str, styles: StyleBook, widths: Sequence[float]) -> None:
        """Start a sheet; `widths` of its columns in characters."""
        self._main, self._styles, self._widths = main, styles, widths
        self._data = etree.Element(self._tag("sheetData"))
        self._merges: list[str] = []
        self._links: list[tuple[str, str]] = []
        self._open: list[str] = []
        self._row = 0  # the last one added

    def _tag(self, name: str) -> str:
        return f"{{{self._main}}}{name}"

    def add(self, cells: Sequence[tuple[str, Look]], *, height: float | None = None) -> None:
        """Add a row of texts, one a column."""
        self._row += 1
        shown = zip(cells, self._widths[:-1], strict=False)
        needed = max((_text_height(*cell, width) for cell, width in shown), default=0)
        about = {"r": str(self._row), "ht": f"{height or needed:g}", "customHeight": "1"}
        row = etree.SubElement(self._data, self._tag("row"), about)
        for at, (text, look) in enumerate(cells):
            ref = address(at + 1, self._row)
            cell = etree.SubElement(row, self._tag("c"), r=ref, s=str(self._styles.look(look)))
            if text:
                cell.set("t", "inlineStr")
                inline = etree.SubElement(cell, self._tag("is"))
                node = etree.SubElement(inline, self._tag("t"))
                node.text = plain_text(text)
                node.set(_SPACE, "preserve")
            if not look.locked:
                self._open.append(ref)

    def add_wide(self, text: str, look: Look) -> None:
        """Add a row whose one text runs over all columns shown."""
        blank = Look(fill=look.fill, boxed=look.boxed)
        shown = self._widths[:-1]
        height = _text_height(text, look, sum(shown))
        self.add([(text, look), *[("", blank)] * (len(shown) - 1)], height=height)
        self.merge(len(shown))

    def merge(self, count: int) -> None:
        """Merge the first cells of the last row."""
        self._merges.append(f"{address(1, self._row)}:{address(count, self._row)}")

    def link(self, column: int, location: str) -> None:
        """Let a cell of the last row (1-based column) lead to a place in this workbook."""
        self._links.append((address(column, self._row), location))

    def build(self, *, frozen: int, colour: str, prompt: tuple[str, str] | None) -> etree._Element:
        """Give the sheet's XML; `prompt` is what its open cells say: a title and a text."""
        columns = "".join(
            f'<col min="{at}" max="{at}" width="{width:g}" customWidth="1"'
            + ' hidden="1"' * (at == len(self._widths))
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
        if prompt and self._open:
            rules = etree.SubElement(root, self._tag("dataValidations"), count="1")
            about = {"promptTitle": prompt[0], "prompt": prompt[1]}
            said = {"allowBlank": "1", "showInputMessage": "1", "sqref": " ".join(self._open)}
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
