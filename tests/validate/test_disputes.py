"""Who may report a place: what is told to whom, and who takes part in comparisons at all."""

from __future__ import annotations

import pytest
from readings_by_hand import (
    Forms,
    ids,
    judged,
    make_reading,
    make_table,
    only,
    poverty_row,
    unreadable,
    work,
)

from etl.model import Beside, Finding, Period, ReturnState, Rung, Severity
from etl.reference import Reference

OURS, STRANGER = "ubnd-trang-dinh", "so-ldtbxh"
NAMES = {OURS: "Ủy ban nhân dân huyện Tràng Định", "ban-dan-toc": "Ban Dân tộc tỉnh Lạng Sơn"}


def lines(*communes: str) -> list[dict[str, object]]:
    return [dict(work(commune=code, name=f"Đường {n}")) for n, code in enumerate(communes)]


class TestNotOwed:
    def test_a_form_that_is_not_owed_is_refused_and_says_who_owes_it(
        self, forms: Forms, reference: Reference
    ) -> None:
        table = make_table("works", [work()])
        (verdict,) = judged(forms, reference, make_reading(STRANGER, "2020-Q1", table))
        assert verdict.state is ReturnState.REJECTED
        told = only(verdict, "file.not_owed")
        assert told.form_id == "works"
        assert "không phải gửi biểu này cho quý I năm 2020" in told.message
        assert "do Ủy ban nhân dân huyện Tràng Định gửi" in told.message

    def test_without_a_place_all_who_owe_it_are_named(
        self, forms: Forms, reference: Reference
    ) -> None:
        reading = make_reading(OURS, "2020-Q1", make_table("commendations", []))
        (verdict,) = judged(forms, reference, reading)
        assert "do Ban Dân tộc tỉnh Lạng Sơn gửi" in only(verdict, "file.not_owed").message

    def test_the_obligation_of_the_day_counts(self, forms: Forms, reference: Reference) -> None:
        """The board's tasks went to its successor on 01/03/2025."""
        row = {
            "recipient_type": "collective",
            "recipient_name": "Phòng Một",
            "award": "other",
            "decided_on": Period.parse("2025-Q2").starts_on,
        }
        table = make_table("commendations", [row])
        (verdict,) = judged(forms, reference, make_reading("so-dan-toc-ton-giao", "2025-Q2", table))
        assert "file.not_owed" not in ids(verdict)

    def test_nobody_owes_a_half_year(self, forms: Forms, reference: Reference) -> None:
        (verdict,) = judged(
            forms, reference, make_reading(OURS, "2020-H1", make_table("works", [work()]))
        )
        assert "không cơ quan nào phải gửi" in only(verdict, "file.not_owed").message

    def test_the_other_forms_of_the_workbook_are_judged_as_ever(
        self, forms: Forms, reference: Reference
    ) -> None:
        codes = [place.code for place in reference.communes(Period.parse("2020").ends_on)]
        of_them = {code: reference.area(code, Period.parse("2020").ends_on) for code in codes}
        rows = [poverty_row(c, district=of_them[c].parent_code) for c in codes]
        poverty, works = make_table("poverty", rows), make_table("works", [work()])
        one, other = judged(forms, reference, make_reading(STRANGER, "2020-Q4", poverty, works))
        assert (one.form_id, one.state) == ("poverty", ReturnState.ACCEPTED)
        assert (other.form_id, other.state) == ("works", ReturnState.REJECTED)

    def test_it_refuses_nobody_else(self, forms: Forms, reference: Reference) -> None:
        """The stranger came first, with the very works of the rightful sender."""
        table = make_table("works", [work()])
        _, right = judged(
            forms,
            reference,
            make_reading(STRANGER, "2020-Q1", table),
            make_reading(OURS, "2020-Q1", table),
        )
        assert right.state is ReturnState.ACCEPTED


class TestOneMistakeIsNobodyElses:
    @pytest.mark.parametrize("rule_id", ["file.wrong_agency", "file.wrong_period"])
    def test_a_workbook_that_fails_as_a_file_takes_no_part(
        self, forms: Forms, both_owe: Reference, rule_id: str
    ) -> None:
        doubted = Finding(rule_id, Severity.CRITICAL, Rung.FILE, "Không khớp.")
        table = make_table("works", [work()])
        wrong, right = judged(
            forms,
            both_owe,
            make_reading("ban-dan-toc", "2020-Q1", table, findings=[doubted]),
            make_reading(OURS, "2020-Q1", table),
        )
        assert (wrong.state, right.state) == (ReturnState.REJECTED, ReturnState.ACCEPTED)

    def test_a_refused_quarter_is_not_compared_with(
        self, forms: Forms, reference: Reference
    ) -> None:
        row = work(planned_million_vnd=125.0, disbursed_million_vnd=100.0)
        quarters = [
            make_reading(OURS, f"2020-Q{n}", make_table("works", [row])) for n in range(1, 4)
        ]
        fault = unreadable("planned_million_vnd", "G")
        last = make_reading(OURS, "2020-Q4", make_table("works", [row]), findings=[fault])
        year = make_reading(OURS, "2020", make_table("works", [row]))
        verdict = judged(forms, reference, *quarters, last, year)[-1]
        assert ids(verdict) == []
        assert "quý IV" in only(verdict, "across.related_missing").message

    def test_only_what_may_still_come_is_waited_for(
        self, forms: Forms, reference: Reference
    ) -> None:
        """A commune of 2025 had no quarters before, and no year before that."""
        year = make_reading("ubnd-xa-dinh-lap", "2025", make_table("works", []))
        (verdict,) = judged(forms, reference, year)
        told = only(verdict, "across.related_missing").message
        assert "chưa có số liệu quý III năm 2025, quý IV năm 2025 để so sánh" in told

    def test_whose_duty_begins_waits_for_nothing(self, forms: Forms, reference: Reference) -> None:
        year = make_reading("ubnd-xa-dinh-lap", "2025", make_table("population", []))
        (verdict,) = judged(forms, reference, year)
        assert "across.related_missing" not in {one.rule_id for one in verdict.findings}


class TestDisputes:
    def test_who_does_not_cover_the_place_is_told_once_for_all_places(
        self, forms: Forms, reference: Reference
    ) -> None:
        accepted = {("works", OURS, "2020-Q1"): make_table("works", lines("06001", "06004"))}
        reading = make_reading(
            "ban-dan-toc", "2020-Q1", make_table("works", lines("06001", "06004", "06004", "06073"))
        )
        (verdict,) = judged(forms, reference, reading, beside=Beside(accepted))
        told = only(verdict, "across.works_of_two_agencies")
        assert told.severity is Severity.CRITICAL
        assert [cell.row for cell in told.cells] == [10, 11, 12]
        assert NAMES[OURS] in told.message
        assert told.against == (("works", OURS, "2020-Q1"),)

    def test_where_both_may_report_it_the_later_one_is_asked(
        self, forms: Forms, both_owe: Reference
    ) -> None:
        for first, later in ((OURS, "ban-dan-toc"), ("ban-dan-toc", OURS)):
            one, other = judged(
                forms,
                both_owe,
                make_reading(first, "2020-Q1", make_table("works", lines("06001", "06004"))),
                make_reading(later, "2020-Q1", make_table("works", lines("06004", "06001"))),
            )
            assert one.state is ReturnState.ACCEPTED
            assert other.state is ReturnState.NEEDS_CONFIRMATION
            told = only(other, "across.works_of_two_agencies")
            assert "cả hai cơ quan" in told.message
            assert NAMES[first] in told.message
            assert len(told.cells) == 2

    def test_several_senders_by_right_are_no_dispute(
        self, forms: Forms, reference: Reference
    ) -> None:
        row = {"topic": "strength", "content": "Công tác dân tộc được quan tâm chỉ đạo."}
        table = make_table("assessment", [row])
        verdicts = judged(
            forms,
            reference,
            make_reading(OURS, "2020", table),
            make_reading("ban-dan-toc", "2020", table),
        )
        assert [ids(one) for one in verdicts] == [[], []]
