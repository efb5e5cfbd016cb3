"""Sign-in of the desk when it stands alone: a cookie in, a person out.

The one surprising thing: sessions live in the memory of this process, so a restart signs
everybody out, and signing out really ends a session instead of only forgetting its cookie.
"""

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from etl.desk.accounts import Account, Accounts
from etl.desk.http_headers import drop_cookie, set_cookie
from etl.desk.identity import Person

COOKIE = "desk_session"
LIVE_HEADER = "x-desk-live"  # a page that keeps itself up to date says so
IDLE_SECONDS = 60 * 60
LONGEST_SECONDS = 10 * 60 * 60  # a working day


@dataclass(slots=True)
class _Session:
    name: str
    epoch: int
    began_at: float
    seen_at: float


class OwnSessions:
    """The `Identity` of a desk that keeps its own accounts."""

    keeps_accounts = True

    def __init__(self, accounts: Accounts, clock: Callable[[], float] = time.monotonic) -> None:
        self.accounts = accounts
        self._clock = clock
        self._sessions: dict[str, _Session] = {}  # by the hash of the cookie's value
        self._lock = threading.Lock()

    async def person(self, request: Request) -> Person | None:
        """Name the caller by the session cookie."""
        asked_by_page = LIVE_HEADER in request.headers  # live.js, not a person
        account = self._account(request.cookies.get(COOKIE, ""), touch=not asked_by_page)
        return account.person if account else None

    def sign_in_address(self, request: Request, after: str) -> str:
        """Give the address of our own sign-in page."""
        return f"{request.scope.get('root_path', '')}/dang-nhap?tiep={quote(after, safe='')}"

    def begin(self, request: Request, response: Response, account: Account) -> None:
        """Start a fresh session for an account; an old one of the same browser ends."""
        self.end(request, response)
        value = secrets.token_urlsafe(32)
        now = self._clock()
        with self._lock:
            self._sessions[_digest(value)] = _Session(account.name, account.epoch, now, now)
        set_cookie(request, response, COOKIE, value)

    def end(self, request: Request, response: Response) -> None:
        """End the caller's session, if there is one."""
        with self._lock:
            self._sessions.pop(_digest(request.cookies.get(COOKIE, "")), None)
        drop_cookie(request, response, COOKIE)

    def _account(self, value: str, *, touch: bool) -> Account | None:
        if not value:
            return None
        now = self._clock()
        with self._lock:
            session = self._sessions.get(_digest(value))
            if session is None:
                return None
            too_old = now - session.began_at > LONGEST_SECONDS
            account = self.accounts.get(session.name)
            changed = account is None or account.epoch != session.epoch
            if too_old or changed or now - session.seen_at > IDLE_SECONDS:
                del self._sessions[_digest(value)]
                return None
            if touch:
                session.seen_at = now
        return account


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()
