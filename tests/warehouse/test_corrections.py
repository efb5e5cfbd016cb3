"""Central corrections: two stewards, the original beside the new value, told to the agency."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa
from returns_by_hand import DISTRICT, accepted, judged, works

from etl import registry, warehouse
from etl.errors import RegistryError
from etl.model import PART_ROWS, Reading


class TestCorrections:
    def _loaded(self) -> int:
        with warehouse.transaction() as conn:
            return accepted(conn, "a", works({"disbursed_million_vnd": 45025.0}))

    def _propose(self, conn: sa.Connection, return_id: int, value: object = 450.25) -> int:
        return registry.propose_correction(
            conn,
            return_id,
            8,
            "disbursed_million_vnd",
            value,  # type: ignore[arg-type]
            reason="Nhầm đơn vị tính",
            actor="can-bo-1",
        )

    def test_an_approved_correction_counts_and_the_original_stays(self, home: Path) -> None:
        return_id = self._loaded()
        with warehouse.transaction("steward") as conn:
            correction = self._propose(conn, return_id)
            assert _disbursed(conn) == "45025.0"
            registry.decide_correction(conn, correction, "approved", actor="can-bo-2")
            assert _disbursed(conn) == "450.25"
            landed = conn.execute(sa.text("SELECT disbursed_million_vnd FROM landing.works"))
            assert float(landed.scalar_one()) == 45025.0
            cell = conn.execute(
                sa.text("SELECT original_value, corrected_value FROM mart.corrected_cell")
            ).one()
            assert tuple(cell) == ("45025", "450.25")
            told = conn.execute(warehouse.sql("report/corrected_cell"), {"period_key": "2020"})
            assert told.one().subject.endswith(", dòng 8")

    def test_who_proposes_does_not_decide(self, home: Path) -> None:
        return_id = self._loaded()
        with warehouse.transaction("steward") as conn:
            correction = self._propose(conn, return_id)
            for decision in ("approved", "refused"):
                with pytest.raises(RegistryError, match="không được tự phê duyệt"):
                    registry.decide_correction(
                        conn,
                        correction,
                        decision,
                        actor="can-bo-1",
                        reason="x",  # type: ignore[arg-type]
                    )
            with pytest.raises(RegistryError, match="Chỉ người đã đề nghị"):
                registry.decide_correction(conn, correction, "withdrawn", actor="can-bo-2")
            registry.decide_correction(conn, correction, "withdrawn", actor="can-bo-1")

    def test_a_refused_correction_changes_nothing_and_is_final(self, home: Path) -> None:
        return_id = self._loaded()
        with warehouse.transaction("steward") as conn:
            correction = self._propose(conn, return_id)
            registry.decide_correction(
                conn, correction, "refused", actor="can-bo-2", reason="Đúng số gốc"
            )
            with pytest.raises(RegistryError, match="đã được xử lý"):
                registry.decide_correction(conn, correction, "approved", actor="can-bo-3")
            assert _disbursed(conn) == "45025.0"

    def test_the_agency_is_told_once(self, home: Path) -> None:
        return_id = self._loaded()
        with warehouse.transaction("steward") as conn:
            correction = self._propose(conn, return_id)
            registry.decide_correction(conn, correction, "approved", actor="can-bo-2")
            assert registry.tell_correction(conn, correction, actor="", detail="thư") is True
            assert registry.tell_correction(conn, correction, actor="", detail="thư") is False
            (found,) = registry.corrections(conn, return_id=return_id)
            assert found.decision == "approved"
            assert found.told_at is not None

    @pytest.mark.parametrize("value", ["abc", -1, None, 45025.0])
    def test_a_value_that_does_not_fit_is_refused(self, home: Path, value: object) -> None:
        return_id = self._loaded()
        with warehouse.transaction("steward") as conn, pytest.raises(RegistryError):
            self._propose(conn, return_id, value)

    def test_a_cell_that_is_not_there_is_refused(self, home: Path) -> None:
        return_id = self._loaded()
        with warehouse.transaction("steward") as conn:
            for row, column in ((99, "planned_million_vnd"), (8, "khong_co")):
                with pytest.raises(RegistryError):
                    registry.propose_correction(
                        conn, return_id, row, column, 1, reason="x", actor="can-bo-1"
                    )
            with pytest.raises(RegistryError, match="Dòng 99 không có"):
                registry.propose_correction(
                    conn,
                    return_id,
                    PART_ROWS + 99,
                    "planned_million_vnd",
                    1,
                    reason="x",
                    actor="can-bo-1",
                )

    def test_other_returns_are_compared_with_the_corrected_value(self, home: Path) -> None:
        return_id = self._loaded()
        with warehouse.transaction("steward") as conn:
            correction = self._propose(conn, return_id)
            registry.decide_correction(conn, correction, "approved", actor="can-bo-2")
            related = registry.beside(conn, [("works", DISTRICT, "2020-Q1")], _nothing).tables
        (found,) = related.values()
        assert found.values["disbursed_million_vnd"] == (450.25,)

    @pytest.mark.parametrize(
        ("agency_id", "period_key", "is_compared"),
        [
            (DISTRICT, "2020-Q1", True),
            (DISTRICT, "2021", True),
            (DISTRICT, "2021-Q1", False),
            (DISTRICT, "2020", True),  # the version before
            ("ubnd-binh-gia", "2020", True),  # two agencies may report one work
            ("ubnd-binh-gia", "2020-Q1", False),
        ],
    )
    def test_only_what_a_return_is_compared_with_is_fetched(
        self, home: Path, agency_id: str, period_key: str, is_compared: bool
    ) -> None:
        self._loaded()
        with warehouse.transaction() as conn:
            related = registry.beside(conn, [("works", agency_id, period_key)], _nothing).tables
        assert list(related) == [("works", DISTRICT, "2020")] * is_compared

    def test_what_was_accepted_and_is_not_loaded_yet_is_compared_as_well(self, home: Path) -> None:
        self._loaded()
        table = works({"disbursed_million_vnd": 1.0}, {"disbursed_million_vnd": 2.0})
        with warehouse.transaction() as conn:
            newer = judged(conn, "b", table)
            (waiting,) = registry.awaiting_load(conn)
            assert waiting.id == newer
            reading = Reading(Path("b.xlsx"), waiting.sha256, None, (table,), ())
            read = {waiting.sha256: reading}.__getitem__
            found = registry.beside(conn, [("works", DISTRICT, "2020")], lambda h: map(read, h))
        assert found.tables == {("works", DISTRICT, "2020"): table}


def _nothing(hashes: Sequence[str]) -> list[Reading]:
    """Read nothing: all that was accepted is loaded."""
    raise AssertionError(hashes)


def _disbursed(conn: sa.Connection) -> str:
    return str(conn.execute(sa.text("SELECT disbursed_million_vnd FROM mart.works")).scalar_one())
