"""What calamine does not tell about an .ods: content.xml in, what each sheet hides or breaks out.

The one surprising thing: rows and columns say how often they repeat, a million times as a rule, so
only the cells that hold something are looked at, and the file is never held as a tree.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from etl.workbook.foreign.formats.open_styles import (
    OFFICE,
    STYLE_TAGS,
    TABLE,
    TEXT,
    OpenStyles,
    count_of,
    piece,
    shown_text,
    words_of_part,
)
from etl.workbook.foreign.formats.rich_text import Run, Seen, elements
from etl.workbook.issued.cells.details import Address, Details
from etl.workbook.issued.package.zip_parts import Archive

_SHEET, _COLUMN, _ROW = f"{TABLE}table", f"{TABLE}table-column", f"{TABLE}table-row"
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
_FORMULA = f"{TABLE}formula"
_KIND = f"{OFFICE}value-type"
_LINE = f"{TEXT}p"  # of a cell's own text: a note in the cell has lines of its own
_DEFAULT_STYLE = f"{TABLE}default-cell-style-name"
_LINKED = re.compile(r"'(?:file|https?|ftp|smb):[^']*'#", re.I)
_TEXT_STYLE = f"{TEXT}style-name"
_DATE, _DAY = f"{OFFICE}date-value", re.compile(r"\d{4}-\d\d-\d\d")
_DDE = re.compile(r"\bDDE\s*\(", re.I)
_VALUES = tuple(f"{OFFICE}{kind}value" for kind in ("", "string-", "date-", "time-", "boolean-"))


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
    return document.details


@dataclass(slots=True)
class _Sheet:
    """What was seen of one sheet; `row` and `column` are those of what comes next."""

    row: int = 1
    column: int = 0
    column_styles: list[tuple[int, int, str]] = field(default_factory=list)
    merged: list[tuple[Address, Address]] = field(default_factory=list)
    seen: Seen = field(default_factory=Seen)


@dataclass(slots=True)
class _Document:
    """The styles and sheets of one document, filled part by part."""

    sheets: dict[str, _Sheet] = field(default_factory=dict)
    styles: OpenStyles = field(default_factory=OpenStyles)
    sheet: _Sheet = field(default_factory=_Sheet)

    def details(self, name: str) -> Details:
        """Give what was seen of a sheet as the reader of cells wants it."""
        sheet = self.sheets.get(name, _Sheet())
        return Details(merged=tuple(sheet.merged), **sheet.seen.fields())

    def read(self, content: bytes) -> None:
        """Take the styles and the tables of one part; a document may lack one."""
        tags = (_SHEET, _COLUMN, _ROW, *STYLE_TAGS)
        for event, node in elements(content, *tags) if content.strip() else ():
            if event == "start":
                if node.tag == _SHEET:
                    self.sheet = self.sheets[node.get(f"{TABLE}name") or ""] = _Sheet()
                continue
            if node.tag == _COLUMN:
                self._take_column(node)
            elif node.tag == _ROW:
                self._take_row(node)
            elif node.tag != _SHEET:
                self.styles.take(node)
            node.clear()

    def _take_column(self, node: etree._Element) -> None:
        sheet, count = self.sheet, count_of(node, "columns-repeated")
        if self._is_unseen(node, "table-column"):
            sheet.seen.places["hidden_columns"].update(_run(sheet.column, count))
        style = node.get(_DEFAULT_STYLE) or ""
        sheet.column_styles.append((sheet.column, sheet.column + count, style))
        sheet.column += count

    def _take_row(self, node: etree._Element) -> None:
        sheet, count = self.sheet, count_of(node, "rows-repeated")
        if self._is_unseen(node, "table-row"):
            sheet.seen.places["hidden_rows"].update(_run(sheet.row, count))
        column = 0
        for cell in node.iterchildren(etree.Element):
            times = count_of(cell, "columns-repeated")
            down, across = (
                min(count_of(cell, f"{what}-spanned"), _LONGEST_RUN) for what in ("rows", "columns")
            )
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
        if node.get(f"{TABLE}visibility") in ("collapse", "filter"):
            return True
        return self.styles.get(f"{family} {node.get(f'{TABLE}style-name') or ''}").is_flat

    def _take_cell(self, cell: etree._Element, at: Address, row_style: str) -> None:
        seen, kind, formula = self.sheet.seen, cell.get(_KIND), cell.get(_FORMULA)
        style = self._style_of(cell, at[1], row_style)
        if formula:
            _take_formula(seen, cell, at, formula)
        if kind == "percentage":
            seen.said["shown"][at] = "percent"
        elif kind == "time" or (kind == "date" and not _DAY.match(cell.get(_DATE) or "")):
            seen.said["texts"][at] = shown_text(cell).strip()  # the value itself is "PT36H30M00S"
        elif kind in ("float", "currency"):
            if how := self.styles.how_shown(style):
                seen.said["shown"][at] = how
        elif kind == "string":
            lines = cell.findall(_LINE)
            runs = tuple(self._runs(lines)) if any(map(len, lines)) else ()
            seen.take(runs, at, self.styles.font(style))
        if self.styles.get(style).is_struck:
            seen.places["struck"].add(at)

    def _style_of(self, cell: etree._Element, column: int, row_style: str) -> str:
        own = cell.get(f"{TABLE}style-name") or row_style
        if not own:
            styles = self.sheet.column_styles
            own = next((name for start, end, name in styles if start <= column < end), "")
        return f"table-cell {own or 'Default'}"

    def _runs(self, lines: Sequence[etree._Element]) -> Iterator[Run]:
        for number, line in enumerate(lines):
            yield Run("\n" if number else "")
            yield Run(piece(line.text or ""))
            for part in line:
                looks = [f"text {one.get(_TEXT_STYLE) or ''}" for one in part.iter(f"{TEXT}*")]
                font = next(filter(None, map(self.styles.font, looks)), "")
                look = self.styles.get(looks[0] if looks else "")
                text = piece("".join(words_of_part(part)))
                yield Run(text, font, look.is_raised, look.is_struck)
                yield Run(piece(part.tail or ""))


def _take_formula(seen: Seen, cell: etree._Element, at: Address, formula: str) -> None:
    lines, text = cell.findall(_LINE), shown_text(cell).strip()
    if _ERROR.fullmatch(text) or cell.get(_SAYS_ERROR) == "error":  # in words of its language
        seen.said["errors"][at] = text
    elif not lines and not any(cell.get(name) is not None for name in _VALUES):
        seen.places["uncached"].add(at)  # a result that is an empty text has an empty line
    if _DDE.search(formula):
        seen.places["dde"].add(at)
    elif _LINKED.search(formula):
        seen.places["linked"].add(at)


def _run(start: int, count: int) -> range:
    return range(start, start + min(count, _LONGEST_RUN))
