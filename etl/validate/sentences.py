"""How findings speak: typed values in, Vietnamese text for people out.

The one surprising thing: a place stands in a sentence with a small first letter ("xã Đoàn Kết"),
and the sentence gets its capital at the end.
"""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from etl.contracts.vocabulary import CONTEXT
from etl.kinds import listed_kind
from etl.model import Cell, CellValue, Form, Period, RowAt
from etl.reference import Reference
from etl.validate.batch import BatchReturn
from etl.wording import capital, date_text, number_text, shown, small

_AREA_CONTEXT = frozenset({"commune_district", "agency_area"})
_COMPUTED_DECIMALS = 1  # of ratios and sums that no cell holds
_LONGEST = 120  # characters of an officer's text that are repeated to them


class Printer:
    """Prints values of one form in one period as people write them."""

    def __init__(self, form: Form, period: Period, reference: Reference) -> None:
        """Take the lists of the day that the period's places count on."""
        self._columns = {column.name: column for column in form.columns}
        self._day = reference.day_of(period)

    def text(self, name: str, value: CellValue, decimals: int = _COMPUTED_DECIMALS) -> str:
        """Print a value of a column, of a context column or, rounded, of a computed one."""
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return ""
        if isinstance(value, dt.date):
            return date_text(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            if not value % 1:
                return number_text(int(value))
            is_stated = name in self._columns or name in CONTEXT
            return number_text(value, None if is_stated else decimals)
        return self._words(name, str(value))

    def _words(self, name: str, value: str) -> str:
        column = self._columns.get(name)
        kind = listed_kind(column) if column else None
        if name in _AREA_CONTEXT or (kind and kind.is_place):
            return small(self._day.reference.area_name(value, self._day.on))
        if column and kind:
            return kind.name_of(column, value, self._day)
        return value if len(value) <= _LONGEST else f"{value[:_LONGEST].rstrip()}…"


@lru_cache(maxsize=64)  # the many returns of a period ask for the same ones
def _printer(form: Form, period: Period, reference: Reference) -> Printer:
    return Printer(form, period, reference)


def printer_of(one: BatchReturn, reference: Reference) -> Printer:
    """Give what prints the values of a return."""
    return _printer(one.form, one.period, reference)


def sentence(template: str, words: Mapping[str, str]) -> str:
    """Fill a template and begin it with a capital; raises `KeyError` for an unknown word."""
    return capital(" ".join(template.format_map(words).split()))


def row_label(one: BatchReturn, printer: Printer, values: Mapping[Any, Any]) -> str:
    """Name a row to a person, from the form's label columns."""
    parts = [printer.text(name, values.get(name)) for name in one.form.label]
    return capital(", ".join(part for part in parts if part))


def named(one: BatchReturn, printer: Printer, values: Mapping[Any, Any]) -> dict[str, Any]:
    """Give label and natural key of a row, as findings have them; a missing part is empty."""
    key = ("" if (v := values.get(name)) is None else str(v) for name in one.form.key)
    return {"row_label": row_label(one, printer, values), "row_key": "|".join(key)}


def written(one: BatchReturn, position: int, names: Sequence[str]) -> str:
    """Repeat what the officer wrote in the marked cells of a row."""
    parts = []
    for name in names:
        raw = one.table.raw.get(name) or one.table.values.get(name)
        if raw and raw[position] is not None:
            parts.append(shown(raw[position])[:_LONGEST])
    return "; ".join(part for part in parts if part)


def cells_of(one: BatchReturn, rows: Sequence[RowAt], names: Sequence[str]) -> tuple[Cell, ...]:
    """Give the addresses of rows' cells; columns that the sheet does not have are left out."""
    there = [name for name in names if name in one.table.letters]
    return tuple(one.table.cell(row, name) for row in rows for name in there)


def several(items: Sequence[str], most: int = 5) -> str:
    """List items, at most `most`, and say how many more there are.

    Items that hold a comma ("Đường A, xã Đoàn Kết") are parted by semicolons.
    """
    listed = ("; " if any(", " in item for item in items) else ", ").join(items[:most])
    more = len(items) - most
    return f"{listed} và {number_text(more)} mục khác" if more > 0 else listed
