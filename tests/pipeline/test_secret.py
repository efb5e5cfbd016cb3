"""A workbook with a marking of secrecy is refused at every door, and nothing of it is kept."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from secret_files import WORD, kept_in, workbook
from test_corridor import rows
from typer.testing import CliRunner

from etl import backup, pipeline, vault
from etl.backup.archive import reading
from etl.backup.kept_archives import BackupSettings, read_key
from etl.cli.shared import FINDINGS, app
from etl.collect import destroy_leftovers
from etl.settings import settings
from etl.wording.secrecy import NO_NAME

CONTENT = workbook()
SHA256 = hashlib.sha256(CONTENT).hexdigest()
NAME = "Kế hoạch RiengTenNay.xlsx"


def _drop(content: bytes = CONTENT, name: str = NAME) -> Path:
    path = settings().inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def _nothing_is_kept(home: Path) -> None:
    assert kept_in(home, WORD, "RiengTenNay") == []
    assert not vault.path_of(SHA256).exists()
    assert vault.unread() == []
    assert [path for path in settings().inbox.rglob("*") if path.is_file()] == []


def _refused() -> list[tuple[object, ...]]:
    return rows(
        "SELECT s.sha256, s.file_name, s.channel, s.size_bytes, s.state, s.is_secret, e.kind "
        "FROM registry.submission s JOIN registry.submission_event e ON e.submission_id = s.id "
        "WHERE s.is_secret ORDER BY e.id"
    )


ONCE = [(SHA256, NO_NAME, "inbox", 0, "refused", True, "refused")]


@pytest.mark.parametrize("door", [pipeline.run, pipeline.step_collect])
def test_what_comes_by_the_inbox_is_refused_and_destroyed(
    home: Path, door: Callable[[], object]
) -> None:
    """By hand and by Airflow, whose first task is `step_collect`."""
    _drop()
    door()
    _nothing_is_kept(home)
    assert _refused() == ONCE
    assert pipeline.pending() == []
    assert pipeline.step_tell_faults() == []  # no work waits
    ((_, told),) = pipeline.secret_files()
    assert "báo ngay cho người phụ trách bảo mật" in told
    assert rows("SELECT count(*) FROM registry.finding") == [(0,)]


def test_sent_again_it_is_refused_by_its_hash_and_not_opened(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _drop()
    pipeline.run()
    _drop(name="Tên khác.xlsx")
    monkeypatch.setattr(sys, "executable", "/khong/co/python")  # no reader starts
    monkeypatch.setattr(vault, "_copy", lambda *_: pytest.fail("it was copied"))
    pipeline.run()
    _nothing_is_kept(home)
    assert _refused() == ONCE * 2


def test_a_name_alone_is_a_marking(home: Path) -> None:
    _drop(workbook("Bình thường"), "RiengTenNay TUYỆT MẬT.xlsx")
    pipeline.step_collect()
    assert kept_in(home, WORD, "RiengTenNay") == []
    assert [kind for *_, kind in _refused()] == ["refused"]


def test_a_name_destroys_nothing_that_was_taken_before(home: Path) -> None:
    """Who sends a content that counts under such a name takes nobody's source away."""
    content = workbook("Bình thường")
    sha256 = hashlib.sha256(content).hexdigest()
    _drop(content, "Bình thường.xlsx")
    pipeline.run()
    _drop(content, "RiengTenNay MẬT.xlsx")
    pipeline.step_collect()
    assert [kind for *_, kind in _refused()] == ["refused"]
    assert kept_in(home, "RiengTenNay") == []
    assert vault.sound_path(sha256).read_bytes() == content
    assert not vault.is_unread(sha256)
    _drop(content, "Bình thường.xlsx")
    pipeline.step_collect()
    assert len(_refused()) == 1  # sent again as it was, it is a duplicate and no secret


def test_others_beside_it_are_taken_as_ever(home: Path, workbooks: Path) -> None:
    for path in workbooks.iterdir():
        shutil.copy2(path, _drop(b"", path.name))
    _drop()
    _drop(workbook("mật độ", "ChuyenThuong"), "Mật độ.xlsx")
    outcome = pipeline.run()
    assert (outcome.received, outcome.loaded) == (4, 9)
    assert kept_in(home, WORD, "RiengTenNay") == []
    assert any("vault" in name for name in kept_in(home, "ChuyenThuong"))
    assert len(_refused()) == 1


def test_the_pre_check_tells_it_and_keeps_nothing(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "gửi.xlsx"
    path.write_bytes(CONTENT)
    told = CliRunner().invoke(app, ["examine", "--json", str(path)])
    assert told.exit_code == FINDINGS
    (document,) = json.loads(told.stdout)
    assert [one["rule_id"] for one in document["findings"]] == ["file.secret"]
    assert "gửi theo chế độ văn bản mật" in document["findings"][0]["message"].lower()
    path.unlink()
    assert kept_in(home, WORD) == []


def _killed(work: Callable[[], object]) -> None:
    child = os.fork()
    if child == 0:
        work()
        os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)


@pytest.mark.parametrize(
    "place", ["etl.collect.refuse_secret", "etl.vault.destroy", "etl.vault.erase"]
)
def test_a_crash_between_leaves_it_to_be_destroyed_by_the_next_run(
    home: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before it is registered, before its copy is destroyed, and before the inbox is."""
    _drop()

    def die(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    with monkeypatch.context() as patch:
        patch.setattr(place, die)
        _killed(pipeline.step_collect)
    assert kept_in(home, WORD) != []
    pipeline.step_collect()
    _nothing_is_kept(home)
    assert _refused() == ONCE
    assert len(pipeline.secret_files()) == 1


def test_a_half_made_copy_goes_with_the_next_file(home: Path) -> None:
    draft = settings().vault / ".incoming" / "dang-chep"
    draft.parent.mkdir(parents=True)
    draft.write_bytes(CONTENT)
    _drop(b"khac")
    pipeline.step_collect()
    assert kept_in(home, WORD) == []


def test_what_nobody_was_told_of_goes_after_an_hour(home: Path, tmp_path: Path) -> None:
    sent = tmp_path / "gui"
    sent.write_bytes(CONTENT)
    vault.put_all([sent])
    sent.unlink()
    destroy_leftovers()
    assert vault.unread() == [SHA256]  # its sending may still be going on
    long_ago = time.time() - 4000
    os.utime(settings().vault / ".unread" / SHA256, (long_ago, long_ago))
    destroy_leftovers()
    _nothing_is_kept(home)


def test_what_could_not_be_read_when_it_came_is_refused_when_it_is(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It waits unread, no backup takes it, and then its name goes with it."""
    monkeypatch.setenv("ETL_BACKUP_FOLDER", str(tmp_path.parent / f"{tmp_path.name}-sao-luu"))
    monkeypatch.setenv("ETL_BACKUP_KEY", str(tmp_path.parent / f"{tmp_path.name}-khoa.txt"))
    _drop()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", "/khong/co/python")
        pipeline.run()
    assert rows("SELECT state, is_secret FROM registry.submission") == [("received", False)]
    assert vault.unread() == [SHA256]
    _drop(b"chua nhan " + WORD.encode(), "chua-nhan.xlsx")

    backup.make_key(BackupSettings().key)
    done = backup.take()
    assert done.is_good
    identity = read_key(BackupSettings().key)
    contents = {entry.name: content.read() for entry, content in reading(done.path, identity)}
    assert [name for name, content in contents.items() if WORD.encode() in content] == []
    assert not any("chua-nhan" in name or SHA256 in name for name in contents)

    (settings().inbox / "chua-nhan.xlsx").unlink()
    pipeline.run()
    _nothing_is_kept(home)
    assert rows("SELECT file_name, state, is_secret FROM registry.submission") == [
        (NO_NAME, "refused", True)
    ]
    assert pipeline.step_tell_faults() == []
    assert len(pipeline.secret_files()) == 1
    assert backup.take().is_good  # and no file is missed
