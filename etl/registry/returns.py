"""Returns over time: ids in, states, findings and what successive versions fixed out.

The one surprising thing: findings of two versions, and of two periods, are matched by form, rule,
column and the row's natural key, never by cell address, because officers insert and sort rows.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import sqlalchemy as sa

from etl.model import Cell, EarlierReason, Finding, ReturnState, Severity
from etl.registry.noun_rows import finding_from
from etl.warehouse import run
from etl.wording import typed_number

Progress = Literal["fixed", "still_open", "new", "worse"]
FindingKey = tuple[str, str, str, str]
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

    progress: Progress
    finding: Finding  # of this version; when fixed, of the version before
    before: Finding | None = None


def returns_of(
    conn: sa.Connection, *, ids: Sequence[int] = (), submission_ids: Sequence[int] = ()
) -> list[Return]:
    """Give returns by their ids or by their workbooks' ids, ordered by id."""
    of = {"ids": list(ids), "submission_ids": list(submission_ids)}
    rows = run(conn, "registry/returns", **of).mappings()
    return [Return(**{**row, "state": ReturnState(row["state"])}) for row in rows]


def awaiting_load(conn: sa.Connection, submission_ids: Sequence[int] | None = None) -> list[Return]:
    """List accepted returns whose rows are not in the warehouse yet (of some workbooks, or all)."""
    parameters = {"all": submission_ids is None, "submission_ids": list(submission_ids or ())}
    found = run(conn, "registry/awaiting_load", **parameters).scalars().all()
    return returns_of(conn, ids=found) if found else []


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
    found: dict[int, list[tuple[Finding, bool]]] = {}
    for row in run(conn, "registry/standing_of_returns", ids=list(return_ids)).mappings():
        found.setdefault(row["return_id"], []).append((finding_from(row), row["is_open"]))
    return found


def returns_to_rejudge(
    conn: sa.Connection, *, period_key: str | None = None, return_id: int | None = None
) -> dict[tuple[str, bool], list[Return]]:
    """Give the returns that rules may be tried on, by period and whether they are in force."""
    of = {"period_key": period_key, "return_id": return_id}
    rows = run(conn, "registry/returns_to_rejudge", **of).all()
    known = {one.id: one for one in returns_of(conn, ids=[row.return_id for row in rows])}
    found: dict[tuple[str, bool], list[Return]] = {}
    for row in rows:
        found.setdefault((row.period_key, row.is_in_force), []).append(known[row.return_id])
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
    before = _by_key(findings(conn, earlier)) if earlier is not None else {}
    now = _by_key(findings(conn, return_id))
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


def _by_key(found: Sequence[Finding]) -> dict[FindingKey, Finding]:
    """Index findings by what identifies them across versions; the first of a key stands."""
    indexed: dict[FindingKey, Finding] = {}
    for finding in found:
        key = (finding.form_id, finding.rule_id, finding.column, finding.row_key)
        indexed.setdefault(key, finding)
    return indexed


def earlier_reasons(conn: sa.Connection, return_id: int) -> dict[FindingKey, EarlierReason]:
    """Give, for the faults of a return, what was decided on them in an earlier period."""
    found = run(conn, "registry/earlier_reasons", return_id=return_id).mappings()
    return {
        _key(row): EarlierReason(row["kind"], row["period_key"], row["reason"]) for row in found
    }


def reasons_given(conn: sa.Connection, return_id: int) -> dict[FindingKey, str]:
    """Give the reasons that the agency gave for a return and that nobody refused."""
    found = run(conn, "registry/reasons_given", return_id=return_id).mappings()
    return {_key(row): row["reason"] for row in found}


def repeated_faults(
    conn: sa.Connection, submission_ids: Sequence[int]
) -> list[tuple[str, str, str, EarlierReason]]:
    """List the faults of workbooks on which something was decided before.

    Gives file name, form id, first cell ("H14", with its sheet where the form has several; or "")
    and the earlier decision of each.
    """
    parameters = {"submission_ids": list(submission_ids)}
    found = run(conn, "registry/repeated_faults", **parameters).mappings()
    return [
        (
            row["file_name"],
            row["form_id"],
            _first_cell(row),
            EarlierReason(row["kind"], row["period_key"], row["reason"]),
        )
        for row in found
    ]


def _first_cell(row: sa.RowMapping) -> str:
    if not row["cells"]:
        return ""
    cell = Cell(**row["cells"][0])
    return f"{cell.ref}, trang tính “{cell.sheet}”" if row["more_sheets"] else cell.ref


def _key(row: Mapping[str, str] | sa.RowMapping) -> FindingKey:
    return row["form_id"], row["rule_id"], row["column_name"], row["row_key"]
