"""A rate that falls by more than is allowed for is asked about, place by place."""

from __future__ import annotations

import pytest
from readings_by_hand import Forms, judged, make_reading, make_table, poverty_row

from etl.contracts import AcrossCheck
from etl.model import Beside
from etl.reference import Reference

CHECK = AcrossCheck.model_validate(
    {
        "id": "across.minority_share_falls",
        "kind": "year_on_year_fall",
        "form": "poverty",
        "severity": "warning",
        "rung": "history",
        "title": "Tỷ trọng hộ DTTS không giảm quá 1 điểm",
        "message": "{row_label}: {value}%, giảm {difference} điểm so với {other} ({expected}%).",
        "columns": ["minority_household_count", "household_count"],
        "by": ["commune"],
        "tolerance": 1,
    }
)


@pytest.mark.parametrize(
    ("now", "is_told"), [(600, False), (594, False), (592, True), (640, False)]
)
def test_a_rate_that_falls_is_asked_about_beyond_what_is_allowed(
    forms: Forms,
    reference: Reference,
    monkeypatch: pytest.MonkeyPatch,
    now: int,
    is_told: bool,
) -> None:
    monkeypatch.setattr("etl.validate.across.load_across", lambda: {CHECK.id: CHECK})
    rows = [poverty_row("06613"), poverty_row("06616")]
    before = make_table("poverty", rows)
    rows[1] = {**rows[1], "minority_household_count": now}
    year = make_reading("so-ldtbxh", "2020", make_table("poverty", rows))
    beside = Beside({("poverty", "so-ldtbxh", "2019"): before})
    (verdict,) = judged(forms, reference, year, beside=beside)
    found = [one for one in verdict.findings if one.rule_id == CHECK.id]
    assert [one.row_key for one in found] == ["06616"] * is_told
    for one in found:
        assert one.message.endswith(": 92,50%, giảm 1,25 điểm so với năm 2019 (93,75%).")
        assert one.difference == "-1,25"
