"""How letters leave: the environment in, addresses and an SMTP server that takes letters out.

Variables begin with `ETL_MAIL_`. The one surprising thing: without a host nothing is sent and
nothing is kept as sent; a system without e-mail is not broken. Without STARTTLS no password goes.
"""

import csv
import re
import smtplib
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, getaddresses, make_msgid
from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from etl.errors import ReportingError
from etl.notify.letters import Letter

_COLUMNS = ("agency_id", "officer_email")
_ADDRESS = re.compile(r"[!-?A-~]+@[!-?A-~]+")  # in ASCII: not every server takes more


class MailSettings(BaseSettings):
    """Settings of the outgoing e-mail, each from the variable `ETL_MAIL_<NAME>`."""

    model_config = SettingsConfigDict(
        env_prefix="ETL_MAIL_",
        env_ignore_empty=True,  # what docker compose hands on unset is empty, not absent
        frozen=True,
        extra="ignore",
    )

    host: str = ""  # no host: no e-mail
    port: int = 587
    user: str = ""  # "" when the server asks for no sign-in
    password: SecretStr = SecretStr("")
    starttls: bool = True  # off only for a server on the same machine
    ca_file: Path | None = None  # the province's own certificate authority
    timeout_seconds: float = 20.0
    sender: str = ""  # "Báo cáo công tác dân tộc <bao-cao@example.vn>"
    reply_to: str = ""
    escalate_to: str = ""  # the Board's leader, copied when an agency is long overdue
    administrator: str = ""  # who is told of faults of the system itself
    contacts: Path | None = None  # CSV: agency_id,officer_email,head_email
    desk_address: str = "http://127.0.0.1:8090"  # what links begin with


@dataclass(frozen=True, slots=True)
class Contact:
    """Where an agency is written to."""

    officer_email: str
    head_email: str


def read_contacts(path: Path | None) -> Mapping[str, Contact]:
    """Read the addresses by agency id; {} without a file. Lines without an address are left out.

    Raises `ReportingError` for a file that is no such table.
    """
    if path is None:
        return {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="")
            rows, names = list(reader), reader.fieldnames or ()
    except (UnicodeDecodeError, csv.Error):
        raise ReportingError(
            f"Tệp địa chỉ {path} không đọc được. Đề nghị lưu lại ở dạng CSV, bảng mã UTF-8."
        ) from None
    missing = [name for name in _COLUMNS if name not in names]
    if missing:
        raise ReportingError(
            f"Tệp địa chỉ {path} thiếu cột {', '.join(missing)}. Đề nghị ghi dòng đầu là "
            "agency_id,officer_email,head_email, cách nhau bằng dấu phẩy."
        )
    return {
        row["agency_id"].strip(): Contact(
            row["officer_email"].strip(), row.get("head_email", "").strip()
        )
        for row in rows
        if row["officer_email"].strip()
    }


def is_address(text: str) -> bool:
    """Tell whether a letter can be sent to a text: one address, with or without a name."""
    found = [address for _, address in getaddresses([text])]
    return text.isprintable() and len(found) == 1 and bool(_ADDRESS.fullmatch(found[0]))


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
