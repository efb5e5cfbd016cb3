"""Signed tokens of links to agencies' pages: an agency and a period in, a token out, and back.

The registry keeps only a token's hash. The one surprising thing: a token holds random text beside
what it names, so that two links to the same page differ and can be revoked one by one.
"""

import datetime as dt
import secrets

from itsdangerous import BadSignature
from sqlalchemy import Connection

from etl.registry import contact
from etl.settings import SecretKey


class LinkTokens:
    """Makes and reads tokens with the secret of one installation."""

    def __init__(self, key: SecretKey) -> None:
        self._signer = key.signer("link")

    def record(
        self, conn: Connection, agency_id: str, period_key: str, until: dt.datetime, actor: str
    ) -> str:
        """Record a new link and give its token, which is kept nowhere."""
        token = str(self._signer.dumps([agency_id, period_key, secrets.token_urlsafe(16)]))
        of = {"agency_id": agency_id, "period_key": period_key}
        contact.link(conn, token, **of, expires_at=until, created_by=actor)
        return token

    def read(self, token: str) -> tuple[str, str] | None:
        """Give the agency and period that a token of ours names; None for a forged one."""
        try:
            agency_id, period_key, _ = self._signer.loads(token)
        except (BadSignature, ValueError, TypeError):
            return None
        return str(agency_id), str(period_key)
