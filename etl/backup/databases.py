"""Databases of a backup: addresses in, dumps of one moment, their rows' numbers, and back.

The programs are those of the wheel, or the system's when the server is newer or asks for TLS,
which the wheel's cannot. The one surprising thing: roles belong to a server and stand in no
database's dump; they go beside it, without passwords.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import Connection, sql
from psycopg.conninfo import make_conninfo
from psycopg.rows import dict_row
from sqlalchemy.engine import URL, make_url

from etl import warehouse
from etl.errors import BackupError
from etl.warehouse import embedded

AIRFLOW = "airflow"
WAREHOUSE = "warehouse"
_AIRFLOW_URLS = ("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "ETL_AIRFLOW_DATABASE_URL")
_SYSTEM_PROGRAMS = Path("/usr/lib/postgresql")
_VERSION = re.compile(r"(\d+)(?:\.\d+|devel|beta|rc)")


def addresses(*, make: bool = False) -> dict[str, URL]:
    """Give the addresses of the warehouse and of Airflow's database, by name.

    Airflow's lies beside the warehouse's where none is given. It is left out where there is none of
    this login's; with `make` it is made.
    """
    found = {WAREHOUSE: make_url(warehouse.url())}
    given = next((os.environ[name] for name in _AIRFLOW_URLS if os.environ.get(name)), "")
    if given:
        found[AIRFLOW] = make_url(given)
        return found
    if make:
        warehouse.database_url(AIRFLOW)
    with connected(found[WAREHOUSE]) as conn:
        if rows(conn, "own_database", name=AIRFLOW):
            found[AIRFLOW] = found[WAREHOUSE].set(database=AIRFLOW)
    return found


@contextmanager
def connected(address: URL) -> Iterator[Connection]:
    """Open a transaction that sees one moment; raises `BackupError` when nobody answers."""
    try:
        conn = psycopg.connect(_conninfo(address), password=address.password)
    except psycopg.OperationalError:
        raise BackupError(
            f"Không kết nối được cơ sở dữ liệu “{address.database}” để sao lưu hoặc phục hồi. Đề "
            "nghị kiểm tra máy chủ PostgreSQL có đang chạy không."
        ) from None
    with conn:
        conn.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        yield conn


@contextmanager
def moment(address: URL) -> Iterator[tuple[Connection, str]]:
    """Give a transaction, and the name of what it sees, for `dumped`."""
    with connected(address) as conn:
        ((snapshot,),) = conn.execute("SELECT pg_export_snapshot()")
        yield conn, snapshot


def dumped(conn: Connection, address: URL, snapshot: str) -> AbstractContextManager[IO[bytes]]:
    """Give the dump of what a moment showed as a stream, in PostgreSQL's custom format."""
    program = _program("pg_dump", conn)
    return _run(address, program, "--format=custom", f"--snapshot={snapshot}", takes=False)


def filled(address: URL, *, keep_grants: bool) -> AbstractContextManager[IO[bytes]]:
    """Give a stream that takes a dump into an empty database; what is made is the login's own."""
    with connected(address) as conn:
        program = _program("pg_restore", conn)
    options = ["--no-owner", "--exit-on-error", "--single-transaction"]
    options += [] if keep_grants else ["--no-privileges"]
    return _run(address, program, *options, takes=True)


def listed() -> AbstractContextManager[IO[bytes]]:
    """Give a stream that takes a dump and only looks whether it can be read."""
    return _run(None, embedded.program("pg_restore"), "--list", takes=True)


def row_counts(conn: Connection) -> dict[str, int]:
    """Count the rows of every table of a database."""
    counts: dict[str, int] = {}
    for (name,) in rows(conn, "tables"):
        ((count,),) = conn.execute(f"SELECT count(*) FROM {name}".encode())  # noqa: S608
        counts[name] = count
    return counts


def rows(conn: Connection, statement: str, **given: str) -> list[tuple[Any, ...]]:
    return conn.execute(_text(statement), given or None).fetchall()


def _text(name: str) -> bytes:
    return warehouse.sql_text(f"backup/{name}").encode()


def is_empty(address: URL) -> bool:
    """Tell whether a database has no table yet."""
    with connected(address) as conn:
        return not rows(conn, "tables")


def make_roles(address: URL, content: bytes) -> list[str]:
    """Make the warehouse's roles and their members; gives the logins that need a password anew."""
    without_password: list[str] = []
    with connected(address) as conn:
        conn.execute(warehouse.sql_text("role_names").encode())
        for member in json.loads(content):
            name, role = sql.Identifier(member["member"]), sql.Identifier(member["role"])
            known = "SELECT 1 FROM pg_roles WHERE rolname = %s"
            if conn.execute(known, [member["member"]]).fetchone() is None:
                login = sql.SQL("LOGIN" if member["can_login"] else "NOLOGIN")
                conn.execute(sql.SQL("CREATE ROLE {} {}").format(name, login))
                without_password += [member["member"]] if member["can_login"] else []
            conn.execute(sql.SQL("GRANT {} TO {}").format(role, name))
    return without_password


def members(conn: Connection) -> bytes:
    """Give who may act as which of the warehouse's roles, for `make_roles`."""
    found = conn.cursor(row_factory=dict_row).execute(_text("members"))
    return json.dumps(found.fetchall()).encode()


def _conninfo(address: URL) -> str:
    """Write an address for libpq, without its password: others can see the words of a command."""
    plain = address.translate_connect_args(username="user", database="dbname")
    plain.pop("password", None)
    return make_conninfo(**{**plain, **address.query})


@contextmanager
def _run(address: URL | None, program: Path, *options: str, takes: bool) -> Iterator[IO[bytes]]:
    """Run a program for a block, with what it takes or gives; raises `BackupError` if it fails."""
    command = [str(program), *options]
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
    if address is not None:
        command += [f"--dbname={_conninfo(address)}"]
        environment |= {"PGPASSWORD": str(address.password)} if address.password else {}
    process = subprocess.Popen(  # noqa: S603 - a program of PostgreSQL's and words of ours
        command,
        env=environment,
        stdin=subprocess.PIPE if takes else subprocess.DEVNULL,
        stdout=subprocess.DEVNULL if takes else subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    stream = process.stdin or process.stdout
    assert stream is not None
    assert process.stderr is not None
    try:
        # it ended: why is told below; of one that gives, the pipe that broke is another's
        with suppress(BrokenPipeError) if takes else nullcontext():
            yield stream
            if takes:
                stream.close()
    except BaseException:
        process.kill()
        process.wait()
        raise
    said = process.stderr.read().decode(errors="replace").strip()
    if process.wait() != 0:
        first = next((line for line in said.splitlines() if "error" in line), "không rõ lý do")
        raise BackupError(f"{program.name} không làm xong: {first[:200]}")


def _program(name: str, conn: Connection) -> Path:
    """Choose a program that speaks with the server that a connection has reached."""
    return chosen(name, conn.info.server_version // 10_000, encrypted=bool(conn.pgconn.ssl_in_use))


def chosen(name: str, wanted: int, *, encrypted: bool) -> Path:
    """Choose a program for a server's main version, the wheel's where it will do."""
    found = sorted(_SYSTEM_PROGRAMS.glob(f"*/bin/{name}"), key=_version)
    on_path = shutil.which(name)
    candidates = [] if encrypted else [embedded.program(name)]
    candidates += [*found, *([Path(on_path)] if on_path else [])]
    for program in candidates:
        if program.is_file() and _version(program) >= wanted:
            return program
    with_tls = " có TLS" if encrypted else ""
    raise BackupError(
        f"Thiếu chương trình {name} bản {wanted} trở lên{with_tls} để làm việc với máy chủ "
        f"PostgreSQL {wanted}. Đề nghị cài gói postgresql-client-{wanted} rồi chạy lại."
    )


def _version(program: Path) -> int:
    said = subprocess.run(  # noqa: S603 - a program of PostgreSQL's
        [str(program), "--version"], capture_output=True, text=True, check=False
    ).stdout
    found = _VERSION.search(said)
    return int(found[1]) if found else 0
