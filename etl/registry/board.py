"""A period at a glance: a period's key in, who owes what and where it stands out.

The one surprising thing: an obligation is met by the version in force, even while a newer version
is being given back; `state` says the former, `latest_state` the latter. What was due before the
first day of operation is back-filled (nhập hồi tố): judged like all else, and never late.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from etl.warehouse import run

NOT_SENT = "warehouse.not_sent"  # the rule that a waived obligation is waived from


def period_board(conn: sa.Connection, period_key: str) -> list[sa.Row[Any]]:
    """List every obligation of a period and where it stands, as mart.submission_status has it.

    By agency and form; `state` is accepted, waived, missing, or that of the newest version.
    """
    return list(run(conn, "registry/period_board", period_key=period_key))


def period_complete(conn: sa.Connection, period_key: str) -> bool:
    """Tell whether every obligation of a period is met or waived (and there is one)."""
    found = run(conn, "registry/period_complete", period_key=period_key)
    return bool(found.scalar())


def to_announce(conn: sa.Connection) -> dict[str, str]:
    """Give the periods that are complete and not announced as they stand: key to set of returns.

    An approved correction counts as another set of returns.
    """
    found: dict[str, str] = {}
    for key in reported_periods(conn):
        present = run(conn, "registry/return_set", period_key=key).one()
        if not present.is_announced and period_complete(conn, key):
            found[key] = present.return_set
    return found


def note_announced(conn: sa.Connection, announced: Mapping[str, str]) -> None:
    """Keep which periods were announced with which set of returns; again changes nothing."""
    for key, return_set in announced.items():
        parameters = {"period_key": key, "return_set": return_set}
        run(conn, "registry/insert_announcement", **parameters)


def reported_periods(conn: sa.Connection) -> list[str]:
    """List the keys of the periods that returns were received for, oldest first."""
    return [row.period_key for row in run(conn, "registry/reported_periods")]


def open_submissions(conn: sa.Connection) -> list[int]:
    """List the workbooks that go back: unreadable, or not accepted and newest or not yet back."""
    return list(run(conn, "registry/open_submissions").scalars())


def live_from(conn: sa.Connection) -> dt.date:
    """Give the first day of operation."""
    found: dt.date = run(conn, "report/operation").scalar_one()
    return found


def set_live_from(conn: sa.Connection, day: dt.date, *, actor: str) -> None:
    """Record another first day of operation; needs the owner of the warehouse."""
    run(conn, "registry/insert_operation", live_from=day, actor=actor)
