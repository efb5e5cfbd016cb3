"""A factor of a thousand beside the year before: told once, at its cells, as the cause."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from readings_by_hand import Forms, ids, judged, make_reading, make_table, only, unreadable, work

from etl.model import Beside, CellValue, Judgement, ReturnState, Severity, Table
from etl.reference import Reference

MONEY = ("total_investment_million_vnd", "planned_million_vnd", "disbursed_million_vnd")


def works_of(count: int, year: int, **factors: float) -> Table:
    """Make the works of a year, some columns of all rows in another unit."""
    rows = [
        work(
            name=f"Đường {number}",
            kind="carried_over",
            started_on=dt.date(2019, 3, 1),
            completed_on=None,
            **{
                name: amount * factors.get(name, 1.0)
                for name, amount in zip(MONEY, (900.0, 300.0 + number, 200.0), strict=True)
            },
        )
        for number in range(count)
    ]
    return make_table("works", rows)


def poverty(*counts: int, reason: str = "") -> Table:
    """Make a table of poor households, one commune a count."""
    codes = ("06001", "06004", "06007", "06010")
    return make_table(
        "poverty",
        [
            {
                "district": "180",
                "commune": code,
                "standard": "qd59_2015",
                "household_count": 45_000,
                "minority_household_count": 40_000,
                "poor_household_count": count,
                "poor_minority_household_count": 10,
                "near_poor_household_count": 20,
                "near_poor_minority_household_count": 10,
                "reason": reason,
            }
            for code, count in zip(codes, counts, strict=False)
        ],
    )


def beside(forms: Forms, reference: Reference, now: Table, then: Table, by: str) -> Judgement:
    """Judge a year beside an accepted one."""
    accepted = {(now.form_id, by, "2019"): then}
    (verdict,) = judged(forms, reference, make_reading(by, "2020", now), beside=Beside(accepted))
    return verdict


def across(verdict: Judgement) -> list[str]:
    """Name the findings that come of comparing periods, what was not compared aside."""
    told = [one.rule_id for one in verdict.findings if one.rule_id.startswith("across.")]
    return [one for one in told if one != "across.related_missing"]


def test_a_column_in_another_unit_is_one_story(forms: Forms, reference: Reference) -> None:
    now = works_of(4, 2020, **dict.fromkeys(MONEY, 1_000.0))
    verdict = beside(forms, reference, now, works_of(5, 2019), "ubnd-trang-dinh")
    found = [one for one in verdict.findings if one.rule_id == "across.works_thousandfold"]
    assert {one.column for one in found} <= set(MONEY)
    planned = next(one for one in found if one.column == "planned_million_vnd")
    assert [cell.ref for cell in planned.cells] == ["G10", "G11", "G12", "G13"]
    assert "gấp khoảng 1.000 lần năm 2019 (1.510 triệu đồng)" in planned.message
    assert "đồng, nghìn đồng, triệu đồng" in planned.message
    assert len(found) == len({one.column for one in found})


def test_an_amount_of_one_row_is_told_at_its_cell(forms: Forms, reference: Reference) -> None:
    now, then = works_of(4, 2020), works_of(4, 2019)
    now.values["planned_million_vnd"][2] = 0.302
    now.values["disbursed_million_vnd"][2] = 0.2
    verdict = beside(forms, reference, now, then, "ubnd-trang-dinh")
    planned, disbursed = (
        next(one for one in verdict.findings if one.column == name) for name in MONEY[1:]
    )
    assert [cell.ref for cell in planned.cells] == ["G12"]
    assert [cell.ref for cell in disbursed.cells] == ["H12"]
    assert "chỉ bằng khoảng 1/1.000 của năm 2019 (302 triệu đồng)" in planned.message
    assert verdict.state is ReturnState.NEEDS_CONFIRMATION


def test_the_same_amounts_and_a_hundredfold_are_none(forms: Forms, reference: Reference) -> None:
    for times in (1.0, 100.0, 0.01):
        now = works_of(4, 2020, **dict.fromkeys(MONEY, times))
        verdict = beside(forms, reference, now, works_of(4, 2019), "ubnd-trang-dinh")
        assert "across.works_thousandfold" not in ids(verdict)


def test_it_silences_the_change_and_the_rate_of_the_same_cell(
    forms: Forms, reference: Reference
) -> None:
    verdict = beside(forms, reference, poverty(15_000, 75, 80), poverty(15, 75, 80), "so-ldtbxh")
    assert across(verdict) == ["across.poverty_thousandfold"]
    assert only(verdict, "across.poverty_thousandfold").cells[0].ref == "F10"
    verdict = beside(forms, reference, poverty(60, 75, 80), poverty(15, 75, 80), "so-ldtbxh")
    assert across(verdict) == ["across.poverty_changes_sharply"]


def test_a_whole_column_silences_what_its_sum_would_say(forms: Forms, reference: Reference) -> None:
    row = {**poverty_row(), "minority_household_count": 40, "poor_minority_household_count": 12}
    then = {**row, "minority_household_count": 40_000}
    now_table, then_table = make_table("poverty", [row]), make_table("poverty", [then])
    verdict = beside(forms, reference, now_table, then_table, "so-ldtbxh")
    assert across(verdict) == ["across.poverty_thousandfold"]


def poverty_row() -> Mapping[str, CellValue]:
    """Give a record whose counts agree with each other."""
    return {
        "district": "180",
        "commune": "06001",
        "standard": "qd59_2015",
        "household_count": 45_000,
        "poor_household_count": 70,
        "near_poor_household_count": 20,
        "near_poor_minority_household_count": 10,
    }


def test_what_cannot_be_read_is_not_doubted_too(forms: Forms, reference: Reference) -> None:
    now = works_of(4, 2020)
    now.values["planned_million_vnd"][0] = None
    reading = make_reading(
        "ubnd-trang-dinh", "2020", now, findings=[unreadable("planned_million_vnd", "G")]
    )
    then = works_of(4, 2019, planned_million_vnd=0.001)
    accepted = {("works", "ubnd-trang-dinh", "2019"): then}
    (verdict,) = judged(forms, reference, reading, beside=Beside(accepted))
    slips = [one for one in verdict.findings if one.rule_id == "across.works_thousandfold"]
    assert slips == []


def test_a_reason_makes_it_information(forms: Forms, reference: Reference) -> None:
    now = poverty(15_000, 75, 80, reason="Sáp nhập")
    verdict = beside(forms, reference, now, poverty(15, 75, 80), "so-ldtbxh")
    assert across(verdict) == ["across.poverty_thousandfold"]
    assert only(verdict, "across.poverty_thousandfold").severity is Severity.INFO


def test_rows_whose_keys_are_missing_are_not_the_same_row(
    forms: Forms, reference: Reference
) -> None:
    """Two communes that nobody could read are two; the same commune is one."""
    now, then = poverty(15_000, 75, 80), poverty(15, 75, 80)
    for one in (now, then):
        one.values["commune"][0] = None
    told = beside(forms, reference, now, then, "so-ldtbxh").findings
    assert "across.poverty_thousandfold" not in {one.rule_id for one in told}
    assert "across.poverty_changes_sharply" not in {one.rule_id for one in told}
    again = beside(forms, reference, poverty(15_000, 75, 80), poverty(15, 75, 80), "so-ldtbxh")
    assert across(again) == ["across.poverty_thousandfold"]
