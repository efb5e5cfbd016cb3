"""One form as a sheet of the blank workbook: a form and its rows in, a protected sheet out.

The sheet has a title block, one or two header rows, the row of column codes, the data rows, a
total row when the form has totals, then notes and signatures. The one surprising thing: cached
totals are written beside the formulas, because most readers do not calculate.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, fsum

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from etl.kinds import CellPrinter, each_columns, each_row, kind_of, place_columns
from etl.model import Agency, CellValue, Column, Form, Period
from etl.reference import Day
from etl.workbook.template.drop_downs import ChoiceLists
from etl.workbook.template.head_and_foot import merge, nil_place, write_foot, write_title
from etl.workbook.template.input import longest, validation
from etl.workbook.template.style import BlankStyles

Row = Mapping[str, CellValue]

EMPTY_ROWS = 60  # of a form with one line per work or project; the largest district fits
_EMPTY_ROWS_WITHOUT_PLACES = 12
_SPARE_ROWS = 3
_LINE_HEIGHT = 16.5  # points, for 12-point type
_PROTECTION = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "delete_rows": True,
    "sort": True,
}


@dataclass(frozen=True, slots=True)
class FormSheet:
    """Everything that one form's sheet is made from."""

    agency: Agency
    period: Period
    form: Form
    day: Day  # whose lists are printed
    rows: Sequence[Row] | None  # None: a blank form
    data_note: str

    @property
    def is_listed(self) -> bool:
        """Whether the form prints its rows, so that officers fill in only the values."""
        return bool(self.form.each)

    @property
    def is_nil(self) -> bool:
        """Whether it is filled in, with nothing to report."""
        return self.rows is not None and not self.rows

    def lines(self) -> list[Row]:
        """Give the data rows to print, empty ones included."""
        given = list(self.rows or ())
        if self.is_listed:
            return given or listed_rows(self)
        least = EMPTY_ROWS if place_columns(self.form) else _EMPTY_ROWS_WITHOUT_PLACES
        blank = max(least - len(given), _SPARE_ROWS)
        return given + [{}] * blank


def listed_rows(sheet: FormSheet) -> list[Row]:
    """Give the rows that a blank form prints: each member of its lists with each."""
    form, home = sheet.form, sheet.agency.area_code
    return list(each_row(form, form.each, sheet.day, home))


def write_sheet(
    workbook: Workbook, styles: BlankStyles, lists: ChoiceLists, sheet: FormSheet
) -> None:
    """Write one form's sheet and define the name of its row of column codes."""
    page = workbook.add_worksheet(sheet.form.sheet)
    columns = sheet.form.columns
    for at, column in enumerate(columns):
        page.set_column(at, at, column.width)
    head = write_title(
        page,
        styles,
        sheet.form,
        sheet.agency,
        sheet.period,
        sheet.data_note,
        is_nil=sheet.is_nil,
    )
    codes = _write_headers(page, styles, columns, head)
    lines = sheet.lines()
    first, last = codes + 1, codes + len(lines)
    _write_lines(page, styles, sheet, lines, first)
    for at, column in enumerate(columns):
        letter = xl_col_to_name(at)
        source = lists.source(sheet.form, column, first + 1)
        most = longest(sheet.form, column)
        only = lists.only(column)
        rule = validation(column, letter, first + 1, sheet.period, source, most, only)
        page.data_validation(first, at, last, at, rule)
    foot = last + 1
    if any(column.totalled for column in columns):
        _write_total(page, styles, columns, lines, first)
        foot += 1
    _, nil_at, _, _ = nil_place(sheet.form)
    nil = f"{xl_col_to_name(nil_at)}{nil_place(sheet.form)[0] + 1}"
    end = write_foot(page, styles, columns, foot, is_listed=sheet.is_listed, nil=nil)
    _set_up_page(page, columns, head, codes, end)
    name = sheet.form.sheet.replace("'", "''")
    address = f"='{name}'!$A${codes + 1}:${xl_col_to_name(len(columns) - 1)}${codes + 1}"
    workbook.define_name(f"BDT_FORM_{sheet.form.id}", address)
    workbook.define_name(f"BDT_NIL_{sheet.form.id}", f"='{name}'!${nil[:-1]}${nil[-1]}")


def _write_headers(
    page: Worksheet, styles: BlankStyles, columns: Sequence[Column], row: int
) -> int:
    """Write the header rows from `row` on; gives the 0-based row of the column codes."""
    style = styles["header"]
    grouped = any(column.group for column in columns)
    below = row + 1 if grouped else row
    at = 0
    for group, members in groupby(columns, key=lambda column: column.group):
        run = list(members)
        if group:
            merge(page, row, at, row, at + len(run) - 1, group, style)
        for offset, column in enumerate(run, start=at):
            top = below if group else row
            merge(page, top, offset, below, offset, column.header, style)
        at += len(run)
    page.set_row(
        below, _LINE_HEIGHT * max(_text_lines(c.header, c.width / 1.15) for c in columns) + 4
    )
    if grouped:
        page.set_row(row, _LINE_HEIGHT + 4)
    for offset, column in enumerate(columns):
        page.write_string(below + 1, offset, column.code, styles["code"])
    return below + 1


def _text_lines(text: str, width: float) -> int:
    """Estimate how many lines a text takes in a column so many characters wide."""
    return max(1, ceil(len(text) / width))


def _write_lines(
    page: Worksheet, styles: BlankStyles, sheet: FormSheet, lines: Sequence[Row], first: int
) -> None:
    open_row = None if sheet.is_listed else styles["open"]
    columns = sheet.form.columns
    printer = CellPrinter(sheet.day)
    printed = each_columns(sheet.form)
    for row, line in enumerate(lines, start=first):
        values = [printer.cell(column, line.get(column.name)) for column in columns]
        page.set_row(row, _row_height(columns, values), open_row)
        for at, (column, value) in enumerate(zip(columns, values, strict=True)):
            locked = column.name in printed and value is not None
            write_value(page, row, at, value, styles.value(kind_of(column), locked=locked))


def _row_height(columns: Sequence[Column], values: Sequence[CellValue]) -> float | None:
    """Give the height that long texts need; None leaves the row free to grow when typed into."""
    lines = max(
        _text_lines(value, column.width * 1.12 - 1) if isinstance(value, str) else 1
        for column, value in zip(columns, values, strict=True)
    )
    return _LINE_HEIGHT * lines + 2 if lines > 1 else None


def write_value(page: Worksheet, row: int, at: int, value: CellValue, style: Format) -> None:
    """Write one value with its own type; text never becomes a formula, link or number."""
    if value is None or value == "":
        page.write_blank(row, at, None, style)
    elif isinstance(value, bool):
        page.write_boolean(row, at, value, style)
    elif isinstance(value, int | float):
        page.write_number(row, at, value, style)
    elif isinstance(value, dt.date):
        moment = dt.datetime.combine(value, dt.time(), dt.UTC)
        page.write_datetime(row, at, moment.replace(tzinfo=None), style)
    else:
        page.write_string(row, at, value, style)


def _write_total(
    page: Worksheet,
    styles: BlankStyles,
    columns: Sequence[Column],
    lines: Sequence[Row],
    first: int,
) -> None:
    row = first + len(lines)
    before = next(at for at, column in enumerate(columns) if column.totalled)
    merge(page, row, 0, row, max(before - 1, 0), "Tổng số", styles["total_label"])
    for at, column in enumerate(columns[before:], start=before):
        if not column.totalled:
            page.write_blank(row, at, None, styles.total(kind_of(column)))
            continue
        letter = xl_col_to_name(at)
        formula = f"=SUM({letter}{first + 1}:{letter}{row})"
        total = total_of(line.get(column.name) for line in lines)
        page.write_formula(row, at, formula, styles.total(kind_of(column)), total)


def total_of(values: Iterable[CellValue]) -> float | int:
    """Add the numbers among some values as Excel's SUM does; whole when all are whole."""
    numbers = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    if all(isinstance(number, int) for number in numbers):
        return sum(numbers)
    return round(fsum(numbers), 6)


def _set_up_page(
    page: Worksheet, columns: Sequence[Column], head: int, codes: int, end: int
) -> None:
    page.protect("", _PROTECTION)
    page.hide_gridlines(2)
    page.freeze_panes(codes + 1, 0)
    wide = sum(column.width for column in columns) > 125
    if wide:
        page.set_landscape()
    page.set_paper(9)
    page.set_margins(left=0.6, right=0.5, top=0.6, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(head, codes)
    page.print_area(0, 0, end, len(columns) - 1)
    page.center_horizontally()
    page.set_footer('&C&"Times New Roman,Regular"&11Trang &P/&N')
    page.set_zoom(90 if wide else 100)
