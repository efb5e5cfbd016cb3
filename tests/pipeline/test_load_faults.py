"""A return that cannot be loaded is our fault: it is told, others are loaded, it is tried again."""

from __future__ import annotations

import shutil
from pathlib import Path

import sqlalchemy as sa

from etl import pipeline, warehouse
from etl.registry import incidents
from etl.settings import settings

_BAR = "ALTER TABLE landing.works ADD CONSTRAINT barred CHECK (return_id < 0)"
_IN_FORCE = "SELECT form_id FROM mart.return_in_force WHERE agency_id = 'ubnd-dinh-lap'"


def _in_force() -> set[str]:
    with warehouse.transaction() as conn:
        return {*conn.execute(sa.text(_IN_FORCE)).scalars()}


def _as_owner(statement: str) -> None:
    with warehouse.transaction("owner") as conn:
        conn.execute(sa.text(statement))


def test_one_form_that_is_refused_stops_neither_the_others_nor_what_follows(
    home: Path, workbooks: Path
) -> None:
    pipeline.open_warehouse()
    _as_owner(_BAR)
    shutil.copytree(workbooks, settings().inbox)
    outcome = pipeline.run()
    assert _in_force() == {"assessment", "population", "support_projects"}
    assert len(outcome.given_back) == 1
    (line,) = outcome.faults
    with warehouse.transaction() as conn:
        (incident,) = incidents.open_incidents(conn)
    assert incident.kind == "load"
    assert incident.return_id is not None
    assert f"Sự cố số {incident.id}" in line
    assert "23514" in line

    again = pipeline.run()
    assert (again.received, again.loaded, len(again.faults)) == (0, 0, 1)

    _as_owner("ALTER TABLE landing.works DROP CONSTRAINT barred")
    mended = pipeline.run()
    assert (mended.loaded, mended.faults) == (1, ())
    assert "works" in _in_force()
