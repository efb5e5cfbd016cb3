"""Tables of a form to one frame: returns in, a pandas frame with one row a record out.

The one surprising thing: numbers are float64 and dates datetime64[ns] because Great Expectations
loops in Python over every other kind; text is object for the same reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain

import numpy as np
import pandas as pd

from etl.contracts.vocabulary import CONTEXT
from etl.errors import EvaluationError
from etl.model import CellValue, Form, Period
from etl.reference import Reference
from etl.validate.returns import Return

NUMERIC = frozenset({"integer", "number"})
FRACTION = "__fraction"  # suffix of the helper column of a whole-number column
YEAR = "__year"  # suffix of the helper column of a date column
_EPOCH = dt.date(1970, 1, 1).toordinal()
_NO_DAY = np.datetime64(-_EPOCH, "D")  # ordinal 0 is no day
_FIRST, _LAST = np.datetime64("1700-01-01", "D"), np.datetime64("2250-01-01", "D")


def build_frame(form: Form, returns: Sequence[Return], reference: Reference) -> pd.DataFrame:
    """Concatenate the tables of one form.

    Gives one row a record with the form's columns, the context columns and `excel_row`, numbered
    from 0. Raises `EvaluationError` when a table holds text in a numeric column: the reader must
    have typed it or reported it.
    """
    counts = np.array([len(one.table.rows) for one in returns], dtype=np.int64)
    frame: dict[str, object] = {}
    for column in form.columns:
        values = chain.from_iterable(
            one.table.values.get(column.name) or [None] * len(one.table.rows) for one in returns
        )
        add_column(frame, column.name, column.type, list(values))
    frame["excel_row"] = np.fromiter(chain.from_iterable(r.table.rows for r in returns), np.int64)
    frame |= _context(returns, counts)
    if "commune" in frame:
        districts = _commune_districts(returns, counts, frame["commune"], reference)
        frame["commune_district"] = pd.Series(districts, dtype=object)
    return pd.DataFrame(frame, copy=False)


def frame_of_rows(form: Form, rows: Sequence[Mapping[str, CellValue]]) -> pd.DataFrame:
    """Make the same frame of example rows, which may state context columns themselves."""
    frame: dict[str, object] = {}
    kinds = {**CONTEXT, **{column.name: column.type for column in form.columns}}
    for name, kind in kinds.items():
        add_column(frame, name, kind, [row.get(name) for row in rows])
    frame["excel_row"] = np.arange(1, len(rows) + 1)
    return pd.DataFrame(frame)


def add_column(frame: dict[str, object], name: str, kind: str, values: list[CellValue]) -> None:
    """Add one typed column, and the helper columns that its checks read."""
    if kind in NUMERIC:
        numbers = _numbers(name, values)
        frame[name] = numbers
        if kind == "integer":
            frame[name + FRACTION] = np.abs(numbers % 1)
    elif kind == "date":
        days = _days(name, values)
        years = days.astype("datetime64[Y]").astype(np.float64) + 1970
        years[np.isnat(days)] = np.nan
        frame[name + YEAR] = years
        days[(days < _FIRST) | (days > _LAST)] = np.datetime64("NaT")  # do not fit nanoseconds
        frame[name] = days.astype("datetime64[ns]")
    else:
        texts = np.empty(len(values), dtype=object)
        texts[:] = [None if value == "" else value for value in values]
        frame[name] = pd.Series(texts, dtype=object)


def with_computed(frame: pd.DataFrame, computed: Iterable[Mapping[str, str]]) -> pd.DataFrame:
    """Add the columns that rules compute from others (sums and ratios declared in contracts)."""
    frame = frame.copy(deep=False)
    for expressions in computed:
        for name, expression in expressions.items():
            frame[name] = frame.eval(expression, engine="python")
    return frame


def _numbers(name: str, values: list[CellValue]) -> np.ndarray:
    strange = set(map(type, values)) - {int, float, type(None)}
    if strange:
        raise EvaluationError(f"column {name} holds {strange}; the reader must type it")
    return np.array(values, dtype=np.float64)


def _days(name: str, values: list[CellValue]) -> np.ndarray:
    strange = set(map(type, values)) - {dt.date, type(None)}
    if strange:
        raise EvaluationError(f"date column {name} holds {strange}; the reader must type it")
    # by ordinals: ten times faster than handing numpy the dates
    ordinals = [value.toordinal() if value else 0 for value in values]  # type: ignore[union-attr]
    days = (np.array(ordinals, dtype=np.int64) - _EPOCH).astype("datetime64[D]")
    days[days == _NO_DAY] = np.datetime64("NaT")
    return days


def _context(returns: Sequence[Return], counts: np.ndarray) -> dict[str, object]:
    def spread(value: Callable[[Return], object], dtype: str) -> np.ndarray:
        return np.repeat(np.array([value(one) for one in returns], dtype=dtype), counts)

    return {
        "return_number": spread(lambda one: one.number, "int64"),
        "period_starts_on": spread(lambda one: one.period.starts_on, "datetime64[ns]"),
        "period_ends_on": spread(lambda one: one.period.ends_on, "datetime64[ns]"),
        "year_starts_on": spread(
            lambda one: Period.parse(str(one.period.year)).starts_on, "datetime64[ns]"
        ),
        "agency_district": spread(
            lambda one: (one.agency.area_code or None) if one.agency else None, "object"
        ),
    }


def _commune_districts(
    returns: Sequence[Return], counts: np.ndarray, communes: object, reference: Reference
) -> np.ndarray:
    """Give the code of the district of each row's commune; None when the commune is unknown."""
    texts = np.asarray(communes, dtype=object)
    found = np.empty(len(texts), dtype=object)
    districts: dict[str, dict[str, str]] = {}  # period key -> commune code -> district code
    start = 0
    for one, count in zip(returns, counts.tolist(), strict=True):
        key = one.period.key
        if key not in districts:
            places = reference.communes(reference.places_on(one.period))
            ours = {place.code for place in reference.districts(reference.places_on(one.period))}
            districts[key] = {p.code: p.parent_code for p in places if p.parent_code in ours}
        end = start + count
        found[start:end] = [districts[key].get(code) for code in texts[start:end]]
        start = end
    return found
