"""What calamine does not tell about an .xls: bytes in, hidden rows, errors and fonts out.

The one surprising thing: a file that xlrd cannot follow is still read, only without these details,
because calamine has already vouched for its values.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from typing import Any

import xlrd
from xlrd.biffh import XL_CELL_ERROR, XL_CELL_TEXT, error_text_from_code

from etl.workbook.details import Address, Details
from etl.workbook.styles import is_old_font


def read_details(data: bytes) -> Callable[[str], Details]:
    """Open an .xls for its formats; gives a function from sheet name to its details."""
    try:
        book = xlrd.open_workbook(  # type: ignore[no-untyped-call]
            file_contents=data, formatting_info=True, logfile=io.StringIO(), on_demand=True
        )
    except Exception:  # xlrd raises whatever a damaged record leads it to
        return lambda _: Details()
    return lambda name: _details(book, name)


def _details(book: Any, name: str) -> Details:
    with contextlib.suppress(Exception):  # as above: details are a help, not a need
        sheet = book.sheet_by_name(name)
        fonts = _old_fonts(book)
        details = Details(
            hidden_rows=frozenset(n + 1 for n, row in sheet.rowinfo_map.items() if row.hidden),
            hidden_columns=frozenset(n for n, col in sheet.colinfo_map.items() if col.hidden),
            errors=dict(_errors(sheet)),
        )
        if fonts:
            details.fonts = _cell_fonts(sheet, fonts)
        return details
    return Details()


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


def _cell_fonts(sheet: Any, fonts: dict[int, str]) -> dict[Address, str]:
    found: dict[Address, str] = {}
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            font = fonts.get(sheet.cell_xf_index(row, column))
            if font and sheet.cell_type(row, column) == XL_CELL_TEXT:
                found[row + 1, column] = font
    return found
