"""Types the cells of a column of texts, places or choices: cells in, stored values out.

The one surprising thing: what a text stood for is remembered beyond its workbook, because all of
them name the same two hundred communes.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from etl.kinds import Listed, Trouble, listed_kind, quoted
from etl.model import CellValue, Column, Mark, as_told
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
    """Reads the texts of one column of a table."""

    column: Column
    day: Day
    kind: Listed | None  # None: any text will do
    within: Sequence[str] | None  # by position: members of the kind above
    known: _Known  # cells and what they stood for, of this table or another
    looked: _Looked  # texts, in what they must lie, and what was found
    unknown: int = 0

    def look_up(self, kind: Listed, text: str, within: str) -> str | Trouble:
        """Give the member of a list that a text names."""
        known = self.looked.get((text, within))
        if known is not None:
            return known
        suggest = self.unknown < _MOST_SUGGESTED
        name, is_garbled = text[:_LONGEST_NAME], looks_garbled(text[:_LONGEST_NAME])
        if not is_garbled:  # a sign of old fonts is not drawn
            name = visible(name)
        found = kind.read(self.column, name, self.day, within, suggest=suggest)
        if isinstance(found, Trouble):
            self.unknown += 1
            found = say.say("unreadable_font", self.column, name) if is_garbled else found
        if suggest:
            self.looked[text, within] = found
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


def type_texts(raw: Sequence[Any], reader: TextReader) -> Typed:
    """Read each different text of a column once; free texts are different nearly always."""
    column, typed = reader.column, Typed([None] * len(raw))
    if reader.kind is None:
        _free_texts(raw, typed, reader)
        if column.explains:
            _leave_no_reasons(typed)
        elif column.required:
            _ask_for_words(column, typed)
        return typed
    keys = raw if reader.within is None else list(zip(raw, reader.within, strict=True))
    typed.values = list(map(reader.known.get, keys))
    left = [at for at, value in enumerate(typed.values) if value is None and raw[at] != ""]
    _one_by_one(left, raw, keys, reader.known, typed, reader)
    return typed


def _free_texts(raw: Sequence[Any], typed: Typed, reader: TextReader) -> None:
    """Take tidy texts as they are; what may be a mark, is no text or is untidy one by one."""
    texts = [cell for cell in raw if type(cell) is str and cell]
    whole = _BETWEEN.join(texts)
    may_be_garbled = has_odd_signs(whole)
    if may_be_garbled or "=" in whole or not _are_tidy(texts, whole):
        left = [at for at, cell in enumerate(raw) if cell != ""]
    else:
        typed.values = [cell or None if type(cell) is str else None for cell in raw]
        left = [
            at
            for at, cell in enumerate(raw)
            if type(cell) is not str or 0 < len(cell) <= LONGEST_MARK
        ]
    _one_by_one(left, raw, raw, {}, typed, reader, may_be_garbled=may_be_garbled)


def _are_tidy(texts: list[str], whole: str) -> bool:
    """Tell whether texts, joined to a whole, are composed, with ordinary single spaces."""
    return (
        whole.isprintable()  # no white space but the ordinary
        and "  " not in whole
        and list(map(str.strip, texts)) == texts
        and unicodedata.is_normalized("NFC", whole)
    )


def _leave_no_reasons(typed: Typed) -> None:
    """Take what is no reason for nothing, so that it explains nothing."""
    for at, value in enumerate(typed.values):
        if value is not None and not gives_reason(value):
            typed.values[at] = None
            typed.marks[at] = Mark.PLACEHOLDER


def _ask_for_words(column: Column, typed: Typed) -> None:
    """Doubt texts without a word where a name, or what else is told in words, belongs."""
    for at, text in enumerate(typed.values):
        if type(text) is not str or (len(text) > LONGEST_OF_PROGRAMS and text[:1].isalpha()):
            continue
        if is_of_programs(text) or not any(map(str.isalpha, text)):
            typed.troubles.append((at, say.doubt("not_text.no_words", column, text)))


def _one_by_one(
    left: Sequence[int],
    raw: Sequence[Any],
    keys: Sequence[Any],
    known: _Known,
    typed: Typed,
    reader: TextReader,
    *,
    may_be_garbled: bool = False,
) -> None:
    """Read the cells that are left, each text once; `known` has by `keys` what they stood for."""
    for at in left:
        cell = raw[at]
        typed.values[at] = value = known.get(keys[at]) if type(cell) is str else None
        if value is None:
            _one_text(at, cell, typed, reader, may_be_garbled=may_be_garbled)
            value = typed.values[at]
            if value is not None and type(cell) is str and len(cell) <= _LONGEST_NAME:
                known[keys[at]] = value


def _one_text(
    at: int, cell: Any, typed: Typed, reader: TextReader, *, may_be_garbled: bool
) -> None:
    column, kind = reader.column, reader.kind
    if type(cell) is not str:
        cell = _as_text(at, cell, typed, reader)
        if not cell:
            return
    mark = text_mark(cell)
    if mark is not None:  # a dash or an x among texts: there is nothing to compute from it
        typed.put_mark(column, at, cell, mark)
    elif kind is not None:
        found = reader.look_up(kind, cell.strip(), reader.within[at] if reader.within else "")
        if isinstance(found, Trouble):
            typed.fail(at, found)
        else:
            typed.values[at] = found
    elif is_formula(cell):
        _no_text(column, at, cell, typed)
    elif may_be_garbled and looks_garbled(cell):
        typed.fail(at, say.say("unreadable_font", column, cell))
    else:  # composed, with ordinary single spaces
        bare = " ".join(visible(cell).split())
        typed.values[at] = bare if bare.isascii() else unicodedata.normalize("NFC", bare)


def _as_text(at: int, cell: Any, typed: Typed, reader: TextReader) -> str:
    """Print a cell that Excel holds as a number or a date as an officer sees it; "" if refused."""
    column = reader.column
    if isinstance(cell, Broken):
        typed.fail(at, say.broken(column, cell))
        if cell.why == "picture" and column.explains:
            typed.marks[at] = Mark.PLACEHOLDER  # as nothing: it explains nothing
        return ""
    if isinstance(cell, float) and not say.is_readable(cell):
        typed.fail(at, say.too_large(column, cell))
        return ""
    if type(cell) is bool or (reader.kind is None and not _is_whole(cell)):
        _no_text(column, at, cell, typed)
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else quoted(cell)


def _is_whole(cell: object) -> bool:
    """Tell whether a cell is a number that may stand for a text: 0,41667 is a 5/12 that was typed.

    What counts is the number as it is told, for a formula's 2.0000000000000004 is a 2.
    """
    return isinstance(cell, int | float) and float(as_told(cell)).is_integer()


def _no_text(column: Column, at: int, cell: object, typed: Typed) -> None:
    """Tell what is no text where one belongs; among reasons, it is none."""
    if column.explains:
        typed.marks[at] = Mark.PLACEHOLDER
    else:
        typed.fail(at, say.not_text(column, cell))
