"""Where things lie and who we are: the environment in, one frozen `Settings` and our secret out.

The secret is a file of random bytes, made at the first start, read ever after; each purpose has a
salt of its own, so that a token of one kind is never good as another. The one surprising thing:
without `WAREHOUSE_URL` an embedded PostgreSQL server is started in `<home>/postgres`.
"""

import contextlib
import os
import secrets
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from itsdangerous import URLSafeSerializer
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from etl import PROJECT
from etl.errors import ReportingError

_Count = Annotated[int, Field(ge=1)]


class Settings(BaseSettings):
    """Settings, each from the environment variable `ETL_<NAME>` (`WAREHOUSE_URL` has no prefix)."""

    model_config = SettingsConfigDict(
        env_prefix="ETL_", frozen=True, extra="ignore", env_ignore_empty=True
    )

    home: Path = PROJECT / "var"
    workers: _Count = 2  # processes that read workbooks
    worker_memory_mib: _Count = 440  # beyond a reading process's start; with it, less than 512
    # for one workbook; with the start of a process, and a busy machine, below 10
    worker_seconds: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 6.0
    batch_size: _Count = 200  # workbooks judged in one run
    # who may sign reports: users of Airflow, accounts of the desk; comma between
    signers: str = "lanhdao, lanh-dao"
    desk_proxies: str = ""  # addresses whose X-Forwarded-For the desk believes, comma between

    @property
    def who_may_sign(self) -> tuple[str, ...]:
        """Names of those who may sign reports, at whatever door."""
        return tuple(name for part in self.signers.split(",") if (name := part.strip()))

    @property
    def inbox(self) -> Path:
        """Folder that agencies' workbooks arrive in."""
        return self.home / "inbox"

    @property
    def vault(self) -> Path:
        """Folder of received workbooks by hash, never changed."""
        return self.home / "vault"

    @property
    def returned(self) -> Path:
        """Folder of annotated workbooks that go back."""
        return self.home / "returned"

    @property
    def reports(self) -> Path:
        """Folder of report editions, by period and release."""
        return self.home / "reports"

    @property
    def postgres(self) -> Path:
        """Data folder of the embedded server."""
        return self.home / "postgres"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Read the settings once per process; raises `ReportingError` for the first that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = error.errors()[0]
        raise ReportingError(
            f"Biến môi trường ETL_{str(wrong['loc'][0]).upper()} ghi “{wrong['input']}” không dùng "
            "được. Đề nghị ghi một số lớn hơn 0, hoặc bỏ biến này để dùng giá trị có sẵn."
        ) from None


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
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")  # with mode 0600
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink()
        raise
    return path
