"""How well a form fits the headers of some rows: a window of a sheet in, a table of the form out.

The one surprising thing: the best column is taken first, wherever it stands, so that a poor fit
never takes the place of a good one; what fits just as well is kept beside it and told.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from etl.kinds import choice_keys, reference_columns
from etl.model import Form
from etl.wording.names import normalise_vietnamese
from etl.workbook.foreign.layouts.headers import FormKeys
from etl.workbook.foreign.layouts.stacks import Stack, after_numbering, is_unit_row, stacks_of
from etl.workbook.issued.cells.grid import Sheet
from etl.workbook.issued.tables.found import Found
from etl.workbook.issued.tables.header_cells import header_texts, measures_otherwise

LEAST_COLUMNS = 3  # of a table
ENOUGH_SHARE = 0.6  # of the required columns
NAMED_SHARE = 0.4  # the same, where the title names the form
_SAMPLE = 12  # rows


@dataclass(frozen=True, slots=True)
class Window:
    """Rows of a sheet that may be headers, with what they say over each position."""

    sheet: Sheet
    head: int
    end: int
    titles: str  # keys of the texts above
    stacks: Sequence[Stack]
    stated: Mapping[int, tuple[str, ...]] = field(default_factory=dict)  # texts with units
    has_units: bool = False  # the row below says nothing but units
    near: Sequence[Set[str]] = ()  # per position the forms of which it says anything, if known


def open_window(sheet: Sheet, head: int, end: int, titles: str) -> Window:
    """Look at some rows of a sheet as headers."""
    has_units = end < len(sheet.rows) and is_unit_row(sheet.rows[end])
    stated: dict[int, tuple[str, ...]] = {}
    for row in sheet.rows[head : end + has_units]:
        for position, cell in enumerate(row):
            if type(cell) is str and ("(" in cell or "[" in cell):
                stated[position] = (*stated.get(position, ()), cell)
    if has_units:
        for position, cell in enumerate(sheet.rows[end]):
            if cell:
                stated[position] = (*stated.get(position, ()), f"({cell})")
    return Window(sheet, head, end, titles, stacks_of(sheet, head, end), stated, has_units)


def fit(window: Window, keys: FormKeys, least: float) -> Found | None:
    """Match one form against the header texts of a window; None when too little fits.

    `least` is the share of the required columns that must be there.
    """
    sheet, head, end, titles = window.sheet, window.head, window.end, window.titles
    offers = [
        (score, -position, name)
        for position, stack in enumerate(window.stacks)
        if stack[1] and (not window.near or keys.form.id in window.near[position])
        for score, name in keys.offers(*stack)
        if position not in window.stated
        or not measures_otherwise(keys.form.column(name), window.stated[position])
    ]
    columns: dict[str, int] = {}
    scores: dict[str, float] = {}
    for score, position, name in sorted(offers, reverse=True):
        if name not in columns and -position not in columns.values():
            columns[name], scores[name] = -position, score
    if not _enough(keys, columns, titles, least):
        return None
    form = keys.form
    if len(form.columns) <= LEAST_COLUMNS and not (
        any(title in titles for title in keys.titles) or _lists_choices(sheet, form, columns, end)
    ):
        return None  # "Nội dung" and "Ý kiến" are the headers of many tables
    total = sum(scores.values())
    bottom = end + window.has_units
    first = after_numbering(sheet.rows, bottom)
    ordered = {
        column.name: columns[column.name] for column in form.columns if column.name in columns
    }
    total += 0.5 * any(title in titles for title in keys.titles) - 0.01 * (end - head)
    texts = header_texts(sheet.rows[head:end])
    for at, unit in enumerate(sheet.rows[end] if bottom > end else ()):
        if unit:
            texts[at] = f"{texts.get(at, '')} ({unit.strip(' ()')})"
    own = header_texts(sheet.rows[head:end], with_groups=False)
    # the free positions that fit a column just as well, and those that fit it less well
    rivals: dict[str, list[int]] = {}
    spares: dict[str, list[int]] = {}
    for score, position, name in sorted(offers, reverse=True):
        if -position not in columns.values() and name in columns:
            kept = rivals if score >= scores[name] else spares
            kept.setdefault(name, []).append(-position)
    last = len(sheet.rows)
    how = "headers"
    return Found(
        *(form, sheet, ordered, head, first, last, how, texts, own, total),
        rivals=rivals,
        spares=spares,
    )


def _enough(keys: FormKeys, columns: Mapping[str, int], titles: str, least: float) -> bool:
    required = [column.name for column in keys.form.columns if column.required]
    share = sum(name in columns for name in required) / max(len(required), 1)
    if len(keys.form.columns) <= 3:
        return share == 1.0
    named = any(title in titles for title in keys.titles)
    if not any(name in columns for name in keys.form.key):
        # rows that no header names: their contents may name a place
        listed = bool(reference_columns(keys.form))
        with_places = share + 1 / max(len(required), 1)
        return listed and (share >= ENOUGH_SHARE or (named and with_places >= NAMED_SHARE))
    return len(columns) >= 3 and share >= (min(least, NAMED_SHARE) if named else least)


def _lists_choices(sheet: Sheet, form: Form, columns: Mapping[str, int], end: int) -> bool:
    """Tell whether a column of choices has one of them in the first rows below the headers."""
    for column in form.columns:
        labels = choice_keys(column)
        for row in sheet.rows[end : end + _SAMPLE]:
            cell = row[columns[column.name]]
            if labels and type(cell) is str and normalise_vietnamese(cell) in labels:
                return True
    return False
