"""What calamine does not tell about an .ods: content.xml in, what each sheet hides or breaks out.

The one surprising thing: rows and columns say how often they repeat, a million times as a rule, so
only the cells that hold something are looked at, and the file is never held as a tree.
"""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from etl.workbook.foreign.formats.open_styles import (
    TAGS,
    OpenStyles,
    piece,
    shown_text,
    words_of_part,
)
from etl.workbook.foreign.formats.rich_text import Run, is_mixed, is_part_struck, joined
from etl.workbook.issued.cells.details import Address, Details
from etl.workbook.issued.package.zip_parts import Archive

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TAGS = [f"{_TABLE}table", f"{_TABLE}table-column", f"{_TABLE}table-row", *TAGS]
_LONGEST_RUN = 10_000  # of rows or cells that repeat: longer ones are the empty end of a sheet
_WORTH_A_LOOK = re.compile(
    rb"""visibility=["'](?:collapse|filter)|-spanned=["'](?!1["'])|:formula=|value-type=["']percentage|["']\.?vn"""
    rb"""|text-line-through-(?:style|type)=["'](?!none)|text-position=["'](?!0%)"""
    rb"""|value-type=["']time|date-value=["'](?!\d{4}-)|(?:column-width|row-height)=["']0(?:\.0\d*)?[a-z]"""
    # numbers that are divided, hidden, or shown with words or signs behind or before them
    rb"""|display-factor=|volatile="true"><number:text/>"""
    rb"""|<number:number\b[^<>]*/>(?:<number:text> </number:text>)?"""
    rb"""<number:(?:text|currency-symbol)\b[^<>]*>[^<a-z%\x80-\xff]{0,20}[a-z%\x80-\xff]"""
    rb"""|<number:(?:text|currency-symbol)\b[^<>]*>[^<a-z%\x80-\xff]{0,20}[a-z%\x80-\xff][^<]{0,40}"""
    rb"""</number:(?:text|currency-symbol)>(?:<number:text> </number:text>)?<number:number\b""",
    re.I,
)
_ERROR = re.compile(r"#(?:DIV/0!|REF!|N/A|VALUE!|NAME\?|NUM!|NULL!)|Err:\d{3}")
_SAYS_ERROR = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_FORMULA = f"{_TABLE}formula"
_KIND = f"{_OFFICE}value-type"
_LINE = f"{_TEXT}p"  # of a cell's own text: a note in the cell has lines of its own
_DEFAULT_STYLE = f"{_TABLE}default-cell-style-name"
_LINKED = re.compile(r"'(?:file|https?|ftp|smb):[^']*'#", re.I)
_DATE, _DAY = f"{_OFFICE}date-value", re.compile(r"\d{4}-\d\d-\d\d")
_DDE = re.compile(r"\bDDE\s*\(", re.I)
_VALUES = tuple(f"{_OFFICE}{kind}value" for kind in ("", "string-", "date-", "time-", "boolean-"))


def read_details(archive: Archive) -> Callable[[str], Details]:
    """Read the details of all sheets; gives a function from sheet name to its details.

    A document without anything hidden, computed or typed in old fonts costs one search.
    """
    content, common = archive.part("content.xml"), archive.part("styles.xml")
    if not _WORTH_A_LOOK.search(content) and not _WORTH_A_LOOK.search(common):
        return lambda _: Details()
    document = _Document()
    document.read(common)
    document.read(content)
    return lambda name: document.sheets.get(name, _Sheet()).details()


@dataclass(slots=True)
class _Sheet:
    """What was seen of one sheet; `row` and `column` are those of what comes next."""

    row: int = 1
    column: int = 0
    column_styles: list[tuple[int, int, str]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    uncached: set[Address] = field(default_factory=set)
    linked: set[Address] = field(default_factory=set)
    dde: set[Address] = field(default_factory=set)
    errors: dict[Address, str] = field(default_factory=dict)
    fonts: dict[Address, str] = field(default_factory=dict)
    shown: dict[Address, str] = field(default_factory=dict)
    texts: dict[Address, str | None] = field(default_factory=dict)
    struck: set[Address] = field(default_factory=set)
    merged: list[tuple[Address, Address]] = field(default_factory=list)

    def details(self) -> Details:
        """Give it as the reader of cells wants it."""
        return Details(
            hidden_rows=frozenset(self.hidden_rows),
            hidden_columns=frozenset(self.hidden_columns),
            errors=self.errors,
            uncached=frozenset(self.uncached),
            linked=frozenset(self.linked),
            dde=frozenset(self.dde),
            fonts=self.fonts,
            shown=self.shown,
            texts=self.texts,
            struck=frozenset(self.struck),
            merged=tuple(self.merged),
        )


@dataclass(slots=True)
class _Document:
    """The styles and sheets of one document, filled part by part."""

    sheets: dict[str, _Sheet] = field(default_factory=dict)
    styles: OpenStyles = field(default_factory=OpenStyles)
    sheet: _Sheet = field(default_factory=_Sheet)

    def read(self, content: bytes) -> None:
        """Take the styles and the tables of one part; a document may lack one."""
        if not content.strip():
            return
        events = etree.iterparse(
            io.BytesIO(content),
            events=("start", "end"),
            tag=_TAGS,
            resolve_entities=False,
            no_network=True,
            huge_tree=False,
            recover=True,
        )
        for event, node in events:
            if event == "start":
                if node.tag == f"{_TABLE}table":
                    self._begin(node)
                continue
            self._take(node)
            node.clear()

    def _take(self, node: etree._Element) -> None:
        if node.tag == f"{_TABLE}table-column":
            self._take_column(node)
        elif node.tag == f"{_TABLE}table-row":
            self._take_row(node)
        elif node.tag != f"{_TABLE}table":
            self.styles.take(node)

    def _begin(self, node: etree._Element) -> None:
        self.sheet = self.sheets[node.get(f"{_TABLE}name") or ""] = _Sheet()

    def _take_column(self, node: etree._Element) -> None:
        sheet, count = self.sheet, _times(node, "columns")
        if self._is_unseen(node, "table-column"):
            sheet.hidden_columns.update(_run(sheet.column, count))
        style = node.get(_DEFAULT_STYLE) or ""
        sheet.column_styles.append((sheet.column, sheet.column + count, style))
        sheet.column += count

    def _take_row(self, node: etree._Element) -> None:
        sheet, count = self.sheet, _times(node, "rows")
        if self._is_unseen(node, "table-row"):
            sheet.hidden_rows.update(_run(sheet.row, count))
        column = 0
        for cell in node.iterchildren(etree.Element):
            times = _times(cell, "columns")
            down, across = _spans(cell, "rows"), _spans(cell, "columns")
            if down > 1 or across > 1:
                end = (sheet.row + down - 1, column + across - 1)
                sheet.merged.append(((sheet.row, column), end))
            if cell.get(_KIND) or cell.get(_FORMULA):
                for at in _run(column, times):
                    self._take_cell(cell, (sheet.row, at), node.get(_DEFAULT_STYLE) or "")
            column += times
        sheet.row += count

    def _is_unseen(self, node: etree._Element, family: str) -> bool:
        """Tell whether a row or column is hidden, or too small for anything to be seen of it."""
        if node.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            return True
        return self.styles.get(f"{family} {node.get(f'{_TABLE}style-name') or ''}").is_flat

    def _take_cell(self, cell: etree._Element, at: Address, row_style: str) -> None:
        sheet, kind = self.sheet, cell.get(_KIND)
        style, formula = self._style_of(cell, at[1], row_style), cell.get(_FORMULA)
        if formula:
            self._take_formula(cell, at, formula)
        if kind == "percentage":
            sheet.shown[at] = "percent"
        elif kind == "time" or (kind == "date" and not _DAY.match(cell.get(_DATE) or "")):
            sheet.texts[at] = shown_text(cell).strip()  # the value itself is "PT36H30M00S"
        elif kind in ("float", "currency"):
            if how := self.styles.how_shown(style):
                sheet.shown[at] = how
        elif kind == "string":
            self._take_text(cell, at, style)
        if self.styles.get(style).is_struck:
            sheet.struck.add(at)

    def _take_text(self, cell: etree._Element, at: Address, style: str) -> None:
        lines = cell.findall(_LINE)
        runs = tuple(self._runs(lines)) if any(map(len, lines)) else ()
        if is_mixed(runs):
            self.sheet.texts[at] = joined(runs, self.styles.font(style))
        elif font := self._font_of(cell, style):
            self.sheet.fonts[at] = font
        if is_part_struck(runs):
            self.sheet.struck.add(at)

    def _take_formula(self, cell: etree._Element, at: Address, formula: str) -> None:
        sheet, lines, text = self.sheet, cell.findall(_LINE), shown_text(cell).strip()
        if _ERROR.fullmatch(text) or cell.get(_SAYS_ERROR) == "error":  # in words of its language
            sheet.errors[at] = text
        elif not lines and not any(cell.get(name) is not None for name in _VALUES):
            sheet.uncached.add(at)  # a result that is an empty text has an empty line
        if _DDE.search(formula):
            sheet.dde.add(at)
        elif _LINKED.search(formula):
            sheet.linked.add(at)

    def _font_of(self, cell: etree._Element, style: str) -> str:
        """Give the old font of a cell or of a part of its text; "" when there is none."""
        for span in cell.iterfind(f"{_LINE}//{_TEXT}span"):
            font = self.styles.font(f"text {span.get(f'{_TEXT}style-name') or ''}")
            if font:
                return font
        return self.styles.font(style)

    def _style_of(self, cell: etree._Element, column: int, row_style: str) -> str:
        own = cell.get(f"{_TABLE}style-name") or row_style or self._style_of_column(column)
        return f"table-cell {own or 'Default'}"

    def _runs(self, lines: Sequence[etree._Element]) -> Iterator[Run]:
        """Give the parts of a cell's text with their looks."""
        for number, line in enumerate(lines):
            yield Run("\n" if number else "")
            yield Run(piece(line.text or ""))
            for part in line:
                name = f"text {part.get(f'{_TEXT}style-name') or ''}"
                look = self.styles.get(name)
                text = piece("".join(words_of_part(part)))
                yield Run(text, self.styles.font(name), look.is_raised, look.is_struck)
                yield Run(piece(part.tail or ""))

    def _style_of_column(self, column: int) -> str:
        styles = self.sheet.column_styles
        return next((name for start, end, name in styles if start <= column < end), "")


def _run(start: int, count: int) -> range:
    return range(start, start + min(count, _LONGEST_RUN))


def _times(node: etree._Element, what: str) -> int:
    text = node.get(f"{_TABLE}number-{what}-repeated") or ""
    return int(text) if text.isdecimal() and len(text) < 9 else 1


def _spans(cell: etree._Element, what: str) -> int:
    text = cell.get(f"{_TABLE}number-{what}-spanned") or ""
    return min(int(text), _LONGEST_RUN) if text.isdecimal() and len(text) < 9 else 1
