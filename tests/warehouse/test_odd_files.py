"""Files and folders that cannot be taken as they are: told, and a matter of nobody else."""

from __future__ import annotations

import os
import pwd
import resource
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from inbox import collect, drop, left, told

from etl import warehouse
from etl.collect import bring
from etl.settings import settings


def test_no_file_name_stops_the_others(home: Path) -> None:
    drop(os.fsdecode("biểu ".encode() + b"\xff.xlsx"), b"one")  # not UTF-8
    drop('x\\u0000 "y\\.xlsx', b"two")
    drop("z.xlsx", b"three")

    taken = collect()

    assert sorted(one.file_name for one in taken) == [
        "biểu \ufffd.xlsx",
        'x\\u0000 "y\\.xlsx',
        "z.xlsx",
    ]
    assert left() == []


LONGEST = "ữ" * 83 + "a.xlsx"  # 255 bytes
ODD_NAMES = ["-rf.xlsx", "a\nb\tc\x01.xlsx", "\u202excod.xlsx", "  .xlsx", LONGEST]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_file_of_any_name_is_brought_taken_and_kept_under_it(home: Path, name: str) -> None:
    sent = home / "gui"
    sent.mkdir()
    (sent / name).write_bytes(b"")
    bring(sent)
    (submission,) = collect()
    assert (submission.file_name, submission.size_bytes) == (name, 0)
    assert list(settings().inbox.iterdir()) == []


def test_what_is_no_file_is_told_and_stops_nothing(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    drop("a.xlsx", b"one")
    inbox = settings().inbox
    os.mkfifo(inbox / "ong.xlsx")
    (inbox / "dut.xlsx").symlink_to(home / "khong-co")
    (inbox / "ngoai").symlink_to("/etc")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(inbox / "o"))
        assert [one.file_name for one in collect()] == ["a.xlsx"]
    for name in ("ong.xlsx", "dut.xlsx", "ngoai", "o"):
        assert f"Chưa nhận {inbox / name}: đây không phải là tệp" in caplog.text
    assert "a.xlsx" not in caplog.text


def test_what_may_not_be_read_is_told_and_stops_nobody_else_s(
    home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("a.xlsx", "khoa.xlsx", "rieng/b.xlsx", "z.xlsx"):
        drop(name, name.encode())
    inbox = settings().inbox
    (inbox / "khoa.xlsx").chmod(0)
    (inbox / "rieng").chmod(0)
    with _as_nobody(home):
        assert [one.file_name for one in collect()] == ["a.xlsx", "z.xlsx"]
    assert caplog.text.count("không có quyền đọc") == 2
    assert f"Chưa nhận {inbox / 'khoa.xlsx'}" in caplog.text
    (inbox / "khoa.xlsx").chmod(0o600)
    (inbox / "rieng").chmod(0o700)
    assert [one.file_name for one in collect()] == ["khoa.xlsx", "b.xlsx"]
    assert left() == []


def test_what_a_sender_s_folder_does_not_show_is_told_and_the_rest_brought(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("a.xlsx", "khoa.xlsx", "rieng/b.xlsx"):
        path = home / "gui" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    settings().inbox.mkdir()
    (home / "gui" / "khoa.xlsx").chmod(0)
    (home / "gui" / "rieng").chmod(0)
    with _as_nobody(home):
        bring(home / "gui")
    assert left() == ["a.xlsx"]
    assert f"Chưa nhận {home / 'gui' / 'khoa.xlsx'}: không có quyền đọc" in caplog.text
    assert f"Chưa nhận {home / 'gui' / 'rieng'}: không có quyền đọc" in caplog.text


def test_a_file_that_may_not_leave_the_inbox_is_told_and_taken_once(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    drop("rieng/a.xlsx", b"one")
    drop("b.xlsx", b"two")
    with _as_nobody(home):
        (settings().inbox / "rieng").chmod(0o500)
        assert len(collect()) == 2
        collect()
    assert told() == [("a.xlsx", "received"), ("b.xlsx", "received")]
    assert caplog.text.count("chuyển đi") == 2
    assert left() == ["a.xlsx"]


def test_a_full_disk_loses_nothing_and_is_no_matter_of_one_file(home: Path) -> None:
    drop("a.xlsx", b"x" * 100_000)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handled = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            collect()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handled)
    assert (left(), told()) == (["a.xlsx"], [])
    assert [path for path in settings().vault.rglob("*") if path.is_file()] == []
    assert len(collect()) == 1


@contextmanager
def _as_nobody(home: Path) -> Iterator[None]:
    """Act as somebody without root's rights, who owns the inbox and the vault."""
    if os.geteuid() != 0:
        yield
        return
    user = pwd.getpwnam("nobody")
    with (
        warehouse.transaction()
    ):  # its connection is kept: nobody may not enter the server's folder
        pass
    settings().vault.mkdir(exist_ok=True)
    for path in (settings().inbox, settings().vault, *settings().inbox.rglob("*")):
        os.chown(path, user.pw_uid, user.pw_gid)
    closed = [one for one in (home, *home.parents) if not one.stat().st_mode & 0o010]
    modes = [one.stat().st_mode for one in closed]
    for one in closed:
        one.chmod(one.stat().st_mode | 0o010)  # root's group stays
    os.seteuid(user.pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)
        for one, mode in zip(closed, modes, strict=True):
            one.chmod(mode)
