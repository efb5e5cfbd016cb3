"""`python -m benchmarks province`: a quarter of today's whole province, and ten of them.

In: the workbooks of all communes and departments for one quarter, with every form that they owe,
as the sample writes them; then those of ten quarters. Out: milliseconds per workbook from the inbox
to the warehouse, each in a home of its own, and how the larger batch compares. Every run has a
process of its own; its imports and the start of its reading processes are in its time.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from benchmarks.home import empty_home, wait_for_quick_files
from benchmarks.table import Target, markdown
from etl.contracts import load_forms
from etl.model import Period
from etl.settings import settings
from sample import write_workbook
from sample.rounds import senders

QUARTERS = tuple(f"{year}-Q{number}" for year in range(2025, 2028) for number in range(1, 5))[
    2:
]  # ten, from the third of 2025 on: since then communes report
ROUNDS = 3
MOST = 1.2


def run(rounds: int = ROUNDS) -> tuple[str, list[Target]]:
    """Take one quarter and ten of them to the warehouse, in turns."""
    took: dict[int, list[float]] = {1: [], len(QUARTERS): []}
    counts: dict[int, tuple[int, int]] = {}
    with tempfile.TemporaryDirectory() as folder:
        written = {key: _write(Path(folder), key) for key in QUARTERS}
        for _ in range(rounds):
            for quarters in took:
                paths = [path for key in QUARTERS[:quarters] for path in written[key]]
                with ProcessPoolExecutor(1, get_context("spawn")) as pool:
                    seconds, loaded = pool.submit(_take, paths).result()
                took[quarters].append(seconds / len(paths) * 1000)
                counts[quarters] = len(paths), loaded
    lines = [["quarters", "workbooks", "returns loaded", "ms a workbook", "rounds"]]
    for quarters, found in took.items():
        count, loaded = counts[quarters]
        each = ", ".join(f"{one:.1f}" for one in found)
        lines.append(
            [str(quarters), str(count), str(loaded), f"{statistics.median(found):.1f}", each]
        )
    one, ten = (statistics.median(found) for found in took.values())
    ratios = tuple(b / a for a, b in zip(*took.values(), strict=True))
    label = f"one of {counts[len(QUARTERS)][0]} workbooks / one of {counts[1][0]}"
    text = f"{len(load_forms())} tables of forms in the catalogue.\n\n{markdown(lines)}"
    return text, [Target(label, ten / one, at_most=MOST, rounds=ratios)]


def _write(folder: Path, key: str) -> list[Path]:
    agencies = senders(Period.parse(key))
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        return [*pool.map(partial(write_workbook, folder, period_key=key), agencies)]


def _take(paths: list[Path]) -> tuple[float, int]:
    """Take workbooks to the warehouse in an empty home; gives seconds, and the returns loaded."""
    from etl import pipeline
    from etl.warehouse.schema import migrate

    with empty_home("province") as home:
        migrate()
        settings().inbox.mkdir(parents=True, exist_ok=True)
        for path in paths:
            (settings().inbox / path.name).write_bytes(path.read_bytes())
        wait_for_quick_files(home)
        started = time.monotonic()
        ids = pipeline.collect_and_read()
        pipeline.step_extract(ids)
        pipeline.step_validate(ids)
        loaded = pipeline.step_load(ids)
        return time.monotonic() - started, len(loaded)
