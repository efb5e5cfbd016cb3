"""What the rows of a table turned out to be: the result of sorting them, and nothing else.

The one surprising thing: numbers of rows count from the top of the sheet's used rectangle, not as
Excel does.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A heading inside the table: "I. Huyện Tràng Định", "Trong đó:"."""

    row: int
    text: str
    level: str  # kind of its number: roman | letter | digit | dash | "", or of its place
    has_numbers: bool


@dataclass(frozen=True, slots=True)
class Sorted:
    """The rows of a table by what they are; numbers are positions in the sheet's rows."""

    data: list[int] = field(default_factory=list)
    totals: list[tuple[int, str]] = field(default_factory=list)  # row, label
    groups: list[GroupRow] = field(default_factory=list)
    joined: dict[int, int] = field(default_factory=dict)  # continuation row -> its record
    unclear: list[int] = field(default_factory=list)
    sums: list[tuple[int, int]] = field(default_factory=list)  # like a sum: row, its label's place
    stray: list[int] = field(default_factory=list)  # looks like a record, below the end
    other: int = 0  # where the headers of a table begin that is none of ours
    end: int = 0  # where the table stopped
