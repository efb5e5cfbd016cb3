"""A form as a complete contract of the Open Data Contract Standard: a `Form` in, a document out.

The one surprising thing: nothing reads these documents back. They are written for other programs
(docs/contracts), and validated against the schema that the standard's own package carries.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import fields
from typing import Any

from pydantic.alias_generators import to_camel

from etl.contracts.vocabulary import COVERAGE, EXPECTATIONS
from etl.kinds import kind_of, listed_kind
from etl.model import Column, ColumnChange, Form, Rule, Rung

_DIMENSIONS = {COVERAGE: "coverage", "expect_compound_columns_to_be_unique": "uniqueness"}
_DIMENSIONS |= {name: "consistency" for name in EXPECTATIONS if "_pair_" in name}
_DIMENSIONS |= {name: "completeness" for name in EXPECTATIONS if name.endswith("_be_null")}
_OF_THE_STANDARD = {
    Form: "id title edition description columns rules key frequencies synonyms other_subjects",
    Column: "name header required minimum maximum choices synonyms hint personal",
    Rule: "id form_id severity title expectation kwargs computed",
    ColumnChange: "",
}  # what the standard has words for, and what is said elsewhere


def standard_contract(form: Form) -> dict[str, Any]:
    """Write a form out in the words of the standard; ours beyond it are custom properties."""
    said = {
        "apiVersion": "v3.2.0",
        "kind": "DataContract",
        "id": form.id,
        "version": form.edition,
        "status": "active",
        "name": form.title,
        "domain": "cong-tac-dan-toc",
        "description": {"purpose": form.description},
        **_own(form),
        "slaProperties": [{"property": "frequency", "value": one} for one in form.frequencies],
        "schema": [
            {
                "name": form.id,
                "businessName": form.title,
                "logicalType": "object",
                **_synonyms(form),
                "properties": [_column(column, form.key) for column in form.columns],
                "quality": [_rule(rule) for rule in form.rules],
            }
        ],
    }
    plain: dict[str, Any] = json.loads(json.dumps(said, default=_plain))
    return plain


def _column(column: Column, key: Collection[str]) -> dict[str, Any]:
    bounds = {"minimum": column.minimum, "maximum": column.maximum}
    kind = None if column.choices else listed_kind(column)
    said = {
        "name": column.name,
        "businessName": column.header,
        "description": column.hint,
        "logicalType": kind_of(column).logical_type,
        "required": column.required,
        "primaryKey": column.name in key,
        "classification": "personal" if column.personal else "",
        "logicalTypeOptions": {name: value for name, value in bounds.items() if value is not None},
        "relationships": [{"to": f"{kind.table}.{kind.key}"}] if kind else [],
        "enum": [{"value": value, "label": label} for value, label in column.choices.items()],
    }
    kept = {word: value for word, value in said.items() if value not in ("", {}, [])}
    return {**kept, **_synonyms(column), **_own(column)}


def _rule(rule: Rule) -> dict[str, Any]:
    asked: dict[str, Any] = {"type": rule.expectation, "kwargs": rule.kwargs}
    if rule.computed:
        asked["computed"] = rule.computed
    is_coverage = rule.expectation == COVERAGE
    return {
        "name": rule.id.partition(".")[2],
        "description": rule.title,
        "type": "custom",
        "engine": "coverage" if is_coverage else "greatExpectations",
        "severity": str(rule.severity),
        "dimension": _DIMENSIONS.get(rule.expectation, "conformity"),
        "implementation": rule.kwargs if is_coverage else asked,
        **_own(rule),
    }


def _synonyms(said: Form | Column) -> dict[str, Any]:
    return {"synonyms": [{"synonym": one} for one in said.synonyms]} if said.synonyms else {}


def _own(said: Form | Column | Rule) -> dict[str, Any]:
    """Give what is ours alone as custom properties; what is empty is left out."""
    own = [{"property": name, "value": value} for name, value in _words(said).items()]
    return {"customProperties": own} if own else {}


def _words(said: Form | Column | Rule | ColumnChange) -> Mapping[str, Any]:
    words = {}
    for one in fields(said):
        value = getattr(said, one.name)
        if one.name in _OF_THE_STANDARD[type(said)].split() or value in ("", None, (), {}, False):
            continue
        name = "kind" if one.name == "type" else to_camel(one.name)
        words[name] = value.name.lower() if isinstance(value, Rung) else value
    return words


def _plain(value: object) -> object:
    """Give a value that JSON has no word for as one that it has."""
    return dict(_words(value)) if isinstance(value, ColumnChange) else str(value)
