"""What an older warehouse holds: a database in, its tables and figures out, to be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from etl import warehouse

_ADDRESSES = (
    "SELECT return_id, column_name, sheet, cell, raw_value, corrected_value "
    "FROM mart.cell_source ORDER BY 1, 2, 3, 4"
)
FIGURES: Mapping[str, Mapping[str, str]] = {  # an older mart's column → the indicator
    "mart.works_total": {
        "new_count": "works_new_count",
        "carried_over_count": "works_carried_over_count",
        "maintained_count": "works_maintained_count",
        "works_count": "works_count",
        "planned_million_vnd": "works_planned",
        "disbursed_million_vnd": "works_disbursed",
    },
    "mart.support_total": {
        "project_count": "support_project_count",
        "household_count": "support_household_count",
        "disbursed_million_vnd": "support_disbursed",
    },
    "mart.commendation_total": {
        "collective_count": "commendation_collective_count",
        "individual_count": "commendation_individual_count",
    },
    "mart.poverty_rate": {"rate_pct": "poverty_rate"},
    "mart.target_progress": {"actual_value": "minority_poverty_reduction_points_per_year"},
}
INDICATORS = "(SELECT * FROM mart.indicator WHERE is_total AND is_main)"
_IN_FORCE = "SELECT period_key, form_id, agency_id, return_id FROM mart.return_in_force"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Seen:
    """What a warehouse holds: the rows of each table, what is in force, and figures."""

    name: str  # of the dump
    tables: Mapping[str, list[Row]]
    in_force: list[tuple[object, ...]]
    figures: Mapping[str, list[Row]]
    released: Mapping[str, list[Row]]  # figures as the published report saw them
    addresses: list[tuple[object, ...]]  # where each figure stands


def look(name: str) -> Seen:
    with warehouse.transaction("owner") as conn:
        names = conn.execute(
            sa.text(
                "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN "
                "('ref', 'registry', 'landing', 'release') ORDER BY 1"
            )
        ).scalars()
        tables = {name: _rows(conn, name) for name in [*names]}
        addresses = [tuple(row) for row in conn.execute(sa.text(_ADDRESSES))]
        in_force = [tuple(row) for row in conn.execute(sa.text(f"{_IN_FORCE} ORDER BY 1, 2, 3, 4"))]
        figures = _figures(conn)
        published = sa.text("SELECT id FROM release.release WHERE state = 'published'")
        warehouse.as_released(conn, conn.execute(published).scalar_one())
        return Seen(name, tables, in_force, figures, _figures(conn), addresses)


def _figures(conn: sa.Connection) -> dict[str, list[Row]]:
    """Give what the marts that there are say of the province."""
    asked = sa.text("SELECT to_regclass(:name) IS NOT NULL")
    there = [name for name in FIGURES if conn.execute(asked, {"name": name}).scalar()]
    if conn.execute(asked, {"name": "mart.indicator"}).scalar():
        there.append(INDICATORS)
    return {name: _rows(conn, name) for name in there}


def _rows(conn: sa.Connection, name: str) -> list[Row]:
    return [*conn.exec_driver_sql(f"SELECT to_jsonb(t) FROM {name} t").scalars()]
