"""Headers that contradict the codes below them, and codes that are left out or typed twice.

A code is typed by the blank form and a header by a person, so where they disagree neither is
believed; a column whose code is gone goes to the one header that names it. The one surprising
thing: words that a header lacks never count ("Kế hoạch vốn" is enough for "Kế hoạch vốn giao trong
kỳ"); only words of something else do.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import replace

from etl.kinds import kind_of
from etl.model import Column, Form
from etl.workbook.foreign.layouts.fits import Window, open_window
from etl.workbook.foreign.layouts.header_keys import word_bag
from etl.workbook.foreign.layouts.header_words import is_of_another, strange_words
from etl.workbook.foreign.layouts.headers import UNTELLING, ColumnKeys, FormKeys, HeaderIndex
from etl.workbook.foreign.layouts.stacks import Stack, is_unit_row
from etl.workbook.issued.cells.grid import Sheet
from etl.workbook.issued.tables.found import Doubt, Found, header_height
from etl.workbook.issued.tables.header_cells import (
    code_text,
    header_text,
    header_texts,
    measures_otherwise,
)

_MOST_ROWS = 6  # above the codes in which headers are looked for
_SURER = 2.0  # by so much, where it may name this one as well
SURE = 2.5  # score of a header that names a column


def with_doubts(found: Found, index: HeaderIndex) -> Found:
    """Hear what the headers say over a row of codes that somebody has touched."""
    sheet, codes, keys = found.sheet, found.first - 1, index.of(found.form)
    rows = _header_rows(sheet, codes, found.form)
    moved, slips = miscoded(sheet, rows, codes, found.columns, keys)
    columns = {**found.columns, **moved}
    told = _doubts(sheet, rows, codes, columns, keys)
    columns |= {one.other.name: one.position for one in told if one.is_heard and one.other}
    texts = header_texts(sheet.rows[rows[0] : codes])
    return replace(found, columns=columns, head=rows[0], texts=texts, doubts=[*slips, *told])


def _header_rows(sheet: Sheet, codes: int, form: Form) -> tuple[int, int]:
    """Give the first row of the headers over a row of codes, and the one after the last of them.

    Empty rows, and rows of units, are none of them.
    """
    height = header_height(form)
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


def _doubts(
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
