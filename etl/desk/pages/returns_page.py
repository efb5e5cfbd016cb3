"""One return: the form as its workbook shows it, findings beside it, versions, events, files."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from etl import registry, warehouse
from etl.desk import queries
from etl.desk.access import DataTaker, OriginalTaker, StewardPosts, Viewer, desk_of
from etl.desk.downloads import attachment, given_back_file, original_file, typed_csv
from etl.desk.identity import Right
from etl.desk.refused import Refused, not_found
from etl.desk.return_view import ThePage, TheReturn, form_of, read_earlier, table_of
from etl.desk.sheet_view import show_sheet
from etl.desk.uploads import load_accepted
from etl.desk.veil import Veil, hidden_places
from etl.kinds import CellPrinter
from etl.model import Period, ReturnState

router = APIRouter()
_PAGE = "/bieu/{return_id}"


@router.get(_PAGE)
def show(
    request: Request,
    person: Viewer,
    page: ThePage,
    trang: Annotated[int, Query(ge=1, le=100_000)] = 1,
    chi_dong_loi: bool = False,
) -> Response:
    """Show a return to the Board's people."""
    desk = desk_of(request)
    veil = Veil(person, desk.reference)
    sheet = None
    if page.table is not None:
        sheet = show_sheet(
            page.form,
            page.table,
            page.findings,
            CellPrinter(desk.reference.day_of(Period.parse(page.head["period_key"]))),
            names_shown=veil.lifted,
            hidden=hidden_places(page.findings),
            only_findings=chi_dong_loi,
            page=trang,
        )
    return desk.pages.show(
        request,
        "return.html",
        person,
        page=veil.page(page),
        sheet=sheet,
        only_findings=chi_dong_loi,
        names_shown=veil.lifted,
        agency=desk.reference.agency(page.head["agency_id"]),
        earlier=read_earlier(desk.reference, page.head),
    )


@router.get(_PAGE + "/tai/goc")
def take_original(person: OriginalTaker, head: TheReturn) -> Response:
    """Give the workbook as it was received."""
    return original_file(head)


@router.get(_PAGE + "/tai/tra-lai")
def take_given_back(person: OriginalTaker, head: TheReturn) -> Response:
    """Give the annotated workbook."""
    return given_back_file(head)


@router.get(_PAGE + "/tai/csv")
def take_data(person: DataTaker, head: TheReturn) -> Response:
    """Give the typed rows as CSV, without names of persons for those who may not read them."""
    table = table_of(head)
    if table is None:
        raise Refused(404, "Chưa đọc được bảng số liệu của biểu này nên chưa có tệp để tải.")
    hidden = hidden_places(queries.rows("return_findings", return_id=head["return_id"]))
    names_shown = person.may(Right.SEE_PERSONAL)
    name = f"{head['form_id']}_{head['agency_id']}_{head['period_key']}_v{head['version']}.csv"
    csv = typed_csv(form_of(head).columns, table, names_shown=names_shown, hidden=hidden)
    return attachment(csv, name)


@router.post(_PAGE + "/giai-trinh/{confirmation_id}")
def decide_confirmation(post: StewardPosts, page: ThePage, confirmation_id: int) -> Response:
    """Accept or refuse an agency's reason; a return with nothing else open is loaded."""
    if confirmation_id not in {row["confirmation_id"] for row in page.findings}:
        raise not_found()
    accepts = post.decision({"co": True, "khong": False}, "Chọn chấp nhận hoặc không chấp nhận.")
    reason = post.text("ly_do") if accepts else post.reason
    decide = registry.accept_confirmation if accepts else registry.refuse_confirmation
    with warehouse.transaction("steward") as conn:
        state = decide(conn, confirmation_id, actor=post.actor, reason=reason)
    if accepts and state is ReturnState.ACCEPTED:
        load_accepted([page.head["submission_id"]])
    done = "chap-nhan" if accepts else "khong-chap-nhan"
    return post.go(f"/bieu/{page.head['return_id']}?xong={done}")
