"""The compose file as data: its shape, its variables, its commands; for tests without an engine."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent.parent


COMPOSE = PROJECT / "docker-compose.yml"


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


def make_env(folder: Path) -> None:
    script = PROJECT / "docker" / "make-env"
    subprocess.run([sys.executable, str(script), str(folder)], check=True, capture_output=True)


def read_env(path: Path) -> dict[str, str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def variables(value: Any) -> Iterator[re.Match[str]]:
    yield from (m for m in VARIABLE.finditer(json.dumps(value, ensure_ascii=False)) if m["name"])


def commands(service: dict[str, Any]) -> Iterator[list[str]]:
    if command := service.get("command"):
        yield command
    match service.get("healthcheck", {}).get("test"):
        case ["CMD", *words]:
            yield words
        case ["CMD-SHELL", text]:
            yield text.split()
