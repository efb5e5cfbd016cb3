"""What values alone do not tell: the parts of an xlsx in, hidden rows, errors and formulas out.

The one surprising thing: nothing is parsed that is not there. A search for a few bytes decides
whether there is anything special, and only then are the cells of a sheet looked at one by one.
"""

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from typing import Any

from etl.workbook.issued.package.reach import column_index
from etl.workbook.issued.package.workbook_part import read_outline
from etl.workbook.issued.package.zip_parts import Archive, find, plain_name

# what `Details.shown` says, beside names of units
MISLEADING = frozenset({"scaled", "hidden"})
# a share stored as a hundredth or beside its sign, and how many per cent one of it is
SHARES = {"percent": 100.0, "%": 1.0, "‰": 0.1, "‱": 0.01}
SIGN = "₫"  # đồng and nothing else, as a click on the button for accounts shows it too
Address = tuple[int, int]  # Excel row (1-based), column index (0-based)

# a tag ends before the next begins: patterns that look further take forever on tags without an end
_ROW = re.compile(rb"""<(?:\w+:)?row\b([^<>]*\b(?:hidden|ht)\s*=\s*["'][^<>]*)>""")
_COL = re.compile(rb"[<:]col\b([^<>]*)>")
# hidden, or lower than a point and narrower than a letter, so that nothing of it is seen
_UNSEEN = re.compile(
    rb"""\bhidden\s*=\s*["'](?:1|true)["']|\b(?:ht|width)\s*=\s*["']0*(?:\.\d*)?["']"""
)
_HIDDEN = re.compile(rb"hidden")  # a first look, as are the next two
_FLAT = re.compile(rb""" ht(?:=["'][0.]|\s)""")
_THIN = re.compile(rb"""width\s*=\s*["']0*(?:\.\d*)?["']""")
ERROR = re.compile(
    rb"""<(?:\w+:)?c\b([^<>]*\bt\s*=\s*["']e["'][^<>]*)(?<!/)>[^<]*"""
    rb"""(?:<(?!/?(?:\w+:)?c\b|(?:\w+:)?v>)[^<]*)*<(?:\w+:)?v>([^<]*)<"""
)
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
_REF = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_ROW_NUMBER = re.compile(rb"""\br\s*=\s*["'](\d{1,7})["']""")
_FIRST_CELL = re.compile(rb"""\s*<(?:\w+:)?c\b[^<>]*\br\s*=\s*["'][A-Z]{1,3}(\d{1,7})["']""")
_FIRST_COLUMN = re.compile(rb"""\bmin\s*=\s*["'](\d{1,5})["']""")
_LAST_COLUMN = re.compile(rb"""\bmax\s*=\s*["'](\d{1,5})["']""")


@dataclass(frozen=True, slots=True)
class Details:
    """What a sheet hides, breaks or writes in old fonts; addresses are (row, column index)."""

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    errors: Mapping[Address, str] = field(default_factory=dict)  # "#DIV/0!"…
    pictures: frozenset[Address] = frozenset()  # that lie in cells, not upon them
    uncached: Set[Address] = frozenset()  # formulas whose result was never stored
    noughts: Mapping[Address, str] = field(default_factory=dict)  # formulas that store 0
    has_noughts_only: bool = False  # and that whoever opens the workbook is to compute
    linked: Set[Address] = frozenset()  # formulas that ask another file
    dde: Set[Address] = frozenset()  # formulas that ask another program
    fonts: Mapping[Address, str] = field(default_factory=dict)  # old fonts only
    shown: Mapping[Address, str] = field(default_factory=dict)  # see `looks.how_shown`
    texts: Mapping[Address, str | None] = field(default_factory=dict)  # None: not to be read
    struck: Set[Address] = frozenset()  # cells struck out, whole or in part
    merged: tuple[tuple[Address, Address], ...] = ()  # of an .ods, whose parser leaves them out


class Parts:
    """The parts of one xlsx."""

    def __init__(self, archive: Archive) -> None:
        """Take an archive that the gate has let through."""
        self._archive = archive
        self.outline = read_outline(
            archive.part("xl/workbook.xml"), archive.part("xl/_rels/workbook.xml.rels")
        )

    @cached_property
    def _programs(self) -> frozenset[bytes]:
        """Numbers, as formulas write them, of the links that lead to other programs."""
        links = enumerate(self.outline.links, 1)
        return frozenset(b"%d" % at for at, part in links if b"ddeLink" in self._archive.part(part))

    def content(self, sheet: str) -> bytes:
        """Give the XML of a sheet, for which nobody will ask again."""
        name = self.outline.sheets.get(sheet, "")
        content = self._archive.part(name)
        self._archive.forget(name)
        return content

    def details(self, sheet: str, content: bytes, looks: Mapping[str, Any]) -> Details:
        """Look for what is special about the cells of one sheet; `looks` are fields as they are."""
        may_hide = _HIDDEN.search(content) or _FLAT.search(content)
        erring, name = self._archive.erring, self.outline.sheets.get(sheet, "")
        # "#" begins most errors; others were seen when the sheet was packed for the parser
        may_err = b"#" in content or erring is None or self._archive.spelled(name) in erring
        errors = _cells(ERROR, content) if may_err else ()
        first = find(content, b"<f", b"f")
        has_formulas = first >= 0 or _is_prefixed(content)
        return Details(
            hidden_rows=frozenset(_hidden_rows(content)) if may_hide else frozenset(),
            hidden_columns=frozenset(_hidden_columns(content)),
            errors={at: unescape(str(one[2], "utf-8", "replace")).strip() for at, one in errors},
            **(self._formulas(content, max(first, 0)) if has_formulas else {}),
            **looks,
        )

    def _formulas(self, content: bytes, first: int) -> dict[str, Any]:
        """Look at the formulas of a sheet, the first of which stands at `first` or after."""
        uncached = {at for at, cell in _uncached(content, first) if not _TEXT.search(cell[1])}
        found: dict[str, Any] = {"uncached": uncached}
        if any(content.find(end + b"<v>0</v>", first) >= 0 for end in (b"</f>", b"/>")):
            noughts = found["noughts"] = dict(_noughts(content, first))
            is_all = len(noughts) + len(uncached) == len(_FORMULA.findall(content, first))
            found["has_noughts_only"] = self.outline.is_to_be_computed and is_all
        dde: set[Address] = set()
        entries = map(plain_name, self._archive.entries) if b"[" in content else ()
        if any("/externallinks/" in name for name in entries):
            asked = {at: link[2] in self._programs for at, link in _cells(_LINKED, content)}
            found["linked"] = {at for at, is_program in asked.items() if not is_program}
            dde = {at for at, is_program in asked.items() if is_program}
        if b"|" in content or content.find(b"DDE", first) >= 0:
            dde |= {at for at, _ in _cells(_DDE, content)}
        return {**found, "dde": dde}


def address(attributes: bytes) -> Address | None:
    """Give the address among the attributes of a cell."""
    found = _REF.search(attributes)
    return (int(found[2]), column_index(found[1].decode())) if found else None


def _cells(pattern: re.Pattern[bytes], content: bytes) -> Iterator[tuple[Address, re.Match[bytes]]]:
    """Give the cells that a pattern finds, the first group of which is their attributes."""
    for found in pattern.finditer(content):
        if at := address(found[1]):
            yield at, found


def _uncached(content: bytes, first: int) -> Iterator[tuple[Address, re.Match[bytes]]]:
    """Give the cells with a formula but no result; `first` is where formulas begin."""
    if _is_prefixed(content):
        yield from _cells(_UNCACHED, content)
        return
    for suspect in _SUSPECT.finditer(content, first):
        cell = _UNCACHED.match(content, content.rfind(b"<", 0, suspect.start()))
        if cell and (at := address(cell[1])):
            yield at, cell


def _noughts(content: bytes, first: int) -> Iterator[tuple[Address, str]]:
    """Give the cells with a formula that stores a nought, and the formulas."""
    for found in _NOUGHT.finditer(content, first):
        cell = content[content.rfind(b"<", 0, found.start()) : found.start()]
        at = address(cell)
        if at and cell.startswith(b"<c ") and not _ANY_TYPE.search(cell):
            yield at, str(found[1] or b"", "utf-8", "replace")


def _is_prefixed(content: bytes) -> bool:
    return b"<worksheet" not in content[:2_000]


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
