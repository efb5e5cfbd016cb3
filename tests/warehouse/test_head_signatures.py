"""Signatures of heads of agencies: under what stands, and awaited where a form asks for one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa
from returns_by_hand import DISTRICT, accepted, error, explain, judged, table, warning, works

from etl import warehouse
from etl.errors import RegistryError
from etl.load import load
from etl.model import ReturnState
from etl.registry import decisions, period_board, return_history
from etl.registry.versions import admit, change_version, decide_version

HEAD = "thu-truong-trang-dinh"


def sign(conn: sa.Connection, *return_ids: int, agency_id: str = DISTRICT) -> Sequence[int]:
    """Sign as the head of an agency; gives what is accepted by it."""
    return decisions.sign(conn, return_ids, agency_id=agency_id, period_key="2020", actor=HEAD)


def signed(conn: sa.Connection) -> Sequence[int]:
    """Give the returns that are signed."""
    found = conn.exec_driver_sql("SELECT return_id FROM registry.signature ORDER BY 1")
    return list(found.scalars())


@pytest.fixture
def works_are_signed(home: Path) -> None:
    """Let works of all periods since 2020 wait for a signature."""
    with warehouse.transaction("owner") as conn:
        conn.exec_driver_sql("INSERT INTO ref.signing VALUES ('works', '2020-01-01', NULL, 'Thử')")


class TestWhatMayBeSigned:
    def test_the_newest_version_and_none_before_it(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            first = accepted(conn, "a", works({}))
            second = accepted(conn, "b", works({}, {}))
        with warehouse.transaction("steward") as conn:
            with pytest.raises(RegistryError, match="đã có bản khác"):
                sign(conn, second, first)
            assert signed(conn) == []
            sign(conn, second)
            assert sign(conn, second) == []
            assert signed(conn) == [second]

    def test_nothing_with_a_fault_that_is_open(self, home: Path) -> None:
        """A warning is the head's to know of; a fault is not to be signed."""
        with warehouse.transaction() as conn:
            faulty = judged(conn, "a", works({}), [error()])
            warned = judged(conn, "b", table("population", []), [])
        with warehouse.transaction("steward") as conn:
            with pytest.raises(RegistryError, match="còn lỗi phải sửa"):
                sign(conn, faulty)
            sign(conn, warned)
            assert signed(conn) == [warned]

    def test_the_database_refuses_whoever_asks(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            first = judged(conn, "a", works({}), [error()])
            second = judged(conn, "b", works({}), [error()])
        for return_id, words in ((first, "đã có bản khác"), (second, "còn lỗi phải sửa")):
            with (
                warehouse.transaction("owner") as conn,
                pytest.raises(sa.exc.DBAPIError, match=words),
                conn.begin_nested(),
            ):
                conn.execute(
                    sa.text("INSERT INTO registry.signature (return_id, actor) VALUES (:i, 'x')"),
                    {"i": return_id},
                )

    def test_nothing_of_another_agency(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            other = accepted(conn, "a", works({}), agency_id="ubnd-binh-gia")
        with warehouse.transaction("steward") as conn:
            sign(conn, other)
            assert signed(conn) == []


class TestWaitingForIt:
    def test_no_form_waits_unless_it_is_said(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            assert conn.exec_driver_sql("SELECT count(*) FROM ref.signing").scalar() == 0
            assert (
                return_history.state_of(conn, judged(conn, "a", works({}))) is ReturnState.ACCEPTED
            )

    @pytest.mark.usefixtures("works_are_signed")
    def test_a_version_is_in_force_from_its_signature_on(self) -> None:
        """The version before counts until then, and the other forms as ever."""
        with warehouse.transaction() as conn:
            population = judged(conn, "p", table("population", []))
            assert return_history.state_of(conn, population) is ReturnState.ACCEPTED
            first, second = (judged(conn, one, works({})) for one in "ab")
            for one in (first, second):
                assert return_history.state_of(conn, one) is ReturnState.AWAITING_SIGNATURE
            assert load(conn, {second: works({})}) == []
            (cell,) = (
                one
                for one in period_board.period_board(conn, "2020")
                if (one.agency_id, one.form_id) == (DISTRICT, "works")
            )
            assert (cell.state, cell.return_id) == ("awaiting_signature", second)
        with warehouse.transaction("steward") as conn:
            assert sign(conn, second) == [second]
            assert [one.id for one in return_history.awaiting_load(conn)] == [population, second]
        with warehouse.transaction() as conn:
            load(conn, {second: works({})})
            third = judged(conn, "c", works({}, {}))
            assert return_history.state_of(conn, third) is ReturnState.AWAITING_SIGNATURE
            assert return_history.state_of(conn, second) is ReturnState.ACCEPTED
        with warehouse.transaction("steward") as conn:
            assert sign(conn, third) == [third]
        with warehouse.transaction() as conn:
            load(conn, {third: works({}, {})})
            assert return_history.state_of(conn, second) is ReturnState.SUPERSEDED

    @pytest.mark.usefixtures("works_are_signed")
    def test_a_reason_that_is_accepted_leaves_the_signature_to_wait_for(self) -> None:
        """And a signature given first leaves the reason to wait for."""
        for agency_id, commune, signed_first in (
            (DISTRICT, "06001", False),
            ("ubnd-binh-gia", "06073", True),
        ):
            with warehouse.transaction() as conn:
                read = works({"commune": commune})
                one = judged(conn, agency_id, read, [warning()], agency_id=agency_id)
            with warehouse.transaction("steward") as conn:
                confirmation = explain(conn, one)
                if signed_first:
                    assert sign(conn, one, agency_id=agency_id) == []
                    assert return_history.state_of(conn, one) is ReturnState.NEEDS_CONFIRMATION
                state = decisions.accept_confirmation(conn, confirmation, actor="can-bo-1")
                if not signed_first:
                    assert state is ReturnState.AWAITING_SIGNATURE
                    assert sign(conn, one) == [one]
                assert return_history.state_of(conn, one) is ReturnState.ACCEPTED

    @pytest.mark.usefixtures("works_are_signed")
    def test_a_later_version_that_is_withdrawn_stands_in_nobodys_way(self) -> None:
        with warehouse.transaction() as conn:
            first, second = (judged(conn, one, works({})) for one in "ab")
        with warehouse.transaction("steward") as conn:
            return_history.append_event(conn, second, ReturnState.WITHDRAWN, "can-bo-1", "Gửi nhầm")
            with pytest.raises(RegistryError, match="đã có bản khác"):
                sign(conn, second)
            assert sign(conn, first) == [first]

    @pytest.mark.usefixtures("works_are_signed")
    def test_an_earlier_period_does_not_wait(self) -> None:
        with warehouse.transaction() as conn:
            one = judged(conn, "a", works({}), period_key="2019")
            assert return_history.state_of(conn, one) is ReturnState.ACCEPTED


class TestBroughtBack:
    """A form asks for a signature since a version counted, and that version is brought back."""

    @pytest.fixture
    def versions(self, home: Path) -> Sequence[int]:
        """Give two versions that counted before their form asked for a signature."""
        with warehouse.transaction("owner") as conn:
            both = [accepted(conn, one, works({})) for one in "ab"]
            conn.exec_driver_sql(
                "INSERT INTO ref.signing VALUES ('works', '2020-01-01', NULL, 'Thử')"
            )
        return both

    @pytest.mark.parametrize("closed", [False, True])
    def test_what_was_never_signed_waits_for_its_signature_and_nothing_else(
        self, versions: Sequence[int], *, closed: bool
    ) -> None:
        """What is in force counts until it is there; what stewards decided they decide once."""
        first, second = versions
        with warehouse.transaction("steward") as conn:
            if closed:
                period_board.close_period(conn, "2020", actor="can-bo-a", reason="Đã chốt số liệu")
            self._restore(conn, first)
            assert return_history.state_of(conn, first) is ReturnState.AWAITING_SIGNATURE
            assert return_history.state_of(conn, second) is ReturnState.ACCEPTED
            assert sign(conn, first) == [first]
            assert return_history.state_of(conn, first) is ReturnState.ACCEPTED
            assert return_history.state_of(conn, second) is ReturnState.SUPERSEDED

    @pytest.mark.parametrize("reopened", [False, True])
    def test_a_period_that_is_closed_since_asks_about_it(
        self, versions: Sequence[int], *, reopened: bool
    ) -> None:
        """Nobody decided that it may count although the period is closed."""
        first, second = versions
        with warehouse.transaction("steward") as conn:
            self._restore(conn, first)
            period_board.close_period(conn, "2020", actor="can-bo-a", reason="Đã chốt số liệu")
            assert sign(conn, first) == []
            assert return_history.state_of(conn, first) is ReturnState.NEEDS_CONFIRMATION
            assert self._work(conn) == [(first, True)]
            if reopened:
                period_board.reopen_period(conn, "2020", actor="can-bo-a", reason="Nhận bản đã ký")
            else:
                admit(conn, first, actor="can-bo-a", reason="Đã có chữ ký")
            assert return_history.state_of(conn, first) is ReturnState.ACCEPTED
            assert return_history.state_of(conn, second) is ReturnState.SUPERSEDED
            assert self._work(conn) == []

    def test_a_period_that_is_closed_anew_asks_anew(self, versions: Sequence[int]) -> None:
        first, _ = versions
        with warehouse.transaction("steward") as conn:
            period_board.close_period(conn, "2020", actor="can-bo-a", reason="Đã chốt số liệu")
            self._restore(conn, first)
            period_board.reopen_period(conn, "2020", actor="can-bo-a", reason="Nhận bản đã ký")
            period_board.close_period(conn, "2020", actor="can-bo-a", reason="Đã chốt lần hai")
            assert sign(conn, first) == []
            assert return_history.state_of(conn, first) is ReturnState.NEEDS_CONFIRMATION

    def test_it_stands_in_the_work_list_while_it_waits_and_no_longer(
        self, versions: Sequence[int]
    ) -> None:
        first, _ = versions
        with warehouse.transaction("owner") as conn:
            self._restore(conn, first)
            assert self._work(conn) == [(first, True)]
            third = judged(conn, "c", works({}), [error()])
            assert self._work(conn) == [(third, False)]  # stands in the way of the signature
            change_version(conn, third, "withdraw", actor="can-bo-a", reason="Gửi nhầm tệp")
            assert self._work(conn) == [(first, True)]
            change_version(conn, first, "withdraw", actor="can-bo-a", reason="Thôi không lấy lại")
            assert self._work(conn) == []

    @pytest.mark.parametrize("closed", [False, True])
    def test_a_later_version_ends_what_waits(
        self, versions: Sequence[int], *, closed: bool
    ) -> None:
        first, second = versions
        with warehouse.transaction("owner") as conn:
            self._restore(conn, first)
            if closed:
                period_board.close_period(conn, "2020", actor="can-bo-a", reason="Đã chốt số liệu")
                sign(conn, first)
            third = judged(conn, "c", works({}))
            if closed:
                admit(conn, third, actor="can-bo-a", reason="Số liệu đã thẩm tra")
            sign(conn, third)
            assert load(conn, {third: works({})}) == [third]
            for one in (first, second):
                assert return_history.state_of(conn, one) is ReturnState.SUPERSEDED
            assert self._work(conn) == []

    @staticmethod
    def _restore(conn: sa.Connection, return_id: int) -> None:
        made = change_version(
            conn, return_id, "restore", actor="can-bo-a", reason="Lấy lại bản trước"
        )
        if made is not None:
            decide_version(conn, made, "approved", actor="can-bo-b")

    @staticmethod
    def _work(conn: sa.Connection) -> Sequence[tuple[int, bool]]:
        """Give what the work list of the stewards shows, and whether it was brought back."""
        found = conn.execute(warehouse.sql("desk/work_returns"))
        return [(row.return_id, row.is_brought_back) for row in found]
