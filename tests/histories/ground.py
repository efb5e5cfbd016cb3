"""Homes to play histories in: a migrated database and an empty folder each time.

The one surprising thing: homes are copied from one another too, so that one piece of the past
serves many ends.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from etl import warehouse
from etl.settings import settings
from etl.warehouse.embedded import Server
from tests.conftest import database_url

_numbers = itertools.count(1)


class Ground:
    """A server with a migrated database, and a folder for homes."""

    def __init__(self, server: Server, template: str, folder: Path) -> None:
        """Take a server, the name of the migrated database on it, and a folder of our own."""
        self._server, self._template, self._folder = server, template, folder
        folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def home(self, like: str = "") -> Iterator[str]:
        """Move to a fresh home, or to a copy of another; gives its name, and removes it after.

        Another home must be left (`warehouse.dispose()`) while it is copied.
        """
        name = f"history_{os.getpid()}_{next(_numbers)}"
        before = {key: os.environ.get(key) for key in ("WAREHOUSE_URL", "ETL_HOME", "ETL_WORKERS")}
        warehouse.dispose()
        self._do(f'CREATE DATABASE "{name}" TEMPLATE "{like or self._template}" STRATEGY FILE_COPY')
        folder = self._folder / name
        if like:
            shutil.copytree(self._folder / like, folder)
        else:
            folder.mkdir()
        self.enter(name)
        try:
            yield name
        finally:
            warehouse.dispose()
            for key, value in before.items():
                os.environ.pop(key) if value is None else os.environ.update({key: value})
            settings.cache_clear()
            self._do(f'DROP DATABASE "{name}" WITH (FORCE)')
            shutil.rmtree(folder)

    def enter(self, name: str) -> None:
        """Work in a home from now on."""
        warehouse.dispose()
        os.environ["WAREHOUSE_URL"] = database_url(self._server, name)
        os.environ["ETL_HOME"] = str(self._folder / name)
        os.environ["ETL_WORKERS"] = "1"
        settings.cache_clear()

    def _do(self, statement: str) -> None:
        with psycopg.connect(self._server.conninfo(), autocommit=True) as conn:
            conn.execute(statement)  # type: ignore[arg-type]
