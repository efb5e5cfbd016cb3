"""A new version beside the one in force: what is lost is asked about, with the figures."""

from __future__ import annotations

from dataclasses import replace

import pytest
from readings_by_hand import Forms, ids, judged, make_reading, make_table, only, work

from etl.model import Beside, Judgement, ReturnState, Table
from etl.reference import Reference

SENDER, KEY = "ubnd-trang-dinh", "2020-Q1"
ASKED = ("history.fewer_rows", "history.fewer_places", "history.lower_total")


def works_of(*communes: str, planned: float = 100.0) -> Table:
    """Make works, one a commune named, of the same money each."""
    return make_table(
        "works",
        [
            work(
                name=f"Đường {n}",
                commune=commune,
                total_investment_million_vnd=900.0,
                planned_million_vnd=planned,
                disbursed_million_vnd=50.0,
            )
            for n, commune in enumerate(communes)
        ],
    )


def beside(forms: Forms, reference: Reference, new: Table, old: Table) -> Judgement:
    accepted = Beside({(new.form_id, SENDER, KEY): old})
    (verdict,) = judged(forms, reference, make_reading(SENDER, KEY, new), beside=accepted)
    return verdict


def test_the_same_or_more_is_no_question(forms: Forms, reference: Reference) -> None:
    old = works_of("06001", "06004")
    for new in (old, works_of("06001", "06004", "06007")):
        assert ids(beside(forms, reference, new, old)) == []


def test_lost_rows_are_asked_about_with_the_figures(forms: Forms, reference: Reference) -> None:
    old = works_of(*["06001"] * 20, "06004")
    verdict = beside(forms, reference, works_of(*["06001"] * 19, "06004"), old)
    assert verdict.state is ReturnState.NEEDS_CONFIRMATION
    told = only(verdict, "history.fewer_rows")
    assert (told.value, told.expected, told.difference) == ("20", "21", "-1")
    assert told.against == (("works", SENDER, KEY),)
    assert ids(verdict) == ["history.fewer_rows"]


def test_lost_places_are_named(forms: Forms, reference: Reference) -> None:
    verdict = beside(forms, reference, works_of("06001", "06001"), works_of("06001", "06004"))
    told = only(verdict, "history.fewer_places")
    assert "1 địa bàn" in told.message
    assert ids(verdict) == ["history.fewer_places"]


@pytest.mark.parametrize(("planned", "is_asked"), [(90.0, True), (90.1, False), (110.0, False)])
def test_a_tenth_of_a_total_is_asked_about(
    forms: Forms, reference: Reference, planned: float, is_asked: bool
) -> None:
    verdict = beside(
        forms, reference, works_of("06001", planned=planned), works_of("06001", planned=100.0)
    )
    assert ids(verdict) == (["history.lower_total"] if is_asked else [])
    if is_asked:
        told = only(verdict, "history.lower_total")
        assert (told.value, told.expected, told.difference) == ("90", "100", "-10")
        assert told.column == "planned_million_vnd"


def test_a_nil_version_of_what_had_figures_is_asked_about(
    forms: Forms, reference: Reference
) -> None:
    nil = make_table("works", [], is_nil=True)
    verdict = beside(forms, reference, nil, works_of("06001", "06004"))
    assert set(ids(verdict)) == set(ASKED)


def test_without_a_threshold_in_force_nothing_is_asked(forms: Forms, reference: Reference) -> None:
    free = Reference(replace(reference.seeds, thresholds=()))
    assert ids(beside(forms, free, works_of("06001"), works_of("06001", "06004"))) == []
