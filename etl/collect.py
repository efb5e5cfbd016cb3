"""Takes workbooks in: files in the inbox in, copies in the vault and submissions out.

The one surprising thing: a file leaves the inbox only after its copy is on disk, was read, and its
row is committed. Whenever this is interrupted, the next run does the rest, and a file that was
already registered is no duplicate of itself. What cannot be taken is told, and stops nobody else's.
What has a marking of secrecy is registered by its hash alone and destroyed.
"""

import hashlib
import logging
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from etl import vault, warehouse
from etl.errors import ReaderError, VaultError
from etl.model import Submission
from etl.registry import incidents, received
from etl.settings import settings
from etl.vault import waiting
from etl.wording.secrecy import NO_NAME, is_marked_name
from etl.workbook.refusals import secret

_LOG = logging.getLogger(__name__)
_ORPHAN_SECONDS = 3600  # longer than any sending takes
INSTRUCTION = (
    "hệ thống đã từ chối và không giữ tên, nội dung của tệp; đề nghị báo ngay cho người phụ trách "
    "bảo mật của cơ quan, và nhắc nơi gửi gửi lại theo chế độ văn bản mật"
)


class Intake:
    """The files of an inbox on their way into the vault: kept first, and registered when read."""

    def __init__(self) -> None:
        """Look what is there now."""
        settings().inbox.mkdir(parents=True, exist_ok=True)
        self._found = waiting(settings().inbox, _tell)
        self._hashes: dict[int, str] = {}  # by place among the files found
        self._secret: set[str] = set()  # known at sight

    def __len__(self) -> int:
        return len(self._found)

    def keep(self) -> Iterator[str]:
        """Copy files into the vault, giving each new content's hash; they stay in the inbox.

        What is known to have a marking of secrecy is not copied. A file that changes while it is
        copied is left for the next run, one that is taken away before is none.
        """
        destroy_leftovers()
        named = [(path, path.name) for path, _ in self._found]
        self._hashes = secret_at_sight(named, on_unreadable=_tell)
        self._secret = set(self._hashes.values())
        rest = [at for at in range(len(named)) if at not in self._hashes]
        paths = [named[at][0] for at in rest]
        for place, sha256, is_new in vault.put_each(paths, on_unreadable=_tell):
            self._hashes[rest[place]] = sha256
            if is_new:
                yield sha256

    def register(self, secret: Collection[str] = ()) -> list[Submission]:
        """Register what was kept, and take it out of the inbox; gives the submissions.

        Of `secret` contents, and of those known at sight, nothing is left but their hashes. The
        same content twice is one submission, given twice.
        """
        secret = self._secret.union(secret)
        whole = [
            (path, self._hashes[at], before)
            for at, (path, before) in enumerate(self._found)
            if at in self._hashes and _same(path, before)
        ]
        arrivals = [
            received.Arrival(sha256, _shown(path.name), "inbox", stat.st_size, _source(stat))
            for path, sha256, stat in whole
        ]
        with warehouse.transaction() as conn:
            secret |= received.secret_contents(conn, {*self._hashes.values()})
            refuse_secret(conn, [one for one in arrivals if one.sha256 in secret])
            own = [one for one in arrivals if one.sha256 not in secret]
            taken = received.record_submissions(conn, own)
        destroy_refused(secret)
        for path, sha256, _ in whole:
            is_marked = sha256 in secret
            try:
                (vault.erase if is_marked else _remove)(path)
            except OSError as error:
                _tell(Path(NO_NAME) if is_marked else path, error)
        return taken


def secret_at_sight(
    named: Sequence[tuple[Path, str]],
    on_unreadable: Callable[[Path, OSError], None] | None = None,
) -> dict[int, str]:
    """Give the hashes of those files, by place, that are refused as secret without being opened.

    Their names say so, or their content was refused before.
    """
    with warehouse.transaction() as conn:
        known = received.secret_contents(conn)
    found: dict[int, str] = {}
    for at, (path, name) in enumerate(named):
        is_marked = is_marked_name(_shown(name))
        if is_marked or known:
            try:
                sha256 = vault.hash_of(path)
            except OSError as error:
                if on_unreadable is None:
                    raise
                on_unreadable(path, error)
                continue
            if is_marked or sha256 in known:
                found[at] = sha256
    return found


def refuse_secret(
    conn: sa.Connection, arrivals: Iterable[received.Arrival], actor: str = ""
) -> list[int]:
    """Register files as refused because of a marking of secrecy; gives their submissions.

    Of each only hash, moment, channel and sender are kept, and an incident tells the steward. Their
    contents are to be destroyed once this is committed.
    """
    ids = []
    for one in arrivals:
        bare = replace(one, file_name=NO_NAME, size_bytes=0)
        id, is_new = received.record_secret(conn, bare, actor=actor, reason=secret().message)
        if is_new:
            incidents.note_incident(conn, incidents.MARKED, INSTRUCTION, submission_id=id)
        ids.append(id)
    return ids


def destroy_refused(hashes: Collection[str]) -> None:
    """Destroy contents that were refused as secret, but for those that were taken before.

    Only a name can say of such a one that it is secret; what counts in the warehouse, and whoever
    sent it, keeps its source.
    """
    with warehouse.transaction() as conn:
        taken = received.taken_contents(conn, hashes)
    for sha256 in {*hashes} - taken:
        vault.destroy(sha256)


def refuse_received(submission: Submission) -> None:
    """Refuse a file that could not be read when it came, and leave nothing of it."""
    id = submission.id
    with warehouse.transaction() as conn:
        received.forget_secret(conn, id, name=NO_NAME, reason=secret().message)
        for kind in (ReaderError.kind, VaultError.kind):
            incidents.resolve_incidents(conn, kind, submission_id=id)
        incidents.note_incident(conn, incidents.MARKED, INSTRUCTION, submission_id=id)
    vault.destroy(submission.sha256)


def destroy_leftovers() -> None:
    """Destroy what an interrupted run has left: secret contents, and what nobody was told of."""
    left = vault.unread()
    if not left:
        return
    with warehouse.transaction() as conn:
        secret = received.secret_contents(conn, left)
        taken = received.taken_contents(conn, left)
    for sha256 in left:
        is_orphan = sha256 not in taken and vault.is_unread_since(sha256, _ORPHAN_SECONDS)
        if sha256 in secret or is_orphan:
            vault.destroy(sha256)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)


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
