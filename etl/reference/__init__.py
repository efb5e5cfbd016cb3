"""Agencies, places, members of lists and obligations as they stood on a date.

In: the seed files in sql/seeds. Out: immutable look-ups and name matching for single cells; no
database, no data frame. The one surprising thing: our lists of communes begin on 2020-01-01, so
an earlier period is reported on the communes of that day; `places_on` says which day counts.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TypeVar, cast

from etl.model import LEVELS, Agency, Area, Level, Member, Period, holds
from etl.reference.ground import Overlap, moved, overlaps
from etl.reference.matching import AgencyNames, AreaNames, MemberNames
from etl.reference.seeds import Deadline, Obligation, ReferenceList, Seeds, Threshold, read_seeds
from etl.reference.working_days import add_working_days
from etl.wording import small
from etl.wording.names import AREA_WORDS, Match, normalise_vietnamese

__all__ = ["Day", "Match", "Reference", "superior_of"]

R = TypeVar("R")
_Span = Agency | Area | Member | Obligation | Deadline | Threshold

# "Hòa Bình (Chi Lăng)", "xã Hòa Bình, huyện Chi Lăng", "Hòa Bình - Chi Lăng"
_WITH_PARENT = re.compile(r"(.+)\s*(?:,|\(| [-\u2013\u2014] )\s*([^()]+)\)?")
_LONGEST_NAME = 200  # characters; a longer text is no name, and not worth the search


def _holds(thing: _Span, on: dt.date) -> bool:
    return holds(thing.valid_from, thing.valid_to, on)


@dataclass(frozen=True, eq=False)
class Reference:
    """All reference lists with their validity; ask it as of a date."""

    seeds: Seeds
    _made: dict[object, object] = field(default_factory=dict, repr=False)  # indexes, built once

    @staticmethod
    @cache
    def load() -> Reference:
        """Read the seeds once per process."""
        return Reference(read_seeds())

    def __reduce__(self) -> tuple[type[Reference], tuple[Seeds]]:
        """Travel to another process without the indexes: building is cheaper than sending."""
        return Reference, (self.seeds,)

    def places_on(self, period: Period) -> dt.date:
        """Give the day whose places a period is reported on: its last, but no earlier than ours."""
        return max(period.ends_on, self._first_day)

    @cached_property
    def _first_day(self) -> dt.date:
        return min(area.valid_from for area in self.seeds.areas if area.level == "commune")

    def day_of(self, period: Period) -> Day:
        """Give the lists of the day on which the places of a period count."""
        return Day(self, self.places_on(period))

    def counted_kinds(self, period: Period) -> str:
        """Name the areas just below the province in a period: "huyện, thành phố", "xã, phường"."""
        on = self.places_on(period)
        (province,) = self.areas("province", on, None)
        below = [a for a in self.seeds.areas if a.parent_code == province.code and _holds(a, on)]
        kinds = {area.kind for area in below}
        return ", ".join(word for kind, (word, *_) in AREA_WORDS.items() if kind in kinds)

    # agencies and what they owe

    def agency(self, agency_id: str, on: dt.date | None = None) -> Agency:
        """Give the agency of that id, as of a date or as last known; `KeyError` when unknown."""
        for agency in reversed(self.seeds.agencies):
            if agency.id == agency_id and (on is None or _holds(agency, on)):
                return agency
        raise KeyError(f"no agency {agency_id!r} on {on or 'any day'}; see sql/seeds/agency.csv")

    def agencies(self, on: dt.date) -> tuple[Agency, ...]:
        """Give the agencies of a day, provincial bodies first."""
        return tuple(agency for agency in self.seeds.agencies if _holds(agency, on))

    def board(self, on: dt.date) -> Agency:
        """Give the body that gathers and issues the reports on a day; before any, the first."""
        boards = [agency for agency in self.seeds.agencies if agency.kind == "board"]
        begun = [agency for agency in boards if agency.valid_from <= on]
        return begun[-1] if begun else boards[0]

    def obligations(self, period: Period) -> tuple[tuple[Agency, str], ...]:
        """Give each (agency, form id) owed for a period, judged on its last day."""
        return tuple(
            (agency, owed.form_id)
            for agency in self.agencies(period.ends_on)
            for owed in self.seeds.obligations
            if owed.frequency == period.kind and _holds(owed, period.ends_on) and owed.binds(agency)
        )

    def deadline(self, period: Period, agency: Agency) -> dt.date:
        """Give the last working day on which a return of a period is on time.

        Counted from the cut-off day, by the line that names most of period and agency; raises
        `KeyError` when the seeds state no deadline.
        """
        fitting = [
            rule
            for rule in self.seeds.deadlines
            if rule.period_kind in ("", period.kind)
            and rule.agency_kind in ("", agency.kind)
            and _holds(rule, period.ends_on)
        ]
        if not fitting:
            raise KeyError(
                f"no deadline for {agency.kind!r} and {period.kind!r} on {period.ends_on}; "
                "see sql/seeds/deadline.csv"
            )
        nearest = max(fitting, key=lambda rule: (rule.period_kind != "", rule.agency_kind != ""))
        return add_working_days(period.cut_off_on, nearest.working_days_after_cutoff)

    def match_agency(self, text: str, on: dt.date | None = None) -> Match[Agency]:
        """Find the agency that a cell names, in full or by its usual abbreviations."""
        names = self._once(
            ("agency names", on and self._epoch(on)),
            lambda: AgencyNames(self.seeds.agencies if on is None else self.agencies(on)),
        )
        return names.match(text)

    # places

    def area(self, code: str, on: dt.date) -> Area:
        """Give the place that bears a code on a day; `KeyError` when none does."""
        if (area := self.area_codes(on).get(code)) is None:
            raise KeyError(f"no place has code {code!r} on {on}; see sql/seeds/area.csv")
        return area

    def area_codes(self, on: dt.date) -> Mapping[str, Area]:
        """Give the places of a day, of every level, by code."""
        return self._once(
            ("codes", self._epoch(on)),
            lambda: {area.code: area for area in self.seeds.areas if _holds(area, on)},
        )

    def area_name(self, code: str, on: dt.date) -> str:
        """Give the name of the place that bears a code on a day; the code when none does."""
        area = self.area_codes(on).get(code)
        return area.name if area else code

    def level_of(self, code: str, on: dt.date) -> Level:
        """Give the level of a sender's own place; who has none is of the province."""
        area = self.area_codes(on).get(code)
        return area.level if area else "province"

    def districts(self, on: dt.date) -> tuple[Area, ...]:
        """Give the districts and the city of a day; none since 2025-07-01."""
        return self.areas("district", on, None)

    def communes(self, on: dt.date, within: str | None = None) -> tuple[Area, ...]:
        """Give the communes of a day, all or of one district; none before 2020-01-01."""
        return self.areas("commune", on, within)

    def has_places_below(self, agency: Agency) -> bool:
        """Tell whether an agency is that of a place in which others lie, at one time or another."""
        return agency.area_code in {area.parent_code for area in self.seeds.areas} - {""}

    def area_label(self, area: Area) -> str:
        """Name a place so that nobody can mistake it: "Xã Hòa Bình (huyện Chi Lăng)"."""
        if area.level != "commune":
            return area.name
        parent = self.area(area.parent_code, area.valid_from)
        return area.name if parent.kind == "tinh" else f"{area.name} ({small(parent.name)})"

    def match_area(
        self, text: str, level: str, on: dt.date, within: str | None = None, *, suggest: bool = True
    ) -> Match[Area]:
        """Find the place that a cell names; `level` is province, district or commune.

        A name that several places bear is not taken: the suggestions list them all. A commune may
        be followed by its district: "Hòa Bình (Chi Lăng)", "xã Hòa Bình, huyện Chi Lăng". Near
        names cost a search; without `suggest` none are looked for.
        """
        direct = self._area_names(level, on, within).match(text, suggest=suggest)
        if direct.value or level != "commune" or len(text) > _LONGEST_NAME:
            return direct
        found = _WITH_PARENT.fullmatch(normalise_vietnamese(text))
        if found is None:
            return direct
        if self._area_names("province", on, None).match(found[2], suggest=False).value:
            return self.match_area(found[1], level, on, within, suggest=suggest)
        district = self._area_names("district", on, None).match(found[2], suggest=False).value
        if district and within in (None, district.code):
            return self._area_names(level, on, district.code).match(found[1], suggest=suggest)
        return direct

    @cached_property
    def ground(self) -> Mapping[str, tuple[Overlap, ...]]:
        """What every place shares with every other, by the id of the first."""
        return overlaps(self.seeds.areas, self.seeds.successions)

    def moved(self, first: dt.date, second: dt.date) -> frozenset[str]:
        """Give the codes that on two days name places of different ground."""
        days = self.area_codes(first), self.area_codes(second)
        key = "moved", self._epoch(first), self._epoch(second)
        return self._once(key, lambda: moved(self.ground, *days))

    # lists

    @property
    def lists(self) -> Mapping[str, ReferenceList]:
        """What lists there are, by id."""
        return self.seeds.lists

    def members(self, list_id: str, on: dt.date) -> tuple[Member, ...]:
        """Give the members of a list on a day, in its order; `KeyError` for no such list."""
        return self._once(
            (list_id, self._epoch(on)),
            lambda: tuple(one for one in self.seeds.members[list_id] if _holds(one, on)),
        )

    def member_name(self, list_id: str, id: str, on: dt.date) -> str:
        """Give the name of a member on a day or as last known; the id of one that is none."""
        known = (*self.members(list_id, on), *reversed(self.seeds.members[list_id]))
        return next((one.name for one in known if one.id == id), id)

    def match_member(
        self, list_id: str, text: str, on: dt.date, *, suggest: bool = True
    ) -> Match[Member]:
        """Find the member of a list that a cell names; a bare code is never taken."""
        names = self._once(
            ("members", list_id, self._epoch(on)),
            lambda: MemberNames(self.members(list_id, on), self.lists[list_id].leading_words),
        )
        return names.match(text, suggest=suggest)

    def threshold(self, id: str, on: dt.date) -> Threshold | None:
        """Give how far a check lets something go on a day; None when nothing is in force."""
        stated = (one for one in self.seeds.thresholds if one.id == id and _holds(one, on))
        return next(stated, None)

    # what is built once

    def _once(self, key: object, make: Callable[[], R]) -> R:
        if key not in self._made:
            self._made[key] = make()
        return cast(R, self._made[key])

    def _epoch(self, on: dt.date) -> int:
        """Number the spans between changes of any list: all days of a span share one index."""
        return bisect_right(self._changes, on)

    @cached_property
    def _changes(self) -> list[dt.date]:
        members = (one for listed in self.seeds.members.values() for one in listed)
        spans: list[_Span] = [*self.seeds.areas, *self.seeds.agencies, *members]
        return sorted({day for s in spans for day in (s.valid_from, s.valid_to) if day})

    def areas(self, level: str, on: dt.date, within: str | None = None) -> tuple[Area, ...]:
        """Give the places of a level on a day; `within` is one's own code or that of one above."""
        if level not in LEVELS:
            raise ValueError(f"{level!r} is none of {', '.join(LEVELS)}")
        return self._once(
            (level, self._epoch(on), within),
            lambda: tuple(
                area
                for area in self.seeds.areas
                if area.level == level
                and _holds(area, on)
                and within in (None, area.parent_code, area.code)
            ),
        )

    def _area_names(self, level: str, on: dt.date, district_code: str | None) -> AreaNames:
        return self._once(
            ("names", level, self._epoch(on), district_code),
            lambda: AreaNames(self.areas(level, on, district_code)),
        )


@dataclass(frozen=True, slots=True)
class Day:
    """The reference lists as they stand on a day."""

    reference: Reference
    on: dt.date


def superior_of(agency: Agency) -> str:
    """Name the body above an agency on its letterhead; "" for none."""
    if agency.area_code:
        return "Ủy ban nhân dân"
    return "UBND tỉnh Lạng Sơn" if agency.kind in ("board", "province_department") else ""
