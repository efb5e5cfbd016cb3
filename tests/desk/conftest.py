"""A desk with people and returns for a whole test module: a real warehouse, real workbooks.

`world` is what tests ask for. Its returns are judged by hand, so that no module waits for the
judging room unless it is about judging.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from desk_world import World, make_world

from etl import warehouse
from etl.settings import settings
from etl.warehouse import embedded
from tests.conftest import database_url

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def desk_home(
    database_server: embedded.Server,
    template_database: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Path]:
    """Give a module its own home folder and warehouse, ready to use."""
    name = f"desk_{next(_numbers)}"
    with psycopg.connect(database_server.conninfo(), autocommit=True) as conn:
        conn.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template_database}"')
    folder = tmp_path_factory.mktemp("desk")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WAREHOUSE_URL", database_url(database_server, name))
        patch.setenv("ETL_HOME", str(folder))
        settings.cache_clear()
        warehouse.dispose()
        yield folder
        warehouse.dispose()
    settings.cache_clear()
    with psycopg.connect(database_server.conninfo(), autocommit=True) as conn:
        conn.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def world(desk_home: Path) -> World:
    """Give a desk with one agency's returns in every state and somebody of each role."""
    return make_world(desk_home, today=dt.date.today())
