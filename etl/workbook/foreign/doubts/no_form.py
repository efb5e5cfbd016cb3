"""Why a workbook holds none of our forms: a book in, one finding with what to do out.

The one surprising thing: a table with a column for every member of a list (every ethnic group) is
known at a glance, and yet is none of ours; its sender must hear what is different.
"""

from __future__ import annotations

from collections.abc import Mapping

from etl.kinds import listed_kind, reference_columns
from etl.model import Cell, Finding, Form
from etl.reference import Day
from etl.wording import in_quotes
from etl.workbook.foreign.layouts.windows import nearest
from etl.workbook.issued.cells.grid import Book
from etl.workbook.issued.tables.found import OWN_SHEETS
from etl.workbook.refusals import file_finding

_LEAST_MEMBERS = 4  # side by side
_ROWS = 40  # of a sheet
_LONGEST_NAME = 40  # characters


def no_form(book: Book, forms: Mapping[str, Form], day: Day) -> Finding:
    """Say that no sheet holds a form of ours, and which form it comes nearest to."""
    across = _members_across(book, forms, day)
    if across is not None:
        return across
    near = nearest(book, forms)
    if near is None:
        listed = "; ".join(form.number for form in forms.values())
        return file_finding("not_our_form", listed=listed)
    missing = in_quotes(column.header for column in near.missing if column.required)
    return near.tell("form_unclear", near.corner, missing=missing)


def _members_across(book: Book, forms: Mapping[str, Form], day: Day) -> Finding | None:
    """Tell of a table that has a column for every member of a list where we have a row."""
    listed = [
        (form, column, kind)
        for form in forms.values()
        for column in reference_columns(form)
        if column.name in form.each and (kind := listed_kind(column)) and not kind.is_place
    ]
    for form, column, kind in listed:
        for sheet in book.sheets:
            for number, row in enumerate(
                sheet.rows[:_ROWS] if sheet.name not in OWN_SHEETS else ()
            ):
                named = [
                    at
                    for at, cell in enumerate(row)
                    if type(cell) is str
                    and 1 < len(cell.strip()) <= _LONGEST_NAME
                    and kind.match(column, cell, day).value
                ]
                if len(named) >= _LEAST_MEMBERS:
                    cell = Cell(sheet.name, sheet.letter(named[0]), sheet.top + number)
                    said = "form_unclear.members_across"
                    return file_finding(said, cell, form=form, word=kind.word, sheet=sheet.name)
    return None
