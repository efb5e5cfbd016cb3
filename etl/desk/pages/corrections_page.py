"""Central corrections at the desk: judged, shown with what they bring, proposed, judged, decided.

The one surprising thing: judging takes seconds, so it is ordered from the judge's process; the page
of the check shows by itself when it is done, with and without JavaScript.
"""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from etl.desk import actions, judge, orders
from etl.desk.access import Desk, Steward, desk_of, go
from etl.desk.orders import JudgeOrder
from etl.desk.pages.returns_page import page_of
from etl.desk.posted import number_of, text_of
from etl.desk.refused import Refused, not_found
from etl.desk.return_view import ReturnPage
from etl.desk.typed import typed
from etl.model import RowAt
from etl.registry import CorrectionCheck, check_from
from etl.registry.correction_checks import value_text
from etl.registry.corrections import Decision

router = APIRouter()
_PAGE = "/bieu/{return_id}/dinh-chinh"
_AGAINST: Mapping[str, tuple[Decision, str]] = {  # as posted: decision, receipt
    "khong": ("refused", "khong-dinh-chinh"),
    "rut": ("withdrawn", "rut-dinh-chinh"),
}


@router.post(_PAGE)
async def ask(request: Request, person: Steward, return_id: int) -> Response:
    """Have another value for one cell judged, and show what it would bring."""
    form = await desk_of(request).guard.read(request, person.name)
    page = await run_in_threadpool(page_of, return_id)
    row, name = _row_of(form), text_of(form, "cot", 60)
    if row not in (page.table.numbered if page.table else ()) or name not in page.columns:
        raise Refused(422, "Chọn cột và ghi số dòng có trong biểu. Ví dụ: cột “H. Giải ngân”, 14.")
    reason = text_of(form, "ly_do")
    if len(reason) < actions.SHORTEST_REASON:
        raise Refused(422, actions.SAY_WHY)
    column = page.form.column(name)
    value = typed(column, text_of(form, "gia_tri", 500))
    content = {
        "kind": "correction",
        "return_id": return_id,
        "form_id": page.form.id,
        "row": row,
        "column": name,
        "value": value_text(column, value),
        "reason": reason,
    }
    return await _order(request, return_id, content)


@router.post(_PAGE + "/{correction_id}")
async def decide(request: Request, person: Steward, return_id: int, correction_id: int) -> Response:
    """Refuse another steward's proposal or withdraw one's own; an approval is judged first."""
    form = await desk_of(request).guard.read(request, person.name)
    page = await run_in_threadpool(page_of, return_id)
    proposed = next((row for row in page.corrections if row["id"] == correction_id), None)
    if proposed is None:
        raise not_found()
    chosen, reason = text_of(form, "quyet_dinh"), text_of(form, "ly_do")
    if chosen in _AGAINST:
        decision, done = _AGAINST[chosen]
        await run_in_threadpool(
            actions.refuse_correction, correction_id, decision, reason, person.name
        )
        return go(request, f"/bieu/{return_id}?xong={done}#dinh-chinh")
    if chosen != "co":
        raise Refused(422, "Chọn chấp nhận hoặc không chấp nhận.")
    if proposed["decision"]:
        raise Refused(409, "Đề nghị đính chính này đã được xử lý trước đó.")
    if proposed["actor"] == person.name:
        raise Refused(
            409,
            "Người đề nghị đính chính không được tự phê duyệt. Đề nghị một cán bộ tổng hợp khác "
            "xem xét.",
        )
    content = {
        "kind": "approval",
        "return_id": return_id,
        "correction_id": correction_id,
        "reason": reason,
    }
    return await _order(request, return_id, content)


@router.get(_PAGE + "/kiem-tra/{order_id}")
def show(request: Request, person: Steward, return_id: int, order_id: str) -> Response:
    """Show what a correction would bring, as soon as it is judged."""
    desk = desk_of(request)
    order = _own(desk, return_id, order_id)
    page = page_of(return_id)
    proposed = order.content.get("correction_id")
    return desk.pages.show(
        request,
        "correction_check.html",
        person,
        page=page,
        order=order,
        check=_check_of(order),
        proposal=next((row for row in page.corrections if row["id"] == proposed), None),
        agency=desk.reference.agency(page.head["agency_id"]),
    )


@router.post(_PAGE + "/kiem-tra/{order_id}")
async def act(request: Request, person: Steward, return_id: int, order_id: str) -> Response:
    """Propose or approve what was judged."""
    desk = desk_of(request)
    form = await desk.guard.read(request, person.name)
    order = await run_in_threadpool(_own, desk, return_id, order_id)
    check = _check_of(order)
    if check is None:
        raise Refused(409, "Đính chính chưa được kiểm tra xong. Chờ kết quả rồi làm tiếp.")
    content = order.content
    if content["kind"] == "correction":
        reasons = {n: text_of(form, f"ly_do_{n}") for n in range(len(check.new))}
        await run_in_threadpool(
            actions.propose_correction, check, content["reason"], reasons, person.name
        )
        return go(request, f"/bieu/{return_id}?xong=de-nghi#dinh-chinh")
    page: ReturnPage = await run_in_threadpool(page_of, return_id)
    await run_in_threadpool(
        actions.approve_correction,
        page.head,
        content["correction_id"],
        check,
        content["reason"],
        person.name,
    )
    return go(request, f"/bieu/{return_id}?xong=dinh-chinh#dinh-chinh")


async def _order(request: Request, return_id: int, content: Mapping[str, object]) -> Response:
    desk = desk_of(request)
    order = await run_in_threadpool(orders.lay, orders.stored_returns(desk.home), content)
    await run_in_threadpool(judge.start_if_none, desk.home)
    return go(request, f"/bieu/{return_id}/dinh-chinh/kiem-tra/{order.id}")


def _own(desk: Desk, return_id: int, order_id: str) -> JudgeOrder:
    order = orders.find(orders.stored_returns(desk.home), order_id)
    kinds = ("correction", "approval")
    if order is None or order.content["kind"] not in kinds:
        raise not_found()
    if order.content["return_id"] != return_id:
        raise not_found()
    return order


def _check_of(order: JudgeOrder) -> CorrectionCheck | None:
    document = (order.result or {}).get("check")
    return check_from(document) if document else None


def _row_of(form: FormData) -> RowAt:
    """Give the row that a form names, on the first sheet when it names none."""
    return number_of(form, "trang_tinh") or 1, number_of(form, "dong")
