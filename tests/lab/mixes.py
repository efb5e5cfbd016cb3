"""Several faults in one workbook: a seed in, a sketch with two to four faults and a dress out.

The one surprising thing: faults are drawn until they lie in different rows and columns, so that
each is a story of its own and whatever else is found is a consequence that should be silent.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from tests.lab.faults import CELL_FAULTS, Expected, Fault
from tests.lab.file_faults import FILE_FAULTS
from tests.lab.oddities import ODDITIES
from tests.lab.sketch import Line, Sketch, sketch

_ALONE = frozenset({"commune that four districts have", "two faults"})  # they change other cells
_OF_FILES = (
    "macro",
    "embedded object",
    "link to another file",
    "no unit",
    "text alone in a row",
    "record below the signature",
    "header with a slip",
    "hidden row",
    "hidden column",
)
_DRESSES = (
    "decomposed letters",
    "old tone marks",
    "capitals",
    "line breaks in headers",
    "columns in another order",
    "foreign column",
    "ordinal column",
    "a word a row",
    "no column numbers",
    "far from the corner",
    "signatures",
    "scratch beside and below",
    "other sheets",
    "calendar of 1904",
)
_READ_ALL_THE_SAME = frozenset(
    {"cell.factor_1000", "cell.shown_differently", "cell.linked_formula"}
)


@dataclass(frozen=True, slots=True)
class Mix:
    """One kind of mixture: how many faults of cells and of files, and in which dress."""

    name: str
    form: str
    cells: int
    files: int = 0
    has_dress: bool = False
    has_total: bool = False

    def make(self, seed: int) -> tuple[Sketch, list[Expected]]:
        """Sketch a workbook of a seed with faults that do not touch each other."""
        rng = random.Random(f"{self.name} {seed}")
        for attempt in range(1_000):
            drawn = sketch(self.form, 100 * seed + attempt)
            faults = self._draw(rng)
            if self.has_dress:
                _dress(drawn, rng)
            if self.has_total:
                drawn.lines.insert(0, _total(drawn))
            planted = [fault.plant(drawn) for fault in faults]
            if _lie_apart(planted) and not (self.has_total and _changes_sums(planted)):
                return drawn, [one for group in planted for one in group]
        raise AssertionError(f"no mixture for {self.name}, seed {seed}")

    def _draw(self, rng: random.Random) -> list[Fault]:
        """Draw faults of different rules and columns."""
        of_cells = [f for f in CELL_FAULTS if f.form == self.form and f.name not in _ALONE]
        of_files = [f for f in FILE_FAULTS if f.name in _OF_FILES]
        drawn: list[Fault] = []
        for pool, count in ((of_files, self.files), (of_cells, self.cells)):
            for fault in rng.sample(pool, len(pool)):
                touched = {mark for other in drawn for mark in _touches(other)}
                if count and not touched & _touches(fault):
                    drawn.append(fault)
                    count -= 1
        return drawn


@cache
def _touches(fault: Fault) -> frozenset[str]:
    """Give the columns and rules that a fault is about."""
    planted = fault.plant(sketch(fault.form, 1))
    return frozenset({one.rule for one in planted} | {one.column for one in planted} - {""})


def _dress(drawn: Sketch, rng: random.Random) -> None:
    dresses: Sequence[Callable[[Sketch], None]] = [
        oddity.dress for oddity in ODDITIES if oddity.name in _DRESSES
    ]
    rng.choice(dresses)(drawn)


def _total(drawn: Sketch) -> Line:
    """Make the total row of a clean sketch; faults that are planted later are not in it."""
    sums = {
        c.name: sum(r.cells[c.name] for r in drawn.records)
        for c in drawn.form.columns
        if c.totalled
    }
    return Line(sums, {0: "Tổng số"}, is_record=False)


def _lie_apart(planted: Sequence[Sequence[Expected]]) -> bool:
    """Tell whether no two faults share a row."""
    lines = [line for group in planted for line in {id(one.line) for one in group if one.line}]
    return len(set(lines)) == len(lines)


def _changes_sums(planted: Sequence[Sequence[Expected]]) -> bool:
    """Tell whether a planted value is read, and then rightly missed in the total."""
    return any(one.rule in _READ_ALL_THE_SAME for group in planted for one in group)


MIXES = [
    Mix("two faults of cells", "works", 2),
    Mix("three faults of cells", "works", 3),
    Mix("four faults of cells", "works", 4),
    Mix("two faults of counts", "poverty", 2),
    Mix("a fault of the file and one of a cell", "works", 1, files=1),
    Mix("a fault of the file and three of cells", "works", 3, files=1),
    Mix("two faults of the file and two of cells", "works", 2, files=2),
    Mix("two faults in an odd dress", "works", 2, has_dress=True),
    Mix("four faults in an odd dress", "works", 3, files=1, has_dress=True),
    Mix("two faults above a total", "works", 2, has_total=True),
    Mix("four faults above a total", "works", 4, has_total=True),
    Mix("a fault of the file and two of cells above a total", "works", 2, 1, has_total=True),
]
