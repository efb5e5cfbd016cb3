"""Findings as rows and back: nouns in, rows of registry.finding out, and the other way round.

The one surprising thing: a text cell may hold a NUL character, which PostgreSQL stores nowhere;
it is left out.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from etl.model import Cell, Finding, Rung, Severity
from etl.warehouse import copy_rows, json_text

_TEXTS = ("row_key", "row_label", "value", "expected", "difference", "message")
FoundIn = tuple[int, int | None, Finding, int | None]
"""(submission, return, finding, judgement)"""


def copy_findings(conn: sa.Connection, found: Iterable[FoundIn]) -> None:
    """COPY findings into registry.finding."""
    rows = [
        {
            "submission_id": submission_id,
            "return_id": return_id,
            "rule_id": finding.rule_id,
            "severity": finding.severity.value,
            "rung": int(finding.rung),
            "form_id": finding.form_id,
            "sheet": finding.cells[0].sheet if finding.cells else "",
            "column_name": finding.column,
            "cells": json_text(
                [{"sheet": c.sheet, "letter": c.letter, "row": c.row} for c in finding.cells]
            ),
            **{name: getattr(finding, name).replace("\x00", "") for name in _TEXTS},
            "against": json_text([list(key) for key in finding.against]),
            "is_trial": finding.is_trial,
            "judgement_id": judgement_id,
        }
        for submission_id, return_id, finding, judgement_id in found
    ]
    if rows:
        columns = tuple(rows[0])
        copy_rows(conn, "registry.finding", columns, (tuple(row.values()) for row in rows))


def finding_from(row: Mapping[str, Any] | sa.RowMapping) -> Finding:
    """Make a finding from a row of registry.finding."""
    return Finding(
        rule_id=row["rule_id"],
        severity=Severity(row["severity"]),
        rung=Rung(row["rung"]),
        form_id=row["form_id"],
        cells=tuple(Cell(c["sheet"], c["letter"], c["row"]) for c in row["cells"]),
        column=row["column_name"],
        against=tuple((form, agency, period) for form, agency, period in row["against"]),
        is_trial=row["is_trial"],
        **{name: row[name] for name in _TEXTS},
    )
