"""Reads an archive to its end: every byte in, what it holds out, or why it is not sound.

The one surprising thing: one and the same walk verifies, rehearses and restores. What is not asked
for (files, databases) is hashed and let go.
"""

import datetime as dt
import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack, closing
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Self

from pyrage import x25519
from sqlalchemy.engine import URL

from etl.backup import databases
from etl.backup.archive import reading
from etl.errors import BackupError

MANIFEST = "manifest.json"
_FORMAT = 1
_CHUNK = 1 << 20
_ROLES = "databases/roles.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself, as its last content."""

    entries: Mapping[str, tuple[int, str]]  # name → size, SHA-256
    tables: Mapping[str, Mapping[str, int]]  # database → table → rows
    in_force: str  # which returns were in force
    missing: tuple[str, ...]  # what the warehouse names and was not there
    at: str
    format: int = _FORMAT

    @property
    def moment(self) -> dt.datetime:
        """The moment that it shows."""
        return dt.datetime.fromisoformat(self.at)

    def as_json(self) -> dict[str, object]:
        """Give it as JSON-serialisable values."""
        return asdict(self)


@dataclass(slots=True)
class Into:
    """Where contents go on their way to the end; nowhere by default."""

    folder: Path | None = None
    addresses: Mapping[str, URL] | None = None
    without_password: tuple[str, ...] = ()


def read_back(path: Path, identity: x25519.Identity, into: Into | None = None) -> Manifest:
    """Read an archive to its end; raises `BackupError` unless it is what it says to be."""
    into = into or Into()
    found: dict[str, tuple[int, str]] = {}
    manifest: Manifest | None = None
    with _Dumps(into.addresses) as dumps, closing(reading(path, identity)) as contents:
        for entry, content in contents:
            name = entry.name
            if name == MANIFEST:
                manifest = _manifest(path, content.read())
                continue
            if name == _ROLES:
                found[name] = _roles(content.read(), into)
                continue
            sink = dumps.of(name)
            if name.startswith("home/") and into.folder is not None:
                with _opened(into.folder / _safe(path, name), entry.mode) as file:
                    found[name] = _copy(content, file)
            else:
                found[name] = _copy(content, sink)
    if manifest is None or found != manifest.entries:
        wrong = [name for name in found if manifest and manifest.entries.get(name) != found[name]]
        raise BackupError(
            f"Bản sao lưu {path} không khớp với danh mục của chính nó ({len(wrong)} phần sai). Đề "
            "nghị dùng bản sao lưu khác."
        )
    return manifest


class _Dumps:
    """The dumps of databases, each fed to what reads it, one after the other."""

    def __init__(self, addresses: Mapping[str, URL] | None) -> None:
        self._addresses = addresses
        self._now = ""
        self._open = ExitStack()
        self._sink: IO[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *given: object) -> None:
        self._open.__exit__(kind, *given)  # type: ignore[arg-type]

    def of(self, name: str) -> IO[bytes] | None:
        """Give where a content of the archive goes; ends a dump when another begins."""
        folder = PurePosixPath(name).parent.as_posix()
        if folder != self._now:
            self._open.close()
            self._now, self._sink = folder, None
            if folder.startswith("databases/"):
                self._sink = self._open.enter_context(self._reader(Path(folder).stem))
        return self._sink

    def _reader(self, database: str) -> AbstractContextManager[IO[bytes]]:
        if self._addresses is None or database not in self._addresses:
            return databases.listed()
        is_ours = database == databases.WAREHOUSE
        return databases.filled(self._addresses[database], keep_grants=is_ours)


def _roles(content: bytes, into: Into) -> tuple[int, str]:
    if into.addresses is not None:
        made = databases.make_roles(into.addresses[databases.WAREHOUSE], content)
        into.without_password = tuple(made)
    return len(content), hashlib.sha256(content).hexdigest()


def _copy(content: IO[bytes], sink: IO[bytes] | None) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    while chunk := content.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if sink is not None:
            try:
                sink.write(chunk)
            except BrokenPipeError:  # it has seen enough, or failed, which is told when it ends
                sink = None
    return size, digest.hexdigest()


def _opened(path: Path, mode: int) -> IO[bytes]:
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode & 0o777), "wb")


def _safe(path: Path, name: str) -> PurePosixPath:
    """Give the path below home that a content names; one that leads elsewhere is refused."""
    inside = PurePosixPath(name).relative_to("home")
    if inside.is_absolute() or ".." in inside.parts:
        raise BackupError(f"Bản sao lưu {path} ghi một đường dẫn không hợp lệ nên không dùng được.")
    return inside


def _manifest(path: Path, content: bytes) -> Manifest:
    said = json.loads(content)
    if said.get("format") != _FORMAT:
        raise BackupError(
            f"Bản sao lưu {path} do một phiên bản khác của chương trình ghi. Đề nghị cài đúng "
            "phiên bản đó, phục hồi, rồi nâng cấp."
        )
    entries = {name: (int(size), str(sha256)) for name, (size, sha256) in said["entries"].items()}
    return Manifest(entries, said["tables"], said["in_force"], tuple(said["missing"]), said["at"])
