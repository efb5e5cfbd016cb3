"""The sample data say what was published and agree with themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from etl.demo.population import sample_population
from etl.demo.poverty import sample_counts
from etl.demo.rounds import PERIODS, sample_rows, senders
from etl.demo.works import Row
from etl.model import Period
from etl.reference import Reference

YEAR = Period.parse("2020")
QUARTERS = [Period.parse(key) for key in YEAR.quarter_keys]


def rows_of(form_id: str, period: Period) -> list[Row]:
    reference = Reference.load()
    return [
        row
        for agency, owed in reference.obligations(period)
        if owed == form_id
        for row in sample_rows(form_id, agency, period)
    ]


def total(rows: list[Row], column: str) -> float:
    return round(sum(float(row[column] or 0) for row in rows), 6)  # type: ignore[arg-type]


def test_the_works_of_2020_are_the_published_ones() -> None:
    works = rows_of("works", YEAR)
    assert Counter(work["kind"] for work in works) == {
        "new": 112,
        "carried_over": 239,
        "maintained": 77,
    }
    assert 176_000 < total(works, "disbursed_million_vnd") < 176_500  # "trên 176 tỷ"
    assert total(works, "planned_million_vnd") >= total(works, "disbursed_million_vnd")


def test_the_support_projects_of_2020_are_the_published_ones() -> None:
    projects = rows_of("support_projects", YEAR)
    assert len(projects) == 157
    assert 39_500 < total(projects, "disbursed_million_vnd") < 40_000  # "gần 40 tỷ"


def test_poverty_fell_by_three_points_to_the_published_rate() -> None:
    rates = []
    for key in ("2019", "2020"):
        rows = rows_of("poverty", Period.parse(key))
        assert len(rows) == 200
        assert total(rows, "minority_household_count") == 158_997
        poor = total(rows, "poor_minority_household_count")
        rates.append(100 * poor / total(rows, "minority_household_count"))
    assert [round(rate, 2) for rate in rates] == [10.89, 7.89]
    assert round(rates[0] - rates[1], 2) == 3.00


def test_the_population_is_the_published_one() -> None:
    rows = rows_of("population", YEAR)
    persons: Counter[str] = Counter()
    for row in rows:
        persons[str(row["ethnic_group"])] += int(row["person_count"])  # type: ignore[arg-type]
    published = {
        "nung": 335_316,
        "tay": 282_014,
        "dao": 28_225,
        "san-chay": 4_942,
        "mong": 1_551,
        "san-diu": 457,
    }
    assert {group: persons[group] for group in published} == published
    minorities = sum(persons.values()) - persons["kinh"]
    assert minorities == 655_896
    assert round(100 * minorities / sum(persons.values()), 2) == 83.91
    assert sum(int(r["household_count"]) for r in rows if r["ethnic_group"] != "kinh") == 158_997  # type: ignore[arg-type]


def test_the_commendations_are_the_published_ones_with_fictional_names() -> None:
    rows = rows_of("commendations", YEAR)
    assert Counter(row["recipient_type"] for row in rows) == {"collective": 4, "individual": 11}
    assert all("mẫu số" in str(row["recipient_name"]) for row in rows)
    assert all(rows_of("commendations", quarter) for quarter in QUARTERS)


@pytest.mark.parametrize(
    ("form_id", "flows"),
    [
        ("works", ("planned_million_vnd", "disbursed_million_vnd")),
        (
            "support_projects",
            (
                *("planned_million_vnd", "disbursed_million_vnd"),
                *("household_count", "minority_household_count"),
            ),
        ),
    ],
)
def test_the_quarters_of_every_line_sum_to_its_year(form_id: str, flows: tuple[str, ...]) -> None:
    key = ("district", "commune", "name")

    def by_key(rows: list[Row]) -> dict[tuple[object, ...], list[Row]]:
        found: dict[tuple[object, ...], list[Row]] = {}
        for row in rows:
            found.setdefault(tuple(row[part] for part in key), []).append(row)
        return found

    year = by_key(rows_of(form_id, YEAR))
    quarters = by_key([row for quarter in QUARTERS for row in rows_of(form_id, quarter)])
    assert year
    assert year.keys() == quarters.keys()
    for line, (row,) in year.items():
        for flow in flows:
            assert total(quarters[line], flow) == row[flow], (line, flow)


def test_the_fourth_quarter_of_poverty_is_the_year() -> None:
    assert rows_of("poverty", YEAR)
    assert rows_of("poverty", QUARTERS[-1]) == rows_of("poverty", YEAR)


@pytest.mark.parametrize("key", PERIODS)
def test_every_part_is_within_its_whole(key: str) -> None:
    period = Period.parse(key)
    assert all(rows_of(form, period) for form in ("poverty", "works", "support_projects"))
    for row in rows_of("poverty", period):
        whole = int(row["household_count"])  # type: ignore[arg-type]
        assert row["poor_household_count"] + row["near_poor_household_count"] <= whole  # type: ignore[operator]
        for name in ("household_count", "poor_household_count", "near_poor_household_count"):
            part = name.replace("household", "minority_household")
            assert 0 <= row[part] <= row[name]  # type: ignore[operator]
    for row in rows_of("works", period):
        spent, planned = row["disbursed_million_vnd"], row["planned_million_vnd"]
        assert 0 < spent <= planned <= row["total_investment_million_vnd"]  # type: ignore[operator]
        started, completed = row["started_on"], row["completed_on"]
        assert started is None or started <= period.ends_on  # type: ignore[operator]
        assert completed is None or started <= completed <= period.ends_on  # type: ignore[operator]
        window = Period.parse(str(period.year))
        inside = started is not None and window.starts_on <= started  # type: ignore[operator]
        assert inside == (row["kind"] == "new")
    for row in rows_of("support_projects", period):
        assert 0 < row["minority_household_count"] <= row["household_count"]  # type: ignore[operator]


def test_thirteen_agencies_send_six_times() -> None:
    assert [len(senders(Period.parse(key))) for key in PERIODS] == [13] * 6


def test_women_and_households_are_within_the_persons() -> None:
    assert all(sample_population().values())
    assert len(sample_population()) == 11
    for groups in sample_population().values():
        for households, persons, women in groups.values():
            assert 0 < women < persons
            assert 0 < households <= persons


def test_both_years_list_the_same_communes() -> None:
    assert sample_counts(2019)
    assert sample_counts(2019).keys() == sample_counts(2020).keys()


def _drafts() -> Iterator[str]:
    for period in map(Period.parse, PERIODS):
        for form_id in ("works", "support_projects"):
            for row in rows_of(form_id, period):
                yield f"{period.key}|{row['district']}|{row['commune']}|{row['name']}|{form_id}"


def test_no_line_is_reported_twice() -> None:
    assert max(Counter(_drafts()).values()) == 1
