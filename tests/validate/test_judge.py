"""The judge: what becomes of returns, cell by cell and as a batch."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

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
    unreadable,
    work,
    works,
)

from etl.model import Cell, ReturnState
from etl.reference import Reference


def test_a_return_that_nothing_is_wrong_with_is_accepted(
    forms: Forms, reference: Reference
) -> None:
    row = work()
    verdict = works(forms, reference, row, work(kind="maintained", name="Cầu", started_on=None))
    assert verdict.findings == ()
    assert verdict.state is ReturnState.ACCEPTED
    assert verdict.table is not None


def test_a_finding_says_where_what_and_by_how_much(forms: Forms, reference: Reference) -> None:
    row = work(name="Cầu Nà Mẫu", disbursed_million_vnd=1234.5, reason="")
    row |= {"total_investment_million_vnd": 5000, "planned_million_vnd": 1000}
    verdict = works(forms, reference, row)
    assert verdict.state is ReturnState.REJECTED
    finding = only(verdict, "works.disbursed_within_plan")
    assert finding.cells == (Cell(SHEET, "H", 10),)
    assert finding.column == "disbursed_million_vnd"
    assert finding.row_label == "Cầu Nà Mẫu, xã Đoàn Kết"
    assert finding.row_key == "180|06001|Cầu Nà Mẫu"
    assert (finding.value, finding.expected, finding.difference) == (
        "1.234,5",
        "không quá 1.000",
        "+234,5",
    )
    assert finding.message.startswith(
        "Giải ngân 1.234,5 triệu đồng, vượt kế hoạch vốn giao 1.000 triệu đồng (chênh lệch 234,5"
    )


def test_a_reason_turns_the_refusal_into_information(forms: Forms, reference: Reference) -> None:
    row = work(disbursed_million_vnd=600.0, reason="Bổ sung vốn cuối năm")
    verdict = works(forms, reference, row)
    assert verdict.state is ReturnState.ACCEPTED
    assert "Bổ sung vốn cuối năm" in only(verdict, "works.disbursed_above_plan_explained").message


def test_the_same_sentence_on_many_cells_is_one_finding(forms: Forms, reference: Reference) -> None:
    rows = [work(name=f"Cầu {i}", sector=None) for i in range(30)]
    finding = only(works(forms, reference, *rows), "cell.required")
    assert len(finding.cells) == 30
    assert finding.cells[0] == Cell(SHEET, "D", 10)
    assert finding.row_key == ""


def test_a_repeated_work_is_told_once_with_all_its_rows(forms: Forms, reference: Reference) -> None:
    row = work()
    finding = only(
        works(forms, reference, row, work(name="Khác"), row),
        "works.unique_work",
    )
    assert [cell.ref for cell in finding.cells] == ["C10", "C12"]
    assert "10, 12" in finding.message


def test_rows_that_two_sheets_repeat_are_named_with_their_sheets(
    forms: Forms, reference: Reference
) -> None:
    table = make_table("works", [work(), work(name="Khác"), work()])
    more = ("Cụm nam",)
    table = replace(table, rows=(10, 11, 10), sheet_nos=(1, 1, 2), marks={}, more_sheets=more)
    (verdict,) = judged(forms, reference, make_reading("ubnd-trang-dinh", "2020-Q1", table))
    told = only(verdict, "works.unique_work").message
    assert f"10 ở trang tính “{SHEET}”, 10 ở trang tính “Cụm nam”" in told


def test_failures_go_back_to_the_workbook_that_they_stand_in(
    forms: Forms, reference: Reference
) -> None:
    good = make_table("works", [work()])
    bad = make_table(
        "works",
        [work(), work(name="B", kind="new", started_on=None)],
    )
    verdicts = judged(
        forms,
        reference,
        make_reading("ubnd-trang-dinh", "2020-Q1", good),
        make_reading("ubnd-trang-dinh", "2020-Q2", bad),
        make_reading("ubnd-trang-dinh", "2020-Q3", good),
    )
    assert [ids(verdict) for verdict in verdicts] == [[], ["works.new_has_start"], []]
    assert only(verdicts[1], "works.new_has_start").cells == (Cell(SHEET, "I", 11),)


def test_more_failures_than_great_expectations_lists_are_all_found(
    forms: Forms, reference: Reference
) -> None:
    rows = [work(name=f"Cầu {i}", disbursed_million_vnd=700.0 + i) for i in range(150)] * 2
    rows = [{**row, "name": f"{row['name']} {n}"} for n, row in enumerate(rows)]
    verdict = works(forms, reference, *rows)
    refused = [f for f in verdict.findings if f.rule_id == "works.disbursed_within_plan"]
    assert sum(len(f.cells) for f in refused) == 300


@pytest.mark.parametrize(
    ("value", "rule_id"), [(12.5, "cell.not_whole"), (-1, "cell.out_of_range")]
)
def test_counts_are_whole_and_not_negative(
    forms: Forms, reference: Reference, value: float, rule_id: str
) -> None:
    codes = [place.code for place in reference.communes(dt.date(2020, 12, 14), "189")]
    rows = [poverty_row(code) for code in codes]
    rows[0]["near_poor_minority_household_count"] = value
    table = make_table("poverty", rows)
    (verdict,) = judged(forms, reference, make_reading("ubnd-dinh-lap", "2020-Q4", table))
    assert content_ids(verdict) == [rule_id]


@pytest.mark.parametrize("year", [1, 1899, 2101, 9999])
def test_impossible_years_are_found_and_break_nothing(
    forms: Forms, reference: Reference, year: int
) -> None:
    verdict = works(forms, reference, work(started_on=dt.date(year, 1, 15)))
    assert ids(verdict) == ["cell.date_out_of_range"]


def test_readings_without_cover_or_period_have_no_judgement(
    forms: Forms, reference: Reference
) -> None:

    reading = make_reading("ubnd-trang-dinh", "2020", make_table("works", [work()]))
    assert judged(forms, reference, replace(reading, cover=None)) == []
    assert judged(forms, reference, make_reading("ubnd-trang-dinh", "20x", reading.tables[0])) == []
    assert judged(forms, reference, replace(reading, tables=())) == []
    assert judged(forms, reference) == []


def test_findings_of_another_form_of_the_file_stay_with_that_form(
    forms: Forms, reference: Reference
) -> None:
    reading = make_reading(
        "ubnd-trang-dinh",
        "2020-Q1",
        make_table("works", [work(disbursed_million_vnd=None)]),
        make_table("support_projects", [], is_nil=True),
        findings=[unreadable("disbursed_million_vnd", "H")],
    )
    works_verdict, support_verdict = judged(forms, reference, reading)
    assert works_verdict.state is ReturnState.REJECTED
    assert support_verdict.state is ReturnState.ACCEPTED
