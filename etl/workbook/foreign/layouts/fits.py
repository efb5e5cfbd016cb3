"""How well a form fits the headers of some rows: a window of a sheet in, a table of the form out.

A header may be merged over its columns, or stand over the first of them only; the best column is
taken first, wherever it stands, so that a poor fit never takes the place of a good one. The one
surprising thing: words of sub-columns need not be ours ("NSTW", "Tỷ lệ %"); what betrays them is
that all of their cells stand under groups wider than one column, where no record ever starts.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from etl.kinds import choice_keys, reference_columns
from etl.model import Form
from etl.wording.names import normalise_vietnamese
from etl.workbook.foreign.layouts.header_keys import header_key, without_period, word_bag
from etl.workbook.foreign.layouts.headers import FormKeys, HeaderIndex, Offers
from etl.workbook.issued.cells.grid import Sheet
from etl.workbook.issued.tables import header_cells
from etl.workbook.issued.tables.found import Found
from etl.workbook.issued.values.numbers import mark_of, read_number_text
from etl.workbook.units import COUNTED, money_units

LEAST_COLUMNS = 3  # of a table
ENOUGH_SHARE = 0.6  # of the required columns
NAMED_SHARE = 0.4  # the same, where the title names the form
_SAMPLE = 12  # rows
_MOST_COLUMNS = 400  # of a sheet; forms have a dozen
_LISTED_GROUP = re.compile(r",|/| và ")
Stack = tuple[str, str, str]  # own texts joined, the lowest of them, the groups above
_LONGEST_UNIT = 20
_LONGEST_FORMULA = 100  # "(11)=(5)+(9)+(13)+(14)+(15)+(16)"
_MANY_NUMBERS = 5  # of columns
_NUMBERING = re.compile(r"\(?\s*[A-ZĐ]?\d{0,2}[a-z]?\s*\)?(?:\s*=.*)?|\[\d+\]|[IVX]{1,5}")


@dataclass(frozen=True, slots=True)
class Window:
    """Rows of a sheet that may be headers, with what they say over each position."""

    sheet: Sheet
    head: int
    end: int
    titles: str  # keys of the texts above
    stacks: Sequence[Stack]
    offers: Sequence[Offers]  # of each stack
    stated: Mapping[int, tuple[str, ...]] = field(default_factory=dict)  # texts with units
    has_units: bool = False  # the row below says nothing but units


def open_window(index: HeaderIndex, sheet: Sheet, head: int, end: int, titles: str = "") -> Window:
    """Look at some rows of a sheet as headers."""
    has_units = end < len(sheet.rows) and is_unit_row(sheet.rows[end])
    stated = defaultdict[int, tuple[str, ...]](tuple)
    for row in sheet.rows[head : end + has_units]:
        for position, cell in enumerate(row):
            if type(cell) is str and ("(" in cell or "[" in cell):
                stated[position] += (cell,)
    for position, cell in enumerate(sheet.rows[end] if has_units else ()):
        if cell:
            stated[position] += (f"({cell})",)
    stacks = _stacks_of(sheet, head, end)
    offers = [index.offers(*stack) if stack[1] else {} for stack in stacks]
    return Window(sheet, head, end, titles, stacks, offers, stated, has_units)


def fit(window: Window, keys: FormKeys, least: float) -> Found | None:
    """Match one form against the header texts of a window; None when too little fits.

    `least` is the share of the required columns that must be there.
    """
    sheet, head, end = window.sheet, window.head, window.end
    offers = [
        (score, -position, name)
        for position, offered in enumerate(window.offers)
        for score, name in offered.get(keys.form.id, ())
        if position not in window.stated
        or not header_cells.measures_otherwise(keys.form.column(name), window.stated[position])
    ]
    columns: dict[str, int] = {}
    scores: dict[str, float] = {}
    for score, position, name in sorted(offers, reverse=True):
        if name not in columns and -position not in columns.values():
            columns[name], scores[name] = -position, score
    form, is_named = keys.form, any(title in window.titles for title in keys.titles)
    if not _enough(form, columns, min(least, NAMED_SHARE) if is_named else least, is_named):
        return None
    if len(form.columns) <= LEAST_COLUMNS and not (
        is_named or _lists_choices(sheet, form, columns, end)
    ):
        return None  # "Nội dung" and "Ý kiến" are the headers of many tables
    bottom = end + window.has_units
    first = _after_numbering(sheet.rows, bottom)
    ordered = {
        column.name: columns[column.name] for column in form.columns if column.name in columns
    }
    total = sum(scores.values()) + 0.5 * is_named - 0.01 * (end - head)
    texts = header_cells.header_texts(sheet.rows[head:end])
    for at, unit in enumerate(sheet.rows[end] if bottom > end else ()):
        if unit:
            texts[at] = f"{texts.get(at, '')} ({unit.strip(' ()')})"
    own = header_cells.header_texts(sheet.rows[head:end], with_groups=False)
    # the free positions that fit a column just as well, and those that fit it less well
    rivals: dict[str, list[int]] = {}
    spares: dict[str, list[int]] = {}
    for score, position, name in sorted(offers, reverse=True):
        if -position not in columns.values() and name in columns:
            kept = rivals if score >= scores[name] else spares
            kept.setdefault(name, []).append(-position)
    place = (head, first, len(sheet.rows))
    return Found(
        *(form, sheet, ordered, *place, "headers", texts, own, total),
        rivals=rivals,
        spares=spares,
    )


def _enough(form: Form, columns: Mapping[str, int], least: float, is_named: bool) -> bool:
    required = [column.name for column in form.columns if column.required]
    count = max(len(required), 1)
    share = sum(name in columns for name in required) / count
    if len(form.columns) <= LEAST_COLUMNS:
        return share == 1.0
    if any(name in columns for name in form.key):
        return len(columns) >= LEAST_COLUMNS and share >= least
    # rows that no header names: their contents may name a place
    with_places = share + 1 / count if is_named else 0.0
    return bool(reference_columns(form)) and (share >= ENOUGH_SHARE or with_places >= NAMED_SHARE)


def _lists_choices(sheet: Sheet, form: Form, columns: Mapping[str, int], end: int) -> bool:
    """Tell whether a column of choices has one of them in the first rows below the headers."""
    for column in form.columns:
        labels = choice_keys(column)
        for row in sheet.rows[end : end + _SAMPLE]:
            cell = row[columns[column.name]]
            if labels and type(cell) is str and normalise_vietnamese(cell) in labels:
                return True
    return False


def _stacks_of(sheet: Sheet, head: int, end: int) -> list[Stack]:
    """Give per position the header texts of a window, groups carried over their columns."""
    rows = [
        list(map(header_cells.header_text, row[:_MOST_COLUMNS])) for row in sheet.rows[head:end]
    ]
    spans = _spans(sheet, head, end)
    stacks: list[Stack] = []
    carried = [""] * len(rows)
    homes = [0] * len(rows)  # where each of them stands
    for position in range(len(rows[0])):
        own: list[str] = []
        for level, row in enumerate(rows):
            value = row[position]
            if value and header_key(value):
                own.append(value)
                carried[level:] = [value, *[""] * (len(rows) - level - 1)]
                homes[level] = position
            elif (level, position) not in spans and spans:
                carried[level] = ""
        groups = own[:-1]
        if len(own) == 1:
            lowest = max(level for level, row in enumerate(rows) if row[position])
            groups = [text for text in carried[:lowest] if text]
        elif own:
            highest = next(level for level, row in enumerate(rows) if row[position])
            over = [
                text
                for text, home in zip(carried[:highest], homes, strict=False)
                if text and (spans or rows[highest][home])
            ]
            own = [*over, *own]  # of a group that is merged over it, or has parts beside it
            groups = own[:-1]
        keys = _told_apart([*groups, *own[-1:]])
        leaf, above = (keys[-1], " ".join(keys[:-1])) if keys else ("", "")
        said = " ".join(_told_apart(own))
        stacks.append((without_period(said), leaf, without_period(above)))
    return stacks


def _told_apart(texts: Sequence[str]) -> list[str]:
    """Give the keys of headers from the top down, without the lists of those that stand below.

    "Hộ nghèo, hộ cận nghèo" over "Hộ nghèo" says nothing of that column.
    """
    keys = [header_key(text) for text in texts]
    for at, text in enumerate(texts[:-1]):
        if _LISTED_GROUP.search(text):
            parts = {word_bag(header_key(part)) for part in _LISTED_GROUP.split(text)}
            if len(parts) > 1 and any(word_bag(key) in parts for key in keys[at + 1 :] if key):
                keys[at] = ""
    return [key for key in keys if key]


def _spans(sheet: Sheet, head: int, end: int) -> frozenset[tuple[int, int]]:
    """Give the (level, position) pairs that a horizontally merged header cell covers."""
    covered = set()
    for (top, left), (bottom, right) in sheet.merged():
        if right > left and head <= top - sheet.top < end:
            for row in range(top, min(bottom, sheet.top + end) + 1):
                for column in range(left, min(right, left + 200) + 1):
                    covered.add((row - sheet.top - head, column - sheet.left))
    return frozenset(covered)


def is_subhead(rows: Sequence[Sequence[Any]], number: int) -> bool:
    """Tell whether a row names the columns of groups that stand in the row above it."""
    if not 0 < number < len(rows):
        return False
    row, above = rows[number], rows[number - 1]
    filled = [at for at, cell in enumerate(row) if cell != ""]
    if len(filled) < 2 or not all(_is_words(row[at]) for at in filled):
        return False
    return all(_is_under_group(row, above, at) for at in filled)


def is_unit_row(row: Sequence[Any]) -> bool:
    """Tell whether a row says nothing but units: "(hộ)" in brackets, or one of money at least.

    "Hộ" and "Khẩu" without brackets name the columns of a group.
    """
    texts = [cell for cell in row if cell != ""]
    if not texts or not all(isinstance(text, str) and _is_unit(text) for text in texts):
        return False
    return any(money_units(text) for text in texts) or all(
        text.strip()[:1] == "(" for text in texts
    )


def _is_unit(text: str) -> bool:
    key = normalise_vietnamese(text).strip(" ()[].:")
    return key in COUNTED or (len(key) <= _LONGEST_UNIT and bool(money_units(key)))


def _is_words(cell: object) -> bool:
    text = header_cells.header_text(cell).strip()
    return bool(text) and mark_of(text) is None and not read_number_text(text).is_number


def _is_under_group(row: Sequence[Any], above: Sequence[Any], at: int) -> bool:
    """Tell whether the nearest text above, to the left, spans this column and another."""
    group = at
    while group >= 0 and above[group] == "":
        group -= 1
    if group < 0 or not _is_words(above[group]):
        return False
    right = group + 1
    return right < len(row) and above[right] == "" and row[right] != "" and row[group] != ""


def _after_numbering(rows: Sequence[Sequence[Any]], row: int) -> int:
    """Step over a row of column numbers such as (1) (2) (3)=(1)+(2)."""
    for following in range(row, min(row + 2, len(rows))):
        filled = [header_cells.code_text(value) for value in rows[following] if value != ""]
        if len(filled) < 2:
            continue
        is_numbering = all(
            len(text) <= _LONGEST_FORMULA and _NUMBERING.fullmatch(text) for text in filled
        )
        if is_numbering and _ascends(filled):
            return following + 1
        break
    return row


def _ascends(texts: Sequence[str]) -> bool:
    """Tell numbering from data: its numbers start low and go up, one by one where they are few."""
    numbers = [int(found[0]) for text in texts if (found := re.search(r"\d+", text))]
    letters = [text for text in texts if text.isalpha()]
    if not numbers:
        return len(letters) == len(texts) and letters[0] in ("A", "a", "I")
    many = len(numbers) >= _MANY_NUMBERS
    step = max(numbers) if many else 2  # columns may have been deleted
    breaks = sum(not 0 < b - a <= step for a, b in pairwise(numbers))
    may_slip = many or letters[:2] == ["A", "B"]  # one number typed twice, or in another's place
    return numbers[0] <= 3 and breaks <= may_slip
