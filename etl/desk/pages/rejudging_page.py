"""Today's rules tried on stored returns, from a rule's page or a return's; adopted by a steward.

The one surprising thing: a page of the result can be left and come back to for a day; what has
changed meanwhile is refused when somebody adopts it.
"""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from etl.contracts import load_forms
from etl.desk import actions, judge, orders
from etl.desk.access import Desk, Steward, desk_of, go
from etl.desk.orders import JudgeOrder
from etl.desk.posted import text_of
from etl.desk.refused import Refused, not_found
from etl.desk.return_view import head_of
from etl.desk.rule_view import all_rules
from etl.judge.rule_change import changes_from

router = APIRouter()


@router.post("/bieu/{return_id}/kiem-tra-lai")
async def ask_of_return(request: Request, person: Steward, return_id: int) -> Response:
    """Have one return judged by today's rules."""
    await desk_of(request).guard.read(request, person.name)
    if await run_in_threadpool(head_of, return_id) is None:
        raise not_found()
    return await _order(request, {"return_id": return_id})


@router.post("/quy-tac/{rule_id}/kiem-tra-lai")
async def ask_of_rule(request: Request, person: Steward, rule_id: str) -> Response:
    """Have all stored returns judged by today's form of one rule."""
    await desk_of(request).guard.read(request, person.name)
    if rule_id not in {rule.id for rule in all_rules([])}:
        raise not_found()
    return await _order(request, {"rule_id": rule_id})


@router.get("/kiem-tra-lai/{order_id}")
def show(request: Request, person: Steward, order_id: str) -> Response:
    """Show what would change, as soon as it is judged."""
    desk = desk_of(request)
    order = _own(desk, order_id)
    return desk.pages.show(
        request,
        "rejudging.html",
        person,
        order=order,
        changes=changes_from(order.result["changes"]) if _is_judged(order) else [],
        forms=load_forms(),
        agency_name=lambda id: desk.reference.agency(id).short_name,
    )


@router.post("/kiem-tra-lai/{order_id}")
async def adopt(request: Request, person: Steward, order_id: str) -> Response:
    """Make the result what is known of the returns, with the reason."""
    desk = desk_of(request)
    form = await desk.guard.read(request, person.name)
    order = await run_in_threadpool(_own, desk, order_id)
    if not _is_judged(order):
        raise Refused(409, "Chưa kiểm tra lại xong. Chờ kết quả rồi làm tiếp.")
    reason = text_of(form, "ly_do")
    if len(reason) < actions.SHORTEST_REASON:
        raise Refused(422, actions.SAY_WHY)
    await run_in_threadpool(
        actions.adopt_changes,
        changes_from(order.result["changes"]),
        reason,
        person.name,
        rule_id=order.content.get("rule_id"),
    )
    return go(request, f"{_back(order)}?xong=kiem-tra-lai")


async def _order(request: Request, content: Mapping[str, object]) -> Response:
    desk = desk_of(request)
    whole = {"kind": "rejudge", **content}
    order = await run_in_threadpool(orders.lay, orders.stored_returns(desk.home), whole)
    await run_in_threadpool(judge.start_if_none, desk.home)
    return go(request, f"/kiem-tra-lai/{order.id}")


def _own(desk: Desk, order_id: str) -> JudgeOrder:
    order = orders.find(orders.stored_returns(desk.home), order_id)
    if order is None or order.content["kind"] != "rejudge":
        raise not_found()
    return order


def _is_judged(order: JudgeOrder) -> bool:
    return "changes" in (order.result or {})


def _back(order: JudgeOrder) -> str:
    rule_id = order.content.get("rule_id")
    return f"/quy-tac/{rule_id}" if rule_id else f"/bieu/{order.content['return_id']}"
