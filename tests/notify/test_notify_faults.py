"""Faults of our own reach the administrator by a letter, once, and hold no value that was sent."""

from __future__ import annotations

from letter_box import Mailbox
from returns_by_hand import submitted

from etl import warehouse
from etl.errors import VaultError
from etl.notify import incident_text, tell_faults
from etl.notify.post import MailSettings
from etl.registry import incidents


def test_the_administrator_is_told_once_and_again_only_of_what_is_new(
    mail: MailSettings, mailbox: tuple[Mailbox, int]
) -> None:
    box, _ = mailbox
    mail = mail.model_copy(update={"administrator": "quan-tri@bdt.example"})
    with warehouse.transaction() as conn:
        one = submitted(conn, "a", file_name="Nguyễn Văn Minh Họa.xlsx").id
        incidents.note_incident(conn, "vault", "không còn ở đó", submission_id=one)
    (one_told,) = tell_faults(mail)
    told = incident_text(one_told)
    assert told.startswith("Sự cố số 1 (")
    assert [incident_text(one) for one in tell_faults(mail)] == [told]  # still open, and told once
    ((to, message),) = box.letters
    text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert to == ["quan-tri@bdt.example"]
    assert told in text
    assert "Minh Họa" not in text

    with warehouse.transaction() as conn:
        incidents.note_outcome(conn, ["vault"], {one: VaultError("không mở được")}, ())
        incidents.note_incident(conn, "backup", "ổ đĩa đầy")
    assert len(tell_faults(mail)) == 2
    assert "Sự cố số 1 " not in box.letters[1][1].get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_a_letter_that_is_refused_is_sent_by_the_next_run(
    mail: MailSettings, mailbox: tuple[Mailbox, int]
) -> None:
    box, _ = mailbox
    mail = mail.model_copy(update={"administrator": "quan-tri@bdt.example"})
    with warehouse.transaction() as conn:
        incidents.note_incident(conn, "backup", "ổ đĩa đầy")
    box.refused.add("quan-tri@bdt.example")
    assert len(tell_faults(mail)) == 1
    box.refused.clear()
    assert len(tell_faults(mail)) == 1
    assert box.recipients == [["quan-tri@bdt.example"]]


def test_without_an_address_faults_are_told_on_the_terminal_alone(
    mail: MailSettings, mailbox: tuple[Mailbox, int]
) -> None:
    with warehouse.transaction() as conn:
        incidents.note_incident(conn, "backup", "ổ đĩa đầy")
    assert len(tell_faults(mail)) == len(tell_faults(MailSettings())) == 1
    assert mailbox[0].letters == []
