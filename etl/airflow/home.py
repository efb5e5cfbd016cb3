"""Airflow's folder in the project: settings in, `airflow.cfg` and secrets in `<home>/airflow` out.

The one surprising thing: everything that Airflow needs to know stands in that one short
configuration file, so `AIRFLOW_HOME=var/airflow airflow …` works by hand as well. Secrets and
passwords are made at the first start, are readable by their owner only, and never printed.
"""

import base64
import json
import os
import secrets
import socket
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

from etl import PROJECT
from etl.settings import settings, write_private

# user name -> (Airflow role, who that is); roles: viewer < user < op < admin
USERS: Mapping[str, tuple[str, str]] = {
    "quantri": ("admin", "quản trị hệ thống"),
    "lanhdao": ("user", "lãnh đạo, người ký ban hành"),
    "chuyenvien": ("op", "cán bộ tổng hợp"),
    "phantich": ("viewer", "cán bộ phân tích, chỉ xem"),
}


class AirflowSettings(BaseSettings):
    """Settings of the live system, each from the environment variable `ETL_AIRFLOW_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="ETL_AIRFLOW_", frozen=True, extra="ignore")

    port: int = 8080  # preferred; the next free one is taken when it is in use
    parallelism: int = 2  # task processes at once
    database_url: str = ""  # Airflow's own database; empty: one beside the warehouse's
    start_seconds: float = 300.0  # patience until every part answers; 15 s on two idle cores


class Home:
    """The paths of one Airflow installation."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.config = root / "airflow.cfg"  # what Airflow reads
        self.passwords = root / "mat-khau.json"  # user names and passwords as JSON, mode 0600
        self.secrets = root / "secrets.json"  # keys that the processes share, likewise
        self.state = root / "running.json"  # process id and address of the system that runs
        self.lock = root / "running.lock"  # held by the running system for as long as it lives
        self.logs = root / "logs"  # of tasks, and of the parts themselves in `parts/`

    def environment(self) -> dict[str, str]:
        """Give the environment for Airflow's processes: ours, with home and import path."""
        env = {k: v for k, v in os.environ.items() if not k.startswith("AIRFLOW")}
        paths = filter(None, [str(PROJECT), env.get("PYTHONPATH")])
        return env | {
            "AIRFLOW_HOME": str(self.root),
            "AIRFLOW_CONFIG": str(self.config),
            "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)),
            "ETL_HOME": str(settings().home.resolve()),
            **dict.fromkeys(("PYTHONSAFEPATH", "PYTHONUNBUFFERED", "NO_COLOR"), "1"),
        }


def airflow_home() -> Home:
    """Give the installation that belongs to the project's home."""
    return Home((settings().home / "airflow").resolve())


def passwords(home: Home) -> dict[str, str]:
    """Give every user's password; those that are missing are made and kept."""
    return _kept(home.passwords, {user: secrets.token_urlsafe(12) for user in USERS})


def _kept(path: Path, made: dict[str, str]) -> dict[str, str]:
    """Give what a private file holds, and keep in it what is missing of what was just made."""
    known = json.loads(path.read_text(encoding="utf-8") or "{}") if path.exists() else {}
    wanted = made | known
    if wanted != known or path.stat().st_mode & 0o077:
        write_private(path, json.dumps(wanted, indent=1) + "\n")
    return wanted


def free_port(preferred: int) -> int:
    """Give the preferred port of the loopback address, or one that the kernel finds free."""
    for port in (preferred, 0):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise OSError("Không còn cổng mạng nào trống trên máy này.")


def write_config(home: Home, database_url: str, port: int, parallelism: int) -> None:
    """Write `airflow.cfg` for these paths, this port and this metadata database."""
    keys = _kept(
        home.secrets,
        {
            "fernet_key": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            "jwt_secret": secrets.token_urlsafe(64),
            "secret_key": secrets.token_urlsafe(32),
        },
    )
    passwords(home)
    sections: dict[str, dict[str, object]] = {
        "core": {
            "dags_folder": PROJECT / "dags",
            "plugins_folder": PROJECT / "etl" / "airflow" / "plugins",
            "load_examples": False,
            "executor": "LocalExecutor",
            "parallelism": parallelism,
            "fernet_key": keys["fernet_key"],
            "default_timezone": "Asia/Ho_Chi_Minh",
            "execution_api_server_url": f"http://127.0.0.1:{port}/execution/",
            "simple_auth_manager_users": ",".join(f"{u}:{r}" for u, (r, _) in USERS.items()),
            "simple_auth_manager_passwords_file": home.passwords,
        },
        "database": {"sql_alchemy_conn": database_url, "sql_alchemy_pool_size": 3},
        "api": {
            "host": "127.0.0.1",
            "port": port,
            "base_url": f"http://127.0.0.1:{port}",
            "workers": 1,
            "secret_key": keys["secret_key"],
            "instance_name": "Báo cáo công tác dân tộc",
            "expose_config": False,
        },
        "api_auth": {"jwt_secret": keys["jwt_secret"]},
        "logging": {"base_log_folder": home.logs},
        "scheduler": {"scheduler_idle_sleep_time": 0.5, "scheduler_heartbeat_sec": 1},
        # At 5 s, the default, a task's slot often stays taken for 5 s after the task has ended.
        "workers": {"min_heartbeat_interval": 1},
        "dag_processor": {"parsing_processes": 1, "min_file_process_interval": 30},
    }
    lines = ["# Written anew at each start; change the environment instead."]
    for section, options in sections.items():
        plain = {key: str(value).replace("%", "%%") for key, value in options.items()}
        lines += ["", f"[{section}]", *(f"{key} = {value}" for key, value in plain.items())]
    write_private(home.config, "\n".join(lines) + "\n")
