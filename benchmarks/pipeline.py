"""The corridor beside the other ways, from workbook to warehouse, in one run.

In: how many workbooks. Out: one table of milliseconds per workbook with the ratios that we want
to keep. The one surprising thing: the slow ways run on the first hundred workbooks of the same
batch, and their own start-up is left out of the ratios, which favours them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import floor, floor_on_two, ours, workbooks
from benchmarks.home import empty_home, environment
from benchmarks.measure import Run, measure
from benchmarks.table import Target
from benchmarks.ways import COLUMNS, SHEET, Job
from benchmarks.workbooks import Sample
from etl import warehouse

SIZE = 2_000
SLOW_SIZE = 100
NAMES = {
    "naive": "the loop everyone writes (read_excel, one run a file, to_sql)",
    "frictionless_way": "frictionless (validate, load)",
    "floor": "floor (unzip, XML scan, COPY)",
    "floor_on_two": "the same floor on two processes",
    "ours": "ours (collect, extract, validate, load)",
}
_SLOW = ("naive", "frictionless_way")
_FLOORS = {"floor": floor, "floor_on_two": floor_on_two}


@dataclass(frozen=True, slots=True)
class Result:
    """All ways of one run, and how many workbooks each took per batch."""

    runs: dict[str, Run]
    sizes: dict[str, int]
    slow_names: tuple[str, ...]  # file names of the workbooks that the slow ways took


def run(batches: Sequence[Sequence[Sample]], slow_size: int = SLOW_SIZE) -> Result:
    """Measure every way, each in a process and a database of its own.

    The slow ways take the first `slow_size` workbooks of the first batch only.
    """
    first_row = _first_row(batches[0][0])
    slow = batches[0][:slow_size]
    runs, sizes = {}, {}
    with empty_home("run") as folder:
        for way in NAMES:
            chosen = [slow] if way in _SLOW else batches
            sizes[way] = len(chosen[0])
            runs[way] = _measure(way, chosen, folder, first_row)
    return Result(runs, sizes, tuple(Path(sample.path).name for sample in slow))


def _measure(way: str, batches: Sequence[Sequence[Sample]], folder: Path, first_row: int) -> Run:
    url = warehouse.database_url(f"bench_{way}", driver="psycopg")
    jobs = [
        Job(tuple(s.path for s in batch), first_row, workbooks.ROWS, url, str(folder))
        for batch in batches
    ]
    print(f"  {way}: {len(jobs)} × {len(jobs[0].paths)} workbooks …", flush=True)
    variables = {"BENCHMARKS_HOME": str(workbooks.home().parent)}
    if way in _FLOORS:
        for job, batch in zip(jobs, batches, strict=True):
            _FLOORS[way].lay_out(job, _clean_rows(batch))
    if way == "ours":
        variables["WAREHOUSE_URL"] = url
        with environment(WAREHOUSE_URL=url):
            warehouse.migrate()  # on any other day the tables are there too
        ours.prepare(jobs[0])
    return measure(way, jobs, variables)


def _clean_rows(batch: Iterable[Sample]) -> list[list[list[object]]]:
    return [
        [[row.get(name) for name in COLUMNS] for row in workbooks.rows_of(sample)]
        for sample in batch
        if not sample.fault
    ]


def _first_row(sample: Sample) -> int:
    """Find the first data row: it stands under the row of column codes."""
    from openpyxl import load_workbook

    sheet = load_workbook(sample.path, read_only=True)[SHEET]
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        if cells[:5] == ("A", "B", "C", "D", "E"):
            return number + 1
    raise ValueError(f"no row of column codes in {sample.path}")


def table(result: Result) -> list[list[str]]:
    """Lay out one line a way; times are wall milliseconds per workbook."""
    lines = [
        [
            "way",
            "workbooks",
            "cold ms",
            "warm ms",
            "warm CPU ms",
            "MiB in all",
            "MiB largest",
            "refused",
            "rows",
        ]
    ]
    for way, run in result.runs.items():
        size = result.sizes[way]
        first = run.laps[0]
        lines.append(
            [
                NAMES[way],
                f"{len(run.laps)} × {size}",
                f"{first.seconds / size * 1000:.2f}",
                f"{_warm(result, way):.2f}",
                f"{run.laps[-1].cpu_seconds / size * 1000:.2f}",
                f"{run.total_mib:.0f}",
                f"{run.largest_mib:.0f}",
                str(len(first.outcome.refused)),
                str(first.outcome.row_count),
            ]
        )
    return lines


def targets(result: Result) -> list[Target]:
    """Compare the ways; the start-up of the slow ways is left out, ours is in our cold time."""
    cold = result.runs["ours"].laps[0].seconds / result.sizes["ours"] * 1000
    warm = _warm(result, "ours")
    naive, frictionless = _warm(result, "naive"), _warm(result, "frictionless_way")
    return [
        Target("loop / ours, cold", naive / cold, at_least=40),
        Target("loop / ours, warm", naive / warm, at_least=100),
        Target("frictionless / ours, cold", frictionless / cold),
        Target("frictionless / ours, warm", frictionless / warm),
        Target("loop / floor, warm", naive / _warm(result, "floor")),
        Target("ours / floor, warm", warm / _warm(result, "floor"), at_most=2),
        Target("ours / floor on two processes, warm", warm / _warm(result, "floor_on_two")),
        Target("ours, MiB in all", result.runs["ours"].total_mib, at_most=512),
        Target("workbooks judged alike by all ways, %", _agreement(result), at_least=100),
    ]


def _warm(result: Result, way: str) -> float:
    """Give milliseconds per workbook of a batch for which everything is ready."""
    run, size = result.runs[way], result.sizes[way]
    seconds = run.laps[1].seconds if len(run.laps) > 1 else run.loop_seconds
    return seconds / size * 1000


def _agreement(result: Result) -> float:
    """Give the percentage of the slow ways' workbooks that all refused or all loaded."""
    refused = [result.runs[way].laps[0].outcome.refused for way in (*_SLOW, "ours")]
    verdicts = [{name in names for names in refused} for name in result.slow_names]
    return 100 * sum(len(verdict) == 1 for verdict in verdicts) / len(verdicts)
