"""Accounts and sign-in of the desk when it stands alone: names, passwords, cookies in, persons out.

Sessions live in the memory of this process, so a restart signs everybody out, and signing out
really ends a session instead of only forgetting its cookie. The file <home>/desk/accounts.json
holds argon2 hashes only. The one surprising thing: the first start makes one account for each role
and writes the generated passwords once, to a file that only its owner can read and that is to be
deleted after they were handed out.
"""

import hashlib
import json
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from urllib.parse import quote

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from starlette.requests import Request
from starlette.responses import Response

from etl.desk.http_headers import drop_cookie, root_of, set_cookie
from etl.desk.identity import Person, Role
from etl.errors import ReportingError
from etl.settings import write_private

FIRST_ACCOUNTS: Mapping[str, Role] = {
    "can-bo-1": Role.STEWARD,
    "can-bo-2": Role.STEWARD,
    "phan-tich": Role.ANALYST,
    "lanh-dao": Role.LEADER,
    "quan-tri": Role.ADMINISTRATOR,
}
COOKIE = "desk_session"
LIVE_HEADER = "x-desk-live"  # a page that keeps itself up to date says so
IDLE_SECONDS = 60 * 60
LONGEST_SECONDS = 10 * 60 * 60  # a working day
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
    roles: Sequence[str]
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

    def change_password(self, name: str, password: str, again: str) -> None:
        """Set a password that its owner chose and typed twice; raises `AccountError` if unfit."""
        if password != again:
            raise AccountError("Hai lần nhập mật khẩu mới chưa giống nhau. Nhập lại cả hai.")
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
            self._read = (changed_at, {row["name"]: Account(**row) for row in rows})
        return self._read[1]

    def _save(self, accounts: Mapping[str, Account]) -> None:
        rows = [asdict(account) for _, account in sorted(accounts.items())]
        write_private(self._path, json.dumps(rows, ensure_ascii=False, indent=1))

    def _make_first(self) -> None:
        passwords = {name: secrets.token_urlsafe(15) for name in FIRST_ACCOUNTS}
        lines = [f"{name}\t{password}" for name, password in passwords.items()]
        write_private(self._first_passwords, "\n".join(lines) + "\n")
        hashes = {name: self._hasher.hash(password) for name, password in passwords.items()}
        self._save({n: Account(n, hashes[n], (role,)) for n, role in FIRST_ACCOUNTS.items()})


@dataclass(slots=True)
class _Session:
    name: str
    epoch: int
    began_at: float
    seen_at: float


@dataclass
class OwnSessions:
    """The `Identity` of a desk that keeps its own accounts."""

    accounts: Accounts
    clock: Callable[[], float] = time.monotonic
    _sessions: dict[str, _Session] = field(default_factory=dict)  # by the cookie's hash
    _lock: threading.Lock = field(default_factory=threading.Lock)
    keeps_accounts = True

    async def person(self, request: Request) -> Person | None:
        """Name the caller by the session cookie."""
        asked_by_page = LIVE_HEADER in request.headers  # live.js, not a person
        account = self._account(request.cookies.get(COOKIE, ""), touch=not asked_by_page)
        return account.person if account else None

    def sign_in_address(self, request: Request, after: str) -> str:
        """Give the address of our own sign-in page."""
        return f"{root_of(request)}/dang-nhap?tiep={quote(after, safe='')}"

    def begin(self, request: Request, response: Response, account: Account) -> None:
        """Start a fresh session for an account; an old one of the same browser ends."""
        self.end(request, response)
        value = secrets.token_urlsafe(32)
        now = self.clock()
        with self._lock:
            self._sessions[_digest(value)] = _Session(account.name, account.epoch, now, now)
        set_cookie(request, response, COOKIE, value)

    def end(self, request: Request, response: Response) -> None:
        """End the caller's session, if there is one."""
        with self._lock:
            self._sessions.pop(_digest(request.cookies.get(COOKIE, "")), None)
        drop_cookie(request, response, COOKIE)

    def _account(self, value: str, *, touch: bool) -> Account | None:
        if not value:
            return None
        now = self.clock()
        with self._lock:
            session = self._sessions.get(_digest(value))
            if session is None:
                return None
            too_old = now - session.began_at > LONGEST_SECONDS
            account = self.accounts.get(session.name)
            changed = account is None or account.epoch != session.epoch
            if too_old or changed or now - session.seen_at > IDLE_SECONDS:
                del self._sessions[_digest(value)]
                return None
            if touch:
                session.seen_at = now
        return account


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()
