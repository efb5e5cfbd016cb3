"""Formulas that store a nought because nobody computed them: told; true noughts: read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter.utility import xl_rowcol_to_cell

from etl.contracts import load_forms
from etl.model import Reading
from etl.workbook.foreign.formats.stale_formulas import stale
from etl.workbook.template.blank_workbook import write_template
from tests.lab import parcels
from tests.lab.ink import write
from tests.lab.sketch import AGENCY_ID, PERIOD, Line, Sketch, reference, sketch
from tests.lab.test_old_formats import read
from tests.workbook.test_read import ROW as WORK

PLANNED, DISBURSED = "planned_million_vnd", "disbursed_million_vnd"
RULE = "cell.formula_without_result"
CELLS = {(1, 0): 100.0, (2, 0): 40.0, (3, 0): "", (4, 0): "chưa có", (5, 0): True, (6, 0): 60.0}
CELLS |= {(7, 0): 0.1, (8, 0): 0.2, (9, 0): 0.3, (10, 0): -40.0}


@pytest.mark.parametrize(
    "formula",
    [
        "A1",
        "$A$1-A2",
        "SUM(A1:A4)",
        "sum(A1:A2,A3)*2",
        "SUM(A2,A10)+A1",
        "(A1+A2)/2",
        "-A1",
        "A1*1.5",
        "SUM(A1:A2)-SUM(A2:A3)",
    ],
)
def test_a_nought_that_arithmetic_denies_was_never_computed(formula: str) -> None:
    suspects = {(20, 3): formula}
    assert stale(suspects, CELLS.get, is_whole=False) == {(20, 3)}


@pytest.mark.parametrize(
    "formula",
    [
        "",
        "A3",
        "A2+A10",
        "A1-A2-A6",
        "A7+A8-A9",
        "SUM(A3:A4)",
        "A1*A3",
        "A4+A1",
        "SUM(A1:A5)",
        "A1/A3",
        "IF(A1&gt;0,A1,0)",
        "ROUND(A1/1000,0)",
        "Khác!A1",
        "'Biểu 1'!A1+A2",
        "LOG10(A1)",
        "A1^2",
        "A1&amp;A2",
        "A1*5%",
        "D20+A1",
        "SUM(A1:XFD1048576)",
        "A1**A1",
        "(" * 200 + "A1",
        "A" * 400,
    ],
)
def test_a_nought_that_may_be_true_is_believed(formula: str) -> None:
    suspects = {(20, 3): formula}
    assert stale(suspects, CELLS.get, is_whole=False) == frozenset()


def test_one_nought_speaks_for_a_sheet_that_nobody_computed() -> None:
    suspects = {(20, 3): "IF(A1&gt;0,A1,0)", (21, 3): "A1-A2", (22, 3): ""}
    assert stale(suspects, CELLS.get, is_whole=True) == set(suspects)
    assert stale(suspects, CELLS.get, is_whole=False) == {(21, 3)}
    believed = {(20, 3): "IF(A1&gt;0,A1,0)", (21, 3): "A2+A10"}
    assert stale(believed, CELLS.get, is_whole=True) == frozenset()


def with_formulas(formula: Callable[[str], str], results: list[float | None]) -> Sketch:
    """Compute what was paid from the plan in the first records; None stands for the plan."""
    drawn = sketch("works", 5)

    def add(_: Any, page: Any) -> None:
        for line, result in zip(drawn.records, results, strict=False):
            cell = xl_rowcol_to_cell(line.at, drawn.position(PLANNED))
            value = line.cells[PLANNED] if result is None else result
            page.write_formula(line.at, drawn.position(DISBURSED), formula(cell), None, value)

    drawn.also.append(add)
    return drawn


def cells(reading: Reading, rule: str) -> list[str]:
    """Name the cells of the findings of a rule."""
    return [cell.ref for one in reading.findings if one.rule_id == rule for cell in one.cells]


def test_all_formulas_of_a_generated_sheet_are_told(tmp_path: Path) -> None:
    drawn = with_formulas("=IF({0}>0,{0},0)".format, [0, 0])
    at = drawn.records[2]
    drawn.also.append(
        lambda _, page: page.write_formula(
            at.at,
            drawn.position(DISBURSED),
            f"={xl_rowcol_to_cell(at.at, drawn.position(PLANNED))}",
            None,
            0,
        )
    )
    reading = read(write(drawn, tmp_path / "a.xlsx"))
    told = [drawn.place(line, DISBURSED)[1] for line in drawn.records[:3]]
    assert [one.rule_id for one in reading.findings] == [RULE]
    assert cells(reading, RULE) == told


def test_a_sheet_that_was_computed_keeps_its_noughts(tmp_path: Path) -> None:
    reading = read(write(with_formulas("={0}-{0}".format, [0, 0]), tmp_path / "a.xlsx"))
    assert reading.findings == ()
    assert reading.tables[0].values[DISBURSED][:2] == [0.0, 0.0]


def test_what_excel_saved_is_believed_where_it_cannot_be_done_again(tmp_path: Path) -> None:
    drawn = with_formulas("=IF({0}>0,0,{0})".format, [0, 0, None])
    drawn.after.append(
        lambda data: parcels.edit_part(
            data, "xl/workbook.xml", lambda xml: xml.replace(b' fullCalcOnLoad="1"', b"")
        )
    )
    reading = read(write(drawn, tmp_path / "a.xlsx"))
    assert reading.findings == ()
    assert reading.tables[0].values[DISBURSED][:2] == [0.0, 0.0]


def test_a_total_that_nobody_computed_is_not_compared(tmp_path: Path) -> None:
    drawn = sketch("works", 5)
    total = Line({}, {0: "Tổng số"}, is_record=False)
    drawn.lines.append(total)
    last = len(drawn.records) - 1

    def add(_: Any, page: Any) -> None:
        at = drawn.position(PLANNED)
        first, end = (xl_rowcol_to_cell(drawn.records[n].at, at) for n in (0, last))
        page.write_formula(total.at, at, f"=SUM({first}:{end})", None, 0)

    drawn.also.append(add)
    reading = read(write(drawn, tmp_path / "a.xlsx"))
    assert reading.findings == ()
    assert [one.values[PLANNED] for one in reading.tables[0].totals] == []


def test_the_totals_of_a_blank_form_are_noughts_indeed(tmp_path: Path) -> None:
    agency, forms = reference().agency(AGENCY_ID, PERIOD.ends_on), load_forms()
    nil = {"planned_million_vnd": 0.0, "disbursed_million_vnd": 0.0}
    path = tmp_path / "a.xlsx"
    write_template(
        path, agency, PERIOD, [forms["works"]], reference(), prefill={"works": [{**WORK, **nil}]}
    )
    reading = read(path)
    assert cells(reading, RULE) == []
    totals = reading.tables[0].totals[0].values
    assert (totals[PLANNED], totals["total_investment_million_vnd"]) == (0.0, 1200.5)
