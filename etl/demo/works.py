"""Sample works of Programme 135: totals of a year in, one line per work and period out.

The works of 2020 continue those of 2019: what was new in 2019 is carried over in 2020, with the
same name and dates. The one surprising thing: money is counted in tenths of a million, so that
parts always sum exactly.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from etl.demo.places import Names, districts, programme_weights, rural_communes
from etl.demo.shares import apportion, generator, working_day
from etl.model import CellValue, Period

Row = dict[str, CellValue]

DISBURSED = {2019: 1_812_847, 2020: 1_764_126}  # tenths of a million VND: "trên 176 tỷ"
# (first year, year started, kinds by year, how many): 112 + 239 + 77 = 428 works in 2020
_POOLS: Sequence[tuple[str, int, Mapping[int, str], int]] = (
    ("started 2019", 2019, {2019: "new", 2020: "carried_over"}, 104),
    ("older, both years", 2018, {2019: "carried_over", 2020: "carried_over"}, 135),
    ("older, finished in 2019", 2018, {2019: "carried_over"}, 108),
    ("started 2020", 2020, {2020: "new"}, 112),
    ("maintained 2019", 2019, {2019: "maintained"}, 74),
    ("maintained 2020", 2020, {2020: "maintained"}, 77),
)
_KIND_ORDER = ("new", "carried_over", "maintained")
_WEIGHTS = {"new": (3.0, 7.0), "carried_over": (2.5, 6.5), "maintained": (1.0, 2.2)}
_SECTORS = {  # sector: how often, patterns of names
    "transport": (40, ("Đường giao thông nông thôn thôn {village}", "Đường trục thôn {village}")),
    "irrigation": (18, ("Kênh mương nội đồng thôn {village}", "Đập dâng, mương {village}")),
    "culture": (14, ("Nhà văn hóa thôn {village}",)),
    "education": (9, ("Phòng học điểm trường mầm non {village}",)),
    "water": (11, ("Công trình nước sinh hoạt tập trung thôn {village}",)),
    "electricity": (6, ("Đường dây hạ thế thôn {village}",)),
    "health": (2, ("Phòng khám, nhà trực y tế cụm {village}",)),
}


@dataclass(frozen=True, slots=True)
class Share:
    """What one work was given and spent in one quarter, in tenths of a million VND."""

    planned: int
    disbursed: int


@dataclass(frozen=True, slots=True)
class Work:
    """One invented work with its money by year and quarter."""

    district: str
    commune: str
    name: str
    sector: str
    kinds: Mapping[int, str]  # year -> kind
    investment_million_vnd: int
    started_on: dt.date | None
    completed_on: dt.date | None
    money: Mapping[str, Share]  # quarter key -> share


def work_rows(period: Period, district_code: str) -> list[Row]:
    """Give the lines of one district for a year or a quarter."""
    quarters = period.quarter_keys
    rows = []
    for work in sample_works():
        shares = [work.money[key] for key in quarters if key in work.money]
        if work.district == district_code and shares:
            rows.append(_row(work, period, shares))
    return sorted(rows, key=lambda row: (_KIND_ORDER.index(str(row["kind"])), row["commune"]))


def _row(work: Work, period: Period, shares: Sequence[Share]) -> Row:
    done = work.completed_on
    return {
        "district": work.district,
        "commune": work.commune,
        "name": work.name,
        "sector": work.sector,
        "kind": work.kinds[period.year],
        "total_investment_million_vnd": float(work.investment_million_vnd),
        "planned_million_vnd": sum(share.planned for share in shares) / 10,
        "disbursed_million_vnd": sum(share.disbursed for share in shares) / 10,
        "started_on": work.started_on,
        "completed_on": done if done is not None and done <= period.ends_on else None,
        "reason": None,
    }


@cache
def sample_works() -> tuple[Work, ...]:
    """Invent all works of both years; their money sums to `DISBURSED` in each."""
    random = generator("works")
    drafts = [
        (kinds, started, place)
        for label, started, kinds, count in _POOLS
        for place in _places(generator(label), count)
    ]
    spent = {year: _spend(random, [kinds for kinds, _, _ in drafts], year) for year in DISBURSED}
    names = Names(random)
    works = []
    for at, (kinds, started, (district, commune)) in enumerate(drafts):
        by_year = {year: spent[year][at] for year in kinds}
        works.append(_invent(random, names, (district, commune), kinds, started, by_year))
    return tuple(works)


def _places(random: Random, count: int) -> list[tuple[str, str]]:
    """Spread a number of works over districts by weight, and over communes at random."""
    counts = apportion(count, programme_weights())
    return [
        (district.code, random.choice(rural_communes(district.code)).code)
        for district, share in zip(districts(), counts, strict=True)
        for _ in range(share)
    ]


def _spend(random: Random, kinds: Sequence[Mapping[int, str]], year: int) -> list[int]:
    """Split a year's money over the works that have some; 0 for the others."""
    weights = [
        random.uniform(*_WEIGHTS[by_year[year]]) if year in by_year else 0.0 for by_year in kinds
    ]
    return apportion(DISBURSED[year], weights)


def _invent(
    random: Random,
    names: Names,
    place: tuple[str, str],
    kinds: Mapping[int, str],
    started: int,
    spent: Mapping[int, int],
) -> Work:
    district, commune = place
    maintained = "maintained" in kinds.values()
    sector = random.choices(list(_SECTORS), [often for often, _ in _SECTORS.values()])[0]
    pattern = random.choice(_SECTORS[sector][1])
    if maintained:
        pattern = f"Duy tu, bảo dưỡng {pattern[0].lower()}{pattern[1:]}"
    quarters = {year: _quarters(random, kinds[year]) for year in kinds}
    money: dict[str, Share] = {}
    for year, amount in spent.items():
        keys = [f"{year}-Q{number}" for number in quarters[year]]
        money |= _split(random, keys, amount)
    planned = sum(share.planned for share in money.values())
    factor = 1.0 if maintained else random.uniform(1.05, 1.4)
    first = min(key for key in money)
    started_on = None if maintained else _start(random, kinds, started, first)
    return Work(
        district=district,
        commune=commune,
        name=names.draw(commune, pattern),
        sector=sector,
        kinds=kinds,
        investment_million_vnd=int(planned * factor / 10) + 1,
        started_on=started_on,
        completed_on=_completion(random, kinds, started_on, max(money)),
        money=money,
    )


def _quarters(random: Random, kind: str) -> list[int]:
    """Draw the quarters in which a work is paid; a new work is paid from its start on."""
    if kind == "maintained":
        return sorted(random.sample((2, 3, 4), random.choice((1, 1, 2))))
    if kind == "carried_over":
        return sorted(random.sample((1, 2, 3, 4), random.choice((1, 2, 2, 3))))
    first = random.choices((1, 2, 3), (20, 45, 35))[0]
    later = [number for number in range(first + 1, 5) if random.random() < 0.7]
    return [first, *later]


def _split(random: Random, keys: Sequence[str], disbursed: int) -> dict[str, Share]:
    """Split a year's money of one work over quarters; a third keep some of the plan unspent."""
    unspent = round(disbursed * random.uniform(0.01, 0.06)) if random.random() < 0.35 else 0
    weights = [random.uniform(0.6, 1.4) for _ in keys]
    parts = apportion(disbursed, weights, least=1)
    return {
        key: Share(part + (unspent if key == keys[-1] else 0), part)
        for key, part in zip(keys, parts, strict=True)
    }


def _start(random: Random, kinds: Mapping[int, str], year: int, first_quarter: str) -> dt.date:
    if "new" in kinds.values():
        window = Period.parse(first_quarter)
        return working_day(random, window.starts_on, window.ends_on - dt.timedelta(days=14))
    return working_day(random, dt.date(year - 1, 1, 15), dt.date(year, 11, 30))


def _completion(
    random: Random, kinds: Mapping[int, str], started_on: dt.date | None, last_quarter: str
) -> dt.date | None:
    """Draw the day a work was completed, in the quarter of its last payment; None while it runs."""
    is_new = kinds.get(2020) == "new"
    if started_on is None or random.random() > (0.3 if is_new else 0.85):
        return None
    window = Period.parse(last_quarter)
    return working_day(
        random, max(window.starts_on, started_on + dt.timedelta(days=10)), window.ends_on
    )
