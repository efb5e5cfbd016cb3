"""The four parts of Airflow as one family of processes: run as `python -m etl.airflow.processes`.

They live until this process is told to stop or one of them dies. The one surprising thing: Airflow
is imported once and forked four times. Importing it costs some five seconds of CPU per process,
which on two cores is most of the starting time. The scheduler, whose forks run the tasks, also
imports what judges, while the other parts start: 8 s of CPU once, instead of in every such task.
"""

import ctypes
import fcntl
import importlib
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

from etl.errors import for_log

PARTS = {
    "api-server": ["api-server"],
    "scheduler": ["scheduler", "--skip-serve-logs"],
    "dag-processor": ["dag-processor"],
    "triggerer": ["triggerer", "--skip-serve-logs"],
}
# By name only, because of what they bring along: Great Expectations alone costs 8 s of CPU.
PRELOADED = {"scheduler": ["etl.pipeline", "etl.validate.judging", "etl.publish"]}
# Seconds to stop in: the scheduler lets running tasks end; what the triggerer watches stands in the
# database, and in one stop out of two it waits ten seconds for nothing.
PATIENCE = {"api-server": 5.0, "scheduler": 15.0, "dag-processor": 5.0, "triggerer": 3.0}
ALREADY_RUNNING = 3  # exit code: another system holds the lock


def _die_with_parent() -> None:
    """Ask the kernel to stop this process when its parent is gone, also by kill -9."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def prepare() -> None:
    """Bring the metadata database to this version of Airflow and make the reader's pool."""
    from airflow import settings as airflow_settings
    from airflow.models.pool import Pool
    from airflow.utils import db

    try:
        db.check_migrations(timeout=1)  # type: ignore[no-untyped-call]
    except TimeoutError:
        db.upgradedb()
    description = "Một lượt đọc tệp mỗi lúc: bên trong đã chia cho nhiều tiến trình"
    Pool.create_or_update_pool(
        name="reader", slots=1, description=description, include_deferred=False
    )
    airflow_settings.dispose_orm(do_log=False)  # a connection must not be shared over a fork


def _fork_part(name: str, arguments: list[str], log: Path) -> int:
    """Start one part in a forked process that writes to its own log; give its process id."""
    from airflow import settings as airflow_settings
    from airflow.__main__ import main as airflow_main

    if pid := os.fork():
        return pid
    code = 1
    try:
        _die_with_parent()
        with log.open("ab", buffering=0) as stream:
            os.dup2(stream.fileno(), 1)
            os.dup2(stream.fileno(), 2)
        for module in PRELOADED.get(name, []):
            importlib.import_module(module)
        airflow_settings.configure_orm()  # type: ignore[no-untyped-call]
        sys.argv = ["airflow", *arguments]
        airflow_main()  # type: ignore[no-untyped-call]
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException as error:  # the log of the part is the only place left to tell it
        print(for_log(error), file=sys.stderr)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _wait_and_stop(pids: dict[int, str]) -> int:
    """Wait until told to stop or until a part dies, then stop the others; give the exit code."""
    code = 0
    try:
        pid, status = os.wait()
        name = pids.pop(pid, "?")
        print(f"{name} ended by itself with status {status}; stopping the rest", flush=True)
        code = 1
    except KeyboardInterrupt:
        pass
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    _stop(pids)
    return code


def _stop(pids: dict[int, str]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    begun = time.monotonic()
    while pids:
        pid, _status = os.waitpid(-1, os.WNOHANG)
        passed = time.monotonic() - begun
        if pid in pids:
            print(f"{pids.pop(pid)} stopped after {passed:.1f} s", flush=True)
        for late in [p for p, name in pids.items() if passed > PATIENCE[name]]:
            print(f"{pids[late]} did not stop in time and is killed", flush=True)
            _kill_family(late)
            del pids[late]
        time.sleep(0.05)


def _kill_family(pid: int) -> None:
    """Kill a part and its own children, which would otherwise outlive it."""
    part = psutil.Process(pid)
    for process in [*part.children(recursive=True), part]:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    os.waitpid(pid, 0)


def main() -> int:
    """Hold the lock, prepare the database, fork the parts, and stay until the end."""
    from etl.airflow.home import airflow_home

    home = airflow_home()
    lock = os.open(home.lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return ALREADY_RUNNING
    _die_with_parent()
    logs = home.logs / "parts"
    logs.mkdir(parents=True, exist_ok=True)
    prepare()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.default_int_handler)
    pids: dict[int, str] = {}
    try:
        for name, arguments in PARTS.items():
            pids[_fork_part(name, arguments, logs / f"{name}.log")] = name
    except KeyboardInterrupt:
        _stop(pids)
        return 0
    return _wait_and_stop(pids)


if __name__ == "__main__":
    sys.exit(main())
