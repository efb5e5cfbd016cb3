"""Links to agencies' pages: making them, showing them once, ending them."""

from __future__ import annotations

import datetime as dt

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from etl import registry, warehouse
from etl.desk import queries
from etl.desk.access import LinkKeeper, desk_of, go
from etl.desk.identity import Person
from etl.desk.journal import note
from etl.desk.pages.board_page import owed_by, period_of
from etl.desk.posted import number_of
from etl.desk.refused import Refused, not_found
from etl.model import Period
from etl.reference.working_days import today

router = APIRouter()
LONGEST_DAYS = 120


@router.get("/lien-ket")
async def newest(request: Request, person: LinkKeeper) -> Response:
    """Go to the links of the newest period."""
    row = await run_in_threadpool(queries.one, "period_keys")
    return go(request, f"/lien-ket/{row['period_key'] if row else today().year}")


@router.get("/lien-ket/{period_key}")
def links(request: Request, person: LinkKeeper, period_key: str) -> Response:
    """Show the links of a period."""
    return _page(request, person, period_of(period_key))


@router.post("/lien-ket/{period_key}")
async def create(request: Request, person: LinkKeeper, period_key: str) -> Response:
    """Make a link for one agency and show its address, this once."""
    desk = desk_of(request)
    period = period_of(period_key)
    form = await desk.guard.read(request, person.name)
    agency_id, _ = owed_by(desk, period, form)
    days = number_of(form, "so_ngay")
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused(422, f"Số ngày có giá trị từ 1 đến {LONGEST_DAYS}. Ví dụ: 30.")
    expires_at = dt.datetime.now(dt.UTC) + dt.timedelta(days=days)
    token = await run_in_threadpool(
        desk.links.create, agency_id, period.key, expires_at, person.name
    )
    note("link_created", person.name, agency_id, period.key)
    address = str(request.base_url).rstrip("/") + f"/l/{token}"
    return await run_in_threadpool(
        _page, request, person, period, address=address, made_for=agency_id
    )


@router.post("/lien-ket/{period_key}/{link_id}/thu-hoi")
async def revoke(request: Request, person: LinkKeeper, period_key: str, link_id: int) -> Response:
    """End a link; browsers that hold it lose it with their next request."""
    desk = desk_of(request)
    period = period_of(period_key)
    await desk.guard.read(request, person.name)
    if link_id not in {link["id"] for link in await run_in_threadpool(_links_of, period)}:
        raise not_found()
    await run_in_threadpool(desk.links.revoke, link_id, person.name)
    note("link_revoked", person.name, str(link_id))
    return go(request, f"/lien-ket/{period.key}?xong=thu-hoi-lien-ket")


def _page(
    request: Request, person: Person, period: Period, *, address: str = "", made_for: str = ""
) -> Response:
    desk = desk_of(request)
    owing = {agency.id: agency for agency, _ in desk.reference.obligations(period)}
    return desk.pages.show(
        request,
        "links.html",
        person,
        period=period,
        agencies=list(owing.values()),
        links=_links_of(period),
        now=dt.datetime.now(dt.UTC),
        address=address,
        made_for=made_for,
        agency_name=lambda id: desk.reference.agency(id).short_name,
    )


def _links_of(period: Period) -> list[queries.Row]:
    with warehouse.transaction("steward") as conn:
        return list(registry.links(conn, period.key))
