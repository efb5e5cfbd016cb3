"""What a cell may hold, and what is wrong where: findings, how grave they are, on which rung."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import TypeVar

Amount = TypeVar("Amount", float, Decimal)
CellValue = str | int | float | bool | dt.date | None
DECIMALS = 6  # of a number as it is told: one đồng in million


def as_told(number: Amount) -> Amount:
    """Round a number as numbers are told and compared: 152.8 + 152.8 + 152.8 is 458.4."""
    return round(number, DECIMALS)


class Mark(StrEnum):
    """What an officer wrote where a value was expected; kept apart in the warehouse."""

    NIL = "nil"  # "-": zero, and meant so
    MISSING = "missing"  # an empty cell
    PLACEHOLDER = "placeholder"  # "…": still to come
    NOT_APPLICABLE = "not_applicable"  # "x"
    DITTO = "ditto"  # '"'
    UNREADABLE = "unreadable"  # reported by a finding of its own


Key = tuple[str, str, str]
"""Which return: (form id, agency id, period key)."""


class Severity(StrEnum):
    """How much a finding matters: must be fixed, must be confirmed or fixed, or is only told."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


class Rung(IntEnum):
    """The ladder of checks; a finding on a lower rung silences its consequences above."""

    FILE = 1
    CELL = 2
    ROW = 3
    SUBMISSION = 4
    HISTORY = 5
    WAREHOUSE = 6


RowAt = tuple[int, int]
"""Which row of a table: (number of its sheet among the table's, from 1; Excel row, from 1)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The address of a cell."""

    sheet: str
    letter: str
    row: int  # 1-based

    @property
    def ref(self) -> str:
        return f"{self.letter}{self.row}"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong or worth telling, at the cells where it stands."""

    rule_id: str
    severity: Severity
    rung: Rung
    message: str  # the whole Vietnamese sentence
    form_id: str = ""
    cells: tuple[Cell, ...] = ()
    column: str = ""
    row_label: str = ""  # names the row to a person
    row_key: str = ""  # natural key, joined by "|": matches findings of successive versions
    value: str = ""  # as the officer wrote it
    expected: str = ""
    difference: str = ""
    against: tuple[Key, ...] = ()  # other returns that it was found beside
    is_trial: bool = False  # its rule is on trial: counted and shown, never in the way
