"""Tables of a form to one frame: returns in, a pandas frame with one row a record out.

The one surprising thing: no cell becomes a Python object here. Numbers are float64 and dates
datetime64[ns], laid together from the tables' buffers; texts are categories that all text columns
share, so that they compare as numbers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from etl.contracts.vocabulary import CONTEXT
from etl.errors import EvaluationError
from etl.model import CellValue, Days, Form, Numbers, Period, pack
from etl.reference import Reference
from etl.validate.returns import Return
from etl.validate.words import Words

NUMERIC = frozenset({"integer", "number"})
FRACTION = "__fraction"  # suffix of the helper column of a whole-number column
YEAR = "__year"  # suffix of the helper column of a date column
_EPOCH = dt.date(1970, 1, 1).toordinal()
_FIRST, _LAST = np.datetime64("1700-01-01", "D"), np.datetime64("2250-01-01", "D")


def build_frame(form: Form, returns: Sequence[Return], reference: Reference) -> pd.DataFrame:
    """Concatenate the tables of one form.

    Gives one row a record with the form's columns, the context columns and `excel_row`, numbered
    from 0. Raises `EvaluationError` when a table holds text in a numeric column: the reader must
    have typed it or reported it.
    """
    counts = np.array([len(one.table.rows) for one in returns], dtype=np.int64)
    columns = _Columns()
    for column in form.columns:
        name = column.name
        parts = [one.table.values.get(name) or (None,) * len(one.table.rows) for one in returns]
        columns.add(name, column.type, parts)
    rows = [np.array(one.table.rows, dtype=np.int64) for one in returns]
    columns.made["excel_row"] = np.concatenate(rows) if rows else np.empty(0, dtype=np.int64)
    columns.made |= _context(returns, counts)
    columns.texts["agency_district"] = np.repeat(
        columns.words.numbers([one.agency.area_code if one.agency else None for one in returns]),
        counts,
    )
    if "commune" in columns.texts:
        columns.texts["commune_district"] = _commune_districts(columns, returns, counts, reference)
    return columns.frame()


def frame_of_rows(form: Form, rows: Sequence[Mapping[str, CellValue]]) -> pd.DataFrame:
    """Make the same frame of example rows, which may state context columns themselves."""
    columns = _Columns()
    kinds = {**CONTEXT, **{column.name: column.type for column in form.columns}}
    for name, kind in kinds.items():
        columns.add(name, kind, [[row.get(name) for row in rows]])
    columns.made["excel_row"] = np.arange(1, len(rows) + 1)
    return columns.frame()


class _Columns:
    """The columns of a frame while they are laid together, part by part."""

    def __init__(self) -> None:
        self.words = Words()
        self.made: dict[str, np.ndarray] = {}
        self.texts: dict[str, np.ndarray] = {}  # numbers of words, -1 for none

    def add(self, name: str, kind: str, parts: Iterable[Sequence[CellValue]]) -> None:
        """Add one typed column, and the helper columns that its checks read."""
        packed = [pack(part) for part in parts]
        if kind in NUMERIC:
            numbers = np.frombuffer(b"".join(_doubles(name, part) for part in packed))
            self.made[name] = numbers
            if kind == "integer":
                self.made[name + FRACTION] = np.abs(numbers % 1)
        elif kind == "date":
            ordinals = np.frombuffer(b"".join(_ordinals(name, part) for part in packed), np.int32)
            days = (ordinals - _EPOCH).astype("datetime64[D]")
            days[ordinals == 0] = np.datetime64("NaT")
            years = days.astype("datetime64[Y]").astype(np.float64) + 1970
            years[np.isnat(days)] = np.nan
            self.made[name + YEAR] = years
            days[(days < _FIRST) | (days > _LAST)] = np.datetime64("NaT")  # not in nanoseconds
            self.made[name] = days.astype("datetime64[ns]")
        else:
            found = [self.words.numbers(part) for part in packed]
            self.texts[name] = np.concatenate(found) if found else self.words.numbers(())

    def frame(self) -> pd.DataFrame:
        """Give the columns as a frame; all texts are of one categorical type."""
        kind = self.words.dtype()
        texts = {
            name: pd.Categorical.from_codes(numbers, dtype=kind, validate=False)
            for name, numbers in self.texts.items()
        }
        return pd.DataFrame({**texts, **self.made}, copy=False)


def with_texts(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the frame with its categories as plain texts again, None where there is none."""
    texts = {}
    for name, column in frame.items():
        if isinstance(column.dtype, pd.CategoricalDtype):
            words = np.array([*column.cat.categories, None], dtype=object)
            texts[str(name)] = pd.Series(words[column.cat.codes], dtype=object)
    return frame.assign(**texts)


def with_computed(frame: pd.DataFrame, computed: Iterable[Mapping[str, str]]) -> pd.DataFrame:
    """Add the columns that rules compute from others (sums and ratios declared in contracts)."""
    frame = frame.copy(deep=False)
    for expressions in computed:
        for name, expression in expressions.items():
            frame[name] = frame.eval(expression, engine="python")
    return frame


def _doubles(name: str, part: Sequence[CellValue]) -> bytes:
    """Give a part of a number column as 8-byte floats, NaN for none."""
    if isinstance(part, Numbers):
        return part.data
    strange = set(map(type, part)) - {int, float, type(None)}
    if strange:
        raise EvaluationError(f"column {name} holds {strange}; the reader must type it")
    return np.array(list(part), dtype=np.float64).tobytes()


def _ordinals(name: str, part: Sequence[CellValue]) -> bytes:
    """Give a part of a date column as 4-byte ordinals, 0 for none."""
    if isinstance(part, Days):
        return part.data
    strange = set(map(type, part)) - {type(None)}
    if strange:
        raise EvaluationError(f"date column {name} holds {strange}; the reader must type it")
    return bytes(4 * len(part))


def _context(returns: Sequence[Return], counts: np.ndarray) -> dict[str, np.ndarray]:
    def spread(value: Callable[[Return], object], dtype: str) -> np.ndarray:
        return np.repeat(np.array([value(one) for one in returns], dtype=dtype), counts)

    return {
        "return_number": spread(lambda one: one.number, "int64"),
        "period_starts_on": spread(lambda one: one.period.starts_on, "datetime64[ns]"),
        "period_ends_on": spread(lambda one: one.period.ends_on, "datetime64[ns]"),
        "year_starts_on": spread(
            lambda one: Period.parse(str(one.period.year)).starts_on, "datetime64[ns]"
        ),
    }


def _commune_districts(
    columns: _Columns, returns: Sequence[Return], counts: np.ndarray, reference: Reference
) -> np.ndarray:
    """Give the word of the district of each row's commune; none when the commune is unknown."""
    communes = columns.texts["commune"]
    known = columns.words.listed()
    found = np.empty(len(communes), dtype=np.int32)
    districts: dict[dt.date, np.ndarray] = {}  # day that counts -> district of each word
    start = 0
    for one, count in zip(returns, counts.tolist(), strict=True):
        on = reference.places_on(one.period)
        if on not in districts:
            ours = {place.code for place in reference.districts(on)}
            places = {p.code: p.parent_code for p in reference.communes(on)}
            of_words = [places.get(word) for word in known]
            lying = [code if code in ours else None for code in of_words]
            districts[on] = np.append(columns.words.numbers(lying), np.int32(-1))
        found[start : start + count] = districts[on][communes[start : start + count]]
        start += count
    return found
