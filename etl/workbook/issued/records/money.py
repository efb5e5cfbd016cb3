"""Amounts of money on one table: its printed units in million đồng, and slips of a thousandfold.

The one surprising thing: large works exist, so an amount is doubted only when it stands apart from
all others and fits among them after the point is moved.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from etl.kinds import Trouble, kind_of
from etl.model import CellValue, Column, Finding, Severity
from etl.wording import in_quotes, number_text
from etl.workbook import units
from etl.workbook.issued.senders.titles import TITLE_ROWS
from etl.workbook.issued.tables.found import Found
from etl.workbook.issued.values.trouble import factor_1000

_LEAST_ROWS = 6
_APART = 20.0  # a doubted amount is at least so many times away from its next neighbour
_NOTE_ROWS = 30


def is_money(column: Column) -> bool:
    """Tell whether a column holds amounts in đồng."""
    return kind_of(column).is_number and bool(units.money_units(column.unit))


def money_columns(found: Found) -> list[Column]:
    """List the columns of a table that hold amounts in đồng."""
    return [column for column in found.present if is_money(column)]


def factors(found: Found) -> tuple[dict[str, float], list[Finding]]:
    """Give the factor to million đồng of each money column, and what is doubtful about units."""
    columns = money_columns(found)
    if not columns:
        return {}, []
    stated = _stated(found)
    printed = {column.name: _printed(found, column) for column in columns}
    made = {name: next(iter(own or stated or {1.0})) for name, own in printed.items()}
    clashing = [column for column in columns if len(printed[column.name] | stated) > 1]
    if clashing:
        clashes = stated.union(*(printed[column.name] for column in clashing))
        return made, [_told(found, "two_units", clashing, clashes)]
    bare = [] if stated else [column for column in columns if not printed[column.name]]
    if bare and (unknown := units.unknown_unit(_lines(found, found.head))):
        return made, [found.tell("unknown_unit", found.corner, value=unknown)]
    others = {made[column.name] for column in columns if column not in bare}
    if bare and others - {1.0}:
        return made, [_told(found, "two_units.of_some", bare, others)]
    if not bare or found.how != "headers":
        return made, []
    where = f" ở cột {_headers(bare)}" if len(bare) < len(columns) else ""
    return made, [found.tell("no_unit", found.corner, severity=Severity.WARNING, where=where)]


def printed_factors(found: Found) -> dict[str, float]:
    """Give the factor of each money column whose unit is printed, above the table or in it."""
    made, _ = factors(found)
    stated = _stated(found)
    return {
        column.name: made[column.name]
        for column in money_columns(found)
        if stated or _printed(found, column)
    }


def _printed(found: Found, column: Column) -> frozenset[float]:
    """Give the units that a column's own header prints."""
    return units.header_units(found.texts.get(found.columns[column.name], ""))


def _told(found: Found, said: str, columns: Sequence[Column], named: Iterable[float]) -> Finding:
    """Tell of units that contradict each other, at the lowest header cells of columns."""
    row = max(found.first - 1, found.head)
    cells = [found.cell(row, found.columns[column.name]) for column in columns]
    names = "; ".join(sorted(units.NAMES[unit] for unit in named))
    return found.tell(said, *cells, value=names, headers=_headers(columns))


def _headers(columns: Sequence[Column]) -> str:
    return in_quotes(column.header for column in columns)


def _stated(found: Found) -> frozenset[float]:
    stated = units.stated_units(_lines(found, found.first))
    return stated | _row_by_row(found) or units.stated_units(_below(found))


def _lines(found: Found, stop: int) -> list[str]:
    """List the texts above a row; "Đơn vị tính:" and the unit may stand in two cells."""
    lines: list[str] = []
    for row in found.sheet.rows[max(found.head - TITLE_ROWS, 0) : stop]:
        texts = [cell for cell in row if type(cell) is str and 0 < len(cell) < 200]
        lines += texts
        lines += [f"{left} {right}" for left, right in pairwise(texts) if units.asks_unit(left)]
    return lines


def _row_by_row(found: Found) -> frozenset[float]:
    """Give the money units that a column of units states for its rows."""
    taken = set(found.columns.values())
    positions = [at for at, text in found.own.items() if at not in taken and units.asks_unit(text)]
    rows = found.sheet.rows[found.first : found.last] if positions else ()
    cells = (row[at] for row in rows for at in positions)
    return frozenset[float]().union(
        *(units.money_units(cell) for cell in cells if type(cell) is str)
    )


def _below(found: Found) -> list[str]:
    """List the notes under a table, "Ghi chú: Đơn vị tính: nghìn đồng": rows of one text only."""
    if found.how != "headers":
        return []
    rows = found.sheet.rows[max(found.first, found.last - _NOTE_ROWS) : found.last]
    notes = ([cell for cell in row if cell != ""] for row in rows)
    return [note[0] for note in notes if len(note) == 1 and type(note[0]) is str]


def slips(column: Column, values: Sequence[CellValue]) -> Iterator[tuple[int, Trouble]]:
    """Give the amounts that look a thousand times too large or too small beside the others."""
    amounts = sorted([value for value in values if isinstance(value, float) and value > 0])
    if len(amounts) < _LEAST_ROWS or amounts[-1] < _APART * amounts[0]:
        return
    for is_high, factor in ((True, 1e-3), (False, 1e3)):
        doubted, others = _split(amounts, is_high=is_high)
        if not doubted:
            continue
        low, high = others[0], others[-1]
        usual = f"từ {number_text(round(low, 3))} đến {number_text(round(high, 3))}"
        for at, value in enumerate(values):
            if not isinstance(value, float) or not doubted[0] <= value <= doubted[-1]:
                continue
            if low / 2 <= value * factor <= high * 2:
                yield at, factor_1000(column, value, usual)


def _split(amounts: list[float], *, is_high: bool) -> tuple[list[float], list[float]]:
    """Split off the largest or smallest fifth of amounts or less, where a gap parts them."""
    for count in range(1, max(len(amounts) // 5, 1) + 1):
        at = len(amounts) - count if is_high else count
        if amounts[at] >= _APART * amounts[at - 1]:
            return (amounts[at:], amounts[:at]) if is_high else (amounts[:at], amounts[at:])
    return [], amounts
