"""Printed headers that contradict the codes below them: a row of codes in, doubts out.

A code is typed by the blank form and a header by a person, so where they disagree neither is
believed. The one surprising thing: words that a header lacks never count ("Kế hoạch vốn" is enough
for "Kế hoạch vốn giao trong kỳ"); only words of something else do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from etl.kinds import kind_of
from etl.model import Column, Form
from etl.workbook.sheets.grid import Sheet
from etl.workbook.tables.doubt import Doubt
from etl.workbook.tables.fits import Window, open_window
from etl.workbook.tables.header_cells import header_text, measures_otherwise
from etl.workbook.tables.header_keys import word_bag
from etl.workbook.tables.header_words import is_of_another, strange_words
from etl.workbook.tables.headers import UNTELLING, ColumnKeys, FormKeys
from etl.workbook.tables.miscoded import SURE
from etl.workbook.tables.stacks import Stack
from etl.workbook.tables.subheads import is_unit_row

_MOST_ROWS = 6  # above the codes in which headers are looked for
_SURER = 2.0  # by so much, where it may name this one as well


def rows_as_issued(
    sheet: Sheet, codes: int, columns: Mapping[str, int], form: Form
) -> tuple[int, int] | None:
    """Give the header rows over a row of codes where nobody has touched those of the blank form."""
    head = max(codes - _height(form), 0)
    return (head, codes) if _is_as_issued(sheet.rows[head:codes], columns, form) else None


def _height(form: Form) -> int:
    return 2 if any(column.group for column in form.columns) else 1


def header_rows(sheet: Sheet, codes: int, form: Form) -> tuple[int, int]:
    """Give the first row of the headers over a row of codes, and the one after the last of them.

    Empty rows, and rows of units, are none of them.
    """
    height = _height(form)
    rows: list[int] = []
    for row in range(codes - 1, max(codes - _MOST_ROWS, 0) - 1, -1):
        texts = [cell for cell in sheet.rows[row] if cell != ""]
        if not texts or is_unit_row(sheet.rows[row]):
            continue
        if len(texts) < 2 and rows:
            break  # a line of the title
        rows.append(row)
        if len(rows) == height:
            break
    return (rows[-1], rows[0] + 1) if rows else (max(codes - height, 0), codes)


def doubts(
    sheet: Sheet, rows: tuple[int, int], codes: int, columns: Mapping[str, int], keys: FormKeys
) -> list[Doubt]:
    """Compare the headers of some rows with the columns that codes name."""
    window = open_window(sheet, *rows, "")
    found = list(_contradictions(window, codes, columns, keys))
    named = {doubt.column.name: doubt.other.name for doubt in found if doubt.other is not None}
    if not named or set(named) != set(named.values()):
        return found
    # those that contradict their codes name the very same columns: moved with what stands below
    return [replace(doubt, is_heard=doubt.other is not None) for doubt in found]


def _is_as_issued(rows: Sequence[Sequence[Any]], columns: Mapping[str, int], form: Form) -> bool:
    """Tell whether nobody has touched the headers of the blank form, of whatever day."""
    printed: dict[int, list[Any]] = {}
    for row in rows:
        for at, cell in enumerate(row):
            if cell != "":
                printed.setdefault(at, []).append(cell)
    last = ""
    for column in form.columns:
        if column.name in columns:
            over = [column.group] if column.group and column.group != last else []
            *above, header = printed.pop(columns[column.name], [None])
            if above != over or not column.is_headed(header):
                return False
            last = column.group
    return not printed


def _contradictions(
    window: Window, codes: int, columns: Mapping[str, int], keys: FormKeys
) -> Iterator[Doubt]:
    groups = {one.group for one in keys.columns if one.group}
    for one in keys.columns:
        column, position = one.column, columns.get(one.column.name, -1)
        if not 0 <= position < len(window.stacks) or not window.stacks[position][1]:
            continue
        stack = window.stacks[position]
        other = _other(stack, column, keys)
        is_other = other is not None or _is_of_group(stack, one, groups)
        is_judged = kind_of(column).is_measured or (kind_of(column).is_free and not column.explains)
        if not is_other and is_judged:
            is_other = measures_otherwise(column, window.stated.get(position, ()))
            is_other = is_other or is_of_another(stack, one)
        strange = strange_words(stack, one) - _beside(stack, one, keys) if is_judged else set()
        if is_other or strange:
            is_above = not is_other and not strange & set(stack[1].split())
            row, text = (is_above and _printed_above(window, position)) or _printed(
                window, position
            )
            yield Doubt(column, codes, row, position, text, other, is_other)


def _beside(stack: Stack, keys: ColumnKeys, form: FormKeys) -> set[str]:
    """Give the words that what stands over a header says of the other columns of its group."""
    group = [one for one in form.columns if keys.group and one.group == keys.group]
    names = {word for one in group for word in one.header.split()}
    return names.intersection(stack[2].split()).difference(stack[1].split())


def _is_of_group(stack: Stack, keys: ColumnKeys, groups: Set[str]) -> bool:
    """Tell whether a header, or what stands over it, names another group of columns.

    "Hộ nghèo" under "Hộ cận nghèo" is of the former; "Hộ DTTS" there is of the latter.
    """
    _, leaf, above = stack
    if not keys.group or (above in groups and above != keys.group):
        return bool(keys.group)
    said, own = word_bag(leaf), word_bag(keys.group)
    if not said & own or own <= said | UNTELLING:
        return False
    return any(
        word_bag(group) - UNTELLING <= said for group in groups if word_bag(group) - UNTELLING
    )


def _other(stack: Stack, column: Column, keys: FormKeys) -> Column | None:
    """Give the column of the form that a header names rather than the one of its code."""
    scores = {name: score for score, name in keys.offers(*stack)}
    own = scores.pop(column.name, 0.0)
    if not own:
        named = [one for one in keys.columns if stack[1] in (one.header, *one.synonyms)]
        if any(one.column is column for one in named):
            return None  # its own header, under another group
        scores |= {one.column.name: SURE for one in named if one.column.name not in scores}
    name = max(scores, key=lambda name: scores[name], default="")
    if not name or scores[name] < (own + _SURER if own else SURE):
        return None
    return keys.form.column(name)


def _printed(window: Window, position: int) -> tuple[int, str]:
    """Give the lowest header cell of a position, and what it says."""
    for row in range(window.end - 1, window.head - 1, -1):
        cells = window.sheet.rows[row]
        text = header_text(cells[position]) if position < len(cells) else ""
        if text.strip():
            return row, text
    return window.head, ""


def _printed_above(window: Window, position: int) -> tuple[int, str] | None:
    """Give the header cell over the lowest one of a position; a group stands further left."""
    lowest, _ = _printed(window, position)
    for row in range(lowest - 1, window.head - 1, -1):
        cells = window.sheet.rows[row][: position + 1]
        text = next((said for cell in reversed(cells) if (said := header_text(cell).strip())), "")
        if text:
            return row, text
    return None
