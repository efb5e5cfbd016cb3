"""What each body fills in, in a year: counted anew from the lists."""

from __future__ import annotations

from etl.cli.bodies import bodies, told_year
from etl.kinds import each_row
from etl.model import Period
from etl.reference import Reference


def test_the_cells_of_a_printed_form_are_its_lines_times_its_open_columns() -> None:
    reference, period = Reference.load(), Period.parse("2020")
    (body,) = (one for one in bodies(reference, 2020) if "poverty" in one.asked)
    (sender,) = body.agencies
    asked = body.asked["poverty"]
    lines = len(list(each_row(asked.form, ("commune",), reference.day_of(period), sender)))
    assert lines == len(reference.communes(reference.places_on(period)))
    assert list(asked.periods) == ["2020-Q1", "2020-Q2", "2020-Q3", "2020-Q4", "2020"]
    assert asked.sendings == 5
    assert [form.id for form in body.owed(period)] == [*body.asked]
    assert body.dates[period] == reference.deadline(period, sender)
    assert body.slug == "so-lao-dong-thuong-binh-va-xa-hoi-tinh-lang-son"
    assert asked.cells_of_line == 7  # the standard and six counts; neither places nor the reason
    assert asked.cells == 5 * lines * 7
    assert not asked.is_open


def test_those_of_all_places_of_a_kind_are_one_body() -> None:
    reference = Reference.load()
    (body,) = (one for one in bodies(reference, 2020) if "works" in one.asked)
    districts = reference.districts(Period.parse("2020").ends_on)
    assert {agency.area_code for agency in body.agencies} == {one.code for one in districts}
    assert body.name == "Ủy ban nhân dân huyện, thành phố"
    works = body.asked["works"]
    assert works.is_open
    assert works.sendings == works.lines == 5 * len(districts)
    assert body.cells == sum(one.cells for one in body.asked.values())


def test_a_body_takes_over_what_those_that_ended_owed() -> None:
    reference = Reference.load()
    (body,) = (one for one in bodies(reference, 2026) if "poverty" in one.asked)
    assert "Sở Lao động - Thương binh và Xã hội tỉnh Lạng Sơn" in body.predecessors
    assert all("poverty" in {form.id for form in body.owed(one)} for one in body.dates)


def test_the_year_that_is_told_is_whole_under_the_newest_obligation() -> None:
    reference = Reference.load()
    newest = max(owed.valid_from for owed in reference.seeds.obligations)
    year = told_year(reference)
    assert newest.year <= year <= newest.year + 1
    assert newest <= Period.parse(str(year)).ends_on.replace(month=1, day=1)
