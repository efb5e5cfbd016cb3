"""Nothing of the folder in which somebody starts the program is executed, by no process of it."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from etl import PROJECT
from etl.desk import judge
from tests.lab.ink import write
from tests.lab.sketch import sketch

TRAPS = ("string.py", "json.py", "etl/__init__.py", "etl/cli/__init__.py", "etl/desk/__init__.py")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder whose modules tell when they are executed."""
    for name in TRAPS:
        trap = tmp_path / "start" / name
        trap.parent.mkdir(parents=True, exist_ok=True)
        trap.write_text(f"open({str(tmp_path / 'executed')!r}, 'a').write(__file__)\n")
    monkeypatch.chdir(tmp_path / "start")
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    return tmp_path


def wrapper(name: str, folder: Path) -> list[str]:
    """Write the command as a set-up writes it, and give how it is called."""
    line = re.search(r"printf '(#!/bin/sh.*?)'", (PROJECT / name).read_text())
    assert line is not None
    text = line[1].replace("\\n", "\n").replace("$$@", "$@")
    text = text.replace('"%s/$(BIN)/python"', sys.executable)
    script = folder / "etl-command"
    script.write_text(text.replace("exec python", f"exec {sys.executable}"))
    return ["sh", str(script)]


@pytest.mark.parametrize("name", ["Makefile", "Dockerfile"])
def test_the_command_executes_nothing_of_it_and_says_nothing_of_its_own(
    name: str, folder: Path
) -> None:
    path = write(sketch("works", 0), folder / "a.xlsx")
    done = subprocess.run(
        [*wrapper(name, folder), "examine", str(path)], capture_output=True, text=True, check=False
    )
    assert not (folder / "executed").exists()
    assert "a.xlsx" in done.stdout
    assert "great_expectations" not in done.stderr


def test_the_process_that_judges_executes_nothing_of_it(folder: Path) -> None:
    home = folder / "home"
    process = judge.start(home, submissions=False)
    try:
        while process.poll() is None and not (home / "judge.lock").exists():
            time.sleep(0.05)
    finally:
        process.kill()
        process.wait()
    assert not (folder / "executed").exists()
    assert (home / "judge.lock").exists()


def test_every_start_of_a_module_of_ours_leaves_the_folder_out() -> None:
    sources = (PROJECT / "etl").rglob("*.py")
    starts = [one for path in sources for one in re.findall(r'.*"-m", "etl.*', path.read_text())]
    assert len(starts) >= 3
    assert all('"-P", "-m"' in start for start in starts), starts
    for name in ("Makefile", "Dockerfile"):  # what they start, and what that starts
        assert re.search(r"PYTHONSAFEPATH\W+1", (PROJECT / name).read_text()), name
