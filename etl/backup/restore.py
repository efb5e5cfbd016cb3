"""Reads an archive to its end, and brings back what it holds, here or for a moment aside.

One and the same walk verifies, rehearses and restores: what is not asked for (files, databases) is
hashed and let go. The one surprising thing: nothing is ever brought back over something. A home
that holds anything, or a database with a table, is refused, because the way back from a mistake
here would be gone.
"""

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path, PurePosixPath
from tarfile import TarInfo
from typing import IO, Literal

import psycopg
from psycopg import sql
from pydantic import TypeAdapter
from pyrage import x25519
from sqlalchemy.engine import URL

from etl import warehouse
from etl.backup import databases
from etl.backup.archive import Hashed, reading
from etl.backup.kept_archives import BackupSettings, read_key
from etl.errors import BackupError
from etl.settings import settings
from etl.warehouse import embedded

MANIFEST = "manifest.json"
ROLES = "databases/roles.json"
_CHUNK = 1 << 20
_DRAFT = ".dang-phuc-hoi"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself, as its last content."""

    entries: Mapping[str, tuple[int, str]]  # name → size, SHA-256
    tables: Mapping[str, Mapping[str, int]]  # database → table → rows
    in_force: str  # which returns were in force
    missing: tuple[str, ...]  # what the warehouse names and was not there
    at: dt.datetime  # the moment that it shows
    format: Literal[1] = 1


AS_JSON = TypeAdapter(Manifest)


def restore(archive: Path) -> tuple[Manifest, list[str]]:
    """Bring an archive back into an empty home and empty databases.

    Gives what it held, and the logins whose password must be set anew. Raises `BackupError` when
    there is something already, or when what came back is not what was taken.
    """
    identity = read_key(BackupSettings().key)
    if not archive.is_file():
        raise BackupError(f"Không có bản sao lưu {archive}. Đề nghị kiểm tra lại đường dẫn.")
    home = settings().home
    _refuse_full(home)
    draft = home / _DRAFT
    draft.mkdir(parents=True, mode=0o700)
    is_done = False
    try:
        held, _ = read_back(archive, identity)  # to the end, before anything is made of it
        addresses = databases.addresses(make=databases.AIRFLOW in held.tables)
        full = [name for name, address in addresses.items() if not databases.is_empty(address)]
        if full:
            raise BackupError(
                f"Cơ sở dữ liệu {', '.join(full)} đã có bảng nên không phục hồi vào đó. Đề nghị "
                "tạo cơ sở dữ liệu trống, hoặc đặt ETL_HOME là một thư mục trống."
            )
        manifest, without_password = read_back(archive, identity, addresses, draft)
        _compare(manifest, addresses)
        for path in draft.iterdir():
            path.replace(home / path.name)
        is_done = True
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        if not is_done:  # the home was empty: so is the embedded server's part of it again
            warehouse.stop()
            shutil.rmtree(settings().postgres, ignore_errors=True)
    return manifest, without_password


def rehearse(archive: Path) -> None:
    """Bring an archive's databases back into a server of their own, compare all, and end it.

    Raises `BackupError` when what came back is not what was taken.
    """
    identity = read_key(BackupSettings().key)
    with _scratch() as addresses:
        manifest, _ = read_back(archive, identity, addresses)
        _compare(manifest, addresses)


def read_back(
    path: Path,
    identity: x25519.Identity,
    addresses: Mapping[str, URL] | None = None,
    folder: Path | None = None,
) -> tuple[Manifest, list[str]]:
    """Read an archive to its end, its databases into `addresses` and its files into `folder`.

    Gives what it says of itself, and the logins that were made and need a password. Raises
    `BackupError` unless it is what it says to be.
    """
    found: dict[str, tuple[int, str]] = {}
    manifest: Manifest | None = None
    without_password: list[str] = []
    with closing(reading(path, identity)) as contents:
        for inside, parts in groupby(contents, lambda one: PurePosixPath(one[0].name).parent):
            with _dump(inside, addresses) as dump:
                for entry, content in parts:
                    if entry.name == MANIFEST:
                        manifest = _manifest(path, content.read())
                        continue
                    if entry.name == ROLES and addresses is not None:
                        owner = addresses[databases.WAREHOUSE]
                        without_password = databases.make_roles(owner, content.read())
                    elif entry.name.startswith("home/") and folder is not None:
                        with _made(folder, path, entry) as file:
                            _copy(content, file)
                    else:
                        _copy(content, dump)
                    found[entry.name] = content.size, content.sha256
    if manifest is None or found != manifest.entries:
        wrong = [name for name in found if manifest and manifest.entries.get(name) != found[name]]
        raise BackupError(
            f"Bản sao lưu {path} không khớp với danh mục của chính nó ({len(wrong)} phần sai). Đề "
            "nghị dùng bản sao lưu khác."
        )
    return manifest, without_password


def _dump(
    inside: PurePosixPath, addresses: Mapping[str, URL] | None
) -> AbstractContextManager[IO[bytes] | None]:
    """Give where the pieces in a folder of an archive go: a database, or what reads its dump."""
    if inside.parent != PurePosixPath("databases"):
        return nullcontext()
    if addresses is None or inside.stem not in addresses:
        return databases.listed()
    is_ours = inside.stem == databases.WAREHOUSE
    return databases.filled(addresses[inside.stem], keep_grants=is_ours)


def _copy(content: Hashed, sink: IO[bytes] | None) -> None:
    while chunk := content.read(_CHUNK):
        if sink is not None:
            try:
                sink.write(chunk)
            except BrokenPipeError:  # it has seen enough, or failed, which is told when it ends
                sink = None


def _made(folder: Path, archive: Path, entry: TarInfo) -> IO[bytes]:
    """Make the file that a content names below home; one that leads elsewhere is refused."""
    inside = PurePosixPath(entry.name).relative_to("home")
    if inside.is_absolute() or ".." in inside.parts:
        raise BackupError(
            f"Bản sao lưu {archive} ghi một đường dẫn không hợp lệ nên không dùng được."
        )
    path = folder / inside
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, entry.mode & 0o777), "wb")


def _manifest(path: Path, content: bytes) -> Manifest:
    try:
        return AS_JSON.validate_json(content)
    except ValueError:
        raise BackupError(
            f"Bản sao lưu {path} do một phiên bản khác của chương trình ghi. Đề nghị cài đúng "
            "phiên bản đó, phục hồi, rồi nâng cấp."
        ) from None


def _refuse_full(home: Path) -> None:
    chosen = BackupSettings()
    allowed = {chosen.folder, chosen.key}
    found = [path for path in home.iterdir() if path not in allowed] if home.is_dir() else []
    if any(not path.name.endswith(".lock") for path in found):
        raise BackupError(
            f"Thư mục {home} không trống nên không phục hồi vào đó. Đề nghị đặt ETL_HOME là một "
            "thư mục trống, hoặc chuyển thư mục cũ đi nơi khác (không xóa khi chưa phục hồi xong)."
        )


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
    """Compare rows of every table, and what is in force, with what was taken."""
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
                ((in_force,),) = databases.rows(conn, "in_force")
                if in_force != manifest.in_force:
                    raise BackupError("Các biểu đang có hiệu lực không như lúc sao lưu.")
