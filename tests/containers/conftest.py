"""The compose file, and a fresh .env for it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from compose_file import COMPOSE, interpolate, make_env, read_env


@pytest.fixture(scope="session")
def raw() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="session")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("env")
    make_env(folder)
    return read_env(folder / ".env")


@pytest.fixture(scope="session")
def services(raw: dict[str, Any], secrets: dict[str, str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = interpolate(raw, secrets)["services"]
    return found
