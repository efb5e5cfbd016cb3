"""The only module that knows where received files lie: a file in, its SHA-256 out, for ever.

The one surprising thing: nothing is ever overwritten or deleted here. A file is copied under
another name, flushed to disk and only then given its hash as name, so that a crash leaves either
the whole file or none.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from etl.errors import WarehouseError
from etl.settings import settings

_CHUNK = 1 << 20
_WRITERS = 8  # flushes to disk wait together instead of one after another
_DRAFT_SECONDS = 24 * 3600  # longer than any copy takes
_SHA256 = re.compile(r"[0-9a-f]{64}")


def put(path: Path) -> str:
    """Keep a copy of a file; gives its SHA-256. The original is left alone."""
    (sha256,) = put_all([path])
    return sha256


def put_all(paths: Sequence[Path]) -> list[str]:
    """Keep copies of many files; gives their SHA-256 in the same order."""
    if not paths:
        return []
    incoming = settings().vault / ".incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    _remove_old_drafts(incoming)
    shares = [paths[first::_WRITERS] for first in range(min(_WRITERS, len(paths)))]
    with ThreadPoolExecutor(max_workers=len(shares)) as pool:
        copied = list(pool.map(lambda share: [_copy(path, incoming) for path in share], shares))
    hashes = [copied[at % len(shares)][at // len(shares)] for at in range(len(paths))]
    for shard in {sha256[:2] for sha256 in hashes}:
        _flush(settings().vault / shard)
    return hashes


def path_of(sha256: str) -> Path:
    """Give where the file of a hash lies (whether or not it was ever received)."""
    if not _SHA256.fullmatch(sha256):
        raise WarehouseError(f"{sha256!r} is no SHA-256: 64 digits 0-9 a-f")
    return settings().vault / sha256[:2] / sha256


def _copy(path: Path, incoming: Path) -> str:
    draft = incoming / uuid.uuid4().hex
    digest = hashlib.sha256()
    try:
        with path.open("rb") as source, draft.open("xb") as copy:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                copy.write(chunk)
            copy.flush()
            os.fchmod(copy.fileno(), 0o440)
            os.fsync(copy.fileno())
        target = path_of(digest.hexdigest())
        if target.exists():
            draft.unlink()
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return digest.hexdigest()


def _remove_old_drafts(incoming: Path) -> None:
    """Remove what a killed process left half copied; its original is still where it was."""
    for draft in incoming.iterdir():
        with suppress(FileNotFoundError):
            if time.time() - draft.stat().st_mtime > _DRAFT_SECONDS:
                draft.unlink()


def _flush(folder: Path) -> None:
    """Flush a folder's list of names to disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
