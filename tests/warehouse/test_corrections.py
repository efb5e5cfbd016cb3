"""Central corrections: two stewards, the original beside the new value, told to the agency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from returns_by_hand import DISTRICT, accepted, as_checked, error, judged, warning, works

from etl import warehouse
from etl.contracts import load_forms
from etl.errors import RegistryError
from etl.judge.correct import correctable
from etl.model import CellValue, Reading
from etl.registry import accepted_tables, corrections, return_history
from etl.registry.corrections import CorrectionCheck, Decision, plain_text, value_text


def test_what_floating_point_adds_is_nothing_to_correct() -> None:
    column = load_forms()["works"].column("planned_million_vnd")
    assert plain_text(column, 152.8 + 152.8 + 152.8) == value_text(column, 458.4) == "458.4"


class TestCorrections:
    def _loaded(self) -> int:
        with warehouse.transaction() as conn:
            return accepted(conn, "a", works({"disbursed_million_vnd": 45025.0}))

    def _check(
        self, conn: sa.Connection, return_id: int, value: CellValue = 450.25, **options: Any
    ) -> CorrectionCheck:
        return as_checked(conn, return_id, 8, "disbursed_million_vnd", value, **options)

    def _propose(self, conn: sa.Connection, check: CorrectionCheck) -> int:
        return corrections.propose_correction(
            conn, check, reason="Nhầm đơn vị tính", actor="can-bo-1"
        )

    def test_an_approved_correction_counts_and_the_original_stays(self, home: Path) -> None:
        return_id = self._loaded()
        with warehouse.transaction("steward") as conn:
            check = self._check(conn, return_id)
            correction = self._propose(conn, check)
            assert _disbursed(conn) == "45025.0"
            corrections.decide_correction(
                conn, correction, "approved", actor="can-bo-2", check=check
            )
            assert _disbursed(conn) == "450.25"
            landed = conn.execute(sa.text("SELECT disbursed_million_vnd FROM landing.works"))
            assert float(landed.scalar_one()) == 45025.0
            cell = conn.execute(
                sa.text("SELECT original_value, corrected_value FROM mart.corrected_cell")
            ).one()
            assert tuple(cell) == ("45025", "450.25")
            told = conn.execute(warehouse.sql("report/corrected_cell"), {"period_key": "2020"})
            assert told.one().subject.endswith(", dòng 8")
            causes = conn.execute(sa.text("SELECT cause FROM registry.judgement ORDER BY id"))
            assert list(causes.scalars()) == ["received", "corrected"]

    def test_who_proposes_does_not_decide(self, home: Path) -> None:
        return_id = self._loaded()
        with warehouse.transaction("steward") as conn:
            check = self._check(conn, return_id)
            correction = self._propose(conn, check)
            decisions: tuple[Decision, ...] = ("approved", "refused")
            for decision in decisions:
                with pytest.raises(RegistryError, match="không được tự phê duyệt"):
                    corrections.decide_correction(
                        conn, correction, decision, actor="can-bo-1", reason="x", check=check
                    )
            with pytest.raises(RegistryError, match="Chỉ người đã đề nghị"):
                corrections.decide_correction(conn, correction, "withdrawn", actor="can-bo-2")
            corrections.decide_correction(conn, correction, "withdrawn", actor="can-bo-1")

    def test_a_refused_correction_changes_nothing_and_is_final(self, home: Path) -> None:
        return_id = self._loaded()
        with warehouse.transaction("steward") as conn:
            check = self._check(conn, return_id)
            correction = self._propose(conn, check)
            corrections.decide_correction(
                conn, correction, "refused", actor="can-bo-2", reason="Đúng số gốc"
            )
            with pytest.raises(RegistryError, match="đã được xử lý"):
                corrections.decide_correction(
                    conn, correction, "approved", actor="can-bo-3", check=check
                )
            assert _disbursed(conn) == "45025.0"

    def test_a_fault_that_it_brings_refuses_it_in_the_rule_s_words(self, home: Path) -> None:
        return_id = self._loaded()
        fault = replace(error(), message="Giải ngân 600 triệu đồng, vượt tổng mức đầu tư 481.")
        with warehouse.transaction("steward") as conn:
            check = self._check(conn, return_id, 600.0, new=[fault])
            with pytest.raises(RegistryError, match="vượt tổng mức đầu tư 481"):
                self._propose(conn, check)
            kept = sa.text("SELECT count(*) FROM registry.correction")
            assert conn.execute(kept).scalar_one() == 0
            correction = self._propose(conn, self._check(conn, return_id, 600.0))
            with pytest.raises(RegistryError, match="vượt tổng mức đầu tư 481"):
                corrections.decide_correction(
                    conn, correction, "approved", actor="can-bo-2", check=check
                )

    def test_a_warning_that_it_brings_needs_the_proposer_s_reason(self, home: Path) -> None:
        return_id = self._loaded()
        with warehouse.transaction("steward") as conn:
            check = self._check(conn, return_id, 600.0, new=[warning()])
            with pytest.raises(RegistryError, match="chưa ghi lý do"):
                self._propose(conn, check)
            reason = "Bổ sung vốn theo Quyết định số 45"
            correction = corrections.propose_correction(
                conn, check, reason="Theo Kho bạc", actor="can-bo-1", reasons={0: reason}
            )
            (kept,) = corrections.correction_findings(conn, [correction])[correction]
            assert (kept["message"], kept["reason"]) == (warning().message, reason)
            corrections.decide_correction(
                conn, correction, "approved", actor="can-bo-2", check=check
            )
            (told,) = return_history.findings(conn, return_id)
            assert told.rule_id == warning().rule_id
            statement = (
                "SELECT c.reason, c.actor, e.actor FROM registry.confirmation c "
                "JOIN registry.confirmation_event e ON e.confirmation_id = c.id"
            )
            confirmed = conn.execute(sa.text(statement)).one()
            assert tuple(confirmed) == (reason, "can-bo-1", "can-bo-2")

    def test_a_warning_that_came_up_after_the_proposal_stops_the_approval(self, home: Path) -> None:
        return_id = self._loaded()
        with warehouse.transaction("steward") as conn:
            correction = self._propose(conn, self._check(conn, return_id, 600.0))
            later = self._check(conn, return_id, 600.0, new=[warning()])
            with pytest.raises(RegistryError, match="rút đề nghị này rồi đề nghị lại"):
                corrections.decide_correction(
                    conn, correction, "approved", actor="can-bo-2", check=later
                )

    def test_nobody_decides_on_what_has_changed_since_it_was_judged(self, home: Path) -> None:
        """Nor on a check of something else, nor without any."""
        return_id = self._loaded()
        with warehouse.transaction("steward") as conn:
            check = self._check(conn, return_id)
            correction = self._propose(conn, check)
            with pytest.raises(RegistryError, match="kiểm tra lại trước khi chấp nhận"):
                corrections.decide_correction(conn, correction, "approved", actor="can-bo-2")
            other = self._check(conn, return_id, 451.0)
            with pytest.raises(RegistryError, match="kiểm tra lại trước khi chấp nhận"):
                corrections.decide_correction(
                    conn, correction, "approved", actor="can-bo-2", check=other
                )
        with warehouse.transaction() as conn:
            accepted(conn, "b", works({}), period_key="2019")
        with warehouse.transaction("steward") as conn:
            for act in (
                lambda: self._propose(conn, check),
                lambda: corrections.decide_correction(
                    conn, correction, "approved", actor="can-bo-2", check=check
                ),
            ):
                with pytest.raises(RegistryError, match="kết quả kiểm tra đã cũ"):
                    act()

    def test_the_agency_is_told_once(self, home: Path) -> None:
        return_id = self._loaded()
        with warehouse.transaction("steward") as conn:
            check = self._check(conn, return_id)
            correction = self._propose(conn, check)
            corrections.decide_correction(
                conn, correction, "approved", actor="can-bo-2", check=check
            )
            assert corrections.tell_correction(conn, correction, actor="", detail="thư") is True
            assert corrections.tell_correction(conn, correction, actor="", detail="thư") is False
            found = corrections.correction(conn, correction)
            assert found.decision == "approved"
            assert found.told_at is not None

    @pytest.mark.parametrize("value", ["abc", -1, None])
    def test_a_value_that_does_not_fit_is_refused(self, home: Path, value: CellValue) -> None:
        return_id = self._loaded()
        with warehouse.transaction("steward") as conn, pytest.raises(RegistryError):
            self._check(conn, return_id, value)

    def test_a_correction_without_change_or_reason_is_refused(self, home: Path) -> None:
        return_id = self._loaded()
        with warehouse.transaction("steward") as conn:
            with pytest.raises(RegistryError):
                self._propose(conn, self._check(conn, return_id, 45025))
            with pytest.raises(RegistryError):
                corrections.propose_correction(
                    conn, self._check(conn, return_id), reason=" ", actor="can-bo-1"
                )

    def test_only_a_version_that_counts_is_corrected(self, home: Path) -> None:
        """The one in force and the newest; of another, the sentence names the one to open."""
        with warehouse.transaction() as conn:
            first = accepted(conn, "a", works({}))
            second = accepted(conn, "b", works({}, {}))
            third = judged(conn, "c", works({}, {}, {}), [error()])
        with warehouse.transaction("steward") as conn:
            assert correctable(conn, second).version == 2
            assert correctable(conn, third).version == 3
            with pytest.raises(RegistryError, match="Bản đang được tính là bản 2; bản mới nhất"):
                correctable(conn, first)
            with pytest.raises(RegistryError, match="Không tìm thấy biểu"):
                correctable(conn, 10**9)

    def test_other_returns_are_compared_with_the_corrected_value(self, home: Path) -> None:
        return_id = self._loaded()
        with warehouse.transaction("steward") as conn:
            check = self._check(conn, return_id)
            correction = self._propose(conn, check)
            corrections.decide_correction(
                conn, correction, "approved", actor="can-bo-2", check=check
            )
            related = accepted_tables.beside(
                conn, {("works", DISTRICT, "2020-Q1"): ()}, _nothing
            ).tables
        (found,) = related.values()
        assert found.values["disbursed_million_vnd"] == (450.25,)

    @pytest.mark.parametrize(
        ("agency_id", "period_key", "place", "is_compared"),
        [
            (DISTRICT, "2020-Q1", "06073", True),
            (DISTRICT, "2021", "06073", True),
            (DISTRICT, "2021-Q1", "06073", False),
            (DISTRICT, "2020", "06073", True),  # the version before
            ("ubnd-binh-gia", "2020", "06001", True),  # two agencies may report one work
            ("ubnd-binh-gia", "2020", "06073", False),  # but not of another place
            ("ubnd-binh-gia", "2020-Q1", "06001", False),
        ],
    )
    def test_only_what_a_return_is_compared_with_is_fetched(
        self, home: Path, agency_id: str, period_key: str, place: str, is_compared: bool
    ) -> None:
        self._loaded()
        with warehouse.transaction() as conn:
            places = {("works", agency_id, period_key): [place]}
            related = accepted_tables.beside(conn, places, _nothing).tables
        assert list(related) == [("works", DISTRICT, "2020")] * is_compared

    def test_what_was_accepted_and_is_not_loaded_yet_is_compared_as_well(self, home: Path) -> None:
        self._loaded()
        table = works({"disbursed_million_vnd": 1.0}, {"disbursed_million_vnd": 2.0})
        with warehouse.transaction() as conn:
            newer = judged(conn, "b", table)
            (waiting,) = return_history.awaiting_load(conn)
            assert waiting.id == newer
            reading = Reading(Path("b.xlsx"), waiting.sha256, None, (table,), ())
            read = {waiting.sha256: reading}.__getitem__
            found = accepted_tables.beside(
                conn, {("works", DISTRICT, "2020"): ()}, lambda h: map(read, h)
            )
        assert found.tables == {("works", DISTRICT, "2020"): table}


def _nothing(hashes: Sequence[str]) -> list[Reading]:
    """Read nothing: all that was accepted is loaded."""
    raise AssertionError(hashes)


def _disbursed(conn: sa.Connection) -> str:
    return str(conn.execute(sa.text("SELECT disbursed_million_vnd FROM mart.works")).scalar_one())
