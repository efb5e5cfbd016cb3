"""Sample production-support projects: totals of a year in, one line per project and period out.

The one surprising thing: households and money are flows, so a project paid in two quarters
divides both between them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from random import Random

from etl.demo.places import Names, districts, programme_weights, rural_communes
from etl.demo.shares import apportion, generator
from etl.model import CellValue, Period

Row = dict[str, CellValue]

COUNT = {2019: 151, 2020: 157}
DISBURSED = {2019: 381_649, 2020: 397_124}  # tenths of a million VND: "gần 40 tỷ"
_SECTORS = {
    "livestock": (
        *("Chăn nuôi bò sinh sản thôn {village}", "Nuôi trâu vỗ béo thôn {village}"),
        *("Nuôi gà thả đồi thôn {village}", "Nuôi lợn địa phương thôn {village}"),
    ),
    "crops": ("Trồng na theo hướng an toàn thôn {village}", "Thâm canh lúa lai thôn {village}"),
    "forestry": ("Trồng, chăm sóc hồi thôn {village}", "Trồng quế thôn {village}"),
    "machinery": ("Hỗ trợ máy nông nghiệp nhỏ thôn {village}",),
    "aquaculture": ("Nuôi cá ao thôn {village}",),
}
_OFTEN = (45, 22, 18, 12, 3)


@dataclass(frozen=True, slots=True)
class Part:
    """What one project did in one quarter; money in tenths of a million VND."""

    households: int
    minority_households: int
    planned: int
    disbursed: int


@dataclass(frozen=True, slots=True)
class Project:
    """One invented project."""

    district: str
    commune: str
    name: str
    sector: str
    parts: Mapping[str, Part]  # quarter key -> part


def support_rows(period: Period, district_code: str) -> list[Row]:
    """Give the lines of one district for a year or a quarter."""
    rows: list[Row] = []
    for project in sample_projects(period.year):
        parts = [project.parts[key] for key in period.quarter_keys if key in project.parts]
        if project.district == district_code and parts:
            rows.append(
                {
                    "district": project.district,
                    "commune": project.commune,
                    "name": project.name,
                    "sector": project.sector,
                    "household_count": sum(part.households for part in parts),
                    "minority_household_count": sum(part.minority_households for part in parts),
                    "planned_million_vnd": sum(part.planned for part in parts) / 10,
                    "disbursed_million_vnd": sum(part.disbursed for part in parts) / 10,
                    "reason": None,
                }
            )
    return sorted(rows, key=lambda row: (str(row["commune"]), str(row["name"])))


@cache
def sample_projects(year: int) -> tuple[Project, ...]:
    """Invent the projects of a year; their money sums to `DISBURSED`."""
    random = generator(f"support {year}")
    counts = apportion(COUNT[year], programme_weights())
    places = [
        (district.code, random.choice(rural_communes(district.code)).code)
        for district, count in zip(districts(), counts, strict=True)
        for _ in range(count)
    ]
    households = [random.randint(18, 46) for _ in places]
    money = apportion(DISBURSED[year], [count * random.uniform(0.8, 1.2) for count in households])
    names = Names(random)
    return tuple(
        _invent(random, names, year, place, count, amount)
        for place, count, amount in zip(places, households, money, strict=True)
    )


def _invent(
    random: Random, names: Names, year: int, place: tuple[str, str], households: int, amount: int
) -> Project:
    district, commune = place
    sector = random.choices(list(_SECTORS), _OFTEN)[0]
    quarters = sorted(random.sample((1, 2, 3, 4), random.choice((1, 1, 2))))
    weights = [random.uniform(0.7, 1.3) for _ in quarters]
    unspent = round(amount * random.uniform(0.01, 0.05)) if random.random() < 0.3 else 0
    shared_households = apportion(households, weights, least=2)
    shared_money = apportion(amount, weights, least=1)
    parts = {}
    for at, number in enumerate(quarters):
        count = shared_households[at]
        minority = count - (1 if random.random() < 0.25 else 0)
        planned = shared_money[at] + (unspent if at == len(quarters) - 1 else 0)
        parts[f"{year}-Q{number}"] = Part(count, minority, planned, shared_money[at])
    name = names.draw(commune, random.choice(_SECTORS[sector]))
    return Project(district, commune, name, sector, parts)
