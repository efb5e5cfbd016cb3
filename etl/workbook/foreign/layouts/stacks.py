"""The header texts over each column of a window of rows, and the rows below that belong to them.

A header may be merged over its columns, or stand over the first of them only; a group that lists
what stands below it ("Hộ nghèo, hộ cận nghèo") says nothing of any of its columns. The one
surprising thing: words of sub-columns need not be ours ("NSTW", "Tỷ lệ %"); what betrays them is
that all of their cells stand under groups wider than one column, where no record ever starts.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from etl.wording.names import normalise_vietnamese
from etl.workbook.foreign.layouts.header_keys import header_key, without_period, word_bag
from etl.workbook.issued.cells.grid import Sheet
from etl.workbook.issued.tables.header_cells import code_text, header_text
from etl.workbook.issued.values.numbers import mark_of, read_number_text
from etl.workbook.units import COUNTED, money_units

_MOST_COLUMNS = 400  # of a sheet; forms have a dozen
_LISTED_GROUP = re.compile(r",|/| và ")
Stack = tuple[str, str, str]  # own texts joined, the lowest of them, the groups above
_LONGEST_UNIT = 20
_LONGEST_FORMULA = 100  # "(11)=(5)+(9)+(13)+(14)+(15)+(16)"
_MANY_NUMBERS = 5  # of columns
_NUMBERING = re.compile(r"\(?\s*[A-ZĐ]?\d{0,2}[a-z]?\s*\)?(?:\s*=.*)?|\[\d+\]|[IVX]{1,5}")


def stacks_of(sheet: Sheet, head: int, end: int) -> list[Stack]:
    """Give per position the header texts of a window, groups carried over their columns."""
    width = min(max(len(row) for row in sheet.rows[head:end]), _MOST_COLUMNS)
    rows = [[header_text(cell) for cell in row[:width]] for row in sheet.rows[head:end]]
    spans = _spans(sheet, head, end)
    stacks: list[Stack] = []
    carried = [""] * len(rows)
    homes = [0] * len(rows)  # where each of them stands
    for position in range(width):
        own: list[str] = []
        for level, row in enumerate(rows):
            value = row[position] if position < len(row) else ""
            if value and header_key(value):
                own.append(value)
                carried[level:] = [value, *[""] * (len(rows) - level - 1)]
                homes[level] = position
            elif (level, position) not in spans and spans:
                carried[level] = ""
        groups = own[:-1]
        if len(own) == 1:
            lowest = max(level for level in range(len(rows)) if _is_said(rows[level], position))
            groups = [text for text in carried[:lowest] if text]
        elif own:
            highest = next(level for level in range(len(rows)) if _is_said(rows[level], position))
            over = [
                text
                for text, home in zip(carried[:highest], homes, strict=False)
                if text and (spans or _is_said(rows[highest], home))
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


def _is_said(texts: Sequence[str], position: int) -> bool:
    return position < len(texts) and bool(texts[position])


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
    text = header_text(cell).strip()
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


def after_numbering(rows: Sequence[Sequence[Any]], row: int) -> int:
    """Step over a row of column numbers such as (1) (2) (3)=(1)+(2)."""
    for following in range(row, min(row + 2, len(rows))):
        filled = [code_text(value) for value in rows[following] if value != ""]
        if len(filled) < 2:
            continue
        if all(map(_is_numbering, filled)) and _ascends(filled):
            return following + 1
        break
    return row


def _is_numbering(text: str) -> bool:
    return len(text) <= _LONGEST_FORMULA and _NUMBERING.fullmatch(text) is not None


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
