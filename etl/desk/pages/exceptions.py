"""Waivers: those in force and those that ended, granting one, ending one."""

from __future__ import annotations

import datetime as dt

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from etl.contracts import load_forms
from etl.desk import actions, queries
from etl.desk.access import Steward, Viewer, desk_of, go
from etl.desk.actions import Waiver
from etl.desk.pages.board_page import owed_by, period_of
from etl.desk.posted import number_of, text_of
from etl.desk.refused import Refused, not_found
from etl.desk.rule_view import all_rules
from etl.desk.veil import Veil

router = APIRouter()


@router.get("/ngoai-le")
def waivers(request: Request, person: Viewer) -> Response:
    """Show all waivers."""
    desk = desk_of(request)
    veil = Veil(person, desk.reference)
    rows = [veil.row(row) for row in queries.rows("waivers")]
    titles = {rule.id: rule.title for rule in all_rules([row["rule_id"] for row in rows])}
    return desk.pages.show(
        request,
        "waivers.html",
        person,
        waivers=rows,
        titles=titles,
        forms=load_forms(),
        agency_name=lambda id: desk.reference.agency(id).short_name,
    )


@router.post("/ngoai-le")
async def grant(request: Request, person: Steward) -> Response:
    """Grant a waiver for a finding."""
    form = await desk_of(request).guard.read(request, person.name)
    waiver = _waiver(form)
    found = await run_in_threadpool(
        queries.one, "finding_of_return", finding_id=number_of(form, "phat_hien")
    )
    if found is None:
        raise not_found()
    await run_in_threadpool(actions.waive, found, waiver, person.name)
    return go(request, f"/bieu/{found['return_id']}?xong=ngoai-le")


@router.post("/ky/{period_key}/mien")
async def let_off(request: Request, person: Steward, period_key: str) -> Response:
    """Let an agency off an obligation of a period."""
    desk = desk_of(request)
    period = period_of(period_key)
    form = await desk.guard.read(request, person.name)
    agency_id, form_id = owed_by(desk, period, form)
    waiver = _waiver(form)
    await run_in_threadpool(actions.let_off, agency_id, form_id, period.key, waiver, person.name)
    return go(request, f"/ky/{period.key}?xong=ngoai-le")


@router.post("/ngoai-le/{waiver_id}/thu-hoi")
async def revoke(request: Request, person: Steward, waiver_id: int) -> Response:
    """End a waiver before its day."""
    form = await desk_of(request).guard.read(request, person.name)
    reason = text_of(form, "ly_do")
    if waiver_id not in {row["id"] for row in await run_in_threadpool(queries.rows, "waivers")}:
        raise not_found()
    if len(reason) < actions.SHORTEST_REASON:
        raise Refused(422, actions.SAY_WHY)
    await run_in_threadpool(actions.revoke_waiver, waiver_id, reason, person.name)
    return go(request, "/ngoai-le?xong=thu-hoi-ngoai-le")


def _waiver(form: FormData) -> Waiver:
    authority, reason = text_of(form, "tham_quyen", 300), text_of(form, "ly_do")
    if len(authority) < actions.SHORTEST_REASON:
        raise Refused(
            422,
            "Ghi người có thẩm quyền và văn bản. Ví dụ: Chủ tịch UBND tỉnh, Công văn số "
            "15/UBND-TH.",
        )
    if len(reason) < actions.SHORTEST_REASON:
        raise Refused(422, actions.SAY_WHY)
    try:
        until = dt.date.fromisoformat(text_of(form, "den_ngay", 10))
    except ValueError:
        raise Refused(422, "Ghi ngày hết hiệu lực của ngoại lệ. Ví dụ: 31/12/2020.") from None
    return Waiver(text_of(form, "pham_vi", 20) or "bieu", authority, reason, until)
