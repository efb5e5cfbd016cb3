"""Opens connections to the warehouse: a role in, a SQLAlchemy connection in a transaction out.

The one surprising thing: without `WAREHOUSE_URL` the first call starts a server that stays up
when this process ends; `stop()` is the only thing that ends it.
"""

import datetime as dt
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url

from etl.errors import WarehouseError
from etl.settings import PROJECT, settings
from etl.warehouse import embedded

Role = Literal["owner", "loader", "steward", "analyst", "report"]
SQL = PROJECT / "sql"
DATABASE = "warehouse"
TIMEZONE = "Asia/Ho_Chi_Minh"
_DRIVER = "postgresql+psycopg"
# Keys of advisory locks: each guards one kind of change against itself.
_LOCKS = {
    "migrate": 7_161_001,
    "judge": 7_161_002,
    "load": 7_161_003,
    "decide": 7_161_004,
    "release": 7_161_005,
    "incident": 7_161_006,
    "receive": 7_161_007,
    "give_back": 7_161_008,
}
# What the server's log keeps of a statement that fails: anybody may ask for the first. An error's
# first line may repeat a cell ("invalid input syntax for type numeric: …"), so on the server that
# is ours errors are told by who asked (`etl.errors.our_fault`) and not by the server as well;
# elsewhere only its administrator can say so (README).
_SILENT = "-c log_parameter_max_length_on_error=0"
_SILENT_OF_OURS = "-c log_min_messages=log"
_engines: dict[Role, sa.Engine] = {}


def url() -> str:
    """Give the warehouse's SQLAlchemy URL, starting the embedded server when it is needed."""
    given = os.environ.get("WAREHOUSE_URL", "")
    return _as_driver(given, _DRIVER) if given else _embedded_url(DATABASE, _DRIVER)


def database_url(name: str, *, driver: str = "psycopg2") -> str:
    """Give the URL of another database on the same server, made when absent.

    `driver` is `psycopg2`, `psycopg` (version 3) or "" for a plain `postgresql://` URL. With
    `WAREHOUSE_URL` the login must be allowed to create databases.
    """
    scheme = f"postgresql+{driver}" if driver else "postgresql"
    given = os.environ.get("WAREHOUSE_URL", "")
    if not given:
        return _embedded_url(name, scheme)
    here = make_url(_as_driver(given, _DRIVER))
    _create_database(here, name)
    return here.set(drivername=scheme, database=name).render_as_string(hide_password=False)


def engine(role: Role = "loader") -> sa.Engine:
    """Give the engine whose connections act as a role; one pool per role and process."""
    if role not in _engines:
        _engines[role] = _new_engine(role)
    return _engines[role]


def _new_engine(role: Role) -> sa.Engine:
    options = f"-c timezone={TIMEZONE} {_SILENT}"
    if not os.environ.get("WAREHOUSE_URL", ""):
        options += f" {_SILENT_OF_OURS}"
    if role != "owner":
        options += f" -c role=etl_{role}"
    address = make_url(url())
    given = address.query.get("options", "")
    return sa.create_engine(
        address.difference_update_query(["options"]),
        connect_args={"options": f"{given} {options}".strip()},
        hide_parameters=True,  # values of cells, in every error that a statement raises
        pool_pre_ping=True,  # the server may have been stopped and started since
        json_serializer=lambda value: json.dumps(value, ensure_ascii=False),
    )


@contextmanager
def transaction(role: Role = "loader") -> Iterator[sa.Connection]:
    """Open one transaction: committed when the block ends, rolled back when it raises."""
    with engine(role).begin() as conn:
        yield conn


def dispose() -> None:
    """Close this process's connections and forget the engines, as after a change of settings."""
    for known in _engines.values():
        known.dispose()
    _forget()


def _forget() -> None:
    _engines.clear()
    _create_database.cache_clear()


# A forked child must not speak on its parent's connections.
os.register_at_fork(after_in_child=_forget)


def stop() -> bool:
    """Stop the embedded server cleanly; tell whether it was running."""
    dispose()
    return embedded.stop(settings().postgres)


def run(conn: sa.Connection, name: str, /, **parameters: object) -> sa.CursorResult[Any]:
    """Run the statement `sql/<name>.sql` inside the caller's transaction."""
    return conn.execute(sql(name), parameters)


def copy_rows(
    conn: sa.Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> int:
    """COPY rows into a table inside the caller's transaction; gives how many.

    `table` is a qualified name of ours, never text from outside. Mappings and lists become JSON.
    """
    names = ", ".join(f'"{column}"' for column in columns)
    cursor = conn.connection.cursor()
    count = 0
    with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([_json(value) for value in row])
            count += 1
    cursor.close()
    return count


def copy_text(
    conn: sa.Connection, table: str, columns: Sequence[str], chunks: Iterable[memoryview]
) -> None:
    """COPY lines that are in COPY's text format already: for many rows.

    Chunks are made while the server takes in those before.
    """
    names = ", ".join(f'"{column}"' for column in columns)
    cursor = conn.connection.cursor()
    with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for chunk in _one_ahead(iter(chunks)):
            copy.write(chunk)
    cursor.close()


def _one_ahead(chunks: Iterator[memoryview]) -> Iterator[memoryview]:
    """Give chunks on, each made while the one before is in use."""
    with ThreadPoolExecutor(1, "chunks") as maker:
        coming = maker.submit(next, chunks, None)
        while (chunk := coming.result()) is not None:
            coming = maker.submit(next, chunks, None)
            yield chunk


@lru_cache(maxsize=256)
def sql(name: str) -> sa.TextClause:
    """Read the statement `sql/<name>.sql`; `:name` in it is a parameter."""
    return sa.text(sql_text(name))


def is_statement(name: str) -> bool:
    """Tell whether there is a file `sql/<name>.sql`."""
    return (SQL / f"{name}.sql").is_file()


def sql_text(name: str) -> str:
    """Read the text of `sql/<name>.sql`; raises `WarehouseError` when there is none."""
    path = SQL / f"{name}.sql"
    if not path.is_file():
        raise WarehouseError(f"no statement {name!r}: there is no file {path}")
    return path.read_text(encoding="utf-8")


def lock(conn: sa.Connection, name: str) -> None:
    """Wait for a named lock and hold it to the end of the transaction."""
    conn.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCKS[name]})


def as_of(conn: sa.Connection, moment: dt.datetime | None) -> None:
    """Let the marts show what was in force at a moment, to the end of the transaction."""
    put(conn, "etl.as_of", "" if moment is None else moment.isoformat())


def as_released(conn: sa.Connection, release_id: int | None) -> None:
    """Let the marts show exactly the returns of a release, to the end of the transaction."""
    put(conn, "etl.release_id", "" if release_id is None else str(release_id))


def put(conn: sa.Connection, name: str, value: str) -> None:
    """Set a setting that views ask for, to the end of the transaction."""
    conn.execute(sa.text("SELECT set_config(:name, :value, true)"), {"name": name, "value": value})


def _json(value: object) -> object:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value


def _as_driver(given: str, driver: str) -> str:
    return _address(given).set(drivername=driver).render_as_string(hide_password=False)


def _address(given: str) -> URL:
    """Read `WAREHOUSE_URL`; what cannot be read is not told again, for it may hold a password."""
    with suppress(sa.exc.ArgumentError, ValueError):
        address = make_url(given)
        if address.get_backend_name() == "postgresql":
            return address
    raise WarehouseError(
        "WAREHOUSE_URL không phải là địa chỉ của một kho dữ liệu PostgreSQL. Đề nghị ghi như "
        "postgresql://tên:mật-khẩu@máy-chủ:5432/kho, hoặc bỏ biến này để dùng máy chủ đi kèm."
    )


def _embedded_url(name: str, scheme: str) -> str:
    server = embedded.start(settings().postgres)
    address = URL.create(
        scheme, username=embedded.SUPERUSER, database=name, query={"host": str(server.socket)}
    )
    _create_database(address.set(drivername=_DRIVER), name)
    return address.render_as_string(hide_password=False)


@lru_cache(maxsize=32)
def _create_database(server: URL, name: str) -> None:
    """Create a database when it is absent; two processes may try at once."""
    admin = sa.create_engine(
        server.set(database="postgres"),
        isolation_level="AUTOCOMMIT",
        poolclass=sa.NullPool,
        hide_parameters=True,
    )
    with admin.connect() as conn:
        found = sa.text("SELECT 1 FROM pg_database WHERE datname = :name")
        if conn.execute(found, {"name": name}).first():
            return
        try:
            conn.exec_driver_sql(f'CREATE DATABASE "{name}"')
        except sa.exc.DBAPIError:
            if not conn.execute(found, {"name": name}).first():
                raise
