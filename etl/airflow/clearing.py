"""Lets a run be cleared whose deadline has not passed: nothing in, Airflow mended in this process.

Airflow 3.3.2 counts such a deadline anew when tasks are cleared, takes the interval as it is stored
(an object) for seconds, and answers every Clear with an error; the runbooks ask for Clear. The one
surprising thing: a deadline that Airflow cannot count anew stays where it was, which is what is
wanted: a report that nobody signs is late also when its tasks were done again.
"""

from __future__ import annotations

import logging
from functools import wraps

_LOG = logging.getLogger(__name__)
_COUNTS_ANEW = "_recalculate_dagrun_queued_at_deadlines"


def let_runs_be_cleared() -> None:
    """Make Clear leave a deadline alone that it cannot count anew; again changes nothing."""
    from airflow.models import taskinstance

    counts_anew = getattr(taskinstance, _COUNTS_ANEW, None)
    if counts_anew is None or hasattr(counts_anew, "__wrapped__"):
        return

    @wraps(counts_anew)
    def leaves_alone(*args: object, **kwargs: object) -> None:
        try:
            counts_anew(*args, **kwargs)
        except TypeError:
            _LOG.info("a deadline stays where it was: Airflow cannot count it anew")

    setattr(taskinstance, _COUNTS_ANEW, leaves_alone)
