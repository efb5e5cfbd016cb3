"""Brings a backup back: an archive in, a system as it was out, here or for a moment aside.

The one surprising thing: nothing is ever brought back over something. A home that holds anything,
or a database with a table, is refused, because the way back from a mistake here would be gone.
"""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL

from etl import warehouse
from etl.backup import databases
from etl.backup.key import BackupSettings, read_key
from etl.backup.read_back import Into, Manifest, read_back
from etl.errors import BackupError
from etl.settings import settings
from etl.warehouse import embedded

_DRAFT = ".dang-phuc-hoi"


def restore(archive: Path) -> tuple[Manifest, tuple[str, ...]]:
    """Bring an archive back into an empty home and empty databases.

    Gives what it held, and the logins whose password must be set anew. Raises `BackupError` when
    there is something already, or when what came back is not what was taken.
    """
    identity = read_key(BackupSettings().key_path)
    if not archive.is_file():
        raise BackupError(f"Không có bản sao lưu {archive}. Đề nghị kiểm tra lại đường dẫn.")
    home = settings().home
    _refuse_full(home)
    draft = home / _DRAFT
    draft.mkdir(parents=True, mode=0o700)
    is_done = False
    try:
        held = read_back(archive, identity)  # to the end, before anything is made of it
        addresses = databases.addresses(make=databases.AIRFLOW in held.tables)
        full = [name for name, address in addresses.items() if not databases.is_empty(address)]
        if full:
            raise BackupError(
                f"Cơ sở dữ liệu {', '.join(full)} đã có bảng nên không phục hồi vào đó. Đề nghị "
                "tạo cơ sở dữ liệu trống, hoặc đặt ETL_HOME là một thư mục trống."
            )
        into = Into(draft, addresses)
        manifest = read_back(archive, identity, into)
        _compare(manifest, addresses)
        for path in draft.iterdir():
            path.replace(home / path.name)
        is_done = True
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        if not is_done:
            _take_back()
    return manifest, into.without_password


def rehearse(archive: Path) -> Manifest:
    """Bring an archive's databases back aside, compare all rows and hashes, and remove them again.

    A server of its own is started for it and ended, so that the real one is never touched. Raises
    `BackupError` when what came back is not what was taken.
    """
    identity = read_key(BackupSettings().key_path)
    with _scratch() as addresses:
        manifest = read_back(archive, identity, Into(None, addresses))
        _compare(manifest, addresses)
    return manifest


def _refuse_full(home: Path) -> None:
    chosen = BackupSettings()
    allowed = {chosen.folder_path, chosen.key_path}
    found = [path for path in home.iterdir() if path not in allowed] if home.is_dir() else []
    if any(not path.name.endswith(".lock") for path in found):
        raise BackupError(
            f"Thư mục {home} không trống nên không phục hồi vào đó. Đề nghị đặt ETL_HOME là một "
            "thư mục trống, hoặc chuyển thư mục cũ đi nơi khác (không xóa khi chưa phục hồi xong)."
        )


def _take_back() -> None:
    """Remove what a restore that failed made of the embedded server; the home was empty."""
    warehouse.stop()
    shutil.rmtree(settings().postgres, ignore_errors=True)


@contextmanager
def _scratch() -> Iterator[dict[str, URL]]:
    folder = Path(tempfile.mkdtemp(prefix="phuc-hoi-thu-"))
    folder.chmod(0o711)  # the server's own user must reach its data folder
    try:
        server = embedded.start(folder / "postgres", options=("fsync=off",))
        names = (databases.WAREHOUSE, databases.AIRFLOW)
        with psycopg.connect(server.conninfo(), autocommit=True) as conn:
            for name in names:
                conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        there = URL.create(
            "postgresql", username=embedded.SUPERUSER, query={"host": str(server.socket)}
        )
        yield {name: there.set(database=name) for name in names}
    finally:
        embedded.stop(folder / "postgres")
        shutil.rmtree(folder, ignore_errors=True)


def _compare(manifest: Manifest, addresses: Mapping[str, URL]) -> None:
    """Compare what came back with what was taken: rows of every table, and what is in force."""
    for name, counts in manifest.tables.items():
        if name not in addresses:
            raise BackupError(
                f"Bản sao lưu có cơ sở dữ liệu {name}, nhưng ở đây chưa khai báo địa chỉ của nó. "
                "Đề nghị đặt ETL_AIRFLOW_DATABASE_URL rồi chạy lại."
            )
        with databases.connected(addresses[name]) as conn:
            found = databases.row_counts(conn)
            wrong = sorted(table for table in counts if counts[table] != found.get(table))
            if wrong:
                raise BackupError(
                    f"Cơ sở dữ liệu {name} phục hồi không đủ: {len(wrong)} bảng khác số dòng, ví "
                    f"dụ {wrong[0]}."
                )
            if name == databases.WAREHOUSE:
                ((in_force,),) = databases.texts(conn, "in_force")
                if in_force != manifest.in_force:
                    raise BackupError("Các biểu đang có hiệu lực không như lúc sao lưu.")
