"""Reports: a period's tables as of now, drafts and what was published, and the leader's answer.

The one surprising thing: behind Airflow the answer is given in Airflow, where a run waits for it;
the forms for it exist only where the desk stands alone (`alone`).
"""

import datetime as dt
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import FileResponse, Response

from etl import warehouse
from etl.desk import queries
from etl.desk.access import SignerPosts, StewardPosts, ThePeriod, Viewer
from etl.desk.downloads import attachment
from etl.desk.journal import note
from etl.desk.queries import Row
from etl.desk.refused import not_found
from etl.desk.veil import Veil
from etl.settings import settings

router = APIRouter()
alone = APIRouter()
EDITIONS = {"docx": "Bản Word", "xlsx": "Phụ lục Excel", "html": "Trang web (HTML)"}


@router.get("/ky/{period_key}/so-lieu")
def figures(visit: Viewer, period: ThePeriod) -> Response:
    """Show the tables that the report of a period would have, without drafting it."""
    from etl.report.annex import tables_of  # imports what writes reports; other pages do without

    with warehouse.transaction("steward") as conn:
        tables, gaps = tables_of(conn, period.key)
    veil = Veil(visit.person, visit.desk.reference)
    notes = {table.id: veil.text(table.note) for table in tables}
    return visit.show("figures.html", period=period, tables=tables, gaps=gaps, notes=notes)


@router.get("/bao-cao")
def reports(visit: Viewer) -> Response:
    """Show all reports with their files."""
    rows = queries.rows("releases", release_id=None)
    return visit.show(
        "reports.html",
        reports=rows,
        files={row["id"]: _files(row) for row in rows},
        editions=EDITIONS,
        period_keys=[row["period_key"] for row in queries.rows("period_keys")],
        signers=settings().who_may_sign,
    )


@router.get("/bao-cao/{release_id}/tai/{edition}")
def take(visit: Viewer, release_id: int, edition: str) -> Response:
    """Give one edition of a report."""
    path = _files(queries.known("releases", release_id=release_id)).get(edition)
    if path is None:
        raise not_found()
    return attachment(FileResponse(path, media_type="application/octet-stream"), path.name)


@alone.post("/ky/{period_key}/du-thao")
def draft(post: StewardPosts, period: ThePeriod) -> Response:
    """Draft the report of a period from what is in force."""
    from etl import pipeline  # imports the whole corridor; pages that only read do without

    pipeline.draft_report(period.key)
    return post.go("/bao-cao?xong=du-thao")


@alone.post("/bao-cao/{release_id}/tra-loi")
def answer(post: SignerPosts, release_id: int) -> Response:
    """Sign a drafted report, which publishes it, or refuse it with a reason."""
    from etl import publish

    queries.known("releases", release_id=release_id)
    approved = post.decision({"co": True, "khong": False}, "Chọn ký duyệt hoặc từ chối.")
    reason = post.text("ly_do") if approved else post.reason
    given = publish.Answer(approved, post.actor, reason, dt.datetime.now(dt.UTC))
    publish.answer_at_desk(release_id, given)
    (publish.publish if approved else publish.refuse)(release_id)
    note("report_answered", post.actor, str(release_id), post.text("quyet_dinh"))
    return post.go(f"/bao-cao?xong={'ky-duyet' if approved else 'tu-choi'}")


def _files(report: Row) -> dict[str, Path]:
    """Give a report's files by edition (docx, xlsx, html), those that now lie on disk."""
    paths = [settings().reports / path for path in report["paths"]]
    return {path.suffix.lstrip("."): path for path in paths if path.is_file()}
