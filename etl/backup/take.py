"""Takes a backup: the running system in, one archive out that was read back.

First a moment of the databases is held fast, and the reports are taken while nobody may draft one
or upgrade; then all other files, which are only ever added. So whatever that moment names is there,
and who works meanwhile is not kept waiting. The one surprising thing: a file that is missing in the
vault is told and does not stop the backup, which would leave the office with none at all.
"""

import datetime as dt
import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from etl import vault, warehouse
from etl.backup import databases, kept_archives
from etl.backup.archive import Writer, writing
from etl.backup.kept_archives import BackupSettings, KeptArchive, read_key
from etl.backup.restore import AS_JSON, MANIFEST, ROLES, Manifest, read_back
from etl.errors import BackupError, reason_of
from etl.settings import settings

_SMALL = 16 << 20  # read at once: such a file may be written to while it is read
# Made anew by the system when it is missing, or meaningless elsewhere; all else below home is kept.
NOT_KEPT = (
    "postgres",  # as dumps, which another version of the server can read
    "work",  # readings, made anew from the vault
    "airflow/logs",
    "airflow/airflow.cfg",
    "airflow/running.json",
    "airflow/running.lock",
    "desk/prechecks",  # asked for and never sent; removed after a day anyway
    "desk/checking",
    "desk/incoming",
    "desk/judge.lock",
    # what nobody has read may be secret: neither what waits nor what was just taken in
    "inbox",
    "vault/.incoming",
    "vault/.unread",
)
NO_KEY = (
    "Chưa có khóa sao lưu nên hệ thống chưa sao lưu được. Tạo khóa một lần bằng lệnh: "
    "etl backup --make-key, rồi cất hai bản của khóa ở hai nơi (xem docs/huong-dan/quan-tri.md)."
)


def has_key() -> bool:
    """Tell whether the office has set up its key here."""
    return BackupSettings().key.exists()


def take() -> KeptArchive:
    """Take a backup and read it back; gives what was found in it.

    Raises `BackupError` when it cannot be taken or read back; nothing is left of it then.
    """
    if not has_key():
        raise BackupError(NO_KEY)
    identity = read_key(BackupSettings().key)
    with kept_archives.only_one():
        at = dt.datetime.now(dt.UTC).replace(microsecond=0)
        path = kept_archives.path_for(at)
        draft = path.with_name(f".{path.name}.part")
        try:
            with writing(draft, identity) as archive:
                _write(archive, at)
            found, _ = read_back(draft, identity)
            done = KeptArchive(path, at, draft.stat().st_size, len(found.entries), found.missing)
            kept_archives.note(done)
            draft.replace(path)
        except OSError as error:
            raise BackupError(
                f"Không ghi được bản sao lưu vào {path.parent} ({reason_of(error)}). Đề nghị kiểm "
                "tra chỗ trống và quyền của thư mục."
            ) from error
        finally:
            draft.unlink(missing_ok=True)
        kept_archives.prune()
    return done


def _write(archive: Writer, at: dt.datetime) -> None:
    with ExitStack() as stack:
        guard = stack.enter_context(warehouse.transaction("owner"))
        for name in ("migrate", "release"):
            warehouse.lock(guard, name)
        moments = {
            name: (address, *stack.enter_context(databases.moment(address)))
            for name, address in databases.addresses().items()
        }
        _, conn, _ = moments[databases.WAREHOUSE]
        archive.add(ROLES, databases.members(conn))
        for name, (address, there, snapshot) in moments.items():
            with databases.dumped(there, address, snapshot) as dump:
                archive.add_pieces(f"databases/{name}.dump", dump)
        tables = {name: databases.row_counts(there) for name, (_, there, _) in moments.items()}
        named = {
            f"home/vault/{sha256[:2]}/{sha256}": sha256
            for (sha256,) in databases.rows(conn, "vault_hashes")
        }
        for path, sha256 in databases.rows(conn, "report_files"):
            named[f"home/reports/{path}"] = sha256
        unread = {*vault.unread()}
        ((in_force,),) = databases.rows(conn, "in_force")
        for path in kept_files(of_reports=True):
            _add(archive, path)
    for path in kept_files(of_reports=False):
        _add(archive, path)
    entries = archive.entries
    missing = [
        name
        for name, sha256 in named.items()
        if entries.get(name, (0, ""))[1] != sha256 and sha256 not in unread
    ]
    manifest = Manifest(dict(entries), tables, in_force, tuple(missing), at)
    archive.add(MANIFEST, AS_JSON.dump_json(manifest))


def _add(archive: Writer, path: Path) -> None:
    name = f"home/{path.relative_to(settings().home)}"
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if status.st_size <= _SMALL:
                archive.add(name, file.read(), status.st_mode & 0o777)
            else:
                archive.add_stream(name, status.st_size, file, status.st_mode & 0o777)
    except FileNotFoundError:
        return  # taken away since it was listed; what the warehouse names is asked for at the end


def kept_files(*, of_reports: bool) -> Iterator[Path]:
    """Give every file of the reports, or every other file of the home, that is not made again."""
    home, chosen = settings().home, BackupSettings()
    left_out = {home / name for name in NOT_KEPT} | {chosen.folder, chosen.key}
    if of_reports:
        yield from _below(settings().reports, left_out)
    else:
        yield from _below(home, left_out | {settings().reports})


def _below(path: Path, left_out: set[Path]) -> Iterator[Path]:
    if path in left_out or (path.name.startswith(".") and path.name.endswith(".lock")):
        return
    try:
        mode = path.lstat().st_mode
        inside = sorted(path.iterdir()) if stat.S_ISDIR(mode) else []
    except FileNotFoundError:  # gone since it was listed
        return
    if stat.S_ISREG(mode):
        yield path
    for one in inside:
        yield from _below(one, left_out)
