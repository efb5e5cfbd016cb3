"""Where the office keeps its archives, and the key that encrypts and opens them.

Beside each archive lies a small JSON file that says what was found when it was read back; it holds
numbers and hashes only. What was not read back does not count, neither as good nor among those that
are kept. The one surprising thing: the key is made once and never again by itself. A new one beside
old archives would look as if all were well, while nobody could read what was taken before.
"""

import datetime as dt
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter
from pydantic_settings import BaseSettings, SettingsConfigDict
from pyrage import IdentityError, x25519

from etl.errors import BackupError, reason_of
from etl.reference.working_days import VIETNAM, moment_text, today
from etl.settings import settings, write_private

_PATTERN = "sao-luu-*.tar.age"
_BEGINS = "AGE-SECRET-KEY-1"


class BackupSettings(BaseSettings):
    """Settings of backups, each from the environment variable `ETL_BACKUP_<NAME>`."""

    model_config = SettingsConfigDict(
        env_prefix="ETL_BACKUP_", env_ignore_empty=True, frozen=True, extra="ignore"
    )

    # of archives; better on another disk
    folder: Path = Field(default_factory=lambda: settings().home / "backups")
    key: Path = Field(default_factory=lambda: settings().home / "khoa-sao-luu.txt")
    keep: Annotated[int, Field(ge=1)] = 14  # the newest good archives that stay
    old_days: Annotated[int, Field(ge=1)] = 2  # after which the last good one is called old


def make_key(path: Path) -> str:
    """Make the office's key, readable by its owner alone; gives its public part.

    Raises `BackupError` when there is a file of that name: it may be what opens older archives.
    """
    identity = x25519.Identity.generate()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BackupError(
            f"Đã có khóa sao lưu ở {path}; không tạo khóa mới đè lên, vì khóa cũ là thứ duy nhất "
            "mở được các bản sao lưu đã có."
        ) from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"# created: {today().isoformat()}\n# public key: {identity.to_public()}\n")
        file.write(f"{identity}\n")
    return str(identity.to_public())


def read_key(path: Path) -> x25519.Identity:
    """Read a key file, as this program or `age-keygen` wrote it; raises `BackupError`."""
    try:
        lines = path.read_text(encoding="ascii").split()
    except FileNotFoundError:
        raise BackupError(
            f"Không có khóa sao lưu ở {path}. Nếu cơ quan đã có khóa, đề nghị chép tệp khóa (bản "
            "cất trong két hoặc thẻ nhớ) vào đó; nếu chưa từng có, tạo bằng lệnh: "
            "etl backup --make-key. Không có khóa thì không ai đọc được bản sao lưu."
        ) from None
    except (OSError, UnicodeDecodeError):
        lines = []
    try:
        (line,) = [one for one in lines if one.startswith(_BEGINS)]
        return x25519.Identity.from_str(line)
    except (ValueError, IdentityError):
        raise BackupError(
            f"Tệp {path} không phải là một khóa sao lưu. Khóa là một dòng bắt đầu bằng {_BEGINS}…; "
            "đề nghị chép lại từ bản cất trong két."
        ) from None


@dataclass(frozen=True, slots=True)
class KeptArchive:
    """One archive that was read back."""

    path: Path
    at: dt.datetime  # the moment that it shows
    size_bytes: int
    file_count: int
    missing: tuple[str, ...]  # files that the warehouse names and that were not there, by name

    @property
    def is_good(self) -> bool:
        return not self.missing


_NOTE = TypeAdapter(KeptArchive)


def path_for(at: dt.datetime) -> Path:
    """Give where the archive of a moment is kept."""
    return BackupSettings().folder / f"sao-luu-{at.astimezone(VIETNAM):%Y%m%d-%H%M%S}.tar.age"


def note(kept: KeptArchive) -> None:
    """Keep what was found in an archive beside where it goes next."""
    found = _NOTE.dump_json(replace(kept, path=Path(kept.path.name)), indent=1)
    write_private(_note_of(kept.path), found.decode())


def backups() -> list[KeptArchive]:
    """List the archives that were read back, oldest first."""
    found = []
    for path in BackupSettings().folder.glob(_PATTERN):
        with suppress(OSError, ValueError):
            found.append(replace(_NOTE.validate_json(_note_of(path).read_bytes()), path=path))
    return sorted(found, key=lambda one: one.at)


def newest_good() -> KeptArchive | None:
    """Give the newest archive that holds everything."""
    return next((one for one in reversed(backups()) if one.is_good), None)


def trouble_of_age(now: dt.datetime | None = None) -> str:
    """Say that the last good backup is old, or that there is none; "" while it is young."""
    days = BackupSettings().old_days
    last = newest_good()
    if last is None:
        return "chưa có bản sao lưu tốt nào. Đề nghị chạy: etl backup"
    if (now or dt.datetime.now(dt.UTC)) - last.at > dt.timedelta(days=days):
        return (
            f"bản sao lưu tốt gần nhất ({moment_text(last.at)}) đã quá {days} ngày. Đề nghị xem "
            "lượt chạy gần nhất của DAG backup, hoặc chạy: etl backup"
        )
    return ""


def prune() -> None:
    """Remove what is older than the newest good archives that stay."""
    stay = [one for one in backups() if one.is_good][-BackupSettings().keep :]
    for old in backups():
        if stay and old.at < stay[0].at:
            old.path.unlink(missing_ok=True)
            _note_of(old.path).unlink(missing_ok=True)


@contextmanager
def only_one() -> Iterator[None]:
    """Wait until nobody else takes a backup, and keep others waiting."""
    folder = BackupSettings().folder
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (folder / ".lock").open("a")
    except OSError as error:
        raise BackupError(
            f"Không ghi được vào thư mục sao lưu {folder} ({reason_of(error)}). Đề nghị kiểm tra "
            "ETL_BACKUP_FOLDER và quyền của thư mục."
        ) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in folder.glob(f".{_PATTERN}.part"):
            left.unlink()  # whoever wrote it is dead: the lock was free
        yield


def _note_of(path: Path) -> Path:
    return path.with_name(path.name.removesuffix(".tar.age") + ".json")
