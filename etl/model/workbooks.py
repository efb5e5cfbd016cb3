"""Workbooks as received, as read and as judged, what they are judged beside, and what was decided.

The one surprising thing: beside a return lies the sender's own version in force as well, under the
return's own key; there it is the version before, not something to compare with.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal

from etl.model.findings import Cell, CellValue, Finding, Key, Mark, RowAt, Severity
from etl.model.periods import Period

SAME_AS_BEFORE = "như kỳ trước"  # what an officer may write instead of repeating a reason


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
        return self.cover is not None and bool(self.tables)


@dataclass(frozen=True, slots=True)
class Beside:
    """Everything outside a batch that its judgement depends on."""

    tables: Mapping[Key, Table] = field(default_factory=dict)  # the newest accepted of each key
    closed: frozenset[str] = frozenset()  # keys of closed periods
    signed: frozenset[tuple[str, str]] = frozenset()  # forms and periods that wait for a signature
    waived: frozenset[str] = frozenset()  # rules that an exception in force may let off
    confirmed: frozenset[Key] = frozenset()  # returns whose last version has an accepted reason
    # what open returns elsewhere were found to disagree with, and of which forms those are
    watched: Mapping[Key, frozenset[str]] = field(default_factory=dict)
    seen_event: int = 0  # place of the last event of any return that is taken into account


class ReturnState(StrEnum):
    """What has become of a return; every change is an event that is only ever appended."""

    RECEIVED = "received"
    REJECTED = "rejected"
    NEEDS_CONFIRMATION = "needs_confirmation"
    AWAITING_SIGNATURE = "awaiting_signature"
    ACCEPTED = "accepted"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one return: one form of one workbook."""

    sha256: str
    agency_id: str
    form_id: str
    period_key: str
    state: ReturnState
    findings: tuple[Finding, ...]
    table: Table | None


def state_after(findings: Sequence[Finding]) -> ReturnState:
    """Give the state that findings lead to; those of a rule on trial decide nothing."""
    severities = {finding.severity for finding in findings if not finding.is_trial}
    if Severity.CRITICAL in severities:
        return ReturnState.REJECTED
    if Severity.WARNING in severities:
        return ReturnState.NEEDS_CONFIRMATION
    return ReturnState.ACCEPTED


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as printed, with where it comes from and how it was rounded."""

    id: str
    value: float
    printed: str  # "trên 176 tỷ đồng"
    unit: str
    mart: str  # the view it was read from
    where: Mapping[str, str] = field(default_factory=dict)  # its filter
    basis: str = ""  # for rates: which ratio
    rounding: str = ""  # exact | down | up | nearest


@dataclass(frozen=True, slots=True)
class EarlierReason:
    """The decision on a fault in the nearest earlier period in which there was one."""

    kind: Literal["confirmed", "waived", "corrected"]
    period_key: str
    reason: str

    @property
    def reusable(self) -> bool:
        """Whether the agency may give the same reason again: it was its own, and accepted."""
        return self.kind == "confirmed"

    @property
    def text(self) -> str:
        period = Period.parse(self.period_key).title
        said = {
            "confirmed": "cơ quan đã giải trình và được chấp nhận",
            "waived": "được chấp nhận ngoại lệ",
            "corrected": "ô này đã được đính chính",
        }[self.kind]
        return f"{period}, {said}: “{self.reason}”"
