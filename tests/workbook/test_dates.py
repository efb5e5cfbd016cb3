"""Dates: day before month, four digits of the year, nothing guessed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.workbook.issued.values.dates import read_date

DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2100, 12, 31))


@given(
    DAYS,
    st.sampled_from(["{d}/{m}/{y}", "{d:02d}-{m:02d}-{y}", "{d}.{m}.{y}", "{y}-{m:02d}-{d:02d}"]),
)
def test_every_spelling_of_a_day_is_that_day(day: dt.date, spelling: str) -> None:
    text = spelling.format(d=day.day, m=day.month, y=day.year)
    assert read_date(text).day == day


@given(DAYS)
def test_words_are_read(day: dt.date) -> None:
    assert read_date(f"ngày {day.day} tháng {day.month} năm {day.year}").day == day


@given(DAYS, st.times())
def test_the_hour_is_left_aside(day: dt.date, hour: dt.time) -> None:
    assert read_date(dt.datetime.combine(day, hour)).day == day


@given(DAYS)
def test_two_digits_of_a_year_are_refused(day: dt.date) -> None:
    read = read_date(f"{day.day}/{day.month}/{day.year % 100:02d}")
    assert read.day is None
    assert read.trouble == "two_digit_year"


@given(st.one_of(st.text(max_size=40), st.floats(), st.integers(), st.booleans(), st.none()))
def test_anything_else_is_refused_with_a_reason(value: object) -> None:
    read = read_date(value)
    assert (read.day is None) == bool(read.trouble)


@pytest.mark.parametrize(
    ("text", "trouble", "suggestion"),
    [
        ("03/25/2020", "month_first", dt.date(2020, 3, 25)),
        ("31/02/2020", "unreadable", None),
        ("2020", "unreadable", None),
        ("15/03/0202", "unlikely", dt.date(202, 3, 15)),
        ("15-Mar-2020", "unreadable", dt.date(2020, 3, 15)),
        ("Mar 15, 2020.", "unreadable", dt.date(2020, 3, 15)),
        ("ngày 03/15/2020", "month_first", dt.date(2020, 3, 15)),
        ("03/15/2020 (dự kiến)", "unreadable", dt.date(2020, 3, 15)),
        ("khoảng 15/3/2020", "unreadable", dt.date(2020, 3, 15)),
        ("15/3/2020 hoặc 16/3/2020", "unreadable", None),
        ("15.03.2020.7", "unreadable", None),
        ("ngày 15/03/20.", "two_digit_year", None),
    ],
)
def test_near_misses_are_offered_never_taken(
    text: str, trouble: str, suggestion: dt.date | None
) -> None:
    read = read_date(text)
    assert (read.day, read.trouble, read.suggestion) == (None, trouble, suggestion)


def test_a_bare_serial_number_is_offered_as_its_day() -> None:
    assert read_date(43905.0).suggestion == dt.date(2020, 3, 15)
    assert read_date(43905.5).trouble == "unreadable"
