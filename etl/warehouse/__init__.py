"""The only door to PostgreSQL: engines, transactions, COPY, SQL by name, the order of events.

In: `WAREHOUSE_URL`, or nothing, and then an embedded server in `<home>/postgres`, which stays up
when this process ends: `stop()` is the only thing that ends it.
Out: SQLAlchemy connections that act as one of four roles (loader, steward, analyst, report).
The one surprising thing: the role is part of the connection's start-up options, so `RESET ROLE`
comes back to it and only a migration acts as the owner.
"""

import os
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from functools import lru_cache
from typing import Any, Literal

import sqlalchemy as sa
from pydantic_core import to_json
from sqlalchemy.engine import URL, make_url

from etl import PROJECT
from etl.errors import WarehouseError
from etl.settings import settings
from etl.warehouse import embedded

Role = Literal["owner", "loader", "steward", "analyst", "report"]
SQL = PROJECT / "sql"
DATABASE = "warehouse"
# Advisory locks: each guards one kind of change against itself. A key is a place among them, so
# that another is added at the end.
_LOCKS = ("migrate", "judge", "load", "decide", "release", "incident", "receive", "give_back")
_FIRST_LOCK = 7_161_001
# What the server's log keeps of a statement that fails: anybody may ask for the first. An error's
# first line may repeat a cell ("invalid input syntax for type numeric: …"), so on the server that
# is ours errors are told by who asked (`etl.errors`) and not by the server as well;
# elsewhere only its administrator can say so (README).
_SILENT = "-c log_parameter_max_length_on_error=0"
_SILENT_OF_OURS = "-c log_min_messages=log"
_PATIENCE_SECONDS = 120.0
_PAUSE_SECONDS = 0.02
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")
_engines: dict[Role, sa.Engine] = {}


def url() -> str:
    """Give the warehouse's SQLAlchemy URL, starting the embedded server when it is needed."""
    given = _given()
    return _text(given) if given else database_url(DATABASE, driver="psycopg")


def database_url(name: str, *, driver: str = "psycopg2") -> str:
    """Give the URL of another database on the same server, made when absent.

    `driver` is `psycopg2`, `psycopg` (version 3) or "" for a plain `postgresql://` URL. With
    `WAREHOUSE_URL` the login must be allowed to create databases.
    """
    server = _given()
    if server is None:
        host = str(embedded.start(settings().postgres).socket)
        server = URL.create("postgresql", username=embedded.SUPERUSER, query={"host": host})
    _create_database(server.set(drivername="postgresql+psycopg"), name)
    scheme = f"postgresql+{driver}" if driver else "postgresql"
    return _text(server.set(drivername=scheme, database=name))


def engine(role: Role = "loader") -> sa.Engine:
    """Give the engine whose connections act as a role; one pool per role and process."""
    if role in _engines:
        return _engines[role]
    address = make_url(url())
    options = f"{address.query.get('options', '')} -c timezone={embedded.TIMEZONE} {_SILENT}"
    if not os.environ.get("WAREHOUSE_URL", ""):
        options += f" {_SILENT_OF_OURS}"
    if role != "owner":
        options += f" -c role=etl_{role}"
    _engines[role] = sa.create_engine(
        address.difference_update_query(["options"]),
        connect_args={"options": options.strip()},
        hide_parameters=True,  # values of cells, in every error that a statement raises
        pool_pre_ping=True,  # the server may have been stopped and started since
    )
    return _engines[role]


def transaction(role: Role = "loader") -> AbstractContextManager[sa.Connection]:
    """Open one transaction: committed when the block ends, rolled back when it raises."""
    return engine(role).begin()


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
    conn: sa.Connection, table: str, columns: Iterable[str], rows: Iterable[Iterable[object]]
) -> None:
    """COPY rows into a table inside the caller's transaction.

    `table` is a qualified name of ours, never text from outside. Mappings and lists become JSON.
    """
    names = ", ".join(f'"{column}"' for column in columns)
    cursor = conn.connection.cursor()
    with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([json_text(v) if isinstance(v, dict | list) else v for v in row])
    cursor.close()


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


def json_text(value: object) -> str:
    r"""Write a value as PostgreSQL takes JSON: days as ISO text, numbers that are none as null.

    A cell may hold a NUL character, which PostgreSQL stores nowhere; it is left out. Text that
    reads "\u0000" looks nearly the same in JSON, and stays. Raises `ValueError` for what has no
    place in JSON.
    """
    text = to_json(value, inf_nan_mode="null").decode()
    return _NUL.sub(r"\1", text) if r"\u0000" in text else text


@lru_cache(maxsize=256)
def sql(name: str) -> sa.TextClause:
    """Read the statement `sql/<name>.sql`; `:name` in it is a parameter."""
    return sa.text(sql_text(name))


def is_statement(name: str) -> bool:
    """Tell whether there is a file `sql/<name>.sql`."""
    return (SQL / f"{name}.sql").is_file()


def sql_text(name: str) -> str:
    """Read the text of `sql/<name>.sql`; raises `WarehouseError` when there is none."""
    if not is_statement(name):
        raise WarehouseError(f"no statement {name!r}: there is no file {SQL / name}.sql")
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def run_text(conn: sa.Connection, text: str) -> None:
    """Run statements as they stand: `%` and `:` in them mean nothing."""
    conn.exec_driver_sql(text, execution_options={"no_parameters": True})


def fill_in(conn: sa.Connection, name: str, **values: str) -> None:
    """Run the statements `sql/<name>.sql` with values in the place of `{names}`."""
    run_text(conn, sql_text(name).format(**values))


def quoted(text: str) -> str:
    """Write a text as it stands between the quotes of a statement."""
    return text.replace("'", "''")


def lock(conn: sa.Connection, name: str) -> None:
    """Wait for a named lock and hold it to the end of the transaction."""
    key = _FIRST_LOCK + _LOCKS.index(name)
    conn.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def as_released(conn: sa.Connection, release_id: int | None) -> None:
    """Let the marts show exactly the returns of a release, to the end of the transaction."""
    _put(conn, "etl.release_id", release_id)


def looking_up_to(conn: sa.Connection, place: int | None) -> None:
    """Let the marts show what had happened up to a place, to the end of the transaction."""
    _put(conn, "etl.last_seq", place)


def _put(conn: sa.Connection, name: str, value: int | None) -> None:
    """Set a setting that views ask for, to the end of the transaction."""
    of = {"name": name, "value": "" if value is None else str(value)}
    conn.execute(sa.text("SELECT set_config(:name, :value, true)"), of)


def settled(conn: sa.Connection) -> int:
    """Give a place in the order of all events below which no row can appear any more.

    Places are given out before their rows are committed, so the newest place alone says nothing:
    who was writing when it was read is waited for. Raises `WarehouseError` when somebody keeps
    writing for two minutes.
    """
    place = int(run(conn, "release/last_seq").scalar_one())
    writing = set(run(conn, "release/writing").scalars())
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while writing:
        if time.monotonic() > deadline:
            raise WarehouseError(
                "Kho dữ liệu đang được ghi quá lâu nên chưa thể lập báo cáo. Đợi lần nạp số liệu "
                "đang chạy kết thúc rồi làm lại."
            )
        time.sleep(_PAUSE_SECONDS)
        writing &= set(run(conn, "release/writing").scalars())
    return place


def _text(address: URL) -> str:
    return address.render_as_string(hide_password=False)


def _given() -> URL | None:
    """Read `WAREHOUSE_URL`; what cannot be read is not told again, for it may hold a password."""
    given = os.environ.get("WAREHOUSE_URL", "")
    if not given:
        return None
    with suppress(sa.exc.ArgumentError, ValueError):
        address = make_url(given)
        if address.get_backend_name() == "postgresql":
            return address.set(drivername="postgresql+psycopg")
    raise WarehouseError(
        "WAREHOUSE_URL không phải là địa chỉ của một kho dữ liệu PostgreSQL. Đề nghị ghi như "
        "postgresql://tên:mật-khẩu@máy-chủ:5432/kho, hoặc bỏ biến này để dùng máy chủ đi kèm."
    )


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
