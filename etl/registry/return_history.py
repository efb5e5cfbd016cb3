"""Returns over time: ids in, states, findings and what successive versions fixed out.

The one surprising thing: findings of two versions, and of two periods, are matched by form, rule,
column and the row's natural key, never by cell address, because officers insert and sort rows.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import sqlalchemy as sa

from etl.model import Cell, EarlierReason, Finding, ReturnState, Rung, Severity
from etl.warehouse import copy_rows, json_text, run
from etl.wording import typed_number

FoundIn = tuple[int, int | None, Finding, int | None]
"""(submission, return, finding, judgement)"""
_TEXTS = ("row_key", "row_label", "value", "expected", "difference", "message")
_WEIGHT: Mapping[Severity, int] = {Severity.INFO: 0, Severity.WARNING: 1, Severity.CRITICAL: 2}


@dataclass(frozen=True, slots=True)
class Return:
    """A return as the registry knows it, with its present state."""

    id: int
    submission_id: int
    sha256: str
    file_name: str
    agency_id: str
    form_id: str
    period_key: str
    version: int
    sheet: str
    data_note: str
    edition: str
    state: ReturnState
    state_at: dt.datetime
    received_at: dt.datetime
    is_loaded: bool


@dataclass(frozen=True, slots=True)
class Issue:
    """A finding beside the same finding of the version before."""

    progress: Literal["fixed", "still_open", "new", "worse"]
    finding: Finding  # of this version; when fixed, of the version before
    before: Finding | None = None


def returns_of(
    conn: sa.Connection, *, ids: Sequence[int] = (), submission_ids: Sequence[int] = ()
) -> list[Return]:
    """Give returns by their ids or by their workbooks' ids, ordered by id."""
    if not ids and not submission_ids:
        return []
    of = {"ids": list(ids), "submission_ids": list(submission_ids)}
    rows = run(conn, "registry/returns", **of).mappings()
    return [Return(**{**row, "state": ReturnState(row["state"])}) for row in rows]


def awaiting_load(conn: sa.Connection) -> list[Return]:
    """List accepted returns whose rows are not in the warehouse yet."""
    return returns_of(conn, ids=run(conn, "registry/awaiting_load").scalars().all())


def state_of(conn: sa.Connection, return_id: int) -> ReturnState:
    """Give the present state of a return."""
    return ReturnState(run(conn, "registry/state_of", return_id=return_id).scalar_one())


def kin_of(conn: sa.Connection, return_ids: Sequence[int]) -> dict[int, list[Return]]:
    """Give of returns those of the same workbook that are accepted only together with each."""
    found = run(conn, "registry/with_parts", return_ids=list(return_ids)).all()
    known = {one.id: one for one in returns_of(conn, ids=[row.kin_id for row in found])}
    kin: dict[int, list[Return]] = {id: [] for id in return_ids}
    for row in found:
        kin[row.return_id].append(known[row.kin_id])
    return kin


def append_event(
    conn: sa.Connection, return_id: int, state: ReturnState, actor: str = "", reason: str = ""
) -> None:
    """Add a state to a return's history; the last one holds."""
    of = {"return_id": return_id, "state": state.value, "actor": actor, "reason": reason}
    run(conn, "registry/insert_return_event", **of)


def findings(conn: sa.Connection, return_id: int) -> list[Finding]:
    """Give the findings of a return, most important first."""
    found = run(conn, "registry/findings_of_return", return_id=return_id)
    return [finding_from(row) for row in found.mappings()]


def standing_findings(
    conn: sa.Connection, return_ids: Sequence[int]
) -> dict[int, list[tuple[Finding, bool]]]:
    """Give what is known of returns, each with whether it is still in the way, by return."""
    found: dict[int, list[tuple[Finding, bool]]] = defaultdict(list)
    for row in run(conn, "registry/standing_of_returns", ids=list(return_ids)).mappings():
        found[row["return_id"]].append((finding_from(row), row["is_open"]))
    return found


def returns_to_rejudge(
    conn: sa.Connection, *, period_key: str | None = None, return_id: int | None = None
) -> dict[tuple[str, bool], list[Return]]:
    """Give the returns that rules may be tried on, by period and whether they are in force."""
    of = {"period_key": period_key, "return_id": return_id}
    rows = run(conn, "registry/returns_to_rejudge", **of).all()
    known = {one.id: one for one in returns_of(conn, ids=[row.return_id for row in rows])}
    found: dict[tuple[str, bool], list[Return]] = defaultdict(list)
    for row in rows:
        found[row.period_key, row.is_in_force].append(known[row.return_id])
    return found


def submission_findings(conn: sa.Connection, submission_id: int) -> list[Finding]:
    """Give the findings of a workbook that belong to none of its returns."""
    found = run(conn, "registry/findings_of_submission", submission_id=submission_id)
    return [finding_from(row) for row in found.mappings()]


def issue_history(conn: sa.Connection, return_id: int) -> list[Issue]:
    """Compare a return's findings with those of the version before it.

    Fixed findings come last. Without an earlier version every finding is `new`.
    """
    earlier = run(conn, "registry/version_before", return_id=return_id).scalar()
    before = _by_key(conn, earlier) if earlier is not None else {}
    now = _by_key(conn, return_id)
    issues = [_issue(finding, before.get(key)) for key, finding in now.items()]
    fixed = [Issue("fixed", old, old) for key, old in before.items() if key not in now]
    return issues + fixed


def _issue(finding: Finding, before: Finding | None) -> Issue:
    if before is None:
        return Issue("new", finding)
    heavier = _WEIGHT[finding.severity] > _WEIGHT[before.severity]
    wider = len(finding.cells) > len(before.cells)
    further = _distance(finding) > _distance(before)
    return Issue("worse" if heavier or wider or further else "still_open", finding, before)


def _distance(finding: Finding) -> Decimal:
    """Give how far a value is off, whatever its direction; 0 when that is no number."""
    try:
        return abs(typed_number(finding.difference.lstrip("+-\u2212").strip()))
    except ValueError:
        return Decimal(0)


def _by_key(conn: sa.Connection, return_id: int) -> dict[tuple[str, ...], Finding]:
    """Index findings by what identifies them across versions; the first of a key stands."""
    indexed: dict[tuple[str, ...], Finding] = {}
    for one in findings(conn, return_id):
        indexed.setdefault((one.form_id, one.rule_id, one.column, one.row_key), one)
    return indexed


def earlier_reasons(conn: sa.Connection, return_id: int) -> dict[str, EarlierReason]:
    """Give, by finding key, what was decided on a return's faults in an earlier period."""
    found = run(conn, "registry/earlier_reasons", return_id=return_id)
    return {_key(row): EarlierReason(row.kind, row.period_key, row.reason) for row in found}


def reasons_given(conn: sa.Connection, return_id: int) -> dict[str, str]:
    """Give, by finding key, an agency's reasons for a return that nobody refused."""
    found = run(conn, "registry/reasons_given", return_id=return_id)
    return {_key(row): row.reason for row in found}


def _key(row: sa.Row[Any]) -> str:
    """Name a finding as a workbook does."""
    return "|".join((row.form_id, row.rule_id, row.column_name, row.row_key))


def copy_findings(conn: sa.Connection, found: Iterable[FoundIn]) -> None:
    """COPY findings into registry.finding.

    A text cell may hold a NUL character, which PostgreSQL stores nowhere; it is left out.
    """
    rows = [
        {
            "submission_id": submission_id,
            "return_id": return_id,
            "rule_id": finding.rule_id,
            "severity": finding.severity.value,
            "rung": int(finding.rung),
            "form_id": finding.form_id,
            "sheet": finding.cells[0].sheet if finding.cells else "",
            "column_name": finding.column,
            "cells": json_text(
                [{"sheet": c.sheet, "letter": c.letter, "row": c.row} for c in finding.cells]
            ),
            **{name: getattr(finding, name).replace("\x00", "") for name in _TEXTS},
            "against": json_text([list(key) for key in finding.against]),
            "is_trial": finding.is_trial,
            "judgement_id": judgement_id,
        }
        for submission_id, return_id, finding, judgement_id in found
    ]
    if rows:
        copy_rows(conn, "registry.finding", rows[0], (row.values() for row in rows))


def finding_from(row: sa.RowMapping) -> Finding:
    """Make a finding from a row of registry.finding."""
    return Finding(
        rule_id=row["rule_id"],
        severity=Severity(row["severity"]),
        rung=Rung(row["rung"]),
        form_id=row["form_id"],
        cells=tuple(Cell(c["sheet"], c["letter"], c["row"]) for c in row["cells"]),
        column=row["column_name"],
        against=tuple((form, agency, period) for form, agency, period in row["against"]),
        is_trial=row["is_trial"],
        **{name: row[name] for name in _TEXTS},
    )
