"""Failing rows to candidates: frame positions in, findings with cells and sentences out.

The one surprising thing: a repeated row names all rows of its group, so that the repetition is
told once and not once a row.
"""

import datetime as dt
import string
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from etl.model import CellValue, RowAt
from etl.reference import Reference
from etl.validate.batch import BatchReturn
from etl.validate.bounds import bound_of
from etl.validate.checks import Check
from etl.validate.ladder import REST_COUNT, Candidate
from etl.validate.sentences import (
    Printer,
    cells_of,
    finding_of,
    row_key,
    row_label,
    sentence,
    several,
    written,
)
from etl.wording import small

_UNIQUE = "expect_compound_columns_to_be_unique"
_MOST_SENTENCES = 200  # of one check about one return; what is beyond is told in one
_REST = (
    f"Còn {REST_COUNT} dòng khác có lỗi cùng loại, các ô đã được đánh dấu. Đề nghị kiểm tra và sửa "
    "từng dòng."
)


def _named(check: Check) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(check.message) if name}


class RowFailures:
    """Turns the failing rows of one form's frame into candidates."""

    def __init__(
        self, frame: pd.DataFrame, returns: Mapping[int, BatchReturn], reference: Reference
    ) -> None:
        """Keep the frame's columns as arrays: rows are looked up one by one."""
        self._columns = {name: frame[name].to_numpy() for name in frame.columns}
        self._numbers = self._columns["return_number"]
        self._returns = returns
        self._reference = reference
        self._printers: dict[tuple[str, str], Printer] = {}
        self._starts: dict[int, int] = {}
        if len(frame):
            firsts = np.flatnonzero(np.diff(self._numbers, prepend=self._numbers[0] - 1))
            self._starts = {int(self._numbers[i]): int(i) for i in firsts}

    def candidates(self, check: Check, labels: Sequence[int]) -> Iterator[Candidate]:
        """Give a candidate for each failing row of a check that applies to its period."""
        twins = self._twins(check, labels) if check.expectation == _UNIQUE else {}
        told: Counter[int] = Counter()
        rest: dict[int, list[int]] = defaultdict(list)
        for label in labels:
            one = self._returns[int(self._numbers[label])]
            if not check.applies(one.period) or one.table.letters.keys().isdisjoint(check.columns):
                continue
            if told[one.number] == _MOST_SENTENCES:
                rest[one.number].append(label)
                continue
            told[one.number] += 1
            yield self._candidate(check, one, label, twins.get(label, ""))
        for number, left in rest.items():
            yield self._rest(check, self._returns[number], left)

    def _rest(self, check: Check, one: BatchReturn, labels: Sequence[int]) -> Candidate:
        """Give one candidate for all further rows: nobody reads thousands of sentences."""
        message = self._candidate(check, one, labels[0], "").finding.message
        return Candidate(
            return_number=one.number,
            finding=finding_of(
                check, one, _REST if check.is_specific else message, column=check.columns[0]
            ),
            rows=tuple(map(self._row, labels)),
            reads=(),
            reads_cover=check.reads_cover,
            marks=check.columns,
            specific=False,
            reads_in_row=tuple(sorted(check.reads.union(check.columns))),
        )

    def _candidate(self, check: Check, one: BatchReturn, label: int, other: str) -> Candidate:
        printer = self._printer(one)
        values = {name: self._value(name, label) for name in self._columns}
        row = self._row(label)
        bound = bound_of(check, values, printer)
        column = one.form.column(check.columns[0])
        name = row_label(one, printer, values)
        words = {
            **{name: printer.text(name, values[name]) for name in _named(check) & values.keys()},
            **bound.texts,
            "value": bound.value,
            "expected": bound.bare,
            "difference": bound.difference,
            "row_label": name,
            "row": str(row[1]),
            "other": other,
            "column": column.header,
            "hint": column.hint,
            "period": small(one.period.title),
        }
        finding = finding_of(
            check,
            one,
            sentence(check.message, words),
            cells=cells_of(one, row, check.columns),
            column=check.columns[0],
            row_label=name,
            row_key=row_key(one, values),
            value=written(one, printer, label - self._starts[one.number], check.columns),
            expected=bound.phrase,
            difference=bound.signed,
        )
        return Candidate(
            return_number=one.number,
            finding=finding,
            rows=(row,),
            reads=tuple((one.number, row, read) for read in check.reads),
            reads_cover=check.reads_cover,
            marks=check.columns,
            specific=check.is_specific,
        )

    def _row(self, label: int) -> RowAt:
        return int(self._columns["sheet_no"][label]), int(self._columns["excel_row"][label])

    def _value(self, name: str, label: int) -> CellValue:
        value = self._columns[name][label]
        if value is None or value != value:  # NaN and NaT differ from themselves
            return None
        if isinstance(value, np.datetime64):
            return dt.date.fromisoformat(str(value.astype("datetime64[D]")))
        if isinstance(value, np.integer | np.floating):
            number = float(value)
            return int(number) if number.is_integer() else number
        return str(value)

    def _twins(self, check: Check, labels: Sequence[int]) -> dict[int, str]:
        """Name, for each row that is there several times, the Excel rows of its whole group."""
        names = check.kwargs["column_list"]
        assert isinstance(names, list)
        groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for label in labels:
            groups[tuple(self._value(name, label) for name in names)].append(label)
        named: dict[int, str] = {}
        for group in groups.values():
            rows = several([self._row_text(twin) for twin in group])
            named |= dict.fromkeys(group, rows)
        return named

    def _row_text(self, label: int) -> str:
        """Name a row by its number in Excel, and by its sheet where the return has several."""
        table = self._returns[int(self._numbers[label])].table
        row = self._row(label)
        sheet = f" ở trang tính “{table.sheet_of(row)}”" if table.more_sheets else ""
        return f"{row[1]}{sheet}"

    def _printer(self, one: BatchReturn) -> Printer:
        key = (one.form.id, one.period.key)
        if key not in self._printers:
            self._printers[key] = Printer(one.form, one.period, self._reference)
        return self._printers[key]
