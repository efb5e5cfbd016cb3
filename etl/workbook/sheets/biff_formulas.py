"""Formulas of an .xls that were never computed: an opened book in, their addresses out.

The one surprising thing: such a formula always has a result. Programs that do not compute store
an empty text or a nought, so it is told from a true one by the formula itself, or by the sheet's
own note that it was saved before it was computed.
"""

from __future__ import annotations

import contextlib
import re
import struct
from collections.abc import Iterator
from typing import Any

from xlrd.biffh import XL_EOF, XL_FORMULA_OPCODES, XL_UNCALCED
from xlrd.formula import FMLA_TYPE_CELL, decompile_formula

from etl.workbook.sheets.details import Address

_BIFF5 = 50  # earlier versions lay out formulas in another way
_HEAD = struct.Struct("<HHH8sH4xH")  # row, column, format, result, flags, length of the formula
_EMPTY_TEXT = b"\x03"
_NOUGHT = bytes(8)
_REFERENCE = re.compile(r"[$A-Z]+[$0-9]+")


def never_computed(book: Any, name: str) -> frozenset[Address]:
    """Find the formulas of a sheet without a result of their own."""
    if book.biff_version < _BIFF5:
        return frozenset()
    start = book._sh_abs_posn[book.sheet_names().index(name)]
    formulas: list[tuple[Address, bytes, bytes]] = []
    is_stale = False
    for code, record in _records(book.mem, start):
        if code == XL_UNCALCED:
            is_stale = True
        elif code in XL_FORMULA_OPCODES and len(record) >= _HEAD.size:
            row, column, _, result, _, length = _HEAD.unpack_from(record)
            tokens = record[_HEAD.size :]
            formulas.append(((row + 1, column), result, tokens[:length]))
    return frozenset(
        at
        for at, result, tokens in formulas
        if (is_stale and result == _NOUGHT)
        or (_is_empty_text(result) and not _may_be_text(book, tokens, at))
    )


def _records(content: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Walk the records of a sheet, from its first to its last."""
    while at + 4 <= len(content):
        code, length = struct.unpack_from("<HH", content, at)
        if code == XL_EOF:
            return
        yield code, content[at + 4 : at + 4 + length]
        at += 4 + length


def _is_empty_text(result: bytes) -> bool:
    return result[6:] == b"\xff\xff" and result[:1] == _EMPTY_TEXT


def _may_be_text(book: Any, tokens: bytes, at: Address) -> bool:
    """Tell whether a formula can give an empty text: it holds a text, or only repeats a cell."""
    text = ""
    with contextlib.suppress(Exception):  # a formula that xlrd cannot follow may be anything
        text = decompile_formula(  # type: ignore[no-untyped-call]
            book, tokens, len(tokens), FMLA_TYPE_CELL, browx=at[0] - 1, bcolx=at[1]
        )
    return not text or '"' in text or _REFERENCE.fullmatch(text) is not None
