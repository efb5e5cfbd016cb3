"""Sends what is due today: the registry's open obligations in, letters and kept notices out.

A notice is kept and its letter handed over in one transaction, so a letter that the server refuses
is not kept as sent, and one that was sent today is not sent again. The one surprising thing: a step
of the ladder falls on exactly one working day, so that a missed run is not made up for with a heap
of letters; only the last late step repeats every five working days.
"""

import datetime as dt
import logging
import smtplib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from etl import warehouse
from etl.contracts import load_forms
from etl.errors import ReportingError, for_log
from etl.model import Form, Period
from etl.notify import post
from etl.notify.post import Letter, MailSettings
from etl.notify.tokens import LinkTokens
from etl.reference import Reference, working_days
from etl.reference.working_days import is_working_day
from etl.registry import contact
from etl.settings import SecretKey, settings
from etl.wording import STATES, date_text, small

_LOG = logging.getLogger(__name__)
ACTOR = "nhắc việc tự động"
LINK_DAYS = 30
_LISTS: Mapping[str, str] = {  # whose turn it is → the title of the list of forms
    "agency_send": f"Biểu {STATES['missing']}",
    "agency_fix": "Biểu được trả lại để sửa",
    "agency_explain": f"Biểu {STATES['needs_confirmation']}",
    "agency_sign": "Biểu chờ thủ trưởng cơ quan ký xác nhận",
}
_HOW_TO_SIGN = (
    "Thủ trưởng cơ quan đăng nhập bàn làm việc bằng tài khoản của mình để ký; đường liên kết dưới",
    "đây chỉ dùng để gửi tệp và xem kết quả.",
    "",
)
_LETTERS: Mapping[str, tuple[str, str]] = {  # first word of a step's kind → subject, opening
    "given": (
        "Báo cáo {title}: có biểu cần sửa hoặc giải trình",
        "Báo cáo {title} của cơ quan đã được kiểm tra; các biểu nêu dưới đây được trả lại. "
        "Đề nghị cơ quan sửa hoặc giải trình rồi gửi lại.",
    ),
    "to": (
        "Báo cáo {title}: có biểu chờ thủ trưởng cơ quan ký xác nhận",
        "Báo cáo {title} của cơ quan đã được kiểm tra. Các biểu nêu dưới đây không còn điểm "
        "nào phải sửa và có hiệu lực ngay sau khi thủ trưởng cơ quan ký xác nhận.",
    ),
    "due": (
        "Nhắc gửi báo cáo {title}, hạn {day}",
        "Hôm nay, ngày {day}, là hạn cuối gửi báo cáo {title}. Đề nghị cơ quan hoàn thành "
        "trong ngày các biểu nêu dưới đây.",
    ),
    "late": (
        "Báo cáo {title} đã quá hạn gửi (hạn {day})",
        "Báo cáo {title} của cơ quan đã quá hạn gửi (ngày {day}). Đề nghị cơ quan hoàn thành "
        "ngay các biểu nêu dưới đây để không ảnh hưởng đến báo cáo chung của tỉnh.",
    ),
    "before": (
        "Nhắc gửi báo cáo {title}, hạn {day}",
        "Hạn gửi báo cáo {title} là ngày {day}. Đề nghị cơ quan hoàn thành đúng hạn các biểu nêu "
        "dưới đây.",
    ),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the ladder: its name in the registry, and who is copied."""

    kind: str
    to_head: bool = False
    to_board: bool = False


_STEPS = {
    -3: Step("before_3"),
    -1: Step("before_1"),
    0: Step("due_today"),
    1: Step("late_1"),
    3: Step("late_3", to_head=True),
    5: Step("late_5", to_head=True, to_board=True),
}
LATE_EVERY = 5  # working days between further reminders
LAST_LATE = 40  # working days after which people, not letters, must act


def step_on(due_on: dt.date, today: dt.date) -> Step | None:
    """Give the step that falls on a day; None on days off and on days without a step."""
    if not is_working_day(today):
        return None
    distance = working_days_between(due_on, today)
    if 5 < distance <= LAST_LATE and distance % LATE_EVERY == 0:
        return Step(f"late_{distance}", to_head=True, to_board=True)
    return _STEPS.get(distance)


def working_days_between(due_on: dt.date, today: dt.date) -> int:
    """Count working days from the due day to today; negative before it, 0 on the day.

    A day off after the due day counts with the working day before it, one before the due day
    with the working day after it.
    """
    first, last = sorted((due_on, today))
    days = (first + dt.timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(map(is_working_day, days)) * (1 if today >= due_on else -1)


@dataclass(frozen=True, slots=True)
class Due:
    """One letter that is due today."""

    agency_id: str
    period_key: str
    due_on: dt.date  # the first due day of what is open
    open_forms: Mapping[str, Sequence[Form]]  # by whose turn it is
    step: Step
    detail: str  # what tells this notice from others of its kind


def remind(today: dt.date | None = None, mail: MailSettings | None = None) -> int:
    """Send every letter that is due today and was not sent; gives how many were sent.

    Without an SMTP host nothing is sent. Raises `ReportingError` at the end when some letters
    could not be sent; running it again sends only those.
    """
    mail = mail or MailSettings()
    if not mail.host:
        _LOG.warning("no SMTP host (ETL_MAIL_HOST): no reminders are sent")
        return 0
    contacts = post.read_contacts(mail.contacts)
    due = []
    for one in due_on(today or working_days.today()):
        if one.agency_id in contacts:
            due.append(one)
        else:
            _LOG.warning("no e-mail address of %s: its reminder is not sent", one.agency_id)
    if not due:
        return 0
    failed: list[str] = []
    count = 0
    with post.post_office(mail) as server:
        for one in due:
            try:
                count += _deliver(server, mail, *contacts[one.agency_id], one)
            except (smtplib.SMTPException, ReportingError) as error:
                _LOG.error("no letter to %s\n%s", one.agency_id, for_log(error))
                failed.append(f"{one.agency_id}: {_why(error)}")
    if failed:
        raise ReportingError(f"Không gửi được {len(failed)} thư nhắc: {'; '.join(failed)}")
    return count


def due_on(today: dt.date) -> Iterator[Due]:
    """Give the letters that fall on a day: by the ladder, and of what is to mend or to sign."""
    with warehouse.transaction() as conn:
        rows = warehouse.run(conn, "notify/open_obligations", today=today).all()
    forms = load_forms()
    by_agency = groupby(rows, lambda row: (row.agency_id, row.period_key))
    for (agency_id, period_key), group in by_agency:
        found = list(group)
        open_forms: dict[str, list[Form]] = {}
        for row in found:
            open_forms.setdefault(row.turn, []).append(forms[row.form_id])
        first = min(row.due_on for row in found)
        step = None if all(row.is_backfilled for row in found) else step_on(first, today)
        detail = first.isoformat()
        if step is None:
            mine = [row for row in found if row.turn != "agency_send"]
            detail = ",".join(sorted(f"{row.form_id}:{row.version}" for row in mine))
            goes_back = not open_forms.keys().isdisjoint({"agency_fix", "agency_explain"})
            step = Step("given_back" if goes_back else "to_sign")
        if detail:
            yield Due(agency_id, period_key, first, open_forms, step, detail)


def _deliver(server: smtplib.SMTP, mail: MailSettings, officer: str, head: str, due: Due) -> int:
    """Keep one notice and send its letter, unless it was sent before; gives 1 or 0."""
    today, of = working_days.today(), {"agency_id": due.agency_id, "period_key": due.period_key}
    copies = []
    if (due.step.to_head or "agency_sign" in due.open_forms) and head:
        copies.append(head)
    if due.step.to_board and mail.escalate_to:
        copies.append(mail.escalate_to)
    to = [officer, *copies]
    if not all(map(post.is_address, to)):
        raise ReportingError(
            "dòng của cơ quan này có ô không phải là một địa chỉ thư; đề nghị sửa trong tệp địa chỉ"
        )
    with warehouse.transaction("steward") as conn:
        kept = contact.notice(conn, due.step.kind, **of, recipient=", ".join(to), detail=due.detail)
        if kept is None:
            return 0
        valid_to = today + dt.timedelta(days=LINK_DAYS)
        expires_at = dt.datetime.combine(
            valid_to + dt.timedelta(days=1), dt.time(), tzinfo=working_days.VIETNAM
        )
        tokens = LinkTokens(SecretKey(settings().home / "desk"))
        token = tokens.record(conn, due.agency_id, due.period_key, expires_at, ACTOR)
        address = f"{mail.desk_address.rstrip('/')}/l/{token}"
        post.send(server, mail, officer, copies, _letter(due, address, valid_to))
    return 1


def _letter(due: Due, address: str, valid_to: dt.date) -> Letter:
    """Write the letter of a step, signed by the board; `address` is the signed link."""
    period, reference = Period.parse(due.period_key), Reference.load()
    agency = reference.agency(due.agency_id, period.ends_on)
    subject, opening = (
        text.format(title=small(period.title), day=date_text(due.due_on))
        for text in _LETTERS[due.step.kind.partition("_")[0]]
    )
    lists: list[str] = []
    for turn, title in _LISTS.items():
        if forms := due.open_forms.get(turn):
            lists += [f"{title}:", *(f"  - {form.number}: {form.title}" for form in forms), ""]
    lines = [
        f"Kính gửi: {agency.name},",
        "",
        opening,
        "",
        *lists,
        *(_HOW_TO_SIGN if "agency_sign" in due.open_forms else ()),
        "Mở trang riêng của cơ quan để tải biểu mẫu, gửi tệp và xem nội dung cần sửa:",
        address,
        "",
        f"Đường liên kết chỉ dành cho cơ quan, mở được đến hết ngày {date_text(valid_to)}; "
        "đề nghị không chuyển cho người ngoài cơ quan.",
        "",
        "Trân trọng.",
        reference.board(working_days.today()).name,
    ]
    return Letter(subject, "\n".join(lines))


def _why(error: smtplib.SMTPException | ReportingError) -> str:
    """Say why a letter did not go, without the addresses that a mail server repeats."""
    if isinstance(error, ReportingError):
        return str(error)
    return f"máy chủ thư không nhận thư {getattr(error, 'smtp_code', '')}".rstrip()
