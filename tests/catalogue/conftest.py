"""The small catalogue: four forms and nine lists, which use every part of the notation once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from etl import PROJECT
from etl.warehouse import embedded
from tests.conftest import database_url, run_sql

HERE = Path(__file__).parent
ACROSS = "across_forms.yaml"


@pytest.fixture
def in_catalogue(database_server: embedded.Server, tmp_path: Path) -> Callable[..., str]:
    """Run Python in a process for which the small catalogue is all there is; give what it prints.

    It has a home and an empty database. The words of comparisons that columns' measures make are
    the project's.
    """
    name = f"small_{tmp_path.name}"
    run_sql(database_server, f'CREATE DATABASE "{name}"')
    folder = tmp_path / "catalogue"
    for part in ("expectations", "sql"):
        shutil.copytree(HERE / part, folder / part)
    words = yaml.safe_load((PROJECT / "expectations" / ACROSS).read_text(encoding="utf-8"))
    said = yaml.safe_dump({"measured": words["measured"], "checks": []}, allow_unicode=True)
    (folder / "expectations" / ACROSS).write_text(said, encoding="utf-8")

    def run(*arguments: str) -> str:
        found = subprocess.run(
            [sys.executable, "-P", *arguments],
            env={
                **os.environ,
                "ETL_CATALOGUE": str(folder),
                "ETL_HOME": str(tmp_path / "home"),
                "WAREHOUSE_URL": database_url(database_server, name),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert found.returncode == 0, found.stderr[-3_000:] or found.stdout
        return found.stdout

    return run
