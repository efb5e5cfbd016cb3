"""The administrator's guide, typed from its first line to its last on one machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl import PROJECT
from etl.warehouse import embedded

GUIDE = PROJECT / "docs" / "huong-dan" / "quan-tri.md"
# What needs a network, stays until Ctrl-C (tests/airflow starts it) or needs Docker.
NOT_TYPED = re.compile(
    r"make setup|git pull|etl up|docker |--env |etl restore /sao-luu/|export PATH="
)


@pytest.fixture
def machine() -> Iterator[Path]:
    """Give a folder for everything that the guide names, and end the servers in it."""
    folder = Path(tempfile.mkdtemp(prefix="etl-guide-"))
    folder.chmod(0o711)  # the server's own user must reach its data folder
    try:
        yield folder
    finally:
        for data in folder.glob("*/postgres"):
            embedded.stop(data)
        shutil.rmtree(folder)


def _commands() -> list[str]:
    text = GUIDE.read_text(encoding="utf-8")
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [re.sub(r"^\$ |\s+#.*$", "", line).strip() for line in lines]


def test_every_command_of_the_guide_does_what_it_says(machine: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("ETL_", "WAREHOUSE"))}
    environment |= {
        "PATH": f"{Path(sys.executable).parent}:{environment['PATH']}",
        "ETL_HOME": str(machine / "var"),
        "ETL_BACKUP_FOLDER": str(machine / "o-dia-khac"),
        "HERE": str(machine),
    }
    typed = []
    for line in _commands():
        if NOT_TYPED.search(line):
            continue
        command = line.replace("/srv/", "$HERE/").replace(
            "/media/the-nho/khoa-sao-luu.txt", "$HERE/bao-cao/khoa-sao-luu.txt"
        )
        command = re.sub(r"/duong-dan/\S+", "$(ls $HERE/o-dia-khac/*.age | tail -1)", command)
        done = subprocess.run(
            ["sh", "-c", f"{command}\ncode=$?; env > $HERE/env; exit $code"],
            env=environment, cwd=PROJECT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode in (0, 1), f"{line}\n{done.stdout}{done.stderr}"
        assert "--help" not in done.stderr, line  # how a command is typed
        kept = (one.partition("=") for one in (machine / "env").read_text().splitlines())
        environment |= {name: value for name, _, value in kept if name.startswith("ETL_")}
        typed.append(line.split(" -")[0].split(" /")[0])
    verbs = {
        "etl migrate",
        "etl backup",
        "etl restore",
        "etl status 2020",
        "etl rejudge",
        "etl down",
    }
    assert verbs < {*typed}
    assert (machine / "bao-cao-moi" / "postgres").is_dir()
