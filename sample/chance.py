"""Chance that is the same every time: a name in, a generator of random numbers out.

The one surprising thing: every draw comes from a generator named after what it is for, so that a
new form changes nothing in the others.
"""

from __future__ import annotations

from random import Random

_SEED = "lang-son-2020"


def chance(name: str) -> Random:
    """Give the fixed random generator of that name."""
    return Random(f"{_SEED} {name}")  # noqa: S311 - sample data, nothing secret
