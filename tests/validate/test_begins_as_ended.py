"""What a row begins with is what it ended with in the period that ends on the day before."""

from __future__ import annotations

import pytest
from readings_by_hand import Forms, judged, make_reading, make_table, work

from etl.contracts import AcrossCheck
from etl.model import Severity
from etl.reference import Reference

CHECK = AcrossCheck.model_validate(
    {
        "id": "across.works_begin_as_ended",
        "kind": "begins_as_ended",
        "form": "works",
        "severity": "critical",
        "rung": "history",
        "title": "Đầu kỳ bằng cuối kỳ trước",
        "message": "{row_label}: đầu kỳ {value}, cuối {other} {expected} (lệch {difference}).",
        "columns": ["planned_million_vnd", "disbursed_million_vnd"],
        "by": ["district", "commune", "name"],
        "explained_by": "reason",
    }
)


@pytest.mark.parametrize(
    ("before", "key", "begins", "reason", "severity"),
    [
        ("2020-Q1", "2020-Q2", 90, "", None),
        ("2020-Q1", "2020-Q2", 91, "", Severity.CRITICAL),
        ("2020-Q1", "2020-Q2", 91, "Nhận bàn giao của xã sáp nhập", Severity.INFO),
        ("2020", "2021-Q1", 91, "", Severity.CRITICAL),  # of what ends on that day, the longest
        ("2020-Q4", "2021-Q1", 91, "", None),
        ("2020", "2021", 91, "", Severity.CRITICAL),
        ("2020-Q1", "2020-Q3", 91, "", None),
    ],
)
def test_what_a_row_begins_with_is_what_it_ended_with(
    forms: Forms,
    reference: Reference,
    monkeypatch: pytest.MonkeyPatch,
    before: str,
    key: str,
    begins: int,
    reason: str,
    severity: Severity | None,
) -> None:
    monkeypatch.setattr("etl.validate.across.load_across", lambda: {CHECK.id: CHECK})
    ended = work(planned_million_vnd=100, disbursed_million_vnd=90)
    begun = work(planned_million_vnd=begins, disbursed_million_vnd=50, reason=reason)
    readings = [
        make_reading("ubnd-trang-dinh", period, make_table("works", [row]))
        for period, row in ((before, ended), (key, begun))
    ]
    verdict = judged(forms, reference, *readings)[-1]
    found = [one for one in verdict.findings if one.rule_id == CHECK.id]
    assert [one.severity for one in found] == ([severity] if severity else [])
    for one in found:
        assert "đầu kỳ 91, cuối " in one.message
        assert "90 (lệch 1)" in one.message
        assert one.column == "planned_million_vnd"
