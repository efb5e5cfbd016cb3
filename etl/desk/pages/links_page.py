"""Links to agencies' pages: making them, showing them once, ending them."""

import datetime as dt

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from etl import registry, warehouse
from etl.desk import queries
from etl.desk.access import LinkKeeper, LinkKeeperPosts, ThePeriod, desk_of, go
from etl.desk.identity import Person
from etl.desk.journal import note
from etl.desk.refused import Refused, not_found
from etl.model import Period
from etl.reference.working_days import today

router = APIRouter()
LONGEST_DAYS = 120


@router.get("/lien-ket")
def newest(request: Request, person: LinkKeeper) -> Response:
    """Go to the links of the newest period."""
    row = queries.one("period_keys")
    return go(request, f"/lien-ket/{row['period_key'] if row else today().year}")


@router.get("/lien-ket/{period_key}")
def links(request: Request, person: LinkKeeper, period: ThePeriod) -> Response:
    """Show the links of a period."""
    return _page(request, person, period)


@router.post("/lien-ket/{period_key}")
def create(post: LinkKeeperPosts, period: ThePeriod) -> Response:
    """Make a link for one agency and show its address, this once."""
    agency_id, _ = post.owed(period)
    days = post.number("so_ngay")
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused(422, f"Số ngày có giá trị từ 1 đến {LONGEST_DAYS}. Ví dụ: 30.")
    expires_at = dt.datetime.now(dt.UTC) + dt.timedelta(days=days)
    token = post.desk.links.create(agency_id, period.key, expires_at, post.actor)
    note("link_created", post.actor, agency_id, period.key)
    address = str(post.request.base_url).rstrip("/") + f"/l/{token}"
    return _page(post.request, post.person, period, address=address, made_for=agency_id)


@router.post("/lien-ket/{period_key}/{link_id}/thu-hoi")
def revoke(post: LinkKeeperPosts, period: ThePeriod, link_id: int) -> Response:
    """End a link; browsers that hold it lose it with their next request."""
    if link_id not in {link["id"] for link in _links_of(period)}:
        raise not_found()
    post.desk.links.revoke(link_id, post.actor)
    note("link_revoked", post.actor, str(link_id))
    return post.go(f"/lien-ket/{period.key}?xong=thu-hoi-lien-ket")


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
    )


def _links_of(period: Period) -> list[queries.Row]:
    with warehouse.transaction("steward") as conn:
        return list(registry.links(conn, period.key))
