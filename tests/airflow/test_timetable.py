"""Reports are opened by completeness, and by the legal cut-off days even without it."""

from __future__ import annotations

import datetime as dt
from itertools import islice

import pendulum
import pytest
from airflow.timetables.base import DagRunInfo, TimeRestriction
from airflow.utils.types import DagRunType

from etl.airflow.timetable import CompleteOrCutOff, PeriodKeyMapper, openings, report_kinds
from etl.airflow.watch import PERIOD_COMPLETE
from etl.reference.working_days import VIETNAM

INTERIM = ["quarter", "six_months", "nine_months"]


def at(text: str) -> pendulum.DateTime:
    return pendulum.parse(text, tz="Asia/Ho_Chi_Minh")  # type: ignore[return-value]


def timetable(*kinds: str) -> CompleteOrCutOff:
    return CompleteOrCutOff(assets=PERIOD_COMPLETE, kinds=kinds or INTERIM)


def step(
    table: CompleteOrCutOff, last: DagRunInfo | None, earliest: str, *, catchup: bool = True
) -> DagRunInfo | None:
    restriction = TimeRestriction(earliest=at(earliest), latest=at("2022-01-01"), catchup=catchup)
    return table.next_dagrun_info_v2(last_dagrun_info=last, restriction=restriction)


def test_drafts_open_on_the_morning_after_each_cut_off() -> None:
    first = list(islice(openings(INTERIM, dt.datetime(2021, 1, 1, tzinfo=VIETNAM)), 6))
    assert [(f"{moment:%d/%m/%Y %H:%M}", key) for moment, key in first] == [
        ("15/03/2020 07:00", "2020-Q1"),
        ("15/06/2020 07:00", "2020-H1"),
        ("15/06/2020 07:00", "2020-Q2"),
        ("15/09/2020 07:00", "2020-M9"),
        ("15/09/2020 07:00", "2020-Q3"),
        ("15/12/2020 07:00", "2020-Q4"),
    ]


def test_kinds_of_periods_are_told_apart_by_what_they_are_made_of() -> None:
    assert report_kinds().year == ("year",)
    assert report_kinds().within_year == tuple(INTERIM)
    assert report_kinds().others == ()  # nobody owes a school year, or anything once


def test_a_school_year_and_what_is_asked_once_open_on_days_of_their_own() -> None:
    found = openings(["school_year", "once"], dt.datetime(2020, 1, 1, tzinfo=VIETNAM))
    assert [(f"{moment:%d/%m/%Y %H:%M}", key) for moment, key in found[:4]] == [
        ("01/06/2019 07:00", "2018-NH2"),
        ("01/10/2019 07:00", "2019-NH1"),
        ("01/01/2020 07:00", "2019-ML"),
        ("01/06/2020 07:00", "2019-NH2"),
    ]


def test_two_periods_that_share_a_cut_off_are_both_opened() -> None:
    table, info, keys = timetable(), None, []
    while info := step(table, info, "2020-01-01"):
        keys.append(info.partition_key)
    assert keys == [
        f"{year}-{part}" for year in (2020, 2021) for part in ("Q1", "H1", "Q2", "M9", "Q3", "Q4")
    ]


def test_the_annual_report_opens_once_a_year() -> None:
    table = timetable("year")
    first = step(table, None, "2020-01-01")
    assert first is not None
    assert (first.partition_key, first.run_after) == ("2020", at("2020-12-15T07:00"))
    second = step(table, first, "2020-01-01")
    assert second is not None
    assert second.partition_key == "2021"
    assert step(table, second, "2020-01-01") is None


def test_what_is_long_past_is_not_opened_any_more() -> None:
    now = pendulum.now("Asia/Ho_Chi_Minh")
    restriction = TimeRestriction(earliest=None, latest=None, catchup=False)
    last = DagRunInfo(run_after=at("2019-12-15T07:00"), data_interval=None, partition_key="2019-Q4")
    info = timetable().next_dagrun_info_v2(last_dagrun_info=last, restriction=restriction)
    assert info is not None
    assert info.run_after > now.subtract(days=4)


def test_a_run_is_named_after_its_period() -> None:
    info = step(timetable("year"), None, "2020-01-01")
    assert info is not None
    name = timetable("year").generate_run_id(
        run_type=DagRunType.SCHEDULED,
        data_interval=None,
        run_after=info.run_after,
        partition_key=info.partition_key,
    )
    assert name.startswith("scheduled__2020-12-15T07:00")
    assert name.endswith("__2020")


@pytest.mark.parametrize(
    ("key", "passes"),
    [("2020", []), ("2020-Q1", ["2020-Q1"]), ("2020-H1", ["2020-H1"]), ("nonsense", [])],
)
def test_only_periods_of_its_kinds_start_a_report(key: str, passes: list[str]) -> None:
    mapper = PeriodKeyMapper.deserialize(PeriodKeyMapper(INTERIM).serialize())
    assert list(mapper.to_downstream(key)) == passes


def test_the_timetable_survives_the_metadata_database() -> None:
    table = timetable("year")
    again = CompleteOrCutOff.deserialize(table.serialize())
    assert again.kinds == ("year",)
    assert again.serialize() == table.serialize()
    assert again.partitioned
    assert again.can_be_scheduled
