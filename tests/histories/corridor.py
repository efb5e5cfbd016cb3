"""Histories as they happen for real: steps in, a changed warehouse out.

Files go into a real inbox, decisions through the registry's own doors, and everything else is
`pipeline.run`. The one surprising thing: a run may be killed at any of its steps, and is then
simply run again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import sqlalchemy as sa

from etl import pipeline, warehouse
from etl.judge.correct import check_correction
from etl.registry import corrections, decisions, period_board, versions
from etl.registry.decisions import PERIOD_CLOSED
from etl.registry.period_board import NOT_SENT
from etl.settings import settings
from tests.histories.model import CORRECTION, File, Key
from tests.histories.steps import Step
from tests.histories.workbooks import Shelf
from tests.warehouse.killing import killed_at

_FAR = dt.date(2999, 1, 1)
_STEWARD, _OTHER = "can-bo-1", "can-bo-2"
_BY = {"actor": _STEWARD, "reason": "Đã đối chiếu với hồ sơ"}
_OPEN_QUESTIONS = f"""
SELECT DISTINCT f.rule_id, f.column_name, f.row_key
FROM registry.finding_status s JOIN registry.finding f ON f.id = s.finding_id
WHERE s.is_open AND s.severity = 'warning' AND s.return_id = :number
    AND f.rule_id <> '{PERIOD_CLOSED}'
"""
_GONE = "('superseded', 'withdrawn')"


@dataclass(slots=True)
class Corridor:
    """The real thing, in a home of its own."""

    shelf: Shelf
    arrived: int = 0
    waiting: list[File] = field(default_factory=list)

    def play(self, step: Step) -> None:
        """Let a step happen."""
        if step.act != "nothing":
            getattr(self, step.act)(step.file or step.key)

    def run(self, kill_at: int = 0) -> None:
        """Run the corridor to its end; killed before, when asked, at its n-th step."""
        self.lend()
        if kill_at:
            killed_at(kill_at, pipeline.run, files=True)
        pipeline.run()

    def lend(self) -> None:
        """Have the readings of what waits at hand."""
        self.shelf.lend_readings(self.waiting, settings().home)
        self.waiting.clear()

    def send(self, file: File) -> None:
        """Lay a file into the inbox."""
        self.arrived += 1
        self.shelf.put(file, settings().inbox, self.arrived)
        self.waiting.append(file)

    def accept_reason(self, key: Key) -> None:
        """Give a reason for each question about the newest version, and accept it."""
        with warehouse.transaction("steward") as conn:
            newest = _standing(conn, key)
            if newest is None or newest.state != "needs_confirmation":
                return
            for one in conn.execute(sa.text(_OPEN_QUESTIONS), {"number": newest.return_id}).all():
                confirmation = decisions.confirm(
                    conn,
                    newest.return_id,
                    one.rule_id,
                    column=one.column_name,
                    row_key=one.row_key,
                    reason="Đã đối chiếu với quyết định đầu tư",
                    actor=key[0],
                )
                decisions.accept_confirmation(conn, confirmation, actor=_STEWARD)

    def let_off_place(self, key: Key) -> None:
        """Waive the rule about payments above the plan for one place."""
        self._waive(key, f"{key[1]}.disbursed_within_plan")

    def end_let_off(self, key: Key) -> None:
        """Revoke such waivers."""
        with warehouse.transaction("steward") as conn:
            found = conn.execute(
                sa.text(
                    "SELECT id FROM registry.waiver w WHERE rule_id <> :not_sent "
                    "AND (agency_id, form_id, period_key) = (:agency, :form, :period) "
                    "AND NOT EXISTS (SELECT FROM registry.waiver_event e WHERE e.waiver_id = w.id)"
                ),
                {"not_sent": NOT_SENT, **_named(key)},
            )
            for waiver_id in found.scalars().all():
                decisions.revoke_waiver(conn, waiver_id, actor=_STEWARD, reason="Hết lý do")

    def excuse(self, key: Key) -> None:
        """Waive the sending of a form."""
        self._waive(key, NOT_SENT)

    def withdraw(self, key: Key) -> None:
        """Withdraw the version that was accepted last, or else the one that waits."""
        with warehouse.transaction("steward") as conn:
            one = _last(conn, key, "state = 'accepted'") or _standing(conn, key)
            if one is not None:
                _decided(conn, versions.change_version(conn, one.return_id, "withdraw", **_BY))

    def bring_back(self, key: Key) -> None:
        """Bring back the newest of the versions that counted once."""
        with warehouse.transaction("steward") as conn:
            one = _last(conn, key, f"state IN {_GONE} AND is_loaded")
            if one is not None:
                _decided(conn, versions.change_version(conn, one.return_id, "restore", **_BY))

    def close(self, key: Key) -> None:
        """Close a period."""
        with warehouse.transaction("steward") as conn:
            period_board.close_period(conn, key[2], **_BY)

    def reopen(self, key: Key) -> None:
        """Reopen a period."""
        with warehouse.transaction("steward") as conn:
            period_board.reopen_period(conn, key[2], **_BY)

    def admit(self, key: Key) -> None:
        """Let a version count that waits for nothing but a closed period."""
        with warehouse.transaction("steward") as conn:
            one = _standing(conn, key)
            if one is None or one.state != "needs_confirmation":
                return
            asked = sa.text(
                "SELECT count(*) FROM registry.finding_status WHERE is_open "
                "AND return_id = :number AND rule_id <> :closed"
            )
            given = {"number": one.return_id, "closed": PERIOD_CLOSED}
            if period_board.closings(conn, [key[2]]) and not conn.execute(asked, given).scalar():
                versions.admit(conn, one.return_id, **_BY)

    def correct(self, key: Key) -> None:
        """Add to the plan of the last row of the version that counts, as two stewards."""
        with warehouse.transaction("steward") as conn:
            one = _last(conn, key, "state = 'accepted' AND is_loaded")
            if one is None:
                return
            cell = conn.execute(
                sa.text(
                    f'SELECT excel_row, planned_million_vnd FROM landing."{key[1]}_corrected" '
                    "WHERE return_id = :number ORDER BY excel_row DESC LIMIT 1"
                ),
                {"number": one.return_id},
            ).first()
        if cell is None:
            return
        value = float(cell.planned_million_vnd) + CORRECTION
        check = check_correction(one.return_id, (1, cell.excel_row), "planned_million_vnd", value)
        with warehouse.transaction("steward") as conn:
            number = corrections.propose_correction(conn, check, **_BY)
            corrections.decide_correction(conn, number, "approved", actor=_OTHER, check=check)

    def _waive(self, key: Key, rule_id: str) -> None:
        agency_id, form_id, period_key = key
        with warehouse.transaction("steward") as conn:
            decisions.waive(
                conn,
                rule_id,
                authority="Trưởng Ban Dân tộc, Công văn 15/BDT",
                reason="Mưa lũ kéo dài",
                valid_until=_FAR,
                actor=_STEWARD,
                agency_id=agency_id,
                form_id=form_id,
                period_key=period_key,
            )


def _named(key: Key) -> dict[str, str]:
    return dict(zip(("agency", "form", "period"), key, strict=True))


def _last(conn: sa.Connection, key: Key, condition: str) -> sa.Row | None:
    """Give the newest version of a place of which something holds."""
    return conn.execute(
        sa.text(
            "SELECT return_id, state FROM (SELECT r.id AS return_id, r.version, s.state, EXISTS "
            "(SELECT FROM registry.return_load l WHERE l.return_id = r.id) AS is_loaded "
            "FROM registry.return r JOIN registry.return_state s ON s.return_id = r.id "
            "WHERE (agency_id, form_id, period_key) = (:agency, :form, :period)) v "
            f"WHERE {condition} ORDER BY version DESC LIMIT 1"
        ),
        _named(key),
    ).first()


def _standing(conn: sa.Connection, key: Key) -> sa.Row | None:
    return _last(conn, key, f"state NOT IN {_GONE}")


def _decided(conn: sa.Connection, proposal: int | None) -> None:
    """Let a second steward agree where the period is closed."""
    if proposal is not None:
        versions.decide_version(conn, proposal, "approved", actor=_OTHER)
