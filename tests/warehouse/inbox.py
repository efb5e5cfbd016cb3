"""An inbox of the tests: files dropped in, what is left there and what was told of them out."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from etl import warehouse
from etl.collect import Intake
from etl.model import Submission
from etl.settings import settings


def drop(name: str, content: bytes) -> Path:
    """Lay a file into the inbox."""
    path = settings().inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def left() -> list[str]:
    """Name the files that are in the inbox."""
    return sorted(path.name for path in settings().inbox.rglob("*") if path.is_file())


def told() -> list[tuple[object, ...]]:
    """Give (file name, what happened) of every workbook that was registered."""
    with warehouse.transaction() as conn:
        found = conn.execute(
            sa.text(
                "SELECT s.file_name, e.kind FROM registry.submission_event e "
                "JOIN registry.submission s ON s.id = e.submission_id ORDER BY 1, e.id"
            )
        )
        return [tuple(row) for row in found]


def collect() -> list[Submission]:
    """Take the inbox in without reading: what is in it here is no workbook."""
    intake = Intake()
    for _ in intake.keep():
        pass
    return intake.register()
