"""Quarters beside their year: checks in, candidates out.

The one surprising thing: a flow of the quarters adds up to the year, a stock of the year is that
of the fourth quarter; and a work that is listed in two quarters is still one work.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from etl.contracts import AcrossCheck
from etl.validate.across.scene import Scene, Told, listener, small, total_rows, whole
from etl.validate.bounds import signed
from etl.validate.ladder import Candidate
from etl.validate.returns import Return
from etl.validate.sentences import row_label, several
from etl.wording import number_text


def quarters_sum_to_year(check: AcrossCheck, scene: Scene) -> Iterator[Candidate]:
    """Compare sums of columns: the four quarters with the year."""
    compared = list(_years_with_quarters(scene))
    if not compared:
        return
    sums = scene.frame.groupby("return_number")[list(check.columns)].sum()
    for year, quarters in compared:
        to = listener(year, quarters)
        if to is None:
            continue
        for column in check.columns:
            stated = _sum(sums, year, column)
            parts = sum(_sum(sums, quarter, column) for quarter in quarters)
            apart = round(stated - parts, 6)
            if abs(apart) > check.tolerance:
                words = _words(stated, parts, apart)
                reads = whole([year, *quarters], [column])
                rows = total_rows(to)
                yield scene.tell(
                    check, to, Told(words, column, rows=rows, reads=reads, signed=signed(apart))
                )


def quarters_count_to_year(check: AcrossCheck, scene: Scene) -> Iterator[Candidate]:
    """Compare how many different things the quarters and the year list."""
    (column,) = check.columns
    for year, quarters in _years_with_quarters(scene):
        to = listener(year, quarters)
        if to is None:
            continue
        stated = _things(check, scene, year)
        parts: dict[tuple[object, ...], str] = {}
        for quarter in quarters:
            parts |= _things(check, scene, quarter)
        if stated.keys() == parts.keys():
            continue
        unmatched = stated.keys() ^ parts.keys()
        only = [label for key, label in (stated | parts).items() if key in unmatched]
        words = _words(len(stated), len(parts), len(stated) - len(parts))
        words["other"] = several(only)
        yield scene.tell(
            check,
            to,
            Told(
                words,
                column,
                reads=whole([year, *quarters], [column, *check.by]),
                signed=signed(len(stated) - len(parts)),
            ),
        )


def year_equals_last_quarter(check: AcrossCheck, scene: Scene) -> Iterator[Candidate]:
    """Compare stocks row by row: the year with its fourth quarter."""
    for year in scene.years():
        quarter_key = year.period.quarter_keys[-1]
        quarter = scene.find(year.agency_id, quarter_key)
        if quarter is None:
            scene.note_missing(year, [quarter_key])
            continue
        to = listener(year, [quarter])
        if to is not None:
            yield from _unequal_stocks(check, scene, year, quarter, to)


def _unequal_stocks(
    check: AcrossCheck, scene: Scene, year: Return, quarter: Return, to: Return
) -> Iterator[Candidate]:
    on = [*check.by, *([check.same] if check.same else [])]
    both = scene.rows(year).merge(scene.rows(quarter), on=on, suffixes=("", "_quarter"))
    for column in check.columns:
        stated, parts = both[column], both[f"{column}_quarter"]
        differs = (stated - parts).abs() > check.tolerance
        for record in both[differs].to_dict("records"):
            value, expected = record[column], record[f"{column}_quarter"]
            label, key = scene.named(to, record)
            row = int(record["excel_row" if to is year else "excel_row_quarter"])
            apart = round(value - expected, 6)
            yield scene.tell(
                check,
                to,
                Told(
                    _words(value, expected, apart),
                    column,
                    rows=(row,),
                    reads=(
                        (year.number, int(record["excel_row"]), column),
                        (quarter.number, int(record["excel_row_quarter"]), column),
                    ),
                    row_key=key,
                    row_label=label,
                    signed=signed(apart),
                ),
            )


def _years_with_quarters(scene: Scene) -> Iterator[tuple[Return, list[Return]]]:
    for year in scene.years():
        found = {key: scene.find(year.agency_id, key) for key in year.period.quarter_keys}
        quarters = [quarter for quarter in found.values() if quarter is not None]
        if len(quarters) == len(found):
            yield year, quarters
        else:
            scene.note_missing(year, [key for key, quarter in found.items() if quarter is None])


def _things(check: AcrossCheck, scene: Scene, one: Return) -> dict[tuple[object, ...], str]:
    rows = scene.rows(one)
    for column, value in check.where.items():
        rows = rows[rows[column] == value]
    printer = scene.printer(one)
    return {
        tuple(record[name] for name in check.by): small(row_label(one, printer, record))
        for record in rows.to_dict("records")
    }


def _sum(sums: pd.DataFrame, one: Return, column: str) -> float:
    return float(sums[column].get(one.number, 0.0))


def _words(value: float, expected: float, apart: float) -> dict[str, str]:
    return {
        "value": plain(value),
        "expected": plain(expected),
        "difference": plain(abs(apart)),
    }


def plain(value: float) -> str:
    """Print a number without the digits that floating point adds."""
    rounded = round(float(value), 6)
    return number_text(int(rounded) if rounded.is_integer() else rounded)
