"""Opens the desk's doors: what the app holds, who is calling, whether they may, what they post.

The one surprising thing: an agency's page answers "not found" to everybody else, so that it tells
nobody which agencies and periods exist.
"""

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

from fastapi import Depends
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse

from etl.contracts import load_forms
from etl.desk.accounts import Accounts
from etl.desk.identity import Identity, Person, Right, Role
from etl.desk.journal import remember_actor
from etl.desk.links import Links
from etl.desk.pace import BackOff, Pace
from etl.desk.posted import FormGuard
from etl.desk.refused import Refused, SignInFirst, not_found
from etl.desk.render import Pages
from etl.errors import UnknownPeriodError
from etl.model import Agency, Period
from etl.reference import Reference
from etl.registry import SHORTEST_REASON
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
    accounts: Accounts | None  # None behind Airflow
    guard: FormGuard
    pages: Pages
    links: Links
    sign_in_pace: BackOff  # by name and address
    upload_pace: Pace  # by agency and period
    link_pace: Pace  # by link: agencies may share an address
    failure_pace: Pace  # by address: sign-ins that fail, links that do not hold
    reference: Reference


@dataclass(frozen=True, slots=True)
class LinkSender:
    """Somebody who acts for one agency in one period: an officer with a link, or its head."""

    person: Person
    agency: Agency
    period: Period

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


def desk_of(request: Request) -> Desk:
    """Give the desk that serves a request."""
    desk: Desk = request.app.state.desk
    return desk


def address_of(request: Request) -> str:
    """Give the network address that a request came from."""
    return request.client.host if request.client else "?"


async def caller(request: Request) -> Person | None:
    """Name who is signed in, or None."""
    return await desk_of(request).identity.person(request)


async def signed_in(request: Request) -> Person:
    """Give who is signed in; raises `SignInFirst` for nobody."""
    person = await caller(request)
    if person is None:
        raise SignInFirst
    remember_actor(request, person.name)
    return person


def needs(right: Right) -> Callable[[Request], Awaitable[Person]]:
    """Make a dependency that gives the caller if they hold a right."""

    async def holder(request: Request) -> Person:
        person = await signed_in(request)
        if not person.may(right):
            raise Refused(403, "Vai trò của ông/bà không có quyền xem hoặc làm việc này.")
        return person

    return holder


async def sender(request: Request, agency_id: str, period_key: str) -> LinkSender:
    """Give who acts for the agency in the address; raises `Refused` (404) for anybody else."""
    desk = desk_of(request)
    person = await caller(request)
    if person is None or person.agency_id != agency_id:
        held = await run_in_threadpool(desk.links.held, request)
        if not any((link.agency_id, link.period_key) == (agency_id, period_key) for link in held):
            raise not_found()
        person = Person(f"lien-ket:{agency_id}", frozenset({Role.OFFICER}), agency_id)
    remember_actor(request, person.name)
    try:
        period = Period.parse(period_key)
        agency = desk.reference.agency(agency_id, period.ends_on)
    except (KeyError, UnknownPeriodError):
        raise not_found() from None
    return LinkSender(person, agency, period)


def go(request: Request, path: str) -> RedirectResponse:
    """Send the browser on to a page of the desk after a form was taken."""
    return RedirectResponse(str(request.scope.get("root_path", "")) + path, status_code=303)


@dataclass(frozen=True, slots=True)
class Posted:
    """A form that one of our own pages sent, and who sent it."""

    request: Request
    person: Person
    form: FormData

    @property
    def actor(self) -> str:
        """Whom events name."""
        return self.person.name

    @property
    def desk(self) -> Desk:
        """The desk that takes it."""
        return desk_of(self.request)

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

    def owed(self, period: Period) -> tuple[str, str]:
        """Give the agency (`don_vi`) and form (`bieu`, "" for all) that the form names.

        Raises `Refused` when the agency owes nothing of the kind for the period.
        """
        agency_id, form_id = self.text("don_vi", 60), self.text("bieu", 60)
        asked = load_forms()[form_id].owed_as if form_id in load_forms() else form_id
        owed = {(agency.id, owed) for agency, owed in self.desk.reference.obligations(period)}
        if not any(agency_id == agency and asked in ("", form) for agency, form in owed):
            raise Refused(422, f"Chọn một cơ quan phải gửi báo cáo {small(period.title)}.")
        return agency_id, form_id

    def go(self, path: str) -> RedirectResponse:
        """Send the browser on once the form was taken."""
        return go(self.request, path)


def _number(text: str) -> int:
    try:
        number = typed_number(text)
    except ValueError:
        return 0
    return int(number) if number == int(number) and 0 <= number < 10**18 else 0


def posting(person: Callable[..., Awaitable[Person]]) -> Callable[..., Awaitable[Posted]]:
    """Make a dependency that gives what somebody posts; raises `Refused` for what no page sent."""

    async def posted(request: Request, who: Annotated[Person, Depends(person)]) -> Posted:
        return Posted(request, who, await desk_of(request).guard.read(request, who.name))

    return posted


async def _nobody() -> Person:
    return Person("", frozenset())


async def _of_sender(sender: Annotated[LinkSender, Depends(sender)]) -> Person:
    return sender.person


_steward, _link_keeper = needs(Right.DO_WORK), needs(Right.HAND_OUT_LINKS)
_account_keeper = needs(Right.KEEP_ACCOUNTS)
SignedIn = Annotated[Person, Depends(signed_in)]
Viewer = Annotated[Person, Depends(needs(Right.SEE_PERIOD))]
Steward = Annotated[Person, Depends(_steward)]
LinkKeeper = Annotated[Person, Depends(_link_keeper)]
AccountKeeper = Annotated[Person, Depends(_account_keeper)]
DataTaker = Annotated[Person, Depends(needs(Right.TAKE_DATA))]
OriginalTaker = Annotated[Person, Depends(needs(Right.TAKE_ORIGINALS))]
ThePeriod = Annotated[Period, Depends(period_of)]
TheSender = Annotated[LinkSender, Depends(sender)]
AnybodyPosts = Annotated[Posted, Depends(posting(_nobody))]
SignedInPosts = Annotated[Posted, Depends(posting(signed_in))]
StewardPosts = Annotated[Posted, Depends(posting(_steward))]
LinkKeeperPosts = Annotated[Posted, Depends(posting(_link_keeper))]
SignerPosts = Annotated[Posted, Depends(posting(needs(Right.SIGN_REPORTS)))]
AccountKeeperPosts = Annotated[Posted, Depends(posting(_account_keeper))]
SenderPosts = Annotated[Posted, Depends(posting(_of_sender))]
