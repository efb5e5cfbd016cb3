"""Reads texts that must be on a list (places, ethnic groups, choices): text in, stored value out.

The one surprising thing: one and the same text is looked up once for many workbooks, because all
of them name the same two hundred communes.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from etl.kinds import Listed, Trouble, listed_kind
from etl.model import CellValue, Column
from etl.reference import Day
from etl.wording.names import visible
from etl.workbook.issued.values.numbers import looks_garbled
from etl.workbook.issued.values.trouble import say

_MOST_REMEMBERED = 20_000
_MOST_SUGGESTED = 300  # unknown names of one column for which near ones are searched
_LONGEST_NAME = 200  # characters; no name on any list is half as long

_Known = dict[Hashable, CellValue]
_Looked = dict[tuple[str, str], str | Trouble]


@dataclass(slots=True)
class TextReader:
    """Reads the texts of one column of a table."""

    column: Column
    day: Day
    kind: Listed | None  # None: any text will do
    within: Sequence[str] | None  # by position: members of the kind above
    known: _Known  # cells and what they stood for, of this table or another
    looked: _Looked  # texts, in what they must lie, and what was found
    unknown: int = 0

    def keys(self, cells: Sequence[Any]) -> Sequence[Any]:
        """Give under which keys `known` has the cells of a column."""
        return cells if self.within is None else list(zip(cells, self.within, strict=True))

    def remember(self, key: Hashable, cell: str, value: CellValue) -> None:
        """Keep in mind what a cell stood for."""
        if len(cell) <= _LONGEST_NAME:
            self.known[key] = value

    def look_up(self, text: str, within: str) -> CellValue | Trouble:
        """Give the value of a text, a free one composed and with ordinary single spaces."""
        if self.kind is None:
            bare = " ".join(visible(text).split())
            return bare if bare.isascii() else unicodedata.normalize("NFC", bare)
        known = self.looked.get((text, within))
        if known is not None:
            return known
        suggest = self.unknown < _MOST_SUGGESTED
        found = self._find(self.kind, text[:_LONGEST_NAME], within, suggest=suggest)
        self.unknown += isinstance(found, Trouble)
        if suggest:
            self.looked[text, within] = found
        return found

    def _find(self, kind: Listed, text: str, within: str, *, suggest: bool) -> str | Trouble:
        is_garbled = looks_garbled(text)
        text = text if is_garbled else visible(text)  # a sign of old fonts is not drawn
        found = kind.read(self.column, text, self.day, within, suggest=suggest)
        if is_garbled and isinstance(found, Trouble):
            return say("unreadable_font", self.column, text)
        return found


def text_reader(
    form_id: str, column: Column, day: Day, within: Sequence[str] | None = None
) -> TextReader:
    """Make the reader of one column; `within` gives row by row where its members must lie."""
    known, looked = _remembered(day)[form_id, column.name]
    if len(known) + len(looked) > _MOST_REMEMBERED:
        known.clear()
        looked.clear()
    return TextReader(column, day, listed_kind(column), within, known, looked)


@lru_cache(maxsize=32)
def _remembered(day: Day) -> Mapping[tuple[str, str], tuple[_Known, _Looked]]:
    return defaultdict(lambda: ({}, {}))
