"""Our secret: a file of random bytes, made at the first start, read ever after.

In: the home folder. Out: signers for sessions, links and forms, each with a salt of its own so
that a token of one kind is never good as another. The one surprising thing: two processes that
start at once agree, because the file is made with an exclusive link.
"""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from itsdangerous import URLSafeSerializer


class SecretKey:
    """Signs what leaves the server and must come back unchanged."""

    def __init__(self, folder: Path) -> None:
        """Read `<folder>/secret`, or make it, readable by its owner alone."""
        folder.mkdir(parents=True, exist_ok=True)
        self._secret = _read_or_make(folder / "secret")

    def signer(self, purpose: str) -> URLSafeSerializer:
        """Give a signer whose tokens are good for one purpose only."""
        return URLSafeSerializer(self._secret, salt=f"desk/{purpose}")


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _aside(path, text.encode()).replace(path)


def _read_or_make(path: Path) -> bytes:
    if not path.exists():
        made = _aside(path, secrets.token_bytes(48))
        with contextlib.suppress(FileExistsError):  # another process was first: use its secret
            os.link(made, path)
        made.unlink()
    return path.read_bytes()


def _aside(path: Path, content: bytes) -> Path:
    """Write content whole beside where it goes, readable by its owner alone."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")  # with mode 0600
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)
