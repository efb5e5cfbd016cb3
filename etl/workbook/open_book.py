"""Opens a checked workbook of any kind: its parts in, a `Book` of plain values out.

Values come from calamine; what calamine leaves out (errors, hidden rows, fonts) from the parts of
the package. The one surprising thing: calamine shows an error cell and a formula without a stored
result as empty, so both are put back here as `Broken`.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import python_calamine as calamine

from etl.model import Finding
from etl.workbook.foreign.formats.looks import Looks
from etl.workbook.foreign.formats.plain_sheet import without_huge_dates
from etl.workbook.foreign.formats.rich_text import decode
from etl.workbook.foreign.formats.stale_formulas import stale
from etl.workbook.gate import Checked, inspect_bytes
from etl.workbook.issued.cells.details import Address, Details, Parts
from etl.workbook.issued.cells.grid import Book, Broken, Sheet
from etl.workbook.issued.package.slim import slim_package
from etl.workbook.issued.package.zip_parts import RefusedError
from etl.workbook.own_words import LIST_SHEET
from etl.workbook.refusals import damaged, file_finding, refused_kind

_VISIBLE = (
    (calamine.SheetVisibleEnum.Hidden, "hidden"),
    (calamine.SheetVisibleEnum.VeryHidden, "very_hidden"),
)


def read_book(checked: Checked) -> Book:
    """Read all sheets of a checked workbook.

    Raises `RefusedError` for what cannot be parsed, and for what the parser understands otherwise
    than the gate did.
    """
    try:
        return _read_with_any_dates(checked)
    except calamine.PasswordError:
        raise RefusedError(refused_kind("encrypted")) from None
    except (calamine.CalamineError, OSError, ValueError):
        raise RefusedError(_not_parsed(checked)) from None


def _not_parsed(checked: Checked) -> Finding:
    """Tell why the parser gave up: of an .ods it says only that it is none."""
    if checked.kind == "ods" and checked.archive is not None:
        from etl.workbook.foreign.formats.open_plain import MOST_CELLS, claimed_cells

        if claimed_cells(checked.archive.part("content.xml")) > MOST_CELLS:
            return file_finding("too_large.empty_cells")
    return damaged()


def _read_with_any_dates(checked: Checked) -> Book:
    for with_huge_dates in (False, True):
        try:
            return _read_book(checked, with_huge_dates)
        except BaseException as error:  # a number may be too large for the date it is shown as
            if not isinstance(error, OverflowError) and type(error).__name__ != "PanicException":
                raise
        again = inspect_bytes(checked.data)  # its parts were given away on the first way through
        if isinstance(again, Finding):
            raise RefusedError(again)
        checked = again
    raise RefusedError(damaged())


@dataclass(frozen=True, slots=True)
class _Source:
    """What a kind of workbook gives beside what the parser of values does."""

    details: Callable[[str], Details]
    data: bytes | None = None  # for the parser, in place of the file
    names: Mapping[str, str] = field(default_factory=dict)
    listed: Sequence[str] | None = None  # sheets as the gate knows them
    asks: frozenset[str] = frozenset()
    rows: Callable[[str], list[list[Any]]] | None = None  # in place of the parser's


def _read_book(checked: Checked, with_huge_dates: bool) -> Book:
    """Read all sheets; numbers too large for their formats of dates come as numbers if asked."""
    source = _source(checked, with_huge_dates)
    stream = io.BytesIO(source.data or checked.data)
    with calamine.CalamineWorkbook.from_filelike(stream) as workbook:
        sheets = workbook.sheets_metadata
        if source.listed is not None and [meta.name for meta in sheets] != source.listed:
            raise RefusedError(damaged("danh sách trang tính không rõ ràng"))
        read = [
            _sheet(workbook, meta, source, are_floats=checked.kind != "xls")
            for meta in sheets
            if meta.typ == calamine.SheetTypeEnum.WorkSheet and meta.name != LIST_SHEET
        ]
    return Book(checked.kind, read, source.names, source.asks)


def _source(checked: Checked, with_huge_dates: bool) -> _Source:
    archive = checked.archive
    if archive is None:
        from etl.workbook.foreign.formats.biff import open_old_book  # rare, and slow to import

        old = open_old_book(checked.data)
        return _Source(old.details, asks=old.asks, rows=old.rows if with_huge_dates else None)
    if checked.kind == "ods":
        from etl.workbook.foreign.formats.open_document import read_details
        from etl.workbook.foreign.formats.open_plain import plain_document

        return _Source(read_details(archive), plain_document(archive))
    parts, looks = Parts(archive), Looks(archive)
    outline = parts.outline

    def details(name: str) -> Details:
        content = parts.content(name)
        return parts.details(name, content, looks.of_sheet(content))

    listed = [name for name in outline.sheets if name not in outline.macros]
    read = {outline.sheets[name] for name in listed if name != LIST_SHEET}
    for part in read if with_huge_dates else ():
        archive.amend(part, without_huge_dates(archive.part(part)))
    return _Source(details, slim_package(archive, read, outline.macros), outline.names, listed)


def _sheet(
    workbook: calamine.CalamineWorkbook, meta: Any, source: _Source, *, are_floats: bool
) -> Sheet:
    given, details = workbook.get_sheet_by_name(meta.name), source.details(meta.name)
    rows = given.to_python() if source.rows is None else source.rows(meta.name)
    if not are_floats:
        rows = [[float(c) if type(c) is int else c for c in row] for row in rows]
    start = (given.start if source.rows is None else None) or (0, 0)
    cells = _BookCells(start[0] + 1, start[1], rows)
    cells.mend(details)
    ranges = dict.fromkeys(given.merged_cell_ranges or [])
    return Sheet(
        name=meta.name,
        visible=next((how for state, how in _VISIBLE if meta.visible == state), "visible"),
        top=cells.top,
        left=cells.left,
        rows=cells.rows,
        details=details,
        merged=cache(
            lambda: [
                *[((a + 1, left), (b + 1, right)) for (a, left), (b, right) in ranges],
                *details.merged,
            ]
        ),
    )


@dataclass(slots=True)
class _BookCells:
    """The cells of a sheet while they are mended."""

    top: int
    left: int
    rows: list[list[Any]]

    def mend(self, details: Details) -> None:
        """Put what the parser left out or cannot read in its place."""
        for at, text in details.errors.items():
            self._put(at, Broken(text, "error"))
        for at in details.pictures:
            self._put(at, Broken("(hình ảnh)", "picture"))
        uncomputed = set(details.uncached)
        if details.noughts:
            uncomputed |= stale(details.noughts, self._value, is_whole=details.has_noughts_only)
        for at in sorted(uncomputed):  # from above: the rectangle grows row by row
            self._put(at, Broken("", "uncached"))
        for at, font in details.fonts.items():
            value = self._value(at)
            if isinstance(value, str) and not value.isascii():
                self._read_anew(at, value, decode(value, font))
        for at, joined in details.texts.items():
            self._read_anew(at, str(self._value(at)), joined)

    def _value(self, at: Address) -> Any:
        row, column = at[0] - self.top, at[1] - self.left
        inside = 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row])
        return self.rows[row][column] if inside else ""

    def _read_anew(self, at: Address, stored: str, text: str | None) -> None:
        """Put a text as a person reads it, None for one that nobody can, where a cell is."""
        row, column = at[0] - self.top, at[1] - self.left
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            self.rows[row][column] = Broken(stored, "font") if text is None else text

    def _put(self, at: Address, value: object) -> None:
        """Set a cell, also one just outside of the rectangle that holds values."""
        row, column = at[0] - self.top, at[1] - self.left
        if not self.rows:
            self.top, self.left, self.rows = at[0], at[1], [[value]]
        elif row < 0 or column < 0:
            return  # before the first value: no table reaches there
        elif row < len(self.rows) + 50 and column < len(self.rows[0]) + 50:
            width = max(len(self.rows[0]), column + 1)
            for line in self.rows if width > len(self.rows[0]) else ():
                line.extend([""] * (width - len(line)))
            while len(self.rows) <= row:
                self.rows.append([""] * width)
            self.rows[row][column] = value
