"""The only door to Great Expectations: a frame and checks in, the failing rows of each out.

The one surprising thing: the import costs some 10 s of CPU, so this module is imported where
something is judged and nowhere else. Results come back in another order than they were asked in;
each carries the number of its check.
"""

import logging
import os
import re
import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read once, when the package is imported

import great_expectations as gx
import pandas as pd
from great_expectations.core import ExpectationSuite
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

from etl.errors import EvaluationError
from etl.validate.checks import Check
from etl.validate.conditions import Lookups, without_conditions

_RESULT_FORMAT = {
    "result_format": "COMPLETE",  # with the frame's own index as the address
    "return_unexpected_index_query": False,
}
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
    with _ONE_AT_A_TIME:
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
