"""Tables of a form to one frame: returns in, a pandas frame with one row a record out.

The one surprising thing: no cell becomes a Python object here. Numbers are float64 and dates
datetime64[ns], laid together from the tables' buffers; texts are categories that all text columns
share, so that they compare as numbers.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from etl.errors import EvaluationError
from etl.kinds import kinds, place_columns
from etl.model import DECIMALS, Form, Period, RowAt
from etl.model.arrays import Column, doubles, ordinals, texts
from etl.model.compact import nothing
from etl.reference import Reference
from etl.validate.batch import BatchReturn

FRACTION = "__fraction"  # suffix of the helper column of a whole-number column
YEAR = "__year"  # suffix of the helper column of a date column
_NONE = -1
_PARTS_AT_ONCE = 200  # bounds the text that is laid out at a time
_EPOCH = dt.date(1970, 1, 1).toordinal()
_BEGIN = np.datetime64("1970-01-01", "ns")
_FIRST, _LAST = np.datetime64("1700-01-01", "D"), np.datetime64("2250-01-01", "D")


class Words:
    """The words of a frame's text columns, numbered from 0; an empty text is none."""

    def __init__(self) -> None:
        self.columns: dict[str, np.ndarray] = {}
        self.listed: list[str] = []
        self._numbers: dict[str, int] = {}

    def add(self, name: str, parts: Sequence[Column]) -> None:
        """Number the texts of a column, given in parts that lie under each other."""
        numbers = []
        for start in range(0, len(parts), _PARTS_AT_ONCE):
            words, places = texts(parts[start : start + _PARTS_AT_ONCE])
            found = words.dictionary_encode()
            of_words = self.numbers([*found.dictionary.to_pylist(), None])
            numbers.append(of_words[np.append(found.indices.to_numpy(), np.int32(-1))][places])
        self.columns[name] = np.concatenate(numbers)

    def numbers(self, column: Iterable[str | None]) -> np.ndarray:
        """Number further texts as int32, -1 for none; new words are added."""
        found = []
        for word in column:
            if word and word not in self._numbers:
                self._numbers[word] = len(self.listed)
                self.listed.append(word)
            found.append(self._numbers[word] if word else _NONE)
        return np.array(found, dtype=np.int32)


def build_frame(form: Form, returns: Sequence[BatchReturn], reference: Reference) -> pd.DataFrame:
    """Concatenate the tables of one form.

    Gives one row a record with the form's columns, the context columns, `sheet_no` and
    `excel_row`, numbered from 0. Raises `EvaluationError` when a table holds text in a numeric
    column: the reader must have typed it or reported it.
    """
    counts = np.array([len(one.table.rows) for one in returns], dtype=np.int64)
    tables, periods = [one.table for one in returns], [one.period for one in returns]
    columns = {
        column.name: (
            column.type,
            [t.values.get(column.name) or nothing(len(t.rows)) for t in tables],
        )
        for column in form.columns
    }
    frame, words = laid_out(columns)
    sheets = [t.sheet_nos or np.ones(len(t.rows), dtype=np.int64) for t in tables]
    frame["sheet_no"] = np.concatenate(sheets)
    frame["excel_row"] = np.concatenate([np.array(t.rows, dtype=np.int64) for t in tables])
    frame["return_number"] = np.repeat(np.array([one.number for one in returns]), counts)
    days = {
        "period_starts_on": [period.starts_on for period in periods],
        "period_ends_on": [period.ends_on for period in periods],
        "year_starts_on": [Period.parse(str(period.year)).starts_on for period in periods],
    }
    for name, of_returns in days.items():
        frame[name] = np.repeat(np.array(of_returns, dtype="datetime64[ns]"), counts)
    homes = [one.agency.area_code if one.agency else None for one in returns]
    words.columns["agency_area"] = np.repeat(words.numbers(homes), counts)
    levels = [
        None if home is None else reference.level_of(home, reference.day_of(one.period).on)
        for home, one in zip(homes, returns, strict=True)
    ]
    words.columns["agency_level"] = np.repeat(words.numbers(levels), counts)
    for column in place_columns(form)[:1]:
        places = words.columns[column.name]
        for name, told in (("commune_district", _districts), ("commune_kind", _kinds)):
            said = {period.key: told(period, reference) for period in {*periods}}
            words.columns[name] = _said_of(places, words, returns, counts, said)
    return frame_of(frame, words)


def row_in(record: Mapping[Any, Any], suffix: str = "") -> RowAt:
    """Give the row that a record of a frame stands in; `suffix` is of the columns that say it."""
    return int(record[f"sheet_no{suffix}"]), int(record[f"excel_row{suffix}"])


def rows_in(frame: pd.DataFrame) -> tuple[RowAt, ...]:
    """Give the rows that the records of a frame stand in."""
    return tuple(zip(frame["sheet_no"].tolist(), frame["excel_row"].tolist(), strict=True))


def laid_out(
    columns: Mapping[str, tuple[str, Sequence[Column]]],
) -> tuple[dict[str, np.ndarray], Words]:
    """Lay typed columns together, with the helper columns that their checks read.

    `columns` is kind and parts by name. Gives numbers and dates by name, and the texts' words.
    """
    made: dict[str, np.ndarray] = {}
    words = Words()
    for name, (of, parts) in columns.items():
        kind = kinds()[of]
        try:
            if kind.is_number:
                made[name] = doubles(parts)
                if kind.is_whole:
                    made[name + FRACTION] = np.abs(made[name] % 1)
                else:
                    made[name] = np.round(made[name], DECIMALS)
            elif kind.is_date:
                made[name], made[name + YEAR] = _days(ordinals(parts))
            else:
                words.add(name, parts)
        except TypeError as error:
            raise EvaluationError(f"column {name} {error}; the reader must type it") from error
    return made, words


def _days(found: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give days and years of ordinals; a day that does not fit nanoseconds has only its year."""
    days = (found - _EPOCH).astype("datetime64[D]")
    days[found == 0] = np.datetime64("NaT")
    years = days.astype("datetime64[Y]").astype(np.float64) + 1970
    years[np.isnat(days)] = np.nan
    days[(days < _FIRST) | (days > _LAST)] = np.datetime64("NaT")
    return days.astype("datetime64[ns]"), years


def frame_of(made: Mapping[str, np.ndarray], words: Words) -> pd.DataFrame:
    """Make the frame of what is laid out; texts are categories."""
    kind = pd.CategoricalDtype(pd.Index(words.listed, dtype=object))
    texts = {
        name: pd.Categorical.from_codes(numbers, dtype=kind, validate=False)
        for name, numbers in words.columns.items()
    }
    return pd.DataFrame({**texts, **made}, copy=False)


def with_texts(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the frame with its categories as plain texts again, None where there is none."""
    texts = {}
    for name, column in frame.items():
        if isinstance(column.dtype, pd.CategoricalDtype):
            words = np.array([*column.cat.categories, None], dtype=object)
            texts[str(name)] = pd.Series(words[column.cat.codes], dtype=object)
    return frame.assign(**texts)


def with_computed(frame: pd.DataFrame, computed: Iterable[Mapping[str, str]]) -> pd.DataFrame:
    """Add the columns that rules compute from others (sums and ratios declared in contracts).

    A day and a number of days give a day, two days the number of days between them.
    """
    frame = frame.copy(deep=False)
    dates = [str(name) for name in frame if pd.api.types.is_datetime64_dtype(frame[name])]
    for expressions in computed:
        for name, expression in expressions.items():
            if days := [one for one in dates if re.search(rf"\b{one}\b", expression)]:
                frame[name] = _of_days(frame, days, expression)
                continue
            made = np.asarray(frame.eval(expression, engine="python"), dtype=np.float64)
            frame[name] = np.round(made, DECIMALS)
    return frame


def _of_days(frame: pd.DataFrame, days: Sequence[str], expression: str) -> np.ndarray:
    """Compute with days as numbers; what grows with all of them is a day itself."""
    counted = {name: (frame[name] - _BEGIN) / np.timedelta64(1, "D") for name in days}
    made = np.asarray(frame.assign(**counted).eval(expression, engine="python"), dtype=np.float64)
    tried = pd.DataFrame({str(name): [1.0, 1.0 + (name in days)] for name in frame})
    before, after = np.asarray(tried.eval(expression, engine="python"), dtype=np.float64)
    if after - before != 1:
        return np.round(made, DECIMALS)
    known = ~np.isnan(made)
    whole = np.full(len(made), np.datetime64("NaT"), dtype="datetime64[ns]")
    whole[known] = _BEGIN + made[known].astype("timedelta64[D]")
    return whole


def _said_of(
    places: np.ndarray,
    words: Words,
    returns: Sequence[BatchReturn],
    counts: np.ndarray,
    said: Mapping[str, Mapping[str, str]],
) -> np.ndarray:
    """Give the word that is said of each row's commune, by period and code; none of others."""
    known = [*words.listed, ""]  # the last is meant by -1, where a row names none
    found = {key: words.numbers(of.get(word) for word in known) for key, of in said.items()}
    parts = np.split(places, np.cumsum(counts)[:-1])
    rows = [found[one.period.key][part] for one, part in zip(returns, parts, strict=True)]
    return np.concatenate(rows)


def _districts(period: Period, reference: Reference) -> Mapping[str, str]:
    """Give the district of each commune."""
    on = reference.places_on(period)
    ours = {place.code for place in reference.districts(on)}
    return {p.code: p.parent_code for p in reference.communes(on) if p.parent_code in ours}


def _kinds(period: Period, reference: Reference) -> Mapping[str, str]:
    """Give the kind of each commune: rural, urban or a town."""
    return {place.code: place.kind for place in reference.communes(reference.places_on(period))}
