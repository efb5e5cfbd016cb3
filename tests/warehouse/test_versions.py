"""Which version counts: withdrawn and brought back by stewards, and what comes after closing."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
import sqlalchemy as sa
from returns_by_hand import (
    DISTRICT,
    accepted,
    close_year,
    error,
    explain,
    in_force,
    judged,
    warning,
    works,
)

from etl import warehouse
from etl.errors import RegistryError
from etl.load import load
from etl.model import ReturnState
from etl.registry import decisions, period_board, return_history, versions
from etl.registry.versions import Change

YEAR = "2020"
_CORRECTED = """
WITH made AS (
    INSERT INTO registry.correction
        (return_id, excel_row, column_name, original_value, corrected_value, reason, actor)
    VALUES (:id, 8, 'reason', NULL, 'Bổ sung vốn', 'Cơ quan quên ghi', 'can-bo-a')
    RETURNING id
)
INSERT INTO registry.correction_event (correction_id, decision, actor)
SELECT id, 'approved', 'can-bo-b' FROM made
"""
WHY = "Gửi nhầm tệp, cơ quan xin lấy lại bản trước"


def _events(conn: sa.Connection, return_id: int) -> list[tuple[str, str]]:
    found = conn.execute(
        sa.text("SELECT state, actor FROM registry.return_event WHERE return_id = :id ORDER BY id"),
        {"id": return_id},
    )
    return [(row.state, row.actor) for row in found]


class TestWithdraw:
    @pytest.mark.parametrize("findings", [[], [warning()], [error()]])
    def test_nothing_is_in_force_for_what_was_withdrawn(
        self, home: Path, findings: list[object]
    ) -> None:
        with warehouse.transaction("owner") as conn:
            read = works({})
            one = judged(conn, "a", read, findings)  # type: ignore[arg-type]
            load(conn, {one: read})
        with warehouse.transaction("steward") as conn:
            assert (
                versions.change_version(conn, one, "withdraw", actor="can-bo-a", reason=WHY) is None
            )
            assert return_history.state_of(conn, one) is ReturnState.WITHDRAWN
            assert in_force(conn) == []
            board = {cell.form_id: cell for cell in period_board.period_board(conn, YEAR)
                     if cell.agency_id == DISTRICT}  # fmt: skip
            assert board["works"].state == "missing"
            with pytest.raises(RegistryError, match="không còn gì để rút"):
                versions.change_version(conn, one, "withdraw", actor="can-bo-a", reason=WHY)

    def test_a_version_that_waits_may_be_accepted_once_the_newer_one_is_withdrawn(
        self, home: Path
    ) -> None:
        with warehouse.transaction("owner") as conn:
            old = judged(conn, "a", works({}), [warning()])
            new = judged(conn, "b", works({}, {}), [error()])
            versions.change_version(conn, new, "withdraw", actor="can-bo-a", reason=WHY)
            asked = explain(conn, old)
            state = decisions.accept_confirmation(conn, asked, actor="can-bo-a")
        assert state is ReturnState.ACCEPTED

    def test_an_accepted_version_that_was_withdrawn_is_not_loaded(self, home: Path) -> None:
        with warehouse.transaction("owner") as conn:
            one = judged(conn, "a", works({}))
            versions.change_version(conn, one, "withdraw", actor="can-bo-a", reason=WHY)
            assert return_history.awaiting_load(conn) == []
            assert load(conn, {one: works({})}) == []

    def test_nobody_withdraws_without_a_reason(self, home: Path) -> None:
        with warehouse.transaction("owner") as conn:
            one = accepted(conn, "a", works({}))
            for kind in get_args(Change):
                with pytest.raises(RegistryError, match="lý do"):
                    versions.change_version(conn, one, kind, actor="can-bo-a", reason=" ")
            assert in_force(conn) == [one]


class TestRestore:
    def test_an_earlier_version_counts_again_with_its_rows_and_corrections(
        self, home: Path
    ) -> None:
        with warehouse.transaction("owner") as conn:
            first = accepted(conn, "a", works({}, {}))
            conn.execute(sa.text(_CORRECTED), {"id": first})
            second = accepted(conn, "b", works({}))
        with warehouse.transaction("steward") as conn:
            assert (
                versions.change_version(conn, first, "restore", actor="can-bo-a", reason=WHY)
                is None
            )
            assert in_force(conn) == [first]
            assert _events(conn, second)[-1] == ("superseded", "can-bo-a")
            assert _events(conn, first)[-1] == ("accepted", "can-bo-a")
            kept = conn.execute(sa.text("SELECT reason FROM mart.works ORDER BY name")).scalars()
            assert [*kept] == ["Bổ sung vốn", None]

    def test_a_later_version_ends_a_restored_one_as_ever(self, home: Path) -> None:
        with warehouse.transaction("owner") as conn:
            first = accepted(conn, "a", works({}))
            second = accepted(conn, "b", works({}, {}))
            versions.change_version(conn, first, "restore", actor="can-bo-a", reason=WHY)
            third = accepted(conn, "c", works({}, {}, {}))
            assert in_force(conn) == [third]
            versions.change_version(conn, second, "restore", actor="can-bo-a", reason=WHY)
            assert in_force(conn) == [second]

    def test_what_was_withdrawn_comes_back(self, home: Path) -> None:
        with warehouse.transaction("owner") as conn:
            one = accepted(conn, "a", works({}))
            versions.change_version(conn, one, "withdraw", actor="can-bo-a", reason=WHY)
            versions.change_version(conn, one, "restore", actor="can-bo-b", reason=WHY)
            assert in_force(conn) == [one]

    def test_what_never_counted_does_not_begin_to(self, home: Path) -> None:
        with warehouse.transaction("owner") as conn:
            wrong = judged(conn, "a", works({}), [error()])
            versions.change_version(conn, wrong, "withdraw", actor="can-bo-a", reason=WHY)
            now = accepted(conn, "b", works({}))
            for one, words in ((wrong, "chưa từng có hiệu lực"), (now, "trước đây")):
                with pytest.raises(RegistryError, match=words):
                    versions.change_version(conn, one, "restore", actor="can-bo-a", reason=WHY)

    def test_a_place_that_another_sender_holds_now_is_said_in_words(self, home: Path) -> None:
        with warehouse.transaction("owner") as conn:
            first = accepted(conn, "a", works({}))
            versions.change_version(conn, first, "withdraw", actor="can-bo-a", reason=WHY)
            other = accepted(conn, "b", works({}), agency_id="ubnd-binh-gia")
            with pytest.raises(
                RegistryError, match="trong biểu của Ủy ban nhân dân huyện Bình Gia"
            ):
                versions.change_version(conn, first, "restore", actor="can-bo-a", reason=WHY)
            assert in_force(conn) == [other]


class TestSecondSteward:
    def test_in_a_closed_period_another_steward_decides(self, home: Path) -> None:
        with warehouse.transaction("owner") as conn:
            first = accepted(conn, "a", works({}, {}))
            second = accepted(conn, "b", works({}))
        with warehouse.transaction("steward") as conn:
            close_year(conn)
            made = versions.change_version(conn, first, "restore", actor="can-bo-a", reason=WHY)
            assert made is not None
            assert in_force(conn) == [second]
            with pytest.raises(RegistryError, match="đang chờ"):
                versions.change_version(conn, first, "restore", actor="can-bo-b", reason=WHY)
            with pytest.raises(RegistryError, match="không được tự phê duyệt"):
                versions.decide_version(conn, made, "approved", actor=" can-bo-a")
            with pytest.raises(RegistryError, match="Chỉ người đã đề nghị"):
                versions.decide_version(conn, made, "withdrawn", actor="can-bo-b")
            versions.decide_version(conn, made, "approved", actor="can-bo-b", reason="Đồng ý")
            assert in_force(conn) == [first]
            with pytest.raises(RegistryError, match="đã được xử lý"):
                versions.decide_version(conn, made, "approved", actor="can-bo-c")
            (kept,) = versions.version_proposals(conn, return_id=first)
            assert (kept.actor, kept.decision, kept.decided_by) == (
                "can-bo-a",
                "approved",
                "can-bo-b",
            )

    def test_a_refused_proposal_changes_nothing_and_may_be_made_again(self, home: Path) -> None:
        with warehouse.transaction("owner") as conn:
            one = accepted(conn, "a", works({}))
            close_year(conn)
            made = versions.change_version(conn, one, "withdraw", actor="can-bo-a", reason=WHY)
            assert made is not None
            with pytest.raises(RegistryError, match="lý do không đồng ý"):
                versions.decide_version(conn, made, "refused", actor="can-bo-b")
            versions.decide_version(conn, made, "refused", actor="can-bo-b", reason="Chưa đủ")
            assert in_force(conn) == [one]
            again = versions.change_version(conn, one, "withdraw", actor="can-bo-a", reason=WHY)
            assert again is not None
            assert [p.id for p in versions.version_proposals(conn)] == [again]
            versions.decide_version(conn, again, "withdrawn", actor="can-bo-a")
            assert versions.version_proposals(conn) == []

    @pytest.mark.parametrize("state", [ReturnState.WITHDRAWN, ReturnState.ACCEPTED])
    def test_the_database_refuses_one_steward_alone(self, home: Path, state: ReturnState) -> None:
        with warehouse.transaction("owner") as conn:
            first = accepted(conn, "a", works({}))
            accepted(conn, "b", works({}, {}))
            close_year(conn)
        with (
            pytest.raises(sa.exc.DBAPIError, match="cán bộ tổng hợp khác"),
            warehouse.transaction("steward") as conn,
        ):
            return_history.append_event(conn, first, state, "can-bo-a", WHY)

    def test_an_approval_is_used_once(self, home: Path) -> None:
        with warehouse.transaction("owner") as conn:
            first = accepted(conn, "a", works({}, {}))
            accepted(conn, "b", works({}))
            close_year(conn)
            kinds: tuple[Change, ...] = ("restore", "withdraw")
            for kind in kinds:
                made = versions.change_version(conn, first, kind, actor="can-bo-a", reason=WHY)
                assert made is not None
                versions.decide_version(conn, made, "approved", actor="can-bo-b")
        for state in (ReturnState.ACCEPTED, ReturnState.AWAITING_SIGNATURE, ReturnState.WITHDRAWN):
            with (
                pytest.raises(sa.exc.DBAPIError, match="cán bộ tổng hợp khác"),
                warehouse.transaction("steward") as conn,
            ):
                return_history.append_event(conn, first, state, "can-bo-a", WHY)
        with warehouse.transaction("owner") as conn:
            assert in_force(conn) == []
            again = versions.change_version(conn, first, "restore", actor="can-bo-a", reason=WHY)
            assert again is not None
            versions.decide_version(conn, again, "approved", actor="can-bo-b")
            assert in_force(conn) == [first]
