"""Thresholds that rules name: a rule and dated values in, the rule for each span of values out.

The one surprising thing: a rule that names a threshold is several rules of one id, one for each
span of days in which its numbers are the same, so that whoever judges sees numbers only.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from etl.reference.seeds import Threshold
from etl.wording import number_text

Thresholds = Mapping[str, Sequence[Threshold]]
"""The values of each threshold, by its id."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days on which some thresholds have certain values; no thresholds: all days."""

    values: tuple[Threshold, ...]
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None  # exclusive

    @property
    def is_assumed(self) -> bool:
        """Tell whether any of the values is an assumption: such a rule refuses nothing."""
        return any(one.assumed for one in self.values)

    @property
    def sources(self) -> str:
        """Name the documents that state the values."""
        stated = dict.fromkeys(one.set_by for one in self.values if not one.assumed)
        return "; ".join(stated)

    @property
    def words(self) -> Mapping[str, str]:
        """Give the values as sentences print them, by id."""
        return {one.id: number_text(_plain(one.value)) for one in self.values}

    def put_into(self, said: Any) -> Any:
        """Put the values in place of their names, in texts and whatever holds texts."""
        if isinstance(said, tuple):
            return tuple(self.put_into(one) for one in said)
        if not isinstance(said, str) or not self.values:
            return said
        values = {one.id: _plain(one.value) for one in self.values}
        if said in values:
            return values[said]
        names = "|".join(values)
        return re.sub(rf"\b({names})\b", lambda found: str(values[found[0]]), said)


def by_id(thresholds: Sequence[Threshold]) -> Thresholds:
    """Group thresholds by id."""
    found: dict[str, list[Threshold]] = {}
    for one in thresholds:
        found.setdefault(one.id, []).append(one)
    return found


def spans(
    names: Collection[str],
    thresholds: Thresholds,
    valid_from: dt.date | None,
    valid_to: dt.date | None,
) -> Iterator[Span]:
    """Give the spans of a rule's days in which each of the thresholds that it names has a value.

    The earliest comes first.
    """
    named = sorted(thresholds.keys() & names)
    for values in product(*(sorted(thresholds[id], key=lambda t: t.valid_from) for id in named)):
        starts = [day for day in (valid_from, *(one.valid_from for one in values)) if day]
        ends = [day for day in (valid_to, *(one.valid_to for one in values)) if day]
        start, end = max(starts, default=None), min(ends, default=None)
        if start is None or end is None or start < end:
            yield Span(values, start, end)


def _plain(value: float) -> int | float:
    return int(value) if value.is_integer() else value
