"""What of the compose file can be proved without an engine: its shape, its variables, its texts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from compose_file import PROJECT, SHAPE, MissingVariableError, interpolate, read_env, variables

from etl.notify.post import MailSettings

_PASSWORD = re.compile(r"://\w*:(.*?)@")  # in the address of a server


def test_file_is_a_compose_file(raw: dict[str, Any], secrets: dict[str, str]) -> None:
    jsonschema.validate(interpolate(raw, secrets), SHAPE)


@pytest.mark.parametrize(
    "slip",
    [
        {"image": "a:1", "enviroment": {}},
        {"command": "run"},
        {"image": "a:1", "restart": "sometimes"},
        {"image": "a:1", "depends_on": {"b": {"condition": "service_ready"}}},
        {"image": "a:1", "healthcheck": {"interval": "ten seconds"}},
    ],
)
def test_a_slip_is_no_compose_file(slip: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"services": {"a": slip}}, SHAPE)


def test_the_parts_that_the_system_needs_are_there(services: dict[str, dict[str, Any]]) -> None:
    assert set(services) == {
        "postgres", "redis", "init", "api-server", "scheduler", "dag-processor", "triggerer",
        "worker",
    }  # fmt: skip


def test_without_env_nothing_starts_and_the_message_says_what_to_do(raw: dict[str, Any]) -> None:
    with pytest.raises(MissingVariableError, match="make env"):
        interpolate(raw, {})


def test_every_required_variable_is_in_the_example_empty(raw: dict[str, Any]) -> None:
    example = read_env(PROJECT / ".env.example")
    required = {m["name"] for m in variables(raw) if m["kind"] == ":?"}
    assert required == set(example)
    assert set(example.values()) == {""}


def test_optional_variables_are_named_in_the_example(raw: dict[str, Any]) -> None:
    text = (PROJECT / ".env.example").read_text(encoding="utf-8")
    optional = {m["name"] for m in variables(raw) if m["kind"] != ":?"}
    assert "ETL_WORKERS" in optional
    assert all(f"# {name}=" in text for name in optional)


def test_every_setting_of_the_mail_reaches_the_worker_and_unset_ones_change_nothing(
    services: dict[str, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the file of addresses nobody would be reminded."""
    handed_on = {
        name: value
        for name, value in services["worker"]["environment"].items()
        if name.startswith("ETL_MAIL_")
    }
    settings = {f"ETL_MAIL_{name.upper()}" for name in MailSettings.model_fields}
    assert settings - handed_on.keys() == {"ETL_MAIL_TIMEOUT_SECONDS"}
    for name, value in handed_on.items():
        monkeypatch.setenv(name, value)
    assert MailSettings() == MailSettings(desk_address="http://127.0.0.1:8080/desk")
    assert (MailSettings().contacts, MailSettings().starttls) == (None, True)
    monkeypatch.setenv("ETL_MAIL_CONTACTS", "/srv/reporting/dia-chi.csv")
    assert MailSettings().contacts == Path("/srv/reporting/dia-chi.csv")


def test_each_required_variable_is_missed_when_only_it_is_empty(
    raw: dict[str, Any], secrets: dict[str, str]
) -> None:
    for name in secrets:
        with pytest.raises(MissingVariableError, match=name):
            interpolate(raw, secrets | {name: ""})


def test_no_secret_stands_in_the_compose_file(raw: dict[str, Any]) -> None:
    """What is secret by its name, or stands in the address of a server, is a variable."""
    secret_like = re.compile(r"PASSWORD(?!S_FILE)|SECRET|FERNET|_KEY$|AUTH$")
    kept = {
        f"{name}: {key}": str(value)
        for name, service in raw["services"].items()
        for key, value in service.get("environment", {}).items()
    }
    named = {key: value for key, value in kept.items() if secret_like.search(key)}
    in_addresses = {
        key: found[1] for key, value in kept.items() if (found := _PASSWORD.search(value))
    }
    assert {key.split(": ")[1] for key in named} >= {
        "POSTGRES_PASSWORD",
        "AIRFLOW__CORE__FERNET_KEY",
        "AIRFLOW__API_AUTH__JWT_SECRET",
        "ETL_MAIL_PASSWORD",
    }
    assert {key.split(": ")[1] for key in in_addresses} >= {
        "WAREHOUSE_URL",
        "AIRFLOW__CELERY__BROKER_URL",
    }
    written = {key for key, value in (named | in_addresses).items() if not value.startswith("${")}
    assert written == set()


def test_images_are_pinned(services: dict[str, dict[str, Any]]) -> None:
    bases = re.findall(r"^FROM (\S+)", (PROJECT / "Dockerfile").read_text(), re.MULTILINE)
    assert bases
    images = [service["image"] for service in services.values()] + bases
    assert all(re.search(r":\d+\.\d+(\.\d+)?(-[\w-]+)?$", image) for image in images), images


def test_every_long_running_service_has_a_health_check(
    services: dict[str, dict[str, Any]],
) -> None:
    assert {name for name, s in services.items() if "healthcheck" not in s} == {"init"}


def test_services_wait_for_what_can_tell_that_it_is_ready(
    services: dict[str, dict[str, Any]],
) -> None:
    waited_for = {
        (other, wish["condition"])
        for service in services.values()
        for other, wish in service.get("depends_on", {}).items()
    }
    assert {condition for _, condition in waited_for} == {
        "service_healthy",
        "service_completed_successfully",
    }
    for other, condition in waited_for:
        if condition == "service_healthy":
            assert "healthcheck" in services[other]
        else:
            assert services[other]["restart"] == "no"


def test_nothing_is_published_beyond_this_machine(services: dict[str, dict[str, Any]]) -> None:
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert ports == ["127.0.0.1:8080:8080"]


def test_mounts_are_declared_volumes_or_files_of_the_project(
    raw: dict[str, Any], services: dict[str, dict[str, Any]]
) -> None:
    named, files = set(), set()
    for service in services.values():
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            if source.startswith("."):
                files.add(source)
            else:
                named.add(source)
    assert named == set(raw["volumes"])
    assert files
    assert {source for source in files if not (PROJECT / source).is_file()} == set()
