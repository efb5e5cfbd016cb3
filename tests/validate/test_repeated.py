"""A number that another form of the same workbook has as well (`check_of`)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from readings_by_hand import FIRST_ROW, Forms, Row, judged, make_reading, make_table, poverty_row

from etl.model import Cell, Finding, Form, Reading, Severity, Table
from etl.reference import Reference

NAMES = ("district", "commune", "household_count", "reason")


@pytest.fixture
def both(forms: Forms) -> Forms:
    """Give the forms, and one that repeats a number of another."""
    poverty = forms["poverty"]
    source = replace(poverty.column("household_count"), check_of="poverty.household_count")
    places = (poverty.column("district"), poverty.column("commune"))
    columns = (*places, source, poverty.column("reason"))
    again = replace(
        poverty, id="again", number="Biểu số 99/BDT", sheet="99", columns=columns, rules=()
    )
    return {**forms, "again": again}


def table_of(again: Form, *rows: Row) -> Table:
    values = {name: [row[name] for row in rows] for name in NAMES}
    return Table(
        form_id=again.id,
        sheet=again.sheet,
        rows=tuple(range(FIRST_ROW, FIRST_ROW + len(rows))),
        letters=dict(zip(NAMES, "ABCD", strict=True)),
        values=values,
        raw=values,
        marks={},
    )


def told(forms: Forms, reference: Reference, *readings: Reading) -> list[Finding]:
    verdicts = judged(forms, reference, *readings)
    found = (finding for verdict in verdicts for finding in verdict.findings)
    return [finding for finding in found if finding.rule_id == "form.repeats"]


def test_two_forms_of_a_workbook_that_differ_are_told_at_the_one_that_repeats(
    both: Forms, reference: Reference
) -> None:
    row = poverty_row("06001")
    other = {name: row[name] for name in NAMES} | {"household_count": 641}
    assert row["household_count"] != 641
    tables = make_table("poverty", [row]), table_of(both["again"], other)
    (finding,) = told(both, reference, make_reading("so-ldtbxh", "2020", *tables))
    assert (finding.form_id, finding.severity) == ("again", Severity.WARNING)
    assert finding.cells == (Cell("99", "C", FIRST_ROW),)
    assert finding.value == "641"
    assert both["poverty"].number in finding.message


def test_a_reason_beside_it_is_enough(both: Forms, reference: Reference) -> None:
    row = poverty_row("06001")
    other = {**row, "household_count": 641, "reason": "Rà soát sau khi chốt số liệu"}
    tables = make_table("poverty", [row]), table_of(both["again"], other)
    (finding,) = told(both, reference, make_reading("so-ldtbxh", "2020", *tables))
    assert finding.severity is Severity.INFO


def test_what_agrees_and_what_only_one_has_is_not_told(both: Forms, reference: Reference) -> None:
    row = poverty_row("06001")
    same = {name: row[name] for name in NAMES}
    elsewhere = same | {"commune": "06004", "household_count": 5}
    tables = make_table("poverty", [row]), table_of(both["again"], same, elsewhere)
    assert told(both, reference, make_reading("so-ldtbxh", "2020", *tables)) == []


def test_another_workbook_keeps_nobody_waiting(both: Forms, reference: Reference) -> None:
    row = poverty_row("06001")
    other = {name: row[name] for name in NAMES} | {"household_count": 641}
    one = make_reading("so-ldtbxh", "2020", make_table("poverty", [row]))
    two = make_reading("so-cong-thuong", "2020", table_of(both["again"], other))
    assert told(both, reference, one, two) == []
