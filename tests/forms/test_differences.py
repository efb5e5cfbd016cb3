"""No sentence says that two numbers differ and prints them as if they did not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_across_rules import compared, returns

from etl.contracts import AcrossCheck, load_across, load_forms
from etl.contracts.across import ExampleReturn
from etl.model import CellValue, Finding, Period
from etl.reference import Reference
from etl.validate.checks import Check, checks_of
from etl.validate.sentences import Printer, bound_of
from etl.wording import typed_number

_NOTHING = re.compile(r"(?:chênh lệch|thừa|thiếu|tăng|vượt) 0(?:,0+)?(?![,.\d])")
_CHECKS = [(form, check) for form in load_forms().values() for check in checks_of(form)]
_PAIRS = [
    pytest.param(form.id, check, id=check.id)
    for form, check in _CHECKS
    if check.expectation.endswith("a_to_be_greater_than_b")
]
_RANGES = [
    pytest.param(form.id, check, id=check.id)
    for form, check in _CHECKS
    if check.computed and "max_value" in check.kwargs
]
_APART = st.sampled_from([1e-6, 0.0004, 0.04, 0.05, 0.15, 1.0, 12.5])
_NUMBERS = st.one_of(
    st.integers(0, 3_000_000).map(lambda millionths: millionths / 1_000_000),
    st.integers(0, 10**9).map(lambda tenths: tenths / 10),
)


def told_apart(one: Finding) -> None:
    """Refuse a finding whose value is printed like what it was compared with."""
    assert not _NOTHING.search(one.message), one.message
    assert one.difference.strip("+-0,.") or not one.difference, one
    assert not (one.expected and one.value == one.expected), one


@pytest.mark.parametrize(("form_id", "check"), _PAIRS)
@given(value=_NUMBERS, apart=_APART)
@settings(max_examples=30, deadline=None)
def test_two_numbers_and_their_difference_are_told_apart(
    form_id: str, check: Check, value: float, apart: float
) -> None:
    """Whichever is judged, and also where one is a sum and printed rounded."""
    names = [str(check.kwargs[name]) for name in ("column_A", "column_B")]
    numbers = dict(zip(names, (value, round(value + apart, 6)), strict=True))
    bound = bound_of(check, numbers, _printer(form_id))
    assert bound.value != bound.bare
    assert bound.difference.strip("-0,.")
    assert {bound.texts[name] for name in names} == {bound.value, bound.bare}


@pytest.mark.parametrize(("form_id", "check"), _RANGES)
@given(apart=_APART)
@settings(max_examples=10, deadline=None)
def test_a_ratio_is_printed_beyond_the_limit_that_it_passes(
    form_id: str, check: Check, apart: float
) -> None:
    """15,04 people a household lie beyond 15; "15,0" does not."""
    name, most = str(check.kwargs["column"]), cast("float", check.kwargs["max_value"])
    bound = bound_of(check, {name: round(most + apart, 6)}, _printer(form_id))
    assert typed_number(bound.value) > Decimal(str(most))
    assert bound.texts == {name: bound.value}


def _printer(form_id: str) -> Printer:
    return Printer(load_forms()[form_id], Period.parse("2020"), Reference.load())


@pytest.mark.parametrize(
    "check", [pytest.param(one, id=one.id) for one in load_across().values() if one.form_id]
)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_comparisons_tell_numbers_apart(check: AcrossCheck, data: st.DataObject) -> None:
    """The failing example of each check, its numbers moved a little."""
    moved = [one.model_copy(update={"rows": _moved(check, one, data)}) for one in check.failing]
    for candidate in compared(returns(moved)):
        told_apart(candidate.finding)


def _moved(
    check: AcrossCheck, one: ExampleReturn, data: st.DataObject
) -> Sequence[Mapping[str, CellValue]]:
    kinds = {column.name: column.type for column in load_forms()[one.form_id].columns}
    by = {"integer": [0, 1, 2], "number": [0, 1e-6, 0.004, 0.06, 0.1 + 0.2]}

    def value(name: str, given: CellValue) -> CellValue:
        if not isinstance(given, int | float) or kinds.get(name) not in by:
            return given
        return given + data.draw(st.sampled_from(by[kinds[name]]))

    return [{name: value(name, given) for name, given in row.items()} for row in one.rows]
