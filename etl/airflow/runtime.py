"""The live system: nothing in, a healthy Airflow on the loopback address out, and its end.

The one surprising thing: a system that already runs for this project is used as it is, and left
running; only who started it stops it.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from etl.airflow.alerts import alert_file
from etl.airflow.home import (
    USERS,
    AirflowSettings,
    Home,
    airflow_home,
    free_port,
    passwords,
    write_config,
)
from etl.errors import ReportingError
from etl.settings import write_private

DATABASE = "airflow"  # beside the warehouse's, on the same server
STOP_SECONDS = 25.0
PARTS = ("metadatabase", "scheduler", "triggerer", "dag_processor")
OnWait = Callable[[float], None]


class AirflowStartError(ReportingError):
    """Airflow did not come up; the message says where its logs are."""


@dataclass(frozen=True, slots=True)
class Live:
    """A running Airflow."""

    home: Home
    address: str
    pid: int
    ours: bool  # whether this process started it, and so stops it


def healthy(address: str) -> bool:
    """Tell whether every part of Airflow reports to be well; needs no login.

    Asked often while the processors are busy, so without httpx, whose clients take 25 ms to make.
    """
    where = urlsplit(address)
    connection = HTTPConnection(where.hostname or "", where.port, timeout=5.0)
    try:
        connection.request("GET", "/api/v2/monitor/health")
        body: Mapping[str, Any] = json.load(connection.getresponse())
    except (OSError, HTTPException, ValueError):
        return False
    finally:
        connection.close()
    return all((body.get(part) or {}).get("status") == "healthy" for part in PARTS)


def metadata_url() -> str:
    """Give the URL of Airflow's own database, which is made on first use."""
    from etl import warehouse

    return AirflowSettings().database_url or warehouse.database_url(DATABASE)


def attached(home: Home) -> Live | None:
    """Give the system that already runs for this project, if it answers."""
    with suppress(OSError, ValueError, KeyError):
        state = json.loads(home.state.read_text(encoding="utf-8"))
        os.kill(state["pid"], 0)
        if healthy(state["address"]):
            return Live(home, state["address"], state["pid"], ours=False)
    return None


def start(on_wait: OnWait | None = None, meanwhile: Callable[[], None] | None = None) -> Live:
    """Start the four parts and wait until each reports to be well.

    `meanwhile` is done while they come up; then `on_wait` is told the seconds that have passed.
    Raises `AirflowStartError`.
    """
    home, chosen = airflow_home(), AirflowSettings()
    home.root.mkdir(parents=True, exist_ok=True)
    if found := attached(home):
        if meanwhile:
            meanwhile()
        return found
    port = free_port(chosen.port)
    write_config(home, metadata_url(), port, chosen.parallelism)
    address = f"http://127.0.0.1:{port}"
    log = home.logs / "parts" / "start.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "etl.airflow.processes"],
            env=home.environment(),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is ours to pass on, once and in order
        )
    live = Live(home, address, process.pid, ours=True)
    try:
        if meanwhile:
            meanwhile()
        _wait_healthy(process, address, chosen.start_seconds, log, on_wait)
    except BaseException:
        stop(live)
        raise
    write_private(home.state, json.dumps({"pid": process.pid, "address": address}) + "\n")
    return live


def _wait_healthy(
    process: subprocess.Popen[bytes],
    address: str,
    seconds: float,
    log: Path,
    on_wait: OnWait | None,
) -> None:
    begun = time.monotonic()
    while not healthy(address):
        passed = time.monotonic() - begun
        if process.poll() is not None:
            raise AirflowStartError(f"Airflow dừng ngay khi khởi động. Xem nhật ký: {log.parent}")
        if passed > seconds:
            raise AirflowStartError(
                f"Airflow chưa sẵn sàng sau {seconds:.0f} giây. Xem nhật ký: {log.parent}"
            )
        if on_wait:
            on_wait(passed)
        time.sleep(0.5)


def stop(live: Live) -> None:
    """Stop the system that this process started; by its process id, and surely."""
    if not live.ours:
        return
    with suppress(FileNotFoundError):
        live.home.state.unlink()
    deadline = time.monotonic() + STOP_SECONDS
    with suppress(ProcessLookupError, ChildProcessError):
        os.kill(live.pid, signal.SIGTERM)
        while os.waitpid(live.pid, os.WNOHANG) == (0, 0):
            if time.monotonic() > deadline:
                os.killpg(live.pid, signal.SIGKILL)
            time.sleep(0.1)


@contextmanager
def running(
    on_wait: OnWait | None = None, meanwhile: Callable[[], None] | None = None
) -> Iterator[Live]:
    """Have a live Airflow for the length of a `with` block; Ctrl-C and SIGTERM end it in order."""
    before = signal.signal(signal.SIGTERM, _as_keyboard_interrupt)
    try:
        live = start(on_wait, meanwhile)
        try:
            yield live
        finally:
            stop(live)
    finally:
        signal.signal(signal.SIGTERM, before)


def _as_keyboard_interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def up() -> None:
    """Run the live system until Ctrl-C: print address and users, then late runs as they come.

    Raises `AirflowStartError` when it does not come up, or ends by itself.
    """
    console = Console()
    try:
        with (
            console.status("Đang khởi động Airflow…") as status,
            running(lambda s: status.update(f"Đang khởi động Airflow… {s:.0f} giây")) as live,
        ):
            status.stop()
            _introduce(console, live)
            _stay(console, live)
    except KeyboardInterrupt:
        console.print("Đã dừng hệ thống.")


def _introduce(console: Console, live: Live) -> None:
    table = Table("Người dùng", "Mật khẩu", "Vai trò", title=f"Airflow: {live.address}")
    secret = passwords(live.home)
    for user, (_, who) in USERS.items():
        table.add_row(user, secret[user], who)
    console.print(table)
    console.print(f"Mật khẩu lưu tại {live.home.passwords} (chỉ chủ tệp đọc được).")
    console.print(
        "Thả tệp vào hộp thư đến: hệ thống tự nhận, kiểm tra và trả kết quả trong vài giây."
    )
    console.print("Hệ thống đã chạy sẵn." if not live.ours else "Nhấn Ctrl-C để dừng.")


def _stay(console: Console, live: Live) -> None:
    alerts = alert_file()
    seen = alerts.stat().st_size if alerts.exists() else 0
    while live.ours:
        time.sleep(1.0)
        with suppress(ChildProcessError):
            if os.waitpid(live.pid, os.WNOHANG) != (0, 0):
                raise AirflowStartError(f"Airflow đã dừng. Xem nhật ký: {live.home.logs / 'parts'}")
        if alerts.exists() and alerts.stat().st_size > seen:
            with alerts.open(encoding="utf-8") as stream:
                stream.seek(seen)
                console.print(stream.read().rstrip(), style="yellow")
            seen = alerts.stat().st_size
