"""A letter box on loopback: what an SMTP server is sent comes in, and stays to be read."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session

AGENCY, OTHER = "ubnd-trang-dinh", "ubnd-binh-gia"


class Mailbox:
    """Keeps what the server takes; refuses whom it is told to refuse."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], EmailMessage]] = []
        self.refused: set[str] = set()

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        """Take or refuse one recipient."""
        if address in self.refused:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep one message."""
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.letters.append((list(envelope.rcpt_tos), message))
        return "250 OK"

    @property
    def recipients(self) -> list[list[str]]:
        """Everybody who got each letter."""
        return [to for to, _ in self.letters]
