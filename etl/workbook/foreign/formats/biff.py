"""What calamine does not tell about an .xls: bytes in, hidden rows, errors, fonts and more out.

A file that xlrd cannot follow is still read, only without these details, because calamine has
vouched for its values. The one surprising thing: a formula that was never computed has a result all
the same, an empty text or a nought; it is told from a true one by the formula itself, or by the
sheet's own note that it was saved before it was computed.
"""

import contextlib
import datetime as dt
import io
import re
import struct
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import xlrd
from xlrd import biffh
from xlrd.book import SUPBOOK_DDEOLE, SUPBOOK_EXTERNAL
from xlrd.formula import FMLA_TYPE_CELL, decompile_formula
from xlrd.xldate import xldate_as_datetime

from etl.workbook.foreign.formats.looks import how_shown
from etl.workbook.foreign.formats.rich_text import Run, Seen, is_mixed, is_old_font
from etl.workbook.issued.cells.details import Address, Details

_FIRST_NO_DATE = 2_958_466.0  # the day after 31 December 9999
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.I)
_LEAST_HEIGHT, _LEAST_WIDTH = 20, 256  # a point and a letter: below, nothing of a cell is seen
_BIFF5 = 50  # earlier versions lay out formulas in another way
_HEAD = struct.Struct("<HHH8sH4xH")  # row, column, format, result, flags, length of the formula
_EMPTY_TEXT = b"\x03"
_NOUGHT = bytes(8)
_REFERENCE = re.compile(r"[$A-Z]+[$0-9]+")
_ASKS = {SUPBOOK_EXTERNAL: "files", SUPBOOK_DDEOLE: "programs"}


@dataclass(frozen=True, slots=True)
class OldBook:
    """An .xls opened for its formats; None when xlrd cannot follow it."""

    book: Any

    def details(self, name: str) -> Details:
        """Look for what is special about the cells of one sheet."""
        seen = Seen()
        for part in _PARTS if self.book is not None else ():
            with contextlib.suppress(Exception):  # as below: details are a help, not a need
                part(self.book, self.book.sheet_by_name(name), seen)
        return Details(**seen.fields())

    def rows(self, name: str) -> list[list[Any]]:
        """Give the cells of one sheet from A1 on; raises `OverflowError` for a book not followed.

        A number that is too large for the date or duration that it is shown as stays a number.
        """
        if self.book is None:
            raise OverflowError
        rows = self.book.sheet_by_name(name).get_rows()
        return [[_value(self.book, cell) for cell in row] for row in rows]

    @property
    def asks(self) -> frozenset[str]:
        """What formulas refer to beside this workbook: "files", "programs" (DDE, OLE)."""
        kinds = () if self.book is None else self.book._supbook_types
        return frozenset(_ASKS[kind] for kind in kinds if kind in _ASKS)


def _value(book: Any, cell: Any) -> Any:
    if cell.ctype == biffh.XL_CELL_DATE and 0 <= cell.value < _FIRST_NO_DATE:
        code = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
        if _ELAPSED.search(code):
            return dt.timedelta(days=cell.value)
        when = xldate_as_datetime(cell.value, book.datemode)  # type: ignore[no-untyped-call]
        if cell.value < 1:
            return when.time()
        return when.date() if when.time() == dt.time() else when
    if cell.ctype == biffh.XL_CELL_BOOLEAN:
        return bool(cell.value)
    is_plain = cell.ctype in (biffh.XL_CELL_TEXT, biffh.XL_CELL_NUMBER, biffh.XL_CELL_DATE)
    return cell.value if is_plain else ""


def open_old_book(data: bytes) -> OldBook:
    """Open an .xls for its formats."""
    try:
        book = xlrd.open_workbook(  # type: ignore[no-untyped-call]
            file_contents=data, formatting_info=True, logfile=io.StringIO(), on_demand=True
        )
    except Exception:  # xlrd raises whatever a damaged record leads it to
        return OldBook(None)
    return OldBook(book)


# each part of the details by itself: one that cannot be followed costs no other


def _errors(_: Any, sheet: Any, seen: Seen) -> None:
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            if kind == biffh.XL_CELL_ERROR:
                text = biffh.error_text_from_code.get(sheet.cell_value(row, column), "#N/A")
                seen.said["errors"][row + 1, column] = text


def _hidden(_: Any, sheet: Any, seen: Seen) -> None:
    rows, columns = sheet.rowinfo_map.items(), sheet.colinfo_map.items()
    seen.places["hidden_rows"] = {
        n + 1 for n, row in rows if row.hidden or row.height < _LEAST_HEIGHT
    }
    seen.places["hidden_columns"] = {n for n, c in columns if c.hidden or c.width < _LEAST_WIDTH}


def _looks(book: Any, sheet: Any, seen: Seen) -> None:
    """Look for cells in old fonts, with unusual formats of numbers, or struck out as a whole."""
    shown = {key: how_shown(made.format_str or "") for key, made in book.format_map.items()}
    drawn = {
        number: (font.name if is_old_font(font.name) else "", bool(font.struck_out))
        for number, font in enumerate(book.font_list)
    }
    looks = {
        number: (*drawn.get(style.font_index, ("", False)), shown.get(style.format_key, ""))
        for number, style in enumerate(book.xf_list)
    }
    if not any(map(any, looks.values())):
        return
    for row, cells in enumerate(sheet.get_rows(), 1):
        for column, cell in enumerate(cells):
            font, is_struck, how = looks.get(cell.xf_index, ("", False, ""))
            if font and cell.ctype == biffh.XL_CELL_TEXT:
                seen.said["fonts"][row, column] = font
            if is_struck:
                seen.places["struck"].add((row, column))
            if how and cell.ctype == biffh.XL_CELL_NUMBER:
                seen.said["shown"][row, column] = how


def _mixed(book: Any, sheet: Any, seen: Seen) -> None:
    for (row, column), changes in sheet.rich_text_runlist_map.items():
        text = str(sheet.cell_value(row, column))
        own = book.xf_list[sheet.cell_xf_index(row, column)].font_index
        runs = []
        for (start, number), (end, _) in pairwise([(0, own), *changes, (len(text), own)]):
            font = book.font_list[number]
            is_struck, is_raised = bool(font.struck_out), font.escapement != 0
            runs.append(Run(text[start:end], font.name, is_raised, is_struck))
        if is_mixed(runs):
            seen.take(runs, (row + 1, column), "")


def _uncomputed(book: Any, sheet: Any, seen: Seen) -> None:
    if book.biff_version < _BIFF5:
        return
    formulas: list[tuple[Address, bytes, bytes]] = []
    is_stale = False
    book._position = book._sh_abs_posn[sheet.number]
    code = 0
    while code != biffh.XL_EOF:
        code, _, record = book.get_record_parts()
        if code == biffh.XL_UNCALCED:
            is_stale = True
        elif code in biffh.XL_FORMULA_OPCODES and len(record) >= _HEAD.size:
            row, column, _, result, _, length = _HEAD.unpack_from(record)
            formulas.append(((row + 1, column), result, record[_HEAD.size :][:length]))
    seen.places["uncached"] = {
        at
        for at, result, tokens in formulas
        if (is_stale and result == _NOUGHT)
        or (
            result[6:] == b"\xff\xff"
            and result[:1] == _EMPTY_TEXT
            and not _may_be_text(book, tokens, at)
        )
    }


_PARTS = (_errors, _hidden, _looks, _mixed, _uncomputed)


def _may_be_text(book: Any, tokens: bytes, at: Address) -> bool:
    """Tell whether a formula can give an empty text: it holds a text, or only repeats a cell."""
    text = ""
    with contextlib.suppress(Exception):  # a formula that xlrd cannot follow may be anything
        text = decompile_formula(  # type: ignore[no-untyped-call]
            book, tokens, len(tokens), FMLA_TYPE_CELL, browx=at[0] - 1, bcolx=at[1]
        )
    return not text or '"' in text or _REFERENCE.fullmatch(text) is not None
