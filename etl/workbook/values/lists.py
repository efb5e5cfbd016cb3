"""Reads texts that must be on a list (places, ethnic groups, choices): text in, stored value out.

The one surprising thing: one and the same text is looked up once for many workbooks, because all
of them name the same two hundred communes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from etl.kinds import Listed, Trouble, listed_kind
from etl.model import CellValue, Column
from etl.reference import Day
from etl.wording.names import visible
from etl.workbook.sheets.rich_text import looks_garbled
from etl.workbook.values.trouble import say

_MOST_REMEMBERED = 20_000
_MOST_SUGGESTED = 300  # unknown names of one column for which near ones are searched
_LONGEST_NAME = 200  # characters; no name on any list is half as long


@dataclass(frozen=True, slots=True)
class TextReader:
    """Reads the texts of one column; `look_up` takes a text and in what it must lie."""

    look_up: Callable[[str, str], CellValue | Trouble]
    is_free: bool = False  # any text will do
    within: Sequence[str] | None = None  # by position: members of the kind above
    known: dict[Hashable, CellValue] = field(default_factory=dict)  # cells and what they stood for

    def keys(self, cells: Sequence[Any]) -> Sequence[Any]:
        """Give under which keys `known` has the cells of a column."""
        return cells if self.within is None else list(zip(cells, self.within, strict=True))

    def remember(self, key: Hashable, cell: str, value: CellValue) -> None:
        """Keep in mind what a cell stood for, of this table or another."""
        if len(cell) <= _LONGEST_NAME:
            self.known[key] = value


def clean_text(text: str, _: str = "") -> CellValue:
    """Give a free text composed, with ordinary single spaces."""
    bare = " ".join(visible(text).split())
    return bare if bare.isascii() else unicodedata.normalize("NFC", bare)


FREE = TextReader(clean_text, is_free=True)


class ListReaders:
    """Readers of the columns that must name something on a list, as of one day.

    One object serves many workbooks: what a text was taken for is remembered.
    """

    def __init__(self, day: Day) -> None:
        """Look names up as they stood on a day."""
        self._day = day
        self._memos: dict[tuple[str, str], dict[tuple[str, str], CellValue | Trouble]] = {}
        self._known: dict[tuple[str, str], dict[Hashable, CellValue]] = {}

    def reader(
        self, form_id: str, column: Column, within: Sequence[str] | None = None
    ) -> TextReader:
        """Make the reader of one column; `within` gives row by row where its members must lie."""
        kind = listed_kind(column)
        if kind is None:
            return FREE
        memo = self._memos.setdefault((form_id, column.name), {})
        known = self._known.setdefault((form_id, column.name), {})
        if len(memo) + len(known) > _MOST_REMEMBERED:
            memo.clear()
            known.clear()

        unknown = 0

        def look_up(text: str, place: str) -> CellValue | Trouble:
            nonlocal unknown
            key = (text, place)
            found = memo.get(key)
            if found is not None:
                return found
            suggest = unknown < _MOST_SUGGESTED
            found = self._look_up(kind, column, text, place, suggest=suggest)
            unknown += isinstance(found, Trouble)
            if suggest:
                memo[key] = found
            return found

        return TextReader(look_up, within=within, known=known)

    def _look_up(
        self, kind: Listed, column: Column, text: str, within: str, *, suggest: bool
    ) -> str | Trouble:
        text = text[:_LONGEST_NAME]
        is_garbled = looks_garbled(text)
        text = text if is_garbled else visible(text)  # a sign of old fonts is not drawn
        found = kind.read(column, text, self._day, within, suggest=suggest)
        if is_garbled and isinstance(found, Trouble):
            return say("unreadable_font", column, text)
        return found


@lru_cache(maxsize=32)
def lists(day: Day) -> ListReaders:
    """Give the readers of one day; the same object for the same day."""
    return ListReaders(day)
