"""The annex of a form that nobody wrote one for: a form in, the entry of its table out.

All columns with a total by area, and a chart over those of the first unit. The one surprising
thing: a form is in the annex as soon as somebody owes it, so that one without data is a gap.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from etl.contracts import load_forms
from etl.contracts.indicators import Tally, indicators_of
from etl.model import Form
from etl.report.marts import Marts

_SERIES = 2  # of a chart; more bars a row cannot be read


def forms_of(marts: Marts) -> list[Form]:
    """Give the forms that are owed in the period and have something to add up."""
    owed = {row["form_id"] for row in marts.rows("submission_status")}
    return [
        form
        for form in load_forms().values()
        if form.id in owed and any(column.totalled for column in form.columns)
    ]


def annex_of(form: Form) -> Mapping[str, Any]:
    """Give a form's table by area as tables.yaml would have it, with a chart."""
    by_measure = {one.numerator: one for one in indicators_of(form.id) if not one.denominator}
    summed = [(c, by_measure[Tally(c.name)]) for c in form.columns if c.totalled]
    units = list(dict.fromkeys(column.unit for column, _ in summed))
    columns = [
        {
            "indicator": one.id,
            "header": column.header
            if len(units) == 1 or not column.unit
            else f"{column.header} ({column.unit})",
            "group": column.group,
        }
        for column, one in summed
    ]
    shown = [one.id for column, one in summed if column.unit == units[0]][:_SERIES]
    title = f"{form.title} theo {{địa bàn}}"
    return {
        "id": f"{form.id}_annex",
        "title": title,
        "sheet": form.sheet,
        "kind": "areas",
        "form": form.id,
        "unit": units[0] if len(units) == 1 else "",
        "columns": columns,
        "charts": [{"columns": shown, "stacked": False, "unit": units[0], "title": title}],
    }
