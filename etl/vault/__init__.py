"""The only module that knows where received files lie: a file in, its SHA-256 out, for ever.

It also says what of the inbox is to be taken; only its name tells that a file is unfinished.
The one surprising thing: nothing that was read is ever overwritten or deleted here. A file is
copied under another name, flushed to disk and only then given its hash as name: a crash leaves all
of it or none. What no longer is what its name says is laid aside once the same content comes again.
A new content lies apart, unread, until it is admitted: no backup takes it before, and what turns
out to have a marking of secrecy is destroyed there.
"""

import ctypes
import fcntl
import hashlib
import os
import re
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from pathlib import Path

from etl.errors import VaultError, WarehouseError
from etl.settings import settings

_CHUNK = 1 << 20
_ARENA_MAX = -8  # of glibc's mallopt
_WRITERS = 8  # flushes to disk wait together instead of one after another
_DRAFT_SECONDS = 24 * 3600  # until an empty one is surely nobody's
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NO_WORKBOOK = (".", "~$")  # hidden files; locks of office programs
_UNFINISHED = (".part", ".tmp", ".crdownload", ".download")
OnLeft = Callable[[Path, OSError | None], None]
Waiting = list[tuple[Path, os.stat_result]]


class _UnreadableError(Exception):
    """A file that should be kept cannot be read; `reason` says why."""

    def __init__(self, reason: OSError) -> None:
        super().__init__(str(reason))
        self.reason = reason


def put_all(paths: Sequence[Path]) -> list[str]:
    """Keep copies of files, which are left alone; gives their SHA-256 in the same order."""
    hashes = {at: sha256 for at, sha256, _ in put_each(paths)}
    return [hashes[at] for at in range(len(paths))]


def put_each(
    paths: Sequence[Path], *, on_unreadable: Callable[[Path, OSError], None] | None = None
) -> Iterator[tuple[int, str, bool]]:
    """Keep copies of many files; gives each as soon as it lies in the vault, in any order.

    That is its place among the paths, its SHA-256, and whether its content is new here. The names
    are flushed to disk when all were given. A file that cannot be read, or is gone, raises
    its `OSError`, or is told to `on_unreadable` and left out; a full disk raises in any case.
    """
    if not paths:
        return
    incoming = settings().vault / ".incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    _unread("").mkdir(exist_ok=True)
    _remove_old_drafts(incoming)
    _share_one_heap()
    pool = ThreadPoolExecutor(max_workers=_WRITERS)
    try:
        places = {pool.submit(_copy, path, incoming): at for at, path in enumerate(paths)}
        for copied in as_completed(places):
            try:
                sha256, is_new = copied.result()
            except _UnreadableError as error:
                if on_unreadable is None:
                    raise error.reason from None
                on_unreadable(paths[places[copied]], error.reason)
                continue
            yield places[copied], sha256, is_new
    finally:
        pool.shutdown(cancel_futures=True)
    _flush(_unread(""))
    _flush(settings().vault)  # where it is a name itself


def path_of(sha256: str) -> Path:
    """Give where the file of a hash lies (whether or not it was ever received)."""
    if not _SHA256.fullmatch(sha256):
        raise WarehouseError(f"{sha256!r} is no SHA-256: 64 digits 0-9 a-f")
    apart = _unread(sha256)
    return apart if apart.exists() else _admitted(sha256)


def unread() -> list[str]:
    """List the hashes of contents that nobody has read yet, or has destroyed yet."""
    return sorted(path.name for path in _unread("").glob("*"))


def is_unread(sha256: str) -> bool:
    """Tell whether a content was neither admitted nor destroyed yet."""
    return _unread(sha256).exists()


def is_unread_since(sha256: str, seconds: float) -> bool:
    """Tell whether a content has been waiting to be read for so long."""
    try:
        return time.time() - _unread(sha256).stat().st_mtime > seconds
    except FileNotFoundError:
        return False


def admit(hashes: Iterable[str]) -> None:
    """Keep contents for good, now that they were read; those that were kept before are."""
    shards: set[Path] = set()
    for target in map(_admitted, hashes):
        with suppress(FileNotFoundError):  # admitted already, by us or by others
            apart = _unread(target.name)
            if apart.exists():
                target.parent.mkdir(exist_ok=True)
                apart.replace(target)
                shards.add(target.parent)
    with ThreadPoolExecutor(max_workers=_WRITERS) as pool:
        list(pool.map(_flush, shards))
    if shards:
        _flush(settings().vault)  # a shard that was made is a name in it


def destroy(sha256: str) -> None:
    """Leave nothing of a content; interrupted, it stays among the unread."""
    for aside in (settings().vault / ".damaged").glob(f"{sha256}-*"):
        erase(aside)
    with suppress(FileNotFoundError):
        _unread("").mkdir(parents=True, exist_ok=True)
        _admitted(sha256).replace(_unread(sha256))
    erase(_unread(sha256))


def erase(path: Path) -> None:
    """Overwrite a file before it is removed; one that has a second name elsewhere is only removed.

    What is not there, or no file, is left as it is.
    """
    with suppress(FileNotFoundError, IsADirectoryError):
        size, names = path.stat().st_size, path.stat().st_nlink
        if names == 1:
            with suppress(PermissionError):
                path.chmod(0o600)
                with path.open("r+b") as file:
                    for start in range(0, size, _CHUNK):
                        file.write(bytes(min(_CHUNK, size - start)))
                    file.flush()
                    os.fsync(file.fileno())
        path.unlink()


def hash_of(path: Path) -> str:
    """Give the SHA-256 of a file that is not kept; raises `OSError` for one that cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sound_path(sha256: str) -> Path:
    """Give where the file of a hash lies; raises `VaultError` when what lies there is another."""
    path = path_of(sha256)
    try:
        found = hash_of(path)
    except OSError as error:
        why = "không còn ở đó" if isinstance(error, FileNotFoundError) else "không mở được"
        raise VaultError(f"tệp gốc {sha256[:8]}… trong kho lưu {why} ({path.parent})") from error
    if found != sha256:
        raise VaultError(f"tệp gốc {sha256[:8]}… trong kho lưu đã bị thay đổi ({path.parent})")
    return path


def _admitted(sha256: str) -> Path:
    return settings().vault / sha256[:2] / sha256


def _unread(sha256: str) -> Path:
    return settings().vault / ".unread" / sha256


def _copy(path: Path, incoming: Path) -> tuple[str, bool]:
    draft = incoming / uuid.uuid4().hex
    digest = hashlib.sha256()
    try:
        with draft.open("xb") as copy:
            fcntl.flock(copy, fcntl.LOCK_EX)  # as long as its writer lives
            for chunk in _chunks(path):
                digest.update(chunk)
                copy.write(chunk)
            copy.flush()
            os.fchmod(copy.fileno(), 0o440)
            os.fsync(copy.fileno())
            sha256 = digest.hexdigest()
            is_new = not _is_sound(_admitted(sha256))
            if is_new:
                draft.replace(_unread(sha256))
            else:
                draft.unlink()
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return sha256, is_new


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb", buffering=0) as source:
            while chunk := source.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise _UnreadableError(error) from error


def _is_sound(target: Path) -> bool:
    """Tell whether a content was admitted and lies here as it came.

    What lies here in its place is laid aside. One that nobody has read yet is as good as none.
    """
    if not target.exists():
        return False
    with suppress(OSError):
        if hash_of(target) == target.name:
            return True
    with suppress(FileNotFoundError):
        aside = settings().vault / ".damaged"
        aside.mkdir(exist_ok=True)
        target.replace(aside / f"{target.name}-{uuid.uuid4().hex[:8]}")
    return False


def _remove_old_drafts(incoming: Path) -> None:
    """Erase what a killed process left half copied; its original is still where it was.

    A writer locks its draft before it writes, so one that holds something and is free is left over.
    """
    for draft in incoming.iterdir():
        with suppress(FileNotFoundError, BlockingIOError), draft.open("rb") as left:
            fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
            found = draft.stat()
            if found.st_size or time.time() - found.st_mtime > _DRAFT_SECONDS:
                erase(draft)


def _share_one_heap() -> None:
    """Let threads share one heap: what each has of its own is never given back, some 10 MiB."""
    if (mallopt := getattr(ctypes.CDLL(None), "mallopt", None)) is not None:
        mallopt(_ARENA_MAX, 1)


def _flush(folder: Path) -> None:
    """Flush a folder's list of names to disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def waiting(folder: Path | None, on_left: OnLeft | None = None, *, links: bool = False) -> Waiting:
    """List the files to take from a folder and those in it, as they are now, oldest first.

    No folder holds none. What is no plain file (a link is one only with `links`) is told to
    `on_left`, and so is what cannot be looked at, with its error.
    """
    found: Waiting = []
    if folder is None or not folder.is_dir():
        return found
    for entry in _entries(folder, on_left, links):
        if not entry.name.startswith(_NO_WORKBOOK) and not entry.name.lower().endswith(_UNFINISHED):
            try:
                found.append((Path(entry.path), entry.stat(follow_symlinks=links)))
            except OSError as error:
                _leave(entry.path, error, on_left)
    return sorted(found, key=lambda one: (one[1].st_mtime_ns, one[0].name))


def _entries(folder: str | Path, on_left: OnLeft | None, links: bool) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            inside = list(entries)
    except OSError as error:
        _leave(folder, error, on_left)
        return
    for entry in inside:
        if entry.is_dir(follow_symlinks=False):
            yield from _entries(entry.path, on_left, links)
        elif entry.is_file(follow_symlinks=links):
            yield entry
        else:
            _leave(entry.path, None, on_left)


def _leave(path: str | Path, error: OSError | None, on_left: OnLeft | None) -> None:
    if on_left is not None:
        on_left(Path(path), error)
