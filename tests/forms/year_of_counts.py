"""A year of one form that keeps small counts back, drawn at random, and what is shown of it."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Mapping

import sqlalchemy as sa
from returns_by_hand import accepted, table

FORM, SENDER = "legal_aid", "so-tu-phap"
QUARTERS, YEAR = ("2020-Q1", "2020-Q2", "2020-Q3", "2020-Q4"), "2020"
PERIODS = (*QUARTERS, YEAR)
DISTRICTS, LATER = ("180", "181", "182"), ("183", "184", "185")
"""The areas of a year; those that stand in their place after its middle, where it has two sets."""
FIELDS = ("civil", "criminal", "land", "other")
ROWS = tuple(itertools.product((*DISTRICTS, *LATER), FIELDS))
SIZE = len(DISTRICTS) * len(FIELDS)
"""Rows of a return; the same again have the later areas."""
Counts = Mapping[tuple[str, int], int]
"""By period and number of the row; what is not there is not in the workbook."""


def row(district: str, field: str, count: int) -> dict[str, str | int | float | None]:
    numbers = dict.fromkeys(("completed_case_count", "person_count"), 0)
    return {
        "district": district,
        "field": field,
        "form_of_aid": "advice",
        "case_count": count,
        **numbers,
        "reason": f"gồm {count} vụ",
    }


def send(conn: sa.Connection) -> Mapping[str, int]:
    """Accept a return of zeros for each period; gives their ids."""
    read = table(FORM, [row(*one, 0) for one in ROWS[:SIZE]])  # type: ignore[arg-type]
    return {key: accepted(conn, key, read, agency_id=SENDER, period_key=key) for key in PERIODS}


def put(conn: sa.Connection, returns: Mapping[str, int], counts: Counts) -> None:
    """Write some counts into the returns, and where they are of."""
    conn.execute(
        sa.text(
            f"UPDATE landing.{FORM} SET case_count = :count, district = :district "
            "WHERE return_id = :return_id AND excel_row = :row"
        ),
        [
            {"count": n, "district": ROWS[at][0], "return_id": returns[key], "row": 8 + at % SIZE}
            for (key, at), n in counts.items()
        ],
    )


def put_all(conn: sa.Connection, returns: Mapping[str, int], counts: Counts) -> None:
    """Write the counts of a whole year; whatever it does not have is empty."""
    conn.execute(
        sa.text(f"UPDATE landing.{FORM} SET case_count = NULL WHERE return_id = ANY (:ids)"),
        {"ids": list(returns.values())},
    )
    if counts:
        put(conn, returns, counts)


def drawn(seed: int) -> Counts:
    """Draw a year, mostly small: with gaps, parts unsent, areas replaced after its middle."""
    draw = random.Random(seed)
    most = draw.choice((2, 4, 6, 12))
    has_later, gaps = draw.random() < 0.35, draw.choice((0.0, 0.2, 0.5))
    counts: dict[tuple[str, int], int] = {}
    for place, key in enumerate(QUARTERS):
        without = {one for one in DISTRICTS if draw.random() < gaps / 2}
        for at in range(SIZE):
            if ROWS[at][0] not in without and draw.random() >= gaps:
                own = at + SIZE * (has_later and place > 1)
                counts[key, own] = draw.choice((0, 0, draw.randint(0, most), draw.randint(5, 40)))
    year: Counter[int] = Counter()
    for (_, at), count in counts.items():
        is_earlier = has_later and at < SIZE
        year[SIZE + 4 * draw.randrange(3) + at % 4 if is_earlier else at] += count
    for at in range(SIZE * has_later, SIZE * has_later + SIZE):
        if year[at] or draw.random() >= gaps:
            counts[YEAR, at] = year[at]
    unsent = draw.choice(((), (), (YEAR,), QUARTERS[3:], QUARTERS[1:3], QUARTERS[:1]))
    return {cell: count for cell, count in counts.items() if cell[0] not in unsent}


def told(
    conn: sa.Connection, counts: Counts
) -> tuple[dict[tuple[str, int], int | None], dict[tuple[str, str], int | None]]:
    """Give what is shown of rows, and of areas and totals ("") that have any; None: kept back."""
    rows = conn.execute(
        sa.text(
            "SELECT period_key, district_code, field, case_count, marks ->> 'case_count' "
            f"FROM mart.{FORM}"
        )
    )
    of_rows = {}
    for key, district, field, count, mark in rows:
        cell = (key, ROWS.index((district, field)))
        if cell in counts:
            assert (count is None) == (mark == "suppressed")
            of_rows[cell] = count
    areas = conn.execute(
        sa.text(
            "SELECT period_key, area_code, case_count, 'case_count' = ANY (suppressed) "
            f"FROM mart.{FORM}_by_area WHERE area_code = ANY (:areas) UNION ALL "
            "SELECT period_key, '', value, is_suppressed FROM landing.indicator_value "
            "WHERE is_total AND indicator_id = 'legal_aid_case_count'"
        ),
        {"areas": [*DISTRICTS, *LATER]},
    )
    begun = {(key, area) for key, at in counts for area in ("", ROWS[at][0])}
    found = {(key, area): None if back else int(n) for key, area, n, back in areas
             if (key, area) in begun}  # fmt: skip
    return of_rows, found
