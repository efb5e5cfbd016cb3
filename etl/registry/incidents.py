"""What is not as it must be on our side: faults and checks of the warehouse in, what is open out.

An incident holds no value that anybody sent, so that it may be told anywhere; the same fault of the
same work is one incident, however often it is tried. The last result of a check and a period holds:
a report waits until the same check was made again and passed.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import sqlalchemy as sa

from etl.errors import OurFaultError
from etl.warehouse import json_text, lock, run

MARKED = "secret"  # kind of what a steward has to pass on: a secret file came; no work waits


@dataclass(frozen=True, slots=True)
class Incident:
    """A fault of ours that is not resolved yet."""

    id: int
    kind: str
    submission_id: int | None
    return_id: int | None
    detail: str
    at: dt.datetime
    failed_count: int  # how often it was tried, the first time included
    last_at: dt.datetime
    is_told: bool


def note_incident(
    conn: sa.Connection,
    kind: str,
    detail: str,
    *,
    submission_id: int | None = None,
    return_id: int | None = None,
) -> int:
    """Keep that work of ours failed; gives the incident's id, the open one's when it failed before.

    `detail` says what is known, in words without any value that was sent.
    """
    lock(conn, "incident")
    of = {"kind": kind, "submission_id": submission_id, "return_id": return_id, "detail": detail}
    again = run(conn, "registry/incident_again", **of).scalar()
    return int(again or run(conn, "registry/insert_incident", **of).scalar_one())


def resolve_incidents(
    conn: sa.Connection,
    kind: str,
    *,
    submission_id: int | None = None,
    return_id: int | None = None,
    actor: str = "",
) -> int:
    """Keep that work which failed before is done now; gives how many incidents that ends."""
    of = {"kind": kind, "submission_id": submission_id, "return_id": return_id, "actor": actor}
    return run(conn, "registry/resolve_incidents", **of).rowcount


def settle_returns(conn: sa.Connection) -> None:
    """End what is told of single returns and is so no more.

    A place is not doubled once one of the two has left it, and what waits no longer to be loaded
    (withdrawn, replaced, held after its period was closed) is not missing. Waits for a load to end.
    """
    if any(one.return_id is not None for one in open_incidents(conn)):
        lock(conn, "load")
        run(conn, "registry/settle_returns")


def note_outcome(
    conn: sa.Connection,
    kinds: Collection[str],
    failed: Mapping[int, OurFaultError],
    done: Collection[int],
    *,
    of: Literal["submission", "return"] = "submission",
) -> None:
    """Keep what a step could not do, by id of workbook or return, and end what is done now.

    Only incidents of `kinds`, those that the step itself notes, are ended by its work being done.
    """
    for number, fault in failed.items():
        note_incident(conn, fault.kind, fault.detail, **{f"{of}_id": number})
    known = {(one.kind, getattr(one, f"{of}_id")) for one in open_incidents(conn)}
    for kind, number in known:
        if kind in kinds and number in done:
            resolve_incidents(conn, kind, **{f"{of}_id": number})


def note_told(conn: sa.Connection, incident_id: int, *, detail: str = "") -> None:
    """Keep that the administrator was told of an incident."""
    run(conn, "registry/insert_incident_told", incident_id=incident_id, detail=detail)


def open_incidents(conn: sa.Connection) -> list[Incident]:
    """List the faults of ours that are not resolved, oldest first."""
    return [Incident(**row) for row in run(conn, "registry/open_incidents").mappings()]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check of one period found; nothing: it passed."""

    check_id: str
    period_key: str
    violation_count: int
    detail: str = ""  # what is not as it must be, in sentences


def record_checks(conn: sa.Connection, results: Sequence[CheckResult], *, seen_seq: int) -> None:
    """Keep results of checks that saw everything up to a place in the order of events."""
    rows = json_text([asdict(one) for one in results])
    run(conn, "registry/insert_checks", results=rows, seen_seq=seen_seq)


def failed_checks(
    conn: sa.Connection, period_keys: Collection[str] | None = None
) -> list[CheckResult]:
    """List the checks whose last result was a failure, of some periods or of all."""
    given = None if period_keys is None else list(period_keys)
    found = run(conn, "registry/failed_checks", period_keys=given).mappings()
    return [CheckResult(**row) for row in found]
