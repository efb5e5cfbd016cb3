"""The laboratory: every planted fault is found at its cell, and no innocent oddity is reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.contracts import load_forms
from etl.model import Reading
from etl.workbook.read import read_workbook
from tests.lab.faults import CELL_FAULTS, Fault
from tests.lab.file_faults import FILE_FAULTS
from tests.lab.ink import write
from tests.lab.oddities import ODDITIES, Oddity
from tests.lab.score import rows_meant, rows_read, score
from tests.lab.sketch import Sketch, reference

SEEDS = range(5)
FAULTS = [*CELL_FAULTS, *FILE_FAULTS]


def read(sketch: Sketch, path: Path) -> Reading:
    """Write a sketch and read it."""
    return read_workbook(write(sketch, path), load_forms(), reference())


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault_is_found_at_its_cell_and_nothing_else_is(fault: Fault, tmp_path: Path) -> None:
    for seed in SEEDS:
        sketch, expected = fault.make(seed)
        reading = read(sketch, tmp_path / f"{seed}.xlsx")
        scored = score(fault.name, reading, sketch, expected)
        assert scored.is_right, (seed, scored.missed, scored.invented, reading.recognised)


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


def test_kinds_are_many_and_named_once() -> None:
    names = [kind.name for kind in (*FAULTS, *ODDITIES)]
    assert len(set(names)) == len(names)
    assert len(FAULTS) >= 60
    assert len(ODDITIES) >= 60
