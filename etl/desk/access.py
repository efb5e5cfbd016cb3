"""Opens the desk's doors: what the app holds, who is calling, and whether they may.

In: a request. Out: the `Desk` with its parts, a `Person`, or a refusal. The one surprising thing:
an agency's page answers "not found" to everybody else, so that it tells nobody which agencies
and periods exist.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse

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


SignedIn = Annotated[Person, Depends(signed_in)]
Viewer = Annotated[Person, Depends(needs(Right.SEE_PERIOD))]
Steward = Annotated[Person, Depends(needs(Right.DO_WORK))]
LinkKeeper = Annotated[Person, Depends(needs(Right.HAND_OUT_LINKS))]
ReportSigner = Annotated[Person, Depends(needs(Right.SIGN_REPORTS))]
AccountKeeper = Annotated[Person, Depends(needs(Right.KEEP_ACCOUNTS))]
DataTaker = Annotated[Person, Depends(needs(Right.TAKE_DATA))]
OriginalTaker = Annotated[Person, Depends(needs(Right.TAKE_ORIGINALS))]
TheSender = Annotated[LinkSender, Depends(sender)]
