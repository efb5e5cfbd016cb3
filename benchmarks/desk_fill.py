"""Fills a warehouse for the desk's pages: how many returns in, a warehouse of that size out.

The returns of 2020 and 2019 are those that every size has in common; the newest ones stand in real
workbooks in the vault, so that their pages read and print a real table. The rest is made by the
database itself (desk_fill.sql), through the same tables, checks and triggers as any other day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from etl import vault, warehouse
from etl.judge.readings import readings_of
from etl.load import load
from etl.model import Period
from etl.reference import Reference
from etl.warehouse import run_text
from sample import write_workbook

HERE = Path(__file__).resolve().parent
PERIOD = "2020"
_REAL_PERIODS = (PERIOD, "2019")  # the board compares with the year before


@dataclass(frozen=True, slots=True)
class RealWorkbook:
    """One real workbook in the vault."""

    period_key: str
    agency_id: str
    sha256: str
    file_name: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Filled:
    """How much stands in a warehouse."""

    return_count: int
    finding_count: int
    open_returns: tuple[int, ...]  # ids of the period's newest returns, each in a real workbook


def write_real_workbooks(folder: Path) -> list[RealWorkbook]:
    """Put the workbooks of the periods that all sizes share into the vault."""
    written = []
    folder.mkdir(parents=True, exist_ok=True)
    for period_key in _REAL_PERIODS:
        owed = Reference.load().obligations(Period.parse(period_key))
        for agency_id in dict.fromkeys(agency.id for agency, _ in owed):
            path = write_workbook(folder, agency_id, period_key)
            size = path.stat().st_size
            written.append(
                RealWorkbook(period_key, agency_id, vault.put_all([path])[0], path.name, size)
            )
    return written


def fill(return_count: int, real: Sequence[RealWorkbook], *, once: bool = False) -> Filled:
    """Fill the warehouse, load what was accepted, and let the planner know the new sizes.

    With `once` every return has one version, and that is in force.
    """
    with warehouse.transaction("owner") as conn:
        conn.exec_driver_sql(
            "CREATE TEMP TABLE workbook (period_key text, agency_id text, sha256 text, "
            "file_name text, size_bytes bigint) ON COMMIT DROP"
        )
        names = ("period_key", "agency_id", "sha256", "file_name", "size_bytes")
        rows = [tuple(getattr(one, name) for name in names) for one in real]
        warehouse.copy_rows(conn, "workbook", names, rows)
        statement = sa.text("SELECT set_config('bench.returns', :count, true)")
        conn.execute(statement, {"count": str(return_count)})
        statement = sa.text("SELECT set_config('bench.once', :once, true)")
        conn.execute(statement, {"once": str(once)})
        run_text(conn, (HERE / "desk_fill.sql").read_text(encoding="utf-8"))
    _load_real(real)
    with warehouse.transaction("owner") as conn:
        run_text(conn, (HERE / "desk_fill_landing.sql").read_text(encoding="utf-8"))
    with warehouse.engine("owner").connect() as conn:  # as the server would by itself, later
        conn.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM ANALYZE")
    return _count()


def _load_real(real: Sequence[RealWorkbook]) -> None:
    """Load the real workbooks' accepted tables as the corridor does."""
    readings = {reading.sha256: reading for reading in readings_of([one.sha256 for one in real])}
    with warehouse.transaction() as conn:
        found = conn.exec_driver_sql(
            "SELECT r.id, r.form_id, s.sha256 FROM registry.return r "
            "JOIN registry.submission s ON s.id = r.submission_id WHERE s.sha256 = ANY (%s)",
            ([one.sha256 for one in real],),
        ).all()
        tables = {
            row.id: table
            for row in found
            for table in readings[row.sha256].tables
            if table.form_id == row.form_id
        }
        load(conn, tables)


def _count() -> Filled:
    with warehouse.transaction("owner") as conn:
        count = "SELECT count(*) FROM registry."
        returns = int(conn.exec_driver_sql(f"{count}return").scalar_one())
        findings = int(conn.exec_driver_sql(f"{count}finding").scalar_one())
        newest = conn.exec_driver_sql(
            "SELECT DISTINCT ON (agency_id, form_id) id FROM registry.return "
            "WHERE period_key = %s ORDER BY agency_id, form_id, version DESC",
            (PERIOD,),
        ).scalars()
        return Filled(returns, findings, tuple(newest))
