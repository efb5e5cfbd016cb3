"""When to remind: a due day and today in, the step of the ladder out.

Counted in working days with Vietnam's public holidays. The one surprising thing: a step falls on
exactly one working day, so that a missed run is not made up for with a heap of letters, except
that the last late step repeats every five working days.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from etl.reference.working_days import is_working_day


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the ladder: its name in the registry, and who is copied."""

    kind: str
    to_head: bool = False
    to_board: bool = False


_STEPS = {
    -3: Step("before_3"),
    -1: Step("before_1"),
    0: Step("due_today"),
    1: Step("late_1"),
    3: Step("late_3", to_head=True),
    5: Step("late_5", to_head=True, to_board=True),
}
LATE_EVERY = 5  # working days between further reminders
LAST_LATE = 40  # working days after which people, not letters, must act


def step_on(due_on: dt.date, today: dt.date) -> Step | None:
    """Give the step that falls on a day; None on days off and on days without a step."""
    if not is_working_day(today):
        return None
    distance = working_days_between(due_on, today)
    if distance in _STEPS:
        return _STEPS[distance]
    if 5 < distance <= LAST_LATE and distance % LATE_EVERY == 0:
        return Step(f"late_{distance}", to_head=True, to_board=True)
    return None


def working_days_between(due_on: dt.date, today: dt.date) -> int:
    """Count working days from the due day to today; negative before it, 0 on the day.

    A day off after the due day counts with the working day before it, one before the due day
    with the working day after it.
    """
    first, last = sorted((due_on, today))
    if first == last:
        return 0
    if today > due_on:
        days = (due_on + dt.timedelta(days=n) for n in range(1, (last - first).days + 1))
        return sum(map(is_working_day, days))
    days = (today + dt.timedelta(days=n) for n in range(1, (last - first).days + 1))
    return -sum(map(is_working_day, days))
