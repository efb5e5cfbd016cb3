"""Reasons beside findings: a return's id in, what was given now and what was decided before out.

The one surprising thing: a fault of another period is the same fault when agency, form, rule,
column and the row's natural key agree; its value may be another one, so nothing is accepted
again by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from etl.model import Cell, EarlierReason
from etl.registry.returns import FindingKey
from etl.warehouse import sql


def earlier_reasons(conn: sa.Connection, return_id: int) -> dict[FindingKey, EarlierReason]:
    """Give, for the faults of a return, what was decided on them in an earlier period."""
    found = conn.execute(sql("registry/earlier_reasons"), {"return_id": return_id}).mappings()
    return {
        _key(row): EarlierReason(row["kind"], row["period_key"], row["reason"]) for row in found
    }


def reasons_given(conn: sa.Connection, return_id: int) -> dict[FindingKey, str]:
    """Give the reasons that the agency gave for a return and that nobody refused."""
    found = conn.execute(sql("registry/reasons_given"), {"return_id": return_id}).mappings()
    return {_key(row): row["reason"] for row in found}


def repeated_faults(
    conn: sa.Connection, submission_ids: Sequence[int]
) -> list[tuple[str, str, str, EarlierReason]]:
    """List the faults of workbooks on which something was decided before.

    Gives file name, form id, first cell ("H14", with its sheet where the form has several; or "")
    and the earlier decision of each.
    """
    parameters = {"submission_ids": list(submission_ids)}
    found = conn.execute(sql("registry/repeated_faults"), parameters).mappings()
    return [
        (
            row["file_name"],
            row["form_id"],
            _first_cell(row),
            EarlierReason(row["kind"], row["period_key"], row["reason"]),
        )
        for row in found
    ]


def _first_cell(row: sa.RowMapping) -> str:
    if not row["cells"]:
        return ""
    cell = Cell(**row["cells"][0])
    return f"{cell.ref}, trang tính “{cell.sheet}”" if row["more_sheets"] else cell.ref


def _key(row: Mapping[str, str] | sa.RowMapping) -> FindingKey:
    return row["form_id"], row["rule_id"], row["column_name"], row["row_key"]
