"""Airflow's folder: private, made once, and complete enough to be used by hand."""

from __future__ import annotations

import configparser
import json
import socket
import stat
from pathlib import Path

import pytest

from etl.airflow.home import USERS, Home, free_port, passwords, write_config


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "airflow")
    write_config(made, "postgresql+psycopg2://u@/airflow?host=%2Ftmp%2Fsocket", 8099, 2)
    return made


def read(home: Home) -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(home.config, encoding="utf-8")
    return parser


def test_secrets_and_passwords_are_private(home: Home) -> None:
    for path in (home.config, home.passwords, home.secrets):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_every_user_has_a_password_of_their_own(home: Home) -> None:
    known = passwords(home)
    assert set(known) == set(USERS)
    assert len(set(known.values())) == len(USERS)
    assert all(len(secret) >= 16 for secret in known.values())


def test_a_second_start_keeps_passwords_and_secrets(home: Home) -> None:
    before = home.passwords.read_text(), home.secrets.read_text()
    write_config(home, "postgresql://elsewhere", 8100, 4)
    assert (home.passwords.read_text(), home.secrets.read_text()) == before
    assert read(home)["api"]["port"] == "8100"


def test_a_user_without_a_password_gets_one_and_the_others_keep_theirs(home: Home) -> None:
    known = passwords(home)
    home.passwords.write_text(json.dumps({"lanhdao": known["lanhdao"]}), encoding="utf-8")
    home.passwords.chmod(0o644)
    again = passwords(home)
    assert again["lanhdao"] == known["lanhdao"]
    assert again["quantri"] not in ("", known["quantri"])
    assert stat.S_IMODE(home.passwords.stat().st_mode) == 0o600


def test_two_installations_share_no_secret(home: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    write_config(other, "postgresql://elsewhere", 8100, 2)
    for section, key in (("core", "fernet_key"), ("api", "secret_key"), ("api_auth", "jwt_secret")):
        assert read(home)[section][key] != read(other)[section][key]


def test_configuration_is_read_back_as_it_was_meant(home: Home) -> None:
    config = read(home)
    assert config["database"]["sql_alchemy_conn"].endswith("?host=%2Ftmp%2Fsocket")
    assert config["core"]["load_examples"] == "False"
    assert config["api"]["host"] == "127.0.0.1"
    assert Path(config["core"]["dags_folder"], "submissions.py").is_file()
    assert Path(config["core"]["plugins_folder"], "reporting_plugin.py").is_file()


def test_settings_of_another_airflow_do_not_leak_in(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW__CORE__LOAD_EXAMPLES", "True")
    monkeypatch.setenv("AIRFLOW_HOME", "/elsewhere")
    environment = home.environment()
    assert "AIRFLOW__CORE__LOAD_EXAMPLES" not in environment
    assert environment["AIRFLOW_HOME"] == str(home.root)


def test_a_port_in_use_is_not_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port(port) != port
    assert free_port(0) > 0
