"""Takes workbooks in: files in the inbox in, copies in the vault and submissions out.

The one surprising thing: a file leaves the inbox only after its copy is on disk and its row is
committed. Whenever this is interrupted, the next run does the rest, and a file that was already
registered is not told as a duplicate of itself.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from etl import registry, vault, warehouse
from etl.model import Submission
from etl.registry import Arrival
from etl.settings import settings

_UNFINISHED = (".part", ".tmp", ".crdownload", ".download")


def collect(inbox: Path | None = None, *, channel: str = "inbox") -> list[Submission]:
    """Move every file of the inbox (and its folders) into the vault; gives their submissions.

    A file that changes while it is copied is left for the next run, one that is taken away before
    is none. The same content twice is one submission, given twice.
    """
    intake = Intake(inbox, channel=channel)
    for _ in intake.keep():
        pass
    return intake.taken


class Intake:
    """The files of an inbox on their way into the vault."""

    def __init__(self, inbox: Path | None = None, *, channel: str = "inbox") -> None:
        """Look what is there now."""
        self._found = _files(inbox or settings().inbox)
        self._channel = channel
        self.taken: list[Submission] = []

    def __len__(self) -> int:
        return len(self._found)

    def keep(self) -> Iterator[str]:
        """Copy all files into the vault; gives each new content's hash as soon as it lies there.

        When all lie there they are registered, and leave the inbox.
        """
        hashes: dict[int, str] = {}
        for at, sha256, is_new in vault.put_each(
            [path for path, _ in self._found], missing_ok=True
        ):
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
        with warehouse.transaction() as conn:
            taken = registry.record_submissions(
                conn,
                [
                    Arrival(sha256, _name(path), self._channel, stat.st_size, _source(stat))
                    for path, sha256, stat in whole
                ],
            )
        for path, _, _ in whole:
            path.unlink(missing_ok=True)
        return taken


def receive(path: Path, *, channel: str, file_name: str = "") -> Submission:
    """Take in one file that stays where it is; `file_name` is the sender's name for it."""
    sha256 = vault.put(path)
    size = vault.path_of(sha256).stat().st_size
    with warehouse.transaction() as conn:
        arrival = Arrival(sha256, file_name or _name(path), channel, size)
        return registry.record_submissions(conn, [arrival])[0]


def bring(folder: Path) -> None:
    """Copy a folder's files into the inbox; the sender's folder is left as it is."""
    for path in files_of(folder):
        target = settings().inbox / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}")
        shutil.copy2(path, draft)
        draft.replace(target)


def files_of(folder: Path | None) -> list[Path]:
    """List the files of a folder and of the folders in it; none when there is no folder."""
    if folder is None or not folder.is_dir():
        return []
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


def _files(inbox: Path) -> Sequence[tuple[Path, os.stat_result]]:
    """List the files to take as they are now, oldest first; office programs' locks are none."""
    inbox.mkdir(parents=True, exist_ok=True)
    found = [
        (Path(entry.path), entry.stat(follow_symlinks=False))
        for entry in _entries(inbox)
        if not entry.name.startswith((".", "~$")) and not entry.name.endswith(_UNFINISHED)
    ]
    return sorted(found, key=lambda one: (one[1].st_mtime_ns, one[0].name))


def _entries(folder: str | Path) -> Iterator[os.DirEntry[str]]:
    """Walk through the plain files of a folder and of the folders in it."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _entries(entry.path)
            elif entry.is_file(follow_symlinks=False):
                yield entry


def _name(path: Path) -> str:
    """Give a file's name; what is no UTF-8 in it, as old systems send it, is a replacement mark."""
    return os.fsencode(path.name).decode(errors="replace")


def _same(path: Path, before: os.stat_result) -> bool:
    """Tell whether a file is still as it was before it was copied."""
    try:
        now = path.stat()
    except FileNotFoundError:
        return False
    return _source(now) == _source(before) and now.st_size == before.st_size


def _source(stat: os.stat_result) -> str:
    """Name one file on disk, so that an interrupted run knows it again."""
    return f"{stat.st_dev}:{stat.st_ino}:{stat.st_mtime_ns}"
