"""What of the container set-up can be proved without an engine: its texts, names and commands."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

PROJECT = Path(__file__).resolve().parent.parent
COMPOSE = PROJECT / "docker-compose.yml"
IMAGE_PROGRAMS = {"postgres": {"pg_isready"}, "redis": {"sh", "redis-cli"}}
# What the compose specification lets the keys that are used here hold; any other key is a slip.
_TEXTS = {"type": "array", "items": {"type": "string"}}
_WORDS = {"anyOf": [{"type": "string"}, _TEXTS]}
_DURATION = {"type": "string", "pattern": r"^(\d+(us|ms|s|m|h))+$"}
_HEALTH = {
    "test": _WORDS,
    "interval": _DURATION,
    "timeout": _DURATION,
    "start_period": _DURATION,
    "retries": {"type": "integer", "minimum": 1},
}
_CONDITIONS = ["service_started", "service_healthy", "service_completed_successfully"]
_SERVICE = {
    "image": {"type": "string", "minLength": 1},
    "build": {
        "anyOf": [
            {"type": "string"},
            {"type": "object", "required": ["context"], "properties": {"context": {}}},
        ]
    },
    "command": _WORDS,
    "entrypoint": _WORDS,
    "environment": {
        "type": "object",
        "additionalProperties": {"type": ["string", "number", "null"]},
    },
    "depends_on": {
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "required": ["condition"],
            "properties": {"condition": {"enum": _CONDITIONS}},
        },
    },
    "healthcheck": {"type": "object", "properties": _HEALTH, "additionalProperties": False},
    "init": {"type": "boolean"},
    "ports": _TEXTS,
    "restart": {"enum": ["no", "always", "on-failure", "unless-stopped"]},
    "shm_size": {"type": ["string", "integer"]},
    "stop_grace_period": _DURATION,
    "user": {"type": "string"},
    "volumes": _TEXTS,
}
SHAPE = {
    "type": "object",
    "required": ["services"],
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]*$"},
        "services": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "properties": _SERVICE,
                "anyOf": [{"required": ["image"]}, {"required": ["build"]}],
                "additionalProperties": False,
            },
        },
        "volumes": {"type": "object", "additionalProperties": {"type": ["null", "object"]}},
    },
    "patternProperties": {"^x-": {}},
    "additionalProperties": False,
}
VARIABLE = re.compile(r"\$(?:(?P<escaped>\$)|\{(?P<name>\w+)(?:(?P<kind>:[-?])(?P<word>[^}]*))?\})")


class MissingVariableError(Exception):
    """A required variable without a value, as the engine would refuse it."""


def interpolate(value: Any, environment: Mapping[str, str]) -> Any:
    """Fill ${…} as the compose specification says, in any nested value."""
    if isinstance(value, dict):
        return {key: interpolate(item, environment) for key, item in value.items()}
    if isinstance(value, list):
        return [interpolate(item, environment) for item in value]
    if not isinstance(value, str):
        return value

    def fill(match: re.Match[str]) -> str:
        if match["escaped"]:
            return "$"
        found = environment.get(match["name"], "")
        if found or not match["kind"]:
            return found
        if match["kind"] == ":?":
            raise MissingVariableError(f"{match['name']}: {match['word']}")
        return match["word"]

    return VARIABLE.sub(fill, value)


@pytest.fixture(scope="module")
def raw() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("env")
    make_env(folder)
    return read_env(folder / ".env")


@pytest.fixture(scope="module")
def services(raw: dict[str, Any], secrets: dict[str, str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = interpolate(raw, secrets)["services"]
    return found


def make_env(folder: Path) -> None:
    script = PROJECT / "docker" / "make-env"
    subprocess.run([sys.executable, str(script), str(folder)], check=True, capture_output=True)


def read_env(path: Path) -> dict[str, str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def variables(value: Any) -> Iterator[re.Match[str]]:
    yield from (m for m in VARIABLE.finditer(json.dumps(value, ensure_ascii=False)) if m["name"])


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
    assert all(f"# {name}=" in text for name in optional)


def test_each_required_variable_is_missed_when_only_it_is_empty(
    raw: dict[str, Any], secrets: dict[str, str]
) -> None:
    for name in secrets:
        with pytest.raises(MissingVariableError, match=name):
            interpolate(raw, secrets | {name: ""})


def test_no_secret_stands_in_the_repository(raw: dict[str, Any]) -> None:
    secret_like = re.compile(r"PASSWORD|SECRET|FERNET|_KEY$|AUTH$")
    for name, service in raw["services"].items():
        for key, value in service.get("environment", {}).items():
            if secret_like.search(key) and not key.endswith("_FILE"):
                assert str(value).startswith("${"), f"{name}: {key}"


def test_images_are_pinned(services: dict[str, dict[str, Any]]) -> None:
    bases = re.findall(r"^FROM (\S+)", (PROJECT / "Dockerfile").read_text(), re.MULTILINE)
    images = [service["image"] for service in services.values()] + bases
    assert all(re.search(r":\d+\.\d+(\.\d+)?(-[\w-]+)?$", image) for image in images), images


def test_every_long_running_service_has_a_health_check(
    services: dict[str, dict[str, Any]],
) -> None:
    assert {name for name, s in services.items() if "healthcheck" not in s} == {"init"}


def test_services_wait_for_what_can_tell_that_it_is_ready(
    services: dict[str, dict[str, Any]],
) -> None:
    for service in services.values():
        for other, wish in service.get("depends_on", {}).items():
            if wish["condition"] == "service_healthy":
                assert "healthcheck" in services[other]
            else:
                assert wish["condition"] == "service_completed_successfully"
                assert services[other]["restart"] == "no"


def test_nothing_is_published_beyond_this_machine(services: dict[str, dict[str, Any]]) -> None:
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert ports == ["127.0.0.1:8080:8080"]


def test_mounts_are_declared_volumes_or_files_of_the_project(
    raw: dict[str, Any], services: dict[str, dict[str, Any]]
) -> None:
    named = set()
    for service in services.values():
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            if source.startswith("."):
                assert (PROJECT / source).is_file(), source
            else:
                named.add(source)
    assert named == set(raw["volumes"])


def test_first_words_of_commands_exist(services: dict[str, dict[str, Any]]) -> None:
    programs = {
        entry.name
        for distribution in distributions()
        for entry in distribution.entry_points
        if entry.group == "console_scripts"
    } | {"python"}
    for name, service in services.items():
        known = programs | IMAGE_PROGRAMS.get(name, set())
        for words in commands(service):
            word = words[0]
            if "/" in word:
                assert os.access(PROJECT / word, os.X_OK), word
            else:
                assert word in known, f"{name}: {word}"
            assert all((PROJECT / w).is_file() for w in words if w.startswith("docker/"))


def commands(service: dict[str, Any]) -> Iterator[list[str]]:
    if command := service.get("command"):
        yield command
    match service.get("healthcheck", {}).get("test"):
        case ["CMD", *words]:
            yield words
        case ["CMD-SHELL", text]:
            yield text.split()


ASK_AIRFLOW = """
import json, sys
from airflow.cli.cli_parser import get_parser
from airflow.configuration import conf
from airflow.providers_manager import ProvidersManager
sources = [conf.configuration_description, *dict(ProvidersManager().provider_configs).values()]
known = [[s.lower(), o.lower()] for d in sources for s, b in d.items() for o in b["options"]]
commands = json.loads(sys.argv[1])
understood = [words for words in commands if get_parser().parse_args(words).func]
print(json.dumps({"known": known, "understood": understood}))
"""


@pytest.fixture(scope="module")
def airflow_answer(
    services: dict[str, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[list[str]]]:
    script = (PROJECT / "docker" / "init").read_text(encoding="utf-8")
    asked = [line.split()[1:] for line in script.splitlines() if line.startswith("airflow db")]
    asked += [w[1:] for s in services.values() for w in commands(s) if w[0] == "airflow"]
    home = str(tmp_path_factory.mktemp("airflow"))
    done = subprocess.run(
        [sys.executable, "-c", ASK_AIRFLOW, json.dumps(asked)],
        env=os.environ | {"AIRFLOW_HOME": home},
        check=True,
        capture_output=True,
        text=True,
    )
    answer: dict[str, list[list[str]]] = json.loads(done.stdout.splitlines()[-1])
    return answer | {"asked": asked}


def test_airflow_understands_its_commands(airflow_answer: dict[str, list[list[str]]]) -> None:
    assert len(airflow_answer["asked"]) == 8
    assert airflow_answer["understood"] == airflow_answer["asked"]


def test_airflow_knows_its_settings(
    services: dict[str, dict[str, Any]], airflow_answer: dict[str, list[list[str]]]
) -> None:
    dockerfile = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
    names = set(re.findall(r"\b(AIRFLOW__\w+)=", dockerfile))
    names |= {k for s in services.values() for k in s["environment"] if k.startswith("AIRFLOW__")}
    assert len(names) > 15
    for name in names:
        assert name.lower().split("__")[1:] in airflow_answer["known"], name
