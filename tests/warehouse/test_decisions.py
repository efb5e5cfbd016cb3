"""Reasons and exceptions: who may decide what, and what a decision does to a return."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa
from returns_by_hand import DISTRICT, FAR, error, explain, judged, waive, warning, works

from etl import warehouse
from etl.errors import RegistryError
from etl.model import ReturnState
from etl.registry import decisions, return_history

KEY = "works|works.disbursed_above_planned|disbursed_million_vnd|180|06001|Công trình 0"


class TestConfirmations:
    def test_a_reason_accepted_by_a_steward_accepts_the_return(self, home: Path) -> None:
        with warehouse.transaction("steward") as conn, warehouse.transaction() as loader:
            return_id = judged(loader, "a", works({}), [warning()])
            loader.commit()
            confirmation = explain(conn, return_id)
            assert return_history.state_of(conn, return_id) is ReturnState.NEEDS_CONFIRMATION
            state = decisions.accept_confirmation(conn, confirmation, actor="can-bo-1")
            assert state is ReturnState.ACCEPTED
            assert [one.id for one in return_history.awaiting_load(conn)] == [return_id]

    def test_a_refused_reason_leaves_the_return_waiting(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            return_id = judged(conn, "a", works({}), [warning()])
        with warehouse.transaction("steward") as conn:
            state = decisions.refuse_confirmation(
                conn,
                explain(conn, return_id),
                actor="can-bo-1",
                reason="Thiếu quyết định.",
            )
            assert state is ReturnState.NEEDS_CONFIRMATION
            again = decisions.accept_confirmation(conn, explain(conn, return_id), actor="can-bo-1")
            assert again is ReturnState.ACCEPTED

    def test_one_reason_sent_twice_is_one_and_is_decided_once(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            return_id = judged(conn, "a", works({}), [warning()])
        with warehouse.transaction("steward") as conn:
            confirmation = explain(conn, return_id)
            assert explain(conn, return_id) == confirmation
            decisions.accept_confirmation(conn, confirmation, actor="can-bo-1")
            with pytest.raises(RegistryError, match="đã được người khác xử lý"):
                decisions.refuse_confirmation(conn, confirmation, actor="can-bo-2", reason="x")

    @pytest.mark.parametrize("reason", ["", "   "])
    def test_a_reason_must_say_something(self, home: Path, reason: str) -> None:
        with warehouse.transaction() as conn:
            return_id = judged(conn, "a", works({}), [warning()])
            with pytest.raises(RegistryError, match="giải trình"):
                explain(conn, return_id, reason=reason)

    def test_a_critical_fault_cannot_be_explained_away(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            return_id = judged(conn, "a", works({}), [error()])
            with pytest.raises(RegistryError, match="không có cảnh báo"):
                explain(conn, return_id, error(), reason="Đúng rồi.")

    def test_a_reason_written_in_the_workbook_is_taken_in(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            judged(conn, "a", works({}), [warning()])
            second = judged(conn, "b", works({}), [warning()], explanations={KEY: "Bổ sung vốn"})
            found = conn.execute(
                sa.text("SELECT return_id, reason, actor FROM registry.confirmation")
            ).all()
        assert [tuple(row) for row in found] == [(second, "Bổ sung vốn", DISTRICT)]

    @pytest.mark.parametrize(
        ("value", "state"),
        [("600", ReturnState.ACCEPTED), ("900", ReturnState.NEEDS_CONFIRMATION)],
    )
    def test_an_accepted_reason_holds_for_the_same_value_only(
        self, home: Path, value: str, state: ReturnState
    ) -> None:
        with warehouse.transaction() as conn:
            first = judged(conn, "a", works({}), [warning()])
            decisions.accept_confirmation(conn, explain(conn, first), actor="can-bo-1")
            same = dataclasses.replace(warning(row=30), value=value)
            second = judged(conn, "b", works({}), [same])
            assert return_history.state_of(conn, second) is state


class TestWaivers:
    def test_a_waived_rule_lets_the_stopped_return_and_the_next_one_through(
        self, home: Path
    ) -> None:
        with warehouse.transaction() as conn:
            stopped = judged(conn, "a", works({}), [error()])
        with warehouse.transaction("steward") as conn:
            waive(conn, error().rule_id, agency_id=DISTRICT, period_key="2020")
            assert return_history.state_of(conn, stopped) is ReturnState.ACCEPTED
        with warehouse.transaction() as conn:
            later = judged(conn, "b", works({}), [error()])
            assert return_history.state_of(conn, later) is ReturnState.ACCEPTED

    @pytest.mark.parametrize(
        "scope",
        [
            {"agency_id": "ubnd-binh-gia"},
            {"period_key": "2021"},
            {"form_id": "poverty"},
            {"row_key": "khác"},
        ],
    )
    def test_a_waiver_reaches_no_further_than_its_scope(
        self, home: Path, scope: dict[str, str]
    ) -> None:
        with warehouse.transaction("steward") as conn:
            waive(conn, error().rule_id, **scope)
        with warehouse.transaction() as conn:
            return_id = judged(conn, "a", works({}), [error()])
            assert return_history.state_of(conn, return_id) is ReturnState.REJECTED

    def test_returns_are_let_through_in_the_order_in_which_others_lock_them(
        self, home: Path
    ) -> None:
        """By agency, form and period, whichever came first: no two wait for each other."""
        agencies = (DISTRICT, "ubnd-binh-gia", "ubnd-cao-loc")
        with warehouse.transaction() as conn:
            for place, agency in enumerate(agencies):
                read = works({"commune": f"0600{place}"})
                judged(conn, agency, read, [error()], agency_id=agency)
        with warehouse.transaction("steward") as conn:
            waive(conn, error().rule_id)
            found = conn.execute(
                sa.text(
                    "SELECT r.agency_id FROM registry.return_event e "
                    "JOIN registry.return r ON r.id = e.return_id "
                    "WHERE e.state = 'accepted' ORDER BY e.id"
                )
            )
            assert found.scalars().all() == sorted(agencies)

    def test_a_revoked_waiver_waives_no_more(self, home: Path) -> None:
        with warehouse.transaction("steward") as conn:
            waiver = waive(conn, error().rule_id)
            decisions.revoke_waiver(conn, waiver, actor="can-bo-2", reason="Hết mưa lũ")
            with pytest.raises(RegistryError, match="đã được thu hồi"):
                decisions.revoke_waiver(conn, waiver, actor="can-bo-2", reason="Hết mưa lũ")
        with warehouse.transaction() as conn:
            return_id = judged(conn, "a", works({}), [error()])
            assert return_history.state_of(conn, return_id) is ReturnState.REJECTED

    @pytest.mark.parametrize(
        "missing",
        [{"authority": " "}, {"reason": ""}, {"valid_until": dt.date(2020, 1, 1)}],
    )
    def test_a_waiver_names_its_authority_reason_and_end(
        self, home: Path, missing: dict[str, object]
    ) -> None:
        whole: dict[str, object] = {
            "authority": "Trưởng Ban",
            "reason": "Lý do",
            "valid_until": FAR,
            "actor": "can-bo-1",
        }
        with (
            warehouse.transaction("steward") as conn,
            pytest.raises(RegistryError, match="người có thẩm quyền"),
        ):
            decisions.waive(conn, "works.x", **{**whole, **missing})  # type: ignore[arg-type]
