"""How letters leave: the environment in, addresses and an SMTP server that takes letters out.

And the letter to the administrator: open incidents, faults of our own, in, one letter out. One
that the server refuses is an error of its own and no incident: what it was to tell of stays
untold, and the next run tries again.

Variables begin with `ETL_MAIL_`. The one surprising thing: without a host nothing is sent and
nothing is kept as sent; a system without e-mail is not broken. Without STARTTLS no password goes.
"""

import csv
import logging
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

from etl import warehouse
from etl.errors import ReportingError
from etl.reference.working_days import moment_text
from etl.registry.incidents import MARKED, Incident, note_told, open_incidents

_LOG = logging.getLogger(__name__)
_COLUMNS = ("agency_id", "officer_email")
_ADDRESS = re.compile(r"[!-?A-~]+@[!-?A-~]+")  # in ASCII: not every server takes more
_WHAT = {
    "vault": "không dùng được tệp gốc trong kho lưu",
    "reader": "không đọc được tệp",
    "judge": "chưa kiểm tra được",
    "load": "chưa nạp được vào kho dữ liệu",
    "give_back": "chưa ghi được tệp trả lại cơ quan",
    "check": "kho dữ liệu không qua kiểm tra",
    "backup": "sao lưu chưa đạt",
    MARKED: "có tệp mang dấu độ mật gửi đến",
}


_MARKED = (
    "Có tệp mang dấu độ mật được gửi đến. Việc này cần người xử lý ngay; cán bộ tổng hợp đóng sự "
    "việc ở trang Việc cần làm của bàn làm việc khi đã báo người phụ trách bảo mật."
)
_FAULTS = (
    "Hệ thống gặp các sự cố sau. Đây là lỗi của hệ thống, không phải của tệp gửi: các tệp "
    "liên quan vẫn chờ và được thử lại ở mỗi lượt chạy, không cần cơ quan gửi lại."
)
_WHAT_TO_DO = (
    "Cách xử lý từng loại sự cố: xem docs/huong-dan/quan-tri.md, mục “Khi có sự cố”. Sự cố tự "
    "đóng khi lần thử lại thành công."
)


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail before it has recipients."""

    subject: str
    text: str


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


def read_contacts(path: Path | None) -> Mapping[str, tuple[str, str]]:
    """Read the addresses of officer and head by agency id; {} without a file.

    Lines without an address of the officer are left out. Raises `ReportingError` for a file that
    is no such table.
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
        row["agency_id"].strip(): (row["officer_email"].strip(), row.get("head_email", "").strip())
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


def incident_text(incident: Incident) -> str:
    """Say in a sentence what failed, of which workbook, since when, and how often it was tried."""
    of = f", bản gửi số {incident.submission_id}" if incident.submission_id else ""
    of += f", biểu số {incident.return_id}" if incident.return_id else ""
    often = f"; đã thử {incident.failed_count} lần" if incident.failed_count > 1 else ""
    what = _WHAT.get(incident.kind, incident.kind)
    return (
        f"Sự cố số {incident.id} ({moment_text(incident.at)}{of}): {what}: {incident.detail}{often}"
    )


def tell_faults(mail: MailSettings | None = None) -> list[Incident]:
    """Give the open incidents; those not told yet go out in one letter.

    Without an SMTP host or an address of the administrator no letter is sent.
    """
    mail = mail or MailSettings()
    with warehouse.transaction() as conn:
        incidents = open_incidents(conn)
    untold = [one for one in incidents if not one.is_told]
    if untold and mail.host and mail.administrator:
        try:
            _write(mail, untold)
        except (OSError, smtplib.SMTPException, ReportingError) as error:
            _LOG.error("no letter to the administrator: %s", error)
        else:
            with warehouse.transaction() as conn:
                for one in untold:
                    note_told(conn, one.id, detail=mail.administrator)
    return incidents


def _write(mail: MailSettings, incidents: list[Incident]) -> None:
    if not is_address(mail.administrator):
        raise ReportingError(
            f"“{mail.administrator}” không phải là một địa chỉ thư; đề nghị sửa "
            "ETL_MAIL_ADMINISTRATOR"
        )
    marked = [f"  - {incident_text(one)}." for one in incidents if one.kind == MARKED]
    faults = [f"  - {incident_text(one)}." for one in incidents if one.kind != MARKED]
    lines = ["Kính gửi: Quản trị hệ thống báo cáo công tác dân tộc,", ""]
    if marked:
        lines += [_MARKED, "", *marked, ""]
    if faults:
        lines += [_FAULTS, "", *faults, "", _WHAT_TO_DO]
    subject = f"Sự cố của hệ thống báo cáo: {len(incidents)} việc cần xem"
    with post_office(mail) as server:
        send(server, mail, mail.administrator, [], Letter(subject, "\n".join(lines)))
