"""Splits whole totals into whole parts: weights in, parts that sum exactly out.

The one surprising thing: every draw comes from a generator named after what it is for, so a new
table does not change the numbers of the others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from random import Random

_SEED = "lang-son-2020"


def generator(name: str) -> Random:
    """Give the fixed random generator of that name."""
    return Random(f"{_SEED} {name}")  # noqa: S311 - sample data, nothing secret


def apportion(total: int, weights: Sequence[float], *, least: int = 0) -> list[int]:
    """Split a whole total by weights, largest remainders first; each part is at least `least`.

    Raises `ValueError` when the total is too small for that, or when no weight is positive.
    """
    spread = total - least * len(weights)
    whole = sum(weights)
    if spread < 0 or whole <= 0:
        raise ValueError(f"{total} cannot be split over {len(weights)} parts of at least {least}")
    exact = [spread * weight / whole for weight in weights]
    parts = [int(share) for share in exact]
    order = sorted(range(len(exact)), key=lambda at: parts[at] - exact[at])
    for at in order[: spread - sum(parts)]:
        parts[at] += 1
    return [part + least for part in parts]


def working_day(random: Random, first: dt.date, last: dt.date) -> dt.date:
    """Draw a day from Monday to Friday between two days, both included."""
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    return random.choice([day for day in days if day.weekday() < 5] or days)
