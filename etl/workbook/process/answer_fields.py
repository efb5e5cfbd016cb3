"""The fields of a reading that a reading process sent: raises where one is not what it should be.

A pickle puts whatever it likes into the fields of our nouns, and leaves some out. The one
surprising thing: a list of fifty thousand rows has its cells looked at by kind, all at once, so
that this costs next to nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Set
from operator import attrgetter

from etl.model import (
    PART_ROWS,
    Cell,
    Cover,
    Finding,
    Mark,
    Reading,
    Rung,
    Severity,
    Table,
    TotalRow,
)
from etl.model.compact import PACKED

_COLUMNS = PACKED | {list, tuple}
_PLAIN = frozenset({str, int, float, bool, dt.date, dt.datetime, type(None)})
_NUMBER = frozenset({int, float, type(None)})
_MOST_ROWS = 1 << 31  # of a form on as many sheets as there may be
_TEXTS_OF_FINDING = (
    *("rule_id", "message", "form_id", "column", "row_label", "row_key"),
    *("value", "expected", "difference"),
)


def measure(reading: Reading) -> None:
    """Raise `ValueError` when a reading is not made of what readings are made of.

    A field that is not there at all raises `AttributeError`.
    """
    _expect_texts((reading.sha256, reading.kind))
    _expect(str, reading.recognised)
    if reading.cover is not None:
        _measure_cover(reading.cover)
    _expect(Finding, reading.findings)
    for finding in reading.findings:
        _measure_finding(finding)
    _expect(Table, reading.tables)
    for table in reading.tables:
        _measure_table(table)


def _measure_cover(cover: Cover) -> None:
    if type(cover) is not Cover:
        raise ValueError("no cover")
    _expect_texts((cover.agency_id, cover.period_key, cover.contact, cover.data_note))
    for told in (cover.editions, cover.explanations):
        _expect_mapping(told)
        _expect_texts(told.values())


def _measure_finding(finding: Finding) -> None:
    _expect_texts(map(finding.__getattribute__, _TEXTS_OF_FINDING))
    if type(finding.severity) is not Severity or type(finding.rung) is not Rung:
        raise ValueError("no severity or no rung")
    if finding.against != () or finding.is_trial is not False:
        raise ValueError("a reader compares with nothing, and tries no rule")
    _expect(Cell, finding.cells)
    _expect_texts(map(attrgetter("sheet"), finding.cells))
    _expect_texts(map(attrgetter("letter"), finding.cells))
    _measure_rows(tuple(map(attrgetter("row"), finding.cells)), _MOST_ROWS)


def _measure_table(table: Table) -> None:
    _expect_texts((table.form_id, table.sheet))
    if type(table.is_nil) is not bool:
        raise ValueError("neither nil nor not")
    _expect(str, table.more_sheets)
    _expect(TotalRow, table.totals)
    most = PART_ROWS * (len(table.more_sheets) + 1)
    _measure_rows(table.rows, most)
    _measure_rows(tuple(total.row for total in table.totals), most)
    for total in table.totals:
        _expect_texts((total.label,))
        _expect_mapping(total.values)
        _expect_kinds(_NUMBER, total.values.values())
        _measure_rows(total.covers, most)
    _expect_mapping(table.letters)
    _expect_texts(table.letters.values())
    for columns in (table.values, table.raw):
        _expect_mapping(columns)
        for column in columns.values():
            _measure_column(column, len(table.rows))
    if table.marks:
        _measure_marks(table)


def _measure_marks(table: Table) -> None:
    if type(table.marks) is not dict:
        raise ValueError("no marks")
    _expect_kinds(frozenset({Mark}), table.marks.values())
    _expect_kinds(frozenset({tuple}), table.marks)
    rows, names = zip(*table.marks, strict=True)  # a ValueError where one has not two parts
    _expect_kinds(frozenset({int}), rows)
    _expect_texts(names)


def _expect(kind: type, items: object) -> None:
    if type(items) is not tuple or set(map(type, items)) - {kind}:
        raise ValueError(f"something else than {kind.__name__} where it should be")


def _expect_mapping(items: object) -> None:
    if type(items) is not dict or set(map(type, items)) - {str}:
        raise ValueError("no mapping of names")


def _expect_texts(items: Iterable[object]) -> None:
    _expect_kinds(frozenset({str}), items)


def _expect_kinds(kinds: Set[object], items: Iterable[object]) -> None:
    if not set(map(type, items)) <= kinds:
        raise ValueError("something else than it should be")


def _measure_rows(rows: tuple[int, ...], most: int) -> None:
    """Raise when rows are no numbers of rows on the sheets that a table has."""
    _expect(int, rows)
    if rows and not 1 <= min(rows) <= max(rows) < most:
        raise ValueError("a row stands on no sheet")


def _measure_column(column: object, count: int) -> None:
    if type(column) not in _COLUMNS or len(column) != count:  # type: ignore[arg-type]
        raise ValueError("no column of its table")
    if type(column) not in PACKED and not set(map(type, column)) <= _PLAIN:  # type: ignore[call-overload]
        raise ValueError("a cell of no kind that cells have")
