"""Nouns as rows and back: findings and tables in, values for COPY out, and the other way round.

The one surprising thing: a text cell may hold a NUL character, which PostgreSQL stores nowhere;
it is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from etl.model import Cell, Finding, Rung, Severity
from etl.warehouse.json_text import json_text

finding_columns = (
    "submission_id",
    "return_id",
    "rule_id",
    "severity",
    "rung",
    "form_id",
    "sheet",
    "column_name",
    "cells",
    "row_key",
    "row_label",
    "value",
    "expected",
    "difference",
    "message",
    "against",
    "is_trial",
    "judgement_id",
)


def finding_row(
    submission_id: int, return_id: int | None, finding: Finding, judgement_id: int | None = None
) -> tuple[object, ...]:
    """Give a finding as a row of registry.finding."""
    cells = [{"sheet": c.sheet, "letter": c.letter, "row": c.row} for c in finding.cells]
    texts = (
        finding.row_key,
        finding.row_label,
        finding.value,
        finding.expected,
        finding.difference,
        finding.message,
    )
    return (
        submission_id,
        return_id,
        finding.rule_id,
        finding.severity.value,
        int(finding.rung),
        finding.form_id,
        finding.cells[0].sheet if finding.cells else "",
        finding.column,
        json_text(cells),
        *(storable(text) for text in texts),
        json_text([list(key) for key in finding.against]),
        finding.is_trial,
        judgement_id,
    )


def finding_from(row: Mapping[str, Any] | sa.RowMapping) -> Finding:
    """Make a finding from a row of registry.finding."""
    return Finding(
        rule_id=row["rule_id"],
        severity=Severity(row["severity"]),
        rung=Rung(row["rung"]),
        message=row["message"],
        form_id=row["form_id"],
        cells=tuple(Cell(c["sheet"], c["letter"], c["row"]) for c in row["cells"]),
        column=row["column_name"],
        row_label=row["row_label"],
        row_key=row["row_key"],
        value=row["value"],
        expected=row["expected"],
        difference=row["difference"],
        against=tuple((form, agency, period) for form, agency, period in row["against"]),
        is_trial=row["is_trial"],
    )


def storable(text: str) -> str:
    """Leave out the one character that PostgreSQL cannot store."""
    return text.replace("\x00", "") if "\x00" in text else text
