"""Places and ethnic groups told by their names, not by headers: texts of a sheet in, columns out.

Officers print "Đơn vị" or "Huyện/xã" over the communes, and name the district in a row of its own
or only once above its communes. The one surprising thing: "Bình Gia" is a district and a town, so
a bare name is heard as a district only where nothing else stands in the row.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from etl.kinds import (
    Listed,
    Places,
    kind_of,
    place_columns,
    place_kinds,
    reference_columns,
)
from etl.model import Column, Form
from etl.reference import Day
from etl.workbook.issued.records.row_labels import is_aside
from etl.workbook.issued.tables.found import Found

_LONGEST_NAME = 80  # characters
_SAMPLE = 60  # texts of a column that are looked at
_LEAST = 2
_SHARE = 0.6


def find_named(found: Found, day: Day) -> Found | None:
    """Map the columns of places and groups that no header names, or that several name.

    Gives None for a table none of whose columns says what its rows are about: none of ours.
    """
    placed = place_columns(found.form)
    listed = [column for column in reference_columns(found.form) if column not in placed]
    if found.how == "headers":
        for column in (*placed, *listed):
            found = _find(found, column, day)
    rows = [column.name for column in listed if column.name in found.form.each]
    has = found.columns.__contains__
    # a table with a column a group is another table
    is_ours = all(map(has, rows)) if rows else any(map(has, found.form.key))
    return found if is_ours else None


def _find(found: Found, column: Column, day: Day) -> Found:
    known, rivals = found.columns.get(column.name), found.rivals.get(column.name, ())
    if rivals:
        left = {name: at for name, at in found.rivals.items() if name != column.name}
        found = replace(found, rivals=left)
    above = _above(found.form, column)
    if known is not None and not rivals:
        if above is not None and above.name not in found.columns:
            texts = _texts(found, known)
            if len(texts) > _LEAST and all(map(_test(above, day), texts)):
                return _with(found, above.name, known, [column.name])  # all of them are above
        return found
    named = [known, *rivals] if known is not None else _free(found)
    best, share = _best(found, named, _test(column, day))
    if best is None:
        return found
    if above is not None and share <= _share(found, best, _test(above, day)):
        return found  # most towns bear the name of their district: a list of districts
    # "Huyện/xã" over communes
    over = [name for name in _higher(found.form) if best == found.columns.get(name)]
    return _with(found, column.name, best, over)


def _higher(form: Form) -> frozenset[str]:
    """Give the columns of places above the lowest, whose headers often stand over other names."""
    lowest = place_kinds()[0].name
    return frozenset(column.name for column in place_columns(form) if column.type != lowest)


def _above(form: Form, column: Column) -> Column | None:
    """Give the column that says in what the places of a column lie."""
    kind = kind_of(column)
    above = kind.above if isinstance(kind, Places) else ""
    return next((one for one in form.columns if one.type == above), None)


def _with(found: Found, name: str, position: int, without: Sequence[str]) -> Found:
    """Map a column in place of others; the columns stay in the order of the form."""
    columns = {one: at for one, at in found.columns.items() if one not in without}
    columns[name] = position
    ordered = (one.name for one in found.form.columns if one.name in columns)
    return replace(found, columns={one: columns[one] for one in ordered})


def _free(found: Found) -> list[int]:
    """Give the positions left of the first value that no column of ours has."""
    values = [
        found.columns[column.name]
        for column in found.form.columns
        if column.name in found.columns and kind_of(column).is_measured
    ]
    taken = {at for name, at in found.columns.items() if name not in _higher(found.form)}
    return [at for at in range(min(values, default=0)) if at not in taken]


def _test(column: Column, day: Day) -> Callable[[str], bool]:
    kind = kind_of(column)
    if isinstance(kind, Places):
        return lambda text: kind.fits(text[:_LONGEST_NAME], day)
    assert isinstance(kind, Listed)
    return lambda text: bool(kind.match(column, text[:_LONGEST_NAME], day).value)


def _best(
    found: Found, positions: Sequence[int], fits: Callable[[str], bool]
) -> tuple[int | None, float]:
    """Give the position most of whose texts fit, and the share of them; None for no position."""
    shares = ((_share(found, position, fits), -position) for position in positions)
    share, position = max(shares, default=(0.0, 0))
    return (-position, share) if share >= _SHARE else (None, 0.0)


def _share(found: Found, position: int, fits: Callable[[str], bool]) -> float:
    """Give the share of a column's texts that fit; 0 where too few do."""
    texts = _texts(found, position)
    hits = sum(map(fits, texts))
    return hits / len(texts) if hits >= _LEAST else 0.0


def _texts(found: Found, position: int) -> list[str]:
    """Give the texts of a column from the first records: no totals, no lines without any number."""
    rows = found.sheet.rows[found.first : found.last]
    cells = ((row, row[position]) for row in rows if isinstance(row[position], str))
    texts = (cell for row, cell in cells if len(cell.strip()) > 1 and not _is_aside(row, cell))
    return list(islice(texts, _SAMPLE))


def _is_aside(row: Sequence[Any], cell: str) -> bool:
    """Tell what is no record: totals, and lines without any number such as signatures."""
    return is_aside(cell) or not any(
        isinstance(other, int | float) or (isinstance(other, str) and other.strip()[:1].isdigit())
        for other in row
    )
