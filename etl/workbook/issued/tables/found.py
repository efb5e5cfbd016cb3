"""Where a form's table lies on a sheet, and how those of our own blanks are found: sheets in.

Out: tables, whose positions count from the top left of the used rectangle, 0-based. A row of codes,
to which a name of the workbook points, says where each column is. The one surprising thing: it is
believed cell by cell, so a column that an officer inserted between ours moves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from etl.kinds import quoted
from etl.model import Cell, Column, Finding, Form
from etl.workbook.issued.cells.details import Address
from etl.workbook.issued.cells.grid import Book, Sheet, place_of
from etl.workbook.issued.tables.header_cells import code_text, header_texts
from etl.workbook.own_words import (
    BESIDE_SHEET,
    FIXED_SHEET,
    LIST_SHEET,
    NO_MACROS_SHEET,
    TO_FIX_SHEET,
)
from etl.workbook.refusals import file_finding

OWN_SHEETS = frozenset({LIST_SHEET, TO_FIX_SHEET, FIXED_SHEET, NO_MACROS_SHEET, BESIDE_SHEET})
_PREFIX = "BDT_FORM_"


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

    def tell(self, said: str, /, *cells: Cell, value: str = "", **words: Any) -> Finding:
        """Say something about the table, as `file_finding` does; `value` is cut to its length."""
        words |= {"form": self.form, "sheet": self.sheet.name}
        return file_finding(said, *cells, value=quoted(value), **words)


def blocks_of(book: Book, forms: Mapping[str, Form]) -> dict[str, list[tuple[Form, Address]]]:
    """Give by sheet name where the workbook's names say that rows of column codes begin."""
    blocks: dict[str, list[tuple[Form, Address]]] = {}
    for name, target in book.names.items():
        form = forms.get(name.removeprefix(_PREFIX)) if name.startswith(_PREFIX) else None
        place = place_of(target) if form is not None else None
        if form is not None and place is not None:
            blocks.setdefault(place[0], []).append((form, place[1]))
    return blocks


def by_blocks(sheet: Sheet, blocks: Sequence[tuple[Form, Address]]) -> Iterator[Found]:
    """Give the tables of a sheet that its rows of codes name; see `Found.is_as_issued`."""
    for form, (row_no, column) in blocks:
        row = row_no - sheet.top
        if not 0 <= row < len(sheet.rows):
            continue
        columns = _codes(sheet.rows[row], form, column - sheet.left)
        if len(columns) * 2 >= len(form.columns):
            head = max(row - header_height(form), 0)
            headers = sheet.rows[head:row]
            yield Found(
                *(form, sheet, columns, head, row + 1, len(sheet.rows), "block"),
                texts=header_texts(headers),
                is_as_issued=_is_as_issued(headers, columns, form),
            )


def header_height(form: Form) -> int:
    """Give how many rows the headers of a form take."""
    return 2 if any(column.group for column in form.columns) else 1


def _is_as_issued(rows: Sequence[Sequence[Any]], columns: Mapping[str, int], form: Form) -> bool:
    """Tell whether nobody has touched the headers of the blank form, of whatever day."""
    printed: dict[int, list[Any]] = {}
    for row in rows:
        for at, cell in enumerate(row):
            if cell != "":
                printed.setdefault(at, []).append(cell)
    last = ""
    for column in form.columns:
        if column.name in columns:
            over = [column.group] if column.group and column.group != last else []
            *above, header = printed.pop(columns[column.name], [None])
            if above != over or not column.is_headed(header):
                return False
            last = column.group
    return not printed


def _codes(row: Sequence[Any], form: Form, first: int) -> dict[str, int]:
    """Map columns to the positions whose cell holds their code; the first of two wins."""
    wanted = {column.code.upper(): column.name for column in form.columns}
    columns: dict[str, int] = {}
    for position in range(max(first, 0), len(row)):
        name = wanted.get(code_text(row[position]).upper())
        if name is not None:
            columns.setdefault(name, position)
    return columns
