"""Where things lie and who we are: the environment in, one frozen `Settings` out.

The one surprising thing: without `WAREHOUSE_URL` an embedded PostgreSQL server is started in
`<home>/postgres`.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Settings, each from the environment variable `ETL_<NAME>` (`WAREHOUSE_URL` has no prefix)."""

    model_config = SettingsConfigDict(env_prefix="ETL_", frozen=True, extra="ignore")

    home: Path = PROJECT / "var"
    workers: int = 2  # processes that read workbooks
    worker_memory_mib: int = 440  # beyond a reading process's start; with it, less than 512
    worker_seconds: float = 6.0  # for one workbook; with its start, and a busy machine, below 10
    batch_size: int = 200  # workbooks judged in one run
    desk_proxies: str = ""  # addresses whose X-Forwarded-For the desk believes, comma between

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
    """Read the settings once per process."""
    return Settings()
