"""What values alone do not tell: the parts of an xlsx in, hidden rows, errors and fonts out.

The one surprising thing: nothing is parsed that is not there. A search for a few bytes decides
whether a sheet has errors, hidden rows, formulas without a result or old fonts at all, and only
then are its cells looked at one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from xml.sax.saxutils import unescape

from etl.workbook.container.reach import column_index
from etl.workbook.container.workbook_part import read_outline
from etl.workbook.container.zip_parts import Archive, find, plain_name
from etl.workbook.sheets.pictures import read_pictures
from etl.workbook.sheets.rich_text import (
    Run,
    is_mixed,
    is_part_struck,
    joined,
    old_font,
    read_inline_runs,
    read_runs,
)
from etl.workbook.sheets.styles import Styles, read_styles

Address = tuple[int, int]  # Excel row (1-based), column index (0-based)

# a tag ends before the next begins: patterns that look further take forever on tags without an end
_ROW = re.compile(rb"""<(?:\w+:)?row\b([^<>]*\b(?:hidden|ht)\s*=\s*["'][^<>]*)>""")
_COL = re.compile(rb"[<:]col\b([^<>]*)>")
# hidden, or lower than a point and narrower than a letter, so that nothing of it is seen
_UNSEEN = re.compile(
    rb"""\bhidden\s*=\s*["'](?:1|true)["']|\b(?:ht|width)\s*=\s*["']0*(?:\.\d*)?["']"""
)
_HIDDEN = re.compile(rb"hidden")  # a first look, as is the next
_FLAT = re.compile(rb""" ht(?:=["'][0.]|\s)""")
_THIN = re.compile(rb"""width\s*=\s*["']0*(?:\.\d*)?["']""")
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\b([^<>]*\bt\s*=\s*["']e["'][^<>]*)(?<!/)>[^<]*"""
    rb"""(?:<(?!/?(?:\w+:)?c\b|(?:\w+:)?v>)[^<]*)*<(?:\w+:)?v>([^<]*)<"""
)
_RICH = re.compile(rb"""\bvm\s*=\s*["'](\d{1,7})["']""")
_UNCACHED = re.compile(
    rb"<(?:\w+:)?c\b([^<>]*[^</>])>\s*<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)\s*+"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*+</(?:\w+:)?c>"
)
# a formula that is not followed at once by a result
_SUSPECT = re.compile(rb"<f\b(?:[^<>]*/>|[^<>]*>[^<]*</f>)(?!<v>[^<\s])")
_NOUGHT = re.compile(rb"<f(?: [^<>]*)?(?:/>|>([^<]*)</f>)<v>0</v>")
_FORMULA = re.compile(rb"<f[ />]")
_ANY_TYPE = re.compile(rb"""\bt\s*=\s*["'](?!n["'])""")
_TEXT = re.compile(rb"""\bt\s*=\s*["']str["']""")  # of a formula
_LINKED = re.compile(
    rb"<(?:\w+:)?c\b([^<>]*[^</>])>\s*<(?:\w+:)?f\b[^<>]*>[^<]*\[(\d{1,4})\][^<]*<"
)
# "service|'topic'!item", as it is typed, and the function of other programs
_DDE = re.compile(
    rb"<(?:\w+:)?c\b([^<>]*[^</>])>\s*<(?:\w+:)?f\b[^<>]*>[^<]*?(?:\bDDE\s*\(|"
    rb"""[\w.']\|(?:(?:'|&apos;)[^'<]*?(?:'|&apos;)|[^<|"'&(),\s]*)!)[^<]*<"""
)
_CELL = re.compile(rb"<(?:\w+:)?c\b([^<>]*[^</>])>(?:\s*<(?:\w+:)?v>(\d+)<)?")
_LARGE = re.compile(rb"<(?:\w+:)?v>(?:\d{7}|\d[\d.]*[eE]\+?[1-9])")
_REF = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_STYLE = re.compile(rb"""\bs\s*=\s*["'](\d{1,6})["']""")
_SHARED = re.compile(rb"""\bt\s*=\s*["']s["']""")
_ROW_NUMBER = re.compile(rb"""\br\s*=\s*["'](\d{1,7})["']""")
_FIRST_CELL = re.compile(rb"""\s*<(?:\w+:)?c\b[^<>]*\br\s*=\s*["'][A-Z]{1,3}(\d{1,7})["']""")
_FIRST_COLUMN = re.compile(rb"""\bmin\s*=\s*["'](\d{1,5})["']""")
_LAST_COLUMN = re.compile(rb"""\bmax\s*=\s*["'](\d{1,5})["']""")


@dataclass(slots=True)
class Details:
    """What a sheet hides, breaks or writes in old fonts; addresses are (row, column index)."""

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    errors: dict[Address, str] = field(default_factory=dict)  # "#DIV/0!"…
    pictures: frozenset[Address] = frozenset()  # that lie in cells, not upon them
    uncached: frozenset[Address] = frozenset()  # formulas whose result was never stored
    noughts: dict[Address, str] = field(default_factory=dict)  # formulas that store 0
    has_noughts_only: bool = False  # and that whoever opens the workbook is to compute
    linked: frozenset[Address] = frozenset()  # formulas that ask another file
    dde: frozenset[Address] = frozenset()  # formulas that ask another program
    fonts: dict[Address, str] = field(default_factory=dict)  # old fonts only
    shown: dict[Address, str] = field(default_factory=dict)  # see `number_formats.how_shown`
    texts: dict[Address, str | None] = field(default_factory=dict)  # None: not to be read
    struck: frozenset[Address] = frozenset()  # cells struck out, whole or in part
    merged: tuple[tuple[Address, Address], ...] = ()  # of an .ods, whose parser leaves them out


class Parts:
    """The parts of one xlsx."""

    def __init__(self, archive: Archive) -> None:
        """Take an archive that `safety` has let through."""
        self._archive = archive
        self.outline = read_outline(
            archive.part("xl/workbook.xml"), archive.part("xl/_rels/workbook.xml.rels")
        )

    @cached_property
    def styles(self) -> Styles:
        """Cell formats that matter: old fonts, percentages, scaled numbers."""
        return read_styles(self._archive.part("xl/styles.xml"))

    @cached_property
    def _has_links(self) -> bool:
        return any("/externallinks/" in name for name in map(plain_name, self._archive.entries))

    @cached_property
    def _programs(self) -> frozenset[bytes]:
        """Numbers, as formulas write them, of the links that lead to other programs."""
        return frozenset(
            b"%d" % number
            for number, part in enumerate(self.outline.links, 1)
            if b"ddeLink" in self._archive.part(part)
        )

    @cached_property
    def _runs(self) -> dict[int, tuple[Run, ...]]:
        """Shared strings with parts whose looks change what they mean."""
        return read_runs(self._archive.part("xl/sharedStrings.xml"))

    def details(self, sheet: str) -> Details:
        """Look for what is special about the cells of one sheet."""
        name = self.outline.sheets.get(sheet, "")
        content = self._archive.part(name)
        self._archive.forget(name)
        details = Details()
        if _HIDDEN.search(content) or _FLAT.search(content):
            details.hidden_rows = frozenset(_hidden_rows(content))
        details.hidden_columns = frozenset(_hidden_columns(content))
        erring = self._archive.erring
        # "#" begins most errors; others were seen when the sheet was packed for the parser
        if b"#" in content or erring is None or self._archive.spelled(name) in erring:
            self._errors(content, details)
        first = find(content, b"<f", b"f")
        if first >= 0 or _is_prefixed(content):
            self._formulas(content, max(first, 0), details)
        styles = self.styles
        # the sign of đồng matters beside large numbers only, see `extras`
        is_shown = styles.shown and (not styles.has_signs_only or _LARGE.search(content))
        if styles.fonts or is_shown or styles.struck or self._runs:
            self._cells(content, details)
        if find(content, b"rPr", b"P") >= 0:
            self._inline(content, details)
        return details

    def _errors(self, content: bytes, details: Details) -> None:
        pictures: list[Address] = []
        for found in _ERROR.finditer(content):
            at, rich = _address(found[1]), _RICH.search(found[1])
            if at and rich and int(rich[1]) in self._pictures:
                pictures.append(at)
            elif at:
                details.errors[at] = unescape(found[2].decode("utf-8", "replace")).strip()
        details.pictures = frozenset(pictures)

    @cached_property
    def _pictures(self) -> frozenset[int]:
        return read_pictures(self._archive)

    def _formulas(self, content: bytes, first: int, details: Details) -> None:
        """Look at the formulas of a sheet, the first of which stands at `first` or after."""
        details.uncached = frozenset(
            at
            for found in _uncached(content, first)
            if not _TEXT.search(found[1]) and (at := _address(found[1]))
        )
        if any(content.find(end + b"<v>0</v>", first) >= 0 for end in (b"</f>", b"/>")):
            details.noughts = dict(_noughts(content, first))
            count = len(details.noughts) + len(details.uncached)
            details.has_noughts_only = self.outline.is_to_be_computed and count == len(
                _FORMULA.findall(content, first)
            )
        if self._has_links and b"[" in content:
            asked = [
                (at, found[2] in self._programs)
                for found in _LINKED.finditer(content)
                if (at := _address(found[1]))
            ]
            details.linked = frozenset(at for at, is_program in asked if not is_program)
            details.dde = frozenset(at for at, is_program in asked if is_program)
        if b"|" in content or content.find(b"DDE", first) >= 0:
            details.dde |= frozenset(
                at for found in _DDE.finditer(content) if (at := _address(found[1]))
            )

    def _cells(self, content: bytes, details: Details) -> None:
        """Walk all cells of a sheet whose workbook has old fonts or other unusual formats."""
        styles, known = self.styles, self._runs
        struck: list[Address] = []
        for found in _CELL.finditer(content):
            style = _STYLE.search(found[1])
            number = int(style[1]) if style else 0
            font = styles.fonts.get(number)
            is_text = found[2] and known and _SHARED.search(found[1])
            runs = known.get(int(found[2])) if is_text else None
            how = styles.shown.get(number)
            is_struck = number in styles.struck
            at = _address(found[1]) if font or how or runs or is_struck else None
            if at is None:
                continue
            if font and runs is None:
                details.fonts[at] = font
            if how:
                details.shown[at] = how
            if is_struck:
                struck.append(at)
            if runs:
                _take_runs(runs, at, font or "", details)
        details.struck |= frozenset(struck)

    def _inline(self, content: bytes, details: Details) -> None:
        """Look at texts that stand in their cells with looks of their own."""
        for attributes, runs in read_inline_runs(content):
            at, style = _address(attributes), _STYLE.search(attributes)
            if at is not None:
                own = self.styles.fonts.get(int(style[1]) if style else 0, "")
                _take_runs(runs, at, own, details)


def _take_runs(runs: Sequence[Run], at: Address, own: str, details: Details) -> None:
    """Take in what the runs of a cell mean; `own` is the old font of the cell, if it has one."""
    if is_mixed(runs):
        details.texts[at] = joined(runs, own)
    elif font := old_font(runs) or own:
        details.fonts[at] = font
    if is_part_struck(runs):
        details.struck |= {at}


def _uncached(content: bytes, first: int) -> Iterator[re.Match[bytes]]:
    """Give the cells with a formula but no result; `first` is where formulas begin."""
    if _is_prefixed(content):
        yield from _UNCACHED.finditer(content)
        return
    for suspect in _SUSPECT.finditer(content, first):
        cell = _UNCACHED.match(content, content.rfind(b"<", 0, suspect.start()))
        if cell:
            yield cell


def _noughts(content: bytes, first: int) -> Iterator[tuple[Address, str]]:
    """Give the cells with a formula that stores a nought, and the formulas."""
    for found in _NOUGHT.finditer(content, first):
        cell = content[content.rfind(b"<", 0, found.start()) : found.start()]
        at = _address(cell)
        if at and cell.startswith(b"<c ") and not _ANY_TYPE.search(cell):
            yield at, (found[1] or b"").decode("utf-8", "replace")


def _is_prefixed(content: bytes) -> bool:
    return b"<worksheet" not in content[:2_000]


def _address(attributes: bytes) -> Address | None:
    found = _REF.search(attributes)
    return (int(found[2]), column_index(found[1].decode())) if found else None


def _hidden_rows(content: bytes) -> Iterator[int]:
    for found in _ROW.finditer(content):
        if _UNSEEN.search(found[1]):
            row = _ROW_NUMBER.search(found[1]) or _FIRST_CELL.match(content, found.end())
            if row:
                yield int(row[1])


def _hidden_columns(content: bytes) -> Iterator[int]:
    """Give each hidden column once, however many ranges hide it."""
    spans = set()
    end = max(content.find(b"sheetData"), 0)
    columns = content[max(content.find(b"cols>", 0, end), 0) : end]
    is_any = b"hidden" in columns or _THIN.search(columns)
    for found in _COL.finditer(columns) if is_any else ():
        first, last = _FIRST_COLUMN.search(found[1]), _LAST_COLUMN.search(found[1])
        if first and last and _UNSEEN.search(found[1]):
            spans.add((int(first[1]) - 1, min(int(last[1]), 16_384)))
    reached = 0
    for start, stop in sorted(spans):
        yield from range(max(start, reached), stop)
        reached = max(reached, stop)
