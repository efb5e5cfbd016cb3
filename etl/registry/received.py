"""Workbooks as received: arrivals and readings in, submissions out.

The one surprising thing: a submission is a content, not a file. The same content again is the
same submission with one more event, and its first file name stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from etl.json_text import json_text
from etl.model import Reading, Submission
from etl.registry.rows import finding_columns, finding_row
from etl.warehouse import copy_rows, sql


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file that came in."""

    sha256: str
    file_name: str
    channel: str
    size_bytes: int
    source: str = ""  # names the file on disk, so that it is never told twice; "" when it cannot


def record_submissions(conn: sa.Connection, arrivals: Sequence[Arrival]) -> list[Submission]:
    """Register received files, in order; a repeated content is an event `duplicate`."""
    if not arrivals:
        return []
    given = {"arrivals": json_text([asdict(arrival) for arrival in arrivals])}
    new = conn.execute(sql("registry/insert_submissions"), given).scalars().all()
    conn.execute(sql("registry/insert_arrival_events"), {**given, "new": list(new)})
    hashes = [arrival.sha256 for arrival in arrivals]
    found = conn.execute(sql("registry/submissions_by_hash"), {"sha256": hashes})
    known = {row.sha256: _submission(row) for row in found}
    return [known[arrival.sha256] for arrival in arrivals]


def append_submission_event(
    conn: sa.Connection, submission_id: int, kind: str, actor: str = "", detail: str = ""
) -> None:
    """Add what happened to a workbook: uploaded, given_back …"""
    conn.execute(
        sql("registry/insert_submission_event"),
        {"submission_id": submission_id, "kind": kind, "actor": actor, "detail": detail},
    )


def record_readings(conn: sa.Connection, read: Iterable[tuple[int, Reading]]) -> None:
    """Keep what workbooks say of themselves: (submission id, reading) each.

    Findings of forms that will be judged are left to their judgement; those of the whole workbook
    and of unreadable forms are kept here. A submission that was read before is left as it is.
    """
    by_id = dict(read)
    rows = [_read_row(submission_id, reading) for submission_id, reading in by_id.items()]
    given = {"readings": json_text(rows)}
    new = set(conn.execute(sql("registry/update_read"), given).scalars())
    copy_rows(
        conn,
        "registry.finding",
        finding_columns,
        (
            finding_row(submission_id, None, finding)
            for submission_id, reading in by_id.items()
            if submission_id in new
            for finding in reading.findings
            if finding.form_id not in {table.form_id for table in reading.tables}
            or not reading.readable
        ),
    )
    copy_rows(
        conn,
        "registry.explanation",
        ("submission_id", "finding_key", "reason"),
        (
            (submission_id, key, reason.strip())
            for submission_id, reading in by_id.items()
            if submission_id in new and reading.cover is not None
            for key, reason in reading.cover.explanations.items()
            if reason.strip()
        ),
    )


def pending_submissions(conn: sa.Connection) -> list[Submission]:
    """List workbooks that were received and not yet judged or found unreadable, oldest first."""
    return [_submission(row) for row in conn.execute(sql("registry/pending_submissions"))]


def submissions(conn: sa.Connection, submission_ids: Sequence[int]) -> list[Submission]:
    """Give submissions by id, in the order asked; raises `KeyError` for an unknown id."""
    found = conn.execute(sql("registry/submissions_by_id"), {"ids": list(submission_ids)})
    known = {row.id: _submission(row) for row in found}
    return [known[submission_id] for submission_id in submission_ids]


def _read_row(submission_id: int, reading: Reading) -> dict[str, object]:
    cover = reading.cover
    return {
        "id": submission_id,
        "kind": reading.kind,
        "agency_id": cover.agency_id if cover else "",
        "period_key": cover.period_key if cover else "",
        "state": "read" if reading.readable else "unreadable",
        "data_note": cover.data_note if cover else "",
        "editions": dict(cover.editions) if cover else {},
        "recognised": list(reading.recognised),
    }


def _submission(row: sa.Row[tuple[object, ...]]) -> Submission:
    return Submission(**row._asdict())
