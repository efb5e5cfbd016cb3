"""The reference lists in sql/seeds as values: CSV files in, tuples of frozen rows out.

The one surprising thing: the order of the rows means something (districts by code, the province's
own ethnic groups first) and is kept.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from etl.model import Agency, Area, Member, Succession, known_kind
from etl.settings import PROJECT

SEEDS = PROJECT / "sql" / "seeds"


@dataclass(frozen=True, slots=True)
class Obligation:
    """A form that one agency, or every agency of a kind, owes each period of a kind."""

    agency_id: str  # "" when it binds a kind
    agency_kind: str  # "" when it binds one agency
    form_id: str
    frequency: str
    valid_from: dt.date
    valid_to: dt.date | None  # exclusive

    def binds(self, agency: Agency) -> bool:
        """Tell whether an agency owes this form."""
        return agency.id == self.agency_id if self.agency_id else agency.kind == self.agency_kind


@dataclass(frozen=True, slots=True)
class Deadline:
    """How many working days after the cut-off day a kind of agency has."""

    period_kind: str  # "" for all
    agency_kind: str  # "" for all
    working_days_after_cutoff: int
    basis: str  # where the rule comes from; says so when it is an assumption
    valid_from: dt.date
    valid_to: dt.date | None  # exclusive


@dataclass(frozen=True, slots=True)
class Target:
    """What a document wants an indicator to be by the end of a year."""

    indicator_id: str
    indicator: str
    document: str
    year: int
    comparison: str  # ">", ">=", "<=", "=" or "range" (value to value_high, both allowed)
    value: Decimal | None  # None: the document gives no number, only words
    value_high: Decimal | None
    unit: str
    basis: str  # of what the share is taken
    wording: str  # as the document says it: "trên 80%"
    valid_from: dt.date
    valid_to: dt.date | None  # exclusive
    note: str  # what is assumed


@dataclass(frozen=True, slots=True)
class Threshold:
    """How far a check lets something go without asking."""

    id: str
    value: float
    unit: str
    valid_from: dt.date
    valid_to: dt.date | None  # exclusive
    set_by: str
    reason: str
    assumed: bool


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """A list whose members columns may name, declared by a line of reference_list.csv."""

    id: str
    word: str  # what a member is called: "dân tộc"
    examples: tuple[str, ...]  # names of members, for advice
    leading_words: tuple[str, ...]  # that may stand before a name: "người"
    above: str  # the list whose members these lie in; "" for none
    part: str  # the flag `is_<part>` of members whose totals are told apart as well; "" for none
    part_word: str  # what those are called


@dataclass(frozen=True, slots=True)
class Seeds:
    """All reference lists, with every span of validity that we hold."""

    agencies: tuple[Agency, ...]
    areas: tuple[Area, ...]
    successions: tuple[Succession, ...]
    lists: Mapping[str, ReferenceList]
    members: Mapping[str, tuple[Member, ...]]  # by list
    obligations: tuple[Obligation, ...]
    deadlines: tuple[Deadline, ...]
    targets: tuple[Target, ...]
    thresholds: tuple[Threshold, ...]


def read_seeds(folder: Path = SEEDS) -> Seeds:
    """Read every list; raises `ValueError` or `KeyError` naming the file that cannot be read."""
    lists = read_lists(folder)
    return Seeds(
        agencies=tuple(_agency(row) for row in _rows(folder / "agency.csv")),
        areas=tuple(_area(row) for row in _rows(folder / "area.csv")),
        successions=tuple(_succession(row) for row in _rows(folder / "area_succession.csv")),
        lists=lists,
        members={id: tuple(_member(row) for row in _rows(folder / f"{id}.csv")) for id in lists},
        obligations=tuple(_obligation(row) for row in _rows(folder / "obligation.csv")),
        deadlines=tuple(_deadline(row) for row in _rows(folder / "deadline.csv")),
        targets=tuple(_target(row) for row in _rows(folder / "target.csv")),
        thresholds=tuple(_threshold(row) for row in _rows(folder / "threshold.csv")),
    )


def read_lists(folder: Path = SEEDS) -> Mapping[str, ReferenceList]:
    """Read which lists there are, by id."""
    return {row["id"]: _list(row) for row in _rows(folder / "reference_list.csv")}


def _rows(path: Path) -> Iterator[Mapping[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            if None in row or None in row.values():
                raise ValueError(f"{path.name}, line {number}: not as many fields as the header")
            yield row


def _from(row: Mapping[str, str]) -> dt.date:
    return dt.date.fromisoformat(row["valid_from"])


def _to(row: Mapping[str, str]) -> dt.date | None:
    return dt.date.fromisoformat(row["valid_to"]) if row["valid_to"] else None


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _agency(row: Mapping[str, str]) -> Agency:
    return Agency(
        id=row["id"],
        name=row["name"],
        short_name=row["short_name"],
        kind=row["kind"],
        area_code=row["area_code"],
        valid_from=_from(row),
        valid_to=_to(row),
        successor_id=row["successor_id"],
        responsibility=row["responsibility"],
    )


def _area(row: Mapping[str, str]) -> Area:
    return Area(
        id=row["id"],
        code=row["code"],
        kind=row["kind"],
        name=row["name"],
        parent_code=row["parent_code"],
        valid_from=_from(row),
        valid_to=_to(row),
    )


def _succession(row: Mapping[str, str]) -> Succession:
    return Succession(
        old_area_id=row["old_area_id"],
        new_area_id=row["new_area_id"],
        share="whole" if row["share"] == "whole" else "part",
        weight=_number(row["weight"]),
    )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)


def _list(row: Mapping[str, str]) -> ReferenceList:
    return ReferenceList(
        id=row["id"],
        word=row["word"],
        examples=_parts(row["examples"]),
        leading_words=_parts(row["leading_words"]),
        above=row["above"],
        part=row["part"],
        part_word=row["part_word"],
    )


def _member(row: Mapping[str, str]) -> Member:
    return Member(
        id=row["id"],
        name=row["name"],
        variants=_parts(row["variants"]),
        parent_id=row.get("parent_id", ""),
        is_listed=row["is_listed"] == "true",
        valid_from=_from(row),
        valid_to=_to(row),
    )


def _obligation(row: Mapping[str, str]) -> Obligation:
    return Obligation(
        agency_id=row["agency_id"],
        agency_kind=row["agency_kind"],
        form_id=row["form_id"],
        frequency=known_kind(row["frequency"]),
        valid_from=_from(row),
        valid_to=_to(row),
    )


def _deadline(row: Mapping[str, str]) -> Deadline:
    return Deadline(
        period_kind=row["period_kind"] and known_kind(row["period_kind"]),
        agency_kind=row["agency_kind"],
        working_days_after_cutoff=int(row["working_days_after_cutoff"]),
        basis=row["basis"],
        valid_from=_from(row),
        valid_to=_to(row),
    )


def _target(row: Mapping[str, str]) -> Target:
    return Target(
        indicator_id=row["indicator_id"],
        indicator=row["indicator"],
        document=row["document"],
        year=int(row["year"]),
        comparison=row["comparison"],
        value=_number(row["value"]),
        value_high=_number(row["value_high"]),
        unit=row["unit"],
        basis=row["basis"],
        wording=row["wording"],
        valid_from=_from(row),
        valid_to=_to(row),
        note=row["note"],
    )


def _threshold(row: Mapping[str, str]) -> Threshold:
    return Threshold(
        id=row["id"],
        value=float(row["value"]),
        unit=row["unit"],
        valid_from=_from(row),
        valid_to=_to(row),
        set_by=row["set_by"],
        reason=row["reason"],
        assumed=row["assumed"] == "true",
    )
