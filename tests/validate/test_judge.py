"""The judge: what becomes of whole returns, cell by cell and as a batch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pytest
from readings_by_hand import make_reading, make_table, poverty_row, work

from etl.model import (
    Cell,
    Finding,
    Form,
    Judgement,
    Reading,
    ReturnState,
    Rung,
    Severity,
    TotalRow,
)
from etl.reference import Reference
from etl.validate import judge

SHEET = "01-Cong trinh"
Forms = Mapping[str, Form]


def judged(
    forms: Forms, reference: Reference, *readings: Reading, **options: object
) -> list[Judgement]:
    return judge(readings, forms, reference, **options)  # type: ignore[arg-type]


def works(forms: Forms, reference: Reference, *rows: object, **more: object) -> Judgement:
    table = make_table("works", rows, **more)  # type: ignore[arg-type]
    (verdict,) = judged(forms, reference, make_reading("ubnd-trang-dinh", "2020-Q1", table))
    return verdict


def ids(verdict: Judgement) -> list[str]:
    """Rule ids of what is more than information."""
    return [f.rule_id for f in verdict.findings if f.severity is not Severity.INFO]


def only(verdict: Judgement, rule_id: str) -> Finding:
    (finding,) = [f for f in verdict.findings if f.rule_id == rule_id]
    return finding


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
        "Giải ngân 1.234,5 triệu đồng, cao hơn kế hoạch vốn giao (1.000 triệu đồng) 234,5"
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


def test_the_same_work_in_two_workbooks_is_no_repetition_inside_either(
    forms: Forms, reference: Reference
) -> None:
    row = work()
    one = make_reading("ubnd-trang-dinh", "2020-Q1", make_table("works", [row]))
    other = make_reading("ubnd-trang-dinh", "2020-Q2", make_table("works", [row]))
    for verdict in judged(forms, reference, one, other):
        assert ids(verdict) == []


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


# the ladder


def unreadable(column: str, letter: str, row: int = 10) -> Finding:
    return Finding(
        rule_id="cell.unreadable_number",
        severity=Severity.CRITICAL,
        rung=Rung.CELL,
        message="Không đọc được số.",
        form_id="works",
        cells=(Cell(SHEET, letter, row),),
        column=column,
        value="12o,5",
    )


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


# tables as wholes


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
    first = TotalRow(9, "I", {"disbursed_million_vnd": 1.0}, covers=(10,))
    assert works(forms, reference, *rows, totals=[first]).findings == ()


def test_a_missing_required_column_is_told_once(forms: Forms, reference: Reference) -> None:
    verdict = works(forms, reference, work(), without="disbursed_million_vnd")
    assert ids(verdict) == ["cell.column_missing"]
    assert "Giải ngân trong kỳ" in only(verdict, "cell.column_missing").message


def test_a_missing_commune_is_named(forms: Forms, reference: Reference) -> None:
    codes = [place.code for place in reference.communes(dt.date(2020, 12, 14), "189")]
    table = make_table("poverty", [poverty_row(code) for code in codes[:-1]])
    (verdict,) = judged(forms, reference, make_reading("ubnd-dinh-lap", "2020-Q4", table))
    assert ids(verdict) == ["poverty.every_commune"]
    assert "xã Bắc Lãng" in only(verdict, "poverty.every_commune").message


def test_the_standard_changes_with_the_year(forms: Forms, reference: Reference) -> None:
    codes = [place.code for place in reference.communes(dt.date(2020, 12, 14), "189")]

    def standards(period_key: str, standard: str) -> list[str]:
        table = make_table("poverty", [poverty_row(code, standard=standard) for code in codes])
        (verdict,) = judged(forms, reference, make_reading("ubnd-dinh-lap", period_key, table))
        return ids(verdict)

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


def test_an_empty_form_is_accepted_and_told(forms: Forms, reference: Reference) -> None:
    table = make_table("commendations", [])
    (verdict,) = judged(forms, reference, make_reading("ban-dan-toc", "2020-Q1", table))
    assert verdict.state is ReturnState.ACCEPTED
    assert [f.rule_id for f in verdict.findings] == ["row.no_rows"]


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
    assert ids(verdict) == [rule_id]


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
    (verdict,) = judged(forms, reference, year(400.0), related=accepted)
    assert ids(verdict) == []
    (verdict,) = judged(forms, reference, year(401.0), related=accepted)
    assert ids(verdict) == ["across.works_quarters_make_year"]
    assert verdict.state is ReturnState.NEEDS_CONFIRMATION
    finding = only(verdict, "across.works_quarters_make_year")
    assert (finding.value, finding.expected, finding.difference) == ("401", "400", "+1")


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


def test_findings_of_another_form_of_the_file_stay_with_that_form(
    forms: Forms, reference: Reference
) -> None:
    reading = make_reading(
        "ubnd-trang-dinh",
        "2020-Q1",
        make_table("works", [work(disbursed_million_vnd=None)]),
        make_table("support_projects", []),
        findings=[unreadable("disbursed_million_vnd", "H")],
    )
    works_verdict, support_verdict = judged(forms, reference, reading)
    assert works_verdict.state is ReturnState.REJECTED
    assert support_verdict.state is ReturnState.ACCEPTED


def test_the_order_of_workbooks_does_not_change_a_verdict(
    forms: Forms, reference: Reference
) -> None:
    year = make_reading("ubnd-trang-dinh", "2020", make_table("works", [work()]))
    quarters = [
        make_reading("ubnd-trang-dinh", f"2020-Q{n}", make_table("works", [work(name=f"Cầu {n}")]))
        for n in range(1, 5)
    ]
    one_way = judged(forms, reference, year, *quarters)
    other_way = judged(forms, reference, *quarters, year)
    assert one_way[0] == other_way[-1]
    assert ids(one_way[0]) == [
        "across.works_quarters_make_year",
        "across.works_quarters_make_year",
        "across.new_works_quarters_make_year",
    ]


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
        make_reading("ubnd-trang-dinh", "2020", current),
        make_reading("ubnd-trang-dinh", "2020-Q4", current),
        related=accepted,
    )
    assert [ids(verdict) for verdict in verdicts] == [[], []]
