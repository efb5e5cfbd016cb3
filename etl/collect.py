"""Takes workbooks in: files in the inbox in, copies in the vault and submissions out.

The one surprising thing: a file leaves the inbox only after its copy is on disk and its row is
committed. Whenever this is interrupted, the next run does the rest, and a file that was already
registered is no duplicate of itself. What cannot be taken is told, and stops nobody else's.
"""

import hashlib
import logging
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from etl import vault, warehouse
from etl.model import Submission
from etl.registry import received
from etl.settings import settings
from etl.vault import waiting

_LOG = logging.getLogger(__name__)


def collect() -> list[Submission]:
    """Move every file of the inbox (and its folders) into the vault; gives their submissions.

    A file that changes while it is copied is left for the next run, one that is taken away before
    is none. The same content twice is one submission, given twice.
    """
    intake = Intake()
    for _ in intake.keep():
        pass
    return intake.taken


class Intake:
    """The files of an inbox on their way into the vault."""

    def __init__(self) -> None:
        """Look what is there now."""
        settings().inbox.mkdir(parents=True, exist_ok=True)
        self._found = waiting(settings().inbox, _tell)
        self.taken: list[Submission] = []

    def __len__(self) -> int:
        return len(self._found)

    def keep(self) -> Iterator[str]:
        """Copy all into the vault, giving each new content's hash; then register and remove all."""
        hashes: dict[int, str] = {}
        paths = [path for path, _ in self._found]
        for at, sha256, is_new in vault.put_each(paths, on_unreadable=_tell):
            hashes[at] = sha256
            if is_new:
                yield sha256
        self.taken = self._register(hashes)

    def _register(self, hashes: Mapping[int, str]) -> list[Submission]:
        whole = [
            (path, hashes[at], before)
            for at, (path, before) in enumerate(self._found)
            if at in hashes and _same(path, before)
        ]
        arrivals = [
            received.Arrival(sha256, _shown(path.name), "inbox", stat.st_size, _source(stat))
            for path, sha256, stat in whole
        ]
        with warehouse.transaction() as conn:
            taken = received.record_submissions(conn, arrivals)
        for path, _, _ in whole:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                _tell(path, error)
        return taken


def bring(folder: Path) -> None:
    """Copy a folder's files into the inbox; the sender's folder is left as it is."""
    for path, _ in waiting(folder, _tell, links=True):
        target = settings().inbox / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        # hidden, of a length that fits beside the longest name, and the same the next time
        draft = target.with_name(f".{hashlib.sha256(os.fsencode(target.name)).hexdigest()}")
        try:
            shutil.copy2(path, draft)
        except PermissionError as error:
            if error.filename != str(path):  # the inbox is closed, not the file
                raise
            _tell(path, error)
        else:
            draft.replace(target)


def _tell(path: Path, error: OSError | None) -> None:
    """Tell of what stays in the inbox, and why; what is gone meanwhile is nothing to tell of."""
    if isinstance(error, FileNotFoundError):
        return
    if error is None:
        reason = "đây không phải là tệp (có thể là liên kết); đề nghị chép chính tệp đó vào"
    elif isinstance(error, PermissionError):
        reason = "không có quyền đọc hoặc chuyển đi; đề nghị sửa quyền của tệp và của thư mục"
    else:
        reason = "ổ đĩa báo lỗi khi đọc; đề nghị chép lại tệp từ nơi gửi"
    _LOG.warning("Chưa nhận %s: %s. Các tệp khác vẫn được nhận.", _shown(path), reason)


def _shown(name: str | Path) -> str:
    """Give a name; what is no UTF-8 in it, as old systems send it, is a replacement mark."""
    return os.fsencode(name).decode(errors="replace")


def _same(path: Path, before: os.stat_result) -> bool:
    """Tell whether a file is still as it was before it was copied."""
    try:
        now = path.stat()
    except OSError:
        return False
    return _source(now) == _source(before) and now.st_size == before.st_size


def _source(stat: os.stat_result) -> str:
    """Name one file on disk, so that an interrupted run knows it again.

    The moment of its last change of name or content tells it from a copy that was sent later with
    the same age, and was given the number on disk of the one before.
    """
    return f"{stat.st_dev}:{stat.st_ino}:{stat.st_mtime_ns}:{stat.st_ctime_ns}"
