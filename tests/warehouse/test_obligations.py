"""Where an obligation stands is said once; board, status, reminders and marts say the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from returns_by_hand import DISTRICT, accepted, error, explain, judged, waive, warning, works

from etl import pipeline, warehouse
from etl.desk import words
from etl.desk.period_view import read_board
from etl.model import Period
from etl.reference import Reference, working_days
from etl.registry import contact, decisions, period_board, versions

YEAR = "2020"
THIS = {"agency_id": DISTRICT, "form_id": "works", "period_key": YEAR}


def rejected(conn: sa.Connection) -> None:
    judged(conn, "trả lại", works({}), [error()])


def unexplained(conn: sa.Connection) -> None:
    judged(conn, "cần giải trình", works({}), [warning()])


def explained(conn: sa.Connection) -> None:
    explain(conn, judged(conn, "đã giải trình", works({}), [warning()]))


def in_force(conn: sa.Connection) -> None:
    accepted(conn, "được tính", works({}))


def rejected_after_one_in_force(conn: sa.Connection) -> None:
    in_force(conn)
    rejected(conn)


def withdrawn(conn: sa.Connection) -> None:
    one = accepted(conn, "được tính", works({}))
    versions.change_version(conn, one, "withdraw", actor="can-bo-1", reason="Gửi nhầm")


def nothing(conn: sa.Connection) -> None:
    """Send nothing."""


SENT: list[tuple[Callable[[sa.Connection], None], str, str, str]] = [
    (nothing, "missing", "missing", "agency_send"),
    (rejected, "rejected", "rejected", "agency_fix"),
    (unexplained, "needs_confirmation", "needs_confirmation", "agency_explain"),
    (explained, "needs_confirmation", "under_review", "steward"),
    (in_force, "accepted", "accepted", "nobody"),
    (rejected_after_one_in_force, "accepted", "rejected", "agency_fix"),
    (withdrawn, "missing", "missing", "agency_send"),
]


@pytest.mark.parametrize(("send", "state", "newest", "turn"), SENT)
@pytest.mark.parametrize("let_off", [False, True])
def test_all_say_the_same_of_it(
    home: Path,
    send: Callable[[sa.Connection], None],
    state: str,
    newest: str,
    turn: str,
    let_off: bool,
) -> None:
    with warehouse.transaction("owner") as conn:
        send(conn)
        if let_off:
            waive(conn, period_board.NOT_SENT, **THIS)
    if let_off and newest != "accepted":
        state, newest, turn = "accepted" if state == "accepted" else "waived", "waived", "nobody"
    cell = read_board(Reference.load(), Period.parse(YEAR)).cell(DISTRICT, "works")
    assert cell is not None
    assert (cell.state, cell.turn) == (newest, turn)
    assert cell.done is (state in ("accepted", "waived"))
    assert newest in words.STATES
    assert turn in words.TURNS
    (told,) = [
        row["state"]
        for row in pipeline.period_status(YEAR)["returns"]
        if (row["agency_id"], row["form_id"]) == (DISTRICT, "works")
    ]
    assert told == state
    with warehouse.transaction() as conn:
        due = conn.execute(warehouse.sql("notify/open_obligations"), {"today": cell.due_on})
        turns = [one.turn for one in due if {**one._mapping, **THIS} == dict(one._mapping)]
    assert turns == ([turn] if turn.startswith("agency_") else [])


@pytest.mark.parametrize(
    ("days", "live_days", "sent", "state", "is_late"),
    [
        (0, -400, False, "missing", False),  # until the due day is over
        (-1, -400, False, "late", True),
        (-1, 0, False, "missing", False),  # due before the system went into operation
        (0, -400, True, "accepted", False),
        (-1, -400, True, "accepted", True),
        (-1, 0, True, "accepted", False),
    ],
)
def test_what_is_late_is_so_from_the_day_after(
    home: Path, days: int, live_days: int, sent: bool, state: str, is_late: bool
) -> None:
    today = working_days.today()
    pipeline.prepare_warehouse(today + dt.timedelta(days=live_days))
    with warehouse.transaction("owner") as conn:
        contact.extend_deadline(
            conn,
            agency_id=DISTRICT,
            form_id="works",
            period_key=YEAR,
            due_on=today + dt.timedelta(days=days),
            reason="Mưa lũ",
            actor="can-bo-1",
        )
        if sent:
            in_force(conn)
    cell = read_board(Reference.load(), Period.parse(YEAR)).cell(DISTRICT, "works")
    assert cell is not None
    assert (cell.state, cell.late) == (state, is_late)


def test_a_report_sees_who_was_let_off_when_it_was_drafted(home: Path) -> None:
    """A waiver that was revoked since let off until then, for whoever looks from there."""
    with warehouse.transaction("owner") as conn:
        number = waive(conn, period_board.NOT_SENT, **THIS)
        granted = conn.exec_driver_sql("SELECT max(seq) FROM registry.waiver").scalar_one()
    with warehouse.transaction("owner") as conn:
        decisions.revoke_waiver(conn, number, actor="can-bo-1", reason="Đã hết lũ")
        seen = "SELECT is_granted, is_in_force, is_in_force_today FROM registry.waiver_standing"
        state = (
            "SELECT state FROM mart.submission_status "
            f"WHERE agency_id = '{DISTRICT}' AND form_id = 'works' AND period_key = '{YEAR}'"
        )
        assert conn.exec_driver_sql(seen).one() == (False, False, False)
        assert conn.exec_driver_sql(state).scalar_one() == "missing"
        conn.exec_driver_sql(f"SET LOCAL etl.last_seq = {granted}")
        assert conn.exec_driver_sql(seen).one() == (True, True, False)
        assert conn.exec_driver_sql(state).scalar_one() == "waived"
