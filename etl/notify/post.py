"""Sends one letter: recipients and a letter in, a message at the SMTP server out.

The one surprising thing: without STARTTLS a password is never sent.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from etl.errors import ReportingError
from etl.notify.letters import Letter
from etl.notify.mail_settings import MailSettings


@contextmanager
def post_office(settings: MailSettings) -> Iterator[smtplib.SMTP]:
    """Open the connection to the SMTP server, encrypted and signed in as configured."""
    if settings.user and not settings.starttls:
        raise ReportingError(
            "Đã đặt ETL_MAIL_USER nhưng ETL_MAIL_STARTTLS đang tắt nên mật khẩu sẽ được gửi đi mà "
            "không mã hóa. Đề nghị bật ETL_MAIL_STARTTLS."
        )
    with smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout_seconds) as server:
        if settings.starttls:
            server.starttls(context=ssl.create_default_context(cafile=settings.ca_file))
        if settings.user:
            server.login(settings.user, settings.password.get_secret_value())
        yield server


def send(
    server: smtplib.SMTP, settings: MailSettings, to: str, copies: Sequence[str], letter: Letter
) -> None:
    """Hand one letter to the server; raises `smtplib.SMTPException` when it is refused."""
    message = EmailMessage()
    message["From"] = settings.sender
    message["To"] = to
    if copies:
        message["Cc"] = ", ".join(copies)
    if settings.reply_to:
        message["Reply-To"] = settings.reply_to
    message["Subject"] = letter.subject
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = make_msgid()
    message["Auto-Submitted"] = "auto-generated"  # no holiday replies, please
    message.set_content(letter.text)
    refused = server.send_message(message, to_addrs=[to, *copies])
    if refused:
        raise smtplib.SMTPRecipientsRefused(refused)
