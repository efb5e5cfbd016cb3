"""What became of places that ended, in the warehouse: it refuses what loses or doubles ground."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa

from etl import warehouse
from etl.model import holds
from etl.reference import Reference
from etl.warehouse import run_text

ADD = (
    "INSERT INTO ref.area_succession "
    "(old_area_id, new_area_id, changed_on, share, source, note) VALUES "
)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (f"{ADD} ('06001@2020-01-01', '06004@2030-01-01', '2025-07-01', 'part', 'x', '')", "key"),
        (
            f"{ADD} ('05998@2020-01-01', '06004@2025-07-01', '2025-07-01', 'part', 'x', '')",
            "foreign key",
        ),
        (
            f"{ADD} ('06001@2020-01-01', '06004@2025-07-01', '2025-07-01', 'part', 'x', '')",
            "06001@2020-01-01",
        ),
        (
            "UPDATE ref.area_succession SET share = 'whole' WHERE old_area_id LIKE '06622@%'",
            "06622@2020-01-01",
        ),
        (
            "UPDATE ref.area_succession SET share = 'part' WHERE old_area_id LIKE '06001@%'",
            "06001@2020-01-01",
        ),
        (
            "UPDATE ref.area_succession SET weight = 0.4 WHERE old_area_id LIKE '06622@%'",
            "06622@2020-01-01",
        ),
        (
            "UPDATE ref.area_succession SET weight = 0.5 WHERE new_area_id LIKE '06613@%' "
            "AND share = 'part'",
            "06622@2020-01-01",
        ),
        (
            "DELETE FROM ref.area_succession WHERE old_area_id LIKE '06001@%';"
            "UPDATE ref.area_succession SET note = note",
            "06001@2020-01-01",
        ),
        (
            "INSERT INTO ref.area (id, code, kind, name, parent_code, valid_from, note) "
            "VALUES ('99999@2025-07-01', '99999', 'xa', 'Xã Mới', '20', '2025-07-01', '');"
            "UPDATE ref.area_succession SET note = note",
            "99999@2025-07-01",
        ),
    ],
)
def test_a_succession_that_loses_or_doubles_ground_is_refused(
    home: Path, change: str, reason: str
) -> None:
    with (
        pytest.raises(sa.exc.DBAPIError, match=reason),
        warehouse.transaction("owner") as conn,
    ):
        run_text(conn, change)


def test_the_warehouse_knows_of_every_two_days_what_the_reference_knows(home: Path) -> None:
    reference = Reference.load()
    days = [dt.date(2020, 6, 1), dt.date(2024, 12, 1), dt.date(2025, 7, 1)]
    with warehouse.transaction("analyst") as conn:
        found = conn.execute(
            sa.text(
                "SELECT a.id, to_day, area_code, share, weight, is_comparable "
                "FROM ref.area a, unnest(CAST(:days AS date[])) from_day, "
                "unnest(CAST(:days AS date[])) to_day, ref.area_on(a.code, from_day, to_day) "
                "WHERE daterange(a.valid_from, a.valid_to) @> from_day"
            ),
            {"days": days},
        ).all()
    wanted = {
        (area.id, on, o.area.code, "whole" if o.whole else "part", o.weight, o.whole)
        for area in reference.seeds.areas
        for on in days
        for o in reference.ground[area.id]
        if holds(o.area.valid_from, o.area.valid_to, on)
    }
    assert {tuple(row) for row in found} == wanted
    assert len(wanted) > 3000


def test_a_period_before_our_lists_begin_stands_on_the_first_places(home: Path) -> None:
    on = "SELECT area_code FROM ref.area_on('05995', '2019-12-14', '2026-01-01')"
    with warehouse.transaction("analyst") as conn:
        assert list(conn.execute(sa.text(on)).scalars()) == ["20", "06040"]
