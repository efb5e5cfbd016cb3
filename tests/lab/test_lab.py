"""The laboratory: every planted fault is found at its cell, and no innocent oddity is reported."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from etl.contracts import load_forms
from etl.model import Reading, Rung
from etl.validate import judge
from etl.workbook.read import read_workbook
from tests.lab.faults import CELL_FAULTS, Fault
from tests.lab.file_faults import FILE_FAULTS
from tests.lab.ink import write
from tests.lab.mixes import MIXES, Mix
from tests.lab.odd_cells import CELL_FAULTS as ODD_CELL_FAULTS
from tests.lab.odd_cells import CELL_ODDITIES as ODD_CELL_ODDITIES
from tests.lab.odd_codes import CODE_FAULTS
from tests.lab.odd_container import CONTAINER_FAULTS, CONTAINER_ODDITIES
from tests.lab.odd_sheets import ODD_SHEET_FAULTS, ODD_SHEET_ODDITIES
from tests.lab.odd_sums import SUM_FAULTS, SUM_ODDITIES
from tests.lab.odd_tables import HEADER_FAULTS, HEADER_ODDITIES
from tests.lab.odd_values import ODD_FAULTS, ODD_ODDITIES
from tests.lab.oddities import ODDITIES as PLAIN_ODDITIES
from tests.lab.oddities import Oddity
from tests.lab.score import rows_meant, rows_read, score
from tests.lab.sketch import Line, Sketch, reference, sketch

SEEDS = range(5)
FAULTS = [
    *CELL_FAULTS,
    *FILE_FAULTS,
    *ODD_FAULTS,
    *ODD_CELL_FAULTS,
    *ODD_SHEET_FAULTS,
    *HEADER_FAULTS,
    *CODE_FAULTS,
    *SUM_FAULTS,
    *CONTAINER_FAULTS,
    *MIXES,
]
ODDITIES = [
    *PLAIN_ODDITIES,
    *ODD_ODDITIES,
    *ODD_CELL_ODDITIES,
    *ODD_SHEET_ODDITIES,
    *HEADER_ODDITIES,
    *SUM_ODDITIES,
    *CONTAINER_ODDITIES,
]


def read(sketch: Sketch, path: Path) -> Reading:
    """Write a sketch and read it."""
    return read_workbook(write(sketch, path), load_forms(), reference())


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault_is_found_at_its_cell_and_nothing_else_is(fault: Fault | Mix, tmp_path: Path) -> None:
    for seed in SEEDS:
        sketch, expected = fault.make(seed)
        reading = read(sketch, tmp_path / f"{seed}.xlsx")
        scored = score(fault.name, reading, sketch, expected)
        assert scored.is_right, (seed, scored.missed, scored.invented, reading.recognised)
        straight = [said for said in said_in(reading) if '"' in said.replace('(")', "")]
        assert not straight, straight


def said_in(reading: Reading) -> list[str]:
    """Give all that a reading says to people."""
    return [*(finding.message for finding in reading.findings), *reading.recognised]


@pytest.mark.parametrize("oddity", ODDITIES, ids=lambda oddity: oddity.name)
def test_innocent_oddity_is_not_reported_and_changes_no_value(
    oddity: Oddity, tmp_path: Path
) -> None:
    for seed in SEEDS:
        plain, odd = oddity.make(seed)
        reading = read(odd, tmp_path / f"{seed}.xlsx")
        scored = score(oddity.name, reading, odd, [], oddity.told)
        assert scored.is_right, (seed, scored.invented, reading.recognised)
        assert reading.cover is not None
        assert rows_read(reading, plain) == rows_meant(plain, odd), (seed, reading.recognised)


def test_judge_finds_in_an_oddity_only_what_it_finds_in_the_plain_sheet(tmp_path: Path) -> None:
    pairs = [oddity.make(seed) for oddity in ODDITIES for seed in SEEDS[:1]]
    readings = [
        replace(read(drawn, tmp_path / f"{number}-{at}.xlsx"), sha256=f"{number}-{at}")
        for number, pair in enumerate(pairs)
        for at, drawn in enumerate(pair)
    ]
    rules: dict[str, list[tuple[str, str]]] = {reading.sha256: [] for reading in readings}
    judged = judge(readings, load_forms(), reference())
    assert len(judged) >= len(pairs)
    for judgement in judged:
        if judgement.form_id == pairs[int(judgement.sha256.partition("-")[0])][0].form.id:
            rules[judgement.sha256] += [
                (finding.rule_id, finding.column)
                for finding in judgement.findings
                if finding.rung <= Rung.ROW
                if finding.rule_id != "file.not_owed"  # an oddity may name another sender
                if finding.rule_id not in ODDITIES[int(judgement.sha256.partition("-")[0])].told
            ]
    for number, (_, odd) in enumerate(pairs):
        assert sorted(rules[f"{number}-0"]) == sorted(rules[f"{number}-1"]), odd


def test_judge_adds_nothing_to_mixed_faults_but_what_the_plain_sheet_has(tmp_path: Path) -> None:
    """What follows from a planted fault (totals, blanks, comparisons in its row) stays silent."""
    made = [(mix, *mix.make(seed)) for mix in MIXES for seed in SEEDS]
    readings = [
        replace(read(drawn, tmp_path / f"{at}.xlsx"), sha256=str(at))
        for at, (_, drawn, _) in enumerate(made)
    ]
    plain = {form: rules_judged(form, tmp_path) for form in {mix.form for mix, _, _ in made}}
    judged = judge(readings, load_forms(), reference())
    assert len(judged) >= len(made) // 2  # a file that cannot be read is not judged
    for judgement in judged:
        mix, _, expected = made[int(judgement.sha256)]
        if judgement.form_id != mix.form:
            continue
        known = {one.rule for one in expected} | plain[mix.form]
        more = [one for one in judgement.findings if one.rule_id not in known]
        assert not more, (mix.name, int(judgement.sha256) % len(SEEDS), more)


def rules_judged(form: str, folder: Path) -> set[str]:
    """Name the rules that a clean sketch of a form breaks: it lists few of the communes."""
    (judgement,) = judge([read(sketch(form, 0), folder / "a.xlsx")], load_forms(), reference())
    return {one.rule_id for one in judgement.findings}


def test_total_that_does_not_add_up_is_judged_at_its_cell(tmp_path: Path) -> None:
    drawn = sketch("works", 3)
    total = Line({"planned_million_vnd": 1.5}, {0: "Tổng số"}, is_record=False)
    drawn.lines.append(total)
    (judgement,) = judge([read(drawn, tmp_path / "a.xlsx")], load_forms(), reference())
    found = [one for one in judgement.findings if one.rule_id == "row.total_differs"]
    assert [(cell.sheet, cell.ref) for cell in found[0].cells] == [
        drawn.place(total, "planned_million_vnd")
    ]


def test_kinds_are_many_and_named_once() -> None:
    names = [kind.name for kind in (*FAULTS, *ODDITIES)]
    assert len(set(names)) == len(names)
    assert len(FAULTS) >= 60
    assert len(ODDITIES) >= 60
