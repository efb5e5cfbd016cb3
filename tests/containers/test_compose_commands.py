"""Every command that the containers start exists, and Airflow knows it and its settings."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.metadata import distributions
from typing import Any

import pytest
from compose_file import PROJECT, commands

IMAGE_PROGRAMS = {"postgres": {"pg_isready"}, "redis": {"sh", "redis-cli"}}


def test_first_words_of_commands_exist(services: dict[str, dict[str, Any]]) -> None:
    programs = {
        entry.name
        for distribution in distributions()
        for entry in distribution.entry_points
        if entry.group == "console_scripts"
    } | {"python"}
    run = set()
    for name, service in services.items():
        known = programs | IMAGE_PROGRAMS.get(name, set())
        for words in commands(service):
            word = words[0]
            run.add(word)
            if "/" in word:
                assert os.access(PROJECT / word, os.X_OK), word
            else:
                assert word in known, f"{name}: {word}"
            assert all((PROJECT / w).is_file() for w in words if w.startswith("docker/"))
    assert {"airflow", "python", "docker/init"} <= run


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
