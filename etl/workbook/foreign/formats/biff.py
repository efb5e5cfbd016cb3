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
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import xlrd
from xlrd.biffh import (
    XL_CELL_BOOLEAN,
    XL_CELL_DATE,
    XL_CELL_ERROR,
    XL_CELL_NUMBER,
    XL_CELL_TEXT,
    XL_EOF,
    XL_FORMULA_OPCODES,
    XL_UNCALCED,
    error_text_from_code,
)
from xlrd.book import SUPBOOK_DDEOLE, SUPBOOK_EXTERNAL
from xlrd.formula import FMLA_TYPE_CELL, decompile_formula
from xlrd.xldate import xldate_as_datetime

from etl.workbook.foreign.formats.rich_text import Run, is_mixed, is_part_struck, joined
from etl.workbook.foreign.formats.styles import how_shown, is_old_font
from etl.workbook.issued.cells.details import Address, Details

_FIRST_NO_DATE = 2_958_466.0  # the day after 31 December 9999
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.I)
_LEAST_HEIGHT, _LEAST_WIDTH = 20, 256  # a point and a letter: below, nothing of a cell is seen
_BIFF5 = 50  # earlier versions lay out formulas in another way
_HEAD = struct.Struct("<HHH8sH4xH")  # row, column, format, result, flags, length of the formula
_EMPTY_TEXT = b"\x03"
_NOUGHT = bytes(8)
_REFERENCE = re.compile(r"[$A-Z]+[$0-9]+")


@dataclass(frozen=True, slots=True)
class OldBook:
    """An .xls opened for its formats; None when xlrd cannot follow it."""

    book: Any

    def details(self, name: str) -> Details:
        """Look for what is special about the cells of one sheet."""
        found: dict[str, Any] = {}
        for part in _PARTS if self.book is not None else ():
            with contextlib.suppress(Exception):  # as below: details are a help, not a need
                for field, said in part(self.book, name).items():
                    found[field] = found[field] | said if field in found else said
        return Details(**found)

    def rows(self, name: str) -> list[list[Any]]:
        """Give the cells of one sheet from A1 on; raises `OverflowError` for a book not followed.

        A number that is too large for the date or duration that it is shown as stays a number.
        """
        if self.book is None:
            raise OverflowError
        sheet = self.book.sheet_by_name(name)
        width = max(map(sheet.row_len, range(sheet.nrows)), default=0)
        return [
            [_value(self.book, cell) for cell in sheet.row(row)]
            + [""] * (width - sheet.row_len(row))
            for row in range(sheet.nrows)
        ]

    @property
    def asks(self) -> frozenset[str]:
        """What formulas refer to beside this workbook: "files", "programs" (DDE, OLE)."""
        kinds = [] if self.book is None else self.book._supbook_types
        known = {SUPBOOK_EXTERNAL: "files", SUPBOOK_DDEOLE: "programs"}
        return frozenset(known[kind] for kind in kinds if kind in known)


def _value(book: Any, cell: Any) -> Any:
    if cell.ctype == XL_CELL_DATE and 0 <= cell.value < _FIRST_NO_DATE:
        code = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
        if _ELAPSED.search(code):
            return dt.timedelta(days=cell.value)
        when = xldate_as_datetime(cell.value, book.datemode)  # type: ignore[no-untyped-call]
        if cell.value < 1:
            return when.time()
        return when.date() if when.time() == dt.time() else when
    if cell.ctype == XL_CELL_BOOLEAN:
        return bool(cell.value)
    return cell.value if cell.ctype in (XL_CELL_TEXT, XL_CELL_NUMBER, XL_CELL_DATE) else ""


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


def _errors_of(book: Any, name: str) -> dict[str, Any]:
    return {"errors": dict(_errors(book.sheet_by_name(name)))}


def _uncomputed(book: Any, name: str) -> dict[str, Any]:
    return {"uncached": never_computed(book, name)}


def _hidden(book: Any, name: str) -> dict[str, Any]:
    sheet = book.sheet_by_name(name)
    rows, columns = sheet.rowinfo_map.items(), sheet.colinfo_map.items()
    return {
        "hidden_rows": frozenset(
            n + 1 for n, row in rows if row.hidden or row.height < _LEAST_HEIGHT
        ),
        "hidden_columns": frozenset(n for n, c in columns if c.hidden or c.width < _LEAST_WIDTH),
    }


def _looks(book: Any, name: str) -> dict[str, Any]:
    sheet = book.sheet_by_name(name)
    fonts, formats = _old_fonts(book), _unusual_formats(book)
    return {
        "fonts": _of_cells(sheet, fonts, XL_CELL_TEXT) if fonts else {},
        "shown": _of_cells(sheet, formats, XL_CELL_NUMBER) if formats else {},
    }


def _struck_out(book: Any, name: str) -> dict[str, Any]:
    return {"struck": frozenset(_struck(book, book.sheet_by_name(name)))}


def _mixed(book: Any, name: str) -> dict[str, Any]:
    runs = _mixed_runs(book, book.sheet_by_name(name))
    return {
        "texts": {at: joined(parts, "") for at, parts in runs.items()},
        "struck": frozenset(at for at, parts in runs.items() if is_part_struck(parts)),
    }


_PARTS = (_errors_of, _uncomputed, _hidden, _looks, _struck_out, _mixed)


def _errors(sheet: Any) -> list[tuple[Address, str]]:
    return [
        ((row + 1, column), error_text_from_code.get(sheet.cell_value(row, column), "#N/A"))
        for row in range(sheet.nrows)
        for column, kind in enumerate(sheet.row_types(row))
        if kind == XL_CELL_ERROR
    ]


def _old_fonts(book: Any) -> dict[int, str]:
    """Map format numbers to old fonts."""
    return {
        number: book.font_list[style.font_index].name
        for number, style in enumerate(book.xf_list)
        if style.font_index < len(book.font_list)
        and is_old_font(book.font_list[style.font_index].name)
    }


def _unusual_formats(book: Any) -> dict[int, str]:
    """Map format numbers to what `how_shown` says of them."""
    shown = {key: how_shown(made.format_str or "") for key, made in book.format_map.items()}
    return {
        number: how
        for number, style in enumerate(book.xf_list)
        if (how := shown.get(style.format_key))
    }


def _mixed_runs(book: Any, sheet: Any) -> dict[Address, tuple[Run, ...]]:
    """Give the cells whose texts have parts that differ in what they mean."""
    found: dict[Address, tuple[Run, ...]] = {}
    for (row, column), changes in sheet.rich_text_runlist_map.items():
        text = str(sheet.cell_value(row, column))
        own = book.xf_list[sheet.cell_xf_index(row, column)].font_index
        starts = [(0, own), *changes, (len(text), own)]
        runs = tuple(
            _run(text[start:end], book.font_list[font])
            for (start, font), (end, _) in pairwise(starts)
        )
        if is_mixed(runs):
            found[row + 1, column] = runs
    return found


def _run(text: str, font: Any) -> Run:
    return Run(text, font.name, font.escapement != 0, bool(font.struck_out))


def _struck(book: Any, sheet: Any) -> Iterator[Address]:
    """Give the cells whose whole text is struck out."""
    fonts = {number for number, font in enumerate(book.font_list) if font.struck_out}
    styles = {number for number, xf in enumerate(book.xf_list) if xf.font_index in fonts}
    if styles:
        for row in range(sheet.nrows):
            for column in range(sheet.row_len(row)):
                if sheet.cell_xf_index(row, column) in styles:
                    yield row + 1, column


def _of_cells(sheet: Any, styles: dict[int, str], kind: int) -> dict[Address, str]:
    """Give what a style means for the cells of one kind that have it."""
    found: dict[Address, str] = {}
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            style = styles.get(sheet.cell_xf_index(row, column))
            if style and sheet.cell_type(row, column) == kind:
                found[row + 1, column] = style
    return found


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
