"""Accounts of the desk when it stands alone: names and passwords in, persons out.

The file <home>/desk/accounts.json holds argon2 hashes only. The one surprising thing: the first
start makes one account for each role and writes the generated passwords once, to a file that
only its owner can read and that is to be deleted after they were handed out.
"""

import json
import re
import secrets
import threading
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from etl.desk.identity import Person, Role
from etl.errors import ReportingError
from etl.settings.secret_key import write_private

FIRST_ACCOUNTS: Mapping[str, Role] = {
    "can-bo-1": Role.STEWARD,
    "can-bo-2": Role.STEWARD,
    "phan-tich": Role.ANALYST,
    "lanh-dao": Role.LEADER,
    "quan-tri": Role.ADMINISTRATOR,
}
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 128  # hashing more would only serve who wants to keep the server busy


class AccountError(ReportingError):
    """An account that cannot be made or changed as asked, with the reason for a person."""


@dataclass(frozen=True, slots=True)
class Account:
    """One account as kept in the file."""

    name: str
    password_hash: str
    roles: tuple[str, ...]
    agency_id: str = ""
    closed: bool = False
    epoch: int = 0  # counts password changes and closings: sessions of an older epoch end

    @property
    def person(self) -> Person:
        """The person that signs in with this account."""
        return Person(self.name, frozenset(Role(role) for role in self.roles), self.agency_id)


class Accounts:
    """The accounts file, read anew when another process changed it."""

    def __init__(self, folder: Path, hasher: PasswordHasher | None = None) -> None:
        """Open `<folder>/accounts.json`, or make it with one account for each role."""
        self._path = folder / "accounts.json"
        self._first_passwords = folder / "mat-khau-ban-dau.txt"
        self._hasher = hasher or PasswordHasher()
        self._lock = threading.Lock()
        self._nobody = self._hasher.hash(secrets.token_urlsafe(16))
        self._read: tuple[float, Mapping[str, Account]] = (-1.0, {})
        folder.mkdir(parents=True, exist_ok=True)
        if not self._path.exists():
            self._make_first()

    def all(self) -> tuple[Account, ...]:
        """Give every account by name, the closed ones too."""
        return tuple(account for _, account in sorted(self._load().items()))

    def get(self, name: str) -> Account | None:
        """Give an account that is open, or None."""
        account = self._load().get(name)
        return None if account is None or account.closed else account

    def check(self, name: str, password: str) -> Account | None:
        """Give the account if the password is right; unknown names take as long as known ones."""
        account = self.get(name)
        expected = account.password_hash if account else self._nobody
        try:
            self._hasher.verify(expected, password[: LONGEST_PASSWORD + 1])
        except (VerificationError, InvalidHashError):
            return None
        return account

    def create(self, name: str, roles: Iterable[Role], agency_id: str = "") -> str:
        """Make an account and give its generated password; raises `AccountError`."""
        if not _NAME.fullmatch(name):
            raise AccountError(
                "Tên đăng nhập chỉ gồm chữ thường không dấu, chữ số, dấu chấm, gạch nối, "
                "từ 2 đến 40 ký tự. Ví dụ: can-bo-3."
            )
        chosen = tuple(sorted(set(roles)))
        if not chosen or Role.OFFICER in chosen:
            raise AccountError("Chọn ít nhất một vai trò cho tài khoản.")
        if (Role.AGENCY_HEAD in chosen) != bool(agency_id):
            raise AccountError(
                "Tài khoản thủ trưởng phải gắn với một cơ quan báo cáo; tài khoản khác thì không."
            )
        password = secrets.token_urlsafe(15)
        with self._lock:
            accounts = dict(self._load())
            if name in accounts:
                raise AccountError(f"Tên đăng nhập “{name}” đã có. Chọn tên khác.")
            accounts[name] = Account(name, self._hasher.hash(password), chosen, agency_id)
            self._save(accounts)
        return password

    def change_password(self, name: str, password: str) -> None:
        """Set a password chosen by its owner; raises `AccountError` when it is too short."""
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise AccountError(
                f"Mật khẩu phải dài từ {SHORTEST_PASSWORD} đến {LONGEST_PASSWORD} ký tự. "
                "Ví dụ: ghép bốn từ dễ nhớ."
            )
        self._change(name, password_hash=self._hasher.hash(password))

    def reset_password(self, name: str) -> str:
        """Replace a forgotten password by a generated one and give it."""
        password = secrets.token_urlsafe(15)
        self._change(name, password_hash=self._hasher.hash(password))
        return password

    def close(self, name: str, *, closed: bool = True) -> None:
        """Close or reopen an account; its sessions end at once."""
        self._change(name, closed=closed)

    def _change(self, name: str, **changes: object) -> None:
        with self._lock:
            accounts = dict(self._load())
            if name not in accounts:
                raise AccountError("Không có tài khoản này. Tải lại trang và chọn lại.")
            account = accounts[name]
            accounts[name] = replace(account, epoch=account.epoch + 1, **changes)  # type: ignore[arg-type]
            self._save(accounts)

    def _load(self) -> Mapping[str, Account]:
        changed_at = self._path.stat().st_mtime_ns
        if self._read[0] != changed_at:
            rows = json.loads(self._path.read_text(encoding="utf-8"))
            accounts = {
                row["name"]: Account(**{**row, "roles": tuple(row["roles"])}) for row in rows
            }
            self._read = (changed_at, accounts)
        return self._read[1]

    def _save(self, accounts: Mapping[str, Account]) -> None:
        rows = [asdict(account) for _, account in sorted(accounts.items())]
        write_private(self._path, json.dumps(rows, ensure_ascii=False, indent=1))

    def _make_first(self) -> None:
        passwords = {name: secrets.token_urlsafe(15) for name in FIRST_ACCOUNTS}
        lines = [f"{name}\t{password}" for name, password in passwords.items()]
        write_private(self._first_passwords, "\n".join(lines) + "\n")
        self._save(
            {
                name: Account(name, self._hasher.hash(passwords[name]), (role,))
                for name, role in FIRST_ACCOUNTS.items()
            }
        )
