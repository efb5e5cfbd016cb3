"""Signed links: an agency and a period in, an address that opens its page for a while out.

The registry keeps only the hash of a token, so that who reads the database cannot open a page.
The one surprising thing: opening a link puts its number into a signed cookie and leaves the token
behind, so that tokens do not travel in the addresses of pages; every request asks the registry
anew whether the link still holds.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from itsdangerous import BadSignature
from starlette.requests import Request
from starlette.responses import Response

from etl import registry, warehouse
from etl.desk import queries
from etl.desk.http_headers import set_cookie
from etl.notify.tokens import LinkTokens
from etl.settings.secret_key import SecretKey

COOKIE = "desk_links"
MOST_HELD = 12  # a browser keeps the newest so many; an officer has two or three


@dataclass(frozen=True, slots=True)
class Link:
    """A link that holds now."""

    id: int
    agency_id: str
    period_key: str
    expires_at: dt.datetime


class Links:
    """Makes, finds and revokes links."""

    def __init__(self, key: SecretKey) -> None:
        self._tokens = LinkTokens(key)
        self._cookies = key.signer("links-held")

    def create(self, agency_id: str, period_key: str, expires_at: dt.datetime, actor: str) -> str:
        """Record a new link and give its token, which is shown once and kept nowhere."""
        with warehouse.transaction("steward") as conn:
            return self._tokens.create(conn, agency_id, period_key, expires_at, actor)

    def find(self, token: str) -> Link | None:
        """Give the link of a token, or None when it is forged, unknown, expired or revoked."""
        named = self._tokens.read(token)
        if named is None:
            return None
        with warehouse.transaction("steward") as conn:
            row = registry.link_of(conn, token)
        if row is None or (row["agency_id"], row["period_key"]) != named:
            return None
        return _link(row)

    def note_opened(self, link: Link) -> None:
        """Keep that a link was opened."""
        with warehouse.transaction("steward") as conn:
            registry.note_link(conn, link.id, "opened")

    def revoke(self, link_id: int, actor: str) -> None:
        """End a link at once, also for browsers that hold it."""
        with warehouse.transaction("steward") as conn:
            registry.revoke_link(conn, link_id, actor=actor)

    def held(self, request: Request) -> tuple[Link, ...]:
        """Give the links that the caller's browser opened and that still hold."""
        ids = self._ids(request)
        if not ids:
            return ()
        return tuple(_link(row) for row in queries.rows("links_by_id", ids=ids))

    def remember(self, request: Request, response: Response, link: Link) -> None:
        """Make the browser hold a link from now on."""
        ids = [link.id, *(known for known in self._ids(request) if known != link.id)]
        value = str(self._cookies.dumps(ids[:MOST_HELD]))
        left = int((link.expires_at - dt.datetime.now(dt.UTC)).total_seconds())
        set_cookie(request, response, COOKIE, value, max_age=max(left, 0))

    def _ids(self, request: Request) -> list[int]:
        try:
            ids = self._cookies.loads(request.cookies.get(COOKIE, ""))
        except BadSignature:
            return []
        return [known for known in ids if isinstance(known, int)]


def _link(row: Mapping[str, Any]) -> Link:
    return Link(row["id"], row["agency_id"], row["period_key"], row["expires_at"])
