"""The committed pages say what the code says."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.cli import handbook


@pytest.mark.usefixtures("home")
def test_the_committed_pages_are_current(tmp_path: Path) -> None:
    pages = handbook.write_handbook(tmp_path)
    for path in pages:
        committed = (handbook.DOCS / path.relative_to(tmp_path)).read_text(encoding="utf-8")
        assert committed == path.read_text(encoding="utf-8"), f"run `make docs`: {path.name}"

    bodies = {path.name for path in pages if path.parent.name == "co-quan"}
    assert bodies == {path.name for path in (handbook.DOCS / "huong-dan" / "co-quan").iterdir()}


def test_a_cell_of_a_page_cannot_break_its_table() -> None:
    assert handbook.escaped("x|y, hai\ndòng") == "x\\|y, hai dòng"
