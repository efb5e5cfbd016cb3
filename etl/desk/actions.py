"""What people do at the desk, each one call: the registry's event, and what follows from it.

The one surprising thing: a decision that lets a return be accepted loads its rows at once, so that
the board and the marts agree; announcing a complete period stays with whoever runs the corridor.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from etl import registry, warehouse
from etl.desk.queries import Row
from etl.desk.refused import Refused
from etl.desk.uploads import ring
from etl.errors.our_fault import for_log
from etl.judge.rule_change import Change, adopt
from etl.model import ReturnState
from etl.registry import CorrectionCheck, Proposal
from etl.registry.corrections import Decision
from etl.registry.versions import Change as VersionChange
from etl.settings import settings

_LOG = logging.getLogger(__name__)
SHORTEST_REASON = registry.SHORTEST_REASON
SAY_WHY = (
    "Ghi lý do cụ thể, ít nhất 10 ký tự. Ví dụ: “Thanh toán khối lượng hoàn thành năm 2019 theo "
    "Quyết định số 12/QĐ-UBND”."
)
_SCOPES = ("dong", "bieu", "don-vi")


@dataclass(frozen=True, slots=True)
class Waiver:
    """What a steward writes to let a rule go: where it applies is one of `_SCOPES`."""

    scope: str
    authority: str
    reason: str
    valid_until: dt.date


def confirm(finding: Row, reason: str, actor: str) -> None:
    """Record an agency's reason why a warning is right as it stands."""
    with warehouse.transaction("steward") as conn:
        registry.confirm(
            conn,
            finding["return_id"],
            finding["rule_id"],
            column=finding["column_name"],
            row_key=finding["row_key"],
            reason=reason,
            actor=actor,
        )


def accept_confirmation(head: Row, confirmation_id: int, reason: str, actor: str) -> None:
    """Accept an agency's reason; a return with nothing else open is loaded."""
    with warehouse.transaction("steward") as conn:
        state = registry.accept_confirmation(conn, confirmation_id, actor=actor, reason=reason)
    if state is ReturnState.ACCEPTED:
        _load([head["submission_id"]])


def refuse_confirmation(head: Row, confirmation_id: int, reason: str, actor: str) -> None:
    """Refuse an agency's reason, saying why; it is the agency's turn again."""
    with warehouse.transaction("steward") as conn:
        registry.refuse_confirmation(conn, confirmation_id, actor=actor, reason=reason)


def waive(finding: Row, waiver: Waiver, actor: str) -> None:
    """Let a rule go within a scope; returns that only it stopped are accepted and loaded."""
    if waiver.scope not in _SCOPES:
        raise Refused(422, "Chọn phạm vi của ngoại lệ.")
    with warehouse.transaction("steward") as conn:
        registry.waive(
            conn,
            finding["rule_id"],
            authority=waiver.authority,
            reason=waiver.reason,
            valid_until=waiver.valid_until,
            actor=actor,
            agency_id=finding["agency_id"],
            form_id=finding["form_id"] or None,
            period_key=None if waiver.scope == "don-vi" else finding["period_key"],
            row_key=(finding["row_key"] or None) if waiver.scope == "dong" else None,
        )
    _load(None)


def revoke_waiver(waiver_id: int, reason: str, actor: str) -> None:
    """End a waiver before its day."""
    with warehouse.transaction("steward") as conn:
        registry.revoke_waiver(conn, waiver_id, actor=actor, reason=reason)


def let_off(agency_id: str, form_id: str, period_key: str, waiver: Waiver, actor: str) -> None:
    """Let an agency off an obligation: the waiver of the rule that everything owed is sent."""
    with warehouse.transaction("steward") as conn:
        registry.waive(
            conn,
            registry.NOT_SENT,
            authority=waiver.authority,
            reason=waiver.reason,
            valid_until=waiver.valid_until,
            actor=actor,
            agency_id=agency_id,
            form_id=form_id or None,
            period_key=period_key,
        )
    ring()


def change_version(return_id: int, kind: VersionChange, reason: str, actor: str) -> bool:
    """Withdraw a version or bring it back; True where a second steward must decide first."""
    with warehouse.transaction("steward") as conn:
        change = registry.withdraw if kind == "withdraw" else registry.restore
        waits = change(conn, return_id, actor=actor, reason=reason) is not None
    ring()
    return waits


def version_proposals(return_id: int) -> Sequence[Proposal]:
    """List what was proposed about a version."""
    with warehouse.transaction("steward") as conn:
        return registry.version_proposals(conn, return_id=return_id)


def decide_version(proposal_id: int, decision: Decision, reason: str, actor: str) -> None:
    """Approve or refuse another steward's proposal about a version, or withdraw one's own."""
    with warehouse.transaction("steward") as conn:
        registry.decide_version(conn, proposal_id, decision, actor=actor, reason=reason)
    ring()


def admit(return_id: int, reason: str, actor: str) -> None:
    """Let a version count that came after its period was closed, and load it."""
    with warehouse.transaction("steward") as conn:
        state = registry.admit(conn, return_id, actor=actor, reason=reason)
    if state is ReturnState.ACCEPTED:
        _load(None)


def close_period(period_key: str, reason: str, actor: str) -> None:
    """Close a period: what comes afterwards waits for a steward."""
    with warehouse.transaction("steward") as conn:
        registry.close_period(conn, period_key, actor=actor, reason=reason)


def reopen_period(period_key: str, reason: str, actor: str) -> None:
    """Reopen a period; what waited only because it was closed is loaded."""
    with warehouse.transaction("steward") as conn:
        registry.reopen_period(conn, period_key, actor=actor, reason=reason)
    _load(None)


def propose_correction(
    check: CorrectionCheck, reason: str, reasons: Mapping[int, str], actor: str
) -> None:
    """Propose the correction that was checked, with reasons for the warnings that it brings."""
    with warehouse.transaction("steward") as conn:
        registry.propose_correction(conn, check, reason=reason, reasons=reasons, actor=actor)


def refuse_correction(correction_id: int, decision: Decision, reason: str, actor: str) -> None:
    """Refuse another steward's proposal, or withdraw one's own."""
    with warehouse.transaction("steward") as conn:
        registry.decide_correction(conn, correction_id, decision, actor=actor, reason=reason)


def approve_correction(
    head: Row, correction_id: int, check: CorrectionCheck, reason: str, actor: str
) -> None:
    """Approve another steward's proposal; it is told on the agency's page.

    A return with nothing open any more is loaded.
    """
    with warehouse.transaction("steward") as conn:
        state = registry.decide_correction(
            conn, correction_id, "approved", actor=actor, reason=reason, check=check
        )
        registry.tell_correction(
            conn, correction_id, actor=actor, detail="Hiện trên trang của cơ quan"
        )
    if state is ReturnState.ACCEPTED and head["state"] != ReturnState.ACCEPTED:
        _load([head["submission_id"]])
    else:
        ring()


def adopt_changes(
    changes: Sequence[Change], reason: str, actor: str, *, rule_id: str | None
) -> None:
    """Make what today's rules say of stored returns what is known of them; load what may be."""
    states = adopt(changes, actor=actor, reason=reason, rule_id=rule_id)
    if ReturnState.ACCEPTED in states:
        _load(None)
    else:
        ring()


def extend(
    agency_id: str, form_id: str | None, period_key: str, due_on: dt.date, reason: str, actor: str
) -> None:
    """Grant an agency a later day."""
    with warehouse.transaction("steward") as conn:
        registry.extend_deadline(
            conn,
            agency_id=agency_id,
            form_id=form_id,
            period_key=period_key,
            due_on=due_on,
            reason=reason,
            actor=actor,
        )


def sign(agency_id: str, period_key: str, return_ids: Sequence[int], actor: str) -> None:
    """Sign returns as the agency's head; what waited for nothing else is accepted and loaded."""
    with warehouse.transaction("steward") as conn:
        accepted = registry.sign(
            conn, return_ids, agency_id=agency_id, period_key=period_key, actor=actor
        )
    if accepted:
        _load(None)


def _load(submission_ids: Sequence[int] | None) -> None:
    """Load what was just accepted; a fault is told and the next run of the corridor does it.

    Rings for that run, because the period may be complete now.
    """
    from etl import pipeline  # imports the whole corridor; pages that only read do without

    try:
        pipeline.step_load(submission_ids)
    except Exception as error:
        _LOG.error("accepted returns could not be loaded now\n%s", for_log(error))
    ring()


def report_files(report: Row) -> dict[str, Path]:
    """Give a report's files by edition (docx, xlsx, html), those that now lie on disk."""
    paths = [settings().reports / path for path in report["paths"]]
    return {path.suffix.lstrip("."): path for path in paths if path.is_file()}


def draft_report(period_key: str) -> int:
    """Draft a period's report; gives the release's id."""
    from etl import pipeline

    return pipeline.draft_report(period_key)


def answer_report(release_id: int, actor: str, *, approved: bool, reason: str) -> None:
    """Keep what somebody answers about a draft, then publish or refuse it."""
    from etl import publish

    now = dt.datetime.now(dt.UTC)
    publish.answer_at_desk(release_id, publish.Answer(approved, actor, reason, now))
    act = publish.publish if approved else publish.refuse
    act(release_id)
