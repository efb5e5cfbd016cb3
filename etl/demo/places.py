"""The places of the sample: the 200 communes of 01/01/2020 and invented names of villages.

In: reference data. Out: communes by district with weights. The one surprising thing: 2019 is
reported on the communes of 2020, as the workbooks say on their covers.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from random import Random

from etl.model import Area
from etl.reference import Reference

_ON = dt.date(2020, 1, 1)
CITY = "178"
_CITY_WEIGHT = 0.5  # of a commune of the city in programmes for difficult areas
_FIRST = ("Nà", "Bản", "Khuổi", "Pác", "Lũng", "Cốc", "Pò", "Khau", "Phai", "Kéo")
_SECOND = (
    *("Pàn", "Lầu", "Sla", "Mò", "Chang", "Hin", "Tèo", "Lùng", "Nọi", "Kheo", "Cạn", "Đông"),
    *("Ngần", "Liền", "Thâm", "Mạ", "Tấu", "Luông", "Phát", "Quang"),
)


@cache
def districts() -> tuple[Area, ...]:
    """Give the districts and the city."""
    return Reference.load().districts(_ON)


@cache
def communes(district_code: str) -> tuple[Area, ...]:
    """Give the communes of a district."""
    return Reference.load().communes(_ON, district_code)


@cache
def rural_communes(district_code: str) -> tuple[Area, ...]:
    """Give the communes of a district where programmes for difficult areas run."""
    return tuple(area for area in communes(district_code) if area.kind == "xa")


def programme_weights() -> list[float]:
    """Give the weight of each district in programmes for difficult areas."""
    return [
        len(rural_communes(area.code)) * (_CITY_WEIGHT if area.code == CITY else 1.0)
        for area in districts()
    ]


def village(random: Random) -> str:
    """Invent the name of a village."""
    return f"{random.choice(_FIRST)} {random.choice(_SECOND)}"


class Names:
    """Invented names of works and projects, no two alike in one commune."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._taken: set[tuple[str, str]] = set()

    def draw(self, commune_code: str, pattern: str) -> str:
        """Give a name from a pattern with a place for the village."""
        while True:
            name = pattern.format(village=village(self._random))
            if (commune_code, name) not in self._taken:
                self._taken.add((commune_code, name))
                return name
