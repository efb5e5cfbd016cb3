"""One cell, one story: what a finding silences, and what it does not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from readings_by_hand import (
    SHEET,
    Forms,
    ids,
    judged,
    make_reading,
    make_table,
    unreadable,
    work,
    works,
)

from etl.model import Beside, Cell, Finding, ReturnState, Rung, Severity, TotalRow
from etl.reference import Reference


def test_an_unreadable_cell_is_one_story(forms: Forms, reference: Reference) -> None:
    row = work(disbursed_million_vnd=None)
    total = TotalRow(11, "Tổng số", {"disbursed_million_vnd": 125.0})
    reading = make_reading(
        "ubnd-trang-dinh",
        "2020-Q1",
        make_table("works", [row], [total]),
        findings=[unreadable("disbursed_million_vnd", "H")],
    )
    (verdict,) = judged(forms, reference, reading)
    assert [f.rule_id for f in verdict.findings] == ["cell.unreadable_number"]
    assert verdict.state is ReturnState.REJECTED


def test_what_the_reader_only_informs_of_silences_nothing(
    forms: Forms, reference: Reference
) -> None:

    told = replace(unreadable("disbursed_million_vnd", "H"), severity=Severity.INFO)
    row = work(disbursed_million_vnd=700.0)
    reading = make_reading(
        "ubnd-trang-dinh", "2020-Q1", make_table("works", [row]), findings=[told]
    )
    (verdict,) = judged(forms, reference, reading)
    assert ids(verdict) == ["works.disbursed_within_plan"]


def test_a_value_out_of_range_silences_the_comparisons_that_read_it(
    forms: Forms, reference: Reference
) -> None:
    row = work(disbursed_million_vnd=600_000.0)
    assert ids(works(forms, reference, row)) == ["cell.out_of_range"]


def test_a_refused_cover_silences_dates_but_not_sums(forms: Forms, reference: Reference) -> None:
    wrong_period = Finding(
        rule_id="file.wrong_period",
        severity=Severity.CRITICAL,
        rung=Rung.FILE,
        message="Kỳ báo cáo trên trang bìa không khớp.",
    )
    total = TotalRow(11, "Tổng số", {"disbursed_million_vnd": 1.0})
    table = make_table("works", [work(started_on=dt.date(2020, 3, 15))], [total])
    reading = make_reading("ubnd-trang-dinh", "2021", table, findings=[wrong_period])
    (verdict,) = judged(forms, reference, reading)
    assert ids(verdict) == ["file.wrong_period", "row.total_differs"]
    alone = make_reading("ubnd-trang-dinh", "2021", table)
    (verdict,) = judged(forms, reference, alone)
    assert ids(verdict) == ["works.new_started_in_year", "row.total_differs"]


def test_a_warning_does_not_silence_what_must_be_fixed(forms: Forms, reference: Reference) -> None:
    doubted = replace(
        unreadable("disbursed_million_vnd", "H"),
        rule_id="cell.factor_1000",
        severity=Severity.WARNING,
    )
    reading = make_reading(
        "ubnd-trang-dinh",
        "2020-Q1",
        make_table("works", [work(disbursed_million_vnd=700.0)]),
        findings=[doubted],
    )
    (verdict,) = judged(forms, reference, reading)
    assert ids(verdict) == ["works.disbursed_within_plan", "cell.factor_1000"]


def test_rows_that_were_not_read_silence_sums(forms: Forms, reference: Reference) -> None:
    lost = Finding(
        rule_id="file.rows_below_end",
        severity=Severity.CRITICAL,
        rung=Rung.FILE,
        message="Có dòng số liệu nằm dưới phần chữ ký.",
        form_id="works",
        cells=(Cell(SHEET, "A", 15),),
    )
    table = make_table("works", [work()], [TotalRow(11, "Tổng số", {"planned_million_vnd": 9.0})])
    reading = make_reading("ubnd-trang-dinh", "2020-Q1", table, findings=[lost])
    (verdict,) = judged(forms, reference, reading)
    assert ids(verdict) == ["file.rows_below_end"]


@pytest.mark.parametrize(
    ("rule_id", "is_told"),
    [
        ("cell.factor_1000", False),
        ("cell.unit_shown", False),
        ("cell.shown_differently", True),
        ("cell.linked_formula", True),
    ],
)
def test_only_a_doubt_of_the_amount_silences_what_a_sum_over_the_column_says(
    forms: Forms, reference: Reference, rule_id: str, is_told: bool
) -> None:
    doubted = replace(
        unreadable("disbursed_million_vnd", "H"), rule_id=rule_id, severity=Severity.WARNING
    )
    quarter = work(planned_million_vnd=125.0, disbursed_million_vnd=100.0)
    accepted = {
        ("works", "ubnd-trang-dinh", f"2020-Q{n}"): make_table("works", [quarter])
        for n in range(1, 5)
    }
    table = make_table("works", [work(disbursed_million_vnd=401.0)])
    reading = make_reading("ubnd-trang-dinh", "2020", table, findings=[doubted])
    (verdict,) = judged(forms, reference, reading, beside=Beside(accepted))
    told = ["across.works_quarters_make_year"] if is_told else []
    assert sorted(ids(verdict)) == sorted([rule_id, *told])
