"""Accepted tables that a batch is compared with: keys in, the periods to fetch out.

The one surprising thing: a batch may hold both sides of a comparison; what is in the batch comes
before what was accepted earlier.
"""

from __future__ import annotations

from collections.abc import Mapping

from etl.model import Period, PeriodKind, Table

Related = Mapping[tuple[str, str, str], Table]
"""(form id, agency id, period key) → the accepted table of that return."""


def periods_beside(period_key: str) -> tuple[str, ...]:
    """Give the periods whose accepted returns (of all agencies) a period is compared with.

    The period itself (another agency may report the same place), the quarters of its year, its
    year, and the year before. Raises `UnknownPeriodError`.
    """
    period = Period.parse(period_key)
    year = Period.parse(str(period.year))
    keys = [period_key, *year.quarter_keys, year.key]
    if period.kind is PeriodKind.YEAR:
        keys.append(year.year_before_key)
    return tuple(dict.fromkeys(keys))
