"""Batches change nothing: any cut of a list of arrivals gives what one at a time gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random

from readings_by_hand import Forms, make_reading, make_table, unreadable, work

from etl.model import Beside, Judgement, Reading, ReturnState
from etl.reference import Reference
from etl.validate import judge_round

PLACES = {  # who may report which communes; the last owes no works
    "ubnd-trang-dinh": ("180", "06001", "06004"),
    "ubnd-dinh-lap": ("189", "06613", "06616"),
    "ban-dan-toc": ("180", "06001", "06004"),
    "so-ldtbxh": ("189", "06613", "06616"),
}
PERIODS = ("2020-Q1", "2020-Q2", "2020-Q3", "2020-Q4", "2020", "2019")
WAIVED = "works.disbursed_within_plan"


def arrivals(draw: Random, count: int) -> list[Reading]:
    """Make workbooks of few senders and periods, some faulty, so that much depends on order."""
    readings = []
    for _ in range(count):
        agency_id = draw.choices(list(PLACES), weights=(6, 1, 2, 1))[0]
        district, *communes = PLACES[agency_id]
        key = draw.choice(PERIODS)
        planned = 100.0 if key.startswith("2020-") else 400.0
        row = work(
            name=draw.choice(("Đường A", "Đường B")),
            district=district,
            commune=draw.choice(communes),
            kind="carried_over",
            started_on=None,
            planned_million_vnd=planned,
            disbursed_million_vnd=draw.choice((planned / 2, planned / 2, planned * 2)),
        )
        faulty = draw.random() < 0.1
        findings = [unreadable("disbursed_million_vnd", "H")] if faulty else []
        reading = make_reading(agency_id, key, make_table("works", [row]), findings=findings)
        readings.append(reading)
    for key in PERIODS[:5]:  # a year that its quarters do not make
        row = work(district="189", commune="06613", name=key, kind="carried_over", started_on=None)
        readings.append(make_reading("ubnd-dinh-lap", key, make_table("works", [row])))
    draw.shuffle(readings)
    return [replace(one, sha256=f"{number:064x}") for number, one in enumerate(readings)]


def take(
    forms: Forms, reference: Reference, batches: Sequence[Sequence[Reading]]
) -> list[Judgement]:
    """Judge batches as the corridor does: what is kept of a round is what the next stands beside.

    The exception lets off what the rules alone would refuse, so that not all is certain at once.
    """
    found: list[Judgement] = []
    beside = Beside(waived=frozenset({WAIVED}))
    for batch in batches:
        waiting = list(batch)
        while waiting:
            one = judge_round(waiting, forms, reference, beside)
            assert 0 not in one.deferred
            kept = [judgement for _, judgement in one.judgements]
            found += kept
            tables = {
                (j.form_id, j.agency_id, j.period_key): j.table
                for j in kept
                if {f.rule_id for f in j.findings if f.severity != "info"} <= {WAIVED}
                and j.table is not None
            }
            beside = replace(beside, tables={**beside.tables, **tables})
            waiting = [waiting[place] for place in one.deferred]
    return sorted(found, key=lambda one: one.sha256)


def test_any_partition_gives_what_one_at_a_time_gives(forms: Forms, both_owe: Reference) -> None:
    states, told = set(), set()
    for seed in range(2):
        draw = Random(seed)
        readings = arrivals(draw, 11)
        alone = take(forms, both_owe, [[one] for one in readings])
        cuts = sorted({0, *(draw.randrange(len(readings)) for _ in range(3)), len(readings)})
        parts = [readings[start:end] for start, end in pairwise(cuts)]
        assert take(forms, both_owe, [readings]) == alone
        assert take(forms, both_owe, parts) == alone
        states |= {one.state for one in alone}
        told |= {finding.rule_id for one in alone for finding in one.findings}
    assert states == {
        ReturnState.ACCEPTED,
        ReturnState.NEEDS_CONFIRMATION,
        ReturnState.REJECTED,
    }
    assert {"across.works_of_two_agencies", "across.works_quarters_make_year"} <= told


def test_a_certain_batch_is_one_round(forms: Forms, reference: Reference) -> None:
    """What is clean, or refused for certain, makes nobody wait."""
    row = work(planned_million_vnd=125.0, disbursed_million_vnd=100.0)
    fault = unreadable("planned_million_vnd", "G")
    readings = [
        make_reading(
            "ubnd-trang-dinh",
            f"2020-Q{n}",
            make_table("works", [row]),
            findings=[fault] if n == 2 else [],
        )
        for n in range(1, 5)
    ]
    readings.append(make_reading("ubnd-trang-dinh", "2020", make_table("works", [row])))
    assert judge_round(readings, forms, reference, Beside()).deferred == ()
    unsure = Beside(waived=frozenset({fault.rule_id}))
    assert judge_round(readings, forms, reference, unsure).deferred == (4,)
