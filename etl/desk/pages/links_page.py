"""Links to agencies' pages: making them, showing them once, opening and ending them."""

import datetime as dt

from fastapi import APIRouter
from starlette.responses import Response

from etl.desk import queries
from etl.desk.access import LinkKeeper, LinkKeeperPosts, Stranger, ThePeriod, Visit, address_of
from etl.desk.journal import note
from etl.desk.refused import Refused, not_found
from etl.model import Period
from etl.registry import contact

router = APIRouter()
LONGEST_DAYS = 120
_TOO_OFTEN = "Mở đường liên kết quá nhiều lần. Chờ vài phút rồi mở lại."


@router.get("/l/{token}")
def open_link(visit: Stranger, token: str) -> Response:
    """Open a signed link: the browser holds it from now on, and the token leaves the address."""
    desk, address = visit.desk, address_of(visit.request)
    link = desk.links.find(token)
    if link is None:
        note("link_refused", "", address)
        if not desk.failure_pace.take(f"link:{address}"):
            raise Refused(429, _TOO_OFTEN)
        raise Refused(
            404,
            "Đường liên kết đã hết hạn, đã bị thu hồi hoặc chép chưa đủ. Mở lại từ thư mới nhất, "
            "hoặc đề nghị cán bộ tổng hợp gửi đường liên kết khác.",
        )
    if not desk.link_pace.take(str(link["id"])):
        raise Refused(429, _TOO_OFTEN)
    queries.transact(contact.note_link, link["id"], "opened")
    page = f"{link['agency_id']}/{link['period_key']}"
    note("link_opened", page, address)
    response = visit.go(f"/don-vi/{page}")
    desk.links.remember(visit.request, response, link)
    return response


@router.get("/lien-ket")
def newest(visit: LinkKeeper) -> Response:
    """Go to the links of the newest period."""
    return visit.go(f"/lien-ket/{queries.newest_period()}")


@router.get("/lien-ket/{period_key}")
def links(visit: LinkKeeper, period: ThePeriod) -> Response:
    """Show the links of a period."""
    return _page(visit, period)


@router.post("/lien-ket/{period_key}")
def create(post: LinkKeeperPosts, period: ThePeriod) -> Response:
    """Make a link for one agency and show its address, this once."""
    agency_id = post.owed(period)["agency_id"]
    days = post.number("so_ngay")
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused(422, f"Số ngày có giá trị từ 1 đến {LONGEST_DAYS}. Ví dụ: 30.")
    expires_at = dt.datetime.now(dt.UTC) + dt.timedelta(days=days)
    token = post.desk.links.create(agency_id, period.key, expires_at, post.actor)
    note("link_created", post.actor, agency_id, period.key)
    address = str(post.request.base_url).rstrip("/") + f"/l/{token}"
    return _page(post, period, address=address, made_for=agency_id)


@router.post("/lien-ket/{period_key}/{link_id}/thu-hoi")
def revoke(post: LinkKeeperPosts, period: ThePeriod, link_id: int) -> Response:
    """End a link at once; browsers that hold it lose it with their next request."""
    if link_id not in {link["id"] for link in queries.transact(contact.links, period.key)}:
        raise not_found()
    queries.transact(contact.note_link, link_id, "revoked", actor=post.actor)
    note("link_revoked", post.actor, str(link_id))
    return post.go(f"/lien-ket/{period.key}?xong=thu-hoi-lien-ket")


def _page(visit: Visit, period: Period, *, address: str = "", made_for: str = "") -> Response:
    owing = {agency.id: agency for agency, _ in visit.desk.reference.obligations(period)}
    return visit.show(
        "links.html",
        period=period,
        agencies=list(owing.values()),
        links=queries.transact(contact.links, period.key),
        now=dt.datetime.now(dt.UTC),
        address=address,
        made_for=made_for,
    )
