"""A data contract as it is written: one file of expectations/*.odcs.yaml in, a `Form` out.

The one surprising thing: the notation is ours and short. What it leaves out follows from what it
says; the complete contract of the Open Data Contract Standard is made of the form that comes out
(`etl.contracts.standard`).
"""

import datetime as dt
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from etl.contracts.declared import Declared, Name, PeriodKind, Slip
from etl.contracts.named import NamedRule
from etl.contracts.thresholds import Thresholds
from etl.kinds import kinds
from etl.model import Column, ColumnChange, Form, Measure, UsualChange, holds
from etl.reference import Reference

_SHEET_LENGTH = 31  # characters; Excel and LibreOffice take no more
_NOT_IN_A_SHEET_NAME = frozenset("[]:*?/\\'")


def _sheet(name: str) -> str:
    if not 0 < len(name) <= _SHEET_LENGTH:
        raise ValueError(f"{name!r} has {len(name)} characters; 1 to {_SHEET_LENGTH} are possible")
    if bad := _NOT_IN_A_SHEET_NAME & set(name):
        raise ValueError(f"{name!r} has {sorted(bad)}, which no spreadsheet takes in a name")
    if name != unicodedata.normalize("NFC", name):
        raise ValueError(f"{name!r} is not in the composed form (NFC)")
    return name


def _kind(name: str) -> str:
    if name not in kinds():
        raise ValueError(f"{name!r} is none of {', '.join(kinds())}")
    return name


Text = Annotated[str, Field(min_length=1)]
KindName = Annotated[str, AfterValidator(_kind)]


def _list(name: str) -> str:
    if name not in (lists := Reference.load().lists):
        raise ValueError(f"{name!r} is none of {', '.join(lists)}")
    return name


class _Change(Declared):
    """What a column is from a day on; named as `ColumnChange` names it."""

    valid_from: dt.date
    type: KindName | None = Field(None, alias="kind")
    header: str = ""
    hint: str = ""
    choices: Mapping[str, Text] = {}
    offered: tuple[str, ...] = ()


class ColumnSaid(Declared):
    """A column, named as `Column` names it but for what follows from its kind."""

    name: Name
    type: KindName = Field(alias="kind")
    code: Text
    header: Text
    group: str = ""
    unit: str = ""
    measure: Measure = ""
    key: bool = False
    required: bool | None = None  # unless it explains
    minimum: int | float | None = 0  # of numbers
    maximum: int | float | None = None
    choices: Mapping[Name, Text] = {}
    choices_of: Annotated[str, AfterValidator(_list)] = ""  # a list, with its names and days
    offered: tuple[str, ...] = ()  # choices; of places: the kinds that the rows are printed for
    other_names: Mapping[str, tuple[str, ...]] = {}
    synonyms: tuple[Text, ...] = ()
    also: tuple[Text, ...] = ()  # synonyms beside those of a column that several forms share
    hint: str = ""
    personal: bool = False
    sensitive: bool | None = None  # as the form says of what counts persons
    totalled: bool | None = None  # amounts and counts, but rates
    width: float | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    is_stated_above: bool = Field(False, alias="stated_above")
    is_level_of_sender: bool = Field(False, alias="level_of_sender")
    explains: bool = False
    done: tuple[str, ...] = ()  # choices
    apart: bool = False
    usual_change: UsualChange | None = None
    of: str = ""
    check_of: str = ""
    changes: tuple[_Change, ...] = ()

    def column(self, *, is_sensitive: bool = False) -> Column:
        """Give the column, whole; of a form whose counts of persons are sensitive or are not."""
        said = dict(self)
        del said["key"], said["also"]
        changes = [ColumnChange(**dict(one)) for one in self.changes]
        if self.choices_of:
            changes += _take_choices(said)
        kind = kinds()[self.type]
        is_amount = kind.is_number and self.measure != "" and self.unit != "%"
        column = Column(
            **{
                **said,
                "sensitive": bool(self.sensitive),
                "required": not self.explains if self.required is None else self.required,
                "minimum": self.minimum if kind.is_number else None,
                "synonyms": (*self.synonyms, *self.also),
                "totalled": is_amount if self.totalled is None else self.totalled,
                "width": self.width or kind.width,
                "changes": tuple(sorted(changes, key=lambda one: one.valid_from)),
            }
        )
        follows = is_sensitive and self.sensitive is None and kind.is_number
        return replace(column, sensitive=True) if follows and column.counts_persons else column


def _take_choices(said: dict[str, Any]) -> Iterator[ColumnChange]:
    """Put in the choices of a list, offered as long as they last; give when those change."""
    members = Reference.load().seeds.members[said["choices_of"]]
    wanted = said["offered"] or [one.id for one in members]
    first, *later = sorted({day for m in members for day in (m.valid_from, m.valid_to) if day})

    def offered(day: dt.date) -> tuple[str, ...]:
        there = {one.id for one in members if holds(one.valid_from, one.valid_to, day)}
        ended = {one.id for one in members} - there
        return tuple(id for id in wanted if id not in ended)

    said["choices"] = {one.id: one.name for one in members}
    said["other_names"] = {one.id: one.variants for one in members}
    said["offered"] = now = offered(first)
    for day in later:
        if offered(day) != now:
            now = offered(day)
            yield ColumnChange(day, offered=now)


class Contract(Declared):
    """One file of expectations/*.odcs.yaml, the columns that it uses put in their places."""

    id: Name
    version: str
    number: Text
    sheet: Annotated[str, AfterValidator(_sheet)]
    title: Text
    synonyms: tuple[Text, ...] = ()
    purpose: Text
    unit: str = ""
    legal_basis: str = ""
    frequencies: tuple[PeriodKind, ...]
    each: tuple[str, ...] = ()
    label: Annotated[tuple[str, ...], Field(min_length=1)]
    sensitive: bool = False
    never_nil: bool = False
    exclusive: str = ""
    of_place: str = ""
    part_of: str = ""
    makes: Mapping[str, str] = {}
    programme: str = ""
    other_programmes: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    only_some: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    columns: tuple[ColumnSaid, ...]
    rules: tuple[NamedRule, ...] = ()

    def form(self, thresholds: Thresholds, *, is_bare: bool = False) -> Form:
        """Give the form that the contract declares; bare of rules, when those may have slips."""
        said = dict(self)
        said |= {"edition": said.pop("version"), "description": said.pop("purpose")}
        is_sensitive = said.pop("sensitive")
        columns = tuple(one.column(is_sensitive=is_sensitive) for one in self.columns)
        by_name = {column.name: column for column in columns}
        key = tuple(one.name for one in self.columns if one.key)
        rules = [*self.rules]  # and those of the rows that are printed: each is there, and once
        if self.each and self.each not in [rule.every for rule in self.rules]:
            rules.append(NamedRule(name="every_row", every=self.each))
        if self.each and not any(rule.unique for rule in self.rules):
            rules.append(NamedRule(name="unique_row", unique=key))
        named = () if is_bare else rules
        made = tuple(one for rule in named for one in rule.rules(self.id, by_name, thresholds))
        return Form(**{**said, "columns": columns, "rules": made, "key": key})

    def rule_slips(self, thresholds: Thresholds) -> Iterator[Slip]:
        """Give what keeps rules from being made."""
        columns = {one.name: one.column() for one in self.columns}
        names = [rule.name for rule in self.rules]
        for number, rule in enumerate(self.rules):
            if rule.name in names[:number]:
                yield Slip(("rules", number, "name"), f"{rule.name} stands there twice")
            for slip in rule.slips(columns, thresholds):
                yield Slip(("rules", number, *slip.place), slip.text)
