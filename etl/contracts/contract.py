"""A data contract as it is written: one file of expectations/*.odcs.yaml in, a `Form` out.

The one surprising thing: the notation is ours and short. What it leaves out follows from what it
says; the complete contract of the Open Data Contract Standard is made of the form that comes out
(`etl.contracts.standard`).
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import AfterValidator, Field

from etl.contracts.declared import Declared, Name, PeriodKind, Slip
from etl.contracts.named import NamedRule
from etl.model import Column, ColumnChange, Form, Kind, Measure, PrintedRows

_SHEET_LENGTH = 31  # characters; Excel and LibreOffice take no more
_NOT_IN_A_SHEET_NAME = frozenset("[]:*?/\\'")
_NUMERIC = ("integer", "number")
_WIDTHS: Mapping[Kind, float] = {  # in characters, where a contract says none
    "text": 30,
    "integer": 12,
    "number": 15,
    "date": 13,
    "choice": 20,
    "commune": 22,
    "district": 20,
    "ethnic_group": 22,
}


def _sheet(name: str) -> str:
    if not 0 < len(name) <= _SHEET_LENGTH:
        raise ValueError(f"{name!r} has {len(name)} characters; 1 to {_SHEET_LENGTH} are possible")
    if bad := _NOT_IN_A_SHEET_NAME & set(name):
        raise ValueError(f"{name!r} has {sorted(bad)}, which no spreadsheet takes in a name")
    if name != unicodedata.normalize("NFC", name):
        raise ValueError(f"{name!r} is not in the composed form (NFC)")
    return name


Text = Annotated[str, Field(min_length=1)]


class _Change(Declared):
    """What a column is from a day on; named as `ColumnChange` names it."""

    valid_from: dt.date
    type: Kind | None = Field(None, alias="kind")
    header: str = ""
    hint: str = ""
    choices: Mapping[str, Text] = {}


class ColumnSaid(Declared):
    """A column, named as `Column` names it but for what follows from its kind."""

    name: Name
    type: Kind = Field(alias="kind")
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
    other_names: Mapping[str, tuple[str, ...]] = {}
    synonyms: tuple[Text, ...] = ()
    also: tuple[Text, ...] = ()  # synonyms beside those of a column that several forms share
    hint: str = ""
    personal: bool = False
    totalled: bool | None = None  # amounts and counts, but rates
    width: float | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    is_stated_above: bool = Field(False, alias="stated_above")
    explains: bool = False
    apart: bool = False
    changes: tuple[_Change, ...] = ()

    def column(self) -> Column:
        """Give the column, whole."""
        said = {name: getattr(self, name) for name in self.__class__.model_fields}
        del said["key"], said["also"]
        is_amount = self.type in _NUMERIC and self.measure != "" and self.unit != "%"
        return Column(
            **{
                **said,
                "required": not self.explains if self.required is None else self.required,
                "minimum": self.minimum if self.type in _NUMERIC else None,
                "synonyms": (*self.synonyms, *self.also),
                "totalled": is_amount if self.totalled is None else self.totalled,
                "width": self.width or _WIDTHS[self.type],
                "changes": tuple(ColumnChange(**dict(one)) for one in self.changes),
            }
        )


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
    rows: PrintedRows = "open"
    label: Annotated[tuple[str, ...], Field(min_length=1)]
    exclusive: str = ""
    programme: str = ""
    other_programmes: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    other_subjects: tuple[str, ...] = ()
    columns: tuple[ColumnSaid, ...]
    rules: tuple[NamedRule, ...] = ()

    def form(self, *, is_bare: bool = False) -> Form:
        """Give the form that the contract declares; bare of rules, when those may have slips."""
        said = {name: getattr(self, name) for name in self.__class__.model_fields}
        del said["version"], said["purpose"]
        columns = tuple(one.column() for one in self.columns)
        by_name = {column.name: column for column in columns}
        return Form(
            **{
                **said,
                "edition": self.version,
                "description": self.purpose,
                "columns": columns,
                "rules": tuple(() if is_bare else (r.rule(self.id, by_name) for r in self.rules)),
                "key": tuple(one.name for one in self.columns if one.key),
            }
        )

    def rule_slips(self) -> Iterator[Slip]:
        """Give what keeps rules from being made."""
        columns = {one.name: one.column() for one in self.columns}
        names = [rule.name for rule in self.rules]
        for number, rule in enumerate(self.rules):
            if rule.name in names[:number]:
                yield Slip(("rules", number, "name"), f"{rule.name} stands there twice")
            for slip in rule.slips(columns):
                yield Slip(("rules", number, *slip.place), slip.text)
