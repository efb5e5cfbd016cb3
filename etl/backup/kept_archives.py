"""The archives that are kept: a folder in, which are good, which go, and how old the last one is.

Beside each archive lies a small JSON file that says what was found when it was read back; it holds
numbers and hashes only. The one surprising thing: what was not read back does not count, neither as
good nor among those that are kept.
"""

import datetime as dt
import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from etl.backup.key import BackupSettings
from etl.errors import BackupError
from etl.errors.our_fault import reason_of
from etl.reference.working_days import VIETNAM, moment_text

_PATTERN = "sao-luu-*.tar.age"


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
        """Whether everything that the warehouse names is in it."""
        return not self.missing


def path_for(at: dt.datetime) -> Path:
    """Give where the archive of a moment is kept."""
    return BackupSettings().folder_path / f"sao-luu-{at.astimezone(VIETNAM):%Y%m%d-%H%M%S}.tar.age"


def note(kept: KeptArchive) -> None:
    """Keep what was found in an archive beside where it goes next."""
    found = asdict(kept) | {"path": kept.path.name, "at": kept.at.isoformat()}
    draft = kept.path.with_suffix(".json.part")
    try:
        draft.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        draft.replace(_note_of(kept.path))
    finally:
        draft.unlink(missing_ok=True)


def backups() -> list[KeptArchive]:
    """List the archives that were read back, oldest first."""
    found = []
    for path in sorted(BackupSettings().folder_path.glob(_PATTERN)):
        with suppress(OSError, ValueError, KeyError, TypeError):
            said = json.loads(_note_of(path).read_text(encoding="utf-8"))
            found.append(
                KeptArchive(
                    path,
                    dt.datetime.fromisoformat(said["at"]),
                    int(said["size_bytes"]),
                    int(said["file_count"]),
                    tuple(said["missing"]),
                )
            )
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


def prune() -> list[Path]:
    """Remove what is older than the newest good archives that stay; gives what was removed."""
    good = [one for one in backups() if one.is_good]
    stay = good[-BackupSettings().keep :]
    if not stay:
        return []
    old = [one.path for one in backups() if one.at < stay[0].at]
    for path in old:
        path.unlink(missing_ok=True)
        _note_of(path).unlink(missing_ok=True)
    return old


@contextmanager
def only_one() -> Iterator[None]:
    """Wait until nobody else takes a backup, and keep others waiting."""
    folder = BackupSettings().folder_path
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
