"""The story in order, the only place where rooms meet: ids of submissions in, ids out.

Every step may be run again at any time and gives the same warehouse; what a step hands to the
next is a list of numbers. Nothing here waits for a person: what a person decides is an event in the
registry, and the next run of a step takes it from there. The one surprising thing: what fails
through no doing of a file's is kept as an incident, leaves that file waiting, and stops no other.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl import warehouse
from etl.collect import Intake, bring, refuse_received
from etl.errors import LoadError, OurFaultError, ReaderError, apart, for_log
from etl.judge import READING, judge_received, step_judge_anew
from etl.judge.readings import forget, left_out, read_ahead, readings_of, secret_among
from etl.load import load
from etl.model import Period, Reading, Submission, Table
from etl.pipeline.returned import give_back_all, repeated_faults, standing_told
from etl.pipeline.safekeeping import (
    check_text,
    open_faults,
    open_warehouse,
    refuse_open_faults,
    secret_files,
    step_tell_faults,
    step_verify,
)
from etl.registry import accepted_tables, incidents, period_board, received, return_history
from etl.settings import settings
from etl.vault import waiting

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run of the corridor did."""

    received: int
    judged: int
    loaded: int
    given_back: tuple[str, ...]
    complete: tuple[str, ...]
    faults: tuple[str, ...] = ()  # of ours, that are not mended yet
    repeated: tuple[str, ...] = ()  # faults on which something was decided in an earlier period
    failed_checks: tuple[str, ...] = ()  # of the warehouse, not only of this run
    duplicates: tuple[str, ...] = ()  # files that said what the newest version says already
    standing: tuple[str, ...] = ()  # of new versions, which one counts now


def pending() -> list[int]:
    """List the ids of workbooks that were received and not yet judged, oldest first."""
    with warehouse.transaction() as conn:
        return [submission.id for submission in received.pending_submissions(conn)]


def open_submissions() -> list[int]:
    """List the ids of workbooks that go back: somebody has to act on them, or nobody ever could."""
    with warehouse.transaction() as conn:
        return list(warehouse.run(conn, "registry/open_submissions").scalars())


def step_collect() -> list[int]:
    """Take the inbox into the vault; gives the ids of all workbooks that wait for judgement.

    They are read before they are registered: what has a marking of secrecy is refused.
    """
    open_warehouse()
    intake = Intake()
    readings = readings_of(list(intake.keep()), on_fault=left_out)
    intake.register(secret_among(readings))
    return pending()


def collect_and_read(on_read: Callable[[Reading], None] | None = None) -> list[int]:
    """Do as `step_collect`, and read new workbooks while the others are still being taken in.

    `step_extract` then finds them read. The judge's engine is imported meanwhile.
    """
    open_warehouse()
    intake = Intake()
    workers = min(settings().workers, len(intake))
    intake.register(read_ahead(_preloading(intake.keep()), workers, on_read))
    return pending()


def _preloading(hashes: Iterable[str]) -> Iterator[str]:
    """Give hashes on; the first one starts the import of what will judge it."""
    from etl.validate import preload

    for number, sha256 in enumerate(hashes):
        if number == 0:
            preload()
        yield sha256


def step_extract(
    submission_ids: Sequence[int], on_read: Callable[[Reading], None] | None = None
) -> list[int]:
    """Read workbooks and keep what was read; gives the ids of those that could be read.

    What could not be read before it was registered, and has a marking of secrecy, is refused now.
    """
    chosen = _submissions(submission_ids)
    faults: dict[str, OurFaultError] = {}
    readings = readings_of(
        [one.sha256 for one in chosen], on_read, hold=True, on_fault=faults.__setitem__
    )
    secret = secret_among(readings)
    for one in chosen:
        if one.sha256 in secret:
            refuse_received(one)
    read = {reading.sha256: reading for reading in readings if reading.sha256 not in secret}
    done = {one.id: read[one.sha256] for one in chosen if one.sha256 in read}
    failed = {one.id: faults[one.sha256] for one in chosen if one.sha256 in faults}

    def record(ids: Sequence[int]) -> None:
        with warehouse.transaction() as conn:
            received.record_readings(conn, [(one, done[one]) for one in ids])

    def fail(submission_id: int, error: Exception) -> None:
        _LOG.error("what was read of submission %d was not kept\n%s", submission_id, for_log(error))
        failed[submission_id] = ReaderError("không ghi được những gì đã đọc trong tệp")

    apart(list(done), record, fail)
    kept = [one for one in done if one not in failed]
    with warehouse.transaction() as conn:
        incidents.note_outcome(conn, READING, failed, kept)
    return kept


def step_validate(submission_ids: Sequence[int]) -> list[int]:
    """Judge all returns of the workbooks, in the order of arrival; gives the ids of the returns."""
    return judge_received(_submissions(submission_ids))


def step_load(submission_ids: Sequence[int] | None = None) -> list[int]:
    """Load every accepted return that waits for it; gives the ids of loaded returns.

    Those are returns of these workbooks, of a run that was interrupted, and returns whose
    explanation a steward has accepted since.
    """
    with warehouse.transaction() as conn:
        waiting = return_history.awaiting_load(conn)
    faults: dict[str, OurFaultError] = {}
    readings = readings_of([one.sha256 for one in waiting], on_fault=faults.__setitem__)
    tables = accepted_tables.tables_of(readings)
    failed = {one.submission_id: faults[one.sha256] for one in waiting if one.sha256 in faults}
    waiting = [one for one in waiting if one.sha256 not in faults]
    ready: dict[int, Table] = {}
    unloaded: dict[int, OurFaultError] = {}
    for one in waiting:
        if (one.sha256, one.form_id) in tables:
            ready[one.id] = tables[one.sha256, one.form_id]
        else:
            unloaded[one.id] = LoadError("đọc lại tệp gốc thì không thấy biểu này nữa")
    with warehouse.transaction() as conn:
        loaded = load(conn, ready, on_fault=unloaded.__setitem__)
        incidents.note_outcome(conn, READING, failed, {one.submission_id for one in waiting})
        incidents.note_outcome(conn, (LoadError.kind,), unloaded, loaded, of="return")
    done = {one.sha256 for one in _submissions(submission_ids or ())}
    forget([*done, *(one.sha256 for one in waiting)])
    return loaded


def step_give_back(submission_ids: Sequence[int] = ()) -> list[str]:
    """Write the annotated copy of each faulty workbook; gives the paths of those among the ids.

    A copy that an interrupted run has left out is written as well.
    """
    asked = dict.fromkeys([*submission_ids, *open_submissions()])
    written = give_back_all(_submissions(list(asked)))
    return [str(path) for number in submission_ids if (path := written.get(number))]


def step_announce() -> dict[str, str]:
    """Give the periods that became complete, each with the set of returns it stands on.

    They are given again until `step_note_announced`; one waits while a check of it fails.
    """
    with warehouse.transaction() as conn:
        failed = {one.period_key for one in incidents.failed_checks(conn)}
        return {
            key: returns
            for key, returns in period_board.to_announce(conn).items()
            if failed.isdisjoint({key, Period.parse(key).year_before_key})
        }


def step_note_announced(announced: Mapping[str, str]) -> None:
    """Keep that periods were announced with these sets of returns; again changes nothing."""
    with warehouse.transaction() as conn:
        period_board.note_announced(conn, announced)


def draft_report(period_key: str) -> int:
    """Draft the report of a period from the returns in force; gives the release's id.

    The same content gives the same release. Raises `ReportError` when an edition disagrees with
    the warehouse.
    """
    from etl import publish

    period = Period.parse(period_key)
    step_verify([period.key, period.year_before_key])
    return publish.draft(period.key)


def prepare_warehouse(live_from: dt.date | None = None) -> dt.date:
    """Bring the warehouse up to date; gives the first day of operation, newly recorded if named."""
    open_warehouse()
    with warehouse.transaction("owner") as conn:
        if live_from is not None and live_from != period_board.live_from(conn):
            period_board.set_live_from(conn, live_from, actor="etl migrate")
        return period_board.live_from(conn)


def close_period(period_key: str, actor: str, reason: str, *, reopen: bool = False) -> None:
    """Close a period, so that what comes waits for a steward; or reopen it and load what waited."""
    change = period_board.reopen_period if reopen else period_board.close_period
    with warehouse.transaction("steward") as conn:
        change(conn, Period.parse(period_key).key, actor=actor, reason=reason)
    if reopen:
        step_load()


def period_status(period_key: str) -> dict[str, Any]:
    """Tell of a period who owes what, what has come and whether it is complete."""
    key = Period.parse(period_key).key
    with warehouse.transaction() as conn:
        return {
            "period_key": key,
            "complete": period_board.period_complete(conn, key),
            "failed_checks": [check_text(one) for one in incidents.failed_checks(conn, [key])],
            "returns": [dict(cell._mapping) for cell in period_board.period_board(conn, key)],
        }


def run(folder: Path | None = None, on_read: Callable[[Reading], None] | None = None) -> Outcome:
    """Run the whole corridor once; files of a named folder are copied into the inbox first."""
    if folder is not None:
        bring(folder)
    open_warehouse()
    with warehouse.transaction() as conn:
        before = warehouse.run(conn, "registry/last_submission_event").scalar_one()
    taken = collect_and_read(on_read)
    ids = step_extract(taken, on_read=on_read)
    step_validate(ids)
    loaded = step_load(ids)
    failed_checks = step_verify()
    given_back = step_give_back(ids)
    complete = step_announce()
    step_note_announced(complete)
    with warehouse.transaction() as conn:
        duplicates = warehouse.run(conn, "registry/repetitions", after=before).scalars().all()
    return Outcome(
        received=len(taken),
        judged=len(ids),
        loaded=len(loaded),
        given_back=tuple(given_back),
        complete=tuple(complete),
        faults=tuple(step_tell_faults()),
        repeated=tuple(repeated_faults(ids)),
        failed_checks=tuple(failed_checks),
        duplicates=tuple(duplicates),
        standing=tuple(standing_told(ids)),
    )


def waiting_files(folder: Path | None = None) -> int:
    """Count the files that a run would read."""
    return len([*waiting(folder, links=True), *waiting(settings().inbox)])


def _submissions(submission_ids: Sequence[int]) -> list[Submission]:
    with warehouse.transaction() as conn:
        return received.submissions(conn, submission_ids)
