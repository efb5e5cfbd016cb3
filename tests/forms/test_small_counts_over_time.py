"""No small count can be computed from what is printed: by area, over a year, as it arrives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from scipy.optimize import linprog
from year_of_counts import (
    FORM,
    PERIODS,
    QUARTERS,
    ROWS,
    SIZE,
    YEAR,
    Counts,
    drawn,
    put_all,
    send,
    told,
)

from etl import warehouse

BEYOND = "beyond"
"""The part of the year that no quarter in force has."""
Line = Mapping[tuple[str, int], float]


@pytest.fixture
def returns(home: Path) -> Mapping[str, int]:
    with warehouse.transaction() as conn:
        return send(conn)


def beyond(counts: Counts) -> Counts:
    """Give what the rows of the year have beyond the quarters, where there is a year."""
    of_year = [at for key, at in counts if key == YEAR]
    return {
        (BEYOND, at): counts[YEAR, at] - sum(counts.get((key, at), 0) for key in QUARTERS)
        for at in of_year
    }


def known(
    counts: Counts,
    of_rows: Mapping[tuple[str, int], int | None],
    of_areas: Mapping[tuple[str, str], int | None],
) -> list[tuple[Line, float]]:
    """Give what a reader knows: sums of counts, shown or not, and what those come to."""
    begun = {key for key, _ in counts}
    lines: list[tuple[Line, float]] = [
        ({cell: 1}, value) for cell, value in of_rows.items() if value is not None
    ]
    for (key, area), value in of_areas.items():
        if value is not None:
            cells = [one for one in counts if one[0] == key and area in ("", ROWS[one[1]][0])]
            lines.append((dict.fromkeys(cells, 1), value))
    if YEAR not in begun:
        return lines
    is_complete = begun == set(PERIODS)
    has_later = any(at >= SIZE for _, at in counts)
    for at in range(SIZE * has_later, SIZE * has_later + SIZE):
        quarters = dict.fromkeys([(key, at) for key in QUARTERS if (key, at) in counts], 1)
        if (YEAR, at) in counts:
            lines.append(({**quarters, (BEYOND, at): 1, (YEAR, at): -1}, 0))
            if is_complete and not has_later:
                lines.append(({(BEYOND, at): 1}, 0))
        elif quarters:
            lines.append((quarters, 0))
    if is_complete:
        lines.append(({cell: 1 - 2 * (cell[0] == YEAR) for cell in counts}, 0))
    return lines


def asked(counts: Counts) -> list[Collection[tuple[str, int]]]:
    """Give the cells of every small count: of a row, of an area, of all."""
    groups = defaultdict[tuple[str, object], set[tuple[str, int]]](set)
    for key, at in counts:
        for of in (at, ROWS[at][0], ""):
            groups[key, of].add((key, at))
    return [cells for cells in groups.values() if 0 < sum(counts[one] for one in cells) < 5]


def test_no_small_count_can_be_computed_from_what_is_printed(returns: Mapping[str, int]) -> None:
    """A reader knows that none is below 0, what is not in a workbook, and that a year adds up."""
    kept_back = 0
    for seed in range(60):
        counts = drawn(seed)
        with warehouse.transaction("owner") as conn:
            put_all(conn, returns, counts)
        with warehouse.transaction("owner") as conn:
            of_rows, of_areas = told(conn, counts)
        for cell, shown in of_rows.items():
            assert shown in (None, counts[cell])
            assert shown is None or not 0 < shown < 5, (seed, cell)
        everything = {**counts, **beyond(counts)}
        place = {cell: n for n, cell in enumerate(everything)}
        matrix, values = [], []
        for line, value in known(counts, of_rows, of_areas):
            assert sum(sign * everything[cell] for cell, sign in line.items()) == value, seed
            matrix.append(np.zeros(len(place)))
            for cell, sign in line.items():
                matrix[-1][place[cell]] = sign
            values.append(value)
        for cells in asked(everything):
            goal = np.zeros(len(place))
            goal[[place[cell] for cell in cells]] = 1
            ends = [
                linprog(sign * goal, A_eq=np.array(matrix), b_eq=values, bounds=(0, None))
                for sign in (1, -1)
            ]
            least, most = ends[0].fun, -ends[1].fun if ends[1].success else np.inf
            assert most - least > 0.9, (seed, cells, least, most)
            kept_back += 1
    assert kept_back > 400


def test_what_is_kept_back_is_so_when_more_has_come(returns: Mapping[str, int]) -> None:
    """Else what is shown of a quarter now and what was shown of it then give a count away."""

    def small(conn: sa.Connection) -> set[tuple[object, ...]]:
        rows = conn.execute(
            sa.text(f"SELECT area_code, row_key::text FROM landing.{FORM}_small")
        ).all()
        return {tuple(one) for one in rows}

    for seed in range(25):
        counts, before = drawn(seed), set[tuple[object, ...]]()
        for last in range(len(PERIODS)):
            come = {cell: n for cell, n in counts.items() if cell[0] in PERIODS[: last + 1]}
            with warehouse.transaction("owner") as conn:
                put_all(conn, returns, come)
                now = small(conn)
            if YEAR in PERIODS[: last + 1] and {key for key, _ in come} != set(PERIODS):
                continue  # what the year has beyond its quarters is known with it at the earliest
            assert before <= now, (seed, last)
            before = now
