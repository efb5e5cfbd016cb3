"""Workbooks as received: arrivals and readings in, submissions out.

The one surprising thing: the same content again is the same submission with one more event, and
its first file name stays, but only while it is the newest version of what it holds. Once something
else was sent, it is another submission: who sends the earlier right file again means it to count.
What could not be read is read again when it is sent again.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import sqlalchemy as sa

from etl.model import Reading, Submission
from etl.registry.return_history import FoundIn, copy_findings
from etl.warehouse import copy_rows, json_text, lock, run


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file that came in."""

    sha256: str
    file_name: str
    channel: str
    size_bytes: int
    source: str = ""  # names the file on disk, so that it is never told twice; "" when it cannot


def record_submissions(conn: sa.Connection, arrivals: Sequence[Arrival]) -> list[Submission]:
    """Register received files, in order; a content that says nothing new is an event `duplicate`.

    Where that cannot be told yet, because something else waits to be read, it is registered and
    told when it is judged. A file on disk that was told before is given as it was told.
    """
    if not arrivals:
        return []
    lock(conn, "receive")
    hashes = [arrival.sha256 for arrival in arrivals]
    sources = [arrival.source for arrival in arrivals if arrival.source]
    before = run(conn, "registry/submissions_by_source", sha256=hashes, source=sources)
    told = {(row.sha256, row.source): _submission(row) for row in before}
    known = {row.sha256: row for row in run(conn, "registry/contents_known", sha256=hashes)}
    new: list[Arrival] = []
    places: list[Submission | int] = []  # what is known, or the place among the new ones
    for arrival in arrivals:
        place: Submission | int | None = told.get((arrival.sha256, arrival.source))
        row = known.get(arrival.sha256)
        if place is None and row and row.is_newest and not new:
            place = _submission(row)
        elif place is None and new and new[-1].sha256 == arrival.sha256:
            place = len(new) - 1
        elif place is None:
            place = len(new)
            new.append(arrival)
        places.append(place)
    rows = json_text([asdict(arrival) for arrival in new])
    found = run(conn, "registry/insert_submissions", arrivals=rows) if new else ()
    made = sorted((_submission(row) for row in found), key=lambda one: one.id)
    taken = [made[place] if isinstance(place, int) else place for place in places]
    _tell(conn, arrivals, taken, {one.id for one in made})
    return taken


def _tell(
    conn: sa.Connection, arrivals: Sequence[Arrival], taken: Sequence[Submission], new: set[int]
) -> None:
    """Add the event of every arrival: the first of a new submission is received."""
    rows = []
    for arrival, one in zip(arrivals, taken, strict=True):
        kind = "received" if one.id in new else "duplicate"
        named = {"file_name": arrival.file_name, "source": arrival.source}
        rows.append({"submission_id": one.id, "kind": kind, **named})
        new.discard(one.id)
    run(conn, "registry/insert_arrival_events", arrivals=json_text(rows))


def record_refusal(conn: sa.Connection, arrival: Arrival, *, actor: str, reason: str) -> int:
    """Register a file that was refused where it was sent, with the reason; gives its submission.

    It is kept and never judged; the same content sent where it belongs is another submission.
    """
    given = asdict(arrival) | {"actor": actor, "reason": reason, "is_secret": False}
    return int(run(conn, "registry/insert_refused", **given).scalar_one())


def record_secret(
    conn: sa.Connection, arrival: Arrival, *, actor: str, reason: str
) -> tuple[int, bool]:
    """Register a file that was refused as secret; gives its submission, and whether it is new.

    A file on disk that was told before is not told again.
    """
    lock(conn, "receive")
    of = {"sha256": [arrival.sha256], "source": [arrival.source] if arrival.source else []}
    for row in run(conn, "registry/submissions_by_source", **of):
        return int(row.id), False
    given = asdict(arrival) | {"actor": actor, "reason": reason, "is_secret": True}
    return int(run(conn, "registry/insert_refused", **given).scalar_one()), True


def forget_secret(conn: sa.Connection, submission_id: int, *, name: str, reason: str) -> None:
    """Refuse a file as secret that was registered before it could be read; its name goes."""
    of = {"submission_id": submission_id, "name": name, "reason": reason}
    run(conn, "registry/forget_secret", **of)


def secret_contents(conn: sa.Connection, among: Collection[str] | None = None) -> set[str]:
    """Give the contents, of all or of some, that were refused as secret and never taken."""
    found = run(conn, "registry/secret_contents", sha256=None if among is None else list(among))
    return set(found.scalars())


def taken_contents(conn: sa.Connection, hashes: Collection[str]) -> set[str]:
    """Give those among contents that were registered otherwise than as secret."""
    return set(run(conn, "registry/taken_contents", sha256=list(hashes)).scalars())


def given_back(conn: sa.Connection, submission_id: int) -> str:
    """Give where a workbook's annotated copy lies in the folder of them; "" without one."""
    return run(conn, "registry/given_back", submission_id=submission_id).scalar() or ""


def note_given_back(conn: sa.Connection, submission_id: int, place: str) -> None:
    """Keep where a workbook's copy lies, holding a lock until it has its name there."""
    lock(conn, "give_back")
    if given_back(conn, submission_id) != place:
        of = {"submission_id": submission_id, "kind": "given_back", "actor": "", "detail": place}
        run(conn, "registry/insert_submission_event", **of)


def record_readings(conn: sa.Connection, read: Iterable[tuple[int, Reading]]) -> None:
    """Keep what workbooks say of themselves: (submission id, reading) each.

    Findings of forms that will be judged are left to their judgement; those of the whole workbook
    and of unreadable forms are kept here. A submission that was read before is left as it is.
    """
    by_id = dict(read)
    rows = json_text([_read_row(one, reading) for one, reading in by_id.items()])
    new = set(run(conn, "registry/update_read", readings=rows).scalars())
    found: list[FoundIn] = []
    explained: list[tuple[int, str, str]] = []
    for number, reading in by_id.items():
        if number in new:
            judged = {table.form_id for table in reading.tables if reading.readable}
            kept = [one for one in reading.findings if one.form_id not in judged]
            found += [(number, None, one, None) for one in kept]
            given = reading.cover.explanations if reading.cover else {}
            reasons = {key: said.strip() for key, said in given.items()}
            explained += [(number, key, said) for key, said in reasons.items() if said]
    copy_findings(conn, found)
    columns = ("submission_id", "finding_key", "reason")
    copy_rows(conn, "registry.explanation", columns, explained)


def pending_submissions(conn: sa.Connection) -> list[Submission]:
    """List workbooks that were received and not yet judged or found unreadable, oldest first."""
    return [_submission(row) for row in run(conn, "registry/pending_submissions")]


def submissions(conn: sa.Connection, submission_ids: Sequence[int]) -> list[Submission]:
    """Give submissions by id, in the order asked; raises `KeyError` for an unknown id."""
    found = run(conn, "registry/submissions_by_id", ids=list(submission_ids))
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


def _submission(row: sa.Row[tuple[Any, ...]]) -> Submission:
    return Submission(**{field.name: getattr(row, field.name) for field in fields(Submission)})
