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
    """Give the URL of Airflow's own database, made on first use beside the warehouse's."""
    from etl import warehouse

    return AirflowSettings().database_url or warehouse.database_url("airflow")


def attached(home: Home) -> Live | None:
    """Give the system that already runs for this project, if it answers."""
    with suppress(OSError, ValueError, KeyError):
        state = json.loads(home.state.read_text(encoding="utf-8"))
        os.kill(state["pid"], 0)
        if healthy(state["address"]):
            return Live(home, state["address"], state["pid"], ours=False)
    return None


def _start(home: Home, chosen: AirflowSettings) -> Live:
    """Start the four parts; whoever starts them waits until they are well."""
    port = free_port(chosen.port)
    write_config(home, metadata_url(), port, chosen.parallelism)
    parts = home.logs / "parts"
    parts.mkdir(parents=True, exist_ok=True)
    with (parts / "start.log").open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "etl.airflow.processes"],
            env=home.environment(),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is ours to pass on, once and in order
        )
    return Live(home, f"http://127.0.0.1:{port}", process.pid, ours=True)


def _wait_healthy(live: Live, seconds: float, on_wait: OnWait | None) -> None:
    begun, logs = time.monotonic(), live.home.logs / "parts"
    while not healthy(live.address):
        passed = time.monotonic() - begun
        if _has_ended(live):
            raise AirflowStartError(f"Airflow dừng ngay khi khởi động. Xem nhật ký: {logs}")
        if passed > seconds:
            raise AirflowStartError(
                f"Airflow chưa sẵn sàng sau {seconds:.0f} giây. Xem nhật ký: {logs}"
            )
        if on_wait:
            on_wait(passed)
        time.sleep(0.5)


def _has_ended(live: Live) -> bool:
    try:
        return os.waitpid(live.pid, os.WNOHANG) != (0, 0)
    except ChildProcessError:  # and was told so already
        return True


def stop(live: Live) -> None:
    """Stop the system that this process started; by its process id, and surely."""
    if not live.ours:
        return
    live.home.state.unlink(missing_ok=True)
    deadline = time.monotonic() + STOP_SECONDS
    with suppress(ProcessLookupError):
        os.kill(live.pid, signal.SIGTERM)
        while not _has_ended(live):
            if time.monotonic() > deadline:
                os.killpg(live.pid, signal.SIGKILL)
            time.sleep(0.1)


@contextmanager
def running(
    on_wait: OnWait | None = None, meanwhile: Callable[[], None] | None = None
) -> Iterator[Live]:
    """Have a live Airflow for the length of a `with` block; Ctrl-C and SIGTERM end it in order.

    `meanwhile` is done while it comes up; then `on_wait` is told the seconds that have passed.
    Raises `AirflowStartError`.
    """
    home, chosen, live = airflow_home(), AirflowSettings(), None
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        live = attached(home) or _start(home, chosen)
        if meanwhile:
            meanwhile()
        if live.ours:
            _wait_healthy(live, chosen.start_seconds, on_wait)
            state = {"pid": live.pid, "address": live.address}
            write_private(home.state, json.dumps(state) + "\n")
        yield live
    finally:
        if live:
            stop(live)
        signal.signal(signal.SIGTERM, before)


def up() -> None:
    """Run the live system until Ctrl-C; raises `AirflowStartError` when it does not live."""
    console = Console()
    try:
        with (
            console.status("Đang khởi động Airflow…") as status,
            running(lambda s: status.update(f"Đang khởi động Airflow… {s:.0f} giây")) as live,
        ):
            status.stop()
            table = Table("Người dùng", "Mật khẩu", "Vai trò", title=f"Airflow: {live.address}")
            secret = passwords(live.home)
            for user, (_, who) in USERS.items():
                table.add_row(user, secret[user], who)
            console.print(table)
            console.print(f"Mật khẩu lưu tại {live.home.passwords} (chỉ chủ tệp đọc được).")
            console.print(
                "Thả tệp vào hộp thư đến: hệ thống tự nhận, kiểm tra và trả kết quả trong vài giây."
            )
            console.print("Nhấn Ctrl-C để dừng." if live.ours else "Hệ thống đã chạy sẵn.")
            _tell_late_runs(console, live)
    except KeyboardInterrupt:
        console.print("Đã dừng hệ thống.")


def _tell_late_runs(console: Console, live: Live) -> None:
    alerts = alert_file()
    seen = alerts.stat().st_size if alerts.exists() else 0
    while live.ours:
        time.sleep(1.0)
        if _has_ended(live):
            raise AirflowStartError(f"Airflow đã dừng. Xem nhật ký: {live.home.logs / 'parts'}")
        if alerts.exists() and alerts.stat().st_size > seen:
            with alerts.open(encoding="utf-8") as stream:
                stream.seek(seen)
                console.print(stream.read().rstrip(), style="yellow")
            seen = alerts.stat().st_size
