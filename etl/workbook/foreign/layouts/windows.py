"""Finds tables by their printed headers: a sheet in, the best fit of a form to its rows out.

Headers may take one to six rows, merged or one word a row, in any column order. The one
surprising thing: rows are looked at by vocabulary first, so that a sheet without any header word
costs almost nothing.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from functools import lru_cache
from itertools import takewhile
from typing import Any

from etl.model import Form
from etl.workbook.foreign.layouts.fits import (
    ENOUGH_SHARE,
    LEAST_COLUMNS,
    NAMED_SHARE,
    fit,
    is_subhead,
    is_unit_row,
    open_window,
)
from etl.workbook.foreign.layouts.header_keys import header_key, is_header_word
from etl.workbook.foreign.layouts.headers import HeaderIndex, header_index
from etl.workbook.issued.cells.grid import Book, Sheet
from etl.workbook.issued.package.zip_parts import RefusedError
from etl.workbook.issued.senders.cover import is_labelled
from etl.workbook.issued.tables.found import OWN_SHEETS, Found
from etl.workbook.own_words import FORMS_HEADERS
from etl.workbook.refusals import too_large

MAX_HEADER_ROWS = 6
_NEAR_SHARE = 0.25
_MOST_TABLES = 1_000  # on one sheet
_MOST_FAILURES = 8  # of runs of rows with the same words
_LONGEST_RUN = 30  # rows; beyond that they are records made of such words
_MAX_HEADER_CHARACTERS = 160
_BRACKETED = re.compile(r"\([^()]*\)")
_NUMBERED = re.compile(r"^\s*(?:\d{1,2}|[IVXivx]{1,4}|[A-Ea-e])[.)]\s*")


def by_headers(sheet: Sheet, index: HeaderIndex) -> list[Found]:
    """Find every table of a sheet whose headers fit a form well enough."""
    tables: list[Found] = []
    failed: Counter[Set[str]] = Counter()
    for start, stop in _header_runs(sheet, index.words):
        rows = sheet.rows[start : min(stop, start + _LONGEST_RUN)]
        cells = (cell for row in rows for cell in row if type(cell) is str)
        short = (cell for cell in cells if 0 < len(cell) <= _MAX_HEADER_CHARACTERS)
        words = frozenset(text for text in short if _is_made_of(text, index.words))
        if failed[words] >= _MOST_FAILURES:
            continue  # a list that says "Nữ" and "Hộ nghèo" in every other row
        best = _best_window(sheet, start, stop, index)
        if best is None:
            failed[words] += 1
            continue
        if len(tables) == _MOST_TABLES:
            raise RefusedError(
                too_large(
                    f"trang tính “{sheet.name}” có quá nhiều dòng tiêu đề",
                    "Đề nghị gộp thành một bảng với một lần tiêu đề, lưu lại rồi gửi.",
                )
            )
        tables.append(replace(best, beside=_beside(sheet, best, index)))
    return tables


def _beside(sheet: Sheet, best: Found, index: HeaderIndex) -> Found | None:
    """Give the table of another form on the same rows, right or left of one that was found."""
    taken = range(min(best.columns.values()), max(best.columns.values()) + 1)
    if len(sheet.rows[best.head]) - len(taken) < LEAST_COLUMNS:
        return None
    bottom = best.first if best.first - best.head <= MAX_HEADER_ROWS else best.head + 1
    window = open_window(index, sheet, best.head, bottom)
    offers = [{} if at in taken else one for at, one in enumerate(window.offers)]
    window = replace(window, offers=offers)
    fits = (fit(window, keys, ENOUGH_SHARE) for keys in index.forms if keys.form.id != best.form.id)
    found = [one for one in fits if one is not None and len(one.form.columns) > LEAST_COLUMNS]
    return max(found, key=lambda one: one.score, default=None)


def _header_runs(sheet: Sheet, words: frozenset[str]) -> list[tuple[int, int]]:
    """Give the runs of rows whose short texts are made of header words only."""
    runs: list[tuple[int, int]] = []
    run: list[int] = []
    for number, row in enumerate(sheet.rows):
        count = _header_cells(row, words)
        if count >= 2 and (is_unit_row(row) or _is_of_cover(row)):
            continue
        if count >= 2 or (count == 1 and run and run[-1] == number - 1):
            if run and run[-1] != number - 1:
                runs.append((run[0], run[-1] + 1))
                run = []
            run.append(number)
    if run:
        runs.append((run[0], run[-1] + 1))
    return [(start, _with_subheads(sheet, stop)) for start, stop in runs]


def _is_of_cover(row: Sequence[Any]) -> bool:
    """Tell whether a row is what a cover says of its sender, or prints over the list of forms."""
    cells = [cell for cell in row if cell != ""]
    return cells == [*FORMS_HEADERS] or is_labelled(cells)


def _with_subheads(sheet: Sheet, stop: int) -> int:
    """Take in the rows below that part a group's columns in words of their own."""
    below = range(stop, min(stop + MAX_HEADER_ROWS, len(sheet.rows)))
    return stop + sum(1 for _ in takewhile(lambda row: is_subhead(sheet.rows, row), below))


def _header_cells(row: Sequence[Any], words: frozenset[str]) -> int:
    """Count the cells of a row that are made of header words; numbers mark a row of data."""
    numbers = texts = 0
    for value in row:
        if type(value) is str:
            texts += 0 < len(value) <= _MAX_HEADER_CHARACTERS and _is_made_of(value, words)
        elif type(value) is float or isinstance(value, dt.date):
            numbers += 1
            if numbers > 1:
                return 0
    return texts


@lru_cache(maxsize=16_384)
def _is_made_of(text: str, words: Set[str]) -> bool:
    if not any(map(str.isalpha, text)) and "%" not in text:
        return False  # "-" and "..." stand between words, and alone in the rows of lists
    bare = _BRACKETED.sub(" ", text) if "(" in text else text
    parts = _NUMBERED.sub("", bare.strip() or text).split()
    return bool(parts) and all(is_header_word(part, words) for part in parts)


def _best_window(
    sheet: Sheet, start: int, stop: int, index: HeaderIndex, least: float = ENOUGH_SHARE
) -> Found | None:
    """Try every window of one to six rows in a run; the best fit wins, the lower on a tie."""
    best: Found | None = None
    titles = _title_keys(sheet, start)
    stop = min(stop, start + _LONGEST_RUN)
    # the column of the places may be known by its contents alone
    fewest = [
        (keys, min(least, NAMED_SHARE) * sum(one.column.required for one in keys.columns) - 1)
        for keys in index.forms
    ]
    for head in range(max(start - 1, 0), stop):
        for end in range(head + 1, min(head + MAX_HEADER_ROWS, stop) + 1):
            if end < stop and is_subhead(sheet.rows, end):
                continue  # a group is never read without its columns
            window = open_window(index, sheet, head, end, titles)
            said = Counter(form for offered in window.offers for form in offered)
            for keys, count in fewest:
                if said[keys.form.id] < count:
                    continue
                table = fit(window, keys, least)
                if table is not None and (best is None or table.score > best.score):
                    best = table
    return best


def _title_keys(sheet: Sheet, start: int) -> str:
    texts = (
        header_key(value)
        for row in sheet.rows[max(start - 14, 0) : start + 1]
        for value in row
        if type(value) is str and len(value) <= 300
    )
    return " | ".join(text for text in texts if text)


def nearest(book: Book, forms: Mapping[str, Form]) -> Found | None:
    """Give the form that a workbook without any comes nearest to, for a helpful sentence."""
    index = header_index(forms)
    near = (
        _best_window(sheet, start, stop, index, least=_NEAR_SHARE)
        for sheet in book.sheets
        if sheet.name not in OWN_SHEETS
        for start, stop in _header_runs(sheet, index.words)
    )
    return max(filter(None, near), key=lambda found: found.score, default=None)
