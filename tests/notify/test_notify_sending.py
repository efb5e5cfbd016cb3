"""Reminders through a real SMTP server on loopback: to whom, how often, with what inside."""

from __future__ import annotations

import datetime as dt
import re
import ssl
from pathlib import Path

import pytest
from letter_box import AGENCY, OTHER, Mailbox
from returns_by_hand import accepted, error, explain, judged, waive, warning, works

from etl import warehouse
from etl.desk.links import Links
from etl.errors import ReportingError
from etl.notify import remind
from etl.notify.post import MailSettings
from etl.registry import decisions, period_board
from etl.settings import SecretKey

DUE = dt.date(2020, 12, 16)


def _notices() -> int:
    with warehouse.transaction() as conn:
        return int(conn.exec_driver_sql("SELECT count(*) FROM registry.notice").scalar_one())


def test_only_those_are_reminded_who_have_something_to_do(
    mail: MailSettings, mailbox: tuple[Mailbox, int]
) -> None:
    """An agency that is let off everything hears nothing; the others do, once a day."""
    box, _ = mailbox
    with warehouse.transaction("steward") as conn:
        waive(conn, period_board.NOT_SENT, agency_id=OTHER)
    assert remind(DUE, mail) > 0
    assert ["can-bo@trang-dinh.example"] in box.recipients
    assert not any("binh-gia" in address for to in box.recipients for address in to)
    sent = len(box.letters)
    assert remind(DUE, mail) == 0  # again on the same day: nothing more
    assert len(box.letters) == sent
    assert _notices() == sent


def test_a_waiver_for_all_agencies_silences_what_it_names_and_no_more(
    mail: MailSettings, mailbox: tuple[Mailbox, int]
) -> None:
    """Let off one form, all are reminded of the others; let off everything, nobody is."""
    with warehouse.transaction("steward") as conn:
        waive(conn, period_board.NOT_SENT, form_id="works", period_key="2020")
    assert remind(DUE, mail) > 0
    of_year = [
        message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        for to, message in mailbox[0].letters
        if "trang-dinh" in to[0] and "báo cáo năm 2020" in str(message["Subject"])
    ]
    assert len(of_year) == 1
    assert "Biểu số 02/BDT" in of_year[0]
    assert "Biểu số 01/BDT" not in of_year[0]
    with warehouse.transaction("steward") as conn:
        waive(conn, period_board.NOT_SENT)
    mailbox[0].letters.clear()
    assert remind(dt.date(2020, 12, 17), mail) == 0


def test_a_letter_goes_only_to_whose_turn_it_is(
    mail: MailSettings, mailbox: tuple[Mailbox, int]
) -> None:
    """Accepted or waiting for the Board: silence. To fix or to explain: a letter says so."""
    _let_off_but_works()

    def told(day: int) -> str:
        mailbox[0].letters.clear()
        remind(dt.date(2020, 12, day), mail)
        mine = [message for to, message in mailbox[0].letters if "trang-dinh" in to[0]]
        bodies = [message.get_body() for message in mine]
        return "\n".join(body.get_content() for body in bodies if body is not None)

    assert "Biểu chưa gửi:\n  - Biểu số 01/BDT" in told(11)
    with warehouse.transaction() as conn:
        accepted(conn, "bản 1", works({}))
    assert told(15) == ""
    with warehouse.transaction() as conn:
        judged(conn, "bản 2", works({}), [error()])
    assert "Biểu được trả lại để sửa:\n  - Biểu số 01/BDT" in told(16)
    with warehouse.transaction() as conn:
        third = judged(conn, "bản 3", works({}), [warning()])
    assert "Biểu cần giải trình:\n  - Biểu số 01/BDT" in told(17)
    with warehouse.transaction("steward") as conn:
        reason = explain(conn, third)
    assert told(21) == ""  # the Board's turn
    with warehouse.transaction("steward") as conn:
        decisions.refuse_confirmation(conn, reason, actor="can-bo-1", reason="Chưa nêu văn bản")
    assert "Biểu cần giải trình:\n  - Biểu số 01/BDT" in told(23)
    with warehouse.transaction("owner") as conn:
        conn.exec_driver_sql("INSERT INTO ref.signing VALUES ('works', '2020-01-01', NULL, 'Thử')")
        judged(conn, "bản 4", works({}))
    assert "Biểu chờ thủ trưởng cơ quan ký xác nhận:\n  - Biểu số 01/BDT" in told(24)
    ((to, message),) = mailbox[0].letters
    assert "lanh-dao@trang-dinh.example" in ", ".join(to)
    assert "có biểu chờ thủ trưởng cơ quan ký xác nhận" in str(message["Subject"])
    assert "trả lại" not in told(25)


def _let_off_but_works() -> None:
    """Leave the district with one obligation: the works of the year."""
    with warehouse.transaction("steward") as conn:
        owed = conn.exec_driver_sql(
            "SELECT form_id, period_key FROM registry.obligation_due WHERE agency_id = %s "
            "AND period_key LIKE '2020%%' AND (form_id, period_key) <> ('works', '2020')",
            (AGENCY,),
        ).all()
        for form_id, period_key in owed:
            waive(
                conn,
                period_board.NOT_SENT,
                agency_id=AGENCY,
                form_id=form_id,
                period_key=period_key,
            )


def test_a_letter_holds_a_working_link_and_no_figure(
    mail: MailSettings, mailbox: tuple[Mailbox, int], home: Path
) -> None:
    """The link opens exactly the agency's page; digits are only dates, years and form numbers."""
    box, _ = mailbox
    assert remind(DUE, mail) > 0
    _, message = next(one for one in box.letters if "trang-dinh" in one[0][0])
    body = message.get_body()
    assert body is not None
    text = body.get_content()
    found = re.search(r"https://bao-cao\.example/l/(\S+)", text)
    assert found is not None
    link = Links(SecretKey(home / "desk")).find(found[1])
    assert link is not None
    assert (link["agency_id"], link["period_key"]) == (AGENCY, "2020")
    without = text.replace(found[0], "")
    without = re.sub(r"\d\d/\d\d/\d{4}|Biểu số \d\d/BDT|năm 20\d\d|Chương trình \d+", "", without)
    assert not re.search(r"\d", without)
    assert "16/12/2020" in str(message["Subject"])
    assert message["Auto-Submitted"] == "auto-generated"


def test_letters_go_higher_with_time(mail: MailSettings, mailbox: tuple[Mailbox, int]) -> None:
    """After three working days the head is copied, after five the Board's leader too."""
    box, _ = mailbox
    for day in (17, 21, 23):
        remind(dt.date(2020, 12, day), mail)
    to_first = [
        to
        for to, message in box.letters
        if to[0] == "can-bo@trang-dinh.example" and "áo cáo năm 2020" in str(message["Subject"])
    ]
    assert to_first == [
        ["can-bo@trang-dinh.example"],
        ["can-bo@trang-dinh.example", "lanh-dao@trang-dinh.example"],
        ["can-bo@trang-dinh.example", "lanh-dao@trang-dinh.example", "lanh-dao@bdt.example"],
    ]


def test_what_was_due_before_the_system_ran_is_not_called_late(
    mail: MailSettings, mailbox: tuple[Mailbox, int]
) -> None:
    """The day after the deadline everybody is reminded, but not in a system that began later."""
    after = dt.date(2020, 12, 17)
    with warehouse.transaction("owner") as conn:
        period_board.set_live_from(conn, after, actor="quan-tri")
    assert remind(after, mail) == 0
    with warehouse.transaction("owner") as conn:
        period_board.set_live_from(conn, DUE, actor="quan-tri")
    assert remind(after, mail) > 0
    assert mailbox[0].letters


def test_a_refused_letter_is_not_kept_as_sent(
    mail: MailSettings, mailbox: tuple[Mailbox, int]
) -> None:
    """The others go out, the failure is told, and the next run sends only what is missing."""
    box, _ = mailbox
    box.refused = {"can-bo@trang-dinh.example"}
    with pytest.raises(ReportingError, match="trang-dinh"):
        remind(DUE, mail)
    assert ["can-bo@binh-gia.example"] in box.recipients
    before, box.refused = len(box.letters), set()
    assert remind(DUE, mail) == 2  # the year and its last quarter are due on the same day
    assert box.recipients[before:] == [["can-bo@trang-dinh.example"]] * 2


@pytest.mark.parametrize(
    "address",
    [
        "can-bo@x.example\nBcc: moi-nguoi@x.example",
        "cán-bộ@x.example",
        "không có",
        "a@b@c",
        "a@x.example, b@x.example",
        "@",
    ],
)
def test_what_is_no_address_is_told_and_stops_no_other_letter(
    mail: MailSettings, mailbox: tuple[Mailbox, int], address: str
) -> None:
    _write_contacts(mail, f'{AGENCY},"{address}",\n{OTHER},Cán bộ <can-bo@binh-gia.example>,\n')
    with pytest.raises(ReportingError, match=r"trang-dinh: .*không phải là một địa chỉ thư"):
        remind(DUE, mail)
    assert mailbox[0].recipients == [["can-bo@binh-gia.example"]] * 2
    assert _notices() == 2


def test_lines_without_an_address_are_left_out(
    mail: MailSettings, mailbox: tuple[Mailbox, int]
) -> None:
    _write_contacts(mail, f"{AGENCY}\n\n{OTHER},can-bo@binh-gia.example\n")
    assert remind(DUE, mail) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a;b\n1;2\n", "thiếu cột agency_id, officer_email"),
        (b"", "thiếu cột"),
        ("agency_id,officer_email\nubnd,cán".encode("utf-16"), "bảng mã UTF-8"),
        ("agency_id,officer_email\nubnd,cán".encode("latin-1"), "bảng mã UTF-8"),
    ],
)
def test_a_file_of_addresses_that_is_none_is_told(
    mail: MailSettings, content: bytes, words: str
) -> None:
    assert mail.contacts is not None
    mail.contacts.write_bytes(content)
    with pytest.raises(ReportingError, match=words):
        remind(DUE, mail)


def _write_contacts(mail: MailSettings, lines: str) -> None:
    assert mail.contacts is not None
    mail.contacts.write_text(f"agency_id,officer_email,head_email\n{lines}", encoding="utf-8")


def test_no_password_leaves_without_encryption(mail: MailSettings) -> None:
    """Also not by a wrong setting."""
    with pytest.raises(ReportingError, match="STARTTLS"):
        remind(DUE, mail.model_copy(update={"starttls": False}))


def test_a_server_that_nobody_vouches_for_gets_nothing(
    mail: MailSettings, mailbox: tuple[Mailbox, int]
) -> None:
    """A certificate that is not trusted ends the conversation."""
    with pytest.raises(ssl.SSLError):
        remind(DUE, mail.model_copy(update={"ca_file": None}))
    assert mailbox[0].letters == []
    assert _notices() == 0


def test_without_a_server_nothing_is_sent_and_nothing_breaks(home: Path) -> None:
    """A system without e-mail works."""
    assert remind(DUE, MailSettings(host="")) == 0
    assert _notices() == 0


def test_days_without_a_step_are_silent(mail: MailSettings) -> None:
    """A Saturday, and a day far from any due day."""
    assert remind(dt.date(2020, 12, 19), mail) == 0
    assert remind(dt.date(2020, 8, 5), mail) == 0
