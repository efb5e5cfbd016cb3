"""Received workbooks judged: submissions in, returns with their verdicts kept.

The one surprising thing: what is judged may change what was judged before. Open returns that rest
on another that counts no more are judged anew, before and after each round.
"""

import logging
from collections.abc import Sequence
from functools import partial

from etl import registry, warehouse
from etl.contracts import load_forms
from etl.errors import (
    EvaluationError,
    JudgeError,
    OurFaultError,
    ReaderError,
    VaultError,
    apart,
    for_log,
    is_unreachable,
)
from etl.examine import places_of
from etl.judge.readings import left_out, readings_of
from etl.judge.rejudge import judged_today
from etl.model import Submission
from etl.reference import Reference
from etl.registry.judged import Cause

_LOG = logging.getLogger(__name__)
READING = (VaultError.kind, ReaderError.kind)
_JUDGING = (*READING, JudgeError.kind)


def judge_received(submissions: Sequence[Submission]) -> list[int]:
    """Judge all returns of workbooks, in the order of arrival; gives the ids of the returns.

    All are judged in one batch, each as if it had come alone. What rests on another of them, whose
    fate is not certain before it is kept, is judged in a further round. Open returns that were
    found to disagree with one that does not count any more are judged anew between rounds.
    """
    step_judge_anew()
    waiting = sorted(submissions, key=lambda one: one.id)
    return [one for ids in apart(waiting, _judge_in_rounds, _not_judged) for one in ids]


def _judge_in_rounds(waiting: Sequence[Submission]) -> list[int]:
    """Judge workbooks in the order of arrival until none waits for another of them.

    One that was judged before is judged again in vain: its returns are there and stay as they are.
    """
    ids: list[int] = []
    while waiting:
        found, waiting = _judge_round(waiting)
        ids += found
        step_judge_anew()
    return ids


def _not_judged(one: Submission, error: Exception) -> None:
    """Keep that a workbook cannot be judged through our doing; no other waits for it."""
    is_rule = isinstance(error, EvaluationError)  # it names the rule first; the rest may be a cell
    told = str(error).partition(":")[0] if is_rule else for_log(error)
    _LOG.error("submission %d was not judged\n%s", one.id, told)
    fault = error if isinstance(error, OurFaultError) else JudgeError(_why_not_judged(error))
    with warehouse.transaction() as conn:
        registry.note_outcome(conn, (), {one.id: fault}, ())


def _why_not_judged(error: Exception) -> str:
    if isinstance(error, EvaluationError):
        return "một quy tắc kiểm tra không tính được"
    return f"chương trình kiểm tra gặp lỗi ({type(error).__name__})"


def _judge_round(chosen: Sequence[Submission]) -> tuple[list[int], list[Submission]]:
    """Judge what can be judged now; gives the ids of returns, and what waits for that."""
    from etl.validate import judge_round

    faults: dict[str, OurFaultError] = {}
    readings = {
        one.sha256: one
        for one in readings_of(
            list({one.sha256: None for one in chosen}), on_fault=faults.__setitem__
        )
    }
    read = [one for one in chosen if one.sha256 in readings]
    given = [readings[one.sha256] for one in read]
    failed = {one.id: faults[one.sha256] for one in chosen if one.sha256 in faults}
    with warehouse.transaction() as conn:
        registry.note_outcome(conn, READING, failed, ())
        beside = registry.beside(conn, places_of(given), partial(readings_of, on_fault=left_out))
    verdicts = judge_round(given, load_forms(), Reference.load(), beside)
    with warehouse.transaction() as conn:
        ids = registry.record_judgements(
            conn,
            [(read[place].id, judgement) for place, judgement in verdicts.judgements],
            seen_event=beside.seen_event,
        )
        registry.note_outcome(conn, (JudgeError.kind,), {}, {one.id for one in read})
    return ids, [read[place] for place in verdicts.deferred]


def step_judge_anew() -> list[int]:
    """Judge open returns anew whose counterpart does not count any more; gives their ids.

    So are those whose places nobody knows, for they were judged before places were kept. Approved
    corrections stay laid over. What cannot be read for a reason of ours waits.
    """
    with warehouse.transaction() as conn:
        causes: dict[int, Cause] = {
            **{one.id: "rules_changed" for one in registry.places_unknown(conn)},
            **{one.id: "counterpart_gone" for one in registry.counterparts_gone(conn)},
        }
        returns = registry.returns_of(conn, ids=list(causes)) if causes else []
    done = []
    for one in returns:
        try:
            if _judged_anew(one, causes[one.id]):
                done.append(one.id)
        except Exception as error:
            if is_unreachable(error):
                raise
            with warehouse.transaction() as conn:
                (submission,) = registry.submissions(conn, [one.submission_id])
            _not_judged(submission, error)
    return done


def _judged_anew(one: registry.Return, cause: Cause) -> bool:
    """Judge a return by today's rules and keep that; False where today's reader finds no form."""
    today = judged_today([one])[one.id]
    if today.judgement is None:
        return False
    with warehouse.transaction() as conn:
        found, seen = today.judgement.findings, today.seen_event
        registry.record_rejudgement(
            conn, one.id, found, table=today.judgement.table, cause=cause, seen_event=seen
        )
        registry.note_outcome(conn, _JUDGING, {}, (one.submission_id,))
    return True
