"""Where the benchmarks run: an empty home with a server of its own, gone afterwards.

In: the home's name. Out: a folder, and databases in it that the whole program sees as its
warehouse. The one surprising thing: the folder stands below `BENCHMARKS_HOME`, away from anybody's
data, and is removed also when a run fails.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import workbooks
from etl import warehouse
from etl.settings import settings


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


@contextmanager
def database(name: str) -> Iterator[None]:
    """Let a database of the home's server be the warehouse for a block; made when absent."""
    with environment(WAREHOUSE_URL=None):
        url = warehouse.database_url(name, driver="psycopg")
    with environment(WAREHOUSE_URL=url):
        warehouse.migrate()
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
