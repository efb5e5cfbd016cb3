"""Quarters beside their year: checks in, candidates out.

The one surprising thing: a flow of the quarters adds up to the year, a stock of the year is that
of the fourth quarter; and a work that is listed in two quarters is still one work.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from etl.contracts import AcrossCheck
from etl.model import DECIMALS, Period, as_told
from etl.validate.across.scene import OTHER, Scene, paired, whole
from etl.validate.batch import BatchReturn
from etl.validate.ladder import Candidate
from etl.validate.sentences import compared, row_label, several, signed
from etl.wording import in_sentence, number_text


def quarters_sum_to_year(check: AcrossCheck, scene: Scene) -> Iterator[Candidate]:
    """Compare sums of columns: the four quarters with the year."""
    years = list(_years_with_quarters(scene))
    if not years:
        return
    grouped = scene.frame.groupby("return_number")[list(check.columns)].sum()
    sums = {column: grouped[column].to_dict() for column in check.columns}
    for to, year, quarters in years:
        for column in check.columns:
            stated = sums[column].get(year.number, 0.0)
            parts = sum(sums[column].get(quarter.number, 0.0) for quarter in quarters)
            apart = as_told(stated - parts)
            if abs(apart) > check.tolerance:
                # marked is the whole table's total, where a sum over the table is written
                covers = (0, len(to.table.rows))
                totals = [(t.sheet_no, t.row) for t in to.table.totals if len(t.covers) in covers]
                yield scene.tell(
                    check,
                    to,
                    compared(stated, parts, apart),
                    column,
                    rows=totals[:1],
                    reads=whole([year, *quarters], [column]),
                    difference=signed(apart),
                )


def quarters_count_to_year(check: AcrossCheck, scene: Scene) -> Iterator[Candidate]:
    """Compare which things the quarters and the year list; as many may still be others."""
    (column,) = check.columns
    years = list(_years_with_quarters(scene))
    things = _things(check, scene.frame) if years else {}
    for to, year, quarters in years:
        stated = things.get(year.number, {})
        parts: dict[int, int] = {}
        for quarter in quarters:
            parts |= things.get(quarter.number, {})
        if stated.keys() == parts.keys():
            continue
        apart = len(stated) - len(parts)
        words = {
            "value": _only(scene, year, stated, parts),
            "expected": _only(scene, year, parts, stated),
            "other": f"{number_text(len(stated))} so với {number_text(len(parts))}",
        }
        reads = whole([year, *quarters], [column, *check.by])
        difference = signed(apart) if apart else ""
        yield scene.tell(check, to, words, column, reads=reads, difference=difference)


def year_equals_last_quarter(check: AcrossCheck, scene: Scene) -> Iterator[Candidate]:
    """Compare stocks row by row: the year with its fourth quarter."""
    for to in scene.judged():
        year = _year_of(scene, to)
        if year is None:
            continue
        for quarter in scene.beside(to, year.period.quarter_keys[-1:], notes=to is year):
            if to not in (year, quarter):
                continue
            both = paired(check, scene, year, quarter)
            for column in check.columns:
                apart = (both[column] - both[f"{column}{OTHER}"]).abs().round(DECIMALS)
                for record in both[apart > check.tolerance].to_dict("records"):
                    yield scene.tell_row(check, to, (year, quarter), record, column)


def _years_with_quarters(
    scene: Scene,
) -> Iterator[tuple[BatchReturn, BatchReturn, list[BatchReturn]]]:
    """Give each return of a year or quarter with its year and all four quarters, where all came.

    A year notes which of its quarters did not.
    """
    for to in scene.judged():
        year = _year_of(scene, to)
        if year is None:
            continue
        if quarters := scene.beside(to, year.period.quarter_keys, notes=to is year):
            yield to, year, quarters


def _year_of(scene: Scene, one: BatchReturn) -> BatchReturn | None:
    year = Period.parse(str(one.period.year))
    if one.period.key not in (year.key, *year.quarter_keys):
        return None
    return scene.find(one, one.agency_id, year.key)


def _things(check: AcrossCheck, frame: pd.DataFrame) -> Mapping[int, dict[int, int]]:
    """Find the things that each return lists: return number → thing → its last row of the frame.

    All returns at once, because a frame for each costs more than everything else here.
    """
    counted = np.ones(len(frame), dtype=bool)
    for column, value in check.where.items():
        counted &= (frame[column] == value).to_numpy(dtype=bool)
    things = frame.groupby(list(check.by), sort=False, dropna=False).ngroup().tolist()
    numbers = frame["return_number"].tolist()
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for row in np.flatnonzero(counted).tolist():
        found[numbers[row]][things[row]] = row
    return found


def _only(
    scene: Scene, one: BatchReturn, these: Mapping[int, int], others: Mapping[int, int]
) -> str:
    rows = [row for thing, row in these.items() if thing not in others]
    printer, records = scene.printer(one), scene.frame.iloc[rows].to_dict("records")
    return several([in_sentence(row_label(one, printer, row)) for row in records]) or "không có"
