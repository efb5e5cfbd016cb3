"""Looks after the system itself: backups before upgrades and by the day, rehearsals, their age.

In: nothing but the settings. Out: archives, and incidents where something is amiss. The one
surprising thing: without the office's key an upgrade goes on and says so, because a demo and a
first start have nothing to lose; with a key, a backup that fails stops it.
"""

import logging

from etl import backup, registry, warehouse
from etl.backup import KeptArchive
from etl.errors import BackupError
from etl.warehouse.schema import migrate

_LOG = logging.getLogger(__name__)
BACKUP = "backup"  # kind of its incidents


def open_warehouse() -> None:
    """Bring the warehouse to this version; before its tables are changed, take a backup."""
    migrate(_before_upgrade)


def back_up() -> KeptArchive:
    """Take a backup and read it back; a failure is kept as an incident until one is good.

    Raises `BackupError`, also when the warehouse names files that are not there.
    """
    try:
        done = backup.take()
    except BackupError as error:
        _note(str(error))
        raise
    if not done.is_good:
        incomplete = BackupError(
            f"Bản sao lưu {done.path} đọc được nhưng thiếu {len(done.missing)} tệp mà kho dữ liệu "
            f"có ghi, ví dụ {done.missing[0]}. Đề nghị tìm lại các tệp đó."
        )
        _note(str(incomplete))
        raise incomplete
    with warehouse.transaction() as conn:
        registry.resolve_incidents(conn, BACKUP)
    return done


def rehearse_backup() -> KeptArchive:
    """Bring the newest good backup back aside and compare it; a failure is kept as an incident.

    Raises `BackupError`.
    """
    newest = backup.newest_good()
    if newest is None:
        raise BackupError(f"Không phục hồi thử được: {backup.trouble_of_age()}")
    try:
        backup.rehearse(newest.path)
    except BackupError as error:
        _note(f"phục hồi thử không đạt: {error}")
        raise
    return newest


def watch_backups() -> None:
    """Tell the administrator, once, when the last good backup is old or there is none."""
    from etl.notify import tell_faults

    if trouble := backup.trouble_of_age():
        _note(trouble)
    tell_faults()


def _before_upgrade(old: str, new: str) -> None:
    if not backup.has_key():
        _LOG.warning(
            "Nâng cấp kho dữ liệu (%s → %s) mà không sao lưu trước. %s", old, new, backup.NO_KEY
        )
        return
    try:
        done = backup.take()
    except BackupError as error:
        raise BackupError(
            f"Chưa nâng cấp kho dữ liệu ({old} → {new}) vì không sao lưu được trước đó: {error} "
            "Sửa nguyên nhân rồi chạy lại."
        ) from error
    _LOG.warning("Đã sao lưu trước khi nâng cấp (%s → %s): %s", old, new, done.path)


def _note(trouble: str) -> None:
    """Keep what is amiss, once, until a backup is good."""
    with warehouse.transaction() as conn:
        registry.note_incident(conn, BACKUP, trouble)
