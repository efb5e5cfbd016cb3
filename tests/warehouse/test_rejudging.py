"""Returns judged anew: what is lifted, what is kept, and what state that leads to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa
from returns_by_hand import DISTRICT, accepted, error, explain, judged, waive, warning, works

from etl import warehouse
from etl.model import Finding, ReturnState
from etl.registry import accepted_tables, decisions, return_history
from etl.registry.judged import record_rejudgement


def again(conn: sa.Connection, return_id: int, *found: Finding) -> ReturnState:
    """Judge a return once more, with these findings."""
    cause = "counterpart_gone"
    return record_rejudgement(conn, return_id, found, table=works({}), cause=cause)


def _all(conn: sa.Connection) -> int:
    return int(conn.execute(sa.text("SELECT count(*) FROM registry.finding")).scalar_one())


def _open_faults(conn: sa.Connection) -> int:
    found = conn.execute(sa.text("SELECT count(*) FROM registry.fault WHERE fixed_at IS NULL"))
    return int(found.scalar_one())


class TestRejudging:
    def test_what_is_gone_is_lifted_and_the_return_accepted(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            return_id = judged(conn, "a", works({}), [error()])
            assert return_history.state_of(conn, return_id) is ReturnState.REJECTED
            assert again(conn, return_id) is ReturnState.ACCEPTED
            assert return_history.findings(conn, return_id) == []
            assert _all(conn) == 1  # nothing that was ever found is lost
            assert _open_faults(conn) == 0

    def test_what_is_new_is_added_and_what_stays_is_the_same(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            return_id = judged(conn, "a", works({}), [warning()])
            assert again(conn, return_id, warning(), error()) is ReturnState.REJECTED
            assert return_history.findings(conn, return_id) == [error(), warning()]
            assert _all(conn) == 2
            assert again(conn, return_id, warning()) is ReturnState.NEEDS_CONFIRMATION

    def test_an_accepted_reason_stays_for_the_same_value_and_for_no_other(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            return_id = judged(conn, "a", works({}), [warning(), error()])
            reason = explain(conn, return_id)
            decisions.accept_confirmation(conn, reason, actor="can-bo-1")
        with warehouse.transaction() as conn:
            same = replace(warning(), message="Cùng số liệu, lời khác.")
            assert again(conn, return_id, same) is ReturnState.ACCEPTED
        with warehouse.transaction() as conn:
            return_id = judged(conn, "b", works({}), [warning(), error()], period_key="2019")
            reason = explain(conn, return_id)
            decisions.accept_confirmation(conn, reason, actor="can-bo-1")
        with warehouse.transaction() as conn:
            other = replace(warning(), value="700", difference="200")
            assert again(conn, return_id, other) is ReturnState.NEEDS_CONFIRMATION

    def test_a_waiver_still_holds(self, home: Path) -> None:
        with warehouse.transaction("steward") as conn:
            waive(conn, "cell.unreadable_number")
        with warehouse.transaction() as conn:
            return_id = judged(conn, "a", works({}), [warning(), error()])
            assert again(conn, return_id, error()) is ReturnState.ACCEPTED

    def test_a_return_in_force_stays_there(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            return_id = accepted(conn, "a", works({}))
            assert again(conn, return_id, error()) is ReturnState.ACCEPTED
            assert return_history.findings(conn, return_id) == [error()]

    def test_each_judgement_is_kept_with_its_cause(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            return_id = judged(conn, "a", works({}), [error()])
            again(conn, return_id)
            kept = conn.execute(sa.text("SELECT return_id, cause FROM registry.judgement"))
            assert kept.all() == [(return_id, "received"), (return_id, "counterpart_gone")]

    def test_a_rule_on_trial_stops_nothing(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            tried = replace(error(), is_trial=True)
            return_id = judged(conn, "a", works({}), [tried])
            assert return_history.state_of(conn, return_id) is ReturnState.ACCEPTED
            assert return_history.findings(conn, return_id) == [tried]

    def test_what_a_finding_was_found_beside_is_kept(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            found = replace(error(), against=(("works", "ubnd-binh-gia", "2020"),))
            return_id = judged(conn, "a", works({}), [found])
            assert return_history.findings(conn, return_id) == [found]
            beside = accepted_tables.beside(
                conn, {("works", DISTRICT, "2020-Q1"): ()}, lambda _: []
            )
            assert beside.watched == {("works", "ubnd-binh-gia", "2020"): {"works"}}
            again(conn, return_id)
            beside = accepted_tables.beside(
                conn, {("works", DISTRICT, "2020-Q1"): ()}, lambda _: []
            )
            assert beside.watched == {}
