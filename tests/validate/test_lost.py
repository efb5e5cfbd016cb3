"""An answer that was reached and is given up a year later is asked about, once it is another."""

from __future__ import annotations

import datetime as dt

import pytest
from readings_by_hand import Forms, judged, make_reading, make_table, work

from etl.contracts import AcrossCheck
from etl.model import CellValue, Severity
from etl.reference import Reference

CHECK = AcrossCheck.model_validate(
    {
        "id": "across.works_lost",
        "kind": "year_on_year_lost",
        "form": "works",
        "severity": "warning",
        "rung": "history",
        "title": "Công trình duy tu không đổi loại hình",
        "message": "{other} {row_label} ghi “{expected}”, nay ghi “{value}”.",
        "columns": ["kind"],
        "by": ["district", "commune", "name"],
        "where": {"kind": "maintained"},
        "explained_by": "reason",
    }
)


@pytest.mark.parametrize(
    ("before", "now", "reason", "severity"),
    [
        ("maintained", "carried_over", "", Severity.WARNING),
        ("maintained", "carried_over", "Nâng cấp thành công trình mới", Severity.INFO),
        ("maintained", "maintained", "", None),
        ("carried_over", "maintained", "", None),
        ("maintained", None, "", None),  # told as missing
    ],
)
def test_an_answer_that_is_given_up_is_asked_about(
    forms: Forms,
    reference: Reference,
    monkeypatch: pytest.MonkeyPatch,
    before: CellValue,
    now: CellValue,
    reason: str,
    severity: Severity | None,
) -> None:
    monkeypatch.setattr("etl.validate.across.load_across", lambda: {CHECK.id: CHECK})
    old = {"started_on": dt.date(2018, 3, 1)}
    readings = [
        make_reading("ubnd-trang-dinh", key, make_table("works", [work(**of, **old)]))
        for key, of in (("2019", {"kind": before}), ("2020", {"kind": now, "reason": reason}))
    ]
    verdict = judged(forms, reference, *readings)[-1]
    found = [one for one in verdict.findings if one.rule_id == CHECK.id]
    assert [one.severity for one in found] == ([severity] if severity else [])
    for one in found:
        assert "ghi “Duy tu, bảo dưỡng”, nay ghi “Chuyển tiếp, trả nợ”" in one.message
        assert one.message.startswith("Năm 2019 ")
        assert one.column == "kind"


def test_without_a_certain_answer_every_other_one_is_asked_about(
    forms: Forms, reference: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    any_answer = CHECK.model_copy(update={"where": {}})
    monkeypatch.setattr("etl.validate.across.load_across", lambda: {CHECK.id: any_answer})
    old = {"started_on": dt.date(2018, 3, 1)}
    kinds = {"A": ("carried_over", "maintained"), "B": ("maintained", "maintained")}
    readings = []
    for at, key in enumerate(("2019", "2020")):
        rows = [work(name=name, kind=of[at], **old) for name, of in kinds.items()]
        readings.append(make_reading("ubnd-trang-dinh", key, make_table("works", rows)))
    verdict = judged(forms, reference, *readings)[-1]
    (found,) = (one for one in verdict.findings if one.rule_id == CHECK.id)
    assert "ghi “Chuyển tiếp, trả nợ”, nay ghi “Duy tu, bảo dưỡng”" in found.message
