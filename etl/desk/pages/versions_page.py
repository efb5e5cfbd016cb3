"""Which version counts: withdrawing, bringing back, letting in after closing; closing a period."""

from collections.abc import Callable

from fastapi import APIRouter
from starlette.responses import Response

from etl import registry, warehouse
from etl.desk.access import Posted, StewardPosts, ThePeriod
from etl.desk.refused import not_found
from etl.desk.return_view import TheReturn
from etl.desk.uploads import load_accepted, ring
from etl.model import ReturnState
from etl.registry.corrections import Decision

router = APIRouter()
_DECISIONS: dict[str, tuple[Decision, str]] = {  # as posted: decision, receipt
    "co": ("approved", "ban-dong-y"),
    "khong": ("refused", "ban-khong-dong-y"),
    "rut": ("withdrawn", "ban-rut-de-nghi"),
}


@router.post("/bieu/{return_id}/rut")
def withdraw(post: StewardPosts, head: TheReturn) -> Response:
    """Withdraw a version; in a closed period, propose it."""
    return _change(post, head["return_id"], registry.withdraw, "ban-rut")


@router.post("/bieu/{return_id}/khoi-phuc")
def restore(post: StewardPosts, head: TheReturn) -> Response:
    """Bring a version back; in a closed period, propose it."""
    return _change(post, head["return_id"], registry.restore, "ban-khoi-phuc")


@router.post("/bieu/{return_id}/de-nghi-ban/{proposal_id}")
def decide(post: StewardPosts, return_id: int, proposal_id: int) -> Response:
    """Approve or refuse what another steward proposed, or withdraw one's own proposal."""
    with warehouse.transaction("steward") as conn:
        known = registry.version_proposals(conn, return_id=return_id)
        if proposal_id not in {one.id for one in known}:
            raise not_found()
        decision, done = post.decision(_DECISIONS, "Chọn đồng ý hoặc không đồng ý.")
        reason = post.text("ly_do")
        registry.decide_version(conn, proposal_id, decision, actor=post.actor, reason=reason)
    ring()
    return post.go(f"/bieu/{return_id}?xong={done}#ban")


@router.post("/bieu/{return_id}/sau-khi-khoa")
def admit(post: StewardPosts, head: TheReturn) -> Response:
    """Let a version count that came after its period was closed."""
    return_id = head["return_id"]
    with warehouse.transaction("steward") as conn:
        state = registry.admit(conn, return_id, actor=post.actor, reason=post.reason)
    if state is ReturnState.ACCEPTED:
        load_accepted()
    return post.go(f"/bieu/{return_id}?xong=sau-khi-khoa")


@router.post("/ky/{period_key}/khoa/{what}")
def close(post: StewardPosts, period: ThePeriod, what: str) -> Response:
    """Close a period (`dong`) or reopen it (`mo`), with a reason."""
    if what not in ("dong", "mo"):
        raise not_found()
    change = registry.close_period if what == "dong" else registry.reopen_period
    with warehouse.transaction("steward") as conn:
        change(conn, period.key, actor=post.actor, reason=post.reason)
    if what == "mo":
        load_accepted()
    return post.go(f"/ky/{period.key}?xong=khoa-{what}#khoa-ky")


def _change(post: Posted, return_id: int, change: Callable[..., int | None], done: str) -> Response:
    with warehouse.transaction("steward") as conn:
        waits = change(conn, return_id, actor=post.actor, reason=post.reason) is not None
    ring()
    return post.go(f"/bieu/{return_id}?xong={'ban-de-nghi' if waits else done}#ban")
