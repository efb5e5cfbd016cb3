"""Finds the forms' tables on the sheets of a workbook: sheets in, tables with their columns out.

The machine-readable code row decides when it is there; otherwise headers do, in one to four rows,
in any column order, wherever they start. The one surprising thing: headers of data-like sheets
are found by vocabulary first, so that a sheet without any header word costs almost nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from etl.model import Form
from etl.workbook.annotate_keys import FIXED_SHEET, TO_FIX_SHEET
from etl.workbook.found import Found
from etl.workbook.grid import Book, Sheet
from etl.workbook.headers import FormKeys, HeaderIndex, header_index, header_key, is_header_word
from etl.workbook.safety import column_index

OWN_SHEETS = frozenset({TO_FIX_SHEET, FIXED_SHEET, "_danh_muc"})
MAX_HEADER_ROWS = 4
_MAX_HEADER_CHARACTERS = 160
_PREFIX = "BDT_FORM_"
_RANGE = re.compile(
    r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?\d+)?"
)
_BRACKETED = re.compile(r"\([^()]*\)")
_NUMBERING = re.compile(r"\(?\s*[A-ZĐ]?\d{0,2}[a-z]?\s*\)?(?:\s*=.*)?|\[\d+\]|[IVX]{1,5}")


def find_tables(book: Book, forms: Mapping[str, Form]) -> list[Found]:
    """Find every table of ours in a workbook, in the order of sheets and rows."""
    found = []
    blocks = _blocks(book, forms)
    for sheet in book.sheets:
        if not sheet.rows or sheet.name in OWN_SHEETS:
            continue
        tables = [*_by_block(sheet, blocks.get(sheet.name, ()))]
        if not tables:
            tables = _by_headers(sheet, header_index(forms))
        _close(tables, sheet)
        found.extend(tables)
    return found


def nearest(book: Book, forms: Mapping[str, Form]) -> Found | None:
    """Give the form that a workbook without any comes nearest to, for a helpful sentence."""
    index = header_index(forms)
    best: Found | None = None
    for sheet in book.sheets:
        if sheet.name in OWN_SHEETS or not sheet.rows:
            continue
        for start, stop in _header_runs(sheet, index.words):
            near = _best_window(sheet, start, stop, index, least=0.25)
            if near is not None and (best is None or near.score > best.score):
                best = near
    return best


def _close(tables: list[Found], sheet: Sheet) -> None:
    """Let each table end where the headers of the next begin."""
    tables.sort(key=lambda table: table.head)
    for table, following in pairwise(tables):
        table.last = following.head
    if tables:
        tables[-1].last = len(sheet.rows)


# the machine-readable row of column codes


@dataclass(frozen=True, slots=True)
class _Block:
    form: Form
    row: int  # Excel row of the codes
    column: int  # 0-based index of the first


def _blocks(book: Book, forms: Mapping[str, Form]) -> dict[str, list[_Block]]:
    """Give by sheet name where the workbook's names say that rows of column codes stand."""
    blocks: dict[str, list[_Block]] = {}
    for name, target in book.names.items():
        form = forms.get(name.removeprefix(_PREFIX)) if name.startswith(_PREFIX) else None
        place = _RANGE.fullmatch(target)
        if form is not None and place is not None:
            sheet = (place[1] or place[2]).replace("''", "'")
            block = _Block(form, int(place[4]), column_index(place[3]))
            blocks.setdefault(sheet, []).append(block)
    return blocks


def _by_block(sheet: Sheet, blocks: Sequence[_Block]) -> Iterator[Found]:
    for block in blocks:
        form, row = block.form, block.row - sheet.top
        if not 0 <= row < len(sheet.rows):
            continue
        columns = _codes(sheet.rows[row], form, block.column - sheet.left)
        if len(columns) * 2 >= len(form.columns):
            height = 2 if any(column.group for column in form.columns) else 1
            head = max(row - height, 0)
            texts = _texts(sheet.rows[head:row])
            yield Found(form, sheet, columns, head, row + 1, len(sheet.rows), "block", texts)


def _codes(row: Sequence[Any], form: Form, first: int) -> dict[str, int]:
    """Map columns to the positions whose cell holds their code; the first of two wins."""
    wanted = {column.code: column.name for column in form.columns}
    columns: dict[str, int] = {}
    for position in range(max(first, 0), len(row)):
        name = wanted.get(code_text(row[position]))
        if name is not None:
            columns.setdefault(name, position)
    return columns


def code_text(value: object) -> str:
    """Give the text of a column code, which Excel may have made a number."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip().strip("()").strip()


# headers


def _by_headers(sheet: Sheet, index: HeaderIndex) -> list[Found]:
    tables: list[Found] = []
    for start, stop in _header_runs(sheet, index.words):
        best = _best_window(sheet, start, stop, index)
        if best is not None:
            tables.append(best)
    return tables


def _header_runs(sheet: Sheet, words: frozenset[str]) -> list[tuple[int, int]]:
    """Give the runs of rows whose short texts are made of header words only."""
    runs: list[tuple[int, int]] = []
    run: list[int] = []
    for number, row in enumerate(sheet.rows):
        count = _header_cells(row, words)
        if count >= 2 or (count == 1 and run and run[-1] == number - 1):
            if run and run[-1] != number - 1:
                runs.append((run[0], run[-1] + 1))
                run = []
            run.append(number)
    if run:
        runs.append((run[0], run[-1] + 1))
    return runs


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


def _made_of(text: str, words: frozenset[str]) -> bool:
    bare = _BRACKETED.sub(" ", text) if "(" in text else text
    parts = (bare.strip() or text).split()
    return bool(parts) and all(is_header_word(part, words) for part in parts)


def _best_window(
    sheet: Sheet, start: int, stop: int, index: HeaderIndex, least: float = 0.6
) -> Found | None:
    """Try every window of one to four rows in a run; the best fit wins, the lower on a tie."""
    best: Found | None = None
    titles = _title_keys(sheet, start)
    for head in range(max(start - 1, 0), stop):
        for end in range(head + 1, min(head + MAX_HEADER_ROWS, stop) + 1):
            stacks = _stacks(sheet, head, end)
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


Stack = tuple[str, str, str]  # own texts joined, the lowest of them, the groups above


def _stacks(sheet: Sheet, head: int, end: int) -> list[Stack]:
    """Give per position the header texts of a window, groups carried over their columns."""
    rows = sheet.rows[head:end]
    width = max(len(row) for row in rows)
    spans = _spans(sheet, head, end)
    stacks: list[Stack] = []
    carried = [""] * len(rows)
    for position in range(width):
        own: list[str] = []
        for level, row in enumerate(rows):
            value = row[position] if position < len(row) else ""
            text = header_key(value) if type(value) is str else ""
            if text:
                own.append(text)
                carried[level:] = [text, *[""] * (len(rows) - level - 1)]
            elif (level, position) not in spans and spans:
                carried[level] = ""
        leaf = own[-1] if own else ""
        above = " ".join(own[:-1]) if len(own) > 1 else ""
        if own and not above:
            lowest = max(level for level in range(len(rows)) if _has_text(rows[level], position))
            above = " ".join(text for text in carried[:lowest] if text)
        stacks.append((" ".join(own), leaf, above))
    return stacks


def _has_text(row: Sequence[Any], position: int) -> bool:
    return position < len(row) and type(row[position]) is str and bool(row[position].strip())


def _spans(sheet: Sheet, head: int, end: int) -> frozenset[tuple[int, int]]:
    """Give the (level, position) pairs that a horizontally merged header cell covers."""
    covered = set()
    for (top, left), (bottom, right) in sheet.merged():
        if right > left and head <= top - sheet.top < end:
            for row in range(top, min(bottom, sheet.top + end) + 1):
                for column in range(left, min(right, left + 200) + 1):
                    covered.add((row - sheet.top - head, column - sheet.left))
    return frozenset(covered)


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
        (score, -position, name.column.name)
        for position, (own, leaf, above) in enumerate(stacks)
        if leaf
        for name in keys.columns
        if (score := name.score(own, leaf, above))
    ]
    columns: dict[str, int] = {}
    total = 0.0
    for score, position, name in sorted(offers, reverse=True):
        if name not in columns and -position not in columns.values():
            columns[name] = -position
            total += score
    if not _enough(keys, columns, titles, least):
        return None
    form = keys.form
    first = _skip_numbering(sheet, end)
    ordered = {
        column.name: columns[column.name] for column in form.columns if column.name in columns
    }
    total += 0.5 * any(title in titles for title in keys.titles) - 0.01 * (end - head)
    texts = _texts(sheet.rows[head:end])
    return Found(form, sheet, ordered, head, first, len(sheet.rows), "headers", texts, total)


def _enough(keys: FormKeys, columns: Mapping[str, int], titles: str, least: float) -> bool:
    required = [column.name for column in keys.form.columns if column.required]
    share = sum(name in columns for name in required) / max(len(required), 1)
    if len(keys.form.columns) <= 3:
        return share == 1.0
    named = any(title in titles for title in keys.titles)
    return len(columns) >= 3 and share >= (min(least, 0.4) if named else least)


def _skip_numbering(sheet: Sheet, row: int) -> int:
    """Step over a row of column numbers such as (1) (2) (3)=(1)+(2)."""
    for following in range(row, min(row + 2, len(sheet.rows))):
        filled = [code_text(value) for value in sheet.rows[following] if value != ""]
        if len(filled) < 2:
            continue
        if all(len(text) <= 24 and _NUMBERING.fullmatch(text) for text in filled) and _ascends(
            filled
        ):
            return following + 1
        break
    return row


def _ascends(texts: Sequence[str]) -> bool:
    """Tell numbering from data: its numbers start low and go up one by one."""
    numbers = [int(found[0]) for text in texts if (found := re.search(r"\d+", text))]
    letters = [text for text in texts if text.isalpha()]
    if not numbers:
        return len(letters) == len(texts) and letters[0] in ("A", "a", "I")
    return numbers[0] <= 3 and all(0 < b - a <= 2 for a, b in pairwise(numbers))


def _texts(rows: Sequence[Sequence[Any]]) -> dict[int, str]:
    """Join the printed header texts of each position, groups included, for units and messages."""
    texts: dict[int, list[str]] = {}
    for level, row in enumerate(rows):
        group = ""
        for position, value in enumerate(row):
            if type(value) is str and value.strip():
                group = value
                texts.setdefault(position, []).append(value)
            elif group and any(_has_text(lower, position) for lower in rows[level + 1 :]):
                texts.setdefault(position, []).append(group)
    return {position: " ".join(parts) for position, parts in texts.items()}
