"""The registry: what was received, judged and decided, told in both directions."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa
from returns_by_hand import DISTRICT, accepted, error, judged, submitted, table, warning, works

from etl import registry, warehouse
from etl.errors import RegistryError
from etl.model import Cover, Finding, Reading, ReturnState, Rung, Severity

FAR = dt.date(2999, 1, 1)
KEY = "works|works.disbursed_above_planned|disbursed_million_vnd|180|06001|Công trình 0"


def _confirm(conn: sa.Connection, return_id: int, reason: str = "Được bổ sung vốn.") -> int:
    finding = warning()
    return registry.confirm(
        conn, return_id, finding.rule_id, column=finding.column, row_key=finding.row_key,
        reason=reason, actor=DISTRICT,
    )


def _waive(conn: sa.Connection, rule_id: str, **scope: str) -> int:
    return registry.waive(
        conn, rule_id, authority="Trưởng Ban Dân tộc, Công văn 15/BDT", reason="Mưa lũ kéo dài",
        valid_until=FAR, actor="can-bo-1", **scope,
    )


class TestReceived:
    def test_the_same_content_is_one_submission_and_a_duplicate_event(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            first = submitted(conn, "a", file_name="lần 1.xlsx")
            again = submitted(conn, "a", file_name="lần 2.xlsx")
            kinds = conn.execute(
                sa.text("SELECT kind, detail FROM registry.submission_event ORDER BY id")
            ).all()
        assert again == first
        assert again.file_name == "lần 1.xlsx"
        assert [tuple(kind) for kind in kinds] == [
            ("received", "lần 1.xlsx"), ("duplicate", "lần 2.xlsx"),
        ]

    def test_one_file_on_disk_is_never_told_twice(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            for _ in range(2):
                registry.record_submission(conn, "a" * 64, "a.xlsx", "inbox", 1, source="7:7:7")
            count = conn.execute(sa.text("SELECT count(*) FROM registry.submission_event")).scalar()
        assert count == 1

    def test_an_unreadable_workbook_waits_for_nobody(self, home: Path) -> None:
        unreadable = Finding("file.not_a_workbook", Severity.CRITICAL, Rung.FILE, "Không phải sổ.")
        with warehouse.transaction() as conn:
            submission = submitted(conn, "a")
            reading = Reading(Path("a"), submission.sha256, None, (), (unreadable,))
            registry.record_reading(conn, submission, reading)
            registry.record_reading(conn, submission, reading)
            assert registry.pending_submissions(conn) == []
            assert registry.submission_findings(conn, submission.id) == [unreadable]

    def test_a_workbook_stays_pending_until_it_is_judged(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            submission = submitted(conn, "a")
            assert registry.pending_submissions(conn) == [submission]
            cover = Cover(DISTRICT, "2020")
            reading = Reading(Path("a"), submission.sha256, cover, (works({}),), ())
            registry.record_reading(conn, submission, reading)
            assert registry.pending_submissions(conn) == [submission]
            judged(conn, "a", works({}))
            assert registry.pending_submissions(conn) == []

    def test_a_text_that_postgresql_cannot_store_is_kept_without_its_nul(self, home: Path) -> None:
        finding = dataclasses.replace(warning(), value="a\x00b", message="c\x00")
        with warehouse.transaction() as conn:
            return_id = judged(conn, "a", works({}), [finding])
            (found,) = registry.findings(conn, return_id)
        assert (found.value, found.message) == ("ab", "c")


class TestJudged:
    @pytest.mark.parametrize(
        ("findings", "state"),
        [
            ([], ReturnState.ACCEPTED),
            ([warning()], ReturnState.NEEDS_CONFIRMATION),
            ([warning(), error()], ReturnState.REJECTED),
        ],
    )
    def test_findings_decide_the_first_state(
        self, home: Path, findings: list[Finding], state: ReturnState
    ) -> None:
        with warehouse.transaction() as conn:
            return_id = judged(conn, "a", works({}), findings)
            assert registry.state_of(conn, return_id) is state
            kept = registry.findings(conn, return_id)
        assert sorted(kept, key=lambda one: one.rule_id) == sorted(
            findings, key=lambda one: one.rule_id
        )

    def test_judging_again_adds_nothing(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            first = judged(conn, "a", works({}), [warning()])
            again = judged(conn, "a", works({}), [warning()])
            assert again == first
            assert len(registry.findings(conn, first)) == 1

    def test_versions_count_per_agency_form_and_period(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            ids = [
                judged(conn, "a", works({})),
                judged(conn, "b", works({})),
                judged(conn, "c", works({}), period_key="2020-Q1"),
                judged(conn, "d", works({}), agency_id="ubnd-binh-gia"),
            ]
            versions = [one.version for one in registry.returns_of(conn, ids=ids)]
        assert versions == [1, 2, 1, 1]

    def test_successive_versions_show_what_was_fixed(self, home: Path) -> None:
        wider = dataclasses.replace(warning(), cells=warning().cells * 2)
        other = error(row_key="180|06001|Công trình 1")
        with warehouse.transaction() as conn:
            first = judged(conn, "a", works({}), [warning(), error()])
            second = judged(conn, "b", works({}), [warning(row=99), other])
            third = judged(conn, "c", works({}), [wider])
            history = {
                number: sorted((issue.progress, issue.finding.rule_id)
                               for issue in registry.issue_history(conn, return_id))
                for number, return_id in enumerate((first, second, third), start=1)
            }
        number, over = "cell.unreadable_number", "works.disbursed_above_planned"
        assert history == {
            1: [("new", number), ("new", over)],
            2: [("fixed", number), ("new", number), ("still_open", over)],
            3: [("fixed", number), ("worse", over)],
        }


class TestConfirmations:
    def test_a_reason_accepted_by_a_steward_accepts_the_return(self, home: Path) -> None:
        with warehouse.transaction("steward") as conn, warehouse.transaction() as loader:
            return_id = judged(loader, "a", works({}), [warning()])
            loader.commit()
            confirmation = _confirm(conn, return_id)
            assert registry.state_of(conn, return_id) is ReturnState.NEEDS_CONFIRMATION
            state = registry.accept_confirmation(conn, confirmation, actor="can-bo-1")
            assert state is ReturnState.ACCEPTED
            assert [one.id for one in registry.awaiting_load(conn)] == [return_id]

    def test_a_refused_reason_leaves_the_return_waiting(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            return_id = judged(conn, "a", works({}), [warning()])
        with warehouse.transaction("steward") as conn:
            state = registry.refuse_confirmation(
                conn, _confirm(conn, return_id), actor="can-bo-1", reason="Thiếu quyết định."
            )
            assert state is ReturnState.NEEDS_CONFIRMATION
            again = registry.accept_confirmation(
                conn, _confirm(conn, return_id), actor="can-bo-1"
            )
            assert again is ReturnState.ACCEPTED

    def test_one_reason_sent_twice_is_one_and_is_decided_once(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            return_id = judged(conn, "a", works({}), [warning()])
        with warehouse.transaction("steward") as conn:
            confirmation = _confirm(conn, return_id)
            assert _confirm(conn, return_id) == confirmation
            registry.accept_confirmation(conn, confirmation, actor="can-bo-1")
            with pytest.raises(RegistryError, match="đã được người khác xử lý"):
                registry.refuse_confirmation(conn, confirmation, actor="can-bo-2", reason="x")

    @pytest.mark.parametrize("reason", ["", "   "])
    def test_a_reason_must_say_something(self, home: Path, reason: str) -> None:
        with warehouse.transaction() as conn:
            return_id = judged(conn, "a", works({}), [warning()])
            with pytest.raises(RegistryError, match="giải trình"):
                _confirm(conn, return_id, reason)

    def test_a_critical_fault_cannot_be_explained_away(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            return_id = judged(conn, "a", works({}), [error()])
            with pytest.raises(RegistryError, match="không có cảnh báo"):
                registry.confirm(
                    conn, return_id, error().rule_id, column=error().column,
                    row_key=error().row_key, reason="Đúng rồi.", actor=DISTRICT,
                )

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
            registry.accept_confirmation(conn, _confirm(conn, first), actor="can-bo-1")
            same = dataclasses.replace(warning(row=30), value=value)
            second = judged(conn, "b", works({}), [same])
            assert registry.state_of(conn, second) is state


class TestWaivers:
    def test_a_waived_rule_lets_the_stopped_return_and_the_next_one_through(
        self, home: Path
    ) -> None:
        with warehouse.transaction() as conn:
            stopped = judged(conn, "a", works({}), [error()])
        with warehouse.transaction("steward") as conn:
            _waive(conn, error().rule_id, agency_id=DISTRICT, period_key="2020")
            assert registry.state_of(conn, stopped) is ReturnState.ACCEPTED
        with warehouse.transaction() as conn:
            later = judged(conn, "b", works({}), [error()])
            assert registry.state_of(conn, later) is ReturnState.ACCEPTED

    @pytest.mark.parametrize(
        "scope",
        [{"agency_id": "ubnd-binh-gia"}, {"period_key": "2021"}, {"form_id": "poverty"},
         {"row_key": "khác"}],
    )
    def test_a_waiver_reaches_no_further_than_its_scope(
        self, home: Path, scope: dict[str, str]
    ) -> None:
        with warehouse.transaction("steward") as conn:
            _waive(conn, error().rule_id, **scope)
        with warehouse.transaction() as conn:
            return_id = judged(conn, "a", works({}), [error()])
            assert registry.state_of(conn, return_id) is ReturnState.REJECTED

    def test_a_revoked_waiver_waives_no_more(self, home: Path) -> None:
        with warehouse.transaction("steward") as conn:
            waiver = _waive(conn, error().rule_id)
            registry.revoke_waiver(conn, waiver, actor="can-bo-2", reason="Hết mưa lũ")
            with pytest.raises(RegistryError, match="đã được thu hồi"):
                registry.revoke_waiver(conn, waiver, actor="can-bo-2", reason="Hết mưa lũ")
        with warehouse.transaction() as conn:
            return_id = judged(conn, "a", works({}), [error()])
            assert registry.state_of(conn, return_id) is ReturnState.REJECTED

    @pytest.mark.parametrize(
        "missing",
        [{"authority": " "}, {"reason": ""}, {"valid_until": dt.date(2020, 1, 1)}],
    )
    def test_a_waiver_names_its_authority_reason_and_end(
        self, home: Path, missing: dict[str, object]
    ) -> None:
        whole: dict[str, object] = {
            "authority": "Trưởng Ban", "reason": "Lý do", "valid_until": FAR, "actor": "can-bo-1",
        }
        with (
            warehouse.transaction("steward") as conn,
            pytest.raises(RegistryError, match="người có thẩm quyền"),
        ):
            registry.waive(conn, "works.x", **{**whole, **missing})  # type: ignore[arg-type]


class TestCorrections:
    def _loaded(self) -> int:
        with warehouse.transaction() as conn:
            return accepted(conn, "a", works({"disbursed_million_vnd": 45025.0}))

    def _propose(self, conn: sa.Connection, return_id: int, value: object = 450.25) -> int:
        return registry.propose_correction(
            conn, return_id, 8, "disbursed_million_vnd", value,  # type: ignore[arg-type]
            reason="Nhầm đơn vị tính", actor="can-bo-1",
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

    def test_who_proposes_does_not_decide(self, home: Path) -> None:
        return_id = self._loaded()
        with warehouse.transaction("steward") as conn:
            correction = self._propose(conn, return_id)
            for decision in ("approved", "refused"):
                with pytest.raises(RegistryError, match="không được tự phê duyệt"):
                    registry.decide_correction(
                        conn, correction, decision, actor="can-bo-1", reason="x"  # type: ignore[arg-type]
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

    def test_other_returns_are_compared_with_the_corrected_value(self, home: Path) -> None:
        return_id = self._loaded()
        with warehouse.transaction("steward") as conn:
            correction = self._propose(conn, return_id)
            registry.decide_correction(conn, correction, "approved", actor="can-bo-2")
            related = registry.related_tables(conn, [("works", "ubnd-binh-gia", "2021-Q1")])
        (found,) = related.values()
        assert found.values["disbursed_million_vnd"] == (450.25,)


class TestPeriods:
    def test_an_accepted_table_comes_back_as_it_was_loaded(self, home: Path) -> None:
        read = works({}, {"completed_on": dt.date(2020, 12, 1), "kind": "maintained"})
        with warehouse.transaction() as conn:
            accepted(conn, "a", read)
            found = registry.tables_in_force(conn, [("works", DISTRICT, "2020")])
        kept = found["works", DISTRICT, "2020"]
        assert dict(kept.values) == dict(read.values)
        assert (kept.rows, dict(kept.letters), dict(kept.marks), kept.sheet) == (
            read.rows, dict(read.letters), dict(read.marks), read.sheet
        )
        assert dict(kept.raw) == dict(read.raw)

    def test_what_a_cell_held_stays_beside_what_it_means(self, home: Path) -> None:
        read = works({}, {})
        held = {**read.raw, "district": ("Huyện Tràng Định", "H. Tràng Định"),
                "planned_million_vnd": ("500,0", 500.0)}
        with warehouse.transaction() as conn:
            accepted(conn, "a", dataclasses.replace(read, raw=held))
            found = registry.tables_in_force(conn, [("works", DISTRICT, "2020")])
            cells = conn.execute(
                sa.text("SELECT cell, raw_value FROM mart.cell_source WHERE excel_row = 8 "
                        "AND column_name IN ('district', 'planned_million_vnd', 'sector') "
                        "ORDER BY cell")
            ).all()
        kept = found["works", DISTRICT, "2020"]
        assert dict(kept.raw) == held
        assert kept.values["planned_million_vnd"] == (500.0, 500.0)
        assert [tuple(cell) for cell in cells] == [
            ("A8", "Huyện Tràng Định"), ("D8", "transport"), ("G8", "500,0"),
        ]

    def test_the_board_tells_missing_from_rejected_and_accepted(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            accepted(conn, "a", works({}))
            judged(conn, "b", works({}), [error()])
            judged(conn, "c", works({}), [error()], agency_id="ubnd-binh-gia")
            board = registry.period_board(conn, "2020")
        cells = {(one.agency_id, one.form_id): one for one in board}
        own = cells[DISTRICT, "works"]
        assert (own.state, own.latest_state, own.version_count, own.given_back_count) == (
            "accepted", "rejected", 2, 1
        )
        assert cells["ubnd-binh-gia", "works"].state == "rejected"
        assert cells["ubnd-van-lang", "works"].state == "missing"
        assert own.due_on == dt.date(2020, 12, 16)

    def test_an_extension_moves_one_deadline(self, home: Path) -> None:
        later = dt.date(2020, 12, 31)
        with warehouse.transaction("steward") as conn:
            registry.extend_deadline(
                conn, agency_id=DISTRICT, form_id="works", period_key="2020", due_on=later,
                reason="Mất điện", actor="can-bo-1",
            )
            due = {(one.agency_id, one.form_id): one.due_on
                   for one in registry.period_board(conn, "2020")}
        assert due[DISTRICT, "works"] == later
        assert due[DISTRICT, "population"] < later

    def test_a_period_is_complete_when_everything_is_met_or_waived(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            owed = registry.period_board(conn, "2020-Q1")
            assert registry.period_complete(conn, "2020-Q1") is False
            for one in owed[1:]:
                read = works({}) if one.form_id == "works" else table(one.form_id, [])
                accepted(conn, f"{one.agency_id} {one.form_id}", read,
                         agency_id=one.agency_id, period_key="2020-Q1")
            assert registry.period_complete(conn, "2020-Q1") is False
            assert registry.announce(conn, "2020-Q1") is False
        with warehouse.transaction("steward") as conn:
            _waive(conn, registry.NOT_SENT, agency_id=owed[0].agency_id, form_id=owed[0].form_id,
                   period_key="2020-Q1")
        with warehouse.transaction() as conn:
            assert registry.period_complete(conn, "2020-Q1") is True
            assert registry.announce(conn, "2020-Q1") is True
            assert registry.announce(conn, "2020-Q1") is False
            accepted(conn, "mới", works({}), period_key="2020-Q1")
            assert registry.announce(conn, "2020-Q1") is True

    def test_a_period_that_nobody_owes_is_not_complete(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            assert registry.period_complete(conn, "1999") is False


class TestContact:
    def test_the_same_notice_is_kept_once(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            ids = [
                registry.notice(conn, "truoc_han", agency_id=DISTRICT, period_key="2020",
                                recipient="x@example.org", detail=day)
                for day in ("2020-12-10", "2020-12-10", "2020-12-14")
            ]
        assert [one is not None for one in ids] == [True, False, True]

    def test_a_link_opens_until_it_expires_or_is_revoked(self, home: Path) -> None:
        with warehouse.transaction("steward") as conn:
            late = dt.datetime(2999, 1, 1, tzinfo=dt.UTC)
            ident = registry.link(conn, "bi-mat", agency_id=DISTRICT, period_key="2020",
                                  expires_at=late, created_by="can-bo-1")
            found = registry.link_of(conn, "bi-mat")
            assert found is not None
            assert (found["agency_id"], found["period_key"]) == (DISTRICT, "2020")
            assert registry.link_of(conn, "khác") is None
            registry.revoke_link(conn, ident, actor="can-bo-1")
            registry.revoke_link(conn, ident, actor="can-bo-2")
            assert registry.link_of(conn, "bi-mat") is None
            kept = conn.execute(sa.text("SELECT token_sha256 FROM registry.link")).scalar_one()
        assert "bi-mat" not in kept

    def test_a_link_that_is_over_before_it_begins_is_refused(self, home: Path) -> None:
        with (
            warehouse.transaction("steward") as conn,
            pytest.raises(RegistryError, match="Thời hạn"),
        ):
            registry.link(conn, "x", agency_id=DISTRICT, period_key="2020",
                          expires_at=dt.datetime(2000, 1, 1, tzinfo=dt.UTC), created_by="y")


def _disbursed(conn: sa.Connection) -> str:
    return str(conn.execute(sa.text("SELECT disbursed_million_vnd FROM mart.works")).scalar_one())

