"""A home with something in every room, for tests of backups; `conftest.py` makes it."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest
import sqlalchemy as sa
from returns_by_hand import accepted, error, judged, works

from etl import backup, vault, warehouse
from etl.registry import received
from etl.settings import settings

LETTER = b"K\xc3\xadnh g\xe1\xbb\xadi Ban D\xc3\xa2n t\xe1\xbb\x99c"


def move_to(patch: pytest.MonkeyPatch, home: Path) -> None:
    patch.delenv("WAREHOUSE_URL", raising=False)
    patch.setenv("ETL_HOME", str(home))
    patch.setenv("ETL_BACKUP_FOLDER", str(home.parent / "sao-luu"))
    patch.setenv("ETL_BACKUP_KEY", str(home.parent / "khoa.txt"))
    settings.cache_clear()
    warehouse.dispose()


def fill(home: Path) -> None:
    sent = home / "sent.xlsx"
    sent.write_bytes(LETTER)
    sha256 = vault.put_all([sent])[0]
    vault.admit([sha256])
    sent.unlink()
    files = {
        "inbox/chưa nhận.xlsx": b"waits",
        "returned/2020/ubnd-trang-dinh/x_tra-lai.xlsx": b"copy",
        "desk/secret": b"s" * 48,
        "desk/accounts.json": b"{}",
        "airflow/secrets.json": b"{}",
        "airflow/mat-khau.json": b"{}",
        "airflow/logs/a.log": b"made anew",
        "work/a.reading": b"made anew",
        "những thứ về sau.txt": b"what a later version may keep",
    }
    for name, content in files.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (home / "desk/secret").chmod(0o600)
    with warehouse.transaction() as conn:
        received.record_submissions(conn, [received.Arrival(sha256, "thư.xlsx", "inbox", 9)])
        accepted(conn, "a", works({}, {}))
        judged(conn, "b", works({}), [error()], agency_id="ubnd-binh-gia")
    for name in ("a", "b"):  # received by hand: their files lie in the vault like any other's
        path = vault.path_of(sha(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    with sa.create_engine(warehouse.database_url("airflow")).begin() as conn:
        conn.exec_driver_sql("CREATE TABLE dag_run AS SELECT 7 AS id")


def sha(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def newest() -> Path:
    newest = backup.newest_good()
    assert newest is not None
    return newest.path


def wait_a_second() -> None:
    """Let the next archive have a name of its own: names are moments."""
    last = max(one.at for one in backup.backups())
    while dt.datetime.now(dt.UTC) < last + dt.timedelta(seconds=1):
        pass
