"""Types the cells of a column of texts, places or choices: cells in, stored values out.

The one surprising thing: what a text stood for is remembered beyond its workbook, because all of
them name the same two hundred communes.
"""

import unicodedata
from collections.abc import Sequence
from typing import Any

from etl.kinds import Trouble, quoted
from etl.model import CellValue, Column, Mark, as_told
from etl.workbook.issued.cells.grid import Broken
from etl.workbook.issued.values import trouble as say
from etl.workbook.issued.values.numbers import LONGEST_MARK, has_odd_signs, looks_garbled, text_mark
from etl.workbook.issued.values.text_reader import TextReader
from etl.workbook.issued.values.typed import Typed, broken, put_mark
from etl.workbook.reasons import (
    LONGEST_OF_PROGRAMS,
    gives_reason,
    is_formula,
    is_of_programs,
)

_BETWEEN = "\u2016"  # printable, and no letter composes with it


def type_texts(column: Column, raw: Sequence[Any], typed: Typed, reader: TextReader) -> None:
    """Read each different text of a column once; free texts are different nearly always."""
    if reader.kind is None:
        _free_texts(column, raw, typed, reader)
        if column.explains:
            _leave_no_reasons(typed)
        elif column.required:
            _ask_for_words(column, typed)
        return
    keys, known = reader.keys(raw), reader.known
    values = typed.values = list(map(known.get, keys))
    for at in [at for at, value in enumerate(values) if value is None and raw[at] != ""]:
        cell, key = raw[at], keys[at]
        values[at] = known.get(key)
        if values[at] is None:
            _one_text(column, at, cell, reader.within[at] if reader.within else "", typed, reader)
            if type(cell) is str and values[at] is not None:
                reader.remember(key, cell, values[at])


def _free_texts(column: Column, raw: Sequence[Any], typed: Typed, reader: TextReader) -> None:
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
    seen: dict[str, CellValue] = {}
    for at in left:
        cell = raw[at]
        typed.values[at] = seen.get(cell) if type(cell) is str else None
        if typed.values[at] is None:
            _one_text(column, at, cell, "", typed, reader, may_be_garbled=may_be_garbled)
            if type(cell) is str and typed.values[at] is not None:
                seen[cell] = typed.values[at]


def _leave_no_reasons(typed: Typed) -> None:
    """Take what is no reason for nothing, so that it explains nothing."""
    for at, value in enumerate(typed.values):
        if value is not None and not gives_reason(value):
            typed.values[at] = None
            typed.marks[at] = Mark.PLACEHOLDER


def _ask_for_words(column: Column, typed: Typed) -> None:
    """Ask of texts without a word where a name, or what else is told in words, belongs."""
    for at, text in enumerate(typed.values):
        if type(text) is not str or (len(text) > LONGEST_OF_PROGRAMS and text[:1].isalpha()):
            continue
        if is_of_programs(text) or not any(map(str.isalpha, text)):
            typed.troubles.append((at, say.no_words(column, text)))


def _are_tidy(texts: list[str], whole: str) -> bool:
    """Tell whether texts, joined to a whole, are composed, with ordinary single spaces."""
    return (
        whole.isprintable()  # no white space but the ordinary
        and "  " not in whole
        and list(map(str.strip, texts)) == texts
        and unicodedata.is_normalized("NFC", whole)
    )


def _one_text(
    column: Column,
    at: int,
    cell: Any,
    within: str,
    typed: Typed,
    reader: TextReader,
    *,
    may_be_garbled: bool = False,
) -> None:
    """Read one cell of a column of texts, places or choices."""
    if type(cell) is not str:
        if isinstance(cell, Broken):
            typed.fail(at, broken(column, cell))
            if cell.why == "picture" and column.explains:
                typed.marks[at] = Mark.PLACEHOLDER  # as nothing: it explains nothing
            return
        if isinstance(cell, float) and not say.is_readable(cell):
            typed.fail(at, say.too_large(column, cell))
            return
        if type(cell) is bool or (reader.kind is None and not _is_whole(cell)):
            _no_text(column, at, cell, typed)
            return
        cell = _as_text(cell)
    mark = text_mark(cell)
    if mark is not None:
        # a dash or an x in a text column: there is nothing to compute from it
        put_mark(column, at, cell, mark, typed)
        return
    if reader.kind is None and is_formula(cell):
        _no_text(column, at, cell, typed)
        return
    if may_be_garbled and looks_garbled(cell):
        typed.fail(at, say.say("unreadable_font", column, cell))
        return
    found = reader.look_up(cell.strip(), within)
    if isinstance(found, Trouble):
        typed.fail(at, found)
    else:
        typed.values[at] = found


def _no_text(column: Column, at: int, cell: object, typed: Typed) -> None:
    """Tell what is no text where one belongs; among reasons, it is none."""
    if column.explains:
        typed.marks[at] = Mark.PLACEHOLDER
    else:
        typed.fail(at, say.not_text(column, cell))


def _is_whole(cell: object) -> bool:
    """Tell whether a cell is a number that may stand for a text: 0,41667 is a 5/12 that was typed.

    What counts is the number as it is told, for a formula's 2.0000000000000004 is a 2.
    """
    return isinstance(cell, int | float) and float(as_told(cell)).is_integer()


def _as_text(cell: object) -> str:
    """Print a cell that Excel holds as a number or a date the way an officer sees it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return quoted(cell)
