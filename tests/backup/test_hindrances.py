"""What may be amiss on the machine while a backup is taken: a full disk, programs too old."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from backup_home import newest, wait_a_second

from etl import PROJECT, backup, pipeline
from etl.backup import databases
from etl.errors import BackupError
from etl.pipeline import safekeeping
from etl.warehouse import embedded

_APART = ["unshare", "--mount", *(["--user", "--map-root-user"] if os.geteuid() else [])]
_MOUNT = 'mount -t tmpfs -o {} none "$ETL_BACKUP_FOLDER"'
_BACKUP = '"$0" -m etl.cli backup; code=$?; echo left: $(ls -A "$ETL_BACKUP_FOLDER"); exit $code'


def _may_mount(folder: Path) -> bool:
    tried = [*_APART, "mount", "-t", "tmpfs", "none", str(folder)]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        (_MOUNT.format("size=64k"), "ổ đĩa đã đầy"),  # in the middle of a database
        (_MOUNT.format("nr_inodes=3"), "ổ đĩa đã đầy"),  # when only its note is to be written
        ("ulimit -f 100", "tệp lớn hơn mức cho phép"),
    ],
)
def test_a_full_disk_leaves_nothing_that_counts_and_is_told(
    origin: Path, tmp_path: Path, before: str, reason: str
) -> None:
    apart = _APART if "mount" in before else []
    if apart and not _may_mount(tmp_path):
        pytest.skip("no small disk can be had here")
    last = newest()
    done = subprocess.run(
        [*apart, "sh", "-c", f"{before} && {_BACKUP}", sys.executable],
        cwd=PROJECT, env={**os.environ, "ETL_BACKUP_FOLDER": str(tmp_path)},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 2
    assert f"Không ghi được bản sao lưu vào {tmp_path} ({reason})" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == "left: .lock\n"
    assert newest() == last
    assert any(reason in line for line in pipeline.open_faults())
    wait_a_second()
    safekeeping.back_up()
    assert backup.newest_good() != last
    assert pipeline.open_faults() == []


def _installed(folder: Path, version: int) -> Path:
    """Install a program that is of some version."""
    program = folder / "pg_dump"
    folder.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}.2 (Debian)'\n")
    program.chmod(0o755)
    return program


def test_a_newer_server_is_dumped_by_the_oldest_program_that_is_not_older(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = {one: _installed(tmp_path / str(one) / "bin", one) for one in (100, 9, 15, 99)}
    on_path = _installed(tmp_path / "path", 120)
    monkeypatch.setattr(databases, "_SYSTEM_PROGRAMS", tmp_path)
    monkeypatch.setenv("PATH", f"{on_path.parent}:{os.environ['PATH']}")

    def chosen(wanted: int, *, encrypted: bool = False) -> Path:
        return databases.chosen("pg_dump", wanted, encrypted=encrypted)

    ours = embedded.program("pg_dump")
    assert chosen(15) == ours
    assert [chosen(one) for one in (99, 100, 101)] == [there[99], there[100], on_path]
    assert [chosen(one, encrypted=True) for one in (9, 14, 16)] == [there[9], there[15], there[99]]
    with pytest.raises(BackupError, match="cài gói postgresql-client-121 rồi chạy lại"):
        chosen(121)
    with pytest.raises(BackupError, match="bản 121 trở lên có TLS"):
        chosen(121, encrypted=True)


def test_a_dump_that_nobody_takes_any_more_is_ended(origin: Path) -> None:
    """As when the archive cannot be written to: the program would wait for a reader for ever."""
    started: list[psutil.Process] = []

    def leave() -> None:
        with databases._run(None, Path("/bin/cat"), "/dev/zero", takes=False):
            started.extend(one for one in psutil.Process().children() if one.name() == "cat")
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        leave()
    assert [one.is_running() for one in started] == [False]
