"""Signed links: an agency and a period in, an address that opens its page for a while out.

The registry keeps only the hash of a token, so that who reads the database cannot open a page.
The one surprising thing: opening a link puts its number into a signed cookie and leaves the token
behind, so that tokens do not travel in the addresses of pages; every request asks the registry
anew whether the link still holds.
"""

import datetime as dt
from collections.abc import Sequence

from itsdangerous import BadSignature
from starlette.requests import Request
from starlette.responses import Response

from etl.desk import queries
from etl.desk.http_headers import set_cookie
from etl.desk.queries import Row
from etl.notify.tokens import LinkTokens
from etl.registry import contact
from etl.settings import SecretKey

COOKIE = "desk_links"
MOST_HELD = 12  # a browser keeps the newest so many; an officer has two or three


class Links(LinkTokens):
    """Makes links, finds them again and keeps which of them a browser holds."""

    def __init__(self, key: SecretKey) -> None:
        super().__init__(key)
        self._cookies = key.signer("links-held")

    def create(self, agency_id: str, period_key: str, expires_at: dt.datetime, actor: str) -> str:
        """Record a new link and give its token, which is shown once and kept nowhere."""
        return queries.transact(self.record, agency_id, period_key, expires_at, actor)

    def find(self, token: str) -> Row | None:
        """Give the link of a token, or None when it is forged, unknown, expired or revoked."""
        named = self.read(token)
        row = queries.transact(contact.link_of, token) if named else None
        return row if row and (row["agency_id"], row["period_key"]) == named else None

    def held(self, request: Request) -> Sequence[Row]:
        """Give the links that the caller's browser opened and that still hold."""
        ids = self._ids(request)
        return queries.rows("links_by_id", ids=ids) if ids else ()

    def remember(self, request: Request, response: Response, link: Row) -> None:
        """Make the browser hold a link from now on."""
        ids = [link["id"], *(known for known in self._ids(request) if known != link["id"])]
        value = str(self._cookies.dumps(ids[:MOST_HELD]))
        left = int((link["expires_at"] - dt.datetime.now(dt.UTC)).total_seconds())
        set_cookie(request, response, COOKIE, value, max_age=max(left, 0))

    def _ids(self, request: Request) -> list[int]:
        try:
            ids = self._cookies.loads(request.cookies.get(COOKIE, ""))
        except BadSignature:
            return []
        return [known for known in ids if isinstance(known, int)]
