"""A data contract as it is written: the words of the standard that mean something here, and ours.

The one surprising thing: the files follow the Open Data Contract Standard, whose vocabulary is
wider than ours; what we need beyond it stands in `customProperties`.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from etl.contracts.declared import Declared, RungName
from etl.contracts.vocabulary import COVERAGE, EXPECTATIONS
from etl.model import (
    CellValue,
    Column,
    ColumnChange,
    Form,
    Kind,
    Measure,
    PrintedRows,
    Rule,
    Rung,
    Severity,
    known_kind,
)

_SAFE = re.compile(r"[a-z][a-z0-9_]{0,49}")  # with what the warehouse adds, below 63 bytes
_SHEET_LENGTH = 31  # characters; Excel and LibreOffice take no more
_NOT_IN_A_SHEET_NAME = frozenset("[]:*?/\\'")


def _safe(name: str) -> str:
    if not _SAFE.fullmatch(name):
        raise ValueError(
            f"{name!r} is no name for SQL: up to 50 small letters, digits and _, a letter first"
        )
    return name


def _sheet(name: str) -> str:
    if not 0 < len(name) <= _SHEET_LENGTH:
        raise ValueError(f"{name!r} has {len(name)} characters; 1 to {_SHEET_LENGTH} are possible")
    if bad := _NOT_IN_A_SHEET_NAME & set(name):
        raise ValueError(f"{name!r} has {sorted(bad)}, which no spreadsheet takes in a name")
    if name != unicodedata.normalize("NFC", name):
        raise ValueError(f"{name!r} is not in the composed form (NFC)")
    return name


def _expectation(name: str) -> str:
    if name not in EXPECTATIONS:
        raise ValueError(f"{name!r} is none of {', '.join(sorted(EXPECTATIONS))}")
    return name


def _by_property(entries: object) -> object:
    """Make one mapping of a list of `{property: …, value: …}`."""
    words: dict[str, Any] = {}
    for entry in entries if isinstance(entries, list) else [entries]:
        if not isinstance(entry, dict) or entry.keys() != {"property", "value"}:
            raise ValueError(f"{entry!r} is no {{property: …, value: …}}; quote the commas of it")
        if entry["property"] in words:
            raise ValueError(f"{entry['property']} stands there twice")
        words[entry["property"]] = entry["value"]
    return words


Name = Annotated[str, AfterValidator(_safe)]
Text = Annotated[str, Field(min_length=1)]
PeriodKind = Annotated[str, AfterValidator(known_kind)]
Examples = tuple[Mapping[str, CellValue], ...]


class _Camel(Declared):
    model_config = ConfigDict(alias_generator=to_camel)


class _Synonym(_Camel):
    synonym: Text


class _Reference(_Camel):
    to: Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+$")]  # "<list of sql/seeds>.<its column>"


class _Choice(_Camel):
    value: Name
    label: Text


class _Bounds(_Camel):
    minimum: int | float | None = None
    maximum: int | float | None = None


class _Change(_Camel):
    """What a column is from a day on; named as `ColumnChange` names it."""

    valid_from: dt.date
    type: Kind | None = Field(None, alias="kind")
    header: str = ""
    hint: str = ""
    choices: Mapping[str, Text] = {}


class _ColumnWords(_Camel):
    """Ours of a column, named as `Column` names them; so with those of rules and forms below."""

    type: Kind = Field(alias="kind")
    code: Text
    group: str = ""
    unit: str = ""
    measure: Measure = ""
    hint: str = ""
    totalled: bool = False
    width: float = 14
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    other_names: Mapping[str, tuple[str, ...]] = {}
    is_stated_above: bool = Field(False, alias="statedAbove")
    explains: bool = False
    apart: bool = False
    changes: tuple[_Change, ...] = ()


class _Column(_Camel):
    name: Name
    business_name: Text
    description: str = ""
    logical_type: Literal["string", "integer", "number", "date"]
    logical_type_options: _Bounds = _Bounds()
    required: bool = False
    primary_key: bool = False
    classification: Literal["", "personal"] = ""
    relationships: tuple[_Reference, ...] = ()
    synonyms: tuple[_Synonym, ...] = ()
    enum: tuple[_Choice, ...] = ()
    own: Annotated[_ColumnWords, BeforeValidator(_by_property), Field(alias="customProperties")]

    def column(self) -> Column:
        return Column(
            name=self.name,
            header=self.business_name,
            required=self.required,
            minimum=self.logical_type_options.minimum,
            maximum=self.logical_type_options.maximum,
            choices={choice.value: choice.label for choice in self.enum},
            synonyms=tuple(one.synonym for one in self.synonyms),
            personal=self.classification == "personal",
            **{
                **dict(self.own),
                "changes": tuple(ColumnChange(**dict(one)) for one in self.own.changes),
            },
        )


class _Arguments(Declared):
    column: str | None = None
    column_A: str | None = None  # noqa: N815 — as Great Expectations names it
    column_B: str | None = None  # noqa: N815
    column_list: list[str] | None = None
    min_value: int | float | dt.date | None = None
    max_value: int | float | dt.date | None = None
    strict_min: bool | None = None
    strict_max: bool | None = None
    or_equal: bool | None = None
    value_set: list[CellValue] | None = None
    row_condition: str | None = None


class _Expectation(Declared):
    type: Annotated[str, AfterValidator(_expectation)]
    kwargs: _Arguments
    computed: Mapping[Name, str] = {}


class _Coverage(Declared):
    column: str
    members: list[str] | Literal["communes_of_agency"]


class _RuleWords(_Camel):
    message: Text
    columns: tuple[str, ...]
    rung: RungName = Rung.ROW
    basis: str = ""
    periods: tuple[PeriodKind, ...] = ()
    passing: Examples = ()
    failing: Examples = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    trial_since: dt.date | None = None


class _Rule(_Camel):
    name: Name
    description: Text
    type: Literal["custom"]
    severity: Severity
    dimension: str
    own: Annotated[_RuleWords, BeforeValidator(_by_property), Field(alias="customProperties")]


class _ExpectationRule(_Rule):
    engine: Literal["greatExpectations"]
    implementation: _Expectation


class _CoverageRule(_Rule):
    engine: Literal["coverage"]
    implementation: _Coverage


AnyRule = Annotated[_ExpectationRule | _CoverageRule, Field(discriminator="engine")]


def _rule(rule: _ExpectationRule | _CoverageRule, form_id: str) -> Rule:
    asked = rule.implementation
    expectation, arguments, computed = COVERAGE, asked.model_dump(), {}
    if isinstance(asked, _Expectation):
        expectation, computed = asked.type, dict(asked.computed)
        arguments = asked.kwargs.model_dump(exclude_unset=True)
    return Rule(
        id=f"{form_id}.{rule.name}",
        form_id=form_id,
        severity=rule.severity,
        title=rule.description,
        expectation=expectation,
        kwargs=arguments,
        computed=computed,
        **dict(rule.own),
    )


class _Table(_Camel):
    name: Name
    business_name: Text
    logical_type: Literal["object"]
    synonyms: tuple[_Synonym, ...] = ()
    properties: tuple[_Column, ...]
    quality: tuple[AnyRule, ...] = ()


class _Frequency(_Camel):
    property: Literal["frequency"]
    value: PeriodKind


class _FormWords(_Camel):
    number: Text
    sheet: Annotated[str, AfterValidator(_sheet)]
    unit: str = ""
    rows: PrintedRows
    label: Annotated[tuple[str, ...], Field(min_length=1)]
    legal_basis: str = ""
    exclusive: str = ""
    programme: str = ""
    other_programmes: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    other_subjects: tuple[str, ...] = ()


class _Description(_Camel):
    purpose: Text


class Contract(_Camel):
    """One file of expectations/*.odcs.yaml."""

    api_version: str
    kind: Literal["DataContract"]
    id: Name
    version: str
    status: str
    name: Text
    domain: str = ""
    description: _Description
    own: Annotated[_FormWords, BeforeValidator(_by_property), Field(alias="customProperties")]
    sla_properties: tuple[_Frequency, ...] = ()
    tables: tuple[_Table] = Field(alias="schema")

    def form(self) -> Form:
        """Give the form that the contract declares."""
        (table,) = self.tables
        return Form(
            id=self.id,
            title=self.name,
            edition=self.version,
            description=self.description.purpose,
            columns=tuple(column.column() for column in table.properties),
            rules=tuple(_rule(rule, self.id) for rule in table.quality),
            key=tuple(column.name for column in table.properties if column.primary_key),
            frequencies=tuple(one.value for one in self.sla_properties),
            synonyms=tuple(one.synonym for one in table.synonyms),
            **dict(self.own),
        )
