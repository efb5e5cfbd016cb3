"""How findings speak: typed values in, Vietnamese text for people out.

The one surprising thing: a place stands in a sentence with a small first letter ("xã Đoàn Kết"),
and the sentence gets its capital at the end.
"""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from etl.contracts.vocabulary import CONTEXT
from etl.kinds import listed_kind
from etl.model import Cell, CellValue, Column, Finding, Form, Period, RowAt, Severity
from etl.reference import Reference
from etl.validate.batch import BatchReturn
from etl.validate.checks import Check
from etl.wording import capital, date_text, number_text, shown, small

_AREA_CONTEXT = frozenset({"commune_district", "agency_area"})
_COMPUTED_DECIMALS = 1  # of ratios and sums that no cell holds
ON_TRIAL = "Quy tắc đang thử nghiệm, chưa bắt buộc sửa"
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
        column = self._columns.get(name)
        if isinstance(value, dt.date):
            return date_text(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            stated = column or CONTEXT.get(name)
            return (
                number_text(int(value))
                if not value % 1
                else number_text(value, None if stated else decimals)
            )
        return self._words(name, column, str(value))

    def _words(self, name: str, column: Column | None, value: str) -> str:
        kind = listed_kind(column) if column else None
        if name in _AREA_CONTEXT or (kind and kind.is_place):
            return small(self._day.reference.area_name(value, self._day.on))
        if column and kind:
            return kind.name_of(column, value, self._day)
        return value if len(value) <= _LONGEST else f"{value[:_LONGEST].rstrip()}…"


def sentence(template: str, words: Mapping[str, str]) -> str:
    """Fill a template and begin it with a capital; raises `KeyError` for an unknown word."""
    return capital(" ".join(template.format_map(words).split()))


def row_label(one: BatchReturn, printer: Printer, values: Mapping[Any, Any]) -> str:
    """Name a row to a person, from the form's label columns."""
    parts = [printer.text(name, values.get(name)) for name in one.form.label]
    return capital(", ".join(part for part in parts if part))


def row_key(one: BatchReturn, values: Mapping[Any, Any]) -> str:
    """Join the typed values of the natural key; empty for missing ones."""
    return "|".join("" if (v := values.get(name)) is None else str(v) for name in one.form.key)


def written(one: BatchReturn, printer: Printer, position: int, names: Sequence[str]) -> str:
    """Repeat what the officer wrote in the marked cells of a row."""
    parts = []
    for name in names:
        raw = one.table.raw.get(name) or one.table.values.get(name) or [None] * (position + 1)
        value = raw[position]
        parts.append("" if value is None else shown(value))
    return "; ".join(part[:_LONGEST] for part in parts if part)


def cells_of(one: BatchReturn, row: RowAt, names: Sequence[str]) -> tuple[Cell, ...]:
    """Give the addresses of a row's cells; columns that the sheet does not have are left out."""
    return tuple(one.table.cell(row, name) for name in names if name in one.table.letters)


def finding_of(check: Check, one: BatchReturn, message: str, **parts: object) -> Finding:
    """Make a finding of a check on a return."""
    found = Finding(
        rule_id=check.rule_id,
        severity=check.severity,
        rung=check.rung,
        message=message,
        form_id=one.form.id,
        **parts,  # type: ignore[arg-type]
    )
    return on_trial(found) if check.is_trial else found


def on_trial(finding: Finding) -> Finding:
    """Give a finding as that of a rule on trial: it says so, and stops nothing."""
    message = f"{ON_TRIAL}: {finding.message}"
    return replace(finding, severity=Severity.INFO, message=message, is_trial=True)


def several(items: Sequence[str], most: int = 5) -> str:
    """List items, at most `most`, and say how many more there are.

    Items that hold a comma ("Đường A, xã Đoàn Kết") are parted by semicolons.
    """
    listed = ("; " if any(", " in item for item in items) else ", ").join(items[:most])
    more = len(items) - most
    return f"{listed} và {number_text(more)} mục khác" if more > 0 else listed
