"""`python -m benchmarks province`: a quarter of today's whole province, and ten of them.

In: the workbooks of all communes and departments for one quarter, with every form that they owe,
as the sample writes them; then those of ten quarters. Out: milliseconds per workbook from the inbox
to the warehouse, each in a home and a process of its own, and how the larger batch compares. The
one surprising thing: it is played on a day on which all ten quarters have ended. One workbook of
the quarter before is taken in first, so that start-up is in neither time.
"""

from __future__ import annotations

import datetime as dt
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from benchmarks import workbooks
from benchmarks.home import empty_home, wait_for_quick_files
from benchmarks.table import Target, markdown
from etl.contracts import load_forms
from etl.model import Period
from etl.reference import working_days
from etl.settings import settings
from sample import write_workbook
from sample.rounds import senders

BEFORE = "2025-Q4"
QUARTERS = tuple(f"{year}-Q{number}" for year in range(2026, 2029) for number in range(1, 5))[:10]
TODAY = dt.date(2028, 9, 1)
ROUNDS = 3
MOST = 1.2


def run(rounds: int = ROUNDS) -> tuple[str, list[Target]]:
    """Take one quarter and ten of them to the warehouse, in turns."""
    took: dict[int, list[float]] = {1: [], len(QUARTERS): []}
    counts: dict[int, tuple[int, int, int]] = {}
    workbooks.home().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=workbooks.home()) as folder:  # links lead there
        first = _write(Path(folder), BEFORE)[0]
        written = {key: _write(Path(folder), key) for key in QUARTERS}
        for _ in range(rounds):
            for quarters in took:
                paths = [path for key in QUARTERS[:quarters] for path in written[key]]
                with ProcessPoolExecutor(1, get_context("spawn")) as pool:
                    seconds, judged, loaded = pool.submit(_measure, first, paths).result()
                took[quarters].append(seconds / len(paths) * 1000)
                counts[quarters] = len(paths), judged, loaded
    lines = [["quarters", "workbooks", "returns", "loaded", "ms a workbook", "rounds"]]
    for quarters, found in took.items():
        each = ", ".join(f"{one:.1f}" for one in found)
        counted = map(str, (quarters, *counts[quarters]))
        lines.append([*counted, f"{statistics.median(found):.1f}", each])
    one, ten = took.values()
    ratios = tuple(b / a for a, b in zip(one, ten, strict=True))
    of_one, of_ten = counts.values()
    least = min(100 * loaded / judged for _, judged, loaded in (of_one, of_ten))
    text = f"{len(load_forms())} tables of forms in the catalogue.\n\n{markdown(lines)}"
    label = f"one of {of_ten[0]} workbooks / one of {of_one[0]}"
    return text, [
        Target(label, statistics.median(ratios), at_most=MOST, rounds=ratios),
        Target("returns that were loaded, %", least, at_least=100),
    ]


def _write(folder: Path, key: str) -> list[Path]:
    agencies = senders(Period.parse(key))
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        return [*pool.map(partial(write_workbook, folder, period_key=key), agencies)]


def _measure(first: Path, paths: Sequence[Path]) -> tuple[float, int, int]:
    """Take workbooks to the warehouse in an empty home; gives seconds, returns judged, loaded."""
    from etl.warehouse.schema import migrate

    working_days.today = lambda: TODAY
    with empty_home("province") as home:
        migrate()
        settings().inbox.mkdir(parents=True, exist_ok=True)
        wait_for_quick_files(home)
        _take([first])
        started = time.monotonic()
        judged, loaded = _take(paths)
        return time.monotonic() - started, judged, loaded


def _take(paths: Sequence[Path]) -> tuple[int, int]:
    from etl import pipeline

    for path in paths:
        (settings().inbox / path.name).hardlink_to(path)
    ids = pipeline.collect_and_read()
    pipeline.step_extract(ids)
    return len(pipeline.step_validate(ids)), len(pipeline.step_load(ids))
