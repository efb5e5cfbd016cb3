"""A period is closed and reopened by events with a reason; the last one holds."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from returns_by_hand import (
    accepted,
    close_year,
    explain,
    in_force,
    judged,
    rules_of,
    waive,
    warning,
    works,
)

from etl import warehouse
from etl.errors import RegistryError
from etl.load import load
from etl.model import ReturnState
from etl.registry import decisions, period_board, return_history, versions


def test_a_period_is_open_until_it_is_closed_and_after_it_was_reopened(home: Path) -> None:
    with warehouse.transaction("steward") as conn:
        assert period_board.closings(conn, ["2020", "2020-Q1"]) == {}
        period_board.close_period(conn, "2020", actor="can-bo-a", reason="Đã chốt số liệu năm")
        period_board.close_period(conn, "2020", actor="can-bo-b", reason="Chốt một lần nữa")
        closed = period_board.closings(conn, ["2020", "2020-Q1"])
        assert list(closed) == ["2020"]
        assert (closed["2020"].actor, closed["2020"].reason) == ("can-bo-a", "Đã chốt số liệu năm")

        period_board.reopen_period(conn, "2020", actor="can-bo-b", reason="Nhận số liệu thẩm tra")
        assert period_board.closings(conn, ["2020"]) == {}
        period_board.close_period(conn, "2020", actor="can-bo-b", reason="Đã nhận đủ")
        assert period_board.closings(conn, ["2020"])["2020"].reason == "Đã nhận đủ"


def test_nobody_closes_or_reopens_without_a_reason(home: Path) -> None:
    with warehouse.transaction("steward") as conn:
        with pytest.raises(RegistryError, match="lý do"):
            period_board.close_period(conn, "2020", actor="can-bo-a", reason="  ")
        with pytest.raises(RegistryError, match="lý do"):
            period_board.reopen_period(conn, "2020", actor=" ", reason="Có lý do")
        assert period_board.closings(conn, ["2020"]) == {}


class TestAfterClosing:
    def test_what_comes_waits_and_says_why(self, home: Path) -> None:
        with warehouse.transaction("owner") as conn:
            first = accepted(conn, "a", works({}, {}))
            close_year(conn)
            late = judged(conn, "b", works({}))
            assert return_history.state_of(conn, late) is ReturnState.NEEDS_CONFIRMATION
            assert load(conn, {late: works({})}) == []
            assert in_force(conn) == [first]
            (told,) = return_history.findings(conn, late)
        today = dt.datetime.now(dt.timezone(dt.timedelta(hours=7)))
        assert told.rule_id == decisions.PERIOD_CLOSED
        assert f"{today:%d/%m/%Y}" in told.message
        assert "Đã chốt số liệu năm" in told.message
        assert "{" not in told.message

    def test_a_steward_lets_it_in_with_a_reason(self, home: Path) -> None:
        with warehouse.transaction("owner") as conn:
            accepted(conn, "a", works({}, {}))
            close_year(conn)
            late = judged(conn, "b", works({}))
        with warehouse.transaction("steward") as conn:
            with pytest.raises(RegistryError, match="lý do"):
                versions.admit(conn, late, actor="can-bo-a", reason=" ")
            state = versions.admit(conn, late, actor="can-bo-a", reason="Theo kết luận thẩm tra")
            assert state is ReturnState.ACCEPTED
        with warehouse.transaction("owner") as conn:
            load(conn, {late: works({})})
            assert in_force(conn) == [late]
            again = judged(conn, "c", works({}, {}))
            assert return_history.state_of(conn, again) is ReturnState.NEEDS_CONFIRMATION

    def test_neither_reasons_nor_exceptions_do_it(self, home: Path) -> None:
        with warehouse.transaction("owner") as conn:
            close_year(conn)
            late = judged(conn, "a", works({}), [warning()])
            waive(conn, warning().rule_id)
            assert return_history.state_of(conn, late) is ReturnState.NEEDS_CONFIRMATION
            with pytest.raises(RegistryError, match="khóa kỳ"):
                waive(conn, decisions.PERIOD_CLOSED)
            (asked,) = [
                one
                for one in return_history.findings(conn, late)
                if one.rule_id == decisions.PERIOD_CLOSED
            ]
            given = explain(conn, late, asked, reason="Đã thẩm tra lại số liệu")
            assert return_history.state_of(conn, late) is ReturnState.NEEDS_CONFIRMATION
            with pytest.raises(RegistryError, match="lý do cho phép"):
                decisions.accept_confirmation(conn, given, actor="can-bo-a")
            state = decisions.accept_confirmation(
                conn, given, actor="can-bo-a", reason="Đã đối chiếu"
            )
            assert state is ReturnState.ACCEPTED

    def test_a_reason_accepted_before_is_not_carried_to_the_next_version(self, home: Path) -> None:
        with warehouse.transaction("owner") as conn:
            close_year(conn)
            first = judged(conn, "a", works({}), [warning()])
            decisions.accept_confirmation(conn, explain(conn, first), actor="can-bo-a")
            versions.admit(conn, first, actor="can-bo-a", reason="Theo kết luận thẩm tra")
            assert return_history.state_of(conn, first) is ReturnState.ACCEPTED
            second = judged(conn, "b", works({}), [warning()])
            assert return_history.state_of(conn, second) is ReturnState.NEEDS_CONFIRMATION

    def test_what_was_open_when_the_period_was_closed_waits_too(self, home: Path) -> None:
        with warehouse.transaction("owner") as conn:
            one = judged(conn, "a", works({}), [warning()])
            asked = explain(conn, one)
            close_year(conn)
            state = decisions.accept_confirmation(conn, asked, actor="can-bo-a")
            assert state is ReturnState.NEEDS_CONFIRMATION
            assert decisions.PERIOD_CLOSED in rules_of(conn, one)

    def test_what_was_accepted_and_not_loaded_when_the_period_was_closed_waits_too(
        self, home: Path
    ) -> None:
        """Its load had failed, or the report was published between judging and loading."""
        with warehouse.transaction("owner") as conn:
            first = accepted(conn, "a", works({}, {}))
            late = judged(conn, "b", works({}))
            assert return_history.state_of(conn, late) is ReturnState.ACCEPTED
            close_year(conn)
        with warehouse.transaction() as conn:
            assert load(conn, {late: works({})}) == []
            assert in_force(conn) == [first]
            assert return_history.state_of(conn, late) is ReturnState.NEEDS_CONFIRMATION
            assert rules_of(conn, late) == [decisions.PERIOD_CLOSED]
            assert return_history.awaiting_load(conn) == []
        with warehouse.transaction("steward") as conn:
            state = versions.admit(conn, late, actor="can-bo-a", reason="Theo kết luận thẩm tra")
            assert state is ReturnState.ACCEPTED
        with warehouse.transaction() as conn:
            assert load(conn, {late: works({})}) == [late]
            assert in_force(conn) == [late]

    def test_what_was_held_back_loads_once_the_period_is_reopened(self, home: Path) -> None:
        with warehouse.transaction("owner") as conn:
            late = judged(conn, "a", works({}))
            close_year(conn)
            assert load(conn, {late: works({})}) == []
            period_board.reopen_period(
                conn, "2020", actor="can-bo-a", reason="Nhận số liệu thẩm tra"
            )
            assert load(conn, {late: works({})}) == [late]

    def test_a_reopened_period_behaves_as_before_and_closing_again_asks_again(
        self, home: Path
    ) -> None:
        with warehouse.transaction("owner") as conn:
            close_year(conn)
            late = judged(conn, "a", works({}))
            period_board.reopen_period(
                conn, "2020", actor="can-bo-a", reason="Nhận số liệu thẩm tra"
            )
            assert return_history.state_of(conn, late) is ReturnState.ACCEPTED
            assert judged(conn, "b", works({}, {})) > late
            assert return_history.awaiting_load(conn)[-1].version == 2
            close_year(conn)
            third = judged(conn, "c", works({}))
            assert return_history.state_of(conn, third) is ReturnState.NEEDS_CONFIRMATION
