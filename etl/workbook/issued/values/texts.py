"""Types the cells of a column of texts, places or choices: cells in, stored values out.

The one surprising thing: what a text stood for is remembered beyond its workbook, because all of
them name the same two hundred communes.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from etl.kinds import Listed, Trouble, listed_kind, quoted
from etl.model import CellValue, Column, Form, Mark, as_told
from etl.reference import Day
from etl.wording.names import visible
from etl.workbook.issued.cells.grid import Broken
from etl.workbook.issued.values import trouble as say
from etl.workbook.issued.values.numbers import LONGEST_MARK, has_odd_signs, looks_garbled, text_mark
from etl.workbook.issued.values.trouble import Typed
from etl.workbook.reasons import LONGEST_OF_PROGRAMS, gives_reason, is_formula, is_of_programs

_BETWEEN = "\u2016"  # printable, and no letter composes with it
_MOST_REMEMBERED = 20_000
_MOST_SUGGESTED = 300  # unknown names of one column for which near ones are searched
_LONGEST_NAME = 200  # characters; no name on any list is half as long

_Known = dict[Hashable, CellValue]
_Looked = dict[tuple[str, str], str | Trouble]


@dataclass(slots=True)
class TextReader:
    """Types the texts of one column of a table."""

    column: Column
    day: Day
    kind: Listed | None  # None: any text will do
    within: Sequence[str] | None  # by position: members of the kind above
    known: _Known  # cells and what they stood for, of this table or another
    looked: _Looked  # texts, in what they must lie, and what was found
    typed: Typed = field(default_factory=lambda: Typed([]))
    unknown: int = 0

    def read(self, raw: Sequence[Any]) -> Typed:
        """Read each different text of a column once; free texts are different nearly always."""
        self.typed.values = [None] * len(raw)
        if self.kind is None:
            self._read_free(raw)
            if self.column.explains:
                self._leave_no_reasons()
            elif self.column.required:
                self._ask_for_words()
            return self.typed
        keys = raw if self.within is None else list(zip(raw, self.within, strict=True))
        self.typed.values = values = list(map(self.known.get, keys))
        left = [at for at, value in enumerate(values) if value is None and raw[at] != ""]
        self._read_left(left, raw, keys, self.known)
        return self.typed

    def _read_free(self, raw: Sequence[Any]) -> None:
        """Take tidy texts as they are; what may be a mark, is no text or is untidy one by one."""
        texts = [cell for cell in raw if type(cell) is str and cell]
        whole = _BETWEEN.join(texts)
        may_be_garbled = has_odd_signs(whole)
        if may_be_garbled or "=" in whole or not _are_tidy(texts, whole):
            left = [at for at, cell in enumerate(raw) if cell != ""]
        else:
            self.typed.values = [cell or None if type(cell) is str else None for cell in raw]
            left = [
                at
                for at, cell in enumerate(raw)
                if type(cell) is not str or 0 < len(cell) <= LONGEST_MARK
            ]
        self._read_left(left, raw, raw, {}, may_be_garbled=may_be_garbled)

    def _leave_no_reasons(self) -> None:
        """Take what is no reason for nothing, so that it explains nothing."""
        for at, value in enumerate(self.typed.values):
            if value is not None and not gives_reason(value):
                self.typed.values[at] = None
                self.typed.marks[at] = Mark.PLACEHOLDER

    def _ask_for_words(self) -> None:
        """Doubt texts without a word where a name, or what else is told in words, belongs."""
        for at, text in enumerate(self.typed.values):
            if type(text) is not str or (len(text) > LONGEST_OF_PROGRAMS and text[:1].isalpha()):
                continue
            if is_of_programs(text) or not any(map(str.isalpha, text)):
                said = say.doubt("not_text.no_words", self.column, text)
                self.typed.troubles.append((at, said))

    def _read_left(
        self, left: list[int], raw: Sequence[Any], keys: Sequence[Any], known: _Known, **odd: bool
    ) -> None:
        """Read what is left, each text once; `known` has by `keys` what the others stood for."""
        values = self.typed.values
        for at in left:
            cell = raw[at]
            values[at] = known.get(keys[at]) if type(cell) is str else None
            if values[at] is None:
                self._read_cell(at, cell, **odd)
                if values[at] is not None and type(cell) is str and len(cell) <= _LONGEST_NAME:
                    known[keys[at]] = values[at]

    def _read_cell(self, at: int, cell: Any, *, may_be_garbled: bool = False) -> None:
        column, typed = self.column, self.typed
        text = cell if type(cell) is str else self._text_of(at, cell)
        if not text:
            return
        mark = text_mark(text)
        if mark is not None:  # a dash or an x among texts: there is nothing to compute from it
            typed.put_mark(column, at, text, mark)
        elif self.kind is not None:
            found = self._look_up(self.kind, text.strip(), self.within[at] if self.within else "")
            if isinstance(found, Trouble):
                typed.fail(at, found)
            else:
                typed.values[at] = found
        elif is_formula(text):
            self._refuse(at, text)
        elif may_be_garbled and looks_garbled(text):
            typed.fail(at, say.say("unreadable_font", column, text))
        else:  # composed, with ordinary single spaces
            bare = " ".join(visible(text).split())
            typed.values[at] = bare if bare.isascii() else unicodedata.normalize("NFC", bare)

    def _look_up(self, kind: Listed, text: str, within: str) -> str | Trouble:
        """Give the member of a list that a text names."""
        known = self.looked.get((text, within))
        if known is not None:
            return known
        suggest = self.unknown < _MOST_SUGGESTED
        name, is_garbled = text[:_LONGEST_NAME], looks_garbled(text[:_LONGEST_NAME])
        name = name if is_garbled else visible(name)  # a sign of old fonts is not drawn
        found = kind.read(self.column, name, self.day, within, suggest=suggest)
        if isinstance(found, Trouble):
            self.unknown += 1
            found = say.say("unreadable_font", self.column, name) if is_garbled else found
        if suggest:
            self.looked[text, within] = found
        return found

    def _text_of(self, at: int, cell: Any) -> str:
        """Print what Excel holds as a number or a date as an officer sees it; "" if refused."""
        if isinstance(cell, Broken):
            self.typed.fail(at, say.broken(self.column, cell))
            if cell.why == "picture" and self.column.explains:
                self.typed.marks[at] = Mark.PLACEHOLDER  # as nothing: it explains nothing
            return ""
        if isinstance(cell, float) and not say.is_readable(cell):
            self.typed.fail(at, say.too_large(self.column, cell))
            return ""
        # 0,41667 is a 5/12 that was typed; as it is told, for a formula's 2.0000000000000004 is a 2
        is_whole = isinstance(cell, int | float) and float(as_told(cell)).is_integer()
        if type(cell) is bool or (self.kind is None and not is_whole):
            self._refuse(at, cell)
            return ""
        return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else quoted(cell)

    def _refuse(self, at: int, cell: object) -> None:
        """Tell what is no text where one belongs; among reasons, it is none."""
        if self.column.explains:
            self.typed.marks[at] = Mark.PLACEHOLDER
        else:
            self.typed.fail(at, say.not_text(self.column, cell))


def _are_tidy(texts: list[str], whole: str) -> bool:
    """Tell whether texts, joined to a whole, are composed, with ordinary single spaces."""
    return (
        whole.isprintable()  # no white space but the ordinary
        and "  " not in whole
        and list(map(str.strip, texts)) == texts
        and unicodedata.is_normalized("NFC", whole)
    )


def text_reader(form: Form, column: Column, day: Day, within: Sequence[str] | None) -> TextReader:
    """Make the reader of one column; `within` gives row by row where its members must lie."""
    known, looked = _remembered(day)[form.id, column.name]
    if len(known) + len(looked) > _MOST_REMEMBERED:
        known.clear()
        looked.clear()
    return TextReader(column, day, listed_kind(column), within, known, looked)


@lru_cache(maxsize=32)
def _remembered(day: Day) -> Mapping[tuple[str, str], tuple[_Known, _Looked]]:
    return defaultdict(lambda: ({}, {}))
