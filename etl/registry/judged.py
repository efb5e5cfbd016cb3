"""Verdicts as kept: judgements in, returns with their findings and first states out.

The one surprising thing: the state that is kept may be milder than the judgement. A rule may be
waived, and a warning may carry a reason that a steward already accepted for the same value in the
version before; the warehouse knows both, the rules do not.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import sqlalchemy as sa

from etl.contracts import load_forms
from etl.contracts.rule_book import rule_book_version
from etl.model import Finding, Judgement, ReturnState, Table
from etl.registry.decisions import PERIOD_CLOSED, reconsider
from etl.registry.return_history import copy_findings, finding_from, returns_of
from etl.warehouse import copy_rows, json_text, lock, run

Cause = Literal["received", "counterpart_gone", "rules_changed", "corrected"]
_ANEW: Mapping[str, Cause] = {
    "registry/waiting_with_places_unknown": "rules_changed",
    "registry/counterparts_gone": "counterpart_gone",
}


def to_judge_anew(conn: sa.Connection) -> dict[int, Cause]:
    """Give, by id, the open returns that are to be judged anew, and why.

    Nobody knows the places of those that were judged before places were kept; others disagree with
    one that does not count any more, or not as it did.
    """
    causes: dict[int, Cause] = {}
    for name, cause in _ANEW.items():
        causes |= dict.fromkeys(run(conn, name).scalars(), cause)
    return causes


def record_judgements(
    conn: sa.Connection, judged: Sequence[tuple[int, Judgement]], *, seen_event: int = 0
) -> list[int]:
    """Keep verdicts, (submission id, judgement) each; gives the returns' ids in the same order.

    `seen_event` is that of `Beside`. A form of a workbook is judged once: when its return is
    already there, nothing is added and its id is given. A workbook that repeats the newest version
    of all that it holds ends as a duplicate and has no returns. Waits for other processes that do
    the same, so that versions never collide.
    """
    if not judged:
        return []
    lock(conn, "judge")
    _stage(conn, judged)
    run(conn, "registry/repeated")
    new = {(row.submission_id, row.form_id): row.id for row in run(conn, "registry/insert_returns")}
    fresh = {"ids": list(new.values())}
    added = [
        (new[submission_id, one.form_id], submission_id, one)
        for submission_id, one in judged
        if (submission_id, one.form_id) in new
    ]
    places = {return_id: _places(one.form_id, one.table) for return_id, _, one in added}
    kept = _note_judgements(conn, places, "received", seen_event=seen_event)
    found = (
        (submission_id, return_id, finding, kept[return_id])
        for return_id, submission_id, judgement in added
        for finding in judgement.findings
    )
    copy_findings(conn, found)
    run(conn, "registry/ask_about_closing", **fresh)
    run(conn, "registry/confirm_explained", **fresh)
    run(conn, "registry/carry_confirmations", **fresh)
    run(conn, "registry/insert_first_states", **fresh)
    run(conn, "registry/update_judged", ids=sorted({one for one, _ in judged}))
    return [row.id for row in run(conn, "registry/staged_returns")]


def record_rejudgement(
    conn: sa.Connection,
    return_id: int,
    findings: Sequence[Finding],
    *,
    table: Table | None = None,
    cause: Cause,
    actor: str = "",
    reason: str = "",
    seen_event: int = 0,
) -> ReturnState:
    """Keep that a return was judged once more; gives its state afterwards.

    What is not found any more is lifted, what is new is added, and whether the return may now be
    accepted is asked again. A reason that was accepted for the same value stays accepted. A return
    that is in force stays there, whatever is found.
    """
    lock(conn, "judge")
    (one,) = returns_of(conn, ids=[return_id])
    places = {return_id: _places(one.form_id, table)}
    made = _note_judgements(conn, places, cause, actor, reason, seen_event)[return_id]
    found = run(conn, "registry/findings_of_return", return_id=return_id).mappings()
    standing = {row["id"]: finding_from(row) for row in found}
    gone = [
        number
        for number, known in standing.items()
        if known not in findings and known.rule_id != PERIOD_CLOSED  # no rule finds it
    ]
    new = [finding for finding in findings if finding not in standing.values()]
    run(conn, "registry/lift_findings", ids=gone, judgement_id=made)
    copy_findings(conn, ((one.submission_id, return_id, finding, made) for finding in new))
    run(conn, "registry/keep_confirmations", judgement_id=made)
    return reconsider(conn, return_id, actor=actor, reason=reason, raises=bool(actor))


def _note_judgements(
    conn: sa.Connection,
    places: Mapping[int, Sequence[str] | None],
    cause: Cause,
    actor: str = "",
    reason: str = "",
    seen_event: int = 0,
) -> dict[int, int]:
    """Keep that returns (their places by id) were judged; gives the judgements' ids by return."""
    made = run(
        conn,
        "registry/insert_judgements",
        return_ids=list(places),
        places=[json_text(one) for one in places.values()],
        rule_book=rule_book_version(),
        cause=cause,
        actor=actor,
        reason=reason,
        seen_event=seen_event,
    )
    return {row.return_id: row.id for row in made}


def _places(form_id: str, table: Table | None) -> list[str] | None:
    """Give the places that a return lists and one sender alone reports; None without its table."""
    if table is None:
        return None
    column = load_forms()[form_id].exclusive
    return sorted({str(place) for place in table.values.get(column, ()) if place})


def _stage(conn: sa.Connection, judged: Sequence[tuple[int, Judgement]]) -> None:
    """Lay the verdicts into a temporary table, for statements over all of them."""
    run(conn, "registry/stage_judgements")
    conn.exec_driver_sql("DELETE FROM staged_judgement")
    rows = [
        {
            "n": n,
            "submission_id": submission_id,
            "agency_id": judgement.agency_id,
            "form_id": judgement.form_id,
            "period_key": judgement.period_key,
            "state": judgement.state.value,
            "sheet": table.sheet if (table := judgement.table) else "",
            "letters": dict(table.letters) if table else {},
            "more_sheets": list(table.more_sheets) if table else [],
            "is_nil": table is not None and table.is_nil,
        }
        for n, (submission_id, judgement) in enumerate(judged)
    ]
    copy_rows(conn, "staged_judgement", rows[0], (row.values() for row in rows))
