"""What indicators say of tables: columns of an entry, and the entry of a form that has none.

The annex of a form that nobody wrote one for has all columns with a total by area, and a chart over
those of the first unit. The one surprising thing: a form is in the annex as soon as somebody owes
it, so that one without data is a gap.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from etl.contracts import load_forms
from etl.contracts.indicators import Indicator, Tally, indicators_of, load_indicators
from etl.model import Form
from etl.report.mart_rows import Marts
from etl.wording import small

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


def of_indicator(column: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give what the indicator of a column says of its cells; nothing for a column without one."""
    if "indicator" not in column:
        return {}
    one = load_indicators()[column["indicator"]]
    style = "share" if one.rounding == "percent" else one.rounding
    return {
        "id": one.id,
        "value": "value",
        "style": style,
        "unit": one.unit,
        "basis": small(one.basis),
        "cells": one.cells,
    }


def parts_of(column: Mapping[str, Any], columns: Sequence[Mapping[str, Any]]) -> list[str]:
    """Give the columns of which a column is the share, as far as they stand beside it."""
    of = {one["id"]: load_indicators()[one["indicator"]] for one in columns if "indicator" in one}
    share: Indicator | None = of.get(column["id"])
    if share is None or share.denominator is None:
        return []
    return [
        id_
        for part in (share.numerator, share.denominator)
        for id_, one in of.items()
        if one.numerator == part and one.denominator is None
    ]
