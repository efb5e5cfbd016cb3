"""Workbooks as received and as read: submissions, covers, tables, readings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from etl.model.findings import Cell, Finding, RowAt
from etl.model.values import CellValue, Mark


@dataclass(frozen=True, slots=True)
class Submission:
    """One received workbook (bản nộp), kept unchanged, also when refused."""

    id: int
    sha256: str
    file_name: str
    channel: str  # inbox | upload | email | command_line
    received_at: dt.datetime
    size_bytes: int


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A total row of the sheet: not loaded, but reconciled with the rows above."""

    row: int  # in Excel, 1-based
    label: str
    values: Mapping[str, float | None]  # column name -> printed total
    covers: tuple[int, ...] = ()  # places of the records it sums; empty: all records
    sheet_no: int = 1  # as of records


@dataclass(frozen=True, slots=True)
class Table:
    """One form as read: columns of typed values, a place a record, raw text beside them."""

    form_id: str
    sheet: str
    rows: tuple[int, ...]  # Excel row of each record, 1-based
    letters: Mapping[str, str]  # column name -> column letter
    values: Mapping[str, Sequence[CellValue]]  # column name -> typed values, None when absent
    raw: Mapping[str, Sequence[CellValue]]  # column name -> what the cell held
    marks: Mapping[tuple[int, str], Mark] = field(default_factory=dict)  # (place, column)
    totals: tuple[TotalRow, ...] = ()
    more_sheets: tuple[str, ...] = ()  # further sheets whose rows belong to it, laid out alike
    is_nil: bool = False  # the sender declares that nothing occurred in the period
    sheet_nos: tuple[int, ...] = ()  # number of each record's sheet; empty: the first for all

    @property
    def numbered(self) -> list[RowAt]:
        """The row of each record."""
        return list(zip(self.sheet_nos or (1,) * len(self.rows), self.rows, strict=True))

    def row(self, place: int) -> RowAt:
        """Give the row of the record at a place."""
        return self.sheet_nos[place] if self.sheet_nos else 1, self.rows[place]

    def sheet_of(self, row: RowAt) -> str:
        """Name the sheet that a row stands on."""
        return self.more_sheets[row[0] - 2] if row[0] > 1 else self.sheet

    def cell(self, row: RowAt, column: str) -> Cell:
        """Give the address of a row's column."""
        return Cell(self.sheet_of(row), self.letters.get(column, "A"), row[1])

    def row_of(self, cell: Cell) -> RowAt:
        """Give the row that a cell stands in; its sheet is number 0 when it is none of these."""
        sheets = (self.sheet, *self.more_sheets)
        return sheets.index(cell.sheet) + 1 if cell.sheet in sheets else 0, cell.row


@dataclass(frozen=True, slots=True)
class Cover:
    """What a workbook says of itself: who sends it, for when, in which editions."""

    agency_id: str
    period_key: str
    editions: Mapping[str, str] = field(default_factory=dict)  # form id -> edition
    contact: str = ""
    data_note: str = ""  # e.g. "số liệu phân rã minh họa"
    explanations: Mapping[str, str] = field(default_factory=dict)  # finding key -> reason


@dataclass(frozen=True, slots=True)
class Reading:
    """One workbook as read: its cover, its tables, and what could not be read."""

    path: Path
    sha256: str
    cover: Cover | None
    tables: tuple[Table, ...]
    findings: tuple[Finding, ...]
    recognised: tuple[str, ...] = ()  # sentences for `--explain`
    kind: str = ""  # real type by content: xlsx, xls, ods…

    @property
    def readable(self) -> bool:
        """Whether a cover and at least one table were found."""
        return self.cover is not None and bool(self.tables)
