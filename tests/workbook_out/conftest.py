"""Workbooks to write on, and an office suite to prove that others can open the result."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from returned_samples import ALL, Return
from workbook_samples import Convert, write_sample

from etl.give_back import give_back
from etl.model import Finding


@pytest.fixture(scope="session")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """Convert a file with LibreOffice; fails when it cannot be opened."""
    profile = tmp_path_factory.mktemp("office")
    out = tmp_path_factory.mktemp("converted")

    def run(path: Path, to: str) -> Path:
        folder = out / str(len(list(out.iterdir())))
        folder.mkdir()
        command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless"]
        command += ["--convert-to", to, "--outdir", str(folder), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        (found,) = folder.iterdir()
        assert found.stat().st_size > 0
        return found

    return run


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The filled-in workbook of a district for 2020."""
    return write_sample(tmp_path / "sample.xlsx", "ubnd-trang-dinh", "2020")


@pytest.fixture
def returned(tmp_path: Path) -> Return:
    """Give a function that marks a workbook; it gives the path of the marked copy."""

    def make(original: Path, findings: Sequence[Finding] = ALL, **options: object) -> Path:
        target = tmp_path / f"returned-{len(list(tmp_path.iterdir()))}.xlsx"
        give_back(original, findings, target, **options)  # type: ignore[arg-type]
        return target

    return make
