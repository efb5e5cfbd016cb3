"""The corridor beside the other ways, from workbook to warehouse, in one run.

In: how many workbooks. Out: one table of milliseconds per workbook with the ratios that we want
to keep, each the median of a few rounds in which all ways take turns. The one surprising thing:
the slow ways run on the first hundred workbooks of the same batch, and their own start-up is left
out of the ratios, which favours them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import floor, floor_on_two, ours, workbooks
from benchmarks.home import empty_home, environment, wait_for_quick_files
from benchmarks.measure import Run, measure
from benchmarks.table import Target
from benchmarks.ways import COLUMNS, SHEET, Job
from benchmarks.workbooks import Sample
from etl import warehouse
from etl.warehouse.schema import migrate

SIZE = 2_000
SLOW_SIZE = 100
ROUNDS = 3
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
    """All ways of one round, and how many workbooks each took per batch."""

    runs: dict[str, Run]
    sizes: dict[str, int]
    slow_names: tuple[str, ...]  # file names of the workbooks that the slow ways took


def run(
    batches: Sequence[Sequence[Sample]], slow_size: int = SLOW_SIZE, rounds: int = ROUNDS
) -> list[Result]:
    """Measure every way in each round, each time in a process and a database of its own.

    The slow ways take the first `slow_size` workbooks of the first batch only. What a round has
    made is removed when all are over: removing files slows down whoever makes some next.
    """
    results = []
    with ExitStack() as homes:
        for number in range(1, rounds + 1):
            folder = homes.enter_context(empty_home(f"run-{number}"))
            wait_for_quick_files(folder)
            print(f"  round {number} of {rounds}", flush=True)
            results.append(_round(batches, slow_size, folder))
    return results


def _round(batches: Sequence[Sequence[Sample]], slow_size: int, folder: Path) -> Result:
    first_row = _first_row(batches[0][0])
    slow = batches[0][:slow_size]
    runs, sizes = {}, {}
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
            migrate()  # on any other day the tables are there too
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


def table(results: Sequence[Result]) -> list[list[str]]:
    """Lay out one line a way: medians of the rounds; times are wall milliseconds per workbook."""
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
    for way in NAMES:
        runs = [result.runs[way] for result in results]
        first = runs[0]
        size = results[0].sizes[way]
        lines.append(
            [
                NAMES[way],
                f"{len(results)} × {len(first.laps)} × {size}",
                f"{median(_cold(result, way) for result in results):.2f}",
                f"{median(_warm(result, way) for result in results):.2f}",
                f"{median(run.laps[-1].cpu_seconds for run in runs) / size * 1000:.2f}",
                f"{max(run.total_mib for run in runs):.0f}",
                f"{max(run.largest_mib for run in runs):.0f}",
                str(len(first.laps[0].outcome.refused)),
                str(first.laps[0].outcome.row_count),
            ]
        )
    return lines


def targets(results: Sequence[Result]) -> list[Target]:
    """Compare the ways, round by round; a ratio is the median of the rounds.

    The start-up of the slow ways is left out, ours is in our cold time.
    """

    def ratio(of: Callable[[Result], float], to: Callable[[Result], float]) -> tuple[float, ...]:
        return tuple(of(result) / to(result) for result in results)

    def cold(result: Result) -> float:
        return _cold(result, "ours")

    def warm(way: str) -> Callable[[Result], float]:
        return lambda result: _warm(result, way)

    loop, ours, floor = warm("naive"), warm("ours"), warm("floor")
    memory = tuple(result.runs["ours"].total_mib for result in results)
    alike = tuple(map(_agreement, results))
    return [
        _of_rounds("loop / ours, cold", ratio(loop, cold), at_least=40),
        _of_rounds("loop / ours, warm", ratio(loop, ours), at_least=100),
        _of_rounds("frictionless / ours, cold", ratio(warm("frictionless_way"), cold)),
        _of_rounds("frictionless / ours, warm", ratio(warm("frictionless_way"), ours)),
        _of_rounds("loop / floor, warm", ratio(loop, floor)),
        _of_rounds("ours / floor, warm", ratio(ours, floor), at_most=2),
        _of_rounds("ours / floor on two processes, warm", ratio(ours, warm("floor_on_two"))),
        Target("ours, MiB in all", max(memory), at_most=512, rounds=memory),
        Target("workbooks judged alike by all ways, %", min(alike), at_least=100, rounds=alike),
    ]


def _of_rounds(
    label: str,
    rounds: tuple[float, ...],
    at_least: float | None = None,
    at_most: float | None = None,
) -> Target:
    return Target(label, median(rounds), at_least, at_most, rounds)


def _cold(result: Result, way: str) -> float:
    """Give milliseconds per workbook of the first batch, from the start of the process."""
    return result.runs[way].laps[0].seconds / result.sizes[way] * 1000


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
