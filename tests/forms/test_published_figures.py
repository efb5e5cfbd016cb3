"""The sample data say what was published, agree with themselves, and know no form by name."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import cast

import pytest

from etl.contracts import load_forms
from etl.contracts.indicators import indicators_of
from etl.model import Period
from etl.reference import Reference
from sample import sample_rows, senders
from sample.bounds import bounds_of
from sample.rounds import PERIODS
from sample.totals import Row, figures, split
from sample.words import words

YEAR = Period.parse("2020")
QUARTERS = [Period.parse(key) for key in YEAR.quarter_keys]


def rows_of(form_id: str, period: Period) -> list[Row]:
    reference = Reference.load()
    return [
        row
        for agency, owed in reference.obligations(period)
        if owed == load_forms()[form_id].owed_as
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
    ("key", "classes"),
    [
        ("2020", {"one": 31, "two": 57, "three": 112}),  # 2016-2020, when all 200 were classed
        ("2021", {"one": 103, "two": 8, "three": 88, "none": 1}),  # 861/QĐ-TTg: 199 of 200
    ],
)
def test_the_area_classes_are_the_published_ones(key: str, classes: dict[str, int]) -> None:
    rows = rows_of("area_classification", Period.parse(key))
    assert Counter(row["area_class"] for row in rows) == classes
    said = {one.id: one.parts(rows)[0] for one in indicators_of("area_classification")}
    assert said["special_difficulty_commune_count"] == classes["three"]
    assert said["class_one_commune_count"] == classes["one"]
    if key == "2021":
        assert said["extremely_difficult_village_count"] == 644  # 612/QĐ-UBDT


def test_the_congress_of_2024_is_the_published_one() -> None:
    once = Period.parse("2024-ML")
    lines = rows_of("congress", once)
    assert Counter(line["level"] for line in lines) == {"district": 11, "province": 1}
    (province,) = (line for line in lines if line["level"] == "province")
    assert (province["official_delegate_count"], province["invited_delegate_count"]) == (250, 80)
    assert province["held_on"] == dt.date(2024, 11, 18)
    deadline = dt.date(2024, 6, 30)
    assert all(cast("dt.date", one["held_on"]) < deadline for one in lines if one is not province)
    for part in ("congress_delegates", "congress_components"):
        groups = [row for row in rows_of(part, once) if row["level"] == "province"]
        assert total(groups, "delegate_count") == 250


def test_the_people_of_prestige_of_2022_are_the_published_ones_with_fictional_names() -> None:
    rows = rows_of("prestige_people", Period.parse("2022"))
    counts = {one.id: one.parts(rows)[0] for one in indicators_of("prestige_people")}
    assert counts["prestige_person_count"] == 1_649
    assert counts["prestige_male_count"] == 1_433
    assert counts["prestige_female_count"] == 216
    assert all("mẫu số" in str(row["full_name"]) for row in rows)


def test_the_income_of_minorities_of_2019_is_the_published_one() -> None:
    rows = rows_of("income_per_capita", Period.parse("2019"))
    incomes = {one.id: one.parts(rows)[0] for one in indicators_of("income_per_capita")}
    assert incomes["minority_income"] == 35.45


KNOWN = [
    (form_id, key, at)
    for form_id in load_forms()
    for key in ("2019", "2020", "2026")
    for at in range(len(figures(form_id, key)))
]


@pytest.mark.parametrize(("form_id", "key", "at"), KNOWN)
def test_lines_amount_to_every_figure(form_id: str, key: str, at: int) -> None:
    figure = figures(form_id, key)[at]
    rows = [row for row in rows_of(form_id, Period.parse(key)) if figure.covers(row)]
    if figure.place_kind:
        areas = Reference.load().area_codes(Reference.load().places_on(Period.parse(key)))
        rows = [row for row in rows if areas[str(row["commune"])].kind == figure.place_kind]
    assert len(rows) == (figure.lines or len(rows))
    assert {name: total(rows, name) for name in figure.sums} == dict(figure.sums)


@pytest.mark.parametrize("key", ["2020", "2021"], ids=["published", "drawn"])
@pytest.mark.parametrize("form_id", load_forms())
def test_every_agency_has_lines_in_every_period_that_make_its_year(form_id: str, key: str) -> None:
    form, whole = load_forms()[form_id], Period.parse(key)
    flows = [column.name for column in form.columns if column.measure == "flow"]
    for agency, owed in Reference.load().obligations(whole):
        if owed != form.id:
            continue
        year = sample_rows(form.id, agency, whole)
        assert year
        assert len({tuple(row[name] for name in form.key) for row in year}) == len(year)
        if "quarter" not in form.frequencies:
            continue
        quarters = [
            sample_rows(form.id, agency, period)
            for period in map(Period.parse, whole.quarter_keys)
            if (agency, owed) in Reference.load().obligations(period)
        ]
        assert all(quarters)
        lines = [line for quarter in quarters for line in quarter]
        for name in flows:
            assert total(lines, name) == total(year, name)
        keys = [{tuple(row[name] for name in form.key) for row in rows} for rows in (lines, year)]
        assert keys[0] == keys[1] or not any(column.measure for column in form.columns)


def test_numbers_are_ordered_as_the_rules_bound_them() -> None:
    bounds = bounds_of(load_forms()["poverty"])
    names = [column.name for column in bounds.order]
    assert names.index("household_count") < names.index("poor_household_count")
    line = {"household_count": 100, "poor_household_count": 40, "minority_household_count": 90}
    assert bounds.ceiling("near_poor_household_count", line) in (60, 100)
    assert bounds.ceiling("poor_minority_household_count", line) == 40


def test_a_whole_is_split_under_ceilings_and_refused_beyond_them() -> None:
    assert split(10, [1.0, 1.0, 2.0], most=[1, 9, 9]) == [1, 2, 7]
    assert split(7, [1.0, 1.0], least=3) == [4, 3]
    with pytest.raises(ValueError, match="find no place"):
        split(10, [1.0, 1.0], most=[4, 5])
    with pytest.raises(ValueError, match="at least 6"):
        split(10, [1.0, 1.0], least=6)


def test_what_falls_to_lines_as_another_column_does_is_in_proportion() -> None:
    rows = rows_of("health_insurance_immunisation", YEAR)
    for row in rows:
        share = float(row["insured_count"]) / float(row["person_count"])  # type: ignore[arg-type]
        assert share == pytest.approx(0.94, abs=0.001)


def test_a_year_of_printed_lines_is_made_of_its_quarters_line_by_line() -> None:
    quarters = [rows_of("land_disputes", quarter) for quarter in QUARTERS]
    for year, *parts in zip(rows_of("land_disputes", YEAR), *quarters, strict=True):
        assert all(one["kind"] == year["kind"] for one in parts)
        assert total(parts, "received") == year["received"] == year["resolved"]
        assert {one["open_at_start"] for one in parts} == {year["open_at_end"]}


@pytest.mark.parametrize("form_id", ["programme_funds", "legal_aid"])
def test_lines_that_lists_alone_name_are_told_apart_over_a_year(form_id: str) -> None:
    rows, key = rows_of(form_id, YEAR), load_forms()[form_id].key
    assert len({tuple(row[name] for name in key) for row in rows}) == len(rows) > 20


def test_whoever_owes_something_sends_in_each_period() -> None:
    for key in PERIODS:  # at the least the Board, a department and eleven districts
        assert len(senders(Period.parse(key))) >= 13


def test_what_is_declared_of_the_sample_is_of_columns_that_are() -> None:
    forms = load_forms()
    for text in words().texts:
        names = {column.name for column in forms[text.form].columns}
        assert {text.column, *text.where} <= names
    for form_id, key, at in KNOWN:
        figure = figures(form_id, key)[at]
        assert {*figure.where, *figure.sums} <= {c.name for c in forms[form_id].columns}


def test_every_assessment_that_is_declared_is_said_in_2020() -> None:
    said = {row["content"] for row in rows_of("assessment", YEAR)}
    texts = [one for one in words().texts if (one.form, one.column) == ("assessment", "content")]
    known = {text for one in texts for text in one.words}
    assert known == said
