"""The cells of a workbook with their addresses: checked bytes in, sheets of plain values out.

Values come from calamine; what calamine leaves out (errors, hidden rows, fonts) from the parts of
the package. The one surprising thing: calamine shows an error cell and a formula without a stored
result as empty, so both are put back here as `Broken`.
"""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import python_calamine as calamine

from etl.model import CellValue, Finding
from etl.wording import shown
from etl.workbook.container.plain_sheet import without_huge_dates
from etl.workbook.container.reach import column_letter
from etl.workbook.container.safety import Checked, inspect_bytes
from etl.workbook.container.slim import slim_package
from etl.workbook.container.zip_parts import RefusedError
from etl.workbook.refusals import damaged
from etl.workbook.sheets.details import Address, Details, Parts
from etl.workbook.sheets.rich_text import decode
from etl.workbook.sheets.stale_formulas import stale

_VISIBLE = (
    (calamine.SheetVisibleEnum.Hidden, "hidden"),
    (calamine.SheetVisibleEnum.VeryHidden, "very_hidden"),
)
LIST_SHEETS = frozenset({"_danh_muc"})  # our own lists for drop-downs: nothing to read


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell whose value is not there to be read: an error, or a formula without its result."""

    text: str  # "#DIV/0!", or "" for a formula that was never computed
    why: str  # error | uncached | font | picture


@dataclass(slots=True)
class Sheet:
    """The used rectangle of one sheet; row 0 of `rows` is Excel row `top`."""

    name: str
    visible: str  # visible | hidden | very_hidden
    top: int  # Excel row of the first, 1-based
    left: int  # column index of the first, 0-based
    rows: list[list[Any]]  # "" for empty; Broken for what cannot be read
    details: Details
    merged: Callable[[], list[tuple[Address, Address]]] = field(default=list)

    def letter(self, column: int) -> str:
        """Give the Excel letter of a column of `rows`."""
        return column_letter(column + self.left)

    def value(self, at: Address) -> Any:
        """Give what stands at an address, which may lie outside of the rectangle."""
        row, column = at[0] - self.top, at[1] - self.left
        inside = 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row])
        return self.rows[row][column] if inside else ""


@dataclass(slots=True)
class Book:
    """A workbook: its sheets in order, and its defined names."""

    kind: str
    sheets: list[Sheet]
    names: Mapping[str, str]
    asks: frozenset[str] = frozenset()  # "files", "programs": of an .xls, whose links lie within


def read_book(checked: Checked) -> Book:
    """Read all sheets of a checked workbook.

    Raises `calamine.CalamineError` (`PasswordError` when encrypted) for what cannot be parsed,
    `RefusedError` for what the parser understands otherwise than the gate did.
    """
    try:
        return _read_book(checked)
    except BaseException as error:
        if not _is_about_dates(error):
            raise
    again = inspect_bytes(checked.data)  # its parts were given away on the first way through
    if isinstance(again, Finding):
        raise RefusedError(again)
    try:
        return _read_book(again, with_huge_dates=True)
    except BaseException as error:
        if not _is_about_dates(error):
            raise
        raise RefusedError(damaged()) from None


def _is_about_dates(error: BaseException) -> bool:
    """Tell whether the parser gave up because a number is too large for the date it is shown as."""
    return isinstance(error, OverflowError) or type(error).__name__ == "PanicException"


def _read_book(checked: Checked, *, with_huge_dates: bool = False) -> Book:
    """Read all sheets; numbers too large for their formats of dates come as numbers if asked."""
    names: Mapping[str, str] = {}
    details: Callable[[str], Details] = lambda _: Details()  # noqa: E731
    asks = frozenset[str]()
    rows: Callable[[str], list[list[Any]]] | None = None  # from elsewhere than the parser
    data: bytes | None = None
    listed: list[str] | None = None  # sheets as the gate knows them
    if checked.kind in ("xlsx", "xlsm") and checked.archive is not None:
        parts = Parts(checked.archive)
        names, details = parts.outline.names, parts.details
        macros = parts.outline.macros
        listed = [name for name in parts.outline.sheets if name not in macros]
        read = {parts.outline.sheets[name] for name in listed if name not in LIST_SHEETS}
        if with_huge_dates:
            for part in read:
                plain_part = without_huge_dates(checked.archive.part(part))
                checked.archive.amend(part, plain_part)
        data = slim_package(checked.archive, read, macros)
    elif checked.kind == "xls":
        from etl.workbook.sheets.biff import open_old_book

        old = open_old_book(checked.data)
        details, asks = old.details, old.asks
        rows = old.rows if with_huge_dates else None
    elif checked.kind == "ods" and checked.archive is not None:
        from etl.workbook.sheets.open_document import read_details as read_open_document
        from etl.workbook.sheets.open_plain import plain_document

        details = read_open_document(checked.archive)
        data = plain_document(checked.archive)
    workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data or checked.data))
    del data  # the parser has a copy of its own
    with workbook:
        if listed is not None and [meta.name for meta in workbook.sheets_metadata] != listed:
            raise RefusedError(damaged("danh sách trang tính không rõ ràng"))
        sheets = [
            _sheet(workbook, meta, details(meta.name), rows)
            for meta in workbook.sheets_metadata
            if meta.typ == calamine.SheetTypeEnum.WorkSheet and meta.name not in LIST_SHEETS
        ]
    if checked.kind == "xls":
        for sheet in sheets:
            sheet.rows = [[float(c) if type(c) is int else c for c in row] for row in sheet.rows]
    return Book(checked.kind, sheets, names, asks)


def _sheet(
    workbook: calamine.CalamineWorkbook,
    meta: Any,
    details: Details,
    rows: Callable[[str], list[list[Any]]] | None,
) -> Sheet:
    source = workbook.get_sheet_by_name(meta.name)
    start = (source.start if rows is None else None) or (0, 0)
    ranges = dict.fromkeys(source.merged_cell_ranges or [])
    sheet = Sheet(
        name=meta.name,
        visible=next((how for state, how in _VISIBLE if meta.visible == state), "visible"),
        top=start[0] + 1,
        left=start[1],
        rows=source.to_python() if rows is None else rows(meta.name),
        details=details,
        merged=cache(
            lambda: [
                *[((a + 1, left), (b + 1, right)) for (a, left), (b, right) in ranges],
                *details.merged,
            ]
        ),
    )
    for at, text in details.errors.items():
        _put(sheet, at, Broken(text, "error"))
    for at in details.pictures:
        _put(sheet, at, Broken("(hình ảnh)", "picture"))
    uncomputed = details.uncached
    if details.noughts:
        uncomputed |= stale(details.noughts, sheet.value, is_whole=details.has_noughts_only)
    for at in sorted(uncomputed):  # from above: the rectangle grows row by row
        _put(sheet, at, Broken("", "uncached"))
    for at, font in details.fonts.items():
        _convert(sheet, at, font)
    for at, joined in details.texts.items():
        _replace(sheet, at, joined)
    return sheet


def _put(sheet: Sheet, at: Address, value: object) -> None:
    """Set a cell, also one just outside of the rectangle that holds values."""
    row, column = at[0] - sheet.top, at[1] - sheet.left
    if not sheet.rows:
        sheet.top, sheet.left, sheet.rows = at[0], at[1], [[value]]
    elif row < 0 or column < 0:
        return  # before the first value: no table reaches there
    elif row < len(sheet.rows) + 50 and column < len(sheet.rows[0]) + 50:
        width = max(len(sheet.rows[0]), column + 1)
        if width > len(sheet.rows[0]):
            for line in sheet.rows:
                line.extend([""] * (width - len(line)))
        while len(sheet.rows) <= row:
            sheet.rows.append([""] * width)
        sheet.rows[row][column] = value


def _convert(sheet: Sheet, at: Address, font: str) -> None:
    row, column = at[0] - sheet.top, at[1] - sheet.left
    if not (0 <= row < len(sheet.rows) and 0 <= column < len(sheet.rows[row])):
        return
    value = sheet.rows[row][column]
    if isinstance(value, str) and not value.isascii():
        converted = decode(value, font)
        sheet.rows[row][column] = Broken(value, "font") if converted is None else converted


def _replace(sheet: Sheet, at: Address, text: str | None) -> None:
    """Put the text of a cell of several looks as a person reads it."""
    row, column = at[0] - sheet.top, at[1] - sheet.left
    if 0 <= row < len(sheet.rows) and 0 <= column < len(sheet.rows[row]):
        stored = sheet.rows[row][column]
        sheet.rows[row][column] = Broken(str(stored), "font") if text is None else text


def plain(value: Any) -> CellValue:
    """Give what a cell held as one of the plain types that a table may keep beside its values."""
    if value == "":
        return None
    if isinstance(value, str | int | dt.date) or (
        isinstance(value, float) and math.isfinite(value)
    ):
        return value
    return as_text(value)


def as_text(value: Any) -> str:
    """Give what a cell held as a person sees it; "" for an empty one."""
    if isinstance(value, Broken):
        return value.text or "(công thức chưa có kết quả)"
    return shown(value)
