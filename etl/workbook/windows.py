"""Finds tables by their printed headers: a sheet in, the best fit of a form to its rows out.

Headers may take one to six rows, merged or one word a row, in any column order. The one
surprising thing: rows are looked at by vocabulary first, so that a sheet without any header word
costs almost nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from etl.model import Finding, Form
from etl.names import normalise_vietnamese
from etl.workbook.archive import RefusedError
from etl.workbook.found import Found
from etl.workbook.grid import Sheet
from etl.workbook.header_keys import header_key, is_header_word
from etl.workbook.headers import FormKeys, HeaderIndex
from etl.workbook.refusals import too_large
from etl.workbook.stacks import Stack, header_texts, stacks_of
from etl.workbook.subheads import after_numbering, is_subhead, is_unit_row

MAX_HEADER_ROWS = 6
_ENOUGH_SHARE = 0.6  # of the required columns
_NAMED_SHARE = 0.4  # the same, where the title names the form
_NEAR_SHARE = 0.25
_LEAST_COLUMNS = 3  # of a table
LISTED = frozenset({"commune", "ethnic_group"})  # kinds of columns known by their contents
_SAMPLE = 12  # rows
_MOST_RUNS = 1_000  # of header rows on one sheet
_LONGEST_RUN = 30  # rows; beyond that they are records made of such words
_MAX_HEADER_CHARACTERS = 160
_BRACKETED = re.compile(r"\([^()]*\)")
_NUMBERED = re.compile(r"^\s*\d{1,2}[.)]\s*")


def by_headers(sheet: Sheet, index: HeaderIndex) -> list[Found]:
    """Find every table of a sheet whose headers fit a form well enough."""
    tables: list[Found] = []
    runs = _header_runs(sheet, index.words)
    if len(runs) > _MOST_RUNS:
        raise RefusedError(_too_many(sheet))
    for start, stop in runs:
        best = _best_window(sheet, start, stop, index)
        if best is not None:
            best.beside = _beside(sheet, best, index)
            tables.append(best)
    return tables


def _too_many(sheet: Sheet) -> Finding:
    return too_large(
        f"trang tính “{sheet.name}” có quá nhiều dòng tiêu đề",
        "Đề nghị gộp thành một bảng với một lần tiêu đề, lưu lại rồi gửi.",
    )


def _beside(sheet: Sheet, best: Found, index: HeaderIndex) -> Found | None:
    """Give the table of another form on the same rows, right or left of one that was found."""
    taken = range(min(best.columns.values()), max(best.columns.values()) + 1)
    if len(sheet.rows[best.head]) - len(taken) < _LEAST_COLUMNS:
        return None
    bottom = best.first if best.first - best.head <= MAX_HEADER_ROWS else best.head + 1
    stacks = [
        ("", "", "") if at in taken else stack
        for at, stack in enumerate(stacks_of(sheet, best.head, bottom))
    ]
    fits = (
        _fit(sheet, keys, stacks, best.head, bottom, "", _ENOUGH_SHARE)
        for keys in index.forms
        if keys.form.id != best.form.id
    )
    found = [fit for fit in fits if fit is not None and len(fit.form.columns) > _LEAST_COLUMNS]
    return max(found, key=lambda fit: fit.score, default=None)


def nearest_on(sheet: Sheet, index: HeaderIndex) -> list[Found]:
    """Give what comes near a form on a sheet that has none; only to be told."""
    near = (
        _best_window(sheet, start, stop, index, least=_NEAR_SHARE)
        for start, stop in _header_runs(sheet, index.words)
    )
    return [found for found in near if found is not None]


def _header_runs(sheet: Sheet, words: frozenset[str]) -> list[tuple[int, int]]:
    """Give the runs of rows whose short texts are made of header words only."""
    runs: list[tuple[int, int]] = []
    run: list[int] = []
    for number, row in enumerate(sheet.rows):
        count = _header_cells(row, words)
        if count >= 2 and is_unit_row(row):
            continue
        if count >= 2 or (count == 1 and run and run[-1] == number - 1):
            if run and run[-1] != number - 1:
                runs.append((run[0], run[-1] + 1))
                run = []
            run.append(number)
    if run:
        runs.append((run[0], run[-1] + 1))
    return [(start, _with_subheads(sheet, stop)) for start, stop in runs]


def _with_subheads(sheet: Sheet, stop: int) -> int:
    """Take in the rows below that part a group's columns in words of their own."""
    for below in range(stop, min(stop + MAX_HEADER_ROWS, len(sheet.rows))):
        if not is_subhead(sheet.rows, below):
            return below
        stop = below + 1
    return stop


def _header_cells(row: Sequence[Any], words: frozenset[str]) -> int:
    """Count the cells of a row that are made of header words; numbers mark a row of data."""
    numbers = texts = 0
    for value in row:
        if type(value) is str:
            if 0 < len(value) <= _MAX_HEADER_CHARACTERS and _made_of(value, words):
                texts += 1
        elif type(value) is float or isinstance(value, dt.date):
            numbers += 1
            if numbers > 1:
                return 0
    return texts


@lru_cache(maxsize=16_384)
def _made_of(text: str, words: frozenset[str]) -> bool:
    bare = _BRACKETED.sub(" ", text) if "(" in text else text
    parts = _NUMBERED.sub("", bare.strip() or text).split()
    return bool(parts) and all(is_header_word(part, words) for part in parts)


def _best_window(
    sheet: Sheet, start: int, stop: int, index: HeaderIndex, least: float = _ENOUGH_SHARE
) -> Found | None:
    """Try every window of one to six rows in a run; the best fit wins, the lower on a tie."""
    best: Found | None = None
    titles = _title_keys(sheet, start)
    stop = min(stop, start + _LONGEST_RUN)
    for head in range(max(start - 1, 0), stop):
        for end in range(head + 1, min(head + MAX_HEADER_ROWS, stop) + 1):
            if end < stop and is_subhead(sheet.rows, end):
                continue  # a group is never read without its columns
            stacks = stacks_of(sheet, head, end)
            for keys in index.forms:
                table = _fit(sheet, keys, stacks, head, end, titles, least)
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


def _fit(
    sheet: Sheet,
    keys: FormKeys,
    stacks: Sequence[Stack],
    head: int,
    end: int,
    titles: str,
    least: float,
) -> Found | None:
    """Match one form against the header texts of a window; None when too little fits."""
    offers = [
        (score, -position, name)
        for position, stack in enumerate(stacks)
        if stack[1]
        for score, name in keys.offers(*stack)
    ]
    columns: dict[str, int] = {}
    scores: dict[str, float] = {}
    for score, position, name in sorted(offers, reverse=True):
        if name not in columns and -position not in columns.values():
            columns[name], scores[name] = -position, score
    if not _enough(keys, columns, titles, least):
        return None
    form = keys.form
    if len(form.columns) <= _LEAST_COLUMNS and not (
        any(title in titles for title in keys.titles) or _lists_choices(sheet, form, columns, end)
    ):
        return None  # "Nội dung" and "Ý kiến" are the headers of many tables
    total = sum(scores.values())
    bottom = end + is_unit_row(sheet.rows[end]) if end < len(sheet.rows) else end
    first = after_numbering(sheet.rows, bottom)
    ordered = {
        column.name: columns[column.name] for column in form.columns if column.name in columns
    }
    total += 0.5 * any(title in titles for title in keys.titles) - 0.01 * (end - head)
    texts = header_texts(sheet.rows[head:end])
    for at, unit in enumerate(sheet.rows[end] if bottom > end else ()):
        if unit:
            texts[at] = f"{texts.get(at, '')} ({unit.strip(' ()')})"
    found = Found(form, sheet, ordered, head, first, len(sheet.rows), "headers", texts, total)
    for score, position, name in offers:
        if -position not in columns.values() and score >= scores.get(name, score + 1):
            found.rivals.setdefault(name, []).append(-position)
    return found


def _enough(keys: FormKeys, columns: Mapping[str, int], titles: str, least: float) -> bool:
    required = [column.name for column in keys.form.columns if column.required]
    share = sum(name in columns for name in required) / max(len(required), 1)
    if len(keys.form.columns) <= 3:
        return share == 1.0
    named = any(title in titles for title in keys.titles)
    if not any(name in columns for name in keys.form.key):
        # rows that no header names: their contents may name a place
        listed = any(column.type in LISTED for column in keys.form.columns)
        with_places = share + 1 / max(len(required), 1)
        return listed and (share >= _ENOUGH_SHARE or (named and with_places >= _NAMED_SHARE))
    return len(columns) >= 3 and share >= (min(least, _NAMED_SHARE) if named else least)


def _lists_choices(sheet: Sheet, form: Form, columns: Mapping[str, int], end: int) -> bool:
    """Tell whether a column of choices has one of them in the first rows below the headers."""
    for column in form.columns:
        labels = {normalise_vietnamese(label) for label in column.choices.values()}
        for row in sheet.rows[end : end + _SAMPLE]:
            cell = row[columns[column.name]]
            if labels and type(cell) is str and normalise_vietnamese(cell) in labels:
                return True
    return False
