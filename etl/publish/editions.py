"""Makes the files of a report: a release and its content in, three editions in their place out.

The one surprising thing: they are made aside and moved in place when all of them were read back,
so that a report that cannot be made leaves nothing that looks like one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import tempfile
from pathlib import Path

import sqlalchemy as sa

from etl import warehouse
from etl.publish.releases import Release, do, release_of
from etl.report import Built, Content, render
from etl.settings import settings


def make(
    conn: sa.Connection,
    release: Release,
    content: Content,
    *,
    number: str = "",
    signed_on: dt.date | None = None,
) -> Built:
    """Write the editions of exactly this content and compare them with the returns of the release.

    Raises `ReportError` when an edition differs from the warehouse as the release sees it.
    """
    warehouse.as_released(conn, release.id)
    folder = settings().reports / release.period_key / str(release.id)
    folder.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".", dir=folder))
    try:
        built = render(
            conn,
            content,
            aside,
            number=number,
            signed_on=signed_on,
            made_at=release.drafted_at.astimezone(dt.UTC),
        )
        for edition, path in built.files.items():
            sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
            target = folder / path.name
            path.replace(target)
            relative = target.relative_to(settings().reports).as_posix()
            do(
                conn,
                "insert_release_file",
                release_id=release.id,
                edition=edition,
                sha256=sha256,
                path=relative,
            )
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return built


def files(release_id: int) -> list[Path]:
    """Give the paths of a release's editions: the signed ones once it is published."""
    with warehouse.transaction("report") as conn:
        release_of(conn, release_id)
        rows = warehouse.run(conn, "release/files", release_id=release_id)
        return [settings().reports / row.path for row in rows]
