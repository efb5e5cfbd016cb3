"""Failing rows to candidates: frame positions in, findings with cells and sentences out.

The one surprising thing: a repeated row names all rows of its group, so that the repetition is
told once and not once a row.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from etl.contracts.vocabulary import placeholders
from etl.model import CellValue, RowAt
from etl.reference import Reference
from etl.validate.batch import BatchReturn
from etl.validate.checks import Check
from etl.validate.ladder import REST_COUNT, Candidate, candidate_of
from etl.validate.sentences import bound_of, named, printer_of, several, written
from etl.wording import small

_UNIQUE = "expect_compound_columns_to_be_unique"
_MOST_SENTENCES = 200  # of one check about one return; what is beyond is told in one
_REST = (
    "Còn {rest} dòng khác có lỗi cùng loại, các ô đã được đánh dấu. Đề nghị kiểm tra và sửa "
    "từng dòng."
)


class RowFailures:
    """Turns the failing rows of one form's frame into candidates."""

    def __init__(
        self, frame: pd.DataFrame, returns: Mapping[int, BatchReturn], reference: Reference
    ) -> None:
        """Keep the frame's columns as arrays: rows are looked up one by one."""
        self._columns = {name: frame[name].to_numpy() for name in frame.columns}
        self._numbers = self._columns["return_number"]
        self._returns, self._reference = returns, reference
        firsts = np.flatnonzero(np.diff(self._numbers, prepend=-1))
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
        return candidate_of(
            one,
            check,
            {**_of_column(check, one), "rest": REST_COUNT},
            check.columns[0],
            message=_REST if check.is_specific else "",
            rows=tuple(map(self._row, labels)),
            reads_cover=check.reads_cover,
            marks=check.columns,
            specific=False,
            reads_in_row=tuple(sorted(check.reads.union(check.columns))),
        )

    def _candidate(self, check: Check, one: BatchReturn, label: int, other: str) -> Candidate:
        printer = printer_of(one, self._reference)
        values = {name: self._value(name, label) for name in self._columns}
        row = self._row(label)
        bound = bound_of(check, values, printer)
        row_name = named(one, printer, values)
        told = placeholders(check.message) & values.keys()
        words = {
            **{name: printer.text(name, values[name]) for name in told},
            **bound.texts,
            "value": bound.value,
            "expected": bound.bare,
            "difference": bound.difference,
            "row_label": row_name["row_label"],
            "row": str(row[1]),
            "other": other,
            **_of_column(check, one),
        }
        return candidate_of(
            one,
            check,
            words,
            check.columns[0],
            rows=(row,),
            reads=tuple((one.number, row, read) for read in check.reads),
            reads_cover=check.reads_cover,
            marks=check.columns,
            specific=check.is_specific,
            **row_name,
            value=written(one, label - self._starts[one.number], check.columns),
            expected=bound.phrase,
            difference=bound.signed,
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
            named |= dict.fromkeys(group, several([self._row_text(twin) for twin in group]))
        return named

    def _row_text(self, label: int) -> str:
        """Name a row by its number in Excel, and by its sheet where the return has several."""
        table = self._returns[int(self._numbers[label])].table
        row = self._row(label)
        return f"{row[1]}" + (f" ở trang tính “{table.sheet_of(row)}”" if table.more_sheets else "")


def _of_column(check: Check, one: BatchReturn) -> dict[str, str]:
    """Give the words that say nothing of one row."""
    column = one.form.column(check.columns[0])
    return {"column": column.header, "hint": column.hint, "period": small(one.period.title)}
