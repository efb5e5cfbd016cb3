"""Reporting periods (kỳ báo cáo): a key such as `2020-Q1` in, its window and title out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from etl.errors import UnknownPeriodError


class PeriodKind(StrEnum):
    """The kinds of reporting period of Nghị định 09/2019/NĐ-CP."""

    QUARTER = "quarter"
    SIX_MONTHS = "six_months"
    NINE_MONTHS = "nine_months"
    YEAR = "year"

    @property
    def label(self) -> str:
        """What people call a period of this kind: "quý", "năm"."""
        return _LABELS[self]


_LABELS: Mapping[PeriodKind, str] = {
    PeriodKind.QUARTER: "quý",
    PeriodKind.SIX_MONTHS: "6 tháng",
    PeriodKind.NINE_MONTHS: "9 tháng",
    PeriodKind.YEAR: "năm",
}

_WINDOWS: Mapping[str, tuple[PeriodKind, tuple[int, int, int], tuple[int, int], str]] = {
    # suffix: kind, (year offset, month, day) of the first day, (month, day) of the last, title
    "Q1": (PeriodKind.QUARTER, (-1, 12, 15), (3, 14), "Quý I năm {year}"),
    "Q2": (PeriodKind.QUARTER, (0, 3, 15), (6, 14), "Quý II năm {year}"),
    "Q3": (PeriodKind.QUARTER, (0, 6, 15), (9, 14), "Quý III năm {year}"),
    "Q4": (PeriodKind.QUARTER, (0, 9, 15), (12, 14), "Quý IV năm {year}"),
    "H1": (PeriodKind.SIX_MONTHS, (-1, 12, 15), (6, 14), "6 tháng đầu năm {year}"),
    "M9": (PeriodKind.NINE_MONTHS, (-1, 12, 15), (9, 14), "9 tháng đầu năm {year}"),
    "": (PeriodKind.YEAR, (-1, 12, 15), (12, 14), "Năm {year}"),
}


@dataclass(frozen=True, slots=True)
class Period:
    """A reporting period (kỳ báo cáo): `2020`, `2020-Q1`, `2020-H1`, `2020-M9`."""

    key: str
    kind: PeriodKind
    year: int
    starts_on: dt.date
    ends_on: dt.date  # inclusive: the cut-off day
    title: str

    @classmethod
    def parse(cls, key: str) -> Period:
        """Make the period that a key names.

        Raises `UnknownPeriodError` when the key is none of the legal ones.
        """
        year_text, _, suffix = key.partition("-")
        if not (year_text.isascii() and year_text.isdigit() and len(year_text) == 4):
            raise UnknownPeriodError(key)
        if suffix not in _WINDOWS or key.endswith("-") or not 1990 <= int(year_text) <= 2100:
            raise UnknownPeriodError(key)
        kind, (offset, month, day), (last_month, last_day), title = _WINDOWS[suffix]
        year = int(year_text)
        return cls(
            key=key,
            kind=kind,
            year=year,
            starts_on=dt.date(year + offset, month, day),
            ends_on=dt.date(year, last_month, last_day),
            title=title.format(year=year),
        )

    @property
    def quarter_keys(self) -> tuple[str, ...]:
        """The quarters that tile this period (a quarter tiles itself)."""
        count = {
            PeriodKind.QUARTER: 0,
            PeriodKind.SIX_MONTHS: 2,
            PeriodKind.NINE_MONTHS: 3,
            PeriodKind.YEAR: 4,
        }[self.kind]
        return tuple(f"{self.year}-Q{n}" for n in range(1, count + 1)) or (self.key,)

    @property
    def year_before_key(self) -> str:
        """The key of the same period one year earlier."""
        return self.key.replace(str(self.year), str(self.year - 1), 1)
