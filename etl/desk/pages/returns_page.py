"""One return: the form as its workbook shows it, findings beside it, versions, events, files.

And which version counts: withdrawing, bringing back, letting in after closing; closing a period.
"""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from etl import warehouse
from etl.desk import queries
from etl.desk.access import DataTaker, OriginalTaker, Posted, StewardPosts, ThePeriod, Viewer
from etl.desk.downloads import attachment, given_back_file, original_file, typed_csv
from etl.desk.refused import Refused, not_found
from etl.desk.return_view import ThePage, TheReturn, form_of, read_earlier, show_sheet, table_of
from etl.desk.uploads import load_accepted, ring
from etl.desk.veil import Veil
from etl.kinds import CellPrinter
from etl.model import Period, ReturnState
from etl.registry import decisions, period_board, versions
from etl.registry.corrections import Decision
from etl.registry.versions import Change

router = APIRouter()
_PAGE = "/bieu/{return_id}"
_DECISIONS: Mapping[str, tuple[Decision, str]] = {  # as posted: decision, receipt
    "co": ("approved", "ban-dong-y"),
    "khong": ("refused", "ban-khong-dong-y"),
    "rut": ("withdrawn", "ban-rut-de-nghi"),
}


@router.get(_PAGE)
def show(
    visit: Viewer,
    page: ThePage,
    trang: Annotated[int, Query(ge=1, le=100_000)] = 1,
    chi_dong_loi: bool = False,
) -> Response:
    """Show a return to the Board's people."""
    reference = visit.desk.reference
    veil = Veil(visit.person, reference)
    sheet = None
    if page.table is not None:
        sheet = show_sheet(
            page.form,
            page.table,
            page.findings,
            CellPrinter(reference.day_of(Period.parse(page.head["period_key"]))),
            veiled=veil.columns(page.form),
            hidden=veil.places(page.findings),
            only_findings=chi_dong_loi,
            page=trang,
        )
    return visit.show(
        "return.html",
        page=veil.page(page),
        sheet=sheet,
        only_findings=chi_dong_loi,
        veiled=veil.what(page.form),
        agency=reference.agency(page.head["agency_id"]),
        earlier=read_earlier(reference, page.head),
    )


@router.get(_PAGE + "/tai/goc")
def take_original(visit: OriginalTaker, head: TheReturn) -> Response:
    """Give the workbook as it was received."""
    return original_file(head)


@router.get(_PAGE + "/tai/tra-lai")
def take_given_back(visit: OriginalTaker, head: TheReturn) -> Response:
    """Give the annotated workbook."""
    return given_back_file(head)


@router.get(_PAGE + "/tai/csv")
def take_data(visit: DataTaker, head: TheReturn) -> Response:
    """Give the typed rows as CSV, without what its reader may not read."""
    table = table_of(head)
    if table is None:
        raise Refused(404, "Chưa đọc được bảng số liệu của biểu này nên chưa có tệp để tải.")
    veil, form = Veil(visit.person, visit.desk.reference), form_of(head)
    hidden = veil.places(queries.rows("return_findings", return_id=head["return_id"]))
    name = f"{head['form_id']}_{head['agency_id']}_{head['period_key']}_v{head['version']}.csv"
    csv = typed_csv(form.columns, table, veiled=veil.columns(form), hidden=hidden)
    return attachment(csv, name)


@router.post(_PAGE + "/giai-trinh/{confirmation_id}")
def decide_confirmation(post: StewardPosts, page: ThePage, confirmation_id: int) -> Response:
    """Accept or refuse an agency's reason; a return with nothing else open is loaded."""
    if confirmation_id not in {row["confirmation_id"] for row in page.findings}:
        raise not_found()
    accepts = post.decision({"co": True, "khong": False}, "Chọn chấp nhận hoặc không chấp nhận.")
    reason = post.text("ly_do") if accepts else post.reason
    decide = decisions.accept_confirmation if accepts else decisions.refuse_confirmation
    state = queries.transact(decide, confirmation_id, actor=post.actor, reason=reason)
    if accepts and state is ReturnState.ACCEPTED:
        load_accepted([page.head["submission_id"]])
    done = "chap-nhan" if accepts else "khong-chap-nhan"
    return post.go(f"/bieu/{page.head['return_id']}?xong={done}")


@router.post(_PAGE + "/rut")
def withdraw(post: StewardPosts, head: TheReturn) -> Response:
    """Withdraw a version; in a closed period, propose it."""
    return _change(post, head["return_id"], "withdraw", "ban-rut")


@router.post(_PAGE + "/khoi-phuc")
def restore(post: StewardPosts, head: TheReturn) -> Response:
    """Bring a version back; in a closed period, propose it."""
    return _change(post, head["return_id"], "restore", "ban-khoi-phuc")


@router.post(_PAGE + "/de-nghi-ban/{proposal_id}")
def decide(post: StewardPosts, return_id: int, proposal_id: int) -> Response:
    """Approve or refuse what another steward proposed, or withdraw one's own proposal."""
    with warehouse.transaction("steward") as conn:
        known = versions.version_proposals(conn, return_id=return_id)
        if proposal_id not in {one.id for one in known}:
            raise not_found()
        decision, done = post.decision(_DECISIONS, "Chọn đồng ý hoặc không đồng ý.")
        reason = post.text("ly_do")
        versions.decide_version(conn, proposal_id, decision, actor=post.actor, reason=reason)
    ring()
    return post.go(f"/bieu/{return_id}?xong={done}#ban")


@router.post(_PAGE + "/sau-khi-khoa")
def admit(post: StewardPosts, head: TheReturn) -> Response:
    """Let a version count that came after its period was closed."""
    state = queries.transact(versions.admit, head["return_id"], **post.signed)
    if state is ReturnState.ACCEPTED:
        load_accepted()
    return post.go(f"/bieu/{head['return_id']}?xong=sau-khi-khoa")


@router.post("/ky/{period_key}/khoa/{what}")
def close(post: StewardPosts, period: ThePeriod, what: str) -> Response:
    """Close a period (`dong`) or reopen it (`mo`), with a reason."""
    if what == "dong":
        queries.transact(
            period_board.close_period, period.key, actor=post.actor, reason=post.reason
        )
    elif what == "mo":
        queries.transact(period_board.reopen_period, period.key, **post.signed)
        load_accepted()
    else:
        raise not_found()
    return post.go(f"/ky/{period.key}?xong=khoa-{what}#khoa-ky")


def _change(post: Posted, return_id: int, kind: Change, done: str) -> Response:
    proposal = queries.transact(versions.change_version, return_id, kind, **post.signed)
    ring()
    return post.go(f"/bieu/{return_id}?xong={done if proposal is None else 'ban-de-nghi'}#ban")
