"""What of the home folder goes into a backup: the folder in, paths out.

The one surprising thing: it is named what stays out. What a later version of the system adds to its
home is kept without anybody having thought of it here.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from etl.backup.key import BackupSettings
from etl.settings import settings

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
    "vault/.incoming",
)


def kept_files(*, of_reports: bool) -> Iterator[Path]:
    """Give every file of the reports, or every other file of the home, that is not made again."""
    home, chosen = settings().home, BackupSettings()
    left_out = {home / name for name in NOT_KEPT} | {chosen.folder_path, chosen.key_path}
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
