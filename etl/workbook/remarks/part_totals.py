"""Totals on the parts of a form: a total and all parts in, the records it covers out.

The one surprising thing: the words do not tell "Tổng cộng" of one sheet from that of all; the
figures do.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from etl.model import Table, TotalRow

_ROUNDED = 0.05  # an amount is printed with a decimal or two


def reach_of(total: TotalRow, parts: Sequence[Table], number: int) -> tuple[int, ...]:
    """Give the records that a total of one part covers: its own, those so far, or all of the form.

    The first sheet may begin with the total of all sheets, and the last may end with it, beside
    their own. A total that fits nothing is taken for that of all beside one that is right for its
    own part, and else for that to which it comes nearest.
    """
    before = sum(len(part.rows) for part in parts[:number])
    if total.covers:
        return tuple(before + place for place in total.covers)
    reaches = [parts[number : number + 1], parts[: number + 1], parts]
    hits = [_hits(total, _sums(reach, total)) for reach in reaches]
    if any(hits):
        reach = reaches[hits.index(max(hits))]
    elif _has_own(parts[number]):
        reach = parts
    else:
        reach = min(reaches, key=lambda reach: _distance(total, _sums(reach, total)))
    start = before if len(reach) == 1 and number else 0
    return tuple(range(start, start + sum(len(part.rows) for part in reach)))


def _has_own(table: Table) -> bool:
    """Tell whether a part has a total that is right for all its own rows."""
    return any(
        len(total.covers) in (0, len(table.rows))
        and _hits(total, _sums([table], total)) == _printed(total)
        for total in table.totals
    )


def _printed(total: TotalRow) -> int:
    return sum(value is not None for value in total.values.values())


def _sums(parts: Sequence[Table], total: TotalRow) -> list[float]:
    return [sum(_sum_of(part, name) for part in parts) for name in total.values]


def _sum_of(table: Table, name: str) -> float:
    cells = table.values.get(name, ())
    return math.fsum(cell for cell in cells if isinstance(cell, int | float))


def _hits(total: TotalRow, sums: Sequence[float]) -> int:
    """Count the printed values of a total that are the sums beside them."""
    return sum(
        printed is not None and math.isclose(printed, value, rel_tol=1e-9, abs_tol=_ROUNDED)
        for printed, value in zip(total.values.values(), sums, strict=True)
    )


def _distance(total: TotalRow, sums: Sequence[float]) -> float:
    """Measure how far the printed values of a total are from the sums beside them."""
    pairs = zip(total.values.values(), sums, strict=True)
    return math.fsum(abs(printed - value) for printed, value in pairs if printed is not None)
