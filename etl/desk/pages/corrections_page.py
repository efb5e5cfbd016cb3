"""Central corrections at the desk: judged, shown with what they bring, proposed, judged, decided.

The one surprising thing: judging takes seconds, so it is ordered from the judge's process; the page
of the check shows by itself when it is done, with and without JavaScript.
"""

from collections.abc import Mapping
from pathlib import Path

from fastapi import APIRouter
from msgspec import convert
from starlette.requests import Request
from starlette.responses import Response

from etl import registry, warehouse
from etl.desk import judge, orders
from etl.desk.access import Posted, Steward, StewardPosts, desk_of
from etl.desk.orders import JudgeOrder
from etl.desk.refused import Refused, not_found
from etl.desk.return_view import ReturnPage, ThePage
from etl.desk.uploads import load_accepted, ring
from etl.errors import UnfitValueError
from etl.kinds import kind_of
from etl.model import CellValue, Column, Period, ReturnState, RowAt
from etl.reference import Reference
from etl.registry import CorrectionCheck
from etl.registry.correction_checks import value_text
from etl.registry.corrections import Decision

router = APIRouter()
_PAGE = "/bieu/{return_id}/dinh-chinh"
_DECISIONS: Mapping[str, tuple[Decision, str]] = {  # as posted: decision, receipt
    "co": ("approved", "dinh-chinh"),
    "khong": ("refused", "khong-dinh-chinh"),
    "rut": ("withdrawn", "rut-dinh-chinh"),
}


@router.post(_PAGE)
def ask(post: StewardPosts, page: ThePage) -> Response:
    """Have another value for one cell judged, and show what it would bring."""
    row, name = _row_of(post), post.text("cot", 60)
    if row not in (page.table.numbered if page.table else ()) or name not in page.columns:
        raise Refused(422, "Chọn cột và ghi số dòng có trong biểu. Ví dụ: cột “H. Giải ngân”, 14.")
    column, reason = page.form.column(name), post.reason
    content = {
        "kind": "correction",
        "return_id": page.head["return_id"],
        "form_id": page.form.id,
        "row": row,
        "column": name,
        "value": value_text(column, _typed(page, column, post.text("gia_tri", 500))),
        "reason": reason,
    }
    return _order(post, content)


def _typed(page: ReturnPage, column: Column, text: str) -> CellValue:
    """Read a value as a steward types it: a number the Vietnamese way, a date, a printed name."""
    day = Reference.load().day_of(Period.parse(page.head["period_key"]))
    try:
        return kind_of(column).typed(column, text, day) if text else None
    except UnfitValueError as error:
        raise Refused(422, f"Cột “{column.header}”: {error}") from None


@router.post(_PAGE + "/{correction_id}")
def decide(post: StewardPosts, page: ThePage, correction_id: int) -> Response:
    """Refuse another steward's proposal or withdraw one's own; an approval is judged first."""
    proposed = next((row for row in page.corrections if row["id"] == correction_id), None)
    if proposed is None:
        raise not_found()
    decision, done = post.decision(_DECISIONS, "Chọn chấp nhận hoặc không chấp nhận.")
    return_id, reason = page.head["return_id"], post.text("ly_do")
    if decision != "approved":
        with warehouse.transaction("steward") as conn:
            registry.decide_correction(
                conn, correction_id, decision, actor=post.actor, reason=reason
            )
        return post.go(f"/bieu/{return_id}?xong={done}#dinh-chinh")
    if proposed["decision"]:
        raise Refused(409, "Đề nghị đính chính này đã được xử lý trước đó.")
    if proposed["actor"] == post.actor:
        raise Refused(
            409,
            "Người đề nghị đính chính không được tự phê duyệt. Đề nghị một cán bộ tổng hợp khác "
            "xem xét.",
        )
    content = {"kind": "approval", "correction_id": correction_id, "reason": reason}
    return _order(post, {**content, "return_id": return_id})


@router.get(_PAGE + "/kiem-tra/{order_id}")
def show(request: Request, person: Steward, page: ThePage, order_id: str) -> Response:
    """Show what a correction would bring, as soon as it is judged."""
    desk = desk_of(request)
    order = _own(desk.home, page.head["return_id"], order_id)
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
def act(post: StewardPosts, page: ThePage, order_id: str) -> Response:
    """Propose or approve what was judged; what is approved is told on the agency's page."""
    order = _own(post.desk.home, page.head["return_id"], order_id)
    check, content = _check_of(order), order.content
    if check is None:
        raise Refused(409, "Đính chính chưa được kiểm tra xong. Chờ kết quả rồi làm tiếp.")
    by = {"reason": content["reason"], "actor": post.actor}
    back = f"/bieu/{page.head['return_id']}?xong="
    if content["kind"] == "correction":
        reasons = {n: post.text(f"ly_do_{n}") for n in range(len(check.new))}
        with warehouse.transaction("steward") as conn:
            registry.propose_correction(conn, check, reasons=reasons, **by)
        return post.go(f"{back}de-nghi#dinh-chinh")
    number = content["correction_id"]
    with warehouse.transaction("steward") as conn:
        state = registry.decide_correction(conn, number, "approved", check=check, **by)
        told = "Hiện trên trang của cơ quan"
        registry.tell_correction(conn, number, actor=post.actor, detail=told)
    if state is ReturnState.ACCEPTED and page.head["state"] != ReturnState.ACCEPTED:
        load_accepted([page.head["submission_id"]])
    else:
        ring()
    return post.go(f"{back}dinh-chinh#dinh-chinh")


def _order(post: Posted, content: Mapping[str, object]) -> Response:
    order = judge.order(post.desk.home, content)
    return post.go(f"/bieu/{content['return_id']}/dinh-chinh/kiem-tra/{order.id}")


def _own(home: Path, return_id: int, order_id: str) -> JudgeOrder:
    order = orders.of_kinds(home, order_id, "correction", "approval")
    if order.content["return_id"] != return_id:
        raise not_found()
    return order


def _check_of(order: JudgeOrder) -> CorrectionCheck | None:
    document = (order.result or {}).get("check")
    return convert(document, CorrectionCheck) if document else None


def _row_of(post: Posted) -> RowAt:
    """Give the row that a form names, on the first sheet when it names none."""
    return post.number("trang_tinh") or 1, post.number("dong")
