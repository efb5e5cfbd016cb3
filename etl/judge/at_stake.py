"""What rests on doubted returns: stored returns of a period in, indicators out.

The one surprising thing: a total is that of all returns in force which were judged together, so a
share of it is a share of what is printed today.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from etl.contracts.indicators import indicators_of, rows_of
from etl.judge.rejudge import Today


@dataclass(frozen=True, slots=True)
class FigureAtStake:
    """What of an indicator rests on returns in which today's rules find something new."""

    form_id: str
    period_key: str
    indicator_id: str
    title: str
    unit: str
    affected: float
    total: float
    return_count: int
    of_returns: int


def figures_at_stake(today: Mapping[int, Today], doubted: set[int]) -> Iterator[FigureAtStake]:
    """Give what adds up of the indicators of forms with doubted returns in a period."""
    for form_id in sorted({one.one.form_id for one in today.values() if one.one.id in doubted}):
        of_form = [one for one in today.values() if one.one.form_id == form_id]
        tables = {one.one.id: one.table for one in of_form if one.table}
        rows = [row for table in tables.values() for row in rows_of(table)]
        touched = [row for id_ in tables.keys() & doubted for row in rows_of(tables[id_])]
        for one in indicators_of(form_id):
            if one.numerator is None or one.denominator is not None:
                continue
            yield FigureAtStake(
                form_id,
                of_form[0].one.period_key,
                one.id,
                one.name,
                one.unit,
                one.numerator.of(touched),
                one.numerator.of(rows),
                len(tables.keys() & doubted),
                len(tables),
            )
