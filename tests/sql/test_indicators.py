"""Numbers are what their cells add up to, whichever way they are asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from returns_by_hand import accepted, table, works

from etl import warehouse
from etl.contracts.indicators import load_indicators, rows_of

_FACTS = (
    "SELECT coalesce(sum(value), 0) FROM mart.fact WHERE period_key = '2020' AND form_id = :form "
    "AND measure = :measure AND breakdown @> CAST(:conditions AS jsonb)"
)
_INDICATOR = (
    "SELECT value FROM mart.indicator "
    "WHERE period_key = '2020' AND is_total AND is_main AND indicator_id = :id"
)
_PEOPLE = [
    {"district": "180", "ethnic_group": "tay", "household_count": 9, "person_count": 40},
    {"district": "180", "ethnic_group": "kinh", "household_count": 4, "person_count": 15},
]
_HOUSEHOLDS = [
    {
        "commune": code,
        "standard": "qd59_2015",
        "household_count": 100,
        "minority_household_count": minority,
        "poor_household_count": 12,
        "poor_minority_household_count": poor,
    }
    for code, minority, poor in (("06001", 80, 9), ("06004", 40, 3))
]
_TABLES = {
    "works": works({}, {"kind": "maintained", "disbursed_million_vnd": 0.75}, {"name": "Cầu"}),
    "population": table("population", _PEOPLE),
    "poverty": table("poverty", _HOUSEHOLDS),
}


@pytest.fixture
def filled(home: Path) -> Path:
    with warehouse.transaction() as conn:
        for form_id, one in _TABLES.items():
            agency = "so-ldtbxh" if form_id == "poverty" else "ubnd-trang-dinh"
            accepted(conn, form_id, one, agency_id=agency)
    return home


def test_facts_add_up_to_indicators_in_the_warehouse_and_over_a_table(filled: Path) -> None:
    summed = 0
    with warehouse.transaction("analyst") as conn:
        for one in load_indicators().values():
            part = one.numerator
            if one.form_id not in _TABLES or part is None or one.denominator is not None:
                continue
            told = conn.execute(sa.text(_INDICATOR), {"id": one.id}).scalar_one()
            asked = ", ".join(f'"{name}": "{value}"' for name, value in part.where)
            if "is_minority" not in asked:  # what a list says of a group is no cell
                facts = {
                    "form": one.form_id,
                    "measure": part.column or "row_count",
                    "conditions": f"{{{asked}}}",
                }
                added = conn.execute(sa.text(_FACTS), facts).scalar_one()
                assert (told or 0) == added, one.id
                brought = one.parts(rows_of(_TABLES[one.form_id]))[0]
                assert float(told or 0) == pytest.approx(brought), one.id
                summed += 1
    assert summed > 12


def test_a_rate_is_made_of_the_sums_and_not_of_rates(filled: Path) -> None:
    with warehouse.transaction("analyst") as conn:
        told = conn.execute(sa.text(_INDICATOR), {"id": "poverty_rate"}).scalar_one()
        share = conn.execute(sa.text(_INDICATOR), {"id": "minority_share"}).scalar_one()
    assert float(told) == pytest.approx(100 * 12 / 120)
    assert float(share) == pytest.approx(100 * 40 / 55)
