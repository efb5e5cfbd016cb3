"""Opens the desk's doors: what the app holds, who is calling, whether they may, what they post.

The one surprising thing: an agency's page answers "not found" to everybody else, so that it tells
nobody which agencies and periods exist.
"""

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

from fastapi import Depends
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from etl.contracts import load_forms
from etl.desk.http_headers import root_of
from etl.desk.identity import NOBODY, Identity, Person, Right, Role
from etl.desk.links import Links
from etl.desk.pace import BackOff, Pace
from etl.desk.posted import FormGuard
from etl.desk.refused import Refused, SignInFirst, not_found
from etl.desk.render import draw
from etl.errors import UnknownPeriodError
from etl.model import Agency, Period
from etl.reference import Reference
from etl.registry.corrections import SHORTEST_REASON
from etl.wording import small, typed_number

_SAY_WHY = (
    "Ghi lý do cụ thể, ít nhất 10 ký tự. Ví dụ: “Thanh toán khối lượng hoàn thành năm 2019 theo "
    "Quyết định số 12/QĐ-UBND”."
)
T = TypeVar("T")


@dataclass(frozen=True)
class Desk:
    """The parts that every page reaches through the app."""

    home: Path
    identity: Identity
    guard: FormGuard
    links: Links
    sign_in_pace: BackOff  # by name and address
    upload_pace: Pace  # by agency and period
    link_pace: Pace  # by link: agencies may share an address
    failure_pace: Pace  # by address: sign-ins that fail, links that do not hold
    reference: Reference


@dataclass(frozen=True, slots=True)
class Visit:
    """A request and whose it is; `NOBODY`'s when nobody signed in, or nobody has to."""

    request: Request
    person: Person

    @property
    def desk(self) -> Desk:
        """The desk that serves the request."""
        desk: Desk = self.request.app.state.desk
        return desk

    def show(self, template: str, *, status: int = 200, **values: object) -> Response:
        """Draw a page for the visitor."""
        return draw(
            self.request,
            self.desk.guard,
            template,
            self.person,
            keeps_accounts=self.desk.identity.keeps_accounts,
            status=status,
            **values,
        )

    def go(self, path: str) -> RedirectResponse:
        """Send the browser on to a page of the desk."""
        return RedirectResponse(root_of(self.request) + path, status_code=303)


@dataclass(frozen=True, slots=True)
class SenderVisit(Visit):
    """A visit of who acts for one agency in one period: an officer with a link, or its head."""

    agency: Agency
    period: Period

    @property
    def of(self) -> dict[str, str]:
        """The agency and period, as statements and orders name them."""
        return {"agency_id": self.agency.id, "period_key": self.period.key}

    @property
    def path(self) -> str:
        """The address of the agency's page, below the desk's root."""
        return f"/don-vi/{self.agency.id}/{self.period.key}"


def period_of(period_key: str) -> Period:
    """Give the period of an address; raises `Refused` (404) for a key that is none."""
    period = Period.find(period_key)
    if period is None:
        raise not_found()
    return period


def address_of(request: Request) -> str:
    """Give the network address that a request came from."""
    return request.client.host if request.client else "?"


async def stranger(request: Request) -> Visit:
    """Ask for no name."""
    return Visit(request, NOBODY)


async def visitor(request: Request) -> Visit:
    """Name who is signed in, if somebody is."""
    identity = Visit(request, NOBODY).desk.identity
    return Visit(request, await identity.person(request) or NOBODY)


async def signed_in(request: Request) -> Visit:
    """Name who is signed in; raises `SignInFirst` for nobody."""
    visit = await visitor(request)
    if visit.person is NOBODY:
        raise SignInFirst
    request.state.actor = visit.person.name
    return visit


def needs(right: Right) -> Callable[[Request], Awaitable[Visit]]:
    """Make a dependency that names the caller if they hold a right."""

    async def holder(request: Request) -> Visit:
        visit = await signed_in(request)
        if not visit.person.may(right):
            raise Refused(403, "Vai trò của ông/bà không có quyền xem hoặc làm việc này.")
        return visit

    return holder


async def sender(request: Request, agency_id: str, period_key: str) -> SenderVisit:
    """Name who acts for the agency in the address; raises `Refused` (404) for anybody else."""
    visit = await visitor(request)
    desk, person = visit.desk, visit.person
    if person.agency_id != agency_id:
        held = await run_in_threadpool(desk.links.held, request)
        if (agency_id, period_key) not in {(row["agency_id"], row["period_key"]) for row in held}:
            raise not_found()
        person = Person(f"lien-ket:{agency_id}", frozenset({Role.OFFICER}), agency_id)
    request.state.actor = person.name
    try:
        period = Period.parse(period_key)
        agency = desk.reference.agency(agency_id, period.ends_on)
    except (KeyError, UnknownPeriodError):
        raise not_found() from None
    return SenderVisit(request, person, agency, period)


@dataclass(frozen=True, slots=True)
class Posted(Visit):
    """A form that one of our own pages sent, and who sent it."""

    form: FormData

    @property
    def actor(self) -> str:
        """Whom events name."""
        return self.person.name

    def text(self, field: str, longest: int = 2000) -> str:
        """Give a text, trimmed, without control characters; "" when it was not sent."""
        value = self.form.get(field)
        if not isinstance(value, str):
            return ""
        kept = "".join(sign for sign in value if sign.isprintable() or sign in "\n\t")
        return kept.strip()[:longest]

    def number(self, field: str) -> int:
        """Give a whole number, as people type it, that the warehouse can hold; 0 for all else."""
        return _number(self.text(field, 26))

    def numbers(self, field: str) -> list[int]:
        """Give all whole numbers that were posted under one name, each as `number` does."""
        return [n for given in self.form.getlist(field) if (n := _number(str(given)[:26]))]

    def long_enough(self, field: str, say: str, longest: int = 2000) -> str:
        """Give a text that says something; raises `Refused` with `say` for a shorter one."""
        text = self.text(field, longest)
        if len(text) < SHORTEST_REASON:
            raise Refused(422, say)
        return text

    @property
    def reason(self) -> str:
        """The reason that the form must give; raises `Refused` without one."""
        return self.long_enough("ly_do", _SAY_WHY)

    @property
    def signed(self) -> dict[str, str]:
        """Who decides and why, as events keep it; raises `Refused` without a reason."""
        return {"actor": self.actor, "reason": self.reason}

    def day(self, field: str, say: str) -> dt.date:
        """Give a day; raises `Refused` with `say` for what is none."""
        try:
            return dt.date.fromisoformat(self.text(field, 10))
        except ValueError:
            raise Refused(422, say) from None

    def decision(self, among: Mapping[str, T], say: str) -> T:
        """Give what was decided; raises `Refused` with `say` when that is none of `among`."""
        chosen = self.text("quyet_dinh")
        if chosen not in among:
            raise Refused(422, say)
        return among[chosen]

    def owed(self, period: Period) -> dict[str, Any]:
        """Give the agency (`don_vi`) and form (`bieu`, None for all) that the form names.

        They are keyword arguments for the registry, with the period. Raises `Refused` when the
        agency owes nothing of the kind for it.
        """
        agency_id, form_id = self.text("don_vi", 60), self.text("bieu", 60)
        asked = load_forms()[form_id].owed_as if form_id in load_forms() else form_id
        owed = {(agency.id, owed) for agency, owed in self.desk.reference.obligations(period)}
        if not any(agency_id == agency and asked in ("", form) for agency, form in owed):
            raise Refused(422, f"Chọn một cơ quan phải gửi báo cáo {small(period.title)}.")
        return {"agency_id": agency_id, "form_id": form_id or None, "period_key": period.key}


def _number(text: str) -> int:
    try:
        number = typed_number(text)
    except ValueError:
        return 0
    return int(number) if number == int(number) and 0 <= number < 10**18 else 0


def posting(visit: Callable[..., Awaitable[Visit]]) -> Callable[..., Awaitable[Posted]]:
    """Make a dependency that gives what somebody posts; raises `Refused` for what no page sent."""

    async def posted(by: Annotated[Visit, Depends(visit)]) -> Posted:
        form = await by.desk.guard.read(by.request, by.person.name)
        return Posted(by.request, by.person, form)

    return posted


_steward, _link_keeper = needs(Right.DO_WORK), needs(Right.HAND_OUT_LINKS)
_account_keeper = needs(Right.KEEP_ACCOUNTS)
Stranger = Annotated[Visit, Depends(stranger)]
Visitor = Annotated[Visit, Depends(visitor)]
SignedIn = Annotated[Visit, Depends(signed_in)]
Viewer = Annotated[Visit, Depends(needs(Right.SEE_PERIOD))]
Steward = Annotated[Visit, Depends(_steward)]
LinkKeeper = Annotated[Visit, Depends(_link_keeper)]
AccountKeeper = Annotated[Visit, Depends(_account_keeper)]
DataTaker = Annotated[Visit, Depends(needs(Right.TAKE_DATA))]
OriginalTaker = Annotated[Visit, Depends(needs(Right.TAKE_ORIGINALS))]
ThePeriod = Annotated[Period, Depends(period_of)]
TheSender = Annotated[SenderVisit, Depends(sender)]
StrangerPosts = Annotated[Posted, Depends(posting(stranger))]
SignedInPosts = Annotated[Posted, Depends(posting(signed_in))]
StewardPosts = Annotated[Posted, Depends(posting(_steward))]
LinkKeeperPosts = Annotated[Posted, Depends(posting(_link_keeper))]
SignerPosts = Annotated[Posted, Depends(posting(needs(Right.SIGN_REPORTS)))]
AccountKeeperPosts = Annotated[Posted, Depends(posting(_account_keeper))]
SenderPosts = Annotated[Posted, Depends(posting(sender))]
