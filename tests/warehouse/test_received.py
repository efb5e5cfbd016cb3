"""Workbooks as received and as judged: what says nothing new is told so, a verdict is kept once."""

from __future__ import annotations

import dataclasses
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa
from returns_by_hand import DISTRICT, accepted, error, judged, submitted, warning, works

from etl import warehouse
from etl.model import Cover, Finding, Judgement, Reading, ReturnState, Rung, Severity
from etl.registry import received, return_history
from etl.registry.judged import record_judgements


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
            ("received", "lần 1.xlsx"),
            ("duplicate", "lần 2.xlsx"),
        ]

    def test_one_file_on_disk_is_never_told_twice(self, home: Path) -> None:
        arrival = received.Arrival("a" * 64, "a.xlsx", "inbox", 1, source="7:7:7")
        with warehouse.transaction() as conn:
            for _ in range(2):
                received.record_submissions(conn, [arrival])
            count = conn.execute(sa.text("SELECT count(*) FROM registry.submission_event")).scalar()
        assert count == 1

    def test_an_unreadable_workbook_waits_for_nobody(self, home: Path) -> None:
        unreadable = Finding("file.not_a_workbook", Severity.CRITICAL, Rung.FILE, "Không phải sổ.")
        with warehouse.transaction() as conn:
            submission = submitted(conn, "a")
            reading = Reading(Path("a"), submission.sha256, None, (), (unreadable,))
            received.record_readings(conn, [(submission.id, reading)])
            received.record_readings(conn, [(submission.id, reading)])
            assert received.pending_submissions(conn) == []
            assert return_history.submission_findings(conn, submission.id) == [unreadable]

    def test_a_workbook_stays_pending_until_it_is_judged(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            submission = submitted(conn, "a")
            assert received.pending_submissions(conn) == [submission]
            cover = Cover(DISTRICT, "2020")
            reading = Reading(Path("a"), submission.sha256, cover, (works({}),), ())
            received.record_readings(conn, [(submission.id, reading)])
            assert received.pending_submissions(conn) == [submission]
            judged(conn, "a", works({}))
            assert received.pending_submissions(conn) == []

    def test_a_text_that_postgresql_cannot_store_is_kept_without_its_nul(self, home: Path) -> None:
        finding = dataclasses.replace(warning(), value="a\x00b", message="c\x00")
        with warehouse.transaction() as conn:
            return_id = judged(conn, "a", works({}), [finding])
            (found,) = return_history.findings(conn, return_id)
        assert (found.value, found.message) == ("ab", "c")


class TestSentAgain:
    """A content is a duplicate only while it is the newest version of what it holds."""

    def test_an_earlier_file_sent_again_is_the_newest_version(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            first = accepted(conn, "đúng", works({}, {}))
            wrong = accepted(conn, "nhầm", works({}))
            again = accepted(conn, "đúng", works({}, {}))
            found = return_history.returns_of(conn, ids=[first, wrong, again])
            counted = conn.execute(sa.text("SELECT count(*) FROM mart.works")).scalar()
        assert [(one.version, one.state.value) for one in found] == [
            (1, "superseded"),
            (2, "superseded"),
            (3, "accepted"),
        ]
        assert counted == 2
        assert len({one.submission_id for one in found}) == 3

    @pytest.mark.parametrize("findings", [[], [warning()], [error()]])
    def test_the_newest_file_sent_again_is_a_duplicate_whatever_became_of_it(
        self, home: Path, findings: list[Finding]
    ) -> None:
        with warehouse.transaction() as conn:
            accepted(conn, "trước", works({}))
            newest = judged(conn, "sau", works({}, {}), findings)
            again = submitted(conn, "sau", file_name="sau (1).xlsx")
            (known,) = return_history.returns_of(conn, ids=[newest])
            assert again.id == known.submission_id
            assert _events(conn, again.id)[-1] == ("duplicate", "sau (1).xlsx")
            assert received.pending_submissions(conn) == []

    @pytest.mark.parametrize("together", [True, False])
    def test_how_many_are_taken_in_at_once_changes_nothing(
        self, home: Path, *, together: bool
    ) -> None:
        sent = [("a", DISTRICT), ("b", DISTRICT), ("a", DISTRICT), ("c", "ubnd-binh-gia")]
        sent += [("a", DISTRICT), ("c", "ubnd-binh-gia")]
        with warehouse.transaction() as conn:
            for batch in [sent] if together else [[one] for one in sent]:
                _take_in(conn, batch)
            versions = conn.execute(
                sa.text(
                    "SELECT r.agency_id, r.version, s.file_name FROM registry.return r "
                    "JOIN registry.submission s ON s.id = r.submission_id ORDER BY r.id"
                )
            ).all()
            told = conn.execute(
                sa.text(
                    "SELECT detail FROM registry.submission_event WHERE kind = 'duplicate' "
                    "ORDER BY id"
                )
            ).scalars()
            assert [tuple(row) for row in versions] == [
                (DISTRICT, 1, "a.xlsx"),
                (DISTRICT, 2, "b.xlsx"),
                (DISTRICT, 3, "a.xlsx"),
                ("ubnd-binh-gia", 1, "c.xlsx"),
            ]
            assert [*told] == ["a.xlsx", "c.xlsx"]
            assert received.pending_submissions(conn) == []
            assert warehouse.run(conn, "registry/open_submissions").all() == []

    def test_a_file_that_nobody_could_read_is_read_again_when_sent_again(self, home: Path) -> None:
        """Today's reader may read it; while it waits to be read it says nothing new."""
        unreadable = Finding("file.not_a_workbook", Severity.CRITICAL, Rung.FILE, "Không phải sổ.")
        with warehouse.transaction() as conn:
            submission = submitted(conn, "hỏng")
            reading = Reading(Path("a"), submission.sha256, None, (), (unreadable,))
            received.record_readings(conn, [(submission.id, reading)])
            again = submitted(conn, "hỏng")
            assert again.id > submission.id
            assert received.pending_submissions(conn) == [again] == [submitted(conn, "hỏng")]
            judged(conn, "hỏng", works({}))
            assert received.pending_submissions(conn) == []
            assert [kind for kind, _ in _events(conn, again.id)] == [
                "received",
                "duplicate",
                "duplicate",
                "read",
                "judged",
            ]

    def test_a_file_on_disk_that_was_told_before_is_no_new_version(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            judged(conn, "a", works({}), source="7:7:7:7")
            accepted(conn, "b", works({}))
            before = submitted(conn, "a", source="7:7:7:7")
            assert received.pending_submissions(conn) == []
            assert [kind for kind, _ in _events(conn, before.id)].count("duplicate") == 0


def _take_in(conn: sa.Connection, sent: list[tuple[str, str]]) -> None:
    """Register, read and judge workbooks, (content, agency) each, as one batch."""
    hashes = [sha256(one.encode()).hexdigest() for one, _ in sent]
    agencies = {content: agency for content, (_, agency) in zip(hashes, sent, strict=True)}
    arrivals = [
        received.Arrival(content, f"{one}.xlsx", "inbox", 1)
        for content, (one, _) in zip(hashes, sent, strict=True)
    ]
    received.record_submissions(conn, arrivals)
    for one in (waiting := received.pending_submissions(conn)):
        cover = Cover(agencies[one.sha256], "2020")
        reading = Reading(Path("a"), one.sha256, cover, (works({}),), ())
        received.record_readings(conn, [(one.id, reading)])
    verdict = ("works", "2020", ReturnState.ACCEPTED, (), works({}))
    record_judgements(
        conn, [(one.id, Judgement(one.sha256, agencies[one.sha256], *verdict)) for one in waiting]
    )


def _events(conn: sa.Connection, submission_id: int) -> list[tuple[object, ...]]:
    found = conn.execute(
        sa.text(
            "SELECT kind, detail FROM registry.submission_event WHERE submission_id = :id "
            "ORDER BY id"
        ),
        {"id": submission_id},
    )
    return [tuple(row) for row in found]


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
            assert return_history.state_of(conn, return_id) is state
            kept = return_history.findings(conn, return_id)
        assert sorted(kept, key=lambda one: one.rule_id) == sorted(
            findings, key=lambda one: one.rule_id
        )

    def test_judging_again_adds_nothing(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            first = judged(conn, "a", works({}), [warning()])
            again = judged(conn, "a", works({}), [warning()])
            assert again == first
            assert len(return_history.findings(conn, first)) == 1

    def test_versions_count_per_agency_form_and_period(self, home: Path) -> None:
        with warehouse.transaction() as conn:
            ids = [
                judged(conn, "a", works({})),
                judged(conn, "b", works({})),
                judged(conn, "c", works({}), period_key="2020-Q1"),
                judged(conn, "d", works({}), agency_id="ubnd-binh-gia"),
            ]
            versions = [one.version for one in return_history.returns_of(conn, ids=ids)]
        assert versions == [1, 2, 1, 1]

    def test_successive_versions_show_what_was_fixed(self, home: Path) -> None:
        wider = dataclasses.replace(warning(), cells=warning().cells * 2)
        other = error(row_key="180|06001|Công trình 1")
        with warehouse.transaction() as conn:
            first = judged(conn, "a", works({}), [warning(), error()])
            second = judged(conn, "b", works({}), [warning(row=99), other])
            third = judged(conn, "c", works({}), [wider])
            history = {
                number: sorted(
                    (issue.progress, issue.finding.rule_id)
                    for issue in return_history.issue_history(conn, return_id)
                )
                for number, return_id in enumerate((first, second, third), start=1)
            }
        number, over = "cell.unreadable_number", "works.disbursed_above_planned"
        assert history == {
            1: [("new", number), ("new", over)],
            2: [("fixed", number), ("new", number), ("still_open", over)],
            3: [("fixed", number), ("worse", over)],
        }

    @pytest.mark.parametrize(
        ("before", "now", "progress"),
        [
            ("+100", "+250,5", "worse"),
            ("-100", "-1.250", "worse"),
            ("100", "-40", "still_open"),
            ("100", "100", "still_open"),
            ("", "không rõ", "still_open"),
        ],
    )
    def test_a_fault_that_is_further_off_is_worse(
        self, home: Path, before: str, now: str, progress: str
    ) -> None:
        with warehouse.transaction() as conn:
            judged(conn, "a", works({}), [dataclasses.replace(warning(), difference=before)])
            later = dataclasses.replace(warning(), difference=now)
            second = judged(conn, "b", works({}), [later])
            (issue,) = return_history.issue_history(conn, second)
        assert issue.progress == progress
