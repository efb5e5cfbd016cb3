"""Amounts a thousand times off beside the year before: checks in, candidates out.

The one surprising thing: a whole column in another unit is one story, told of the column and not
once more of each of its rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from etl.contracts import AcrossCheck
from etl.model import Severity, as_told
from etl.validate.across.history import years_with_before
from etl.validate.across.periods import plain
from etl.validate.across.scene import Scene, Told, paired, whole
from etl.validate.batch import BatchReturn
from etl.validate.bounds import signed
from etl.validate.frames import row_in, rows_in
from etl.validate.ladder import Candidate
from etl.wording import small

_LEAST, _MOST = 300.0, 3_000.0  # what still is "about a thousand" between two years
_WHOLE = "cả biểu (cộng các dòng)"
_OF_MONEY = "đơn vị đồng, nghìn đồng, triệu đồng"
_OF_COUNTS = "dấu phân cách hàng nghìn với dấu thập phân, hoặc nhầm đơn vị tính"
_TIMES = {True: "gấp khoảng 1.000 lần", False: "chỉ bằng khoảng 1/1.000 của"}

Pair = tuple[BatchReturn, BatchReturn]


def thousandfold(check: AcrossCheck, scene: Scene) -> Iterator[Candidate]:
    """Find columns, and single rows, about a thousand times what they were a year before."""
    pairs = list(years_with_before(scene))
    if not pairs:
        return
    columns = list(check.columns)
    amounts = scene.frame[columns].where(scene.frame[columns] > 0)
    grouped = amounts.groupby(scene.frame["return_number"])
    sizes = {name: getattr(grouped, name)() for name in ("sum", "median", "min", "max")}
    for column in columns:
        of = {name: made[column].to_dict() for name, made in sizes.items()}
        for pair in pairs:
            if all(_is_thousandfold(*_both(of[name], pair)) for name in ("sum", "median")):
                yield _whole_column(check, scene, pair, column, _both(of["sum"], pair))
            elif _may_hold_slips(of, pair):
                yield from _rows(check, scene, pair, column)


def _both(sizes: Mapping[int, float], pair: Pair) -> tuple[float, float]:
    now, then = (sizes.get(one.number, 0.0) for one in pair)
    return now, then


def _is_thousandfold(now: float, then: float) -> bool:
    """Tell whether two amounts are about a factor of a thousand apart, either way."""
    low, high = sorted((now, then))
    return low > 0 and _LEAST <= high / low <= _MOST


def _may_hold_slips(of: Mapping[str, Mapping[int, float]], pair: Pair) -> bool:
    """Tell from the extremes whether any two rows can be so far apart at all."""
    (least, least_before), (most, most_before) = _both(of["min"], pair), _both(of["max"], pair)
    return most >= _LEAST * least_before > 0 or most_before >= _LEAST * least > 0


def _whole_column(
    check: AcrossCheck, scene: Scene, pair: Pair, column: str, sums: tuple[float, float]
) -> Candidate:
    year, before = pair
    rows = scene.rows(year)
    return scene.tell(
        check,
        year,
        Told(
            _words(year, column, *sums, before),
            column,
            rows=rows_in(rows[rows[column] > 0]),
            reads=whole(pair, [column]),
            row_label=_WHOLE,
            doubts_sums=True,
            signed=signed(as_told(sums[0] - sums[1])),
        ),
    )


def _rows(check: AcrossCheck, scene: Scene, pair: Pair, column: str) -> Iterator[Candidate]:
    both = paired(check, scene, *pair, "_before")
    now, before = both[column], both[f"{column}_before"]
    low, high = np.minimum(now, before), np.maximum(now, before)
    slipped = (low > 0) & (high >= _LEAST * low) & (high <= _MOST * low)
    for record in both[slipped].to_dict("records"):
        yield _row(check, scene, pair, record, column)


def _row(
    check: AcrossCheck, scene: Scene, pair: Pair, record: Mapping[Any, Any], column: str
) -> Candidate:
    year, before = pair
    now, then = record[column], record[f"{column}_before"]
    label, key = scene.named(year, record)
    row = row_in(record)
    explained = check.explained_by and record.get(check.explained_by)
    return scene.tell(
        check,
        year,
        Told(
            _words(year, column, now, then, before),
            column,
            rows=(row,),
            reads=(
                (year.number, row, column),
                (before.number, row_in(record, "_before"), column),
            ),
            row_key=key,
            row_label=label,
            severity=Severity.INFO if explained else None,
            doubts_sums=True,
            signed=signed(as_told(now - then)),
        ),
    )


def _words(
    one: BatchReturn, column: str, now: float, then: float, before: BatchReturn
) -> dict[str, str]:
    return {
        "value": plain(now),
        "expected": plain(then),
        "difference": _TIMES[now > then],
        "other": small(before.period.title),
        "why": _OF_MONEY if one.form.column(column).is_money else _OF_COUNTS,
    }
