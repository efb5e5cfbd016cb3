"""What docker-compose.yml starts, started here without an engine: same commands, same checks.

PostgreSQL is the tests' own server and Redis listens elsewhere; paths and ports are exchanged for
this machine's, everything else is what the file says.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from compose_file import PROJECT

from etl.warehouse import embedded
from tests.conftest import database_url

pytestmark = pytest.mark.timeout(900)
AIRFLOW = ("api-server", "scheduler", "dag-processor", "triggerer", "worker")
PATIENCE = 400  # seconds until a service must say that it is well, on a busy machine
PORTS = {
    "8080": "the API",
    "8974": "the scheduler's health",
    "6379": "Redis",
    "8793": "the worker's logs",
    "8794": "the triggerer's logs",
}


class Machine:
    """This machine as the containers' host: environment, exchanged ports, running processes."""

    def __init__(self, folder: Path, server: embedded.Server, environment: dict[str, Any]) -> None:
        self.folder = folder
        self.ports = {port: str(free_port()) for port in PORTS}
        urls = {
            "@postgres:5432/airflow": database_url(server, "native_airflow"),
            "@postgres:5432/warehouse": database_url(server, "native_warehouse"),
        }
        self.environment = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(folder),
            "HOSTNAME": socket.gethostname(),
            "AIRFLOW_HOME": str(folder / "airflow"),
            "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
            "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "etl/airflow/plugins"),
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": self.ports["8793"],
            "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": self.ports["8794"],
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT": self.ports["8974"],
        }
        for name, value in environment.items():
            text = str(value).replace("/srv", str(folder))
            text = text.replace("redis:6379", f"127.0.0.1:{self.ports['6379']}")
            text = text.replace("api-server:8080", f"127.0.0.1:{self.ports['8080']}")
            for end, url in urls.items():
                if text.endswith(end):
                    scheme = text.partition("://")[0]
                    text = f"{scheme}://{url.partition('://')[2]}"
            self.environment[name] = text
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        (folder / "airflow").mkdir()

    def here(self, words: list[str]) -> list[str]:
        """Give a command with this machine's ports."""
        for port, own in self.ports.items():
            words = [word.replace(port, own) for word in words]
        return words

    def start(self, name: str, words: list[str]) -> None:
        """Start a service; what it says goes to a log of its own."""
        with (self.folder / f"{name}.log").open("wb") as log:
            self.running[name] = subprocess.Popen(
                self.here(words),
                cwd=PROJECT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def is_well(self, test: list[str]) -> bool:
        """Run a health check once."""
        words = ["sh", "-c", test[1].replace("$$", "$")] if test[0] == "CMD-SHELL" else test[1:]
        done = subprocess.run(
            self.here(words), cwd=PROJECT, env=self.environment, capture_output=True, check=False
        )
        return done.returncode == 0

    def said(self, name: str) -> str:
        """Give the end of a service's log."""
        return (self.folder / f"{name}.log").read_text(errors="replace")[-3000:]

    def stop(self) -> None:
        """Stop everything that was started, the last first."""
        for process in reversed(self.running.values()):
            process.terminate()
        for process in reversed(self.running.values()):
            try:
                process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def machine(
    database_server: embedded.Server,
    services: dict[str, dict[str, Any]],
    secrets: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Machine]:
    """Give the machine with Redis up and the one-shot service done."""
    assert shutil.which("redis-server"), "Redis is needed: apt-get install redis-server"
    names = ("native_airflow", "native_warehouse")
    with psycopg.connect(database_server.conninfo(), autocommit=True) as conn:
        for name in names:
            conn.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
    folder = tmp_path_factory.mktemp("native")
    machine = Machine(folder, database_server, services["init"]["environment"])
    machine.environment |= {"REDISCLI_AUTH": secrets["REDIS_PASSWORD"]}
    try:
        script = services["redis"]["command"][-1].replace("$$", "$")
        port = machine.ports["6379"]
        machine.start("redis", ["sh", "-c", f"{script} --port {port} --dir {folder}"])
        subprocess.run(
            [str(PROJECT / services["init"]["command"][0])],
            cwd=PROJECT,
            env=machine.environment,
            check=True,
            capture_output=True,
        )
        yield machine
    finally:
        machine.stop()
        with psycopg.connect(database_server.conninfo(), autocommit=True) as conn:
            for name in names:
                conn.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[arg-type]


def test_redis_answers_its_check_with_the_password_only(
    machine: Machine, services: dict[str, dict[str, Any]]
) -> None:
    test = services["redis"]["healthcheck"]["test"]
    ours = ["CMD-SHELL", test[1].replace("redis-cli", f"redis-cli -p {machine.ports['6379']}")]
    assert machine.is_well(ours)
    password = machine.environment.pop("REDISCLI_AUTH")
    try:
        assert not machine.is_well(ours)
    finally:
        machine.environment["REDISCLI_AUTH"] = password


def test_every_airflow_service_starts_and_passes_its_own_check(
    machine: Machine, services: dict[str, dict[str, Any]]
) -> None:
    checks = {name: services[name]["healthcheck"]["test"] for name in AIRFLOW}
    assert not machine.is_well(checks["api-server"])  # a check that nothing can fail proves nothing
    for name in AIRFLOW:
        machine.start(name, services[name]["command"])
    waiting, deadline = set(AIRFLOW), time.monotonic() + PATIENCE
    while waiting and time.monotonic() < deadline:
        for name in sorted(waiting):
            assert machine.running[name].poll() is None, machine.said(name)
            if machine.is_well(checks[name]):
                waiting.discard(name)
        time.sleep(1)
    assert not waiting, "\n".join(machine.said(name) for name in sorted(waiting))
