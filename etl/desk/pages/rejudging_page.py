"""Today's rules tried on stored returns, from a rule's page or a return's; adopted by a steward.

The one surprising thing: a page of the result can be left and come back to for a day; what has
changed meanwhile is refused when somebody adopts it.
"""

from fastapi import APIRouter
from msgspec import convert
from starlette.requests import Request
from starlette.responses import Response

from etl.desk import judge, orders
from etl.desk.access import Posted, Steward, StewardPosts, desk_of
from etl.desk.orders import JudgeOrder
from etl.desk.refused import Refused, not_found
from etl.desk.return_view import TheReturn
from etl.desk.rule_view import all_rules
from etl.desk.uploads import load_accepted, ring
from etl.judge import rule_change
from etl.model import ReturnState

router = APIRouter()


@router.post("/bieu/{return_id}/kiem-tra-lai")
def ask_of_return(post: StewardPosts, head: TheReturn) -> Response:
    """Have one return judged by today's rules."""
    return _order(post, return_id=head["return_id"])


@router.post("/quy-tac/{rule_id}/kiem-tra-lai")
def ask_of_rule(post: StewardPosts, rule_id: str) -> Response:
    """Have all stored returns judged by today's form of one rule."""
    if rule_id not in {rule.id for rule in all_rules([])}:
        raise not_found()
    return _order(post, rule_id=rule_id)


@router.get("/kiem-tra-lai/{order_id}")
def show(request: Request, person: Steward, order_id: str) -> Response:
    """Show what would change, as soon as it is judged."""
    desk = desk_of(request)
    order = orders.of_kinds(desk.home, order_id, "rejudge")
    return desk.pages.show(
        request, "rejudging.html", person, order=order, changes=_changes(order) or []
    )


@router.post("/kiem-tra-lai/{order_id}")
def adopt(post: StewardPosts, order_id: str) -> Response:
    """Make the result what is known of the returns, with the reason; load what may be."""
    order = orders.of_kinds(post.desk.home, order_id, "rejudge")
    changes, rule_id = _changes(order), order.content.get("rule_id")
    if changes is None:
        raise Refused(409, "Chưa kiểm tra lại xong. Chờ kết quả rồi làm tiếp.")
    states = rule_change.adopt(changes, actor=post.actor, reason=post.reason, rule_id=rule_id)
    if ReturnState.ACCEPTED in states:
        load_accepted()
    else:
        ring()
    back = f"/quy-tac/{rule_id}" if rule_id else f"/bieu/{order.content['return_id']}"
    return post.go(f"{back}?xong=kiem-tra-lai")


def _order(post: Posted, **content: object) -> Response:
    order = judge.order(post.desk.home, {"kind": "rejudge", **content})
    return post.go(f"/kiem-tra-lai/{order.id}")


def _changes(order: JudgeOrder) -> list[rule_change.Change] | None:
    """Give what was found; None while it is not judged, or could not be."""
    found = order.result or {}
    document = found.get("changes")
    return convert(document["changes"], list[rule_change.Change]) if document else None
