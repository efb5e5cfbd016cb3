"""The reference lists in sql/seeds as values: CSV files in, tuples of frozen rows out.

The one surprising thing: the order of the rows means something (districts by code, the province's
own ethnic groups first) and is kept.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar, cast

from etl import SEEDS
from etl.model import Agency, Area, Member, Succession, known_kind

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Obligation:
    """A form that one agency, or every agency of a kind, owes each period of a kind."""

    agency_id: str  # "" when it binds a kind
    agency_kind: str  # "" when it binds one agency
    form_id: str
    frequency: str
    valid_from: dt.date
    valid_to: dt.date | None  # exclusive
    note: str = ""  # what is assumed of it

    def __post_init__(self) -> None:
        known_kind(self.frequency)

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

    def __post_init__(self) -> None:
        if self.period_kind:
            known_kind(self.period_kind)


@dataclass(frozen=True, slots=True)
class Threshold:
    """How far a check lets something go without asking."""

    id: str
    value: float
    unit: str
    set_by: str  # the document, or whoever assumed it
    reason: str
    assumed: bool
    valid_from: dt.date
    valid_to: dt.date | None  # exclusive


@dataclass(frozen=True, slots=True)
class SeriesBreak:
    """A day from which figures of a form, or of columns, are not compared with those before."""

    broken_on: dt.date
    kind: str
    form_id: str
    columns: tuple[str, ...]  # none: all
    text: str = ""  # what is said of it: "Từ năm 2022 áp dụng chuẩn nghèo …"

    def parts(self, form_id: str, column: str, after: dt.date, until: dt.date) -> bool:
        """Tell whether two days of a column's figures lie on its two sides."""
        of_series = self.form_id == form_id and (not self.columns or column in self.columns)
        return of_series and after < self.broken_on <= until


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
    says: tuple[str, ...] = ()  # what else it says of a member: "due_on=thời hạn", a column each

    @property
    def told(self) -> Mapping[str, str]:
        """What else it says of a member: the columns of its file, with what people call them."""
        return {name: word for name, _, word in (one.partition("=") for one in self.says)}


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
    thresholds: tuple[Threshold, ...]
    breaks: tuple[SeriesBreak, ...]

    def stands_for(self, agency: Agency, on: dt.date) -> frozenset[str]:
        """Give the ids of an agency and of all that had ended by a day and whose tasks it has."""
        ended = [one for one in self.agencies if one.valid_to and one.valid_to <= on]
        found, new = frozenset[str](), frozenset({agency.id})
        while new - found:
            found |= new
            new = frozenset(one.id for one in ended if one.successor_id in found)
        return found


def read_seeds(folder: Path = SEEDS) -> Seeds:
    """Read every list; raises `ValueError` or `TypeError` about the file that cannot be read."""
    lists = read_lists(folder)
    return Seeds(
        agencies=_read(folder / "agency.csv", Agency),
        areas=_read(folder / "area.csv", Area),
        successions=_read(folder / "area_succession.csv", Succession),
        lists=lists,
        members={id: _members(folder, one) for id, one in lists.items()},
        obligations=_read(folder / "obligation.csv", Obligation),
        deadlines=_read(folder / "deadline.csv", Deadline),
        thresholds=read_thresholds(folder),
        breaks=_read(folder / "series_break.csv", SeriesBreak),
    )


def read_thresholds(folder: Path = SEEDS) -> tuple[Threshold, ...]:
    """Read the dated thresholds; none where there is no such file."""
    path = folder / "threshold.csv"
    return _read(path, Threshold) if path.exists() else ()


def read_lists(folder: Path = SEEDS) -> Mapping[str, ReferenceList]:
    """Read which lists there are, by id."""
    return {one.id: one for one in _read(folder / "reference_list.csv", ReferenceList)}


def _members(folder: Path, declared: ReferenceList) -> tuple[Member, ...]:
    def member(row: Mapping[str, str], **values: Any) -> Member:
        return Member(**values, says={name: row[name] for name in declared.told})

    return _read(folder / f"{declared.id}.csv", Member, member)


_CELLS: Mapping[str, Callable[[str], object]] = {  # by the type of a field; others are texts
    "int": int,
    "float": float,
    "bool": lambda text: text == "true",
    "dt.date": dt.date.fromisoformat,
    "dt.date | None": lambda text: dt.date.fromisoformat(text) if text else None,
    "Decimal | None": lambda text: Decimal(text) if text else None,
    "tuple[str, ...]": lambda text: tuple(filter(None, text.split("|"))),
}


def _read(
    path: Path, noun: Callable[..., T], make: Callable[..., T] | None = None
) -> tuple[T, ...]:
    """Make a noun of every row; its fields are columns of those names. `make` sees the row, too."""
    cells = {one.name: _CELLS.get(str(one.type), str) for one in fields(cast("Any", noun))}
    made = []
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            if None in row or None in row.values():
                raise ValueError(f"{path.name}, line {number}: not as many fields as the header")
            values = {name: read(row[name]) for name, read in cells.items() if name in row}
            made.append(make(row, **values) if make else noun(**values))
    return tuple(made)
