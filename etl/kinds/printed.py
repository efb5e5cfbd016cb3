"""What people see of stored values: cells of workbooks, texts of pages, rows that a form prints.

The one surprising thing: a value that is on no list any more is printed as it is stored.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from etl.kinds import kind_of, listed_kind
from etl.kinds.of_places import Places
from etl.model import CellValue, Column, Form
from etl.reference import Day
from etl.wording import date_text, number_text


class CellPrinter:
    """Prints values as officers know them: names for codes, labels for choices."""

    def __init__(self, day: Day) -> None:
        """Take the lists of a day."""
        self._day = day

    def cell(self, column: Column, value: CellValue) -> CellValue:
        """Give what a cell of a workbook shows; numbers and dates stay what they are."""
        if not isinstance(value, str):
            return value
        return kind_of(column).name_of(column, value, self._day)

    def text(self, column: Column, value: CellValue) -> str:
        """Print a value; "" for none."""
        if value is None:
            return ""
        if isinstance(value, dt.date):
            return date_text(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return number_text(value)
        return str(self.cell(column, str(value)))


def each_columns(form: Form) -> tuple[str, ...]:
    """Give the columns that a form prints in every row: those of `each`, and where they lie."""
    above = {kind.above for name in form.each if (kind := listed_kind(form.column(name)))}
    return (*form.each, *(column.name for column in form.columns if column.type in above))


def each_row(
    form: Form, names: Sequence[str], day: Day, home: str = ""
) -> Iterator[Mapping[str, str]]:
    """Give each member of some columns' lists with each, and where it lies, by column.

    Those of a sender whose own place is `home`, as stored, in the order of the lists.
    """
    columns = [form.column(name) for name in names]
    lists = [kind.printed(column, day, home) for column in columns if (kind := listed_kind(column))]
    for members in product(*lists):
        row = dict(zip(names, members, strict=True))
        for column, member in zip(columns, members, strict=True):
            places = kind_of(column)
            if isinstance(places, Places):
                holders = (one.name for one in form.columns if one.type == places.above)
                row.update(dict.fromkeys(holders, places.holder(member, day)))
        yield row
