"""Who is at the desk and what they may do: a request in, a `Person` with rights out.

The one surprising thing: rights are asked by action, never by role, so that the table below is
the only place where a role gains or loses something.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from starlette.requests import Request


class Role(StrEnum):
    """What somebody is to the Board; an officer is whoever holds a signed link."""

    OFFICER = "officer"
    AGENCY_HEAD = "agency_head"
    STEWARD = "steward"
    ANALYST = "analyst"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"


ROLE_TITLES: Mapping[Role, str] = {
    Role.OFFICER: "Cán bộ cơ quan báo cáo",
    Role.AGENCY_HEAD: "Thủ trưởng cơ quan",
    Role.STEWARD: "Cán bộ tổng hợp",
    Role.ANALYST: "Cán bộ phân tích",
    Role.LEADER: "Lãnh đạo",
    Role.ADMINISTRATOR: "Quản trị hệ thống",
}


class Right(StrEnum):
    """One thing that can be done at the desk."""

    SEE_PERIOD = "see_period"  # board, returns, rule book
    SEE_PERSONAL = "see_personal"  # columns that hold names of persons
    SEE_SMALL_COUNTS = "see_small_counts"  # counts of a few persons or households
    TAKE_ORIGINALS = "take_originals"  # workbooks as sent and as given back
    TAKE_DATA = "take_data"  # typed rows as CSV
    DO_WORK = "do_work"  # work list; confirmations, waivers, corrections, extensions
    HAND_OUT_LINKS = "hand_out_links"
    SIGN_RETURNS = "sign_returns"  # as head of the sending agency
    SIGN_REPORTS = "sign_reports"  # as the Board's leader
    KEEP_ACCOUNTS = "keep_accounts"


_STAFF = frozenset({Role.STEWARD, Role.ANALYST, Role.LEADER, Role.ADMINISTRATOR})
RIGHTS: Mapping[Right, frozenset[Role]] = {
    Right.SEE_PERIOD: _STAFF,
    Right.SEE_PERSONAL: frozenset({Role.STEWARD}),
    Right.SEE_SMALL_COUNTS: frozenset({Role.STEWARD, Role.LEADER}),
    Right.TAKE_ORIGINALS: frozenset({Role.STEWARD}),
    Right.TAKE_DATA: frozenset({Role.STEWARD, Role.ANALYST, Role.LEADER}),
    Right.DO_WORK: frozenset({Role.STEWARD}),
    Right.HAND_OUT_LINKS: frozenset({Role.STEWARD, Role.ADMINISTRATOR}),
    Right.SIGN_RETURNS: frozenset({Role.AGENCY_HEAD}),
    Right.SIGN_REPORTS: frozenset({Role.LEADER}),
    Right.KEEP_ACCOUNTS: frozenset({Role.ADMINISTRATOR}),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody known to the desk; `name` is what events record as the actor."""

    name: str
    roles: frozenset[Role]
    agency_id: str = ""  # of an agency's head; "" for the Board's own people

    def may(self, right: Right) -> bool:
        """Tell whether one of the person's roles carries a right."""
        return not self.roles.isdisjoint(RIGHTS[right])

    @property
    def titles(self) -> str:
        """The person's roles as printed beside the name."""
        return ", ".join(ROLE_TITLES[role] for role in Role if role in self.roles)


NOBODY = Person("", frozenset())


class Identity(Protocol):
    """How the desk learns who is calling."""

    keeps_accounts: bool  # True: the desk has its own sign-in page and accounts

    async def person(self, request: Request) -> Person | None:
        """Name the caller, or None for nobody; never raises for a bad or stale credential."""

    def sign_in_address(self, request: Request, after: str) -> str:
        """Where to send nobody, to come back to `after` (an address of this site)."""
