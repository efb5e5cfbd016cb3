"""Figures beside those of other senders' forms: who is asked, who is told, and what is whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from readings_by_hand import Forms, judged, make_reading, make_table, poverty_row

from etl.contracts import AcrossCheck, load_across
from etl.contracts.beside_forms import forms_beside_slips
from etl.model import Beside, Finding, Judgement, Reading, ReturnState, Severity
from etl.reference import Reference
from etl.reference.seeds import Threshold

HOLDER, SOURCE = "ubnd-trang-dinh", "so-ldtbxh"
CHECK: dict[str, Any] = {
    "id": "across.supported_beside",
    "kind": "beside_form",
    "form": "support_projects",
    "columns": ["household_count"],
    "other": "poverty.household_count",
    "must": "not_more",
    "severity": "warning",
    "rung": "submission",
    "title": "Số hộ được hỗ trợ không nhiều hơn số hộ của xã",
    "message": "{sender} {value}{unit} ({own_form}), {other} {expected} ({other_form})",
    "note": "{other} {expected} ({other_form}), {sender} {value} ({own_form})",
}
With = Callable[..., AcrossCheck]


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> With:
    """Declare a comparison of what districts support with the households that a department has."""

    def declare(**other: object) -> AcrossCheck:
        check = AcrossCheck.model_validate({**CHECK, **other})
        known = {**load_across(), check.id: check}
        monkeypatch.setattr("etl.validate.across.other_forms.load_across", lambda: known)
        return check

    return declare


def supported(*households: int, commune: str = "06001", **more: object) -> Reading:
    rows = [
        {
            "district": "180",
            "commune": commune,
            "name": f"Dự án {number}",
            "sector": "livestock",
            "household_count": count,
            "minority_household_count": 0,
            "planned_million_vnd": 50.0,
            "disbursed_million_vnd": 50.0,
            "reason": None,
            **more,
        }
        for number, count in enumerate(households)
    ]
    return make_reading(HOLDER, "2020", make_table("support_projects", rows))  # type: ignore[arg-type]


def counted(*communes: str, households: int = 640) -> Reading:
    rows = [
        poverty_row(commune, district="180", household_count=households) for commune in communes
    ]
    return make_reading(SOURCE, "2020", make_table("poverty", rows))


def accepted(*readings: Reading) -> Beside:
    """Say that tables were accepted before."""
    return Beside(
        tables={
            (table.form_id, one.cover.agency_id, one.cover.period_key): table
            for one in readings
            if one.cover
            for table in one.tables
        }
    )


def asked_of(forms: Forms, reference: Reference, later: Reading, *before: Reading) -> list[Finding]:
    """Give what a return is told beside what was accepted before."""
    (verdict,) = judged(forms, reference, later, beside=accepted(*before))
    return told(verdict)


def told(verdict: Judgement) -> list[Finding]:
    return [one for one in verdict.findings if one.rule_id == "across.supported_beside"]


def test_whose_form_asks_for_it_is_asked_and_both_are_named(
    declared: With, forms: Forms, reference: Reference
) -> None:
    declared()
    (asked,) = asked_of(forms, reference, supported(600, 41), counted("06001"))
    assert asked.severity is Severity.WARNING
    assert asked.against == (("poverty", SOURCE, "2020"),)
    assert len(asked.cells) == 2
    places = forms["support_projects"].number, forms["poverty"].number
    of = reference.agency(HOLDER).name, reference.agency(SOURCE).name
    assert f"{of[0]} 641 hộ ({places[0]}), {of[1]} 640 ({places[1]})" in asked.message


def test_what_stands_as_it_must_is_not_told(
    declared: With, forms: Forms, reference: Reference
) -> None:
    declared()
    for holder in (supported(600, 40), supported(900, commune="06004")):  # that one is not there
        assert asked_of(forms, reference, holder, counted("06001")) == []


def test_the_other_one_coming_later_is_told_and_kept_from_nothing(
    declared: With, forms: Forms, reference: Reference
) -> None:
    declared()
    holder, source = judged(forms, reference, supported(641), counted("06001"))
    assert told(holder) == []
    (known,) = told(source)
    assert known.severity is Severity.INFO
    assert "641" in known.message
    assert "640" in known.message


def test_the_later_one_is_asked_where_the_check_says_so(
    declared: With, forms: Forms, reference: Reference
) -> None:
    declared(must="same", asks="later")
    for first, later in ((supported(641), counted("06001")), (counted("06001"), supported(641))):
        (asked,) = asked_of(forms, reference, later, first)
        assert asked.severity is Severity.WARNING


def test_a_reason_beside_it_is_enough(declared: With, forms: Forms, reference: Reference) -> None:
    declared()
    holder = supported(641, reason="Có hộ được hỗ trợ hai dự án")
    (known,) = asked_of(forms, reference, holder, counted("06001"))
    assert known.severity is Severity.INFO


def test_what_was_refused_does_not_count(
    declared: With, forms: Forms, reference: Reference
) -> None:
    declared()
    wrong = [poverty_row("06001", district="180", poor_minority_household_count=9_999)]
    refused = make_reading(SOURCE, "2020", make_table("poverty", wrong))
    first, holder = judged(forms, reference, refused, supported(641))
    assert first.state is ReturnState.REJECTED
    assert told(holder) == []


def test_accepted_figures_count_and_a_newer_version_takes_their_place(
    declared: With, forms: Forms, reference: Reference
) -> None:
    declared()
    before = accepted(supported(641))
    declared(form="poverty", other="support_projects.household_count", must="same")
    (alone,) = judged(forms, reference, counted("06001"), beside=before)
    assert told(alone)
    newer, source = judged(forms, reference, supported(640), counted("06001"), beside=before)
    assert newer.state is ReturnState.ACCEPTED
    assert told(source) == []


def test_a_share_and_a_tolerance_are_thresholds_of_the_day_and_say_when_they_are_assumed(
    declared: With, forms: Forms, reference: Reference
) -> None:
    def with_threshold(value: float, *, assumed: bool) -> Reference:
        (known, *_) = reference.seeds.thresholds
        one = replace(known, id="apart", value=value, set_by="Thông tư 01", assumed=assumed)
        assert isinstance(one, Threshold)
        return Reference(replace(reference.seeds, thresholds=(one,)))

    declared(share="apart", message="{value} > {apart}% của {expected}.")
    half = with_threshold(50.0, assumed=True)
    right = asked_of(forms, half, supported(320), counted("06001"))
    wrong = asked_of(forms, half, supported(321), counted("06001"))
    assert right == []
    assert wrong[0].message == ("321 > 50% của 640. Mức này là giả định, chưa có văn bản quy định.")
    declared(must="same", within="apart")
    stated = with_threshold(5.0, assumed=False)
    near = asked_of(forms, stated, supported(672), counted("06001"))
    far = asked_of(forms, stated, supported(673), counted("06001"))
    assert near == []
    assert far[0].message.endswith("Mức này theo Thông tư 01.")
    none = Reference(replace(reference.seeds, thresholds=()))
    assert asked_of(forms, none, supported(673), counted("06001")) == []


def test_a_figure_that_several_make_is_compared_only_when_all_have_sent(
    declared: With, forms: Forms, reference: Reference
) -> None:
    """A place of the province has one reporter; one of another district's has not sent."""
    declared(form="poverty", other="support_projects.household_count", must="same")
    _, whole = judged(forms, reference, supported(600), counted("06001"))
    assert [one.severity for one in told(whole)] == [Severity.WARNING]
    _, strange = judged(forms, reference, supported(600, commune="06613"), counted("06613"))
    assert told(strange) == []  # that is not for those to report who sent it


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"other": "poverty.no_such"}, "'poverty.no_such' is no column of a form"),
        ({"other": "works"}, "'works' is no column of a form"),
        ({"columns": ["household_count", "reason"]}, "one column is laid beside another form's"),
        ({"where_other": {"no_such": 1}}, "unknown column 'no_such'"),
        ({"by": ["sector"]}, "poverty has no columns whose members are the same"),
        ({"asks": "later"}, "who came last is asked only where the two must be the same"),
        ({"must": "same", "row_by_row": True}, "rows stand by themselves only where"),
        ({"must": "same", "share": "apart"}, "a share is of what is not more"),
        ({"within": "apart"}, "a margin of what is the same"),
        ({"other": "poverty.poor_household_count"}, "small counts are for the Board alone"),
    ],
)
def test_a_slip_of_a_comparison_is_told(forms: Forms, other: dict[str, Any], said: str) -> None:
    poverty = forms["poverty"]
    columns = [replace(c, sensitive=c.name == "poor_household_count") for c in poverty.columns]
    known = {**forms, "poverty": replace(poverty, columns=tuple(columns))}
    check = AcrossCheck.model_validate({**CHECK, **other})
    assert any(said in slip.text for slip in forms_beside_slips(check, known))


def test_each_row_may_stand_by_itself_and_some_rows_alone(
    declared: With, forms: Forms, reference: Reference
) -> None:
    declared(row_by_row=True)
    (asked,) = asked_of(forms, reference, supported(640, 641, 30), counted("06001"))
    assert [cell.row for cell in asked.cells] == [11]
    assert asked_of(forms, reference, counted("06001"), supported(640, 30)) == []
    (known,) = asked_of(forms, reference, counted("06001"), supported(640, 641, 30))
    assert known.severity is Severity.INFO  # whose rows are more, came before
    assert "641" in known.message
    declared(where={"sector": "crops"})
    assert asked_of(forms, reference, supported(641), counted("06001")) == []
