"""The calendar of periods: keys, windows and names, whatever sql/seeds/frequency.csv says."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.contracts.check import check_all
from etl.errors import UnknownPeriodError
from etl.model import Period, all_periods, legal_keys, newest_first, period_kinds, read_frequencies
from etl.model.periods import CALENDAR
from etl.reference import Reference
from etl.reference.seeds import Deadline
from etl.workbook.issued.senders.titles import periods_in
from tests.conftest import copy_declarations

PERIODS = list(all_periods())
DAY = dt.timedelta(days=1)
HEAD = "kind,suffix,label,title,starts,ends,cut_off,years,valid_from,valid_to,note\n"


@given(st.sampled_from(PERIODS))
def test_a_key_and_a_title_name_their_period_and_no_other(period: Period) -> None:
    assert Period.parse(period.key) == period
    named = [f"Kỳ báo cáo: {text}" for text in (period.key, period.title)]
    for text in (period.title, period.title.upper(), *named):
        assert periods_in([text]) == {period.key}


@given(st.text(st.sampled_from("0123456789-QHMBST"), max_size=9) | st.text(max_size=9))
def test_what_is_no_key_is_refused_with_those_that_are(text: str) -> None:
    if text in {one.key for one in PERIODS}:
        return
    with pytest.raises(UnknownPeriodError) as told:
        Period.parse(text)
    assert all(label in str(told.value) for label in period_kinds().values())


def test_periods_of_a_kind_never_overlap() -> None:
    of_kind: dict[str, list[Period]] = defaultdict(list)
    for one in PERIODS:
        of_kind[one.kind].append(one)
    for periods in of_kind.values():
        ordered = sorted(periods, key=lambda one: one.starts_on)
        assert all(one.ends_on < other.starts_on for one, other in pairwise(ordered))
        assert all(one.starts_on < one.ends_on <= one.cut_off_on for one in periods)


def test_a_day_of_data_has_one_quarter_and_one_year() -> None:
    for kind in ("quarter", "year"):
        periods = [one for one in PERIODS if one.kind == kind]
        assert all(one.ends_on + DAY == other.starts_on for one, other in pairwise(periods))


@given(st.sampled_from(PERIODS))
def test_what_tiles_a_period_covers_each_of_its_days_once(period: Period) -> None:
    parts = [Period.parse(key) for key in period.quarter_keys]
    assert parts[0].starts_on == period.starts_on
    assert parts[-1].ends_on == period.ends_on
    assert all(one.ends_on + DAY == other.starts_on for one, other in pairwise(parts))
    assert period.kind != "year" or [one.kind for one in parts] == ["quarter"] * 4


@pytest.mark.parametrize(
    ("key", "title", "window", "cut_off", "before"),
    [
        ("2020-H1", "6 tháng đầu năm 2020", ("2019-12-15", "2020-06-14"), "2020-06-14", "2019-H1"),
        (
            "2020-BS",
            "Năm 2020 bổ sung đến 31/01/2021",
            ("2019-12-15", "2020-12-14"),
            "2021-01-31",
            "2019-BS",
        ),
        (
            "2020-NH2",
            "Cuối năm học 2020 - 2021",
            ("2020-10-01", "2021-05-31"),
            "2021-05-31",
            "2019-NH2",
        ),
        ("2024-DT", "Kỳ điều tra năm 2024", ("2024-01-01", "2024-12-31"), "2024-12-31", "2019-DT"),
        ("2019-ML", "Đợt báo cáo một lần năm 2019", ("2019-01-01", "2019-12-31"), "2019-12-31", ""),
    ],
)
def test_periods_beyond_quarter_and_year(
    key: str, title: str, window: tuple[str, str], cut_off: str, before: str
) -> None:
    period = Period.parse(key)
    assert (period.title, period.cut_off_on.isoformat()) == (title, cut_off)
    assert (period.starts_on.isoformat(), period.ends_on.isoformat()) == window
    assert (period.before.key if period.before else "") == before


def test_a_year_without_the_occasion_has_no_such_period() -> None:
    assert Period.find("2023-DT") is None
    assert periods_in(["Kỳ điều tra năm 2023"]) == frozenset()


def test_periods_are_listed_by_their_days_not_by_their_keys() -> None:
    keys = ["2019-NH2", "2020", "2020-NH1", "2020-Q1", "2020-Q4", "2019"]
    newest = ["2020-Q4", "2020", "2020-NH1", "2019-NH2", "2020-Q1", "2019"]
    assert newest_first(keys) == newest


def test_keys_are_explained_by_what_people_call_them() -> None:
    assert legal_keys(["year", "quarter"]) == "quý (2020-Q1 … 2020-Q4), năm (2020)"


def test_the_line_of_a_deadline_that_names_most_counts_from_the_cut_off_day() -> None:
    seeds = Reference.load().seeds
    of_all, *_ = seeds.deadlines

    def line(kind: str, agency: str, days: int) -> Deadline:
        return Deadline(kind, agency, days, "", of_all.valid_from, None)

    lines = (of_all, line("", "district", 3), line("year_topped_up", "", 0))
    changed = Reference(type(seeds)(**{**_fields(seeds), "deadlines": lines}))
    district, board = changed.agency("ubnd-trang-dinh"), changed.agency("ban-dan-toc")
    assert changed.deadline(Period.parse("2020-BS"), district) == dt.date(2021, 1, 31)
    assert changed.deadline(Period.parse("2020"), district) == dt.date(2020, 12, 17)
    assert changed.deadline(Period.parse("2020"), board) == dt.date(2020, 12, 16)


def _fields(seeds: object) -> dict[str, object]:
    return {name: getattr(seeds, name) for name in seeds.__slots__}  # type: ignore[attr-defined]


def test_a_window_that_changes_is_a_line_that_ends_and_one_that_begins(tmp_path: Path) -> None:
    path = tmp_path / "frequency.csv"
    path.write_text(
        f"{HEAD}year,,năm,Năm {{year}},15/12-1,14/12,,,1990-01-01,2026-12-31,\n"
        "year,,năm,Năm {year},01/01,31/12,,,2026-12-31,,\n"
    )
    old, new = read_frequencies(path)
    assert old.period(2025) is not None
    assert old.period(2027) is None
    made = new.period(2027)
    assert made is not None
    assert made.starts_on == dt.date(2027, 1, 1)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("year,,năm,Năm {year},15/13,14/12,,,1990-01-01,,", "month must be in 1..12"),
        ("year,,năm,Năm {year},15/12,14/12,,,1990-01-01,,", "begins, ends and is cut off"),
        ("year,,năm,Cả năm,15/12-1,14/12,,,1990-01-01,,", "of which {year}"),
        ("year,n2,năm,Năm {year},15/12-1,14/12,,,1990-01-01,,", "capital letters"),
        ("quarter,Q1,quí,Quí I {year},15/12-1,14/03,,,1990-01-01,,", "is called 'quý' above"),
        ("other,Q1,khác,Khác {year},15/12-1,14/03,,,2010-01-01,,", "stands above"),
    ],
)
def test_a_slip_in_the_calendar_is_one_sentence_with_its_line(
    line: str, said: str, tmp_path: Path
) -> None:
    project = tmp_path / "project"
    seeds = copy_declarations(project) / "sql" / "seeds"
    first, rest = CALENDAR.read_text(encoding="utf-8").split("\n")[1:3]
    (seeds / CALENDAR.name).write_text(f"{HEAD}{first}\n{rest}\n{line}\n", encoding="utf-8")
    (faults,) = [one.faults for one in check_all(project) if one.faults]
    assert len(faults) == 1
    assert faults[0].startswith("frequency.csv:4: ")
    assert said in faults[0]
