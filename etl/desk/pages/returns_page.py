"""One return: the form as its workbook shows it, findings beside it, versions, events, files."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from etl.desk import actions, queries
from etl.desk.access import DataTaker, OriginalTaker, Steward, Viewer, desk_of, go
from etl.desk.downloads import attachment, given_back_file, original_file, typed_csv
from etl.desk.identity import Right
from etl.desk.posted import text_of
from etl.desk.queries import Row
from etl.desk.refused import Refused, not_found
from etl.desk.return_view import (
    ReturnPage,
    form_of,
    head_of,
    read_earlier,
    read_return,
    table_of,
)
from etl.desk.sheet_view import CellPrinter, show_sheet
from etl.desk.veil import Veil, hidden_places
from etl.model import Period

router = APIRouter()
_PAGE = "/bieu/{return_id}"


@router.get(_PAGE)
def show(
    request: Request,
    person: Viewer,
    return_id: int,
    trang: Annotated[int, Query(ge=1, le=100_000)] = 1,
    chi_dong_loi: bool = False,
) -> Response:
    """Show a return to the Board's people."""
    desk = desk_of(request)
    page = page_of(return_id)
    veil = Veil(person, desk.reference)
    sheet = None
    if page.table is not None:
        printer = CellPrinter(desk.reference, Period.parse(page.head["period_key"]))
        sheet = show_sheet(
            page.form,
            page.table,
            page.findings,
            printer,
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
def take_original(person: OriginalTaker, return_id: int) -> Response:
    """Give the workbook as it was received."""
    return original_file(_head(return_id))


@router.get(_PAGE + "/tai/tra-lai")
def take_given_back(person: OriginalTaker, return_id: int) -> Response:
    """Give the annotated workbook."""
    return given_back_file(_head(return_id))


@router.get(_PAGE + "/tai/csv")
def take_data(person: DataTaker, return_id: int) -> Response:
    """Give the typed rows as CSV, without names of persons for those who may not read them."""
    head = _head(return_id)
    form = form_of(head)
    table = table_of(head)
    if table is None:
        raise Refused(404, "Chưa đọc được bảng số liệu của biểu này nên chưa có tệp để tải.")
    hidden = hidden_places(queries.rows("return_findings", return_id=return_id))
    names_shown = person.may(Right.SEE_PERSONAL)
    name = f"{head['form_id']}_{head['agency_id']}_{head['period_key']}_v{head['version']}.csv"
    csv = typed_csv(form.columns, table, names_shown=names_shown, hidden=hidden)
    return attachment(csv, name)


@router.post(_PAGE + "/giai-trinh/{confirmation_id}")
async def decide_confirmation(
    request: Request, person: Steward, return_id: int, confirmation_id: int
) -> Response:
    """Accept or refuse an agency's reason."""
    form = await desk_of(request).guard.read(request, person.name)
    decision, reason = text_of(form, "quyet_dinh"), text_of(form, "ly_do")
    page = await run_in_threadpool(page_of, return_id)
    if confirmation_id not in {row["confirmation_id"] for row in page.findings}:
        raise not_found()
    if decision == "khong" and len(reason) < actions.SHORTEST_REASON:
        raise Refused(422, actions.SAY_WHY)
    if decision not in ("co", "khong"):
        raise Refused(422, "Chọn chấp nhận hoặc không chấp nhận.")
    decide = actions.accept_confirmation if decision == "co" else actions.refuse_confirmation
    await run_in_threadpool(decide, page.head, confirmation_id, reason, person.name)
    done = "chap-nhan" if decision == "co" else "khong-chap-nhan"
    return go(request, f"/bieu/{return_id}?xong={done}")


def page_of(return_id: int) -> ReturnPage:
    """Read a return's page; raises `Refused` (404) when there is none."""
    page = read_return(return_id)
    if page is None:
        raise not_found()
    return page


def _head(return_id: int) -> Row:
    head = head_of(return_id)
    if head is None:
        raise not_found()
    return head
