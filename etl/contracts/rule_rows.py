"""The rule book as data: forms in, one row a rule out.

The one surprising thing: rules of columns (required, range, choices) are stated once as standing
rules, not once a column: the data dictionary says what each column demands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from etl.contracts.across import AcrossCheck, load_across
from etl.contracts.standing import StandingRule, load_standing
from etl.model import Form, Rule, Rung, Severity

_SHARED = ("severity", "rung", "title", "message")
_OF_SOME = ("basis", "columns", "periods", "lighter", "trial_since")


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One rule as the rule book prints it."""

    rule_id: str
    form_id: str  # "" for rules of all forms
    severity: Severity
    rung: Rung
    title: str
    message: str
    headers: tuple[str, ...]  # the printed ones of its columns
    basis: str = ""
    columns: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()  # empty: all
    lighter: tuple[Severity, ...] = ()  # given instead where a fault is not certain
    trial_since: dt.date | None = None  # on trial from this day: its findings stop nothing


def rule_catalogue(forms: Mapping[str, Form]) -> list[CatalogueRow]:
    """List every rule: of files and cells, of each form, across forms, lowest rung first."""
    rows = [
        *(_row(rule, None) for rule in load_standing().values()),
        *(_row(rule, form) for form in forms.values() for rule in form.rules),
        *(_row(check, forms.get(check.form_id)) for check in load_across().values()),
    ]
    return sorted(rows, key=lambda row: (row.rung, row.form_id, row.rule_id))


def _row(rule: StandingRule | Rule | AcrossCheck, form: Form | None) -> CatalogueRow:
    said: dict[str, Any] = {name: getattr(rule, name) for name in _SHARED}
    said |= {name: getattr(rule, name) for name in _OF_SOME if hasattr(rule, name)}
    return CatalogueRow(
        rule_id=rule.id,
        form_id=form.id if form else "",
        headers=tuple(form.column(name).header for name in said["columns"]) if form else (),
        **said,
    )
