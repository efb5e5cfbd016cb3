"""Reports: drafts and what was published, their files, and the leader's answer.

The one surprising thing: behind Airflow the answer is given in Airflow, where a run waits for it;
the forms for it exist only where the desk stands alone (`alone`).
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from etl.desk import actions, queries
from etl.desk.access import ReportSigner, Steward, Viewer, desk_of, go
from etl.desk.downloads import attachment
from etl.desk.journal import note
from etl.desk.pages.board_page import period_of
from etl.desk.posted import text_of
from etl.desk.queries import Row
from etl.desk.refused import Refused, not_found
from etl.errors import ReportError
from etl.settings import settings

router = APIRouter()
alone = APIRouter()
EDITIONS = {"docx": "Bản Word", "xlsx": "Phụ lục Excel", "html": "Trang web (HTML)"}


@router.get("/bao-cao")
def reports(request: Request, person: Viewer) -> Response:
    """Show all reports with their files."""
    rows = queries.rows("releases", release_id=None)
    files = {row["id"]: actions.report_files(row) for row in rows}
    periods = [row["period_key"] for row in queries.rows("period_keys")]
    return desk_of(request).pages.show(
        request,
        "reports.html",
        person,
        reports=rows,
        files=files,
        editions=EDITIONS,
        period_keys=periods,
        signers=settings().who_may_sign,
    )


@router.get("/bao-cao/{release_id}/tai/{edition}")
def take(person: Viewer, release_id: int, edition: str) -> Response:
    """Give one edition of a report."""
    path = actions.report_files(_known(release_id)).get(edition)
    if path is None:
        raise not_found()
    response = FileResponse(path, media_type="application/octet-stream")
    return attachment(response, path.name)


@alone.post("/ky/{period_key}/du-thao")
async def draft(request: Request, person: Steward, period_key: str) -> Response:
    """Draft the report of a period from what is in force."""
    period = period_of(period_key)
    await desk_of(request).guard.read(request, person.name)
    try:
        await run_in_threadpool(actions.draft_report, period.key)
    except ReportError as error:
        raise Refused(409, str(error)) from error
    return go(request, "/bao-cao?xong=du-thao")


@alone.post("/bao-cao/{release_id}/tra-loi")
async def answer(request: Request, person: ReportSigner, release_id: int) -> Response:
    """Sign a drafted report, which publishes it, or refuse it with a reason."""
    form = await desk_of(request).guard.read(request, person.name)
    await run_in_threadpool(_known, release_id)
    decision, reason = text_of(form, "quyet_dinh"), text_of(form, "ly_do")
    if decision not in ("co", "khong"):
        raise Refused(422, "Chọn ký duyệt hoặc từ chối.")
    if decision == "khong" and len(reason) < actions.SHORTEST_REASON:
        raise Refused(422, actions.SAY_WHY)
    try:
        await run_in_threadpool(
            actions.answer_report,
            release_id,
            person.name,
            approved=decision == "co",
            reason=reason,
        )
    except ReportError as error:
        raise Refused(409, str(error)) from error
    note("report_answered", person.name, str(release_id), decision)
    return go(request, f"/bao-cao?xong={'ky-duyet' if decision == 'co' else 'tu-choi'}")


def _known(release_id: int) -> Row:
    found = queries.one("releases", release_id=release_id)
    if found is None:
        raise not_found()
    return found
