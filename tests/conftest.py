"""A real PostgreSQL server for a whole test run, and a fresh, migrated warehouse for each test.

`home` is what a test asks for: a folder of its own as ETL_HOME and a database of its own as
WAREHOUSE_URL, cloned in some ten milliseconds from one that was migrated once.

The one surprising thing: the engine is tested on tests/province, a catalogue of six forms that
stays as it is, so that a change of the real one breaks none of its tests. Only tests/forms runs
over the real catalogue, in a run of its own: `ETL_CATALOGUE= pytest` (empty: the project's own).
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import URL

os.environ.setdefault("ETL_CATALOGUE", str(Path(__file__).parent / "province"))

from etl import CATALOGUE, PROJECT, warehouse
from etl.reference.working_days import VIETNAM
from etl.settings import settings
from etl.warehouse import embedded
from etl.warehouse.schema import migrate
from tests import program_words

_IS_REAL = CATALOGUE == PROJECT
collect_ignore = [p for p in Path(__file__).parent.iterdir() if (p.name == "forms") != _IS_REAL]
_TEMPLATE = "migrated"
_numbers = itertools.count(1)
# A test's data need not survive a power cut; waiting for the disk is most of a small test.
_MEMORY, _ROOM = Path("/dev/shm"), 4 * 2**30  # bytes: far more than a run's databases take
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


def database_url(server: embedded.Server, name: str) -> str:
    """Give the URL of a database of the test server."""
    address = URL.create(
        "postgresql+psycopg",
        username=embedded.SUPERUSER,
        database=name,
        query={"host": str(server.socket)},
    )
    return address.render_as_string(hide_password=False)


def pytest_configure(config: pytest.Config) -> None:
    """Listen to every sentence that the suite makes."""
    config.addinivalue_line(
        "markers", "types_program_words: a cell of the test holds a program's word as its text"
    )
    program_words.listen()


@pytest.fixture(autouse=True)
def no_program_word_is_said(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test in which a finding says a program's word.

    What a property test draws may be such a word ("None" typed into a cell): there a sentence is
    searched outside of what it quotes; tests/workbook/test_any_cell.py searches its own whole.
    """
    program_words.made.clear()
    yield
    draws = getattr(getattr(request.node, "obj", None), "is_hypothesis_test", False)
    made = (re.sub("“[^”]*”", "“”", text) if draws else text for text in program_words.made)
    if request.node.get_closest_marker("types_program_words") is None:
        said = {text for text in made if program_words.program_words(text)}
        assert not said, [(program_words.program_words(text), text) for text in said]


@pytest.fixture(scope="session")
def database_server() -> Iterator[embedded.Server]:
    """Run one server for the whole test run, in a folder that is removed afterwards.

    In memory where there is room: copying a database for each test costs a quarter of what it costs
    on a disk, in processor time. A run that is killed leaves its folder and its server there.
    """
    in_memory = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM
    folder = Path(tempfile.mkdtemp(prefix="etl-test-", dir=_MEMORY if in_memory else None))
    folder.chmod(0o711)  # the server's own user must reach its data folder
    try:
        yield embedded.start(folder / "postgres", options=FAST)
    finally:
        embedded.stop(folder / "postgres")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def template_database(database_server: embedded.Server) -> str:
    """Migrate one database once; every test's own is a copy of it."""
    run_sql(database_server, f'CREATE DATABASE "{_TEMPLATE}"')
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WAREHOUSE_URL", database_url(database_server, _TEMPLATE))
        warehouse.dispose()
        migrate()
        warehouse.dispose()
    return _TEMPLATE


@pytest.fixture
def home(
    database_server: embedded.Server,
    template_database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Path]:
    """Give a test its own home folder and its own warehouse, ready to use."""
    name = _clone(database_server, template_database)
    monkeypatch.setenv("WAREHOUSE_URL", database_url(database_server, name))
    monkeypatch.setenv("ETL_HOME", str(tmp_path))
    settings.cache_clear()
    warehouse.dispose()
    yield tmp_path
    warehouse.dispose()
    settings.cache_clear()
    run_sql(database_server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def declarations(tmp_path: Path) -> Path:
    """A copy of everything that is declared, in the folders of a project."""
    return copy_declarations(tmp_path / "declared")


@pytest.fixture
def server_on_another_day(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put this machine into a time zone in which it is another day than in Vietnam."""
    hour = dt.datetime.now(VIETNAM).hour
    monkeypatch.setenv("TZ", "<-12>12" if hour < 18 else "<+14>-14")  # 19 hours back, or 7 ahead
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def start_over(
    database_server: embedded.Server,
    template_database: str,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[[], Path]]:
    """Give a function that moves the test to another fresh home and warehouse."""
    names: list[str] = []

    def fresh() -> Path:
        names.append(_clone(database_server, template_database))
        folder = tmp_path / names[-1]
        folder.mkdir()
        monkeypatch.setenv("WAREHOUSE_URL", database_url(database_server, names[-1]))
        monkeypatch.setenv("ETL_HOME", str(folder))
        settings.cache_clear()
        warehouse.dispose()
        return folder

    yield fresh
    warehouse.dispose()
    for name in names:
        run_sql(database_server, f'DROP DATABASE "{name}" WITH (FORCE)')


def copy_declarations(target: Path) -> Path:
    """Copy the catalogue, and the rules of all forms, into the folders of a project."""
    rules = shutil.ignore_patterns("*.odcs.yaml", "report")
    shutil.copytree(PROJECT / "expectations", target / "expectations", ignore=rules)
    for folder in ("expectations", "sql/seeds"):
        shutil.copytree(CATALOGUE / folder, target / folder, dirs_exist_ok=True)
    return target


def _clone(server: embedded.Server, template: str) -> str:
    name = f"test_{next(_numbers)}"
    run_sql(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    return name


def run_sql(server: embedded.Server, statement: str) -> None:
    """Run a statement of the test server's own, outside of any database of a test."""
    with psycopg.connect(server.conninfo(), autocommit=True) as conn:
        conn.execute(statement)  # type: ignore[arg-type]
