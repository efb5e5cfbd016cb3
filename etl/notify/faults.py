"""Tells the administrator of faults of our own: open incidents in, one letter out.

The one surprising thing: a letter that the server refuses is an error of its own and no incident:
what it was to tell of stays untold, and the next run tries again.
"""

import logging
import smtplib

from etl import registry, warehouse
from etl.errors import ReportingError
from etl.notify.letters import Letter
from etl.notify.post import MailSettings, is_address, post_office, send
from etl.reference.working_days import moment_text
from etl.registry import Incident

_LOG = logging.getLogger(__name__)
_WHAT = {
    "vault": "không dùng được tệp gốc trong kho lưu",
    "reader": "không đọc được tệp",
    "judge": "chưa kiểm tra được",
    "load": "chưa nạp được vào kho dữ liệu",
    "give_back": "chưa ghi được tệp trả lại cơ quan",
    "check": "kho dữ liệu không qua kiểm tra",
    "backup": "sao lưu chưa đạt",
}


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
        incidents = registry.open_incidents(conn)
    untold = [one for one in incidents if not one.is_told]
    if untold and mail.host and mail.administrator:
        try:
            write_to_administrator(mail, _letter(untold))
        except (OSError, smtplib.SMTPException, ReportingError) as error:
            _LOG.error("no letter to the administrator: %s", error)
        else:
            with warehouse.transaction() as conn:
                for one in untold:
                    registry.note_told(conn, one.id, detail=mail.administrator)
    return incidents


def write_to_administrator(mail: MailSettings, letter: Letter) -> None:
    """Send one letter to the administrator's address; raises when it is none or is refused."""
    if not is_address(mail.administrator):
        raise ReportingError(
            f"“{mail.administrator}” không phải là một địa chỉ thư; đề nghị sửa "
            "ETL_MAIL_ADMINISTRATOR"
        )
    with post_office(mail) as server:
        send(server, mail, mail.administrator, [], letter)


def _letter(incidents: list[Incident]) -> Letter:
    lines = [
        "Kính gửi: Quản trị hệ thống báo cáo công tác dân tộc,",
        "",
        "Hệ thống gặp các sự cố sau. Đây là lỗi của hệ thống, không phải của tệp gửi: các tệp "
        "liên quan vẫn chờ và được thử lại ở mỗi lượt chạy, không cần cơ quan gửi lại.",
        "",
        *(f"  - {incident_text(one)}." for one in incidents),
        "",
        "Cách xử lý từng loại sự cố: xem docs/huong-dan/quan-tri.md, mục “Khi có sự cố”. Sự cố tự "
        "đóng khi lần thử lại thành công.",
    ]
    return Letter(f"Sự cố của hệ thống báo cáo: {len(incidents)} việc cần xem", "\n".join(lines))
