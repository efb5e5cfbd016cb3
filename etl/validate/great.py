"""The only door to Great Expectations: a frame and checks in, the failing rows of each out.

The import costs some 10 s of CPU, so this module is imported where something is judged and nowhere
else. Results come back in another order than they were asked in; each carries the number of its
check. A rule that holds only for some rows ("new works must have a start") is asked of a column
that says nothing in the others. The engine would copy the whole frame several times for every
condition, and filters it for every check; here rows are chosen and columns looked up. The one
surprising thing: what stands for the chosen rows is no frame. It knows the few questions that the
engine asks of it; whatever else is asked raises, and counts as a rule that could not be evaluated,
never as a pass. Judging 300 workbooks of 114 rows without it takes a third more processor time; and
the engine's own bookkeeping, most of what a few rows cost, is made once a run where it would be
made a hundred times. A test compares the answers, and holds the engine's version.
"""

from __future__ import annotations

import logging
import os
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, lru_cache, reduce
from typing import Any, Literal

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read once, when the package is imported

import great_expectations as gx
import numpy as np
import pandas as pd
from great_expectations.core import ExpectationSuite
from great_expectations.core.id_dict import IDDict
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

from etl.contracts.vocabulary import EXPECTATIONS
from etl.errors import EvaluationError
from etl.validate.checks import Check

_RESULT_FORMAT = {
    "result_format": "COMPLETE",  # with the frame's own index as the address
    "return_unexpected_index_query": False,
}
_NOT_NULL = "expect_column_values_to_not_be_null"
_CONDITION = frozenset({"row_condition", "condition_parser"})
_ONE_AT_A_TIME = threading.Lock()
_KIND = re.compile(r"\b[A-Z]\w*(?:Error|Exception)\b")  # all that is told: messages repeat cells

_TALK = logging.getLogger("great_expectations")  # its results say it all
_TALK.setLevel(logging.CRITICAL)
_TALK.addHandler(logging.NullHandler())
_TALK.propagate = False  # one of its modules sets a level of its own


@lru_cache(maxsize=1)
def context() -> Any:
    """Make the process's context: in memory, silent, sending nothing to anybody."""
    made = gx.get_context(mode="ephemeral")
    made.variables.progress_bars = ProgressBarsConfig(globally=False)
    return made


@lru_cache(maxsize=1)
def _batches() -> Any:
    asset = context().data_sources.add_pandas("returns").add_dataframe_asset("form")
    return asset.add_batch_definition_whole_dataframe("whole")


def failing_rows(frame: pd.DataFrame, checks: Sequence[Check]) -> list[list[int]]:
    """Evaluate all checks on a frame in one run.

    Gives for each check the index labels of the rows that fail, ascending. Raises
    `EvaluationError` naming the rule when an expectation could not be evaluated.
    """
    if not checks or frame.empty:
        return [[] for _ in checks]
    frame, arguments = without_conditions(frame, checks)
    suite = ExpectationSuite(
        name="form",
        expectations=[
            ExpectationConfiguration(
                type=check.expectation, kwargs=given, meta={"check": number}
            ).to_domain_obj()
            for number, (check, given) in enumerate(zip(checks, arguments, strict=True))
        ],
    )
    with _ONE_AT_A_TIME, made_once():
        batch = _batches().get_batch({"dataframe": Lookups(frame, copy=False)})
        outcome = batch.validate(suite, result_format=_RESULT_FORMAT)
    failing: dict[int, list[int]] = {}
    for result in outcome.results:
        number = result.expectation_config.meta["check"]
        failing[number] = _failures(result, checks[number])
    if len(failing) != len(checks):
        lost = [check.id for i, check in enumerate(checks) if i not in failing]
        raise EvaluationError(f"not evaluated: {lost}")
    return [failing[number] for number in range(len(checks))]


@contextmanager
def made_once() -> Iterator[None]:
    """Keep for a run what the engine makes of an expectation, or of arguments, at each look."""
    known: dict[int, tuple[Any, Any]] = {}  # by identity, and with whose it is: no other gets it
    ids: dict[str, Any] = {}  # of arguments, by what they say

    def kept(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def once(one: Any) -> Any:
            if id(one) not in known:
                known[id(one)] = one, make(one)
            return known[id(one)][1]

        return once

    def id_of(one: Any, *asked: Any) -> Any:
        if asked or type(one) is not IDDict:
            return plain[2](one, *asked)
        said = repr(one)
        if said not in ids:
            ids[said] = plain[2](one)
        return ids[said]

    def put(configuration: Any, to_domain_obj: Any, to_id: Any) -> None:
        Expectation.configuration = configuration  # type: ignore[method-assign]
        ExpectationConfiguration.to_domain_obj = to_domain_obj  # type: ignore[method-assign]
        IDDict.to_id = to_id  # type: ignore[method-assign]

    plain = Expectation.configuration, ExpectationConfiguration.to_domain_obj, IDDict.to_id
    put(property(kept(plain[0].__get__)), kept(plain[1]), id_of)
    try:
        yield
    finally:
        put(*plain)


def _failures(result: Any, check: Check) -> list[int]:
    raised = result.exception_info
    if raised.get("raised_exception") is not False:
        kinds = sorted(set(_KIND.findall(str(raised)))) or ["an unknown error"]
        raise EvaluationError(f"{check.id} ({check.expectation}) raised {', '.join(kinds)}")
    if result.success:
        return []
    rows = result.result.get("unexpected_index_list")
    if not rows:
        raise EvaluationError(f"{check.id} failed without naming a row")
    return sorted(int(row) for row in rows)


def without_conditions(
    frame: pd.DataFrame, checks: Sequence[Check]
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Give the columns that checks read, masked ones among them, and each check's arguments.

    A check whose expectation looks at more than a column or a pair keeps its condition, and then
    all columns are kept. Raises `EvaluationError` naming the rule whose condition cannot be
    evaluated.
    """
    columns: dict[str, Any] = {}
    holding: dict[str, np.ndarray] = {}
    arguments: list[dict[str, Any]] = []
    for check in checks:
        given = dict(check.kwargs)
        masked = _masked_argument(check)
        if masked is not None:
            condition = str(given["row_condition"])
            if condition not in holding:
                holding[condition] = _holds(frame, check, condition)
            name = f"{given[masked]}__{list(holding).index(condition)}"
            column, holds = frame[str(given[masked])], holding[condition]
            if check.expectation == _NOT_NULL:
                # says only whether there is a value: 0, or NaN for none; empty would fail
                name += "__filled"
                empty = holds & column.isna().to_numpy()
                columns[name] = pd.Series(np.where(empty, np.nan, 0.0), index=column.index)
            elif name not in columns:
                columns[name] = column.where(holds)
            given = {key: value for key, value in given.items() if key not in _CONDITION}
            given[masked] = name
        arguments.append(given)
    made = frame.assign(**columns)
    if any("row_condition" in given for given in arguments):
        return made, arguments
    single = ("column", "column_A", "column_B")
    read = {given[name] for given in arguments for name in single if name in given}
    read |= {name for given in arguments for name in given.get("column_list", ())}
    return made[[name for name in made.columns if name in read]], arguments


def _masked_argument(check: Check) -> str | None:
    """Name the argument whose column is to be masked; None where the condition must stay."""
    if "row_condition" not in check.kwargs:
        return None
    columns = EXPECTATIONS.get(check.expectation, ())
    if columns == ("column",):
        return "column"
    ignores_missing = check.kwargs.get("ignore_row_if") == "either_value_is_missing"
    return "column_A" if "column_A" in columns and ignores_missing else None


def _holds(frame: pd.DataFrame, check: Check, condition: str) -> np.ndarray:
    try:
        return np.asarray(frame.eval(condition, engine="python"), dtype=bool)
    except Exception as error:  # whatever is wrong with it, it is our contract's fault
        kind = type(error).__name__  # its message may repeat a cell
        raise EvaluationError(f"{check.id}: condition {condition!r}: {kind}") from error


class Lookups(pd.DataFrame):
    """A frame that gives `Rows` when it is filtered; in all else it is as any other."""

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, pd.Series) and key.dtype == bool:
            return Rows(self)[key]
        return super().__getitem__(key)

    def dropna(self, **asked: Any) -> Any:
        """Choose the rows in which any, or all, of some columns hold a value."""
        return Rows(self).dropna(**asked)


class Rows:
    """Some rows of a frame, in its order."""

    def __init__(self, frame: pd.DataFrame, places: np.ndarray | None = None) -> None:
        """Choose rows by their places; None chooses all."""
        self._frame, self._places = frame, places

    @cached_property
    def index(self) -> pd.Index[Any]:
        """The labels of the rows."""
        index = self._frame.index
        return index if self._places is None else index.take(self._places)

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns."""
        return len(self.index), self._frame.shape[1]

    def __getitem__(self, key: Any) -> Any:
        """Look up a column or several, or choose among the rows by a column of booleans."""
        if isinstance(key, pd.Series):
            return self._chosen(key.to_numpy(dtype=bool))
        if isinstance(key, list):
            return pd.DataFrame({name: self[name] for name in key}, copy=False)
        column = self._frame[key]
        if self._places is None:
            return column
        return pd.Series(column.array.take(self._places), index=self.index, name=key, copy=False)

    def dropna(
        self, *, axis: Literal[0], how: Literal["any", "all"], subset: Sequence[str]
    ) -> Rows:
        """Choose the rows in which any, or all, of some columns hold a value."""
        missing = [self[name].isna().to_numpy() for name in subset]
        joined = np.logical_or if how == "any" else np.logical_and
        return self._chosen(~reduce(joined, missing))

    def _chosen(self, chosen: np.ndarray) -> Rows:
        if chosen.all():
            return self
        places = np.flatnonzero(chosen)
        return Rows(self._frame, places if self._places is None else self._places[places])
