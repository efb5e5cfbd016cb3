"""Totals on further parts of a form: a total with the parts so far in, the rows it covers out.

The one surprising thing: the words do not tell "Tổng cộng" of one sheet from that of all; the
figures do.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from etl.model import Table, TotalRow

_ROUNDED = 0.05  # an amount is printed with a decimal or two


def reach_of(total: TotalRow, known: Table, table: Table) -> tuple[int, ...]:
    """Give the rows that a total of a further part covers: its own, or all rows of the form so far.

    The last sheet may end with its own total and then that of all sheets.
    """
    if total.covers:
        return total.covers
    own = _sums(table, total)
    every = [_sum_of(known, name) + at for name, at in zip(total.values, own, strict=True)]
    fits_own, fits_every = _hits(total, own), _hits(total, every)
    is_of_every = fits_every > fits_own or (not fits_own and _has_own(table))
    return known.rows + table.rows if is_of_every else table.rows


def _has_own(table: Table) -> bool:
    """Tell whether a part has a total that is right for all its own rows."""
    return any(
        set(total.covers or table.rows) == set(table.rows)
        and _hits(total, _sums(table, total)) == _printed(total)
        for total in table.totals
    )


def _printed(total: TotalRow) -> int:
    return sum(value is not None for value in total.values.values())


def _sums(table: Table, total: TotalRow) -> list[float]:
    return [_sum_of(table, name) for name in total.values]


def _sum_of(table: Table, name: str) -> float:
    cells = table.values.get(name, ())
    return math.fsum(cell for cell in cells if isinstance(cell, int | float))


def _hits(total: TotalRow, sums: Sequence[float]) -> int:
    """Count the printed values of a total that are the sums beside them."""
    return sum(
        printed is not None and math.isclose(printed, value, rel_tol=1e-9, abs_tol=_ROUNDED)
        for printed, value in zip(total.values.values(), sums, strict=True)
    )
