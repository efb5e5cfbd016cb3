"""Readings made by hand: rows of dicts in, `Reading`s as the reader would give them out."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from etl.contracts import load_forms
from etl.model import (
    Cell,
    CellValue,
    Cover,
    Finding,
    Form,
    Judgement,
    Mark,
    Reading,
    Rung,
    Severity,
    Table,
    TotalRow,
)
from etl.reference import Reference
from etl.validate import judge

FIRST_ROW = 10
Row = Mapping[str, CellValue]
Forms = Mapping[str, Form]
SHEET = "01-Công trình"


def make_table(
    form_id: str,
    rows: Sequence[Row],
    totals: Sequence[TotalRow] = (),
    without: str = "",
    *,
    is_nil: bool = False,
) -> Table:
    """Lay rows out as the blank workbook does: columns in order from A, first record in row 10."""
    form = load_forms()[form_id]
    columns = [column.name for column in form.columns if column.name != without]
    values = {name: [row.get(name) for row in rows] for name in columns}
    return Table(
        form_id=form_id,
        sheet=form.sheet,
        rows=tuple(range(FIRST_ROW, FIRST_ROW + len(rows))),
        letters={name: chr(ord("A") + i) for i, name in enumerate(columns)},
        values=values,
        raw=values,
        marks={
            (i, name): Mark.MISSING
            for name in columns
            for i, value in enumerate(values[name])
            if value is None
        },
        totals=tuple(totals),
        is_nil=is_nil,
    )


def make_reading(
    agency_id: str,
    period_key: str,
    *tables: Table,
    findings: Sequence[Finding] = (),
) -> Reading:
    """Wrap tables in a reading with a cover."""
    name = f"{agency_id}-{period_key}-{[table.form_id for table in tables]}"
    return Reading(
        path=Path(f"{name}.xlsx"),
        sha256=hashlib.sha256(f"{name}{tables}".encode()).hexdigest(),
        cover=Cover(agency_id, period_key),
        tables=tables,
        findings=tuple(findings),
        kind="xlsx",
    )


def work(**changed: CellValue) -> dict[str, CellValue]:
    """A work of huyện Tràng Định in 2020 that nothing is wrong with."""
    return {
        "district": "180",
        "commune": "06001",
        "name": "Đường vào thôn mẫu",
        "sector": "transport",
        "kind": "new",
        "total_investment_million_vnd": 900.0,
        "planned_million_vnd": 500.0,
        "disbursed_million_vnd": 420.5,
        "started_on": dt.date(2020, 1, 15),
        "completed_on": None,
        "reason": None,
        **changed,
    }


def poverty_row(commune: str, **changed: CellValue) -> dict[str, CellValue]:
    """Counts of a commune of huyện Đình Lập that nothing is wrong with."""
    return {
        "district": "189",
        "commune": commune,
        "standard": "qd59_2015",
        "household_count": 640,
        "minority_household_count": 600,
        "poor_household_count": 70,
        "poor_minority_household_count": 66,
        "near_poor_household_count": 80,
        "near_poor_minority_household_count": 75,
        "reason": None,
        **changed,
    }


def judged(
    forms: Forms, reference: Reference, *readings: Reading, **options: object
) -> list[Judgement]:
    return judge(readings, forms, reference, **options)  # type: ignore[arg-type]


def works(forms: Forms, reference: Reference, *rows: object, **more: object) -> Judgement:
    table = make_table("works", rows, **more)  # type: ignore[arg-type]
    (verdict,) = judged(forms, reference, make_reading("ubnd-trang-dinh", "2020-Q1", table))
    return verdict


def ids(verdict: Judgement) -> list[str]:
    """Rule ids of what is more than information."""
    return [f.rule_id for f in verdict.findings if f.severity is not Severity.INFO]


def content_ids(verdict: Judgement) -> list[str]:
    """Rule ids of what is wrong inside a return, whoever owes it."""
    return [rule_id for rule_id in ids(verdict) if rule_id != "file.not_owed"]


def only(verdict: Judgement, rule_id: str) -> Finding:
    (finding,) = [f for f in verdict.findings if f.rule_id == rule_id]
    return finding


def unreadable(column: str, letter: str, row: int = 10) -> Finding:
    return Finding(
        rule_id="cell.unreadable_number",
        severity=Severity.CRITICAL,
        rung=Rung.CELL,
        message="Không đọc được số.",
        form_id="works",
        cells=(Cell(SHEET, letter, row),),
        column=column,
        value="12o,5",
    )
