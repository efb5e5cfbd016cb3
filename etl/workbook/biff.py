"""What calamine does not tell about an .xls: bytes in, hidden rows, errors and fonts out.

The one surprising thing: a file that xlrd cannot follow is still read, only without these details,
because calamine has already vouched for its values.
"""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass
from typing import Any

import xlrd
from xlrd.biffh import XL_CELL_ERROR, XL_CELL_NUMBER, XL_CELL_TEXT, error_text_from_code
from xlrd.book import SUPBOOK_DDEOLE, SUPBOOK_EXTERNAL

from etl.workbook.biff_formulas import never_computed
from etl.workbook.details import Address, Details
from etl.workbook.styles import how_shown, is_old_font


@dataclass(frozen=True, slots=True)
class OldBook:
    """An .xls opened for its formats; None when xlrd cannot follow it."""

    book: Any

    def details(self, name: str) -> Details:
        """Look for what is special about the cells of one sheet."""
        with contextlib.suppress(Exception):  # as below: details are a help, not a need
            return _details(self.book, name)
        return Details()

    @property
    def asks(self) -> frozenset[str]:
        """What formulas refer to beside this workbook: "files", "programs" (DDE, OLE)."""
        kinds = [] if self.book is None else self.book._supbook_types
        known = {SUPBOOK_EXTERNAL: "files", SUPBOOK_DDEOLE: "programs"}
        return frozenset(known[kind] for kind in kinds if kind in known)


def open_old_book(data: bytes) -> OldBook:
    """Open an .xls for its formats."""
    try:
        book = xlrd.open_workbook(  # type: ignore[no-untyped-call]
            file_contents=data, formatting_info=True, logfile=io.StringIO(), on_demand=True
        )
    except Exception:  # xlrd raises whatever a damaged record leads it to
        return OldBook(None)
    return OldBook(book)


def _details(book: Any, name: str) -> Details:
    sheet = book.sheet_by_name(name)
    fonts, formats = _old_fonts(book), _unusual_formats(book)
    return Details(
        hidden_rows=frozenset(n + 1 for n, row in sheet.rowinfo_map.items() if row.hidden),
        hidden_columns=frozenset(n for n, col in sheet.colinfo_map.items() if col.hidden),
        errors=dict(_errors(sheet)),
        uncached=never_computed(book, name),
        fonts=_of_cells(sheet, fonts, XL_CELL_TEXT) if fonts else {},
        shown=_of_cells(sheet, formats, XL_CELL_NUMBER) if formats else {},
    )


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
    """Map format numbers to "percent" and "scaled"."""
    shown = {key: how_shown(made.format_str or "") for key, made in book.format_map.items()}
    return {
        number: how
        for number, style in enumerate(book.xf_list)
        if (how := shown.get(style.format_key))
    }


def _of_cells(sheet: Any, styles: dict[int, str], kind: int) -> dict[Address, str]:
    """Give what a style means for the cells of one kind that have it."""
    found: dict[Address, str] = {}
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            style = styles.get(sheet.cell_xf_index(row, column))
            if style and sheet.cell_type(row, column) == kind:
                found[row + 1, column] = style
    return found
