"""Where a form's table lies on a sheet; what the finders hand to the readers of rows and columns.

In and out: positions count from the top left of the sheet's used rectangle, 0-based, so that no
address is computed before one is printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from etl.kinds import quoted
from etl.model import Cell, Column, Finding, Form, Severity
from etl.workbook.annotate_keys import FIXED_SHEET, NO_MACROS_SHEET, TO_FIX_SHEET
from etl.workbook.issued.cells.grid import Sheet
from etl.workbook.refusals import file_finding

OWN_SHEETS = frozenset({TO_FIX_SHEET, FIXED_SHEET, NO_MACROS_SHEET, "_danh_muc"})


@dataclass(frozen=True, slots=True)
class Doubt:
    """A header that says something else than the code of its column."""

    column: Column  # that the code names, or should
    codes: int  # row of the codes, as a position of the sheet's
    row: int  # of the header; that of the codes where only the code is wrong
    position: int
    text: str  # what stands there
    other: Column | None  # that it names
    is_certain: bool  # that it is another thing; else only its words are strange
    is_heard: bool = False  # the other column is read there


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
    def present(self) -> Sequence[Column]:
        """Columns of the form that the sheet has."""
        return [column for column in self.form.columns if column.name in self.columns]

    @property
    def missing(self) -> tuple[Column, ...]:
        """Columns of the form that the sheet does not have."""
        return tuple(column for column in self.form.columns if column.name not in self.columns)

    def cell(self, row: int, position: int) -> Cell:
        """Give the address of a row and position of the sheet."""
        return Cell(self.sheet.name, self.sheet.letter(position), self.sheet.top + row)

    def first_cell(self, row: int) -> Cell:
        """Give the address of a row's first cell of the table."""
        return self.cell(row, min(self.columns.values()))

    @property
    def corner(self) -> Cell:
        """The address where the table begins."""
        return self.first_cell(self.head)

    def row_no(self, row: int) -> int:
        """Give the number that Excel shows for a row."""
        return self.sheet.top + row

    def tell(
        self,
        said: str,
        /,
        *cells: Cell,
        severity: Severity = Severity.CRITICAL,
        column: str = "",
        value: str = "",
        expected: str = "",
        **words: object,
    ) -> Finding:
        """Say something about the table; `value` is what stands there, cut to a usual length."""
        return file_finding(
            said,
            *cells,
            severity=severity,
            form=self.form,
            column=column,
            value=quoted(value),
            expected=expected,
            sheet=self.sheet.name,
            **words,
        )
