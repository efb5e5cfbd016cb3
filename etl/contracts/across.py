"""Checks across forms and periods: expectations/across_forms.yaml in, `AcrossCheck` out.

The one surprising thing: the kinds of check are code (etl/validate/across), what they compare is
data; a new comparison of a known kind is an entry in the file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from etl.contracts.forms import CONTRACTS, read_date, read_yaml
from etl.contracts.vocabulary import refuse_unknown
from etl.errors import ContractError
from etl.model import CellValue, Rung, Severity

KINDS = frozenset(
    {
        "quarters_sum_to_year",
        "quarters_count_to_year",
        "year_equals_last_quarter",
        "year_on_year_change",
        "year_on_year_rise",
        "year_on_year_same",
        "thousandfold",
        "unique_over_agencies",
        "related_missing",
    }
)


@dataclass(frozen=True, slots=True)
class ExampleReturn:
    """One return of an example: who sent which rows of which form for when."""

    form_id: str
    agency_id: str
    period_key: str
    rows: Sequence[Mapping[str, CellValue]]


@dataclass(frozen=True, slots=True)
class AcrossCheck:
    """One comparison of returns with each other."""

    id: str  # "across.<name>"
    kind: str
    form_id: str  # "" for the check that reports what could not be compared
    severity: Severity
    rung: Rung
    title: str
    message: str
    question: str = ""  # instead of the message, where only an answer is asked for
    columns: tuple[str, ...] = ()  # what is compared; of a rise: numerator, denominator
    by: tuple[str, ...] = ()  # rows are compared by these columns; empty: the whole return
    where: Mapping[str, CellValue] = field(default_factory=dict)  # only these rows count
    same: str = ""  # compared only where this column agrees
    tolerance: float = 0.0  # of the unit of the column, or percentage points of a rise
    max_change_pct: float = 0.0
    min_change: float = 0.0  # smaller changes are not remarked on
    explained_by: str = ""  # a reason in this column turns the finding into information
    basis: str = ""
    trial_since: dt.date | None = None  # on trial from this day: counted and told, never in the way
    passing: tuple[ExampleReturn, ...] = ()
    failing: tuple[ExampleReturn, ...] = ()


@lru_cache(maxsize=4)
def load_across(path: Path = CONTRACTS / "across_forms.yaml") -> Mapping[str, AcrossCheck]:
    """Read the checks by id; raises `ContractError` naming the entry that fails."""
    checks: dict[str, AcrossCheck] = {}
    for entry in read_yaml(path)["checks"]:
        try:
            check = _check(entry)
        except (KeyError, TypeError, ValueError) as error:
            raise ContractError(f"{path.name}: {entry.get('id')}: {error}") from error
        if check.kind not in KINDS:
            raise ContractError(f"{path.name}: {check.id}: kind {check.kind!r} is none of {KINDS}")
        checks[check.id] = check
    return checks


def _check(entry: Mapping[str, Any]) -> AcrossCheck:
    refuse_unknown("check across forms", entry)
    return AcrossCheck(
        id=entry["id"],
        kind=entry["kind"],
        form_id=entry.get("form", ""),
        severity=Severity(entry["severity"]),
        rung=Rung[entry["rung"].upper()],
        title=entry["title"],
        message=entry["message"],
        question=entry.get("question", ""),
        columns=tuple(entry.get("columns", ())),
        by=tuple(entry.get("by", ())),
        where=entry.get("where", {}),
        same=entry.get("same", ""),
        tolerance=float(entry.get("tolerance", 0)),
        max_change_pct=float(entry.get("max_change_pct", 0)),
        min_change=float(entry.get("min_change", 0)),
        explained_by=entry.get("explained_by", ""),
        basis=entry.get("basis", ""),
        trial_since=read_date(entry.get("trial_since")),
        passing=_example(entry["passing"], entry.get("form", "")),
        failing=_example(entry["failing"], entry.get("form", "")),
    )


def _example(returns: Sequence[Mapping[str, Any]], form_id: str) -> tuple[ExampleReturn, ...]:
    return tuple(
        ExampleReturn(
            item.get("form", form_id), item["agency"], str(item["period"]), tuple(item["rows"])
        )
        for item in returns
    )
