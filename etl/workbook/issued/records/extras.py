"""What formats and formulas of data cells must be told about: a table's cells in, troubles added.

The one surprising thing: a percentage is stored as a hundredth, so in a column of per cent the
format decides whether 0,05 means 5. A format that names another unit of money than the sheet is
refused; only the sign of đồng is not, which a click on the button for accounts adds to any number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from etl.kinds import Trouble, kind_of
from etl.model import Column, Severity
from etl.workbook.issued.cells.details import MISLEADING, SHARES, SIGN
from etl.workbook.issued.records.money import is_money, printed_factors
from etl.workbook.issued.tables.found import Found
from etl.workbook.issued.values.trouble import (
    percent_unclear,
    say,
    shown_as_share,
    sign_doubted,
    unit_shown,
)
from etl.workbook.issued.values.typed import Typed
from etl.workbook.units import NAMES

_DOUBTED = 100_000.0  # million đồng: from here on "đ" beside a number of nghìn đồng may be meant


def told_cells(found: Found, rows: Sequence[int], typed: Mapping[str, Typed]) -> None:
    """Add troubles for linked formulas, misleading formats and unclear percentages."""
    details = found.sheet.details
    numbers = [
        column
        for column in found.form.columns
        if kind_of(column).is_number and column.name in found.columns
    ]
    for column in numbers:
        if column.unit == "%":
            _percent(column, found, rows, typed[column.name])
    if details.shown or details.linked or details.dde:
        for column in found.form.columns:
            if column.name in found.columns:
                _told(column, found, rows, typed[column.name])


def told_units(
    column: Column, found: Found, rows: Sequence[int], typed: Typed, factor: float
) -> None:
    """Refuse amounts that are shown in another unit than they are read in.

    `typed` is in million đồng already; one unit of what the cells hold is `factor` of them.
    """
    shown = found.sheet.details.shown
    if not shown or column.name not in found.columns:
        return
    position, read_as = found.columns[column.name], NAMES[factor]
    agrees = {"", read_as, SIGN} if read_as == NAMES[1e-6] else {"", read_as}
    is_stated: bool | None = None  # asked once, and only of a sheet where it matters
    for at, address in _addresses(column, found, rows):
        value, unit = typed.values[at], shown.get(address, "")
        if unit in agrees or unit in MISLEADING or unit in SHARES:
            continue
        if not value or not isinstance(value, float):  # nothing is the same in any unit
            continue
        if isinstance(found.sheet.rows[rows[at]][position], str):  # no format changes a text
            continue
        if unit != SIGN:
            if is_stated is None:
                is_stated = column.name in printed_factors(found)
            typed.fail(at, unit_shown(column, unit, read_as, is_stated=is_stated))
        elif max(_DOUBTED, factor * 1e6) <= value <= (column.maximum or value):
            typed.troubles.append((at, sign_doubted(column, read_as)))


def _linked(column: Column, whence: str) -> Trouble:
    return say("linked_formula", column, severity=Severity.WARNING, whence=whence)


def _told(column: Column, found: Found, rows: Sequence[int], values: Typed) -> None:
    """Tell of one column's links and misleading formats; a cell that cannot be read said so."""
    details = found.sheet.details
    has_format = kind_of(column).is_number and column.unit != "%"
    failed = {at for at, trouble in values.troubles if trouble.severity is Severity.CRITICAL}
    for at, address in _addresses(column, found, rows):
        if at in failed:
            continue
        if address in details.linked:
            values.troubles.append((at, _linked(column, "một tệp khác")))
        elif address in details.dde:
            values.troubles.append((at, _linked(column, "một chương trình khác")))
        how = details.shown.get(address, "") if has_format else ""
        if how == "percent" or how in SHARES:
            stored = found.sheet.rows[rows[at]][found.columns[column.name]]
            if isinstance(stored, int | float) and stored:  # nothing, and a text, is as it is
                values.fail(at, shown_as_share(column, stored, how))
        elif _misleads(column, how) and isinstance(values.values[at], int | float):
            values.troubles.append(
                (at, say("shown_differently", column, severity=Severity.WARNING))
            )


def _misleads(column: Column, how: str) -> bool:
    """Tell whether a format misleads; of units, amounts are told elsewhere."""
    return how in MISLEADING or (bool(how) and how != SIGN and not is_money(column))


def _addresses(
    column: Column, found: Found, rows: Sequence[int]
) -> Iterator[tuple[int, tuple[int, int]]]:
    position = found.columns[column.name] + found.sheet.left
    for at, row in enumerate(rows):
        yield at, (row + found.sheet.top, position)


def _percent(column: Column, found: Found, rows: Sequence[int], typed: Typed) -> None:
    """Bring a column of per cent to one scale: 5, "5 %" and 0,05 shown as 5 % are all 5."""
    shown = found.sheet.details.shown
    bare: list[int] = []
    for at, address in _addresses(column, found, rows):
        value = typed.values[at]
        if not isinstance(value, float):
            continue
        how = shown.get(address, "")
        if how == "percent" or how in SHARES:
            typed.values[at] = round(value * SHARES.get(how, 100.0), 12)
        else:
            bare.append(at)
    numbers = [value for at in bare if isinstance(value := typed.values[at], float)]
    if any(value > 1 for value in numbers) or not any(0 < value <= 1 for value in numbers):
        return
    for at, value in zip(bare, numbers, strict=True):
        if 0 < value <= 1 and "%" not in str(
            found.sheet.rows[rows[at]][found.columns[column.name]]
        ):
            typed.fail(at, percent_unclear(column, value))
