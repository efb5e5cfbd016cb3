"""Looks after the system itself: checks of the warehouse, incidents, backups and rehearsals.

Out come archives, incidents where something is amiss, and sentences for people. The one surprising
thing: without the office's key an upgrade goes on and says so, because a demo and a first start
have nothing to lose; with a key, a backup that fails stops it.
"""

import logging
from collections.abc import Sequence

from etl import backup, warehouse
from etl.backup import KeptArchive
from etl.errors import BackupError, OurFaultError
from etl.model import Period
from etl.registry import incidents
from etl.warehouse.schema import migrate

_LOG = logging.getLogger(__name__)
BACKUP = "backup"  # kind of its incidents
_NOT_AS_IT_MUST_BE = (
    "số liệu trong kho không đúng như phải có nên chưa lập được báo cáo của kỳ liên quan; xem từng "
    "chỗ bằng lệnh etl status và mã kỳ báo cáo"
)


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
        incidents.resolve_incidents(conn, BACKUP)
    return done


def rehearse_backup() -> KeptArchive:
    """Bring the newest good backup back aside and compare it; raises `BackupError`."""
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
        incidents.note_incident(conn, BACKUP, trouble)


def step_verify(period_keys: Sequence[str] = ()) -> list[str]:
    """Check the warehouse where something changed or failed before, and some periods in any case.

    Keeps the results and gives a sentence for each check that failed, of whatever period: while one
    has, no report stands on that period. All are one incident of ours until every check passes.
    """
    from etl.pipeline.verify import verify

    with warehouse.transaction() as conn:
        incidents.settle_returns(conn)
    with warehouse.transaction() as conn:
        seen_seq = warehouse.settled(conn)
        changed = warehouse.run(conn, "registry/periods_to_check").scalars()
        asked = sorted({*period_keys, *changed})
        if asked:
            incidents.record_checks(conn, verify(conn, asked), seen_seq=seen_seq)
        failed = incidents.failed_checks(conn)
        if not failed:
            incidents.resolve_incidents(conn, "check")
        elif asked:
            incidents.note_incident(conn, "check", _NOT_AS_IT_MUST_BE)
    return [check_text(one) for one in failed]


def check_text(result: incidents.CheckResult) -> str:
    """Say which period a failed check is about and what is not as it must be."""
    return f"{Period.parse(result.period_key).title}: {result.detail}"


def step_tell_faults() -> list[str]:
    """Tell the administrator of what failed through our doing; gives a sentence for each.

    They are told by letter once, where there is an address, and given here until they are mended;
    those of backups, and secret files that came, are told as well, and not given: no workbook waits
    because of them.
    """
    from etl.notify import incident_text, tell_faults

    told = tell_faults()
    return [incident_text(one) for one in told if one.kind not in (BACKUP, incidents.MARKED)]


def open_faults() -> list[str]:
    """Give a sentence for each fault of ours that is not mended; tells nobody else."""
    from etl.notify import incident_text

    with warehouse.transaction() as conn:
        found = incidents.open_incidents(conn)
    return [incident_text(one) for one in found if one.kind != incidents.MARKED]


def secret_files() -> list[tuple[int, str]]:
    """Give the submissions that were refused as secret until a steward has passed it on, told."""
    from etl.notify import incident_text

    with warehouse.transaction() as conn:
        found = incidents.open_incidents(conn)
    marked = [one for one in found if one.kind == incidents.MARKED]
    return [(one.submission_id, incident_text(one)) for one in marked if one.submission_id]


def refuse_open_faults() -> None:
    """Do as `step_tell_faults`, and raise `OurFaultError` when anything is not mended."""
    if faults := step_tell_faults():
        raise OurFaultError("; ".join(faults))
