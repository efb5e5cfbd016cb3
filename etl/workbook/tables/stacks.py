"""The header texts over each column of a window of rows: rows in, stacks of keys out.

A header may be merged over its columns, or stand over the first of them only. The one surprising
thing: a group that lists what stands below it ("Hộ nghèo, hộ cận nghèo") says nothing of any of
its columns, and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from etl.workbook.sheets.grid import Sheet
from etl.workbook.tables.header_cells import header_text
from etl.workbook.tables.header_keys import header_key, without_period, word_bag

_MOST_COLUMNS = 400  # of a sheet; forms have a dozen
_LISTED_GROUP = re.compile(r",|/| và ")
Stack = tuple[str, str, str]  # own texts joined, the lowest of them, the groups above


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


def _has_text(row: Sequence[Any], position: int) -> bool:
    return position < len(row) and bool(header_text(row[position]))


def _spans(sheet: Sheet, head: int, end: int) -> frozenset[tuple[int, int]]:
    """Give the (level, position) pairs that a horizontally merged header cell covers."""
    covered = set()
    for (top, left), (bottom, right) in sheet.merged():
        if right > left and head <= top - sheet.top < end:
            for row in range(top, min(bottom, sheet.top + end) + 1):
                for column in range(left, min(right, left + 200) + 1):
                    covered.add((row - sheet.top - head, column - sheet.left))
    return frozenset(covered)


def header_texts(rows: Sequence[Sequence[Any]]) -> dict[int, str]:
    """Join the printed header texts of each position, groups included, for units and messages."""
    texts: dict[int, list[str]] = {}
    for level, row in enumerate(rows):
        group = ""
        for position, value in enumerate(map(header_text, row)):
            if value:
                group = value
                texts.setdefault(position, []).append(value)
            elif group and any(_has_text(lower, position) for lower in rows[level + 1 :]):
                texts.setdefault(position, []).append(group)
    return {position: " ".join(parts) for position, parts in texts.items()}


def own_texts(rows: Sequence[Sequence[Any]]) -> dict[int, str]:
    """Join the texts of each position's own header cells, groups to the left of it aside."""
    texts: dict[int, list[str]] = {}
    for row in rows:
        for position, value in enumerate(map(header_text, row)):
            if value:
                texts.setdefault(position, []).append(value)
    return {position: " ".join(parts) for position, parts in texts.items()}
