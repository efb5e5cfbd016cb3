"""Waivers: those in force and those that ended, granting one, ending one."""

import datetime as dt

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from etl import registry, warehouse
from etl.desk import queries
from etl.desk.access import Posted, StewardPosts, ThePeriod, Viewer, desk_of
from etl.desk.refused import Refused, not_found
from etl.desk.rule_view import titles_of
from etl.desk.uploads import load_accepted, ring
from etl.desk.veil import Veil

router = APIRouter()
_BY_WHOM = "Ghi người có thẩm quyền và văn bản. Ví dụ: Chủ tịch UBND tỉnh, Công văn số 15/UBND-TH."
_UNTIL = "Ghi ngày hết hiệu lực của ngoại lệ. Ví dụ: 31/12/2020."


@router.get("/ngoai-le")
def waivers(request: Request, person: Viewer) -> Response:
    """Show all waivers."""
    desk = desk_of(request)
    veil = Veil(person, desk.reference)
    rows = [veil.row(row) for row in queries.rows("waivers")]
    return desk.pages.show(request, "waivers.html", person, waivers=rows, titles=titles_of(rows))


@router.post("/ngoai-le")
def grant(post: StewardPosts) -> Response:
    """Grant a waiver for a finding: of its row (`dong`), form (`bieu`) or sender (`don-vi`)."""
    authority, reason, valid_until = _granted(post)
    found = queries.one("finding_of_return", finding_id=post.number("phat_hien"))
    if found is None:
        raise not_found()
    scope = post.text("pham_vi", 20) or "bieu"
    if scope not in ("dong", "bieu", "don-vi"):
        raise Refused(422, "Chọn phạm vi của ngoại lệ.")
    with warehouse.transaction("steward") as conn:
        registry.waive(
            conn,
            found["rule_id"],
            authority=authority,
            reason=reason,
            valid_until=valid_until,
            actor=post.actor,
            agency_id=found["agency_id"],
            form_id=found["form_id"] or None,
            period_key=None if scope == "don-vi" else found["period_key"],
            row_key=(found["row_key"] or None) if scope == "dong" else None,
        )
    load_accepted()
    return post.go(f"/bieu/{found['return_id']}?xong=ngoai-le")


@router.post("/ky/{period_key}/mien")
def let_off(post: StewardPosts, period: ThePeriod) -> Response:
    """Let an agency off an obligation: the waiver of the rule that everything owed is sent."""
    agency_id, form_id = post.owed(period)
    authority, reason, valid_until = _granted(post)
    with warehouse.transaction("steward") as conn:
        registry.waive(
            conn,
            registry.NOT_SENT,
            authority=authority,
            reason=reason,
            valid_until=valid_until,
            actor=post.actor,
            agency_id=agency_id,
            form_id=form_id or None,
            period_key=period.key,
        )
    ring()
    return post.go(f"/ky/{period.key}?xong=ngoai-le")


@router.post("/ngoai-le/{waiver_id}/thu-hoi")
def revoke(post: StewardPosts, waiver_id: int) -> Response:
    """End a waiver before its day."""
    if waiver_id not in {row["id"] for row in queries.rows("waivers")}:
        raise not_found()
    with warehouse.transaction("steward") as conn:
        registry.revoke_waiver(conn, waiver_id, actor=post.actor, reason=post.reason)
    return post.go("/ngoai-le?xong=thu-hoi-ngoai-le")


def _granted(post: Posted) -> tuple[str, str, dt.date]:
    """Give by whom, why and until when; raises `Refused` for what is not written."""
    return post.long_enough("tham_quyen", _BY_WHOM, 300), post.reason, post.day("den_ngay", _UNTIL)
