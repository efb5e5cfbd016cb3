"""Totals, missing rows and columns, periods, and returns beside each other."""

from __future__ import annotations

import datetime as dt

import pytest
from readings_by_hand import (
    SHEET,
    Forms,
    content_ids,
    ids,
    judged,
    make_reading,
    make_table,
    only,
    poverty_row,
    work,
    works,
)

from etl.model import Beside, Cell, Reading, ReturnState, TotalRow
from etl.reference import Reference


def test_the_same_work_in_two_workbooks_is_no_repetition_inside_either(
    forms: Forms, reference: Reference
) -> None:
    row = work()
    one = make_reading("ubnd-trang-dinh", "2020-Q1", make_table("works", [row]))
    other = make_reading("ubnd-trang-dinh", "2020-Q2", make_table("works", [row]))
    assert [ids(verdict) for verdict in judged(forms, reference, one, other)] == [[], []]


@pytest.mark.parametrize(("printed", "fits"), [(920.5, True), (920.46, True), (920.0, False)])
def test_totals_are_reconciled(
    forms: Forms, reference: Reference, printed: float, fits: bool
) -> None:
    rows = [
        work(name="A", disbursed_million_vnd=420.5),
        work(name="B", disbursed_million_vnd=500.0),
    ]
    total = TotalRow(12, "Tổng số", {"disbursed_million_vnd": printed, "planned_million_vnd": None})
    verdict = works(forms, reference, *rows, totals=[total])
    if fits:
        assert verdict.findings == ()
    else:
        finding = only(verdict, "row.total_differs")
        assert finding.cells == (Cell(SHEET, "H", 12),)
        assert (finding.value, finding.expected, finding.difference) == ("920", "920,5", "-0,5")


def test_a_subtotal_covers_its_own_rows(forms: Forms, reference: Reference) -> None:
    rows = [
        work(name="A", disbursed_million_vnd=1.0),
        work(name="B", disbursed_million_vnd=2.0),
    ]
    first = TotalRow(9, "I", {"disbursed_million_vnd": 1.0}, covers=(0,))
    assert works(forms, reference, *rows, totals=[first]).findings == ()


def test_a_missing_required_column_is_told_once(forms: Forms, reference: Reference) -> None:
    verdict = works(forms, reference, work(), without="disbursed_million_vnd")
    assert ids(verdict) == ["cell.column_missing"]
    assert "Giải ngân trong kỳ" in only(verdict, "cell.column_missing").message


def test_a_missing_commune_is_named(forms: Forms, reference: Reference) -> None:
    codes = [place.code for place in reference.communes(dt.date(2020, 12, 14), "189")]
    table = make_table("poverty", [poverty_row(code) for code in codes[:-1]])
    (verdict,) = judged(forms, reference, make_reading("ubnd-dinh-lap", "2020-Q4", table))
    assert content_ids(verdict) == ["poverty.every_commune"]
    assert "xã Bắc Lãng" in only(verdict, "poverty.every_commune").message


def test_the_standard_changes_with_the_year(forms: Forms, reference: Reference) -> None:
    codes = [place.code for place in reference.communes(dt.date(2020, 12, 14), "189")]

    def standards(period_key: str, standard: str) -> list[str]:
        table = make_table("poverty", [poverty_row(code, standard=standard) for code in codes])
        (verdict,) = judged(forms, reference, make_reading("ubnd-dinh-lap", period_key, table))
        return content_ids(verdict)

    assert standards("2021-Q4", "qd59_2015") == []
    assert set(standards("2021-Q4", "nd07_2021")) == {"poverty.standard_until_2021"}
    assert standards("2022-Q1", "nd07_2021") == []
    assert set(standards("2022-Q1", "qd59_2015")) == {"poverty.standard_from_2022"}


def test_a_rule_of_the_year_is_silent_in_a_quarter(forms: Forms, reference: Reference) -> None:
    idle = work(
        kind="maintained", started_on=None, planned_million_vnd=0.0, disbursed_million_vnd=0.0
    )
    table = make_table("works", [idle])
    year, quarter = judged(
        forms,
        reference,
        make_reading("ubnd-trang-dinh", "2020", table),
        make_reading("ubnd-trang-dinh", "2020-Q1", table),
    )
    assert ids(year) == ["works.maintained_has_money"]
    assert year.state is ReturnState.NEEDS_CONFIRMATION
    assert ids(quarter) == []


def test_a_form_without_a_row_is_a_question_unless_it_says_so(
    forms: Forms, reference: Reference
) -> None:
    empty, nil = (make_table("commendations", [], is_nil=is_nil) for is_nil in (False, True))
    (verdict,) = judged(forms, reference, make_reading("ban-dan-toc", "2020-Q1", empty))
    assert verdict.state is ReturnState.NEEDS_CONFIRMATION
    assert ids(verdict) == ["row.no_rows"]
    assert "“[x] Không phát sinh trong kỳ”" in only(verdict, "row.no_rows").message
    (verdict,) = judged(forms, reference, make_reading("ban-dan-toc", "2020-Q1", nil))
    assert (verdict.state, ids(verdict)) == (ReturnState.ACCEPTED, [])


def test_an_untouched_form_of_printed_rows_is_one_question(
    forms: Forms, reference: Reference
) -> None:
    """Its rows are the blank's own: nobody complains of each of their cells."""
    reading = make_reading("so-ldtbxh", "2020-Q4", make_table("poverty", []))
    (verdict,) = judged(forms, reference, reading)
    assert ids(verdict) == ["row.no_rows"]


def test_accepted_returns_are_compared_with_but_not_judged(
    forms: Forms, reference: Reference
) -> None:
    def year(disbursed: float) -> Reading:
        row = work(started_on=dt.date(2020, 3, 1), disbursed_million_vnd=disbursed)
        return make_reading("ubnd-trang-dinh", "2020", make_table("works", [row]))

    quarter = work(
        started_on=dt.date(2020, 3, 1), planned_million_vnd=125.0, disbursed_million_vnd=100.0
    )
    accepted = {
        ("works", "ubnd-trang-dinh", f"2020-Q{n}"): make_table("works", [quarter])
        for n in range(1, 5)
    }
    (verdict,) = judged(forms, reference, year(400.0), beside=Beside(accepted))
    assert ids(verdict) == []
    (verdict,) = judged(forms, reference, year(401.0), beside=Beside(accepted))
    assert ids(verdict) == ["across.works_quarters_make_year"]
    assert verdict.state is ReturnState.NEEDS_CONFIRMATION
    finding = only(verdict, "across.works_quarters_make_year")
    assert (finding.value, finding.expected, finding.difference) == ("401", "400", "+1")


def test_who_comes_last_is_told_that_year_and_quarters_disagree(
    forms: Forms, reference: Reference
) -> None:
    year = make_reading("ubnd-trang-dinh", "2020", make_table("works", [work()]))
    quarters = [
        make_reading("ubnd-trang-dinh", f"2020-Q{n}", make_table("works", [work(name=f"Cầu {n}")]))
        for n in range(1, 5)
    ]
    disagree = [
        "across.works_quarters_make_year",
        "across.works_quarters_make_year",
        "across.new_works_quarters_make_year",
    ]
    told = [ids(one) for one in judged(forms, reference, year, *quarters)]
    assert told == [[], [], [], [], disagree]
    told = [ids(one) for one in judged(forms, reference, *quarters, year)]
    assert told == [[], [], [], [], disagree]


def test_a_newer_version_in_the_batch_counts_before_the_accepted_one(
    forms: Forms, reference: Reference
) -> None:
    idle = {f"2020-Q{n}": make_table("support_projects", []) for n in (1, 2, 3)}
    accepted = {("support_projects", "ubnd-trang-dinh", key): t for key, t in idle.items()}
    project = {
        "district": "180",
        "commune": "06001",
        "name": "Nuôi dê sinh sản",
        "sector": "livestock",
        "household_count": 20,
        "minority_household_count": 20,
        "planned_million_vnd": 100.0,
        "disbursed_million_vnd": 90.0,
    }
    old = ("support_projects", "ubnd-trang-dinh", "2020-Q4")
    accepted[old] = make_table("support_projects", [{**project, "disbursed_million_vnd": 1.0}])
    current = make_table("support_projects", [project])
    verdicts = judged(
        forms,
        reference,
        make_reading("ubnd-trang-dinh", "2020-Q4", current),
        make_reading("ubnd-trang-dinh", "2020", current),
        beside=Beside(accepted),
    )
    assert [ids(verdict) for verdict in verdicts] == [[], []]
