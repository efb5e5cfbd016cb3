"""What a cell may hold, and what an officer may write where a value was expected."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

Amount = TypeVar("Amount", float, Decimal)


CellValue = str | int | float | bool | dt.date | None

DECIMALS = 6  # of a number as it is told: one đồng in million


def as_told(number: Amount) -> Amount:
    """Give a number at the precision in which numbers are told, at which alone they are compared.

    What floating point adds lies beyond: 152.8 + 152.8 + 152.8 is told as 458.4.
    """
    return round(number, DECIMALS)


class Mark(StrEnum):
    """What an officer wrote where a value was expected; kept apart in the warehouse."""

    NIL = "nil"  # "-": zero, and meant so
    MISSING = "missing"  # an empty cell
    PLACEHOLDER = "placeholder"  # "…": still to come
    NOT_APPLICABLE = "not_applicable"  # "x"
    DITTO = "ditto"  # '"'
    UNREADABLE = "unreadable"  # reported by a finding of its own
