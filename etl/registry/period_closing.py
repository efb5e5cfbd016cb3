"""Periods as open or closed: a key and a reason in, kept events out.

The one surprising thing: a period is open until an event closes it, and publishing its report is
such an event; what comes afterwards waits for a steward.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from etl.errors import RegistryError
from etl.registry.database_refusals import insert
from etl.registry.decisions import reconsider
from etl.warehouse import lock, run


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


def period_events(conn: sa.Connection, period_key: str) -> list[sa.RowMapping]:
    """List how a period was closed and reopened, newest first."""
    found = run(conn, "registry/period_events", period_key=period_key)
    return list(found.mappings())


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
    waiting = run(conn, "registry/waiting_for_closed", period_key=period_key)
    for return_id in waiting.scalars().all():
        reconsider(conn, return_id, actor=actor, reason=reason, raises=False)


def hold_for_closed(conn: sa.Connection, return_ids: Sequence[int]) -> list[int]:
    """Ask a steward about accepted returns that were not loaded when their period was closed.

    Gives the ids of those that wait from now on; what a steward let in since is none of them.
    """
    ids = {"ids": list(return_ids)}
    held = list(run(conn, "registry/hold_for_closed", **ids).scalars())
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
    insert(
        conn,
        "period_event",
        period_key=period_key,
        kind=kind,
        release_id=release_id,
        actor=actor.strip(),
        reason=reason.strip(),
    )
