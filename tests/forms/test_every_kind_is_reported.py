"""Whatever kind of period somebody owes, one schedule reports on it."""

from __future__ import annotations

import datetime as dt

from etl.airflow.timetable import openings, report_kinds
from etl.reference import Reference
from etl.reference.working_days import VIETNAM


def test_every_kind_that_is_owed_is_scheduled_once() -> None:
    scheduled = [kind for kinds in report_kinds() for kind in kinds]
    assert len(scheduled) == len(set(scheduled))
    owed = {one.frequency for one in Reference.load().seeds.obligations}
    assert owed <= set(scheduled)
    assert {"school_year", "once", "year_topped_up"} <= set(report_kinds().others)
    assert "survey" not in scheduled  # as long as nobody owes one
    for kind in owed:
        assert openings([kind], dt.datetime(2020, 1, 1, tzinfo=VIETNAM))
