"""Nothing is asked twice, unless one is declared the check of the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from etl.contracts import load_forms
from etl.contracts.beside_forms import relations
from etl.contracts.between_forms import grain, slips_between
from etl.model import Column, Form

COUNT = "household_count"


def again(form: Form, **said: str) -> Form:
    """Give another form that asks of the same rows one of the columns that a form asks."""
    asked = replace(form.column(COUNT), **said)
    keys = tuple(column for column in form.columns if column.name in form.key)
    return replace(form, id="again", number="Biểu số 99/BDT", columns=(*keys, asked))


def told(*forms: Form) -> Mapping[str, list[str]]:
    paths = {Path(f"{form.id}.odcs.yaml"): form for form in forms}
    return {path.name: [slip.text for slip in slips] for path, slips in slips_between(paths)}


def test_what_two_forms_ask_of_the_same_rows_is_told_with_what_to_do() -> None:
    poverty = load_forms()["poverty"]
    (name, (text,)) = next(iter(told(poverty, again(poverty)).items()))
    assert name == "again.odcs.yaml"
    assert text.startswith("poverty asks household_count (hộ) of each commune already: ")
    assert "`check_of: poverty.household_count`" in text


def test_the_check_of_another_may_be_asked_and_so_may_another_measure() -> None:
    poverty = load_forms()["poverty"]
    assert told(poverty, again(poverty, check_of="poverty.household_count")) == {}
    for other in ({"name": "visited_household_count"}, {"unit": "người"}, {"measure": "flow"}):
        assert told(poverty, again(poverty, **other)) == {}
    assert told(poverty, replace(again(poverty), frequencies=("once",))) == {}


def test_rows_of_another_key_are_others() -> None:
    forms = load_forms()
    assert told(*forms.values()) == {}
    assert grain(forms["poverty"]) == {"commune": "commune"}
    assert {*grain(forms["population"])} == {"district", "ethnic_group"}
    assert {*grain(forms["works"])} == {"commune", "name of works"}


def test_no_check_checks_a_check() -> None:
    poverty = load_forms()["poverty"]
    first = again(poverty, check_of="poverty.household_count")
    second = replace(again(poverty, check_of="again.household_count"), id="third", number="Số 100")
    (text,) = told(poverty, first, second)["third.odcs.yaml"]
    assert text == "again.household_count is a check itself, of poverty.household_count; name that"


def test_a_relation_is_told_from_both_sides() -> None:
    poverty = load_forms()["poverty"]
    other = again(poverty, check_of="poverty.household_count")
    found = relations({"poverty": poverty, "again": other})

    def said(id_: str) -> list[tuple[Column, Form, Column]]:
        return [(one.column, one.other, one.beside) for one in found[id_]]

    assert said("again") == [(other.column(COUNT), poverty, poverty.column(COUNT))]
    assert said("poverty") == [(poverty.column(COUNT), other, other.column(COUNT))]
    assert relations({"poverty": poverty})["poverty"] == []
