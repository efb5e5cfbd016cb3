"""Periods: who owes what and where it stands, what was announced, and closing and reopening.

An obligation is met by the version in force, even while a newer version is being given back;
`state` says the former, `latest_state` the latter. What was due before the first day of operation
is back-filled (nhập hồi tố): judged like all else, and never late. The one surprising thing: a
period is closed by an event, such as publishing its report; what comes then waits for a steward.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from etl.errors import RegistryError
from etl.registry.decisions import insert, reconsider
from etl.warehouse import lock, run

NOT_SENT = "warehouse.not_sent"  # the rule that a waived obligation is waived from


def period_board(conn: sa.Connection, period_key: str) -> list[sa.Row[Any]]:
    """List where every obligation stands, as mart.submission_status has it; by agency and form."""
    return list(run(conn, "registry/period_board", period_key=period_key))


def period_complete(conn: sa.Connection, period_key: str) -> bool:
    """Tell whether every obligation of a period is met or waived (and there is one)."""
    return bool(run(conn, "registry/period_complete", period_key=period_key).scalar())


def to_announce(conn: sa.Connection) -> dict[str, str]:
    """Give the periods that are complete and not announced as they stand: key to set of returns."""
    found: dict[str, str] = {}
    for key in run(conn, "registry/reported_periods").scalars().all():
        present = run(conn, "registry/return_set", period_key=key).one()
        if not present.is_announced and period_complete(conn, key):
            found[key] = present.return_set
    return found


def note_announced(conn: sa.Connection, announced: Mapping[str, str]) -> None:
    """Keep which periods were announced with which set of returns; again changes nothing."""
    for key, return_set in announced.items():
        run(conn, "registry/insert_announcement", period_key=key, return_set=return_set)


def live_from(conn: sa.Connection) -> dt.date:
    """Give the first day of operation."""
    found: dt.date = run(conn, "report/operation").scalar_one()
    return found


def set_live_from(conn: sa.Connection, day: dt.date, *, actor: str) -> None:
    """Record another first day of operation; needs the owner of the warehouse."""
    run(conn, "registry/insert_operation", live_from=day, actor=actor)


@dataclass(frozen=True, slots=True)
class Closing:
    """The event that closed a period."""

    period_key: str
    release_id: int | None  # the published report that closed it
    actor: str
    reason: str
    at: dt.datetime


def closings(conn: sa.Connection, period_keys: Sequence[str]) -> dict[str, Closing]:
    """Give, of some periods, those that are closed now, each with the event that closed it."""
    found = run(conn, "registry/closings", period_keys=list(period_keys)).mappings()
    return {row["period_key"]: Closing(**row) for row in found}


def close_period(
    conn: sa.Connection, period_key: str, *, actor: str, reason: str, release_id: int | None = None
) -> None:
    """Close a period; one that is closed already stays as it is.

    Waits for a load to end; what is not loaded by then waits for a steward. Raises `RegistryError`
    without a reason.
    """
    lock(conn, "load")
    _append(conn, period_key, "closed", actor, reason, release_id)


def reopen_period(conn: sa.Connection, period_key: str, *, actor: str, reason: str) -> None:
    """Reopen a closed period; one that is open stays as it is.

    What waited only because it was closed is accepted. Raises `RegistryError` without a reason.
    """
    _append(conn, period_key, "reopened", actor, reason, None)
    waiting = run(conn, "registry/waiting_for_closed", period_key=period_key).scalars().all()
    for return_id in waiting:
        reconsider(conn, return_id, actor=actor, reason=reason, raises=False)


def hold_for_closed(conn: sa.Connection, return_ids: Sequence[int]) -> list[int]:
    """Ask a steward about accepted returns that were not loaded when their period was closed.

    Gives the ids of those that wait from now on; what a steward let in since is none of them.
    """
    held = list(run(conn, "registry/hold_for_closed", ids=list(return_ids)).scalars())
    if held:
        run(conn, "registry/ask_about_closing", ids=held)
    return held


def _append(
    conn: sa.Connection, period_key: str, kind: str, actor: str, reason: str, release_id: int | None
) -> None:
    if not reason.strip() or not actor.strip():
        raise RegistryError(
            "Chưa ghi người thực hiện và lý do khóa hoặc mở lại kỳ báo cáo. Ví dụ: mở lại để nhận "
            "số liệu đã thẩm tra của Sở Tài chính theo Công văn số 120/STC-NS."
        )
    lock(conn, "decide")
    if (period_key in closings(conn, [period_key])) == (kind == "closed"):
        return
    of = {"period_key": period_key, "kind": kind, "release_id": release_id}
    insert(conn, "period_event", of | {"actor": actor.strip(), "reason": reason.strip()})
