"""Places and ethnic groups told by their names, not by headers: texts of a sheet in, columns out.

Officers print "Đơn vị" or "Huyện/xã" over the communes, and name the district in a row of its own
or only once above its communes. The one surprising thing: "Bình Gia" is a district and a town, so
a bare name is heard as a district only where nothing else stands in the row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from etl.model import Column
from etl.reference import Reference
from etl.wording.names import split_area_name
from etl.workbook.records.row_labels import is_aside
from etl.workbook.tables.found import Found

_LISTS = ("commune", "district", "ethnic_group")
_LONGEST_NAME = 80  # characters
_SAMPLE = 60  # texts of a column that are looked at
_LEAST = 2
_SHARE = 0.6
_DISTRICT_KINDS = frozenset({"huyen", "thanh_pho", "thi_xa"})
Hear = Callable[[str, bool], str]  # text, whether it stands alone -> district | commune | ""


@lru_cache(maxsize=32)
def hearing(reference: Reference, on: dt.date) -> Hear:
    """Give the ear for one day: what kind of place a heading names, "" for none.

    The same ear hears many workbooks, and remembers what it heard.
    """
    districts, communes = _keys(reference, on, "district"), _keys(reference, on, "commune")

    def hear(text: str, alone: bool) -> str:
        return "" if len(text) > _LONGEST_NAME else _heard(text, alone)

    @lru_cache(maxsize=4_096)
    def _heard(text: str, alone: bool) -> str:
        kind, key = split_area_name(text)
        if key in districts and (kind in _DISTRICT_KINDS or (not kind and _is_one(key, alone))):
            return "district"
        return "commune" if kind and key in communes and kind not in _DISTRICT_KINDS else ""

    def _is_one(key: str, alone: bool) -> bool:
        return alone or key not in communes

    return hear


@lru_cache(maxsize=64)
def _keys(reference: Reference, on: dt.date, kind: str) -> frozenset[str]:
    areas = reference.districts(on) if kind == "district" else reference.communes(on)
    return frozenset(split_area_name(area.name)[1] for area in areas)


def find_named(found: Found, reference: Reference, on: dt.date) -> bool:
    """Map the columns of places and groups that no header names, or that several name.

    Gives False for a table none of whose columns says what its rows are about: none of ours.
    """
    if found.how == "headers":
        for kind in _LISTS:
            column = next((one for one in found.form.columns if one.type == kind), None)
            if column is not None:
                _find(found, column, reference, on)
    if any(column.type == "ethnic_group" for column in found.form.columns):
        return "ethnic_group" in found.columns  # a table with a column a group is another table
    return any(name in found.columns for name in found.form.key)


def _find(found: Found, column: Column, reference: Reference, on: dt.date) -> None:
    known, rivals = found.columns.get(column.name), found.rivals.pop(column.name, [])
    if known is not None and not rivals:
        if column.type == "commune" and "district" not in found.columns:
            _unmask_districts(found, known, reference, on)
        return
    named = [known, *rivals] if known is not None else _free(found)
    best, share = _best(found, named, _test(column.type, reference, on))
    if best is None:
        return
    if column.type == "commune" and share <= _share(found, best, _test("district", reference, on)):
        return  # most towns bear the name of their district: a list of districts
    if best == found.columns.get("district"):
        del found.columns["district"]  # "Huyện/xã" over communes
    found.columns = _ordered(found, column.name, best)


def _unmask_districts(found: Found, position: int, reference: Reference, on: dt.date) -> None:
    """Take a column for that of districts where all of its names are districts."""
    texts = _texts(found.sheet.rows[found.first : found.last], position)
    fits = _test("district", reference, on)
    if len(texts) > _LEAST and all(map(fits, texts)):
        del found.columns["commune"]
        found.columns = _ordered(found, "district", position)


def _ordered(found: Found, name: str, position: int) -> dict[str, int]:
    columns = {**found.columns, name: position}
    return {one.name: columns[one.name] for one in found.form.columns if one.name in columns}


def _free(found: Found) -> list[int]:
    """Give the positions left of the first value that no column of ours has."""
    values = [
        found.columns[column.name]
        for column in found.form.columns
        if column.name in found.columns and column.type in ("integer", "number", "date")
    ]
    taken = {at for name, at in found.columns.items() if name != "district"}
    return [at for at in range(min(values, default=0)) if at not in taken]


def _test(kind: str, reference: Reference, on: dt.date) -> Callable[[str], bool]:
    if kind == "ethnic_group":
        return lambda text: _is_group(reference, text)
    keys = _keys(reference, on, kind)
    is_commune = kind == "commune"

    def fits(text: str) -> bool:
        said, key = split_area_name(text[:_LONGEST_NAME])
        return key in keys and (not said or is_commune != (said in _DISTRICT_KINDS))

    return fits


def _is_group(reference: Reference, text: str) -> bool:
    return reference.match_ethnic_group(text[:_LONGEST_NAME], suggest=False).value is not None


def _best(
    found: Found, positions: Sequence[int], fits: Callable[[str], bool]
) -> tuple[int | None, float]:
    """Give the position most of whose texts fit, and the share of them; None for no position."""
    shares = ((_share(found, position, fits), -position) for position in positions)
    share, position = max(shares, default=(0.0, 0))
    return (-position, share) if share >= _SHARE else (None, 0.0)


def _share(found: Found, position: int, fits: Callable[[str], bool]) -> float:
    """Give the share of a column's texts that fit; 0 where too few do."""
    texts = _texts(found.sheet.rows[found.first : found.last], position)
    hits = sum(map(fits, texts))
    return hits / len(texts) if hits >= _LEAST else 0.0


def _texts(rows: Sequence[Sequence[Any]], position: int) -> list[str]:
    """Give the texts of a column from its records, the first of them only."""
    texts: list[str] = []
    for row in rows:
        cell = row[position] if position < len(row) else ""
        if isinstance(cell, str) and len(cell.strip()) > 1 and not _is_aside(row, cell):
            texts.append(cell)
            if len(texts) == _SAMPLE:
                break
    return texts


def _is_aside(row: Sequence[Any], cell: str) -> bool:
    """Tell what is no record: totals, and lines without any number such as signatures."""
    return is_aside(cell) or not any(
        isinstance(other, int | float) or (isinstance(other, str) and other.strip()[:1].isdigit())
        for other in row
    )


def fill_blocks(cells: Sequence[Any], rows: Sequence[int], headings: Sequence[int]) -> list[Any]:
    """Carry names down a column in which every block is named in its first row only.

    It is such a column when no name follows itself and most cells are empty; a single empty cell
    among repeated names stays empty. A heading or a cell that is no text ends a block.
    """
    named = [cell for cell in cells if cell != ""]
    if cells[0] == "" or len(named) * 2 > len(cells) or len(set(named)) < len(named):
        return list(cells)
    filled: list[Any] = []
    current, before = "", rows[0]
    for cell, row in zip(cells, rows, strict=True):
        if any(before < heading < row for heading in headings):
            current = ""
        if cell != "":
            current = cell if isinstance(cell, str) else ""
        filled.append(cell if cell != "" else current)
        before = row
    return filled
