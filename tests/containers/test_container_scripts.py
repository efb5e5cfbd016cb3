"""The scripts behind the containers, run for real: secrets, passwords, databases, the image."""

from __future__ import annotations

import ast
import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from compose_file import PROJECT, make_env, read_env


def test_make_env_is_random_private_and_keeps_what_is_there(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    for folder in (first, second):
        folder.mkdir()
        make_env(folder)
    values = read_env(first / ".env")
    assert all(len(value) >= 20 for value in values.values())
    assert len(set(values.values())) == len(values)
    assert not set(values.values()) & set(read_env(second / ".env").values())
    assert stat.S_IMODE((first / ".env").stat().st_mode) == 0o600
    (first / ".env").write_text("REDIS_PASSWORD=kept\n", encoding="utf-8")
    make_env(first)
    again = read_env(first / ".env")
    assert again["REDIS_PASSWORD"] == "kept"
    assert again["POSTGRES_PASSWORD"] not in ("", values["POSTGRES_PASSWORD"])


def test_secrets_may_stand_in_a_url(secrets: dict[str, str]) -> None:
    in_urls = [v for k, v in secrets.items() if k.endswith(("DB_PASSWORD", "REDIS_PASSWORD"))]
    assert in_urls
    assert all(re.fullmatch(r"[\w-]+", value) for value in in_urls)


def test_dockerfile_copies_what_exists_and_the_engine_may_see() -> None:
    visible = (PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    dockerfile = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
    sources = [
        word
        for line in re.findall(r"^COPY (.+)$", dockerfile, re.MULTILINE)
        for word in line.split()[:-1]
    ]
    assert "requirements.lock" in sources
    for source in sources:
        assert (PROJECT / source).exists(), source
        assert f"!{source}" in visible
    assert re.search(r"^USER (?!root)\w+", dockerfile, re.MULTILINE)


def test_scripts_can_be_read_by_their_interpreters() -> None:
    for script in ("docker/init", "docker/postgres/databases.sh"):
        subprocess.run(["sh", "-n", str(PROJECT / script)], check=True)
    for path in (PROJECT / "docker").rglob("*.py"):
        ast.parse(path.read_text(encoding="utf-8"))


def test_password_file_holds_each_user_and_is_private(
    services: dict[str, dict[str, Any]], secrets: dict[str, str], tmp_path: Path
) -> None:
    target = tmp_path / "passwords.json"
    environment = {k: str(v) for k, v in services["init"]["environment"].items()}
    environment["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"] = str(target)
    script = [sys.executable, str(PROJECT / "docker" / "passwords.py")]
    subprocess.run(script, env=environment, check=True)
    written = json.loads(target.read_text(encoding="utf-8"))
    assert written["lanhdao"] == secrets["AIRFLOW_PASSWORD_LANHDAO"]
    assert len(set(written.values())) == len(written) == 4
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    done = subprocess.run(
        script,
        env=environment | {"AIRFLOW_PASSWORD_LANHDAO": ""},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "AIRFLOW_PASSWORD_LANHDAO" in done.stdout


def test_database_script_keeps_the_two_databases_apart(tmp_path: Path) -> None:
    from etl.warehouse import embedded

    server = embedded.start(tmp_path / "postgres")
    try:
        program = embedded.program("psql")
        environment = {
            "PATH": f"{program.parent}:{os.environ['PATH']}",
            "PGHOST": str(server.socket),
            "POSTGRES_USER": embedded.SUPERUSER,
            "AIRFLOW_DB_PASSWORD": "a'b",
            "WAREHOUSE_DB_PASSWORD": "c",
        }
        script = ["sh", str(PROJECT / "docker/postgres/databases.sh")]
        subprocess.run(script, env=environment, check=True, capture_output=True)
        for role, own, other in (
            ("airflow", "airflow", "warehouse"),
            ("warehouse", "warehouse", "airflow"),
        ):
            address = f"host={server.socket} user={role} dbname="
            with psycopg.connect(address + own) as conn:
                conn.execute("CREATE SCHEMA proof")
                row = conn.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
                assert row.fetchone() == (False,)
            with pytest.raises(psycopg.OperationalError, match="permission denied"):
                psycopg.connect(address + other)
    finally:
        embedded.stop(tmp_path / "postgres")
