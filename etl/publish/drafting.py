"""Drafts reports: a period in, a release with its returns, content, figures and files out.

A draft is a fixed content. The one surprising thing: whatever differs from it (another return, a
correction, a word that the clerk changed) is another draft, which names the one that it replaces.
"""

import json
import shutil
import tempfile
from pathlib import Path

import sqlalchemy as sa

from etl import warehouse
from etl.errors import ReportError
from etl.model import Period
from etl.publish.hindrances import against_drafting, stop_if, was_asked_since
from etl.publish.releases import Release, in_force, make, newest, release_of, scalar
from etl.report import TEXT, Kept, compose, content_of, keep
from etl.wording import small


def draft(period_key: str) -> int:
    """Draft the report of a period from the returns in force; gives the release's id.

    The same content from the same returns is the same draft, or the report that was published
    with it; after a refusal it is a new one. Raises `ReportError` when nothing was accepted for
    the period, or when an edition differs from the warehouse.
    """
    period = Period.parse(period_key)
    with warehouse.transaction("report") as conn, tempfile.TemporaryDirectory() as aside:
        # the clerk's files as they are now: what is kept is what was composed from
        folder = Path(shutil.copytree(TEXT, Path(aside) / "text"))
        warehouse.lock(conn, "release")
        stop_if(against_drafting(conn, period))
        last_seq, returns = _sight(conn, period)
        before = newest(conn, period.key)
        is_old = before is not None and before.state == "draft" and was_asked_since(conn, before)
        trial = conn.begin_nested()
        release = _insert(conn, period, last_seq, returns, before)
        warehouse.as_released(conn, release.id)
        kept = keep(compose(conn, period.key, texts=folder))
        if before is not None and not is_old and _is_the_same(conn, before, returns, kept):
            trial.rollback()
            release = before
        else:
            trial.commit()
            _record(conn, release, kept, folder)
        if release.state == "draft":
            make(conn, release, content_of(kept))
    return release.id


def published(period_key: str) -> int | None:
    """Give the release that was published from exactly the returns in force, if there is one."""
    period = Period.parse(period_key)
    with warehouse.transaction("report") as conn:
        returns = _returns(conn, period)
        found = scalar(conn, "published_from", period_key=period.key, return_ids=returns)
    return None if found is None else int(found)


def _sight(conn: sa.Connection, period: Period) -> tuple[int, list[int]]:
    """Fix up to which event a draft looks, and which returns are in force there.

    Raises `ReportError` when a return that is in force before and after is not seen from there:
    a report of fewer returns than there are is worse than none.
    """
    before = _returns(conn, period)
    place = warehouse.settled(conn)
    warehouse.looking_up_to(conn, place)
    seen = _returns(conn, period)
    warehouse.looking_up_to(conn, None)
    if gone := set(before) - set(seen):
        if gone & set(_returns(conn, period)):
            raise ReportError(
                f"Không lập được báo cáo {small(period.title)}: có {len(before)} biểu đang có hiệu "
                f"lực nhưng dự thảo chỉ thấy {len(before) - len(gone)} biểu. Đây là lỗi của hệ "
                "thống, không phải của cơ quan gửi; đề nghị báo người quản trị kiểm tra kho dữ "
                "liệu (thứ tự sự kiện sau khi khôi phục)."
            )
        return _sight(conn, period)  # one was replaced in between
    return place, seen


def _returns(conn: sa.Connection, period: Period) -> list[int]:
    return [int(row.return_id) for row in in_force(conn, period)]


def _is_the_same(conn: sa.Connection, before: Release, returns: list[int], kept: Kept) -> bool:
    """Tell whether the last report already says this, from the same returns.

    Of one that was published before contents were kept, the returns are all that is known.
    """
    drafted_from = warehouse.run(conn, "release/return_ids", release_id=before.id).scalars()
    if before.state == "refused" or list(drafted_from) != returns:
        return False
    if before.sha256 is None:
        return before.state == "published"
    return before.sha256 == kept.sha256


def _insert(
    conn: sa.Connection, period: Period, last_seq: int, returns: list[int], before: Release | None
) -> Release:
    given = {"period_key": period.key, "predecessor_id": before.id if before else None}
    release_id = int(scalar(conn, "insert_release", last_seq=last_seq, **given))
    rows = [{"release_id": release_id, "return_id": one} for one in returns]
    conn.execute(warehouse.sql("release/insert_release_return"), rows)
    return release_of(conn, release_id)


def _record(conn: sa.Connection, release: Release, kept: Kept, folder: Path) -> None:
    """Keep what a new draft says, the texts it was made from, and each figure that it prints."""
    content = content_of(kept)
    written = {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.*"))}
    warehouse.run(
        conn,
        "release/insert_content",
        release_id=release.id,
        sha256=kept.sha256,
        content=kept.text,
        texts=json.dumps(written, ensure_ascii=False),
    )
    warehouse.run(conn, "release/title_release", release_id=release.id, title=content.title)
    given = {"release_id": release.id, "state": "draft", "actor": "", "reason": ""}
    warehouse.run(conn, "release/insert_release_event", **given)
    figures = [
        {
            "release_id": release.id,
            "figure_id": figure.id,
            "value": figure.value,
            "printed": figure.printed,
            "unit": figure.unit,
            "mart": figure.mart,
            "filter": json.dumps(dict(figure.where), ensure_ascii=False),
            "basis": figure.basis,
            "rounding": figure.rounding,
        }
        for figure in map(content.figures.__getitem__, content.printed_ids())
    ]
    if figures:
        conn.execute(warehouse.sql("release/insert_release_figure"), figures)
