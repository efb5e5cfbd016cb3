"""Reporting periods (kỳ báo cáo): a key such as `2020-Q1` in, its window and title out.

Which periods there are, what they are called, when they begin, end and are cut off stands in
sql/seeds/frequency.csv, dated like every list there. The one surprising thing: this noun reads
that file itself, once, because a key means nothing without its calendar.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from etl import SEEDS
from etl.errors import UnknownPeriodError
from etl.model.forms import holds

CALENDAR = SEEDS / "frequency.csv"
_YEARS = range(1990, 2101)  # those that a key may name
_KEY = re.compile(r"([0-9]{4})(?:-([A-Z0-9]+))?")
_DAY = re.compile(r"([0-9]{2})/([0-9]{2})([+-][1-9])?")  # "15/12-1": of the year before


@dataclass(frozen=True, slots=True)
class Period:
    """A reporting period (kỳ báo cáo): `2020`, `2020-Q1`, `2020-H1`, `2020-M9`…"""

    key: str
    kind: str  # of those in sql/seeds/frequency.csv: "quarter", "year"…
    year: int
    starts_on: dt.date
    ends_on: dt.date  # inclusive: the last day that the figures are of
    cut_off_on: dt.date  # until when what belongs to the period is counted; mostly its last day
    title: str

    @classmethod
    def parse(cls, key: str) -> Period:
        """Make the period that a key names; raises `UnknownPeriodError` for no legal key."""
        period = cls.find(key)
        if period is None:
            told = f"Không rõ kỳ báo cáo “{key}”. Đề nghị ghi một trong các kỳ: {legal_keys()}."
            raise UnknownPeriodError(told)
        return period

    @classmethod
    def find(cls, key: str) -> Period | None:
        """Make the period that a key names; None when the key is none of the legal ones."""
        found = _KEY.fullmatch(key)
        return _period(int(found[1]), found[2] or "") if found else None

    @property
    def is_year(self) -> bool:
        """Whether it is a whole year, whose key is the year alone."""
        return self.key == str(self.year)

    @property
    def quarter_keys(self) -> tuple[str, ...]:
        """The shortest periods that tile this one in order; the quarters, of what has any."""
        return _tiles(self.key)

    @property
    def before(self) -> Period | None:
        """The same period a year earlier, or the last time before that there was one."""
        years = range(self.year - 1, _YEARS.start - 1, -1)
        return next((one for year in years if (one := _period(year, self.key[5:]))), None)

    @property
    def year_before_key(self) -> str:
        """The key of the period before; a year earlier when there is none."""
        return self.before.key if self.before else f"{self.year - 1}{self.key[4:]}"

    @property
    def years_since(self) -> tuple[str, ...]:
        """The keys of the years that it sums up, from that of the period before on.

        None of a period that every year has, or of the first: only what comes once in some years
        looks back over all of them.
        """
        if self.before is None or self.before.year == self.year - 1:
            return ()
        years = range(self.before.year, self.year + 1)
        return tuple(period.key for year in years if (period := _period(year, "")))

    def lies_in(self, other: Period) -> bool:
        """Tell whether another period holds all of it."""
        return other.starts_on <= self.starts_on and self.ends_on <= other.ends_on

    def is_part_of(self, kinds: Iterable[str]) -> bool:
        """Tell whether a longer period of its year, of one of some kinds, holds all of it."""
        longer = [one for one in _of_year(self.year) if one.kind in kinds and not one.lies_in(self)]
        return any(self.lies_in(one) for one in longer)


@dataclass(frozen=True, slots=True)
class Frequency:
    """One period that each year has, or some years have: a row of frequency.csv."""

    kind: str
    suffix: str  # of its keys: "Q1"; "" of the year
    label: str  # what people call a period of this kind: "quý", "năm"
    title: str  # "Quý I năm {year}"; {next} is the year after
    starts: tuple[int, int, int]  # years after that of the key, month, day
    ends: tuple[int, int, int]
    cut_off: tuple[int, int, int]
    years: frozenset[int]  # empty: every year
    valid_from: dt.date
    valid_to: dt.date | None  # exclusive; judged on the period's last day

    def period(self, year: int) -> Period | None:
        """Give the period of a year; None when that year has none."""
        first, last, cut_off = (
            dt.date(year + offset, month, day)
            for offset, month, day in (self.starts, self.ends, self.cut_off)
        )
        is_there = not self.years or year in self.years
        if not (is_there and holds(self.valid_from, self.valid_to, last)):
            return None
        return Period(
            key=f"{year}-{self.suffix}".removesuffix("-"),
            kind=self.kind,
            year=year,
            starts_on=first,
            ends_on=last,
            cut_off_on=cut_off,
            title=self.title.format(year=year, next=year + 1),
        )


def read_frequencies(path: Path = CALENDAR) -> tuple[Frequency, ...]:
    """Read the calendar in its order; raises `ValueError` naming the line of a slip."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        found: list[Frequency] = []
        for row in reader:
            try:
                found.append(_frequency(row))
                _refuse_beside(found)
            except (ValueError, KeyError, AttributeError, TypeError) as error:
                raise ValueError(f"{path.name}:{reader.line_num}: {error}") from error
    return tuple(found)


@cache
def calendar() -> tuple[Frequency, ...]:
    """Give what each year has, in the order of sql/seeds/frequency.csv."""
    return read_frequencies()


def period_kinds() -> Mapping[str, str]:
    """Give what people call a period of each kind: quarter → "quý"."""
    return {one.kind: one.label for one in calendar()}


def known_kind(kind: str) -> str:
    """Give a kind of period back; raises `ValueError` for one that no calendar has."""
    if kind not in period_kinds():
        raise ValueError(f"{kind!r} is none of {', '.join(period_kinds())}")
    return kind


def all_periods(kinds: Iterable[str] | None = None) -> Iterator[Period]:
    """Yield every period that a key may name, or those of some kinds, year by year."""
    wanted = None if kinds is None else frozenset(kinds)
    for year in _YEARS:
        yield from (one for one in _of_year(year) if wanted is None or one.kind in wanted)


def within_year(year: int, kinds: Iterable[str]) -> list[Period]:
    """Give the periods of some kinds of a year, each knowing as much of it as those before it."""
    found = [one for one in _of_year(year) if one.kind in set(kinds)]
    return sorted(found, key=lambda one: (one.cut_off_on, one.ends_on - one.starts_on))


def newest_first(keys: Iterable[str]) -> list[str]:
    """Put the keys of periods in the order of their last days; of one day, the shortest first."""
    periods = map(Period.parse, set(keys))
    ordered = sorted(periods, key=lambda one: (one.ends_on, one.starts_on, one.key), reverse=True)
    return [one.key for one in ordered]


def legal_keys(kinds: Iterable[str] | None = None) -> str:
    """Say how periods are written: "quý (2020-Q1 … 2020-Q4), 6 tháng (2020-H1), năm (2020)"."""
    wanted = period_kinds().keys() if kinds is None else set(kinds)
    told = []
    for kind, label in period_kinds().items():
        if kind in wanted:
            year = min((y for one in calendar() if one.kind == kind for y in one.years), default=0)
            keys = [one.key for one in _of_year(year or 2020) if one.kind == kind]
            told.append(f"{label} ({' … '.join(dict.fromkeys((keys[0], keys[-1])))})")
    return ", ".join(told)


@lru_cache(maxsize=4_096)
def _period(year: int, suffix: str) -> Period | None:
    rows = (one for one in calendar() if one.suffix == suffix) if year in _YEARS else ()
    return next((period for one in rows if (period := one.period(year))), None)


@lru_cache(maxsize=len(_YEARS))
def _of_year(year: int) -> tuple[Period, ...]:
    return tuple(period for one in calendar() if (period := one.period(year)))


@lru_cache(maxsize=4_096)
def _tiles(key: str) -> tuple[str, ...]:
    """Find the periods of one kind, as many as there are, that follow each other through one."""
    whole = Period.parse(key)
    best: tuple[str, ...] = (key,)
    for kind in period_kinds():
        parts = [one for one in _of_year(whole.year) if one.kind == kind and one.lies_in(whole)]
        parts.sort(key=lambda one: one.starts_on)
        starts = [one.starts_on for one in parts]
        after = [whole.starts_on, *(one.ends_on + dt.timedelta(days=1) for one in parts)]
        is_whole = after.pop() == whole.ends_on + dt.timedelta(days=1)
        if is_whole and starts == after and len(parts) > len(best):
            best = tuple(one.key for one in parts)
    return best


def _frequency(row: Mapping[str, str]) -> Frequency:
    made = Frequency(
        kind=row["kind"],
        suffix=row["suffix"],
        label=row["label"],
        title=row["title"],
        starts=_day(row["starts"]),
        ends=_day(row["ends"]),
        cut_off=_day(row["cut_off"] or row["ends"]),
        years=frozenset(int(year) for year in row["years"].split("|") if year),
        valid_from=dt.date.fromisoformat(row["valid_from"]),
        valid_to=dt.date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
    )
    if not (made.kind and made.label and _KEY.fullmatch(f"2020-{made.suffix}".removesuffix("-"))):
        raise ValueError("kind, label and suffix (capital letters and digits) are needed")
    if made.title == made.title.format(year="", next=""):
        raise ValueError(f"{made.title!r} does not say of which {{year}}")
    if not made.starts < made.ends <= made.cut_off:
        raise ValueError("a period begins, ends and is cut off in this order")
    return made


def _day(text: str) -> tuple[int, int, int]:
    found = _DAY.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is no day such as 14/03, 15/12-1 (of the year before)")
    made = dt.date(2001, int(found[2]), int(found[1]))  # 29/02 is in no every year
    return int(found[3] or 0), made.month, made.day


def _refuse_beside(found: list[Frequency]) -> None:
    """Raise `ValueError` when the last row is called as another, or is at its time another."""
    last = found[-1]
    for one in found[:-1]:
        if one.kind == last.kind and one.label != last.label:
            raise ValueError(f"{last.kind} is called {one.label!r} above")
        ends = [end for end in (one.valid_to, last.valid_to) if end]
        meet = not ends or max(one.valid_from, last.valid_from) < min(ends)
        if one.suffix == last.suffix and meet:
            raise ValueError(f"the suffix {last.suffix!r} stands above, for the same days")
