"""Places as of a date: districts and communes follow the calendar."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from reference_days import DAY, IN_2020, MERGED, MERGED_AGAIN, REFERENCE, TWO_TIERS

from etl.model import Period

COUNTS_2020 = {
    "178": 8,
    "180": 22,
    "181": 19,
    "182": 17,
    "183": 22,
    "184": 17,
    "185": 18,
    "186": 24,
    "187": 20,
    "188": 21,
    "189": 12,
}


COUNTS_2024 = COUNTS_2020 | {"180": 20, "184": 15, "186": 23, "188": 20}


@pytest.mark.parametrize(
    ("on", "districts", "communes"),
    [
        (MERGED - DAY, 11, 0),
        (MERGED, 11, 200),
        (MERGED_AGAIN - DAY, 11, 200),
        (MERGED_AGAIN, 11, 194),
        (TWO_TIERS - DAY, 11, 194),
        (TWO_TIERS, 0, 65),
    ],
)
def test_places_follow_the_calendar(on: dt.date, districts: int, communes: int) -> None:
    assert len(REFERENCE.districts(on)) == districts
    assert len(REFERENCE.communes(on)) == communes


@pytest.mark.parametrize(
    ("on", "counts"),
    [(MERGED, COUNTS_2020), (MERGED_AGAIN, COUNTS_2024)],
)
def test_communes_by_district(on: dt.date, counts: dict[str, int]) -> None:
    assert {d.code: len(REFERENCE.communes(on, d.code)) for d in REFERENCE.districts(on)} == counts


def test_since_2025_communes_lie_directly_in_the_province() -> None:
    communes = REFERENCE.communes(TWO_TIERS)
    assert Counter(area.kind for area in communes) == {"xa": 61, "phuong": 4}
    assert {area.parent_code for area in communes} == {"20"}
    assert REFERENCE.area_label(communes[0]) == communes[0].name


def test_a_code_used_again_names_another_place() -> None:
    names = [REFERENCE.area("06040", on).name for on in (MERGED, MERGED_AGAIN, TWO_TIERS)]
    assert names == ["Xã Đại Đồng", "Thị trấn Thất Khê", "Xã Thất Khê"]
    with pytest.raises(KeyError, match=r"06040.*area\.csv"):
        REFERENCE.area("06040", MERGED - DAY)


def test_enlarged_communes_are_other_places_than_before() -> None:
    before, after = (REFERENCE.area("06286", on) for on in (MERGED_AGAIN - DAY, MERGED_AGAIN))
    assert before.name == after.name == "Xã Khánh Khê"
    assert before.id != after.id
    # a commune that nothing happened to stays itself
    assert REFERENCE.area("06001", MERGED) == REFERENCE.area("06001", MERGED_AGAIN)


@pytest.mark.parametrize(
    ("key", "on"),
    [("2019", MERGED), ("2020-Q1", dt.date(2020, 3, 14)), ("2020", IN_2020)],
)
def test_a_period_before_our_lists_is_reported_on_the_first_of_them(key: str, on: dt.date) -> None:
    assert REFERENCE.places_on(Period.parse(key)) == on
