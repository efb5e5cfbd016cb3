"""Which version counts: withdrawing, bringing back, letting in after closing; closing a period."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from etl.desk import actions
from etl.desk.access import Steward, desk_of, go
from etl.desk.identity import Person
from etl.desk.pages.board_page import period_of
from etl.desk.posted import text_of
from etl.desk.refused import Refused, not_found
from etl.desk.return_view import head_of
from etl.registry.corrections import Decision
from etl.registry.versions import Change

router = APIRouter()
_DONE: dict[Change, str] = {"withdraw": "ban-rut", "restore": "ban-khoi-phuc"}
_DECISIONS: dict[str, tuple[Decision, str]] = {  # as posted: decision, receipt
    "co": ("approved", "ban-dong-y"),
    "khong": ("refused", "ban-khong-dong-y"),
    "rut": ("withdrawn", "ban-rut-de-nghi"),
}


@router.post("/bieu/{return_id}/rut")
async def withdraw(request: Request, person: Steward, return_id: int) -> Response:
    """Withdraw a version; in a closed period, propose it."""
    return await _change(request, person, return_id, "withdraw")


@router.post("/bieu/{return_id}/khoi-phuc")
async def restore(request: Request, person: Steward, return_id: int) -> Response:
    """Bring a version back; in a closed period, propose it."""
    return await _change(request, person, return_id, "restore")


@router.post("/bieu/{return_id}/de-nghi-ban/{proposal_id}")
async def decide(request: Request, person: Steward, return_id: int, proposal_id: int) -> Response:
    """Approve or refuse what another steward proposed, or withdraw one's own proposal."""
    form = await desk_of(request).guard.read(request, person.name)
    chosen, reason = text_of(form, "quyet_dinh"), text_of(form, "ly_do")
    known = await run_in_threadpool(actions.version_proposals, return_id)
    if proposal_id not in {one.id for one in known}:
        raise not_found()
    if chosen not in _DECISIONS:
        raise Refused(422, "Chọn đồng ý hoặc không đồng ý.")
    decision, done = _DECISIONS[chosen]
    await run_in_threadpool(actions.decide_version, proposal_id, decision, reason, person.name)
    return go(request, f"/bieu/{return_id}?xong={done}#ban")


@router.post("/bieu/{return_id}/sau-khi-khoa")
async def admit(request: Request, person: Steward, return_id: int) -> Response:
    """Let a version count that came after its period was closed."""
    reason = await _reason(request, person.name, return_id)
    await run_in_threadpool(actions.admit, return_id, reason, person.name)
    return go(request, f"/bieu/{return_id}?xong=sau-khi-khoa")


@router.post("/ky/{period_key}/khoa/{what}")
async def close(request: Request, person: Steward, period_key: str, what: str) -> Response:
    """Close a period (`dong`) or reopen it (`mo`), with a reason."""
    period = period_of(period_key)
    form = await desk_of(request).guard.read(request, person.name)
    reason = text_of(form, "ly_do")
    if what not in ("dong", "mo"):
        raise not_found()
    if len(reason) < actions.SHORTEST_REASON:
        raise Refused(422, actions.SAY_WHY)
    act = actions.close_period if what == "dong" else actions.reopen_period
    await run_in_threadpool(act, period.key, reason, person.name)
    return go(request, f"/ky/{period.key}?xong=khoa-{what}#khoa-ky")


async def _change(request: Request, person: Person, return_id: int, kind: Change) -> Response:
    reason = await _reason(request, person.name, return_id)
    waits = await run_in_threadpool(actions.change_version, return_id, kind, reason, person.name)
    done = "ban-de-nghi" if waits else _DONE[kind]
    return go(request, f"/bieu/{return_id}?xong={done}#ban")


async def _reason(request: Request, actor: str, return_id: int) -> str:
    """Give the reason of a posted form on a return's page."""
    form = await desk_of(request).guard.read(request, actor)
    reason = text_of(form, "ly_do")
    if await run_in_threadpool(head_of, return_id) is None:
        raise not_found()
    if len(reason) < actions.SHORTEST_REASON:
        raise Refused(422, actions.SAY_WHY)
    return reason
