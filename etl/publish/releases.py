"""Reports as the warehouse keeps them: an id or a period in, what is known of the report out.

The one surprising thing: a report without a hash comes from before contents were kept; it can be
read for ever, and never signed. Editions are made aside and moved in place when all were read back.
"""

import datetime as dt
import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from etl import warehouse
from etl.errors import ReportError
from etl.model import Period
from etl.report import Built, Content, Kept, content_of, render
from etl.settings import settings


@dataclass(frozen=True, slots=True)
class Release:
    """A report of a period, from draft to publication."""

    id: int
    period_key: str
    number: str
    title: str
    state: str
    drafted_at: dt.datetime
    decided_at: dt.datetime | None
    decided_by: str
    reason: str
    last_seq: int | None
    predecessor_id: int | None
    signed_on: dt.date | None
    sha256: str | None  # of its content
    successor_id: int | None

    @property
    def period(self) -> Period:
        """The period that it reports on."""
        return Period.parse(self.period_key)


def release_of(conn: sa.Connection, release_id: int) -> Release:
    """Give a report; raises `ReportError` when there is none of this id."""
    rows = warehouse.run(conn, "release/release", release_id=release_id).mappings()
    found = rows.one_or_none()
    if found is None:
        raise ReportError(f"Không có báo cáo số thứ tự {release_id}.")
    return Release(**found)


def newest(conn: sa.Connection, period_key: str) -> Release | None:
    """Give the last report of a period, whatever became of it."""
    release_id = scalar(conn, "newest", period_key=period_key)
    return None if release_id is None else release_of(conn, release_id)


def content_kept(conn: sa.Connection, release: Release) -> Content:
    """Give what a report says; raises `ReportError` when it was not kept or has been changed."""
    found = warehouse.run(conn, "release/content", release_id=release.id).first()
    if found is None:
        raise ReportError(
            f"Dự thảo số thứ tự {release.id} được lập trước khi hệ thống lưu nội dung dự thảo. "
            "Đề nghị lập lại dự thảo rồi trình ký."
        )
    return content_of(Kept(found.content, found.sha256))


def in_force(conn: sa.Connection, period: Period) -> Sequence[sa.Row[Any]]:
    """Give what a report is made from: returns of its period and of those it looks back on."""
    parameters = {"period_key": period.key, "period_keys": looked_at(period)}
    return warehouse.run(conn, "release/returns_in_force", **parameters).all()


def looked_at(period: Period) -> list[str]:
    """List the periods of which a report speaks: its own, the one before, years that it sums up."""
    return list(dict.fromkeys((period.key, period.year_before_key, *period.years_since)))


def scalar(conn: sa.Connection, name: str, **parameters: Any) -> Any:
    """Run a statement of sql/release that gives one value, or None."""
    return warehouse.run(conn, f"release/{name}", **parameters).scalar_one_or_none()


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
    made_at = release.drafted_at.astimezone(dt.UTC)
    with tempfile.TemporaryDirectory(prefix=".", dir=folder, ignore_cleanup_errors=True) as aside:
        built = render(
            conn, content, Path(aside), number=number, signed_on=signed_on, made_at=made_at
        )
        for edition, path in built.files.items():
            sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
            target = path.replace(folder / path.name)
            kept = {
                "release_id": release.id,
                "edition": edition,
                "sha256": sha256,
                "path": target.relative_to(settings().reports).as_posix(),
            }
            warehouse.run(conn, "release/insert_release_file", **kept)
    return built


def files(release_id: int) -> list[Path]:
    """Give the paths of a release's editions: the signed ones once it is published."""
    with warehouse.transaction("report") as conn:
        release_of(conn, release_id)
        rows = warehouse.run(conn, "release/files", release_id=release_id)
        return [settings().reports / row.path for row in rows]
