"""Forms as their data contracts declare them: columns, rules and when each holds."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

from etl.model.findings import CellValue, Rung, Severity

_MONEY = re.compile(r"(?:(?:nghìn|ngàn|triệu|tỷ|tỉ) )?(?:đồng|vnđ|vnd)")
_OF_PERSONS = frozenset({"người", "trẻ", "học sinh", "hộ", "cặp", "vụ", "vụ việc"})
Measure = Literal["flow", "stock", "cumulative", "year_to_date", ""]
"""Whether amounts add up over periods, are those of its last day, never fall, never fall within
a year, or are none."""


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
    periods: tuple[str, ...]  # empty: all
    passing: tuple[Mapping[str, CellValue], ...]
    failing: tuple[Mapping[str, CellValue], ...]
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    computed: Mapping[str, str] = field(default_factory=dict)  # name -> sum or ratio of columns
    trial_since: dt.date | None = None  # on trial from this day: counted and told, never in the way
    thresholds: tuple[str, ...] = ()  # ids of those whose values it was made with


@dataclass(frozen=True, slots=True)
class UsualChange:
    """How far a number may move from the period before without a question."""

    pct: float
    least: float  # smaller changes are not remarked on


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """What a column is from a day on, other than before; what is empty stays as it was."""

    valid_from: dt.date
    type: str = ""
    header: str = ""
    hint: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)  # those whose printed label changes
    offered: tuple[str, ...] = ()  # the choices that a blank workbook lists from then on

    def of(self, column: Column) -> Column:
        """Give a column after the change; labels of before are still understood."""
        before = {value: (column.choices[value],) for value in self.choices}
        names = {v: (*column.other_names.get(v, ()), *old) for v, old in before.items()}
        return replace(
            column,
            type=self.type or column.type,
            header=self.header or column.header,
            hint=self.hint or column.hint,
            choices={**column.choices, **self.choices},
            offered=self.offered or column.offered,
            other_names={**column.other_names, **names},
        )


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a form: what one cell of it may hold."""

    name: str
    header: str
    group: str  # the header cell above, shared with its neighbours; "" for none
    code: str  # the column code printed under the header: "A", "B", "1", "2"…
    type: str  # name of its kind: what a cell may hold
    unit: str  # as printed: "triệu đồng", "hộ", "%"; "" for none
    measure: Measure
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
    other_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of stored choices
    is_stated_above: bool = False  # one choice may stand in the title, for all rows
    explains: bool = False  # for reasons: what is none counts as nothing
    changes: tuple[ColumnChange, ...] = ()  # the earliest first
    offered: tuple[str, ...] = ()  # the choices that a blank workbook lists; empty: all
    choices_of: str = ""  # the list whose members are the choices
    apart: bool = False  # rows that differ here are never added up or compared with each other
    usual_change: UsualChange | None = None
    is_level_of_sender: bool = False  # of the choices, a sender has that of its own place's level
    done: tuple[str, ...] = ()  # choices that say of the row's member that it is done
    of: str = ""  # the column whose list says what stands here: printed, and never read
    check_of: str = ""  # "<form>.<column>": asked of the same rows there, and must agree
    sensitive: bool = False  # its small counts are for the Board alone: they point to persons

    @property
    def whole_header(self) -> str:
        """Its header after that of its group."""
        return f"{self.group}: {self.header}" if self.group else self.header

    @property
    def is_money(self) -> bool:
        return _MONEY.fullmatch(self.unit.lower()) is not None

    @property
    def counts_persons(self) -> bool:
        """Whether it counts persons, households, or cases that happened to somebody."""
        return self.unit.lower() in _OF_PERSONS

    @property
    def is_amount(self) -> bool:
        """Whether its numbers say how much; one without unit and measure is a year or the like."""
        return bool(self.unit or self.measure)

    def is_headed(self, header: object) -> bool:
        """Tell whether a header is the column's, at one time or another."""
        return header == self.header or any(header == one.header for one in self.changes)

    def in_force(self, on: dt.date) -> Column:
        column = self
        for change in self.changes:
            column = change.of(column) if change.valid_from <= on else column
        return column


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
    each: tuple[str, ...]  # columns whose members make the rows, each with each; () for open rows
    frequencies: tuple[str, ...]
    synonyms: tuple[str, ...] = ()
    programme: str = ""  # that its rows belong to: "135"
    other_programmes: tuple[str, ...] = ()  # that lists name beside it: "30a"
    subjects: tuple[str, ...] = ()  # words of titles that are about what it counts: "hộ nghèo"
    other_subjects: tuple[str, ...] = ()  # those of the other forms of the catalogue
    only_some: tuple[str, ...] = ()  # of titles whose table has only some of its rows: "vay vốn"
    whole: tuple[str, ...] = ()  # beside which those mean nothing: "rà soát"
    exclusive: str = ""  # the column whose places one sender alone reports; "" when several may
    of_place: str = ""  # what its rows are called before the name of a place: "Công trình tại"
    part_of: str = ""  # the form to whose rows its rows belong: owed, sent and accepted with it
    never_nil: bool = False  # what it asks of always exists: no period has nothing to report
    makes: Mapping[str, str] = field(default_factory=dict)  # own column -> of that form's row

    @property
    def owed_as(self) -> str:
        """Give the id of the form whose obligation asks for it: its own, but of a part."""
        return self.part_of or self.id

    def __hash__(self) -> int:
        return hash((self.id, self.edition))  # what else there is cannot be hashed

    @property
    def sensitive(self) -> tuple[str, ...]:
        """The columns whose small counts no mart shows."""
        return tuple(column.name for column in self.columns if column.sensitive)

    @property
    def apart(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.apart)

    def column(self, name: str) -> Column:
        """Give the column of that name; raises `KeyError` when the form has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(
            f"form {self.id} has no column {name!r}; see expectations/{self.id}.odcs.yaml"
        )

    def in_force(self, on: dt.date) -> Form:
        """Give the form with only the columns and rules that hold on a date; itself if all do."""
        return _in_force(self, on)


@lru_cache(maxsize=512)  # the many workbooks of a period ask for the same ones
def _in_force(form: Form, on: dt.date) -> Form:
    columns = tuple(c.in_force(on) for c in form.columns if holds(c.valid_from, c.valid_to, on))
    rules = tuple(r for r in form.rules if holds(r.valid_from, r.valid_to, on))
    if columns == form.columns and rules == form.rules:
        return form
    names = {column.name for column in columns}
    return replace(
        form,
        columns=columns,
        rules=rules,
        key=tuple(name for name in form.key if name in names),
        label=tuple(name for name in form.label if name in names),
    )


def holds(valid_from: dt.date | None, valid_to: dt.date | None, on: dt.date) -> bool:
    """Tell whether a day lies in [valid_from, valid_to); None is open."""
    return (valid_from is None or valid_from <= on) and (valid_to is None or on < valid_to)
