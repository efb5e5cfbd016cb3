"""Columns that the row of codes leaves out, or names twice: their headers in, columns out.

The one surprising thing: a code typed twice takes a column away, the one whose own code is gone;
so each column that is in question goes to the one header that names it, and the slip is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set

from etl.workbook.sheets.grid import Sheet
from etl.workbook.tables.doubt import Doubt
from etl.workbook.tables.fits import open_window
from etl.workbook.tables.headers import FormKeys
from etl.workbook.tables.subheads import code_text

SURE = 2.5  # score of a header that names a column


def miscoded(
    sheet: Sheet, rows: tuple[int, int], codes: int, columns: Mapping[str, int], keys: FormKeys
) -> tuple[dict[str, int], list[Doubt]]:
    """Give where headers have the columns that no code names, or two do, and the wrong codes."""
    said = [code_text(cell) for cell in sheet.rows[codes]]
    named = {column.code.upper(): column.name for column in keys.form.columns}
    times = Counter(name for code in said if (name := named.get(code.upper())))
    asked = {column.name for column in keys.form.columns if times[column.name] != 1}
    if not asked:
        return {}, []
    known = {at for name, at in columns.items() if name not in asked}
    places = _places(sheet, rows, known, min(columns.values()), keys)
    found = {name: at[0] for name, at in places.items() if name in asked and len(at) == 1}
    stay = {at for name, at in columns.items() if name in asked and name not in found}
    found = {name: at for name, at in found.items() if at not in stay}
    doubts = []
    for name, at in found.items():
        column, code = keys.form.column(name), said[at] if at < len(said) else ""
        if code.upper() != column.code.upper():
            is_another = code.upper() in named
            doubts.append(Doubt(column, codes, codes, at, code, column, is_another, is_heard=True))
    return found, doubts


def _places(
    sheet: Sheet, rows: tuple[int, int], known: Set[int], first: int, keys: FormKeys
) -> dict[str, list[int]]:
    """Give by the column that it surely names each position whose code does not say it."""
    places: dict[str, list[int]] = {}
    for at, stack in enumerate(open_window(sheet, *rows, "").stacks):
        if at >= first and at not in known and stack[1]:
            score, name = max(keys.offers(*stack), default=(0.0, ""))
            if score >= SURE:
                places.setdefault(name, []).append(at)
    return places
