"""Every rule of every contract, both ways: its own examples through the real engine."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest
from example_frames import frame_of_rows
from example_returns import coverage_misses

from etl.contracts import load_forms
from etl.contracts.vocabulary import COVERAGE
from etl.errors import EvaluationError
from etl.kinds import each_row
from etl.model import Form, Period, Rule
from etl.reference import Reference
from etl.validate.checks import Check, check_of_rule, checks_of
from etl.validate.frames import with_computed
from etl.validate.great import failing_rows

RULES = [(form, rule) for form in load_forms().values() for rule in form.rules]
ON_ROWS = [
    pytest.param(form, rule, id=rule.id) for form, rule in RULES if rule.expectation != COVERAGE
]
ON_TABLES = [
    pytest.param(form, rule, id=rule.id) for form, rule in RULES if rule.expectation == COVERAGE
]


@pytest.mark.parametrize(("form", "rule"), ON_ROWS)
def test_examples_pass_and_fail_as_they_say(form: Form, rule: Rule) -> None:
    check = check_of_rule(form, rule)
    passing = with_computed(frame_of_rows(form, rule.passing), [check.computed])
    failing = with_computed(frame_of_rows(form, rule.failing), [check.computed])
    assert failing_rows(passing, [check]) == [[]]
    assert failing_rows(failing, [check]) == [list(range(len(rule.failing)))]


@pytest.mark.parametrize(("form", "rule"), ON_TABLES)
@pytest.mark.parametrize(
    ("key", "sender_id"), [("2020", "ubnd-dinh-lap"), ("2026", "ubnd-phuong-tam-thanh")]
)
def test_each_member_is_missed_and_no_other(
    form: Form, rule: Rule, key: str, sender_id: str
) -> None:
    reference, period = Reference.load(), Period.parse(key)
    form, sender = form.in_force(period.ends_on), reference.agency(sender_id, period.ends_on)
    names = cast("list[str]", rule.kwargs["columns"])
    rows = list(each_row(form, names, reference.day_of(period), sender))
    assert coverage_misses(form, rule, rows, sender, period, reference) == []
    for at in range(len(rows)):
        left = [*rows[:at], *rows[at + 1 :]]
        (missed,) = coverage_misses(form, rule, left, sender, period, reference)
        assert missed.finding.difference == "-1"


@pytest.mark.parametrize("form", load_forms().values(), ids=load_forms().keys())
def test_each_column_is_judged_for_what_its_contract_demands(form: Form) -> None:
    asked = {(check.id, check.columns[0]) for check in checks_of(form) if check.rung == 2}
    for column in form.columns:
        assert (("cell.required", column.name) in asked) == column.required
        assert (("cell.unknown_choice", column.name) in asked) == bool(column.choices)
        assert (("cell.not_whole", column.name) in asked) == (column.type == "integer")
        assert (("cell.date_out_of_range", column.name) in asked) == (column.type == "date")
        bounded = column.minimum is not None or column.maximum is not None
        assert (("cell.out_of_range", column.name) in asked) == bounded


def test_an_expectation_that_cannot_be_evaluated_is_our_error() -> None:
    form = load_forms()["works"]
    check = check_of_rule(form, form.rules[0])
    broken = Check(
        id="works.broken",
        severity=check.severity,
        rung=check.rung,
        message=check.message,
        expectation="expect_column_values_to_not_be_null",
        kwargs={"column": "no_such_column"},
        columns=("name",),
        reads=frozenset(),
        reads_cover=False,
    )
    with pytest.raises(EvaluationError, match=r"works\.broken"):
        failing_rows(frame_of_rows(form, form.rules[0].passing), [broken])


def test_text_in_a_numeric_column_is_our_error_not_a_pass() -> None:
    with pytest.raises(EvaluationError, match="planned_million_vnd"):
        frame_of_rows(load_forms()["works"], [{"planned_million_vnd": "12o,5"}])


def test_an_error_of_the_engine_is_told_without_the_cell_that_it_fell_over() -> None:
    form = load_forms()["works"]
    check = next(
        c for c in checks_of(form) if c.expectation == "expect_column_values_to_be_between"
    )
    column = str(check.kwargs["column"])
    frame = frame_of_rows(form, [{}]).assign(**{column: ["Nguyễn Thị Thử Nghiệm"]})
    kept = {name: value for name, value in check.kwargs.items() if name != "row_condition"}
    with pytest.raises(EvaluationError, match=r"raised \w+Error") as told:
        failing_rows(frame, [replace(check, kwargs=kept)])
    assert check.id in str(told.value)
    assert "Nguyễn" not in str(told.value)
