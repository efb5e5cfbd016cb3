"""Figures on two sides of a break are never compared: by rules, the report, or targets."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from returns_by_hand import accepted, table

from etl import warehouse
from etl.contracts import load_forms
from etl.model import CellValue, Period
from etl.reference import Reference

SEEDS = Reference.load().seeds
FUNDS = "programme_funds"


def communes(key: str) -> list[dict[str, CellValue]]:
    areas = Reference.load().areas("commune", Period.parse(key).ends_on)
    return [{"commune": one.code, "centre_road": "paved"} for one in areas if one.kind == "xa"]


def sent(form_id: str, agency: str, key: str, rows: list[dict[str, CellValue]]) -> None:
    with warehouse.transaction() as conn:
        read = table(form_id, rows)
        accepted(conn, f"{form_id} {key}", read, agency_id=agency, period_key=key)


def told(view: str, key: str, indicator: str, more: str = "") -> Mapping[str, Any]:
    asked = (
        f"SELECT * FROM mart.{view} WHERE period_key = :key AND indicator_id = :indicator {more}"
    )
    with warehouse.transaction("analyst") as conn:
        (row,) = conn.execute(sa.text(asked), {"key": key, "indicator": indicator}).mappings()
        return row


def test_a_break_is_of_columns_that_there_are_and_says_so() -> None:
    assert {one.kind for one in SEEDS.breaks} == {
        *("boundary", "poverty_standard", "criteria", "programme"),
    }
    for one in SEEDS.breaks:
        assert set(one.columns) <= {column.name for column in load_forms()[one.form_id].columns}


def test_a_break_parts_the_days_around_it_and_no_others() -> None:
    (one,) = [
        b
        for b in SEEDS.breaks
        if (b.form_id, b.kind, b.broken_on.year) == ("poverty_movement", "poverty_standard", 2022)
    ]
    for after, until, is_parted in (
        *(("2021", "2022", True), ("2020", "2021", False), ("2022", "2023", False)),
        *(("2020", "2026", True), ("2021-Q4", "2022-Q1", True)),
    ):
        days = (Period.parse(key).ends_on for key in (after, until))
        assert one.parts("poverty_movement", "escaped", *days) is is_parted
    days = (Period.parse(key).ends_on for key in ("2021", "2022"))
    assert not one.parts("population", "person_count", *days)


@pytest.mark.parametrize(("key", "is_broken"), [("2023", False), ("2024", True), ("2025", True)])
def test_another_map_breaks_what_counts_communes(home: Path, key: str, is_broken: bool) -> None:
    before = str(int(key) - 1)
    for year in (before, key):
        agency = "so-xay-dung" if year == "2025" else "so-gtvt"
        sent("road_access", agency, year, communes(year))
    total = told("indicator", key, "road_commune_count", "AND is_total")
    assert total["is_comparable"] is not is_broken
    assert total["previous_value"] is not None
    assert bool(total["series_break"]) is is_broken
    assert not told("indicator", key, "road_village_count", "AND is_total")["series_break"]


def test_a_line_from_the_other_side_of_a_break_is_not_drawn(home: Path) -> None:
    rows = communes("2024")
    sent("road_access", "so-gtvt", "2024", [{**rows[0], "centre_road": "unpaved"}, *rows[1:]])
    road = told("target_progress", "2024", "commune_car_road_pct", "AND number = 6 AND item <> ''")
    assert (road["state"], road["gap"]) == ("not_comparable", "series_break")
    assert road["path_value"] is None
    assert float(road["baseline_value"]) == 91.16
    assert "194 đơn vị cấp xã" in road["series_break"]


def test_what_is_reached_is_reached_across_a_break(home: Path) -> None:
    sent("road_access", "so-gtvt", "2024", communes("2024"))
    road = told("target_progress", "2024", "commune_car_road_pct", "AND number = 6 AND item <> ''")
    assert (road["state"], road["gap"], road["series_break"]) == ("reached", "", "")


def test_poverty_says_which_standard_is_new(home: Path) -> None:
    for key, standard in (("2021", "qd59_2015"), ("2022", "nd07_2021"), ("2023", "nd07_2021")):
        counts: dict[str, CellValue] = {
            "minority_household_count": 100,
            "poor_minority_household_count": 10,
        }
        sent("poverty", "so-ldtbxh", key, [{"commune": "06001", "standard": standard, **counts}])
    broken, same = (
        told("indicator", key, "poverty_rate", "AND is_total") for key in ("2022", "2023")
    )
    assert "Nghị định 07/2021/NĐ-CP" in broken["series_break"]
    assert (broken["is_comparable"], same["is_comparable"]) == (False, True)
    assert same["series_break"] == ""
    assert not told("indicator", "2022", "minority_household_count", "AND is_total")["series_break"]
