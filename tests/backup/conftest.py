"""A home with its own embedded server and one backup, and an empty one beside it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from backup_home import fill, move_to

from etl import backup, warehouse
from etl.pipeline import safekeeping
from etl.settings import settings
from etl.warehouse import embedded
from etl.warehouse.schema import migrate


@pytest.fixture(scope="module")
def origin() -> Iterator[Path]:
    """Give a home with its own embedded server, content in every room, a key and one backup."""
    folder = Path(tempfile.mkdtemp(prefix="etl-backup-"))
    folder.chmod(0o711)
    home = folder / "goc"
    with pytest.MonkeyPatch.context() as patch:
        move_to(patch, home)
        embedded.start(home / "postgres", options=("fsync=off",))
        try:
            migrate()
            fill(home)
            backup.make_key(folder / "khoa.txt")
            safekeeping.back_up()
            yield home
        finally:
            warehouse.dispose()
            embedded.stop(home / "postgres")
            settings.cache_clear()
            shutil.rmtree(folder)


@pytest.fixture
def elsewhere(origin: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Move the test to an empty home beside the first."""
    home = origin.with_name("moi")
    move_to(monkeypatch, home)
    yield home
    warehouse.stop()
    shutil.rmtree(home, ignore_errors=True)
    monkeypatch.undo()
    settings.cache_clear()
    warehouse.dispose()
