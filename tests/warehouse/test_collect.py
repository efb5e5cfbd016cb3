"""Taking files in: nothing is lost, nothing is changed, whoever is killed."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from inbox import collect, drop, left, told
from killing import killed_at

from etl import vault, warehouse
from etl.collect import Intake
from etl.errors import WarehouseError
from etl.registry import received
from etl.settings import settings


def test_a_file_goes_from_the_inbox_into_the_vault(home: Path) -> None:
    drop("huyện Tràng Định/năm 2020.xlsx", b"one")
    (submission,) = collect()
    assert submission.file_name == "năm 2020.xlsx"
    assert submission.sha256 == sha256(b"one").hexdigest()
    assert submission.size_bytes == 3
    assert vault.path_of(submission.sha256).read_bytes() == b"one"
    assert left() == []
    assert collect() == []


def test_an_intake_gives_new_contents_as_they_are_kept_and_registers_all_at_the_end(
    home: Path,
) -> None:
    drop("a.xlsx", b"one")
    collect()
    vault.admit([sha256(b"one").hexdigest()])
    for name, content in (("b.xlsx", b"one"), ("c.xlsx", b"two"), ("d.xlsx", b"three")):
        drop(name, content)
    intake = Intake()
    seen = []
    for kept in intake.keep():
        seen.append(kept)
        assert vault.path_of(kept).exists()
        assert len(left()) == 3
    assert len(seen) == 2
    assert len(intake) == len(intake.register()) == 3
    assert left() == []


def test_an_intake_that_is_given_up_leaves_its_files_to_the_next(home: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        drop(name, name.encode())
    given_up = Intake().keep()
    next(given_up)
    given_up.close()
    assert left() == ["a.xlsx", "b.xlsx"]
    assert told() == []
    assert len(collect()) == 2


def test_a_file_that_is_taken_away_meanwhile_stops_nobody_else_s(home: Path) -> None:
    for name in ("a.xlsx", "b.xlsx", "c.xlsx"):
        gone = drop(name, name.encode())
    intake = Intake()
    gone.unlink()
    kept = list(intake.keep())
    assert sorted(kept) == sorted(sha256(name).hexdigest() for name in (b"a.xlsx", b"b.xlsx"))
    assert [one.file_name for one in intake.register()] == ["a.xlsx", "b.xlsx"]
    assert left() == []


def test_one_file_that_is_not_there_is_an_error(home: Path) -> None:
    with pytest.raises(FileNotFoundError):
        vault.put_all([home / "a.xlsx"])


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
    drop("a.xlsx", b"one")
    (submission,) = collect()
    unread = vault.path_of(submission.sha256).parent.resolve()
    assert {unread, unread.parent} <= flushed
    flushed.clear()
    vault.admit([submission.sha256])
    shard = vault.path_of(submission.sha256).parent.resolve()
    assert shard != unread
    assert {shard, shard.parent} <= flushed


def test_the_same_content_under_two_names_is_one_submission(home: Path) -> None:
    drop("a.xlsx", b"one")
    drop("b.xlsx", b"one")
    assert len({submission.id for submission in collect()}) == 1
    assert told() == [("a.xlsx", "received"), ("a.xlsx", "duplicate")]


def test_an_earlier_file_copied_in_again_with_its_age_is_received_again(home: Path) -> None:
    """The copy may even get the number on disk that the first one had."""
    for name, content in (("a.xlsx", b"one"), ("b.xlsx", b"two"), ("a.xlsx", b"one")):
        os.utime(drop(name, content), ns=(1, 1))
        collect()
    assert told() == [("a.xlsx", "received"), ("a.xlsx", "received"), ("b.xlsx", "received")]


@pytest.mark.parametrize("name", ["~$a.xlsx", ".a.xlsx", "a.xlsx.part", "a.crdownload"])
def test_what_is_no_finished_file_stays(home: Path, name: str) -> None:
    drop(name, b"half")
    assert collect() == []
    assert left() == [name]


def test_a_link_out_of_the_inbox_is_not_followed(home: Path) -> None:
    secret = home / "secret"
    secret.write_bytes(b"secret")
    settings().inbox.mkdir()
    (settings().inbox / "a.xlsx").symlink_to(secret)
    assert collect() == []
    assert secret.read_bytes() == b"secret"


def test_nobody_may_write_what_lies_in_the_vault(home: Path) -> None:
    path = home / "a"
    path.write_bytes(b"one")
    mode = vault.path_of(vault.put_all([path])[0]).stat().st_mode
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
        drop("a.xlsx", b"one")
        drop("b.xlsx", b"two")
        if not killed_at(point, collect, files=True):
            break
        collect()
        assert left() == [], f"killed at step {point}"
        assert told() == [("a.xlsx", "received"), ("b.xlsx", "received")], f"step {point}"
        with warehouse.transaction() as conn:
            pending = received.pending_submissions(conn)
            assert len(pending) == 2
            for submission in pending:
                kept = vault.path_of(submission.sha256).read_bytes()
                assert sha256(kept).hexdigest() == submission.sha256
        point += 1
    assert point > 12
