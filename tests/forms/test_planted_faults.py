"""Every form: each planted fault is told at its cell, and of a filled workbook nothing is said.

In: a filled workbook of one sender, and faults made of what a contract says of its columns and
rules. Out: what is told where. The one surprising thing: as many faults as have a row of their own
are planted in one workbook, and no cell but theirs may be told of.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import ascii_uppercase

import pytest
from filled_books import FORMS, Filled, Row, Rows, filled, first_row, read, written
from xlsxwriter.utility import xl_col_to_name

from etl.contracts import load_forms
from etl.kinds import kind_of, listed_kind
from etl.model import CellValue, Column, Form, Rule, Rung
from etl.reference import Reference
from etl.validate import judge

_WITHIN = "expect_column_pair_values_a_to_be_greater_than_b"
_UNIQUE = "expect_compound_columns_to_be_unique"
_BEYOND = "cell.out_of_range"  # or a thousand times as much as the other rows say
_NOBODY = "Không Có Thật"


@dataclass(frozen=True, slots=True)
class Fault:
    """A value in a column that a rule must be told for."""

    rule: str
    column: str
    value: CellValue


def faults_of(one: Filled) -> list[Fault]:
    """Give one fault for each rule that a form's columns can break, each in another column."""
    found: dict[str, list[Fault]] = {}
    for fault in _all_faults(one):
        found.setdefault(fault.rule, []).append(fault)
    return [faults[number % len(faults)] for number, faults in enumerate(found.values())]


def _all_faults(one: Filled) -> Iterator[Fault]:
    form = one.form
    asked = [column for column in form.columns if not column.of]
    for column in asked:
        yield from _of_kind(column)
        names_row = column.name in {*form.key, *form.label} or column.is_stated_above
        if column.required and not names_row:  # without its name a row is another kind of line
            yield Fault("cell.required", column.name, None)
    dates = {column.name for column in asked if kind_of(column).is_date}
    for rule in form.rules:
        pair = (rule.kwargs.get("column_A"), rule.kwargs.get("column_B"))
        if rule.expectation == _WITHIN and "row_condition" not in rule.kwargs:
            if pair[0] == "period_ends_on" and pair[1] in dates:
                yield Fault(rule.id, str(pair[1]), one.period.ends_on + dt.timedelta(days=1))
            if pair[1] == "period_starts_on" and pair[0] in dates:
                yield Fault(rule.id, str(pair[0]), one.period.starts_on - dt.timedelta(days=1))


def _of_kind(column: Column) -> Iterator[Fault]:
    kind, name = kind_of(column), column.name
    if kind.is_number:
        yield Fault("cell.unreadable_number", name, "12o,5")
        if kind.is_whole:
            yield Fault("cell.not_whole", name, 12.5)
        if column.maximum is not None:
            yield Fault("cell.out_of_range", name, column.maximum + 1)
        if column.minimum is not None:
            yield Fault("cell.out_of_range", name, column.minimum - 1)
    if kind.is_date:
        yield Fault("cell.unreadable_date", name, "đầu năm")
        yield Fault("cell.date_out_of_range", name, "15/03/0202")
    if listed := listed_kind(column):
        yield Fault(f"cell.unknown_{listed.rule}", name, _NOBODY)


def row_no(cell: str) -> int:
    return int(cell.lstrip(ascii_uppercase) or 0)


def written_with(one: Filled, path: Path, rows: Rows) -> Path:
    """Write the workbook of a sender with other rows of some of its forms."""
    forms = [load_forms()[name] for name in one.rows]
    return written(forms, one.agency, one.period, {**one.rows, **rows}, path)


def told(path: Path, form: Form) -> set[tuple[str, str]]:
    """Give what is said of a form of a workbook by itself: rules and cells."""
    return {
        (finding.rule_id, cell.ref if cell else "")
        for one in judge([read(path)], load_forms(), Reference.load())
        if one.form_id == form.id
        for finding in one.findings
        if finding.rung <= Rung.SUBMISSION and not finding.rule_id.startswith("across.")
        for cell in finding.cells or (None,)
    }


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_of_a_filled_workbook_nothing_is_said(form: Form, tmp_path: Path) -> None:
    assert told(written_with(filled(form), tmp_path / "a.xlsx", {}), form) == set()


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_each_planted_fault_is_told_at_its_cell_and_no_other_cell_is(
    form: Form, tmp_path: Path
) -> None:
    one = filled(form)
    rows, faults = one.rows[form.id], faults_of(one)
    letters = {column.name: xl_col_to_name(at) for at, column in enumerate(one.form.columns)}
    for start in range(0, len(faults), len(rows)):
        some = faults[start : start + len(rows)]
        made = [dict(row) for row in rows]
        for row, fault in zip(made, some, strict=False):
            row[fault.column] = fault.value
        path = written_with(one, tmp_path / f"{start}.xlsx", {form.id: made})
        first = first_row(path, form)
        expected = {(f.rule, f"{letters[f.column]}{first + at}") for at, f in enumerate(some)}
        found = told(path, form)
        found |= {(_BEYOND, cell) for rule, cell in found if rule == "cell.factor_1000"}
        assert expected <= found
        dated = {first + at for at, fault in enumerate(some) if isinstance(fault.value, dt.date)}
        cells = {cell for _, cell in expected}
        for rule, cell in found:  # a day may be wrong beside another of its row, too
            is_beside = row_no(cell) in dated and rule.startswith(f"{form.id}.")
            assert cell in cells or is_beside, (rule, cell)


@pytest.mark.parametrize(
    ("form", "rule"),
    [
        (form, rule)
        for form in FORMS
        for rule in form.rules
        if rule.expectation == _UNIQUE and "row_condition" not in rule.kwargs
    ],
    ids=lambda one: one.id,
)
def test_a_row_of_the_same_key_is_told_at_both(form: Form, rule: Rule, tmp_path: Path) -> None:
    one = filled(form)
    rows: list[Row] = [*one.rows[form.id], one.rows[form.id][0]]
    path = written_with(one, tmp_path / "a.xlsx", {form.id: rows})
    first = first_row(path, form)
    cells = {cell for rule_id, cell in told(path, form) if rule_id == rule.id}
    assert set(map(row_no, cells)) == {first, first + len(rows) - 1}
