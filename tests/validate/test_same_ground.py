"""Two years are compared where a code names the same ground in both, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from readings_by_hand import Forms, judged, make_reading, make_table

from etl.model import Beside, CellValue, Finding, Period
from etl.reference import Reference


def row(commune: str, poor: int, **more: CellValue) -> Mapping[str, CellValue]:
    return {
        "commune": commune,
        "standard": "nd07_2021",
        "household_count": 900,
        "minority_household_count": 800,
        "poor_household_count": poor,
        "poor_minority_household_count": poor,
        "near_poor_household_count": 0,
        "near_poor_minority_household_count": 0,
        **more,
    }


def told(
    forms: Forms, reference: Reference, sender: str, year: int, *rows: Mapping[str, CellValue]
) -> list[Finding]:
    """Give what is said of a year's rows that had 15 poor households each the year before."""
    few = {"poor_household_count": 15, "poor_minority_household_count": 15}
    before = make_table("poverty", [{**one, **few} for one in rows])
    now = make_reading(sender, str(year), make_table("poverty", rows))
    (verdict,) = judged(
        forms, reference, now, beside=Beside({("poverty", sender, str(year - 1)): before})
    )
    compared = ("across.poverty_changes_sharply", "across.minority_poverty_rises")
    return [one for one in verdict.findings if one.rule_id in compared]


def test_a_code_that_is_of_other_ground_since_is_not_compared(
    forms: Forms, reference: Reference
) -> None:
    days = [reference.places_on(Period.parse(key)) for key in ("2023", "2024")]
    moved = reference.moved(*days)
    assert {"06025", "06040"} <= moved
    assert "06001" not in moved
    assert reference.moved(days[0], days[0]) == frozenset()
    places = {code: reference.area(code, days[1]).parent_code for code in ("06025", "06001")}
    rows = [row(code, 75, district=district) for code, district in places.items()]
    found = told(forms, reference, "so-ldtbxh", 2024, *rows)
    changed = {one.row_label for one in found if one.rule_id == "across.poverty_changes_sharply"}
    assert len(changed) == 1
    assert reference.area("06001", days[1]).name.split(" ", 1)[1] in changed.pop()
    rises = [one for one in found if one.rule_id == "across.minority_poverty_rises"]
    assert {one.row_key for one in rises} == set(places.values())  # districts kept their ground


@pytest.mark.parametrize("poor", [75, 15])
def test_a_rate_that_rises_is_told_by_commune_where_no_district_is(
    forms: Forms, reference: Reference, poor: int
) -> None:
    found = told(forms, reference, "so-noi-vu", 2027, row("06001", poor))
    rises = [one.row_key for one in found if one.rule_id == "across.minority_poverty_rises"]
    assert rises == (["06001"] if poor == 75 else [])
