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

from etl import registry, warehouse
from etl.contracts import load_forms
from etl.errors import ReportingError, for_log
from etl.model import Period
from etl.notify.letters import Open, letter_of
from etl.notify.post import Contact, MailSettings, is_address, post_office, read_contacts, send
from etl.notify.tokens import LinkTokens
from etl.reference import Reference, working_days
from etl.reference.working_days import is_working_day
from etl.settings import settings
from etl.settings.secret_key import SecretKey

_LOG = logging.getLogger(__name__)
ACTOR = "nhắc việc tự động"
LINK_DAYS = 30
_TURNS = ("agency_send", "agency_fix", "agency_explain", "agency_sign")  # as `Open` lists them


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
    if distance in _STEPS:
        return _STEPS[distance]
    if 5 < distance <= LAST_LATE and distance % LATE_EVERY == 0:
        return Step(f"late_{distance}", to_head=True, to_board=True)
    return None


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
    open_: Open
    step: Step
    detail: str  # what tells this notice from others of its kind


def remind(today: dt.date | None = None, mail: MailSettings | None = None) -> int:
    """Send every letter that is due today and was not sent; gives how many were sent.

    Without an SMTP host nothing is sent. Raises `ReportingError` at the end when some letters
    could not be sent; running it again sends only those.
    """
    today = today or working_days.today()
    mail = mail or MailSettings()
    if not mail.host:
        _LOG.warning("no SMTP host (ETL_MAIL_HOST): no reminders are sent")
        return 0
    contacts = read_contacts(mail.contacts)
    due = [one for one in due_on(today) if _reachable(one, contacts)]
    if not due:
        return 0
    failed: list[str] = []
    count = 0
    with post_office(mail) as server:
        for one in due:
            try:
                count += _deliver(server, mail, contacts[one.agency_id], one)
            except (smtplib.SMTPException, ReportingError) as error:
                _LOG.error("no letter to %s\n%s", one.agency_id, for_log(error))
                failed.append(f"{one.agency_id}: {_why(error)}")
    if failed:
        raise ReportingError(f"Không gửi được {len(failed)} thư nhắc: {'; '.join(failed)}")
    return count


def due_on(today: dt.date) -> Iterator[Due]:
    """Give the letters that fall on a day: by the ladder, and of what is to mend or to sign."""
    with warehouse.transaction() as conn:
        rows = warehouse.run(conn, "notify/open_obligations", today=today).mappings()
        by_agency: dict[tuple[str, str], list[Mapping[str, object]]] = {}
        for row in rows:
            by_agency.setdefault((row["agency_id"], row["period_key"]), []).append(dict(row))
    for (agency_id, period_key), found in by_agency.items():
        open_ = _open(found)
        step = None if all(row["is_backfilled"] for row in found) else step_on(open_.due_on, today)
        if step is not None:
            yield Due(agency_id, period_key, open_, step, open_.due_on.isoformat())
            continue
        mine = (row for row in found if row["turn"] != "agency_send")
        versions = sorted(f"{row['form_id']}:{row['version']}" for row in mine)
        if versions:
            kind = "given_back" if open_.to_fix or open_.to_explain else "to_sign"
            yield Due(agency_id, period_key, open_, Step(kind), ",".join(versions))


def _deliver(server: smtplib.SMTP, mail: MailSettings, contact: Contact, due: Due) -> int:
    """Keep one notice and send its letter, unless it was sent before; gives 1 or 0."""
    period = Period.parse(due.period_key)
    reference, today = Reference.load(), working_days.today()
    agency = reference.agency(due.agency_id, period.ends_on)
    copies = _copies(mail, contact, due)
    if not all(is_address(one) for one in (contact.officer_email, *copies)):
        raise ReportingError(
            "dòng của cơ quan này có ô không phải là một địa chỉ thư; đề nghị sửa trong tệp địa chỉ"
        )
    with warehouse.transaction("steward") as conn:
        kept = registry.notice(
            conn,
            due.step.kind,
            agency_id=due.agency_id,
            period_key=due.period_key,
            recipient=", ".join([contact.officer_email, *copies]),
            detail=due.detail,
        )
        if kept is None:
            return 0
        valid_to = today + dt.timedelta(days=LINK_DAYS)
        expires_at = dt.datetime.combine(
            valid_to + dt.timedelta(days=1), dt.time(), tzinfo=working_days.VIETNAM
        )
        tokens = LinkTokens(SecretKey(settings().home / "desk"))
        token = tokens.create(conn, due.agency_id, due.period_key, expires_at, ACTOR)
        address = f"{mail.desk_address.rstrip('/')}/l/{token}"
        board = reference.board(today)
        letter = letter_of(board, agency, period, due.open_, due.step.kind, address, valid_to)
        send(server, mail, contact.officer_email, copies, letter)
    return 1


def _why(error: smtplib.SMTPException | ReportingError) -> str:
    """Say why a letter did not go, without the addresses that a mail server repeats."""
    if isinstance(error, ReportingError):
        return str(error)
    code = getattr(error, "smtp_code", "")
    return " ".join(f"máy chủ thư không nhận thư {code}".split())


def _copies(mail: MailSettings, contact: Contact, due: Due) -> Sequence[str]:
    copies = []
    if (due.step.to_head or due.open_.to_sign) and contact.head_email:
        copies.append(contact.head_email)
    if due.step.to_board and mail.escalate_to:
        copies.append(mail.escalate_to)
    return copies


def _open(rows: Sequence[Mapping[str, object]]) -> Open:
    forms = load_forms()
    by_turn = {
        turn: tuple(forms[str(row["form_id"])] for row in rows if row["turn"] == turn)
        for turn in _TURNS
    }
    due = min(row["due_on"] for row in rows if isinstance(row["due_on"], dt.date))
    return Open(due, *(by_turn[turn] for turn in _TURNS))


def _reachable(due: Due, contacts: Mapping[str, Contact]) -> bool:
    if due.agency_id in contacts:
        return True
    _LOG.warning("no e-mail address of %s: its reminder is not sent", due.agency_id)
    return False
