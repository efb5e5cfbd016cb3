"""A year beside the year before: checks in, candidates out.

The one surprising thing: figures under two poverty standards are never subtracted from each
other; that the standard has changed is told once, as information.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from etl.contracts import AcrossCheck
from etl.model import DECIMALS, Period, Severity, all_periods, as_told
from etl.validate.across.periods import plain
from etl.validate.across.scene import Scene, Told, paired, whole
from etl.validate.batch import BatchReturn
from etl.validate.bounds import signed, telling
from etl.validate.frames import row_in, rows_in
from etl.validate.ladder import Candidate, Read
from etl.validate.sentences import Printer
from etl.wording import capital, number_text, small


def year_on_year_change(check: AcrossCheck, scene: Scene) -> Iterator[Candidate]:
    """Find rows whose number moves more than is usual for its column."""
    for year, before in years_with_before(scene):
        both = paired(check, scene, year, before, "_before")
        for column in check.columns:
            usual = year.form.column(column).usual_change
            if usual is None:
                continue
            now, then = both[column], both[f"{column}_before"]
            moved = (now - then).abs()
            sharp = (moved >= usual.least) & (moved > then * usual.pct / 100)
            for record in both[sharp].to_dict("records"):
                yield _moved(check, scene, (year, before), record, column)


def never_falls(check: AcrossCheck, scene: Scene) -> Iterator[Candidate]:
    """Find rows whose cumulative number is below that of the period before."""
    for one in scene.judged():
        previous = _previous(one.period)
        before = scene.find(one, one.agency_id, previous.key) if previous else None
        if before is None:
            scene.note_missing(one, [previous.key] if previous else [])
            continue
        both = paired(check, scene, one, before, "_before")
        for column in check.columns:
            fell = (both[f"{column}_before"] - both[column]).round(DECIMALS) > check.tolerance
            for record in both[fell].to_dict("records"):
                yield _moved(check, scene, (one, before), record, column)


def _previous(period: Period) -> Period | None:
    """Give the period of its kind that ends last before it begins."""
    earlier = (one for one in all_periods([period.kind]) if one.ends_on < period.starts_on)
    return max(earlier, key=lambda one: one.ends_on, default=None)


def year_on_year_rise(check: AcrossCheck, scene: Scene) -> Iterator[Candidate]:
    """Find groups of rows whose rate rises; the rate is numerator over denominator, in per cent."""
    numerator, denominator = check.columns
    for year, before in years_with_before(scene):
        by = [*check.by, *year.form.apart]
        columns = [numerator, denominator]
        now = scene.rows(year).groupby(by)[columns].sum()
        then = scene.rows(before).groupby(by)[columns].sum()
        both = now.join(then, rsuffix="_before", how="inner")
        rate = 100 * both[numerator] / both[denominator]
        rate_before = 100 * both[f"{numerator}_before"] / both[f"{denominator}_before"]
        rises = rate - rate_before > check.tolerance + 1e-9
        for group in both.index[rises]:
            values = dict(zip(by, group if isinstance(group, tuple) else (group,), strict=True))
            rates = float(rate.loc[group]), float(rate_before.loc[group])
            yield _rise(check, scene, (year, before), values, rates)


def year_on_year_same(check: AcrossCheck, scene: Scene) -> Iterator[Candidate]:
    """Tell once that a column which must agree for a comparison does not."""
    (column,) = check.columns
    for year, before in years_with_before(scene):
        now = set(scene.rows(year)[column].dropna())
        then = set(scene.rows(before)[column].dropna())
        if not now or not then or now == then:
            continue
        words = {
            "value": _listed(scene.printer(year), column, now),
            "expected": _listed(scene.printer(before), column, then),
            "other": before.period.title,
        }
        yield scene.tell(check, year, Told(words, column, reads=whole([year, before], [column])))


def years_with_before(scene: Scene) -> Iterator[tuple[BatchReturn, BatchReturn]]:
    """Give each judged return of a form's longest periods with that of the period before.

    What is missing is noted."""
    for year in scene.judged():
        if year.period.before is None or year.period.is_part_of(year.form.frequencies):
            continue
        before = scene.find(year, year.agency_id, year.period.before.key)
        if before is None:
            scene.note_missing(year, [year.period.before.key])
        else:
            yield year, before


def _moved(
    check: AcrossCheck,
    scene: Scene,
    pair: tuple[BatchReturn, BatchReturn],
    record: Mapping[Any, Any],
    column: str,
) -> Candidate:
    year, before = pair
    value, expected = record[column], record[f"{column}_before"]
    apart = as_told(value - expected)
    explained = check.explained_by and record.get(check.explained_by)
    label, key = scene.named(year, record)
    return scene.tell(
        check,
        year,
        Told(
            {
                "value": plain(value),
                "expected": plain(expected),
                "difference": plain(abs(apart)),
                "other": small(before.period.title),
            },
            column,
            rows=(row_in(record),),
            reads=(
                (year.number, row_in(record), column),
                (before.number, row_in(record, "_before"), column),
            ),
            row_key=key,
            row_label=label,
            severity=Severity.INFO if explained else None,
            signed=signed(apart),
        ),
    )


def _rise(
    check: AcrossCheck,
    scene: Scene,
    pair: tuple[BatchReturn, BatchReturn],
    group: Mapping[str, str],
    rates: tuple[float, float],
) -> Candidate:
    year, before = pair
    rows = scene.rows(year)
    for name, value in group.items():
        rows = rows[rows[name] == value]
    printer = scene.printer(year)
    label = ", ".join(printer.text(name, group[name]) for name in check.by)
    points = rates[0] - rates[1]
    decimals = telling(points, 2)
    return scene.tell(
        check,
        year,
        Told(
            {
                "value": number_text(rates[0], decimals),
                "expected": number_text(rates[1], decimals),
                "difference": number_text(points, decimals),
                "other": small(before.period.title),
            },
            check.columns[0],
            rows=rows_in(rows),
            reads=(*whole(pair, check.columns), *_cells(year, rows, check.columns)),
            row_key="|".join(group[name] for name in check.by),
            row_label=capital(label),
            signed=f"+{number_text(points, decimals)}",
        ),
    )


def _cells(one: BatchReturn, rows: pd.DataFrame, columns: Iterable[str]) -> Iterator[Read]:
    """Say that some cells are read: what is doubtful there makes their rate doubtful."""
    names = list(columns)
    return ((one.number, row, name) for row in rows_in(rows) for name in names)


def _listed(printer: Printer, column: str, values: set[str]) -> str:
    return ", ".join(sorted(printer.text(column, value) for value in values))
