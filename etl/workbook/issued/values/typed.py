"""A column while it is typed: its values, its marks, and what is wrong with its cells.

The one surprising thing: an empty cell gets no mark; a value of None without a mark is missing.
"""

from dataclasses import dataclass, field
from typing import Any

from etl.kinds import Trouble, kind_of
from etl.model import CellValue, Column, Mark
from etl.workbook.issued.cells.grid import Broken
from etl.workbook.issued.values import trouble as say


@dataclass(slots=True)
class Typed:
    """A column after typing; marks and troubles by position in the column."""

    values: list[CellValue]
    marks: dict[int, Mark] = field(default_factory=dict)
    troubles: list[tuple[int, Trouble]] = field(default_factory=list)

    def fail(self, at: int, trouble: Trouble) -> None:
        """Leave a cell without a value and say why."""
        self.values[at] = None
        self.marks[at] = Mark.UNREADABLE
        self.troubles.append((at, trouble))


def put_mark(column: Column, at: int, cell: Any, mark: Mark, typed: Typed) -> None:
    """Take a mark in: a dash is zero in a column of numbers, ditto is refused everywhere."""
    if mark is Mark.DITTO:
        typed.fail(at, say.say("ditto", column, cell))
        typed.marks[at] = mark
    elif mark is Mark.PLACEHOLDER and column.required:
        typed.fail(at, say.placeholder(column, cell))
        typed.marks[at] = mark
    elif mark is not Mark.MISSING:
        typed.marks[at] = mark
        kind = kind_of(column)
        if mark is Mark.NIL and kind.is_number:
            typed.values[at] = 0 if kind.is_whole else 0.0
        elif column.required:  # an "x", or a dash among texts, is not empty to who reads it
            typed.troubles.append((at, say.placeholder(column, cell)))


def broken(column: Column, cell: Broken) -> Trouble:
    """Say what is wrong with a cell that has no value to be read."""
    if cell.why == "error":
        return say.error_value(column, cell.text)
    if cell.why == "picture":
        return say.picture(column)
    if cell.why == "font":
        return say.say("unreadable_font", column, cell.text)
    return say.say("formula_without_result", column)
