"""The judge: readings in, one `Judgement` a return out.

The one surprising thing: all returns of a form are judged in one Great Expectations run, and the
failures are then dealt back to their workbooks. Importing this package is cheap; the first
judgement imports Great Expectations (some 10 s), which `preload` does while workbooks are read.
"""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Mapping, Sequence

from etl.model import Beside, Form, Judgement, Reading
from etl.reference import Reference

__all__ = ["judge", "preload"]


def judge(
    readings: Sequence[Reading],
    forms: Mapping[str, Form],
    reference: Reference,
    beside: Beside | None = None,
) -> list[Judgement]:
    """Judge every return of every reading, beside each other and beside what was accepted before.

    A reading without a cover or a table gives no judgement; what was found in it stands in its
    own findings. Findings of the file itself (without a form) are repeated in each judgement of
    the file, because they refuse each of its returns. Raises `EvaluationError` when a rule could
    not be evaluated: that is our fault, never a pass.
    """
    if not readings:
        return []  # a run with nothing new need not wait for Great Expectations
    from etl.validate.judging import judge_returns

    return judge_returns(readings, forms, reference, beside or Beside())


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
