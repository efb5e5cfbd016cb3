"""When reminders fall: before, on and after the due day, in working days, ever higher."""

from __future__ import annotations

import datetime as dt

import pytest

from etl.notify.remind import LAST_LATE, step_on, working_days_between

_WEDNESDAY = dt.date(2020, 12, 16)


@pytest.mark.parametrize(
    ("today", "kind"),
    [
        (dt.date(2020, 12, 10), None),
        (dt.date(2020, 12, 11), "before_3"),  # a Friday
        (dt.date(2020, 12, 12), None),  # Saturday
        (dt.date(2020, 12, 14), None),
        (dt.date(2020, 12, 15), "before_1"),
        (dt.date(2020, 12, 16), "due_today"),
        (dt.date(2020, 12, 17), "late_1"),
        (dt.date(2020, 12, 18), None),
        (dt.date(2020, 12, 20), None),  # Sunday
        (dt.date(2020, 12, 21), "late_3"),
        (dt.date(2020, 12, 23), "late_5"),
        (dt.date(2020, 12, 30), "late_10"),
        (dt.date(2021, 1, 1), None),  # a public holiday
    ],
)
def test_each_step_falls_on_one_working_day(today: dt.date, kind: str | None) -> None:
    """Weekends and holidays are silent and do not count."""
    step = step_on(_WEDNESDAY, today)
    assert (step.kind if step else None) == kind


def test_holidays_do_not_count() -> None:
    """Tết 2021 began on 10 February: the days off lie between, and are not counted."""
    before, after = dt.date(2021, 2, 9), dt.date(2021, 2, 17)
    assert working_days_between(before, after) == 1
    assert working_days_between(after, before) == -1


def test_copies_go_higher_with_time_and_end() -> None:
    """The officer alone, then the head too, then the Board's leader; not for ever."""
    days = [_WEDNESDAY + dt.timedelta(days=n) for n in range(-10, 120)]
    steps = [step for day in days if (step := step_on(_WEDNESDAY, day))]
    by_kind = {step.kind: (step.to_head, step.to_board) for step in steps}
    assert by_kind["before_3"] == by_kind["due_today"] == by_kind["late_1"] == (False, False)
    assert by_kind["late_3"] == (True, False)
    assert by_kind["late_5"] == by_kind["late_20"] == (True, True)
    assert max(int(kind.split("_")[1]) for kind in by_kind if "late" in kind) == LAST_LATE
    assert len(by_kind) == len(steps)  # no step twice


def test_every_working_day_between_is_counted_once() -> None:
    """Walking on by a day adds one or none, in both directions alike."""
    for n in range(1, 60):
        later = _WEDNESDAY + dt.timedelta(days=n)
        ahead = working_days_between(_WEDNESDAY, later)
        assert ahead - working_days_between(_WEDNESDAY, later - dt.timedelta(days=1)) in (0, 1)
