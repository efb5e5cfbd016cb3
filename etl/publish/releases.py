"""Reports as the warehouse keeps them: an id or a period in, what is known of the report out.

The one surprising thing: a report without a hash comes from before contents were kept; it can be
read for ever, and never signed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from etl import warehouse
from etl.errors import ReportError
from etl.model import Period
from etl.report import Content, Kept, content_of


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


def return_ids(conn: sa.Connection, release: Release) -> list[int]:
    """Give the returns that a report was made from, in order."""
    rows = warehouse.run(conn, "release/return_ids", release_id=release.id)
    return list(rows.scalars())


def do(conn: sa.Connection, name: str, **parameters: Any) -> None:
    """Run a statement of sql/release."""
    warehouse.run(conn, f"release/{name}", **parameters)


def scalar(conn: sa.Connection, name: str, **parameters: Any) -> Any:
    """Run a statement of sql/release that gives one value, or None."""
    return warehouse.run(conn, f"release/{name}", **parameters).scalar_one_or_none()
