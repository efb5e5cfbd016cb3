"""Faults of our own: what failed in, a number to tell people and what waits for it out.

The one surprising thing: an incident holds no value that anybody sent, so that it may be told
anywhere; the same fault of the same work is one incident, however often it is tried.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from etl.errors import OurFaultError
from etl.warehouse import lock, sql


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
    parameters = {
        "kind": kind,
        "submission_id": submission_id,
        "return_id": return_id,
        "detail": detail,
    }
    again = conn.execute(sql("registry/incident_again"), parameters).scalar()
    if again is not None:
        return int(again)
    return int(conn.execute(sql("registry/insert_incident"), parameters).scalar_one())


def resolve_incidents(
    conn: sa.Connection,
    kind: str,
    *,
    submission_id: int | None = None,
    return_id: int | None = None,
    actor: str = "",
) -> int:
    """Keep that work which failed before is done now; gives how many incidents that ends."""
    parameters = {
        "kind": kind,
        "submission_id": submission_id,
        "return_id": return_id,
        "actor": actor,
    }
    return conn.execute(sql("registry/resolve_incidents"), parameters).rowcount


def settle_returns(conn: sa.Connection) -> None:
    """End what is told of single returns and is so no more.

    A place is not doubled once one of the two has left it, and what waits no longer to be loaded
    (withdrawn, replaced, held after its period was closed) is not missing. Waits for a load to end.
    """
    if any(one.return_id is not None for one in open_incidents(conn)):
        lock(conn, "load")
        conn.execute(sql("registry/settle_returns"))


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
        note_incident(conn, fault.kind, fault.detail, **_work(of, number))
    known = {(one.kind, one.submission_id, one.return_id) for one in open_incidents(conn)}
    for kind, submission_id, return_id in known:
        ended = submission_id if of == "submission" else return_id
        if kind in kinds and ended in done:
            resolve_incidents(conn, kind, **_work(of, ended))


def _work(of: str, number: int | None) -> dict[str, Any]:
    return {f"{of}_id": number}


def note_told(conn: sa.Connection, incident_id: int, *, detail: str = "") -> None:
    """Keep that the administrator was told of an incident."""
    parameters = {"incident_id": incident_id, "detail": detail}
    conn.execute(sql("registry/insert_incident_told"), parameters)


def open_incidents(conn: sa.Connection) -> list[Incident]:
    """List the faults of ours that are not resolved, oldest first."""
    found = conn.execute(sql("registry/open_incidents")).mappings()
    return [Incident(**row) for row in found]
