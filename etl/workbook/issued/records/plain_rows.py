"""Recognises the usual records of a table all at once: rows in, one flag a row out.

A flag is raised only where looking at the row by itself would say the same. The one surprising
thing: keys are looked up in a set of good ones, because a long list repeats the same places.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from operator import and_
from typing import Any

from etl.workbook.issued.records.row_labels import is_aside, is_sum_only, may_be_sum

# first letters of labels of totals, parts and sums, beside what is no letter
_MAY_BE_ASIDE = frozenset("TtCcKkBbMmSsVvXxDdNnGgIiLlAaΣσ")
# how a sum's label begins, with letters set apart, without marks or with loose ones
_TOTALS = re.compile(
    r"[\W\d_]*(?:[ivx]{1,5}[.)/\s]+|[a-d][.)/]\s*)?(?:t\s?(?:ổ|o)[\u0300-\u036f]*\s?n\s?g"
    r"|c\s?(?:ộ|o)[\u0300-\u036f]*\s?n\s?g|t[.\s]|tc|total|su[bm]|grand|l[uũ]|luỹ|[σ∑])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Positions:
    """Where a table has the cells that say what a row is."""

    keys: Sequence[int]
    values: Sequence[int]  # numbers and dates
    told: Sequence[int]  # choices, which a row that names a place leaves empty
    places: Sequence[int]  # of commune and name, one of which such a row fills; -1 for none


def record_keys(cells: Iterable[Any], *, is_first: bool, is_certain: bool = False) -> set[str]:
    """Give the cells that say what a record is about; if certain, without what may be a sum's."""
    texts = {cell for cell in cells if type(cell) is str and cell and not cell.isspace()}
    asides = [text for text in texts if text[0] in _MAY_BE_ASIDE or not text[0].isalpha()]
    if is_first:
        texts.difference_update([text for text in asides if is_aside(text)])
    if is_first and not is_certain:
        return texts
    sums = [text for text in asides if _TOTALS.match(text)]
    if not is_first:
        texts.difference_update([text for text in sums if is_aside(text) or is_sum_only(text)])
    if is_certain:
        sums += [text for text in asides if text[0].isdigit()]  # "11 công trình"
        if _says_sum("\n".join(texts)):
            sums += filter(_says_sum, texts)
        texts.difference_update([text for text in sums if may_be_sum(text)])
    return texts


def _says_sum(text: str) -> bool:
    said = unicodedata.normalize("NFC", text).lower()
    return "cộng" in said or "tổng" in said or "total" in said


def plain_records(
    rows: Sequence[Sequence[Any]], at: Positions, heads: Set[Any] = frozenset()
) -> list[bool]:
    """Flag the rows that are records beyond doubt: every key is there, and a value that is no text.

    None is flagged in a table without keys or without values, nor a row that begins as one of the
    headers does; `heads` are the first keys of those.
    """
    if not at.keys or not at.values:
        return [False] * len(rows)
    flags = [True] * len(rows)
    for number, position in enumerate(at.keys):
        cells = [row[position] for row in rows]
        good = record_keys(set(cells), is_first=number == 0, is_certain=True)
        if number == 0:
            good -= heads
        flags = list(map(and_, flags, map(good.__contains__, cells)))
    if len(at.keys) == 1 and at.keys[0] in at.places:
        beside = [p for p in at.told if p not in at.places]
        flags = [
            flag and any(row[p] != "" for p in beside)
            for flag, row in zip(flags, rows, strict=True)
        ]
    first, *others = at.values
    return [
        flag and (type(row[first]) is not str or any(type(row[p]) is not str for p in others))
        for flag, row in zip(flags, rows, strict=True)
    ]
