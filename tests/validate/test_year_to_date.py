"""What is counted from the first day of a year never falls within it, and begins anew each year."""

from __future__ import annotations

from dataclasses import replace

import pytest
from readings_by_hand import Forms, judged, make_reading, make_table, work

from etl.contracts import AcrossCheck
from etl.model import Beside, within_year
from etl.reference import Reference

CHECK = AcrossCheck.model_validate(
    {
        "id": "across.works_never_falls",
        "kind": "never_falls",
        "form": "works",
        "severity": "warning",
        "rung": "history",
        "title": "Số lũy kế từ đầu năm không giảm",
        "message": "{row_label}: {value}, thấp hơn {other} ({expected}).",
        "columns": ["planned_million_vnd"],
        "by": ["district", "commune", "name"],
    }
)
KINDS = ("quarter", "year", "year_topped_up")


def test_the_periods_of_a_year_stand_in_the_order_of_what_they_know() -> None:
    keys = [one.key for one in within_year(2020, KINDS)]
    assert keys == ["2020-Q1", "2020-Q2", "2020-Q3", "2020-Q4", "2020", "2020-BS"]


@pytest.mark.parametrize(
    ("before", "key", "told"),
    [
        ("2020-Q1", "2020-Q2", "thấp hơn quý I năm 2020 (120)."),
        ("2020-Q4", "2020", "thấp hơn quý IV năm 2020 (120)."),
        ("2020", "2020-BS", "thấp hơn năm 2020 (120)."),
        ("2019-Q4", "2020-Q1", ""),
        ("2019", "2020", ""),
        ("2020-Q1", "2020-Q3", ""),  # compared with what came just before alone
    ],
)
def test_it_falls_within_a_year_only(
    forms: Forms,
    reference: Reference,
    monkeypatch: pytest.MonkeyPatch,
    before: str,
    key: str,
    told: str,
) -> None:
    monkeypatch.setattr("etl.validate.across.load_across", lambda: {CHECK.id: CHECK})
    of_year = [
        replace(column, measure="year_to_date") if column.name in CHECK.columns else column
        for column in forms["works"].columns
    ]
    form = replace(forms["works"], columns=tuple(of_year), frequencies=KINDS)
    earlier, now = (make_table("works", [work(planned_million_vnd=n)]) for n in (120, 110))
    (verdict,) = judged(
        {"works": form},
        reference,
        make_reading("ubnd-trang-dinh", key, now),
        beside=Beside({("works", "ubnd-trang-dinh", before): earlier}),
    )
    said = [one.message for one in verdict.findings if one.rule_id == CHECK.id]
    assert len(said) == bool(told)
    assert all(one.endswith(told) for one in said)
