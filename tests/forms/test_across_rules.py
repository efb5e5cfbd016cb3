"""Every check across forms and periods, both ways, and told alike offline and online."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from example_returns import table_of

from etl.contracts import AcrossCheck, load_across, load_forms
from etl.contracts.across import ExampleReturn
from etl.model import Form, Period
from etl.reference import Reference
from etl.reference.seeds import SeriesBreak
from etl.validate.across import across_candidates
from etl.validate.across.other_forms import OtherForms
from etl.validate.across.scene import Scene
from etl.validate.batch import BatchReturn
from etl.validate.frames import build_frame
from etl.validate.ladder import Candidate
from etl.validate.obligations import Obligations

SENDERS = {"one": "ubnd-trang-dinh", "other": "ubnd-binh-gia"}  # of examples that are made
CHECKS = [pytest.param(check, id=check.id) for check in load_across().values()]


def returns(
    example: Sequence[ExampleReturn],
    judged: Sequence[int] | None = None,
    forms: Mapping[str, Form] = load_forms(),
) -> list[BatchReturn]:
    """Make the returns of an example; those not in `judged` were accepted earlier."""
    reference = Reference.load()
    senders = [_sender(one, len({sent.form_id for sent in example}) > 1) for one in example]
    return [
        BatchReturn(
            number=number,
            reading=number,
            sha256=str(number),
            agency=reference.agency(senders[number]),
            agency_id=senders[number],
            period=Period.parse(one.period_key),
            form=forms[one.form_id],
            table=table_of(forms[one.form_id], one.rows),
            findings=(),
            judged=judged is None or number in judged,
        )
        for number, one in enumerate(example)
    ]


def _sender(one: ExampleReturn, of_forms: bool) -> str:
    """Give who sends a return of an example; of several forms one of those who owe it."""
    owed = Reference.load().obligations(Period.parse(one.period_key)) if of_forms else ()
    owing = [agency.id for agency, form_id in owed if form_id == one.form_id]
    if one.agency_id in SENDERS:
        return owing[0] if of_forms else SENDERS[one.agency_id]
    return one.agency_id


def compared(of: Sequence[BatchReturn], reference: Reference | None = None) -> list[Candidate]:
    """Evaluate all checks on the returns of each form."""
    reference = reference or Reference.load()
    found: list[Candidate] = []
    for form_id in {one.form.id for one in of}:
        mine = [one for one in of if one.form.id == form_id]
        frame = build_frame(mine[0].form, mine, reference)
        found += across_candidates(form_id, Scene(mine, frame, reference))
    others = OtherForms(of, reference, Obligations(reference))
    return [*found, *(one for told in others.candidates(()).values() for one in told)]


def told_by(check: AcrossCheck, of: Sequence[BatchReturn]) -> list[tuple[int, str, str]]:
    """Give (return, column, sentence) of the check's findings."""
    return [
        (one.return_number, one.finding.column, one.finding.message)
        for one in compared(of)
        if one.finding.rule_id == check.id
    ]


@pytest.mark.parametrize("check", CHECKS)
def test_examples_pass_and_fail_as_they_say(check: AcrossCheck) -> None:
    assert told_by(check, returns(check.passing)) == []
    found = told_by(check, returns(check.failing))
    assert found
    assert all("{" not in message for _, _, message in found)


@pytest.mark.parametrize("check", CHECKS)
def test_the_last_return_is_told_the_same_when_the_others_were_accepted_before(
    check: AcrossCheck,
) -> None:
    last = len(check.failing) - 1
    together = [one for one in told_by(check, returns(check.failing)) if one[0] == last]
    alone = told_by(check, returns(check.failing, judged=[last]))
    assert alone == together
    assert alone


HISTORY = ("year_on_year_change", "year_on_year_rise", "year_on_year_fall", "never_falls")


@pytest.mark.parametrize(
    "check", [p for p in CHECKS if load_across()[str(p.id)].kind in (*HISTORY, "thousandfold")]
)
def test_history_is_not_compared_across_a_break(check: AcrossCheck) -> None:
    """Rows of a form that keeps them apart say it themselves, and places go by their ground."""
    of = returns(check.failing)
    seeds, last = Reference.load().seeds, max(one.period.ends_on for one in of)
    silent = {}
    for kind, columns in (("criteria", ()), ("boundary", ()), ("criteria", ("no_such",))):
        breaks = (SeriesBreak(last, kind, check.form_id, columns),)
        found = compared(of, Reference(replace(seeds, breaks=breaks)))
        silent[kind, columns] = check.id not in {one.finding.rule_id for one in found}
    is_apart = bool(load_forms()[check.form_id].apart)
    assert list(silent.values()) == [not is_apart, False, False]


RESETTLED = """
id: resettled
version: 1.0.0
number: Biểu số 98/BDT
sheet: 98-Định cư
title: Hộ được bố trí định cư
purpose: Hộ được bố trí định cư
frequencies: [quarter, year]
label: [name]
columns:
  - {name: name, code: A, kind: text, key: true, header: Dự án}
  - {name: settled, code: "1", kind: integer, header: Lũy kế số hộ, unit: hộ, measure: cumulative}
  - {name: moved, code: "2", kind: integer, header: Số hộ trong kỳ, unit: hộ, measure: flow}
  - {name: living, code: "3", kind: integer, header: Số hộ đang ở, unit: hộ, measure: stock,
     usual_change: {pct: 20, least: 5}}
"""


def test_a_measure_is_enough_for_its_comparisons(
    declarations: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = declarations / "expectations"
    (folder / "resettled.odcs.yaml").write_text(RESETTLED, encoding="utf-8")
    forms, checks = load_forms(folder), load_across(folder)
    monkeypatch.setattr("etl.validate.across.load_across", lambda: checks)
    own = {
        check.id.removeprefix("across.resettled_"): check
        for check in checks.values()
        if check.form_id == "resettled"
    }
    assert {name: check.columns for name, check in own.items()} == {
        "quarters_make_year": ("moved",),
        "never_falls": ("settled",),
        "changes_sharply": ("living",),
        "thousandfold": ("settled", "moved", "living"),
    }
    for check in own.values():
        assert told_by(check, returns(check.passing, forms=forms)) == []
        assert told_by(check, returns(check.failing, forms=forms))
    falls = ExampleReturn.model_validate
    sent = [
        falls({"form": "resettled", "agency": "one", "period": key, "rows": rows})
        for key, rows in {
            "2020-Q4": [{"name": "Khu A", "settled": 40}],
            "2021-Q1": [{"name": "Khu A", "settled": 38}, {"name": "Khu B", "settled": 1}],
        }.items()
    ]
    (told,) = told_by(own["never_falls"], returns(sent, forms=forms))
    assert told == (
        1,
        "settled",
        "Cột “Lũy kế số hộ” của Khu A là 38 hộ, thấp hơn quý IV năm 2020 (40 hộ; chênh lệch 2 hộ), "
        "trong khi số lũy kế không giảm. Đề nghị kiểm tra lại; nếu đúng, đề nghị giải trình lý do.",
    )
