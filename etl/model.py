"""The nouns of the pipeline: frozen values that every room passes on and none of which does work.

In: nothing of ours. Out: the types that all rooms share. The one surprising thing: a `Return`
(one form inside one workbook), not a workbook, is the unit of judgement.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from pathlib import Path

from etl.errors import UnknownPeriodError

CellValue = str | int | float | bool | dt.date | None


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


class ReturnState(StrEnum):
    """What has become of a return; every change is an event that is only ever appended."""

    RECEIVED = "received"
    REJECTED = "rejected"
    NEEDS_CONFIRMATION = "needs_confirmation"
    ACCEPTED = "accepted"
    SUPERSEDED = "superseded"


class Mark(StrEnum):
    """What an officer wrote where a value was expected; kept apart in the warehouse."""

    NIL = "nil"  # "-": zero, and meant so
    MISSING = "missing"  # an empty cell
    PLACEHOLDER = "placeholder"  # "…": still to come
    NOT_APPLICABLE = "not_applicable"  # "x"
    DITTO = "ditto"  # '"'
    UNREADABLE = "unreadable"  # reported by a finding of its own


class PeriodKind(StrEnum):
    """The kinds of reporting period of Nghị định 09/2019/NĐ-CP."""

    QUARTER = "quarter"
    SIX_MONTHS = "six_months"
    NINE_MONTHS = "nine_months"
    YEAR = "year"


_WINDOWS: Mapping[str, tuple[PeriodKind, tuple[int, int, int], tuple[int, int], str]] = {
    # suffix: kind, (year offset, month, day) of the first day, (month, day) of the last, title
    "Q1": (PeriodKind.QUARTER, (-1, 12, 15), (3, 14), "Quý I năm {year}"),
    "Q2": (PeriodKind.QUARTER, (0, 3, 15), (6, 14), "Quý II năm {year}"),
    "Q3": (PeriodKind.QUARTER, (0, 6, 15), (9, 14), "Quý III năm {year}"),
    "Q4": (PeriodKind.QUARTER, (0, 9, 15), (12, 14), "Quý IV năm {year}"),
    "H1": (PeriodKind.SIX_MONTHS, (-1, 12, 15), (6, 14), "6 tháng đầu năm {year}"),
    "M9": (PeriodKind.NINE_MONTHS, (-1, 12, 15), (9, 14), "9 tháng đầu năm {year}"),
    "": (PeriodKind.YEAR, (-1, 12, 15), (12, 14), "Năm {year}"),
}


@dataclass(frozen=True, slots=True)
class Period:
    """A reporting period (kỳ báo cáo): `2020`, `2020-Q1`, `2020-H1`, `2020-M9`."""

    key: str
    kind: PeriodKind
    year: int
    starts_on: dt.date
    ends_on: dt.date  # inclusive: the cut-off day
    title: str

    @classmethod
    def parse(cls, key: str) -> Period:
        """Make the period that a key names.

        Raises `UnknownPeriodError` when the key is none of the legal ones.
        """
        year_text, _, suffix = key.partition("-")
        if not (year_text.isascii() and year_text.isdigit() and len(year_text) == 4):
            raise UnknownPeriodError(key)
        if suffix not in _WINDOWS or key.endswith("-") or not 1990 <= int(year_text) <= 2100:
            raise UnknownPeriodError(key)
        kind, (offset, month, day), (last_month, last_day), title = _WINDOWS[suffix]
        year = int(year_text)
        return cls(
            key=key,
            kind=kind,
            year=year,
            starts_on=dt.date(year + offset, month, day),
            ends_on=dt.date(year, last_month, last_day),
            title=title.format(year=year),
        )

    @property
    def quarter_keys(self) -> tuple[str, ...]:
        """The quarters that tile this period (a quarter tiles itself)."""
        count = {
            PeriodKind.QUARTER: 0,
            PeriodKind.SIX_MONTHS: 2,
            PeriodKind.NINE_MONTHS: 3,
            PeriodKind.YEAR: 4,
        }[self.kind]
        return tuple(f"{self.year}-Q{n}" for n in range(1, count + 1)) or (self.key,)

    @property
    def year_before_key(self) -> str:
        """The key of the same period one year earlier."""
        return self.key.replace(str(self.year), str(self.year - 1), 1)


@dataclass(frozen=True, slots=True)
class Agency:
    """A body that sends returns (cơ quan), as it stood between two dates."""

    id: str
    name: str
    short_name: str
    kind: str
    area_code: str  # the district's code; "" for provincial bodies
    valid_from: dt.date
    valid_to: dt.date | None  # exclusive
    successor_id: str
    responsibility: str


@dataclass(frozen=True, slots=True)
class Area:
    """A place (địa bàn): identity is (code, valid_from), because codes are used again."""

    id: str
    code: str
    kind: str  # tinh | huyen | thanh_pho | thi_tran | xa | phuong
    name: str  # with its kind, as printed: "Huyện Tràng Định", "Xã Hòa Bình"
    parent_code: str
    valid_from: dt.date
    valid_to: dt.date | None  # exclusive


@dataclass(frozen=True, slots=True)
class EthnicGroup:
    """An ethnic group (dân tộc) with the spellings that are accepted for it."""

    id: str
    name: str
    variants: tuple[str, ...]
    is_minority: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One check of a form: a Great Expectations expectation with its sentence for people."""

    id: str  # "<form>.<name>"
    form_id: str
    severity: Severity
    rung: Rung
    title: str  # what the rule demands, for the rule book
    message: str  # Vietnamese sentence with {placeholders}: what is wrong, what to do
    expectation: str  # e.g. "expect_column_pair_values_a_to_be_greater_than_b"
    kwargs: Mapping[str, object]
    columns: tuple[str, ...]  # whose cells are marked
    basis: str  # legal basis, or ""
    periods: tuple[PeriodKind, ...]  # empty: all
    passing: tuple[Mapping[str, CellValue], ...]
    failing: tuple[Mapping[str, CellValue], ...]
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    computed: Mapping[str, str] = field(default_factory=dict)  # name -> sum or ratio of columns


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a form: what one cell of it may hold."""

    name: str
    header: str
    group: str  # the header cell above, shared with its neighbours; "" for none
    code: str  # the column code printed under the header: "A", "B", "1", "2"…
    type: str  # text | integer | number | date | choice | commune | district | ethnic_group
    unit: str  # as printed: "triệu đồng", "hộ", "%"; "" for none
    measure: str  # flow | stock | ""
    required: bool
    minimum: float | None
    maximum: float | None
    choices: Mapping[str, str]  # stored value -> printed label
    synonyms: tuple[str, ...]  # further printed headers
    hint: str  # what to type here, in Vietnamese
    personal: bool
    totalled: bool  # takes part in the total row
    width: float  # in characters
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A form (biểu mẫu) as its data contract declares it."""

    id: str
    number: str  # "Biểu số 01/BDT"
    title: str
    sheet: str  # name of its sheet in the blank workbook
    edition: str  # version of the contract
    description: str
    legal_basis: str
    unit: str  # printed ĐVT of the sheet
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...]
    key: tuple[str, ...]  # natural key of a row
    label: tuple[str, ...]  # columns whose values name a row to a person
    rows: str  # open | communes | ethnic_groups: which rows the blank workbook lists
    frequencies: tuple[PeriodKind, ...]
    synonyms: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Give the column of that name; raises `KeyError` when the form has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(
            f"form {self.id} has no column {name!r}; see expectations/{self.id}.odcs.yaml"
        )

    def in_force(self, on: dt.date) -> Form:
        """Give the form with only the columns and rules that hold on a date."""
        from dataclasses import replace

        return replace(
            self,
            columns=tuple(c for c in self.columns if holds(c.valid_from, c.valid_to, on)),
            rules=tuple(r for r in self.rules if holds(r.valid_from, r.valid_to, on)),
        )


def holds(valid_from: dt.date | None, valid_to: dt.date | None, on: dt.date) -> bool:
    """Tell whether a day lies in [valid_from, valid_to); None is open."""
    return (valid_from is None or valid_from <= on) and (valid_to is None or on < valid_to)


@dataclass(frozen=True, slots=True)
class Cell:
    """The address of a cell as Excel shows it."""

    sheet: str
    letter: str
    row: int  # 1-based

    @property
    def ref(self) -> str:
        """The address inside its sheet, such as `G14`."""
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


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A total row of the sheet: not loaded, but reconciled with the rows above."""

    row: int
    label: str
    values: Mapping[str, float | None]  # column name -> printed total
    covers: tuple[int, ...] = ()  # Excel rows it sums; empty: all data rows


@dataclass(frozen=True, slots=True)
class Table:
    """One form as read: columns of typed values, indexed by Excel row, raw text beside them."""

    form_id: str
    sheet: str
    rows: tuple[int, ...]  # Excel row of each record, 1-based
    letters: Mapping[str, str]  # column name -> column letter
    values: Mapping[str, Sequence[CellValue]]  # column name -> typed values, None when absent
    raw: Mapping[str, Sequence[CellValue]]  # column name -> what the cell held
    marks: Mapping[tuple[int, str], Mark] = field(default_factory=dict)  # (Excel row, column)
    totals: tuple[TotalRow, ...] = ()

    def cell(self, row: int, column: str) -> Cell:
        """Give the address of a record's column."""
        return Cell(self.sheet, self.letters.get(column, "A"), row)


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


def severity_of(findings: Sequence[Finding], *, confirmed: bool = False) -> ReturnState:
    """Give the state that findings lead to: rejected, needs confirmation, or accepted."""
    severities = {finding.severity for finding in findings}
    if Severity.CRITICAL in severities:
        return ReturnState.REJECTED
    if Severity.WARNING in severities and not confirmed:
        return ReturnState.NEEDS_CONFIRMATION
    return ReturnState.ACCEPTED
