"""One thing, one sender: checks in, candidates out.

The one surprising thing: each sender of this batch is told of the other; an agency whose return
was accepted earlier is named, but not told.
"""

from __future__ import annotations

from collections.abc import Iterator

from etl.contracts import AcrossCheck
from etl.validate.across.scene import Scene, Told
from etl.validate.ladder import Candidate
from etl.validate.returns import Return


def unique_over_agencies(check: AcrossCheck, scene: Scene) -> Iterator[Candidate]:
    """Find rows that two agencies report for the same period."""
    by = list(check.by)
    agencies = {one.agency_id for one in scene.current()}
    if len(agencies) < 2:
        return
    counted = {one.number for one in scene.current()}
    counts = scene.frame["return_number"].isin(counted)
    frame = scene.frame.loc[counts, ["return_number", "excel_row", *by]].dropna(subset=by)
    of = {number: one for number, one in scene.returns.items() if number in counted}
    frame = frame.assign(
        period=frame["return_number"].map({n: one.period.key for n, one in of.items()}),
        agency=frame["return_number"].map({n: one.agency_id for n, one in of.items()}),
    )
    once_each = frame.drop_duplicates(["period", "agency", *by])
    repeated = once_each[once_each.duplicated(["period", *by], keep=False)]
    for _, group in repeated.groupby(["period", *by], sort=False):
        numbers = [int(number) for number in group["return_number"]]
        for number in numbers:
            one = of[number]
            if one.judged:
                others = [of[other] for other in numbers if other != number]
                row = int(group.loc[group["return_number"] == number, "excel_row"].iloc[0])
                yield _told(check, scene, one, others, row)


def _told(
    check: AcrossCheck, scene: Scene, one: Return, others: list[Return], row: int
) -> Candidate:
    rows = scene.rows(one)
    record = rows[rows["excel_row"] == row].to_dict("records")[0]
    label, key = scene.named(one, record)
    column = check.columns[0]
    names = sorted(other.agency.name if other.agency else other.agency_id for other in others)
    return scene.tell(
        check,
        one,
        Told(
            {"other": ", ".join(names)},
            column,
            rows=(row,),
            reads=tuple((one.number, row, name) for name in check.by),
            row_key=key,
            row_label=label,
        ),
    )
