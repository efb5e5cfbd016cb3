"""Sums that stand among the records of a table: a row in, what it is out.

The one surprising thing: "Cộng" in place of a name is a sum even beside filled cells; "Cộng khởi
công mới" only where it adds up, any other name beside empty cells, a row without a name always.
"""

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

from etl.kinds import choice_keys, kind_of
from etl.workbook.issued.records.row_labels import Sorted, is_sum_only, may_be_sum, summed_part
from etl.workbook.issued.tables.found import Found

_LEAST_LACKING = 2
_LEAST_AMOUNTS = 2  # that add up where no word says so
_CLOSE = 0.05  # of a sum
_MOST_PARTS = 1_000  # that a sum above them is looked for


class Sums:
    """Knows the columns of one table in which a record has texts and a sum has none."""

    def __init__(self, found: Found) -> None:
        columns, at = found.present, found.columns
        self.rows = found.sheet.rows
        texts = [c for c in columns if not kind_of(c).is_measured]
        self.asked = [at[c.name] for c in texts if c.required]
        names = [c.name for c in texts if kind_of(c).is_free]
        self.names = [at[name] for name in names if name in found.form.key]
        self.texts = [at[c.name] for c in texts]
        self.choices = {key for one in columns for key in choice_keys(one)}
        self.added = [at[c.name] for c in columns if c.totalled]
        self.hidden = {row - found.sheet.top for row in found.sheet.details.hidden_rows}
        self.sums, self.shown = [[0.0] * len(self.added)], [[0.0] * len(self.added)]

    def named_sum(self, row: Sequence[Any], known: Sorted) -> int | None:
        """Give where the name of a row stands that is a sum by it: "Cộng khởi công mới"."""
        for at in self.names:
            if type(row[at]) is str and may_be_sum(row[at]):
                is_sum = summed_part(row[at]) in self.choices or self._adds_up(row, known)
                return at if is_sum else None
        return None

    def label_at(self, row: Sequence[Any], known: Sorted) -> int | None:
        """Give where the label of a sum stands; -1 for a sum without one, None for no sum."""
        if not self.added:  # nothing that could be summed: only the name tells
            named = (p for p in self.names if type(row[p]) is str)
            return next((p for p in named if is_sum_only(row[p])), None)
        if not any(type(row[p]) is float for p in self.added):
            return None
        filled = [p for p in self.texts if type(row[p]) is str and row[p].strip()]
        if not filled:
            return -1 if self.asked and all(row[p] == "" for p in self.texts) else None
        lacking = sum(row[p] == "" for p in self.asked)
        asked = [at for at in filled if at in self.asked]
        at = next((at for at in asked if is_sum_only(row[at])), None)
        at = self.named_sum(row, known) if at is None else at
        if at is not None or lacking < min(_LEAST_LACKING, len(self.asked) - 1):
            return at
        return next((at for at in asked if may_be_sum(row[at])), None)

    def is_certain(self, row: Sequence[Any], at: int, known: Sorted) -> bool:
        """Tell whether a row is a sum beyond doubt: by its label, or because it adds up.

        "Cộng" for a name beside filled cells never is; for a commune, only where it adds up.
        """
        if all(row[p] != "" for p in self.asked):
            return at not in self.names and self._adds_up(row, known)
        return (at >= 0 and is_sum_only(row[at])) or self._adds_up(row, known)

    def unlike_at(self, row: Sequence[Any], known: Sorted) -> int | None:
        """Give where a row's first text stands that adds up and lacks what records have: a sum."""
        if not known.data:
            return None
        above = self.rows[known.data[-1]]
        lacking = sum(row[p] == "" != above[p] for p in self.asked)
        amounts = [p for p in self.added if type(row[p]) is float and row[p]]
        if lacking < min(_LEAST_LACKING, len(self.asked) - 1) or len(amounts) < _LEAST_AMOUNTS:
            return None
        first = next((p for p in self.texts if type(row[p]) is str and row[p].strip()), None)
        return first if lacking and self._adds_up(row, known) else None

    def heads_parts(self, number: int, least: int) -> bool:
        """Tell whether a row sums up the rows right below it, `least` of them or more."""
        row = self.rows[number]
        given = [p for p in self.added if type(row[p]) is float and row[p]]
        left = [row[p] for p in given]
        for at, below in enumerate(self.rows[number + 1 : number + 1 + _MOST_PARTS], start=1):
            cells = (below[p] for p in given)
            left = [n - (c if type(c) is float else 0.0) for n, c in zip(left, cells, strict=True)]
            if not left or min(left) < -_CLOSE:
                return False
            if max(left) < _CLOSE:
                return at >= least
        return False

    def _adds_up(self, row: Sequence[Any], known: Sorted) -> bool:
        """Tell whether a row sums up the records above, those since a sum, or those shown."""
        given = [(i, p) for i, p in enumerate(self.added) if type(row[p]) is float]
        lists = (known.totals, known.sums)
        starts = [kind[-1][0] for kind in lists if kind] + [one.row for one in known.groups[-1:]]
        since = bisect_right(known.data, max(starts, default=-1))
        for first in (since, 0):
            if given and len(known.data) - first > 1:
                for running in self._running(known.data):
                    sums = zip(running[-1], running[first], strict=True)
                    added = [whole - before for whole, before in sums]
                    if all(abs(added[i] - row[p]) < _CLOSE for i, p in given):
                        return True
        return False

    def _running(self, data: Sequence[int]) -> Iterator[list[list[float]]]:
        """Give the sums of the first 0, 1, 2... records; then of those of them that are shown."""
        for sums, hidden in ((self.sums, frozenset[int]()), (self.shown, self.hidden)):
            if sums is self.shown and not hidden:
                return
            for number in data[len(sums) - 1 :]:
                cells = (self.rows[number][p] for p in self.added)
                more = (
                    c if type(c) is float and math.isfinite(c) and number not in hidden else 0.0
                    for c in cells
                )
                sums.append([one + other for one, other in zip(sums[-1], more, strict=True)])
            yield sums
