"""The rule book as data: forms in, one row a rule out.

The one surprising thing: rules of columns (required, range, choices) are stated once as standing
rules, not once a column: the data dictionary says what each column demands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from etl.contracts.across import load_across
from etl.contracts.standing import load_standing
from etl.model import Form, Rung, Severity


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One rule as the rule book prints it."""

    rule_id: str
    form_id: str  # "" for rules of all forms
    form_title: str
    severity: Severity
    rung: Rung
    title: str
    message: str
    basis: str
    columns: tuple[str, ...]  # column names
    headers: tuple[str, ...]  # their printed headers
    periods: tuple[str, ...] = ()  # empty: all
    valid_from: str = ""  # ISO date or ""
    valid_to: str = ""
    lighter: tuple[Severity, ...] = ()  # given instead where a fault is not certain
    trial_since: dt.date | None = None  # on trial from this day: its findings stop nothing


def rule_catalogue(forms: Mapping[str, Form]) -> list[CatalogueRow]:
    """List every rule: of files and cells, of each form, across forms, lowest rung first."""
    rows = [*_standing(), *_of_forms(forms), *_across(forms)]
    return sorted(rows, key=lambda row: (row.rung, row.form_id, row.rule_id))


def _standing() -> list[CatalogueRow]:
    return [
        CatalogueRow(
            rule.id,
            "",
            "",
            rule.severity,
            rule.rung,
            rule.title,
            rule.message,
            "",
            (),
            (),
            lighter=rule.lighter,
        )
        for rule in load_standing().values()
    ]


def _of_forms(forms: Mapping[str, Form]) -> list[CatalogueRow]:
    return [
        CatalogueRow(
            rule_id=rule.id,
            form_id=form.id,
            form_title=form.title,
            severity=rule.severity,
            rung=rule.rung,
            title=rule.title,
            message=rule.message,
            basis=rule.basis,
            columns=rule.columns,
            headers=tuple(form.column(name).header for name in rule.columns),
            periods=rule.periods,
            valid_from=rule.valid_from.isoformat() if rule.valid_from else "",
            valid_to=rule.valid_to.isoformat() if rule.valid_to else "",
            trial_since=rule.trial_since,
        )
        for form in forms.values()
        for rule in form.rules
    ]


def _across(forms: Mapping[str, Form]) -> list[CatalogueRow]:
    rows = []
    for check in load_across().values():
        form = forms.get(check.form_id)
        rows.append(
            CatalogueRow(
                rule_id=check.id,
                form_id=check.form_id,
                form_title=form.title if form else "",
                severity=check.severity,
                rung=check.rung,
                title=check.title,
                message=check.message,
                basis=check.basis,
                columns=check.columns,
                headers=tuple(form.column(name).header for name in check.columns) if form else (),
                trial_since=check.trial_since,
            )
        )
    return rows
