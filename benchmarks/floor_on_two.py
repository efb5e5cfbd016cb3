"""The floor with the work shared by two processes: the same as `floor`, on every core of ours.

The one surprising thing: nobody who writes a loop has this, so it bounds what a machine can do,
not what another way would cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context

from benchmarks import floor
from benchmarks.ways import Job, Outcome

PROCESSES = 2


def lay_out(job: Job, rows: Sequence[Sequence[Sequence[object]]]) -> None:
    """Keep the rows of the clean workbooks, one file a process."""
    floor.lay_out(job, rows, PROCESSES)


def run(job: Job) -> Outcome:
    """Unzip, scan and COPY on two processes."""
    floor.make_table(job)
    shares = range(PROCESSES)
    counts = _pool().map(floor.take_share, [job] * PROCESSES, shares, [PROCESSES] * PROCESSES)
    return Outcome((), sum(counts), ())


@cache
def _pool() -> ProcessPoolExecutor:
    """Start the processes once; the second batch finds them ready."""
    return ProcessPoolExecutor(PROCESSES, get_context("spawn"))
