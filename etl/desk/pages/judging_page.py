"""What a steward has judged before it counts: central corrections, and today's rules.

The one surprising thing: judging takes seconds, so it is ordered from the judge's process; the page
of the result shows by itself when it is done, with and without JavaScript. It can be left and come
back to for a day; what has changed meanwhile is refused when somebody acts on it.
"""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends
from msgspec import convert
from starlette.responses import Response

from etl import warehouse
from etl.desk import judge, orders, queries
from etl.desk.access import Posted, Steward, StewardPosts
from etl.desk.orders import JudgeOrder
from etl.desk.refused import Refused, not_found
from etl.desk.return_view import ThePage, TheReturn
from etl.desk.rule_view import all_rules
from etl.desk.uploads import load_accepted, ring
from etl.errors import UnfitValueError
from etl.judge import rule_change
from etl.kinds import kind_of
from etl.model import Period, ReturnState
from etl.reference import Reference
from etl.registry import corrections
from etl.registry.corrections import CorrectionCheck, Decision, value_text

router = APIRouter()
_CORRECTION = "/bieu/{return_id}/dinh-chinh"
_DECISIONS: Mapping[str, tuple[Decision, str]] = {  # as posted: decision, receipt
    "co": ("approved", "dinh-chinh"),
    "khong": ("refused", "khong-dinh-chinh"),
    "rut": ("withdrawn", "rut-dinh-chinh"),
}


@router.post(_CORRECTION)
def ask_correction(post: StewardPosts, page: ThePage) -> Response:
    """Have another value for one cell judged, and show what it would bring."""
    row = (post.number("trang_tinh") or 1, post.number("dong"))  # on the first sheet if not said
    name, text = post.text("cot", 60), post.text("gia_tri", 500)
    if row not in (page.table.numbered if page.table else ()) or name not in page.columns:
        raise Refused(422, "Chọn cột và ghi số dòng có trong biểu. Ví dụ: cột “H. Giải ngân”, 14.")
    column, reason = page.form.column(name), post.reason
    day = Reference.load().day_of(Period.parse(page.head["period_key"]))
    try:  # as a steward types it: a number the Vietnamese way, a date, a printed name
        value = kind_of(column).typed(column, text, day) if text else None
    except UnfitValueError as error:
        raise Refused(422, f"Cột “{column.header}”: {error}") from None
    content = {
        "kind": "correction",
        "return_id": page.head["return_id"],
        "form_id": page.form.id,
        "row": row,
        "column": name,
        "value": value_text(column, value),
        "reason": reason,
    }
    return _order(post, content)


@router.post(_CORRECTION + "/{correction_id}")
def decide(post: StewardPosts, page: ThePage, correction_id: int) -> Response:
    """Refuse another steward's proposal or withdraw one's own; an approval is judged first."""
    proposed = next((row for row in page.corrections if row["id"] == correction_id), None)
    if proposed is None:
        raise not_found()
    decision, done = post.decision(_DECISIONS, "Chọn chấp nhận hoặc không chấp nhận.")
    return_id, actor, reason = page.head["return_id"], post.actor, post.text("ly_do")
    if decision != "approved":
        queries.transact(
            corrections.decide_correction, correction_id, decision, actor=actor, reason=reason
        )
        return post.go(f"/bieu/{return_id}?xong={done}#dinh-chinh")
    if proposed["decision"]:
        raise Refused(409, "Đề nghị đính chính này đã được xử lý trước đó.")
    if proposed["actor"] == actor:
        raise Refused(
            409,
            "Người đề nghị đính chính không được tự phê duyệt. Đề nghị một cán bộ tổng hợp khác "
            "xem xét.",
        )
    content = {"kind": "approval", "correction_id": correction_id, "reason": reason}
    return _order(post, {**content, "return_id": return_id})


def correction_order(visit: Steward, return_id: int, order_id: str) -> JudgeOrder:
    """Give an order about a correction of a return; raises `Refused` (404) for none."""
    order = orders.of_kinds(visit.desk.home, order_id, "correction", "approval")
    if order.content["return_id"] != return_id:
        raise not_found()
    return order


def rejudging(visit: Steward, order_id: str) -> JudgeOrder:
    """Give an order to try today's rules; raises `Refused` (404) for none."""
    return orders.of_kinds(visit.desk.home, order_id, "rejudge")


CorrectionOrder = Annotated[JudgeOrder, Depends(correction_order)]
Rejudging = Annotated[JudgeOrder, Depends(rejudging)]


@router.get(_CORRECTION + "/kiem-tra/{order_id}")
def show_correction(visit: Steward, order: CorrectionOrder, page: ThePage) -> Response:
    """Show what a correction would bring, as soon as it is judged."""
    proposed = order.content.get("correction_id")
    return visit.show(
        "correction_check.html",
        page=page,
        order=order,
        check=_check_of(order),
        proposal=next((row for row in page.corrections if row["id"] == proposed), None),
        agency=visit.desk.reference.agency(page.head["agency_id"]),
    )


@router.post(_CORRECTION + "/kiem-tra/{order_id}")
def act(post: StewardPosts, order: CorrectionOrder, head: TheReturn) -> Response:
    """Propose or approve what was judged; what is approved is told on the agency's page."""
    check, content = _check_of(order), order.content
    if check is None:
        raise Refused(409, "Đính chính chưa được kiểm tra xong. Chờ kết quả rồi làm tiếp.")
    by = {"reason": content["reason"], "actor": post.actor}
    back = f"/bieu/{head['return_id']}?xong="
    if content["kind"] == "correction":
        reasons = {n: post.text(f"ly_do_{n}") for n in range(len(check.new))}
        queries.transact(corrections.propose_correction, check, reasons=reasons, **by)
        return post.go(f"{back}de-nghi#dinh-chinh")
    number = content["correction_id"]
    with warehouse.transaction("steward") as conn:
        state = corrections.decide_correction(conn, number, "approved", check=check, **by)
        told = "Hiện trên trang của cơ quan"
        corrections.tell_correction(conn, number, actor=post.actor, detail=told)
    if state is ReturnState.ACCEPTED and head["state"] != ReturnState.ACCEPTED:
        load_accepted([head["submission_id"]])
    else:
        ring()
    return post.go(f"{back}dinh-chinh#dinh-chinh")


@router.post("/bieu/{return_id}/kiem-tra-lai")
def ask_of_return(post: StewardPosts, head: TheReturn) -> Response:
    """Have one return judged by today's rules."""
    return _order(post, {"kind": "rejudge", "return_id": head["return_id"]})


@router.post("/quy-tac/{rule_id}/kiem-tra-lai")
def ask_of_rule(post: StewardPosts, rule_id: str) -> Response:
    """Have all stored returns judged by today's form of one rule."""
    if rule_id not in {rule.rule_id for rule in all_rules([])}:
        raise not_found()
    return _order(post, {"kind": "rejudge", "rule_id": rule_id})


@router.get("/kiem-tra-lai/{order_id}")
def show_rejudging(visit: Steward, order: Rejudging) -> Response:
    """Show what would change, as soon as it is judged."""
    return visit.show("rejudging.html", order=order, changes=_changes(order) or [])


@router.post("/kiem-tra-lai/{order_id}")
def adopt(post: StewardPosts, order: Rejudging) -> Response:
    """Make the result what is known of the returns, with the reason; load what may be."""
    changes, rule_id = _changes(order), order.content.get("rule_id")
    if changes is None:
        raise Refused(409, "Chưa kiểm tra lại xong. Chờ kết quả rồi làm tiếp.")
    states = rule_change.adopt(changes, rule_id=rule_id, **post.signed)
    if ReturnState.ACCEPTED in states:
        load_accepted()
    else:
        ring()
    back = f"/quy-tac/{rule_id}" if rule_id else f"/bieu/{order.content['return_id']}"
    return post.go(f"{back}?xong=kiem-tra-lai")


def _order(post: Posted, content: Mapping[str, object]) -> Response:
    order = orders.lay(orders.stored_returns(post.desk.home), content)
    judge.start_if_none(post.desk.home)
    if content["kind"] == "rejudge":
        return post.go(f"/kiem-tra-lai/{order.id}")
    return post.go(f"/bieu/{content['return_id']}/dinh-chinh/kiem-tra/{order.id}")


def _check_of(order: JudgeOrder) -> CorrectionCheck | None:
    document = (order.result or {}).get("check")
    return convert(document, CorrectionCheck) if document else None


def _changes(order: JudgeOrder) -> list[rule_change.Change] | None:
    """Give what was found; None while it is not judged, or could not be."""
    document = (order.result or {}).get("changes")
    return convert(document["changes"], list[rule_change.Change]) if document else None
