"""Sample population by district and ethnic group: published totals in, one line a group out.

Published by group: Nùng, Tày, Dao, Sán Chay, Mông, Sán Dìu and the rest together; who makes up
the rest, and every split by district, is invented. The one surprising thing: 2019 and 2020 carry
the same figures, because one census stands behind both.
"""

from __future__ import annotations

from functools import cache

from etl.demo.places import CITY, communes, districts
from etl.demo.poverty import minority_households, other_households
from etl.demo.shares import apportion, generator
from etl.model import CellValue

Row = dict[str, CellValue]

PERSONS = {
    "kinh": 125_759,  # so that minorities make up 83,91 %
    "tay": 282_014,
    "nung": 335_316,
    "dao": 28_225,
    "hoa": 2_147,  # this and the three other groups without a published figure: 3.391 together
    "san-chay": 4_942,
    "mong": 1_551,
    "san-diu": 457,
    "muong": 431,
    "thai": 276,
    "khac": 537,
}
_RURAL_GROUPS = ("dao", "mong", "san-chay", "san-diu")
_WOMEN = (0.488, 0.502)


def population_rows(district_code: str) -> list[Row]:
    """Give one line per ethnic group of a district."""
    return [
        {
            "district": district_code,
            "ethnic_group": group,
            "household_count": households,
            "person_count": persons,
            "female_person_count": women,
            "reason": None,
        }
        for group, (households, persons, women) in sample_population()[district_code].items()
    ]


@cache
def sample_population() -> dict[str, dict[str, tuple[int, int, int]]]:
    """Invent (households, persons, women) by district and group; persons sum to `PERSONS`."""
    random = generator("population")
    codes = [district.code for district in districts()]
    persons: dict[str, dict[str, int]] = {code: {} for code in codes}
    for group, total in PERSONS.items():
        weights = [_weight(code, group) * random.uniform(0.8, 1.2) for code in codes]
        least = 12 if total > 1000 else 4
        for code, part in zip(codes, apportion(total, weights, least=least), strict=True):
            persons[code][group] = part
    found: dict[str, dict[str, tuple[int, int, int]]] = {}
    for code in codes:
        minorities = [group for group in PERSONS if group != "kinh"]
        sizes = [float(persons[code][group]) for group in minorities]
        shares = apportion(minority_households(code), sizes, least=1)
        households = {"kinh": other_households(code), **dict(zip(minorities, shares, strict=True))}
        found[code] = {
            group: (households[group], count, round(count * random.uniform(*_WOMEN)))
            for group, count in persons[code].items()
        }
    return found


def _weight(code: str, group: str) -> float:
    if group == "kinh":
        return float(other_households(code))
    if group in _RURAL_GROUPS:
        return len(communes(code)) * (0.1 if code == CITY else 1.0)
    return float(minority_households(code))
