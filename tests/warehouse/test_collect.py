"""Taking files in: nothing is lost, nothing is changed, whoever is killed."""

from __future__ import annotations

import os
import pwd
import resource
import signal
import socket
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa
from killing import killed_at

from etl import registry, vault, warehouse
from etl.collect import Intake, bring, collect, receive
from etl.errors import WarehouseError
from etl.settings import settings


def _drop(name: str, content: bytes) -> Path:
    path = settings().inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def _left() -> list[str]:
    return sorted(path.name for path in settings().inbox.rglob("*") if path.is_file())


def _told() -> list[tuple[object, ...]]:
    with warehouse.transaction() as conn:
        found = conn.execute(
            sa.text(
                "SELECT s.file_name, e.kind FROM registry.submission_event e "
                "JOIN registry.submission s ON s.id = e.submission_id ORDER BY 1, e.id"
            )
        )
        return [tuple(row) for row in found]


def test_a_file_goes_from_the_inbox_into_the_vault(home: Path) -> None:
    _drop("huyện Tràng Định/năm 2020.xlsx", b"one")
    (submission,) = collect()
    assert submission.file_name == "năm 2020.xlsx"
    assert submission.sha256 == sha256(b"one").hexdigest()
    assert submission.size_bytes == 3
    assert vault.path_of(submission.sha256).read_bytes() == b"one"
    assert _left() == []
    assert collect() == []


def test_no_file_name_stops_the_others(home: Path) -> None:
    _drop(os.fsdecode("biểu ".encode() + b"\xff.xlsx"), b"one")  # not UTF-8
    _drop('x\\u0000 "y\\.xlsx', b"two")
    _drop("z.xlsx", b"three")

    taken = collect()

    assert sorted(one.file_name for one in taken) == [
        "biểu \ufffd.xlsx",
        'x\\u0000 "y\\.xlsx',
        "z.xlsx",
    ]
    assert _left() == []


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
    _drop("a.xlsx", b"one")
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
        _drop(name, name.encode())
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
    assert _left() == []


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
    assert _left() == ["a.xlsx"]
    assert f"Chưa nhận {home / 'gui' / 'khoa.xlsx'}: không có quyền đọc" in caplog.text
    assert f"Chưa nhận {home / 'gui' / 'rieng'}: không có quyền đọc" in caplog.text


def test_a_file_that_may_not_leave_the_inbox_is_told_and_taken_once(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _drop("rieng/a.xlsx", b"one")
    _drop("b.xlsx", b"two")
    with _as_nobody(home):
        (settings().inbox / "rieng").chmod(0o500)
        assert len(collect()) == 2
        collect()
    assert _told() == [("a.xlsx", "received"), ("b.xlsx", "received")]
    assert caplog.text.count("chuyển đi") == 2
    assert _left() == ["a.xlsx"]


def test_a_full_disk_loses_nothing_and_is_no_matter_of_one_file(home: Path) -> None:
    _drop("a.xlsx", b"x" * 100_000)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handled = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            collect()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handled)
    assert (_left(), _told()) == (["a.xlsx"], [])
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


def test_an_intake_gives_new_contents_as_they_are_kept_and_registers_all_at_the_end(
    home: Path,
) -> None:
    _drop("a.xlsx", b"one")
    collect()
    for name, content in (("b.xlsx", b"one"), ("c.xlsx", b"two"), ("d.xlsx", b"three")):
        _drop(name, content)
    intake = Intake()
    for kept in intake.keep():
        assert vault.path_of(kept).exists()
        assert intake.taken == []
        assert len(_left()) == 3
    assert len(intake) == len(intake.taken) == 3
    assert _left() == []


def test_an_intake_that_is_given_up_leaves_its_files_to_the_next(home: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        _drop(name, name.encode())
    given_up = Intake().keep()
    next(given_up)
    given_up.close()
    assert _left() == ["a.xlsx", "b.xlsx"]
    assert _told() == []
    assert len(collect()) == 2


def test_a_file_that_is_taken_away_meanwhile_stops_nobody_else_s(home: Path) -> None:
    for name in ("a.xlsx", "b.xlsx", "c.xlsx"):
        gone = _drop(name, name.encode())
    intake = Intake()
    gone.unlink()
    kept = list(intake.keep())
    assert sorted(kept) == sorted(sha256(name).hexdigest() for name in (b"a.xlsx", b"b.xlsx"))
    assert [one.file_name for one in intake.taken] == ["a.xlsx", "b.xlsx"]
    assert _left() == []


def test_one_file_that_is_not_there_is_an_error(home: Path) -> None:
    with pytest.raises(FileNotFoundError):
        receive(home / "a.xlsx", channel="upload")


def test_the_names_of_new_folders_are_flushed_too(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file is as safe as the least safe name on its path."""
    flushed: set[Path] = set()
    fsync = os.fsync

    def noting(handle: int) -> None:
        flushed.add(Path(f"/proc/self/fd/{handle}").resolve())
        fsync(handle)

    monkeypatch.setattr(os, "fsync", noting)
    _drop("a.xlsx", b"one")
    (submission,) = collect()
    shard = vault.path_of(submission.sha256).parent.resolve()
    assert {shard, shard.parent} <= flushed


def test_the_same_content_under_two_names_is_one_submission(home: Path) -> None:
    _drop("a.xlsx", b"one")
    _drop("b.xlsx", b"one")
    assert len({submission.id for submission in collect()}) == 1
    assert _told() == [("a.xlsx", "received"), ("a.xlsx", "duplicate")]


@pytest.mark.parametrize("name", ["~$a.xlsx", ".a.xlsx", "a.xlsx.part", "a.crdownload"])
def test_what_is_no_finished_file_stays(home: Path, name: str) -> None:
    _drop(name, b"half")
    assert collect() == []
    assert _left() == [name]


def test_a_link_out_of_the_inbox_is_not_followed(home: Path) -> None:
    secret = home / "secret"
    secret.write_bytes(b"secret")
    settings().inbox.mkdir()
    (settings().inbox / "a.xlsx").symlink_to(secret)
    assert collect() == []
    assert secret.read_bytes() == b"secret"


def test_a_received_upload_stays_where_it_is(home: Path) -> None:
    path = home / "upload.tmp"
    path.write_bytes(b"one")
    submission = receive(path, channel="upload", file_name="biểu.xlsx")
    assert (submission.file_name, submission.channel) == ("biểu.xlsx", "upload")
    assert path.exists()


def test_nobody_may_write_what_lies_in_the_vault(home: Path) -> None:
    path = home / "a"
    path.write_bytes(b"one")
    mode = vault.path_of(vault.put(path)).stat().st_mode
    assert not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)


@pytest.mark.parametrize("text", ["", "../../etc/passwd", "A" * 64, "a" * 63])
def test_a_path_is_only_given_for_a_hash(home: Path, text: str) -> None:
    with pytest.raises(WarehouseError, match="SHA-256"):
        vault.path_of(text)


@pytest.mark.timeout(600)
def test_killed_anywhere_and_run_again_no_file_is_lost_or_told_twice(
    start_over: Callable[[], Path],
) -> None:
    point = 1
    while True:
        start_over()
        _drop("a.xlsx", b"one")
        _drop("b.xlsx", b"two")
        if not killed_at(point, collect, files=True):
            break
        collect()
        assert _left() == [], f"killed at step {point}"
        assert _told() == [("a.xlsx", "received"), ("b.xlsx", "received")], f"step {point}"
        with warehouse.transaction() as conn:
            for submission in registry.pending_submissions(conn):
                kept = vault.path_of(submission.sha256).read_bytes()
                assert sha256(kept).hexdigest() == submission.sha256
        point += 1
    assert point > 12
