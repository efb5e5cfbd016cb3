"""Servers and their processes that outlive what they belonged to: a data folder in, none left out.

The one surprising thing: a server whose data folder was deleted under it ends only a minute later,
and then takes the socket of the next server in that place away with it; so it is ended first.
"""

import time
from contextlib import suppress
from pathlib import Path

import psutil

from etl.errors import WarehouseError

_MOST_SECONDS = 120.0


def postmaster(data: Path) -> int | None:
    """Read a server's process id; None when that process is gone or is something else."""
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
        process = psutil.Process(pid)
        return pid if _serves(process, data) else None
    except (OSError, ValueError, psutil.Error):
        return None


def remove_stale_note(data: Path) -> None:
    """Remove the note that a killed server left, once nothing of that server is alive.

    PostgreSQL itself forgives a dead process id, but refuses to start when the number belongs to
    something else by now, as it often does after a container or the machine was restarted. Raises
    `WarehouseError` when a process of the old server does not end.
    """
    note = data / "postmaster.pid"
    if not note.exists() or postmaster(data) is not None:
        return
    deadline = time.monotonic() + _MOST_SECONDS
    while _is_worked_in(data):  # they end by themselves once they see that the server is gone
        if time.monotonic() > deadline:
            raise WarehouseError(
                f"Còn tiến trình của máy chủ PostgreSQL cũ đang dùng thư mục {data}. "
                "Khởi động lại máy rồi chạy lại."
            )
        time.sleep(0.1)
    note.unlink(missing_ok=True)


def end_server_of_deleted(data: Path) -> None:
    """End the server of a data folder that is there no more; its data went with the folder."""
    for process in psutil.process_iter(["name"]):
        with suppress(psutil.Error):
            if process.info["name"] == "postgres" and _serves(process, data):
                below = process.children(recursive=True)
                process.kill()
                psutil.wait_procs([process, *below], timeout=_MOST_SECONDS)


def _serves(process: psutil.Process, data: Path) -> bool:
    command = process.cmdline()
    return bool(command) and "postgres" in command[0] and str(data) in command


def _is_worked_in(data: Path) -> bool:
    """Tell whether a process of a server that is gone still works in its data folder."""
    return any(
        process.info["name"] == "postgres" and process.info["cwd"] == str(data)
        for process in psutil.process_iter(["name", "cwd"])
    )
