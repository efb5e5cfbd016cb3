"""Since when the system is in operation: a day in or out.

The one surprising thing: what was due before that day is back-filled (nhập hồi tố): its returns
are taken and judged like any other, but nobody is told that they came late.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from etl.warehouse import sql


def live_from(conn: sa.Connection) -> dt.date:
    """Give the first day of operation."""
    found: dt.date = conn.execute(sql("report/operation")).scalar_one()
    return found


def set_live_from(conn: sa.Connection, day: dt.date, *, actor: str) -> None:
    """Record another first day of operation; needs the owner of the warehouse."""
    conn.execute(sql("registry/insert_operation"), {"live_from": day, "actor": actor})
