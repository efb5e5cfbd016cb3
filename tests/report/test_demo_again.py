"""The demonstration run a second time: it finds the signed report, changes nothing and says so."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

from rich.console import Console
from small_year import sign

from etl import publish
from sample.demonstration import run_demo


def contents(home: Path) -> dict[str, str]:
    """Give the hash of every file of a home."""
    files = [path for path in home.rglob("*") if path.is_file()]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_second_run_changes_nothing_and_says_so(complete_year: Path) -> None:
    release_id = publish.draft("2020")
    sign(release_id)
    publish.publish(release_id)
    before, said = contents(complete_year), io.StringIO()
    summary = run_demo(Console(file=said, width=200))
    assert (summary.changed, summary.release_id) == (False, release_id)
    assert contents(complete_year) == before
    text = said.getvalue()
    assert "Không có gì thay đổi." in text
    for path in publish.files(release_id):
        assert path.name in text
    assert "etl report 2020-Q4" in text
