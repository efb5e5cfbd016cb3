"""Quarters beside their year: what is told is what differs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from readings_by_hand import Forms, judged, make_reading, make_table, only, work

from etl.model import Beside, Judgement, Table, TotalRow
from etl.reference import Reference


def year_and_quarters(
    forms: Forms, reference: Reference, year: Sequence[str], quarters: Sequence[str]
) -> Judgement:
    """Judge a year's new works beside those of its quarters, all listed in the first."""

    def table(names: Sequence[str]) -> Table:
        return make_table("works", [work(name=name, kind="new") for name in names])

    accepted = {
        ("works", "ubnd-trang-dinh", f"2020-Q{number}"): table(quarters if number == 1 else [])
        for number in range(1, 5)
    }
    (verdict,) = judged(
        forms,
        reference,
        make_reading("ubnd-trang-dinh", "2020", table(year)),
        beside=Beside(accepted),
    )
    return verdict


def test_as_many_other_works_are_named(forms: Forms, reference: Reference) -> None:
    """Equal counts are no difference of counts: what is only here and only there is named."""
    verdict = year_and_quarters(forms, reference, ["Đường A", "Đường B"], ["Đường A", "Đường C"])
    one = only(verdict, "across.new_works_quarters_make_year")
    assert "(2 so với 2 công trình)" in one.message
    assert re.search(r"Chỉ có trong báo cáo năm: Đường B, xã [^.]*\.", one.message)
    assert re.search(r"Chỉ có trong bốn quý: Đường C, xã [^.]*\.", one.message)
    assert "Đường A" not in one.message
    assert one.difference == ""


def test_what_is_only_on_one_side_is_told_as_that(forms: Forms, reference: Reference) -> None:
    verdict = year_and_quarters(forms, reference, ["Đường A", "Đường B"], ["Đường A"])
    one = only(verdict, "across.new_works_quarters_make_year")
    assert "Chỉ có trong bốn quý: không có." in one.message
    assert one.difference == "+1"


def test_what_floating_point_adds_is_no_difference(forms: Forms, reference: Reference) -> None:
    """0.1 + 0.2 is 0.3, and 120.04 lies 0,04 above 120."""
    row = work(planned_million_vnd=0.3, disbursed_million_vnd=0.1 + 0.2)
    (verdict,) = judged(
        forms, reference, make_reading("ubnd-trang-dinh", "2020", make_table("works", [row]))
    )
    assert "works.disbursed_within_plan" not in {one.rule_id for one in verdict.findings}
    total = TotalRow(12, "Tổng số", {"planned_million_vnd": 0.25}, ())
    row = work(planned_million_vnd=0.3, disbursed_million_vnd=0.1)  # 0.3 - 0.25 is below 0.05
    table = replace(make_table("works", [row]), totals=(total,))
    (verdict,) = judged(forms, reference, make_reading("ubnd-trang-dinh", "2020", table))
    assert "row.total_differs" in {one.rule_id for one in verdict.findings}
    row = work(planned_million_vnd=120.0, disbursed_million_vnd=120.04)
    (verdict,) = judged(
        forms, reference, make_reading("ubnd-trang-dinh", "2020", make_table("works", [row]))
    )
    assert "(chênh lệch 0,04 triệu đồng)" in only(verdict, "works.disbursed_within_plan").message
