"""Every check across forms and periods, both ways, and told alike offline and online."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from example_returns import table_of

from etl.contracts import AcrossCheck, load_across, load_forms
from etl.contracts.across import ExampleReturn
from etl.model import Period
from etl.reference import Reference
from etl.validate.across import across_candidates
from etl.validate.across.scene import Scene
from etl.validate.batch import BatchReturn
from etl.validate.frames import build_frame
from etl.validate.ladder import Candidate

CHECKS = [pytest.param(check, id=check.id) for check in load_across().values()]


def returns(
    example: Sequence[ExampleReturn], judged: Sequence[int] | None = None
) -> list[BatchReturn]:
    """Make the returns of an example; those not in `judged` were accepted earlier."""
    reference = Reference.load()
    return [
        BatchReturn(
            number=number,
            reading=number,
            sha256=str(number),
            agency=reference.agency(one.agency_id),
            agency_id=one.agency_id,
            period=Period.parse(one.period_key),
            form=load_forms()[one.form_id],
            table=table_of(load_forms()[one.form_id], one.rows),
            findings=(),
            judged=judged is None or number in judged,
        )
        for number, one in enumerate(example)
    ]


def compared(of: Sequence[BatchReturn]) -> list[Candidate]:
    """Evaluate all checks on the returns of each form."""
    found: list[Candidate] = []
    for form_id in {one.form.id for one in of}:
        mine = [one for one in of if one.form.id == form_id]
        frame = build_frame(load_forms()[form_id], mine, Reference.load())
        found += across_candidates(form_id, Scene(mine, frame, Reference.load()))
    return found


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
