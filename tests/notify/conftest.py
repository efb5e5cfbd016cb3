"""A real SMTP server that demands encryption and a sign-in, and settings that reach it."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from letter_box import AGENCY, OTHER, Mailbox

from etl import warehouse
from etl.notify.post import MailSettings
from etl.registry import period_board

USER, PASSWORD = "bao-cao", "mat-khau-thu-nghiem"


def _signed_in(_: Any, __: Any, ___: Any, mechanism: str, given: Any) -> AuthResult:
    good = isinstance(given, LoginPassword) and (given.login, given.password) == (
        USER.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=good)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a certificate for the loopback server."""
    folder = tmp_path_factory.mktemp("smtp")
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
            "-keyout",
            str(folder / "key.pem"),
            "-out",
            str(folder / "cert.pem"),
        ],
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture
def mailbox(certificate: Path) -> Iterator[tuple[Mailbox, int]]:
    """Run an SMTP server that demands STARTTLS and a sign-in."""
    box = Mailbox()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=port,
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=_signed_in,
    )
    controller.start()
    try:
        yield box, port
    finally:
        controller.stop()


@pytest.fixture
def mail(mailbox: tuple[Mailbox, int], certificate: Path, home: Path) -> MailSettings:
    """Give settings that reach the server, with two agencies' addresses."""
    with warehouse.transaction("owner") as conn:
        period_board.set_live_from(conn, dt.date(2016, 1, 1), actor="quan-tri")
    contacts = home / "contacts.csv"
    contacts.write_text(
        "agency_id,officer_email,head_email\n"
        f"{AGENCY},can-bo@trang-dinh.example,lanh-dao@trang-dinh.example\n"
        f"{OTHER},can-bo@binh-gia.example,\n",
        encoding="utf-8",
    )
    return MailSettings(
        host="localhost",
        port=mailbox[1],
        user=USER,
        password=PASSWORD,  # type: ignore[arg-type]
        ca_file=certificate / "cert.pem",
        sender="Ban Dân tộc <bao-cao@bdt.example>",
        escalate_to="lanh-dao@bdt.example",
        contacts=contacts,
        desk_address="https://bao-cao.example/",
    )
