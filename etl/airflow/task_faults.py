"""Lets a task tell its fault in our words: a task's function in, the same with clean errors out.

Airflow writes whatever a task raises, and what that came from, into the task's log. The one
surprising thing: the error that leaves a task is a new one without a past; where in the code it
arose stands in a line of the log of its own (`etl.errors`), without values of cells.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from airflow.sdk.exceptions import AirflowException

from etl.errors import ReportingError, for_log, for_person

_LOG = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")


class TaskError(ReportingError):
    """A task that could not do its work, as a person reads it at the end of the log."""


def in_our_words(task: Callable[P, T]) -> Callable[P, T]:
    """Make a task's function raise nothing that could repeat a cell.

    What is meant for Airflow itself, such as a skip, passes as it is. Every task of ours has this;
    a test asks.
    """

    @wraps(task)
    def told(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return task(*args, **kwargs)
        except AirflowException:
            raise
        except Exception as error:
            _LOG.error("%s", for_log(error))
            fault = TaskError(for_person(error))
        raise fault  # here, where no other error is being handled that would be told with it

    told.in_our_words = True  # type: ignore[attr-defined]
    return told
