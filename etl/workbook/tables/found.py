"""Where a form's table lies on a sheet; what the finders hand to the readers of rows and columns.

In and out: positions count from the top left of the sheet's used rectangle, 0-based, so that no
address is computed before one is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from etl.model import Cell, Column, Form
from etl.workbook.sheets.grid import Sheet
from etl.workbook.tables.doubt import Doubt
from etl.workbook.tables.header_cells import header_text
from etl.workbook.tables.header_keys import ORDINAL_KEYS, header_key, looks_like


@dataclass(frozen=True, slots=True)
class Found:
    """One table of one form."""

    form: Form
    sheet: Sheet
    columns: Mapping[str, int]  # column name -> position in the sheet's rows
    head: int  # first header row
    first: int  # first row that may hold data
    last: int  # one past the last row that belongs to this table
    how: str  # block | headers
    texts: Mapping[int, str] = field(default_factory=dict)  # position -> its headers, joined
    own: Mapping[int, str] = field(default_factory=dict)  # the same without groups to the left
    score: float = 0.0
    beside: Found | None = None  # another form on the same rows, which is not read
    rivals: Mapping[str, Sequence[int]] = field(default_factory=dict)  # that fit as well
    spares: Mapping[str, Sequence[int]] = field(default_factory=dict)  # that fit less, best first
    is_of_other_period: bool = False  # its sheet is named for another period than the sender's
    doubts: Sequence[Doubt] = ()  # headers that contradict their codes
    is_as_issued: bool = False  # nobody has touched the headers of the blank form
    given_up: Set[int] = frozenset()  # columns of another period

    @property
    def missing(self) -> tuple[Column, ...]:
        """Columns of the form that the sheet does not have."""
        return tuple(column for column in self.form.columns if column.name not in self.columns)

    def offers(self) -> list[tuple[int, str, list[Column]]]:
        """Give foreign headers with the missing columns that they look like."""
        if self.how != "headers" or not self.missing:
            return []
        taken = {*self.given_up, *self.columns.values()}
        offered = []
        for position, text in (self.own or self.texts).items():
            if position not in taken and header_key(text) not in ORDINAL_KEYS:
                near = [column for column in self.missing if looks_like(text, column)]
                known = (c for c in self.form.columns if c.name in self.columns)
                # "Lũy kế giải ngân từ khởi công" is more of a column that is there
                if near and not any(looks_like(text, column) for column in known):
                    offered.append((position, text, near))
        return offered

    def header(self, column: Column, says: Callable[[str], bool] | None = None) -> Cell:
        """Give the lowest header cell of a column, or the highest that says something."""
        at = self.columns[column.name]
        texts = [header_text(row[at]) for row in self.sheet.rows[self.head : self.first]]
        printed = [row for row, text in enumerate(texts) if text.strip() not in ("", column.code)]
        said = (row for row in printed if says is not None and says(texts[row]))
        return self.cell(self.head + next(said, printed[-1] if printed else 0), at)

    def cell(self, row: int, position: int) -> Cell:
        """Give the address of a row and position of the sheet."""
        return Cell(self.sheet.name, self.sheet.letter(position), self.sheet.top + row)
