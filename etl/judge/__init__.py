"""Received workbooks judged: submissions in, returns with their verdicts kept.

The one surprising thing: what is judged may change what was judged before. Open returns that rest
on another that counts no more are judged anew, before and after each round.
"""

import datetime as dt
import logging
from collections.abc import Collection, Mapping, Sequence
from functools import partial

from etl import warehouse
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
from etl.examine.digest import write_digest
from etl.judge.readings import left_out, readings_of
from etl.judge.rejudge import judged_today
from etl.model import Agency, Beside, Key, Period, Submission
from etl.reference import Reference
from etl.registry import accepted_tables, incidents, judged, received, return_history

_LOG = logging.getLogger(__name__)
READING = (VaultError.kind, ReaderError.kind)


def judge_received(submissions: Sequence[Submission]) -> list[int]:
    """Judge all returns of workbooks, in the order of arrival; gives the ids of the returns.

    All are judged in one batch, each as if it had come alone. What rests on another of them, whose
    fate is not certain before it is kept, is judged in a further round.
    """
    step_judge_anew()
    waiting = sorted(submissions, key=lambda one: one.id)
    return [one for ids in apart(waiting, _judge_in_rounds, _not_judged) for one in ids]


def _judge_in_rounds(waiting: Sequence[Submission]) -> list[int]:
    """Judge workbooks until none waits for another; returns that are there stay as they are."""
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
    why = f"chương trình kiểm tra gặp lỗi ({type(error).__name__})"
    if is_rule:
        why = "một quy tắc kiểm tra không tính được"
    fault = error if isinstance(error, OurFaultError) else JudgeError(why)
    with warehouse.transaction() as conn:
        incidents.note_outcome(conn, (), {one.id: fault}, ())


def _judge_round(chosen: Sequence[Submission]) -> tuple[list[int], list[Submission]]:
    """Judge what can be judged now; gives the ids of returns, and what waits for that."""
    from etl.validate import judge_round

    faults: dict[str, OurFaultError] = {}
    hashes = list({one.sha256: None for one in chosen})
    readings = {one.sha256: one for one in readings_of(hashes, on_fault=faults.__setitem__)}
    read = [one for one in chosen if one.sha256 in readings]
    given = [readings[one.sha256] for one in read]
    failed = {one.id: faults[one.sha256] for one in chosen if one.sha256 in faults}
    with warehouse.transaction() as conn:
        incidents.note_outcome(conn, READING, failed, ())
        beside = accepted_tables.beside(
            conn, places_of(given), partial(readings_of, on_fault=left_out)
        )
    verdicts = judge_round(given, load_forms(), Reference.load(), beside)
    with warehouse.transaction() as conn:
        ids = judged.record_judgements(
            conn,
            [(read[place].id, judgement) for place, judgement in verdicts.judgements],
            seen_event=beside.seen_event,
        )
        incidents.note_outcome(conn, (JudgeError.kind,), {}, {one.id for one in read})
    return ids, [read[place] for place in verdicts.deferred]


def step_judge_anew() -> list[int]:
    """Judge anew the open returns of `registry.to_judge_anew`; gives their ids.

    Approved corrections stay laid over. What cannot be read for a reason of ours waits.
    """
    with warehouse.transaction() as conn:
        causes = judged.to_judge_anew(conn)
        returns = return_history.returns_of(conn, ids=list(causes))
    done = []
    for one in returns:
        try:
            if _judged_anew(one, causes[one.id]):
                done.append(one.id)
        except Exception as error:
            if is_unreachable(error):
                raise
            with warehouse.transaction() as conn:
                (submission,) = received.submissions(conn, [one.submission_id])
            _not_judged(submission, error)
    return done


def _judged_anew(one: return_history.Return, cause: judged.Cause) -> bool:
    """Judge a return by today's rules and keep that; False where today's reader finds no form."""
    today = judged_today([one])[one.id]
    if today.judgement is None:
        return False
    with warehouse.transaction() as conn:
        found, seen = today.judgement.findings, today.seen_event
        judged.record_rejudgement(
            conn, one.id, found, table=today.judgement.table, cause=cause, seen_event=seen
        )
        incidents.note_outcome(conn, (*READING, JudgeError.kind), {}, (one.submission_id,))
    return True


def in_force_for(agency_id: str, places: Mapping[Key, Collection[str]]) -> Beside:
    """Give what an agency's own returns among these are judged beside, as in the corridor.

    Each has the places that it lists, as `examine.places_of` gives them. Of a file whose cover
    names another agency nothing is looked up: nobody learns another's figures by trying.
    """
    own = {key: listed for key, listed in places.items() if key[1] == agency_id}
    with warehouse.transaction() as conn:
        return accepted_tables.beside(conn, own, partial(readings_of, on_fault=left_out))


def digest_for(agency: Agency, period: Period) -> bytes:
    """Write the file of what an agency has in force that its returns of a period compare with."""
    owed = {form_id for who, form_id in Reference.load().obligations(period) if who.id == agency.id}
    forms = [form.id for form in load_forms().values() if form.owed_as in owed]
    own = {(form_id, agency.id, period.key): () for form_id in forms}
    return write_digest(agency.id, in_force_for(agency.id, own), dt.datetime.now(dt.UTC))
