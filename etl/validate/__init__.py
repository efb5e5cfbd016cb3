"""The judge: readings in, one `Judgement` a return out.

The one surprising thing: all returns of a form are judged in one Great Expectations run, and the
failures are then dealt back to their workbooks. Importing this package is cheap; the first
judgement imports Great Expectations (some 10 s), which `preload` does while workbooks are read.
"""

import gc
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace

from etl.model import Beside, Form, Judgement, Reading, ReturnState
from etl.reference import Reference
from etl.validate.batch import Round


def judge(
    readings: Sequence[Reading],
    forms: Mapping[str, Form],
    reference: Reference,
    beside: Beside | None = None,
) -> list[Judgement]:
    """Judge every return of every reading as if it had come alone, one after the other.

    Each is judged beside what was accepted before, in `beside` and among the readings. A reading
    without a cover or a table gives no judgement; what was found in it stands in its own findings.
    Findings of the file itself (without a form) are repeated in each judgement of the file, because
    they refuse each of its returns. Raises `EvaluationError` when a rule could not be evaluated:
    that is our fault, never a pass.
    """
    known = beside or Beside()
    found: list[tuple[int, Judgement]] = []
    waiting = list(range(len(readings)))
    while waiting:
        one = judge_round([readings[place] for place in waiting], forms, reference, known)
        new = [(waiting[place], judgement) for place, judgement in one.judgements]
        found += new
        waiting = [waiting[place] for place in one.deferred]
        tables = {
            (j.form_id, j.agency_id, j.period_key): j.table
            for _, j in new
            if j.state is ReturnState.ACCEPTED and j.table is not None
        }
        known = replace(known, tables={**known.tables, **tables})
    return [judgement for _, judgement in sorted(found, key=lambda pair: pair[0])]


def judge_round(
    readings: Sequence[Reading], forms: Mapping[str, Form], reference: Reference, beside: Beside
) -> Round:
    """Judge what can be judged before anything of it is kept; see `etl.validate.judging`."""
    if not readings:
        return Round()  # a run with nothing new need not wait for Great Expectations
    from etl.validate import judging

    return judging.judge_round(readings, forms, reference, beside)


def preload() -> threading.Thread:
    """Start importing Great Expectations in the background; gives the thread to join."""

    def load() -> None:
        is_new = "great_expectations" not in sys.modules
        from etl.validate import judging  # noqa: F401
        from etl.validate.great import context

        context()
        if is_new:
            gc.freeze()  # half a million objects stay for good: the collector need not look again

    thread = threading.Thread(target=load, name="preload-great-expectations", daemon=True)
    thread.start()
    return thread
