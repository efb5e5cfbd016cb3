"""Sums that stand among the records of a table: a row in, what it is out.

The one surprising thing: "Cộng" in the place of a name is a sum even where all cells beside it are
filled; "Cộng khởi công mới" is one there only where it adds up, any other name only where they are
not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from etl.workbook.records.row_kinds import Sorted
from etl.workbook.records.row_labels import is_sum_only, may_be_sum, summed_part
from etl.workbook.tables.found import Found
from etl.workbook.values.choices import choice_keys

_TEXTS = frozenset({"text", "choice", "commune", "district", "ethnic_group"})
_LEAST_LACKING = 2
_CLOSE = 0.05  # of a sum


class Sums:
    """Knows the columns of one table in which a record has texts and a sum has none."""

    def __init__(self, found: Found) -> None:
        columns = [column for column in found.form.columns if column.name in found.columns]
        self.rows = found.sheet.rows
        self.asked = [found.columns[c.name] for c in columns if c.type in _TEXTS and c.required]
        self.names = [
            found.columns[c.name] for c in columns if c.type == "text" and c.name in found.form.key
        ]
        self.texts = [found.columns[c.name] for c in columns if c.type in _TEXTS]
        choices = (c for c in columns if c.type == "choice")
        self.choices = {key for one in choices for key in choice_keys(one)}
        self.added = [found.columns[c.name] for c in columns if c.totalled]

    def is_named_sum(self, row: Sequence[Any], known: Sorted) -> bool:
        """Tell whether a row is named like a sum and is one: "Cộng khởi công mới"."""
        return self._named_sum(row, known) is not None

    def _named_sum(self, row: Sequence[Any], known: Sorted) -> int | None:
        for at in self.names:
            if at < len(row) and type(row[at]) is str and may_be_sum(row[at]):
                is_sum = summed_part(row[at]) in self.choices or self._adds_up(row, known)
                return at if is_sum else None
        return None

    def label_at(self, row: Sequence[Any], known: Sorted) -> int | None:
        """Give where the label of a sum stands; -1 for a sum without one, None for no sum."""
        if len(row) <= max(*self.texts, *self.added, -1, -1):
            return None
        if not self.added:  # nothing that could be summed: only the name tells
            is_sum = (type(row[p]) is str and is_sum_only(row[p]) for p in self.names)
            return next((p for p, so in zip(self.names, is_sum, strict=True) if so), None)
        if not any(type(row[p]) is float for p in self.added):
            return None
        filled = [p for p in self.texts if type(row[p]) is str and row[p].strip()]
        if not filled:
            return -1 if self.asked and all(row[p] == "" for p in self.texts) else None
        lacking = sum(row[p] == "" for p in self.asked)
        for at in filled:
            if at in self.asked and is_sum_only(row[at]):
                return at
        named = self._named_sum(row, known)
        if named is not None:
            return named
        if lacking < min(_LEAST_LACKING, len(self.asked) - 1):
            return None
        return next((at for at in filled if at in self.asked and may_be_sum(row[at])), None)

    def is_certain(self, row: Sequence[Any], at: int, known: Sorted) -> bool:
        """Tell whether a row is a sum beyond doubt: by its label, or because it adds up.

        "Cộng" for a name beside cells that are all filled is never: somebody typed a record.
        """
        is_filled = all(row[p] != "" for p in self.asked)
        if at in self.names and is_filled:
            return False
        return (at >= 0 and is_sum_only(row[at])) or self._adds_up(row, known)

    def _adds_up(self, row: Sequence[Any], known: Sorted) -> bool:
        """Tell whether a row holds the sums of the records above it, or since the last sum."""
        starts = [number for number, _ in known.totals] + [group.row for group in known.groups]
        starts += [number for number, _ in known.sums]
        last = max(starts, default=-1)
        since = [number for number in known.data if number > last]
        return any(self._are_sums(row, part) for part in (since, known.data) if len(part) > 1)

    def _are_sums(self, row: Sequence[Any], part: Sequence[int]) -> bool:
        given = [p for p in self.added if p < len(row) and type(row[p]) is float]
        return bool(given) and all(
            abs(math.fsum(c for n in part if type(c := self.rows[n][p]) is float) - row[p]) < _CLOSE
            for p in given
        )
