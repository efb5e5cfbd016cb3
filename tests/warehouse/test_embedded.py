"""The embedded server: one for all processes, there until it is stopped, back after a kill."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import psycopg
import psycopg2
import pytest
import sqlalchemy as sa

from etl import warehouse
from etl.errors import WarehouseError
from etl.settings import settings
from etl.warehouse import embedded
from etl.warehouse.schema import migrate


@pytest.fixture
def data() -> Iterator[Path]:
    """Give a data folder that is stopped and removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="etl-embedded-"))
    folder.chmod(0o711)
    yield folder / "postgres"
    embedded.stop(folder / "postgres")
    shutil.rmtree(folder)


def _pid(data: Path) -> int:
    return embedded.start(data, options=("fsync=off",)).pid


def test_processes_that_start_it_at_once_share_one_server(data: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        pids = pool.map(_pid, [data] * 3)
    assert len({*pids, _pid(data)}) == 1  # and it outlives those processes


def test_it_starts_again_with_its_data_after_a_kill(data: Path) -> None:
    server = embedded.start(data)
    with psycopg.connect(server.conninfo(), autocommit=True) as conn:
        conn.execute("CREATE TABLE kept AS SELECT 7 AS value")
    os.kill(server.pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(server.pid)] if psutil.pid_exists(server.pid) else [])
    again = embedded.start(data)
    with psycopg.connect(again.conninfo()) as conn:
        assert conn.execute("SELECT value FROM kept").fetchone() == (7,)
    assert again.pid != server.pid


def test_a_note_whose_number_belongs_to_another_process_is_forgiven(data: Path) -> None:
    embedded.start(data)
    note = (data / "postmaster.pid").read_text()
    embedded.stop(data)
    lines = [str(os.getpid()), *note.splitlines()[1:]]
    (data / "postmaster.pid").write_text("\n".join(lines) + "\n")
    assert embedded.start(data).pid != os.getpid()


def test_a_folder_deleted_under_its_server_can_be_made_anew(data: Path) -> None:
    """The old server would end a minute later, and take the new one's socket away with it."""
    old = embedded.start(data, options=("fsync=off",))
    processes = psutil.Process(old.pid).children()
    shutil.rmtree(data)
    new = embedded.start(data, options=("fsync=off",))
    assert new.pid != old.pid
    assert not psutil.pid_exists(old.pid)
    assert not any(process.is_running() for process in processes)
    with psycopg.connect(new.conninfo()) as conn:
        assert conn.execute("SELECT 1").fetchone() == (1,)


def test_the_server_of_another_folder_is_left_alone(data: Path) -> None:
    other = data.with_name("postgres-2")
    first = embedded.start(other, options=("fsync=off",))
    try:
        embedded.start(data, options=("fsync=off",))
        assert psutil.pid_exists(first.pid)
        assert embedded.start(other).pid == first.pid
    finally:
        embedded.stop(other)


def test_stopping_says_whether_there_was_something_to_stop(data: Path) -> None:
    assert embedded.stop(data) is False
    embedded.start(data)
    assert embedded.stop(data) is True
    assert embedded.stop(data) is False


def test_nobody_else_may_enter_and_no_port_is_open(data: Path) -> None:
    server = embedded.start(data)
    assert stat.S_IMODE(server.socket.stat().st_mode) == 0o700
    with psycopg.connect(server.conninfo()) as conn:
        assert conn.execute("SHOW listen_addresses").fetchone() == ("",)


def test_a_path_that_is_too_long_for_a_socket_works(data: Path) -> None:
    deep = data.parent / ("x" * 60) / ("y" * 60) / "postgres"
    try:
        server = embedded.start(deep)
        with psycopg.connect(server.conninfo()) as conn:
            assert conn.execute("SELECT lower('ĐẮC LẮC')").fetchone() == ("đắc lắc",)
        assert stat.S_IMODE(server.socket.stat().st_mode) == 0o700
    finally:
        embedded.stop(deep)


@pytest.mark.parametrize("name", ["nhà có dấu cách", "a'b, c", "n" * 70 + "ữ" * 10])
def test_a_folder_of_any_name_works(data: Path, name: str) -> None:
    """The last one is short enough for a socket in letters, and too long in bytes."""
    named = data.parent / name / "postgres"
    try:
        server = embedded.start(named, options=("fsync=off",))
        with psycopg.connect(server.conninfo()) as conn:
            assert conn.execute("SELECT current_user").fetchone() == ("postgres",)
        assert embedded.start(named).pid == server.pid
    finally:
        assert embedded.stop(named)


@pytest.mark.parametrize("sign", list('"$`\\\n'))
def test_a_folder_that_its_programs_cannot_name_is_refused_in_words(data: Path, sign: str) -> None:
    with pytest.raises(WarehouseError, match="Đề nghị đặt ETL_HOME"):
        embedded.start(data.parent / f"a{sign}b" / "postgres")
    assert not (data.parent / f"a{sign}b").exists()


def test_a_login_that_is_no_superuser_can_own_the_warehouse(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = embedded.start(data, options=("fsync=off",))
    with psycopg.connect(server.conninfo(), autocommit=True) as conn:
        conn.execute("CREATE ROLE owner_of_it LOGIN CREATEROLE")
        conn.execute("CREATE DATABASE kho OWNER owner_of_it")
    monkeypatch.setenv("WAREHOUSE_URL", f"postgresql://owner_of_it@/kho?host={server.socket}")
    warehouse.dispose()
    try:
        assert migrate() is True
        for role in ("loader", "steward", "analyst", "report"):
            with warehouse.transaction(role) as conn:  # type: ignore[arg-type]
                found = conn.execute(sa.text("SELECT current_user, count(*) FROM mart.works"))
                assert found.one()[0] == f"etl_{role}"
    finally:
        warehouse.dispose()


def test_without_a_url_the_warehouse_is_the_embedded_server(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WAREHOUSE_URL", raising=False)
    monkeypatch.setenv("ETL_HOME", str(data.parent))
    settings.cache_clear()
    warehouse.dispose()
    try:
        assert migrate() is True
        with warehouse.transaction("analyst") as conn:
            assert conn.execute(sa.text("SELECT count(*) FROM mart.works")).scalar() == 0
        metadata = warehouse.database_url("airflow")
        assert metadata.startswith("postgresql+psycopg2://")
        plain = warehouse.database_url("airflow", driver="")
        psycopg2.connect(plain).close()
        psycopg.connect(plain).close()
        with sa.create_engine(metadata).connect() as conn:
            assert conn.execute(sa.text("SELECT current_database()")).scalar() == "airflow"
        assert warehouse.stop() is True
        assert migrate() is False  # started again, with its data
    finally:
        warehouse.stop()
        settings.cache_clear()
