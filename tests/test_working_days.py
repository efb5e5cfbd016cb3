"""Which day it is in Vietnam, and which days count: once for workbooks and warehouse."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from etl import warehouse
from etl.contracts import load_forms
from etl.model import Period
from etl.reference import Reference
from etl.reference.working_days import (
    VIETNAM,
    add_working_days,
    is_working_day,
    public_holidays,
    today,
)
from etl.warehouse import seeding

TET = dt.date(2020, 1, 22)


@pytest.mark.usefixtures("server_on_another_day")
def test_today_is_vietnam_s_day_also_on_a_server_elsewhere() -> None:
    assert today() == dt.datetime.now(VIETNAM).date()
    assert today() != dt.date.today()


@settings(deadline=None)  # a year's holidays are looked up once
@given(st.dates(dt.date(2016, 1, 1), dt.date(2060, 12, 31)), st.integers(0, 30))
@example(TET, 0)
@example(TET, 1)
@example(dt.date(2020, 12, 18), 1)  # a Friday
def test_a_term_ends_on_a_working_day_with_as_many_before_it(start: dt.date, term: int) -> None:
    due_on = add_working_days(start, term)
    passed = [start + dt.timedelta(days=n) for n in range(1, (due_on - start).days + 1)]
    off = [d for d in passed if d.weekday() >= 5 or d in public_holidays(d.year)]
    assert len(passed) - len(off) == term
    assert due_on == start if term == 0 else is_working_day(due_on)


def test_the_warehouse_and_the_blank_workbook_have_one_due_day(home: Path) -> None:
    reference = Reference.load()
    query = (
        "SELECT agency_id, min(due_on), max(due_on) FROM registry.obligation_due "
        "WHERE period_key = :period_key GROUP BY agency_id"
    )
    for key in ("2016", "2020-Q1", "2020-Q4", "2025", "2027-Q1", "2060-Q2"):
        period = Period.parse(key)
        with warehouse.transaction() as conn:
            kept = {row[0]: row[1:] for row in conn.execute(sa.text(query), {"period_key": key})}
        said = {
            agency.id: reference.deadline(period, agency)
            for agency, _ in reference.obligations(period)
        }
        assert kept == {agency_id: (day, day) for agency_id, day in said.items()}


def test_a_term_of_no_days_ends_on_the_cut_off_day_in_the_warehouse_too(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The two counted differently: the warehouse went on to the next working day."""
    loaded = Reference.load()
    at_once = [
        dataclasses.replace(one, working_days_after_cutoff=0) for one in loaded.seeds.deadlines
    ]
    reference = Reference(dataclasses.replace(loaded.seeds, deadlines=tuple(at_once)))
    monkeypatch.setattr(seeding.Reference, "load", lambda: reference)
    with warehouse.transaction("owner") as conn:
        seeding.load(conn, load_forms())
        late = conn.exec_driver_sql(
            "SELECT p.key FROM registry.obligation_due o JOIN ref.period p ON p.key = o.period_key "
            "WHERE o.due_on <> p.ends_on AND p.year < 2030"
        ).all()
    assert late == []
