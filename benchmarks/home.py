"""Where the benchmarks run: an empty home with a server of its own, gone afterwards.

In: the home's name. Out: a folder, and databases in it that the whole program sees as its
warehouse. The one surprising thing: the folder stands below `BENCHMARKS_HOME`, away from anybody's
data, and is removed also when a run fails.
"""

from __future__ import annotations

import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import workbooks
from etl import warehouse
from etl.settings import settings
from etl.warehouse.schema import migrate

_PROBES = 40
_QUICK = 80e-6  # seconds; some 30 µs where nothing was removed
_WAIT_SECONDS = 20
_MOST_WAITS = 20  # more than the time for which removed files are stepped over


@contextmanager
def empty_home(name: str) -> Iterator[Path]:
    """Give an empty home as ETL_HOME; stop its server and remove it at the end."""
    folder = workbooks.home() / name
    with environment(ETL_HOME=str(folder), WAREHOUSE_URL=None):
        warehouse.stop()
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            warehouse.stop()
            shutil.rmtree(folder, ignore_errors=True)


def wait_for_quick_files(folder: Path) -> None:
    """Wait, some minutes at most, until files are quick to make in a folder.

    ext4 without a journal steps over every file that was removed in the last five minutes each
    time one is made: after a test run, or a benchmark, half a millisecond a file.
    """
    for _ in range(_MOST_WAITS):
        cost = _cost_of_a_file(folder)
        if cost < _QUICK:
            return
        print(f"  a file takes {cost * 1e6:.0f} µs to make; waiting …", flush=True)
        time.sleep(_WAIT_SECONDS)
    print("  files are still slow to make here, and times of ours suffer from it", flush=True)


def _cost_of_a_file(folder: Path) -> float:
    """Measure how many seconds it takes to make an empty file; they are left where they are."""
    probes = folder / "probes"
    probes.mkdir(exist_ok=True)
    names = [probes / uuid.uuid4().hex for _ in range(_PROBES)]
    started = time.perf_counter()
    for name in names:
        name.touch()
    return (time.perf_counter() - started) / _PROBES


@contextmanager
def database(name: str) -> Iterator[None]:
    """Let a database of the home's server be the warehouse for a block; made when absent."""
    with environment(WAREHOUSE_URL=None):
        url = warehouse.database_url(name, driver="psycopg")
    with environment(WAREHOUSE_URL=url):
        migrate()
        yield


@contextmanager
def environment(**changes: str | None) -> Iterator[None]:
    """Run a block under other environment variables; None unsets one."""
    before = {name: os.environ.get(name) for name in changes}
    _set(changes)
    try:
        yield
    finally:
        _set(before)


def _set(values: dict[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    settings.cache_clear()
    warehouse.dispose()
