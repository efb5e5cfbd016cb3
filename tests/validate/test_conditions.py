"""What the engine is spared, masked columns and frames that are not copied, changes no answer."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from importlib.metadata import version
from random import Random

import pandas as pd
import pytest
from example_frames import frame_of_rows

from etl.contracts import load_forms
from etl.contracts.vocabulary import COVERAGE
from etl.errors import EvaluationError
from etl.model import CellValue
from etl.validate import great
from etl.validate.checks import Check, checks_of
from etl.validate.frames import with_computed

FORMS = load_forms()
CONDITIONAL = [
    (form_id, check)
    for form_id, form in FORMS.items()
    for check in checks_of(form)
    if "row_condition" in check.kwargs
]


def _frame(form_id: str, checks: list[Check]) -> pd.DataFrame:
    """Lay out the examples of a form's conditional rules, then their values mixed."""
    form = FORMS[form_id]
    ids = {check.id for check in checks}
    examples = [
        row for rule in form.rules if rule.id in ids for row in (*rule.passing, *rule.failing)
    ]
    seen: dict[str, list[CellValue]] = {}
    for row in examples:
        for name, value in row.items():
            known = seen.setdefault(name, [None])
            if value not in known:
                known.append(value)
    draw = Random(20201214)
    mixed = [{name: draw.choice(values) for name, values in seen.items()} for _ in range(2000)]
    return with_computed(
        frame_of_rows(form, [*examples, *mixed]), (check.computed for check in checks)
    )


@pytest.mark.parametrize("form_id", sorted({form_id for form_id, _ in CONDITIONAL}))
def test_masked_columns_give_the_answers_of_the_engine_s_own_conditions(
    form_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks = [check for one, check in CONDITIONAL if one == form_id]
    frame = _frame(form_id, checks)
    masked = great.failing_rows(frame, checks)
    monkeypatch.setattr(
        great, "without_conditions", lambda given, asked: (given, [dict(c.kwargs) for c in asked])
    )
    assert masked == great.failing_rows(frame, checks)
    assert any(masked), "no example fails: nothing was compared"


@pytest.mark.parametrize("form_id", FORMS)
def test_what_is_neither_copied_nor_made_anew_gives_the_engine_s_own_answers(
    form_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks = [one for one in checks_of(FORMS[form_id]) if one.expectation != COVERAGE]
    frame = _frame(form_id, checks)
    spared = great.failing_rows(frame, checks)
    monkeypatch.setattr(great, "Lookups", lambda given, copy: given)
    monkeypatch.setattr(great, "made_once", nullcontext)
    assert spared == great.failing_rows(frame, checks)
    assert any(spared), "no row fails: nothing was compared"


def test_the_engine_is_the_one_that_they_were_compared_with() -> None:
    """Another version may ask a frame other questions: look at `Lookups` before this is changed."""
    assert version("great-expectations") == "1.24.1"


def test_the_engine_is_left_as_it_was() -> None:
    def parts() -> list[object]:
        asked = great.Expectation.configuration, great.ExpectationConfiguration.to_domain_obj
        return [*asked, great.IDDict.to_id]

    plain = parts()
    with great.made_once():
        assert not any(one is other for one, other in zip(parts(), plain, strict=True))
    assert parts() == plain


def test_arguments_that_say_another_thing_have_another_id() -> None:
    alike = [{"a": 1, "b": value} for value in (1, 1.0, True, "1", None, [1], ["1"])]
    plain = [great.IDDict(one).to_id() for one in alike]
    with great.made_once():
        assert [great.IDDict(one).to_id() for one in alike * 2] == plain * 2


def test_only_columns_that_are_read_reach_the_engine() -> None:
    frame = frame_of_rows(FORMS["works"], [{"name": "Đường A"}])
    check = next(c for c in checks_of(FORMS["works"]) if c.id == "cell.required")
    narrow, arguments = great.without_conditions(frame, [check])
    assert list(narrow.columns) == [check.kwargs["column"]]
    assert arguments == [dict(check.kwargs)]


def test_a_condition_that_cannot_be_evaluated_is_our_error_not_a_pass() -> None:
    form_id, check = CONDITIONAL[0]
    broken = replace(check, kwargs={**check.kwargs, "row_condition": "no_such_column > 0"})
    with pytest.raises(EvaluationError, match="no_such_column"):
        great.without_conditions(frame_of_rows(FORMS[form_id], [{}]), [broken])
