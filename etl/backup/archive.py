"""The archive itself: named contents in, an encrypted file out, and back, a piece at a time.

The one surprising thing: what has no length beforehand (a database's dump) is written as numbered
pieces, so that nothing unencrypted ever lies on the disk and no more than a piece in memory.
"""

import hashlib
import io
import os
import tarfile
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import pyrage
from pyrage import x25519

from etl.errors import BackupError

PIECE_BYTES = 8 << 20
_UNREADABLE = (
    "Không mở được bản sao lưu {}: khóa không phải khóa của bản này, hoặc tệp bị hỏng hay bị cắt "
    "cụt. Đề nghị kiểm tra tệp khóa (ETL_BACKUP_KEY), rồi thử bản sao lưu khác."
)


class Writer:
    """Writes contents into an archive that is open."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.entries: dict[str, tuple[int, str]] = {}  # name → size, SHA-256

    def add(self, name: str, content: bytes, mode: int = 0o600) -> None:
        self.add_stream(name, len(content), io.BytesIO(content), mode)

    def add_stream(self, name: str, size: int, source: IO[bytes], mode: int = 0o600) -> None:
        """Add exactly `size` bytes of a stream; raises `BackupError` when there are fewer."""
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, mode
        content = Hashed(source)
        try:
            self._tar.addfile(entry, content)
        except OSError as error:
            if content.size < size and error.errno is None:  # tarfile's own words
                raise BackupError(f"{name} ngắn đi trong lúc sao lưu; đề nghị chạy lại") from None
            raise
        self.entries[name] = content.size, content.sha256

    def add_pieces(self, name: str, source: IO[bytes]) -> None:
        """Add a stream of unknown length as `name/000000`, `name/000001` …"""
        number = 0
        while piece := source.read(PIECE_BYTES):
            self.add(f"{name}/{number:06d}", piece)
            number += 1


class Hashed:
    """Reads a stream, and counts and hashes what was read; `BackupError` where it is cut off."""

    def __init__(self, source: IO[bytes], archive: Path | None = None) -> None:
        self._source, self._archive = source, archive
        self._digest = hashlib.sha256()
        self.size = 0

    def read(self, size: int = -1) -> bytes:
        try:
            chunk = self._source.read(size)
        except tarfile.TarError:
            raise BackupError(_UNREADABLE.format(self._archive)) from None
        self._digest.update(chunk)
        self.size += len(chunk)
        return chunk

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


class _WatchedFile:
    """Writes to a file, and remembers what the system said: age gives only its words on."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self.trouble: OSError | None = None

    def write(self, content: bytes) -> int:
        try:
            return self._target.write(content)
        except OSError as error:
            self.trouble = error
            raise

    def flush(self) -> None:
        self._target.flush()


@contextmanager
def writing(path: Path, identity: x25519.Identity) -> Iterator[Writer]:
    """Open a new archive to write into; it is whole on the disk when the block ends."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as target:

        def encrypt(plain: IO[bytes]) -> None:
            told = _WatchedFile(target)
            try:
                pyrage.encrypt_io(plain, told, [identity.to_public()])
            except pyrage.EncryptError:
                if told.trouble is None:
                    raise
                raise told.trouble from None

        with _piped(encrypt, writes=True) as sink, tarfile.open(
            fileobj=sink, mode="w|", format=tarfile.PAX_FORMAT
        ) as tar:  # fmt: skip
            yield Writer(tar)
        target.flush()
        os.fsync(target.fileno())


def reading(
    path: Path, identity: x25519.Identity
) -> Generator[tuple[tarfile.TarInfo, Hashed], None, None]:
    """Give the contents of an archive one by one; raises `BackupError` when it is not whole.

    What was given before is not to be relied on until the end has come without an error.
    """
    with path.open("rb") as source:

        def decrypt(sink: IO[bytes]) -> None:
            pyrage.decrypt_io(source, sink, [identity])

        try:
            with _piped(decrypt, writes=False) as plain:
                with tarfile.open(fileobj=plain, mode="r|") as tar:
                    for entry in tar:
                        content = tar.extractfile(entry)
                        if content is not None:
                            yield entry, Hashed(content, path)
                while plain.read(PIECE_BYTES):  # to the end: only there a cut is seen
                    pass
        except (pyrage.DecryptError, tarfile.TarError, _CipherError):
            raise BackupError(_UNREADABLE.format(path)) from None


class _CipherError(Exception):
    """What age says of a file that is not what it wrote."""


@contextmanager
def _piped(work: Callable[[IO[bytes]], None], *, writes: bool) -> Iterator[IO[bytes]]:
    """Give one end of a pipe whose other end another thread works on; its error is raised here."""
    read_end, write_end = os.pipe()
    ours, theirs = (write_end, read_end) if writes else (read_end, write_end)

    def run() -> None:
        with os.fdopen(theirs, "rb" if writes else "wb", buffering=1 << 20) as end:
            work(end)

    with ThreadPoolExecutor(1, thread_name_prefix="age") as pool:
        other = pool.submit(run)
        end = os.fdopen(ours, "wb" if writes else "rb", buffering=1 << 20)
        try:
            yield end
            end.close()  # writes what is left
        finally:
            with suppress(OSError):
                end.close()
            with suppress(BrokenPipeError):  # that a pipe was closed is only what followed
                try:
                    other.result()
                except OSError as error:
                    if error.errno is None:  # age's words, not the system's
                        raise _CipherError from error
                    raise
