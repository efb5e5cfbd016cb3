"""What rests on doubted returns: stored returns of a period in, rows and totals out.

The one surprising thing: a total is that of all returns in force which were judged together, so a
share of it is a share of what is printed today.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from etl.contracts import load_forms
from etl.judge.rejudge import Today


@dataclass(frozen=True, slots=True)
class FigureAtStake:
    """What of a printed total rests on returns in which today's rules find something new."""

    form_id: str
    period_key: str
    column: str  # "" for the number of rows
    title: str
    unit: str
    affected: float
    total: float
    return_count: int
    of_returns: int


def figures_at_stake(today: Mapping[int, Today], doubted: set[int]) -> Iterator[FigureAtStake]:
    """Give the totals, and the numbers of rows, of forms with doubted returns in a period."""
    forms = load_forms()
    for form_id in sorted({one.one.form_id for one in today.values() if one.one.id in doubted}):
        of_form = [one for one in today.values() if one.one.form_id == form_id and one.table]
        touched = [one for one in of_form if one.one.id in doubted]
        base = FigureAtStake(
            form_id,
            touched[0].one.period_key if touched else "",
            "",
            "Số dòng",
            "dòng",
            float(sum(len(one.table.rows) for one in touched if one.table)),
            float(sum(len(one.table.rows) for one in of_form if one.table)),
            len(touched),
            len(of_form),
        )
        yield base
        for column in forms[form_id].columns:
            if column.totalled:
                yield replace(
                    base,
                    column=column.name,
                    title=column.header,
                    unit=column.unit,
                    affected=_sum(touched, column.name),
                    total=_sum(of_form, column.name),
                )


def _sum(returns: Sequence[Today], name: str) -> float:
    return math.fsum(
        float(value)
        for one in returns
        if one.table is not None
        for value in one.table.values.get(name, ())
        if isinstance(value, int | float) and value == value
    )
