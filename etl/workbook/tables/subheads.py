"""Rows below a header that still belong to it: sub-columns of a group, units, column numbers.

In: the rows of a sheet. Out: whether one of them is such a row. The one surprising thing: their
words need not be ours ("NSTW", "Tỷ lệ %"); what betrays them is that all of their cells stand
under groups that are wider than one column, where no record ever starts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from etl.wording.names import normalise_vietnamese
from etl.workbook.tables.header_cells import header_text
from etl.workbook.units import COUNTED, money_units
from etl.workbook.values.marks import mark_of
from etl.workbook.values.numbers import read_number_text

_LONGEST_UNIT = 20
_LONGEST_FORMULA = 100  # "(11)=(5)+(9)+(13)+(14)+(15)+(16)"
_MANY_NUMBERS = 5  # of columns
_NUMBERING = re.compile(r"\(?\s*[A-ZĐ]?\d{0,2}[a-z]?\s*\)?(?:\s*=.*)?|\[\d+\]|[IVX]{1,5}")


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


def code_text(value: object) -> str:
    """Give the text of a column code, which Excel may have made a number."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip().strip("()").strip()
