"""How letters leave: the environment in, addresses and the SMTP server's settings out.

Variables begin with `ETL_MAIL_`. The one surprising thing: without a host nothing is sent and
nothing is kept as sent; a system without e-mail is not broken.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


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
    sender: str = ""  # "Ban Dân tộc tỉnh Lạng Sơn <bao-cao@example.vn>"
    reply_to: str = ""
    escalate_to: str = ""  # the Board's leader, copied when an agency is long overdue
    contacts: Path | None = None  # CSV: agency_id,officer_email,head_email
    desk_address: str = "http://127.0.0.1:8090"  # what links begin with


@dataclass(frozen=True, slots=True)
class Contact:
    """Where an agency is written to."""

    officer_email: str
    head_email: str


def read_contacts(path: Path | None) -> Mapping[str, Contact]:
    """Read the addresses by agency id; {} without a file. Lines without an address are left out."""
    if path is None:
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {
            row["agency_id"].strip(): Contact(
                row["officer_email"].strip(), (row.get("head_email") or "").strip()
            )
            for row in csv.DictReader(file)
            if (row.get("officer_email") or "").strip()
        }
