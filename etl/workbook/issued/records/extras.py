"""What formats, formulas and merged cells do to data: a table's typed cells in, troubles added.

The one surprising thing: in a column of per cent the format decides whether 0,05 means 5; and a
cell that a merged one covers may still hold a value, which nobody sees and every program reads.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from etl.kinds import Trouble, kind_of, quoted
from etl.model import Column, Mark, Severity
from etl.wording import number_text
from etl.workbook.issued.cells.details import MISLEADING, SHARES, SIGN, Address
from etl.workbook.issued.cells.grid import plain
from etl.workbook.issued.package.reach import column_letter
from etl.workbook.issued.records.money import is_money, printed_factors
from etl.workbook.issued.tables.found import Found
from etl.workbook.issued.values import trouble as say
from etl.workbook.issued.values.numbers import number_mark, read_number_text
from etl.workbook.issued.values.trouble import Typed
from etl.workbook.units import NAMES

_DOUBTED = 100_000.0  # million đồng: from here on "đ" beside a number of nghìn đồng may be meant


def told_cells(found: Found, rows: Sequence[int], typed: Mapping[str, Typed]) -> None:
    """Add troubles for linked formulas, misleading formats and unclear percentages."""
    details, columns = found.sheet.details, found.present
    for column in columns:
        if column.unit == "%" and kind_of(column).is_number:
            _percent(column, found, rows, typed[column.name])
    if details.shown or details.linked or details.dde:
        for column in columns:
            _told(column, found, rows, typed[column.name])


def told_units(
    column: Column, found: Found, rows: Sequence[int], typed: Typed, factor: float
) -> None:
    """Refuse amounts, by now in million đồng, that are shown in another unit than they are in."""
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
            typed.fail(at, say.unit_shown(column, unit, read_as, is_stated=is_stated))
        elif max(_DOUBTED, factor * 1e6) <= value <= (column.maximum or value):
            said = say.doubt("unit_shown.sign", column, NAMES[1e-6], expected=read_as)
            typed.troubles.append((at, said))


def _told(column: Column, found: Found, rows: Sequence[int], typed: Typed) -> None:
    """Tell of one column's links and misleading formats; a cell that cannot be read said so."""
    details, position = found.sheet.details, found.columns[column.name]
    has_format = kind_of(column).is_number and column.unit != "%"
    failed = {at for at, trouble in typed.troubles if trouble.severity is Severity.CRITICAL}
    for at, address in _addresses(column, found, rows):
        if at in failed:
            continue
        if address in details.linked or address in details.dde:
            whence = "một tệp khác" if address in details.linked else "một chương trình khác"
            typed.troubles.append((at, say.doubt("linked_formula", column, whence=whence)))
        how = details.shown.get(address, "") if has_format else ""
        # of units, amounts are told elsewhere
        misleads = how in MISLEADING or (bool(how) and how != SIGN and not is_money(column))
        if how in SHARES:
            stored = found.sheet.rows[rows[at]][position]
            if isinstance(stored, int | float) and stored:  # nothing, and a text, is as it is
                typed.fail(at, say.shown_as_share(column, stored, how))
        elif misleads and isinstance(typed.values[at], int | float):
            typed.troubles.append((at, say.doubt("shown_differently", column)))


def _addresses(column: Column, found: Found, rows: Sequence[int]) -> Iterator[tuple[int, Address]]:
    position = found.columns[column.name] + found.sheet.left
    for at, row in enumerate(rows):
        yield at, (row + found.sheet.top, position)


def _percent(column: Column, found: Found, rows: Sequence[int], typed: Typed) -> None:
    """Bring a column of per cent to one scale: 5, "5 %" and 0,05 shown as 5 % are all 5."""
    shown, position = found.sheet.details.shown, found.columns[column.name]
    bare: dict[int, float] = {}
    for at, address in _addresses(column, found, rows):
        value = typed.values[at]
        if isinstance(value, float):
            how = shown.get(address, "")
            if how in SHARES:
                typed.values[at] = round(value * SHARES[how], 12)
            else:
                bare[at] = value
    if any(value > 1 for value in bare.values()):
        return
    for at, value in bare.items():
        if 0 < value <= 1 and "%" not in str(found.sheet.rows[rows[at]][position]):
            text, other = number_text(value), say.rounded(value * 100)
            typed.fail(at, say.say("percent_unclear", column, text, other=other))


# merged cells


def is_shared_safely(column: Column, value: Any) -> bool:
    """Tell whether a value that several records share is the same for each: all but amounts."""
    if not kind_of(column).is_number:
        return True
    if isinstance(value, str):
        return number_mark(value.strip()) is Mark.NIL
    return isinstance(value, int | float) and not value


def told_merges(found: Found, rows: Sequence[int], typed: Mapping[str, Typed]) -> None:
    """Add troubles for the cells of records, `rows`, that merged cells share or hide."""
    if not rows:
        return
    first, last = rows[0] + found.sheet.top, rows[-1] + found.sheet.top
    near = [(a, b) for a, b in found.sheet.merged() if b[0] >= first and a[0] <= last]
    if not near:
        return
    records = {row: at for at, row in enumerate(rows)}
    for area in _areas(found, records, near):
        for column in area.columns:
            hidden = [row for row in area.rows if _is_hidden(found, area, column, row)]
            said = partial(say.say, column=column, area=area.name, unmerge=say.UNMERGE)
            if hidden:  # what it covers is quoted, because nobody can see it
                value = _value(found, (hidden[0], found.columns[column.name]))
                alone = plain(value) if len(hidden) == 1 else None
                text = "" if alone is None else quoted(alone)
                kept = f"“{text}”" if text else "số liệu"
                refused = said("merged.hidden", value=text, kept=kept)
                _fail(typed[column.name], [records[row] for row in hidden], refused)
            several = _shared(found, area, column)
            if several:
                at = [records[row] for row in area.rows if row not in hidden]
                _fail(typed[column.name], at, said("merged.shared", several=several))


def _fail(typed: Typed, cells: Sequence[int], trouble: Trouble) -> None:
    typed.troubles = [one for one in typed.troubles if one[0] not in cells]
    for at in cells:
        typed.fail(at, trouble)


@dataclass(frozen=True, slots=True)
class _Area:
    """A merged cell that covers several cells of records."""

    name: str  # its address as Excel writes it
    home: tuple[int, int]  # the row and position whose value it shows
    columns: Sequence[Column]  # of the form, that it covers
    rows: Sequence[int]  # of records


def _areas(
    found: Found, records: Mapping[int, int], merged: Sequence[tuple[Address, Address]]
) -> Iterator[_Area]:
    """Give the merged cells that cover cells of records; `records` are in the order of the rows."""
    sheet = found.sheet
    columns = {found.columns[column.name]: column for column in found.present}
    first, last = next(iter(records)) + sheet.top, next(reversed(records)) + sheet.top
    for (top, left), (bottom, right) in merged:
        home = top - sheet.top, left - sheet.left
        positions = [at for at in columns if home[1] <= at <= right - sheet.left]
        if not positions or (top == bottom and positions == [home[1]]):
            continue
        span = range(max(top, first), min(bottom, last) + 1)
        rows = [row - sheet.top for row in span if row - sheet.top in records]
        if len(rows) * len(positions) > ((home[0] in rows) and (home[1] in positions)):
            name = f"{column_letter(left)}{top}:{column_letter(right)}{bottom}"
            yield _Area(name, home, [columns[at] for at in positions], rows)


def _is_hidden(found: Found, area: _Area, column: Column, row: int) -> bool:
    """Tell whether a covered cell holds another value than the one that is shown in its place."""
    at = row, found.columns[column.name]
    value = _value(found, at)
    if value == "" or at == area.home:
        return False
    if kind_of(column).is_number or at[1] != area.home[1]:
        return True
    return str(value).split() != str(_value(found, area.home)).split()


def _shared(found: Found, area: _Area, column: Column) -> str:
    """Say over what an amount of a merged cell spreads, rows or columns; "" where that is clear."""
    amounts = [one for one in area.columns if kind_of(one).is_number]
    positions = [found.columns[one.name] for one in amounts]
    if area.home[1] not in positions or column not in amounts:
        return ""
    covered = ((row, at) for row in area.rows for at in positions if (row, at) != area.home)
    shown = _value(found, area.home)
    if is_shared_safely(column, shown) or all(_value(found, at) != "" for at in covered):
        return ""
    is_number = isinstance(shown, int | float) or (
        isinstance(shown, str) and read_number_text(shown, column.unit).is_number
    )
    kinds = ["nhiều dòng"] * (len(area.rows) > 1) + ["nhiều cột"] * (len(amounts) > 1)
    return ", ".join(kinds) if is_number else ""


def _value(found: Found, at: tuple[int, int]) -> Any:
    return found.sheet.value((at[0] + found.sheet.top, at[1] + found.sheet.left))


def covered(found: Found) -> dict[tuple[int, int], int]:
    """Map each cell that a vertical merge covers to the row that holds its value."""
    sheet = found.sheet
    cells = {}
    for (top, left), (bottom, right) in sheet.merged():
        first = top - sheet.top
        if bottom > top and left == right and found.first <= first < found.last:
            for row in range(first + 1, min(bottom - sheet.top + 1, found.last)):
                cells[row, left - sheet.left] = first
    return cells
