"""Backups on a real server: what was there comes back, and whatever is amiss is told before."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tempfile
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from backup_home import LETTER, move_to, newest, sha, wait_a_second
from returns_by_hand import accepted, works
from typer.testing import CliRunner

from etl import backup, pipeline, vault, warehouse
from etl.backup import kept_archives
from etl.backup.archive import reading, writing
from etl.backup.kept_archives import BackupSettings, read_key
from etl.cli.shared import app
from etl.errors import BackupError
from etl.pipeline import safekeeping
from etl.settings import settings
from etl.warehouse import embedded
from etl.warehouse.schema import migrate


def _state() -> dict[str, list[tuple[object, ...]]]:
    asked = {
        "submissions": "SELECT * FROM registry.submission ORDER BY id",
        "works": "SELECT * FROM landing.works ORDER BY 1, 2",
        "in force": "SELECT * FROM mart.return_in_force ORDER BY return_id",
        "grants": "SELECT grantee::text, table_schema::text, table_name::text, "
        "privilege_type::text FROM information_schema.role_table_grants "
        "WHERE grantee LIKE 'etl%' ORDER BY 1, 2, 3, 4",
    }
    with warehouse.transaction("owner") as conn:
        return {
            name: [tuple(row) for row in conn.execute(sa.text(statement))]
            for name, statement in asked.items()
        }


def _files(home: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(home)): (path.stat().st_mode & 0o777, path.read_bytes())
        for path in home.rglob("*")
        if path.is_file() and not path.is_relative_to(home / "postgres")
    }


def test_everything_comes_back_into_an_empty_home(
    origin: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ETL_HOME", str(origin))
    settings.cache_clear()
    before, archive = _state(), newest()
    monkeypatch.setenv("ETL_HOME", str(elsewhere))
    settings.cache_clear()
    warehouse.dispose()

    told = CliRunner().invoke(app, ["restore", str(archive)])
    assert told.exit_code == 0, told.output + repr(told.exception)
    assert "khớp với lúc sao lưu" in told.output
    assert _state() == before
    assert len(before["works"]) == 2
    assert len(before["grants"]) > 100
    files, kept_files = _files(origin), _files(elsewhere)
    made_anew = {"airflow/logs/a.log", "work/a.reading", ".postgres.lock"}
    unread = {"inbox/chưa nhận.xlsx"}  # it may be secret
    left_out = made_anew - {".postgres.lock"} | unread
    assert {name for name in files if name not in kept_files} == left_out
    assert {n: f for n, f in kept_files.items() if n not in made_anew} == {
        n: f for n, f in files.items() if n not in made_anew | unread
    }
    with sa.create_engine(warehouse.database_url("airflow")).connect() as conn:
        assert conn.exec_driver_sql("SELECT id FROM dag_run").scalar_one() == 7

    assert migrate() is False  # and goes on from there, as every role
    for role in ("loader", "steward", "analyst", "report"):
        with warehouse.transaction(role) as conn:  # type: ignore[arg-type]
            assert conn.execute(sa.text("SELECT count(*) FROM mart.works")).scalar_one() == 2
    with pytest.raises(BackupError, match="không trống"):
        backup.restore(archive)  # never over something


@pytest.mark.parametrize("harm", ["cut", "flip", "key"])
def test_an_archive_that_is_not_sound_is_refused_and_leaves_nothing(
    origin: Path, elsewhere: Path, harm: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    archive = tmp_path / "hong.tar.age"
    content = bytearray(newest().read_bytes())
    if harm == "cut":
        del content[-200_000:]
    elif harm == "flip":
        content[len(content) // 2] ^= 1
    else:
        backup.make_key(tmp_path / "khac.txt")
        monkeypatch.setenv("ETL_BACKUP_KEY", str(tmp_path / "khac.txt"))
    archive.write_bytes(content)
    with pytest.raises(BackupError, match="Không mở được bản sao lưu"):
        backup.restore(archive)
    assert [path.name for path in elsewhere.iterdir() if not path.name.endswith(".lock")] == []


def test_nobody_reads_it_without_the_key(origin: Path) -> None:
    content = newest().read_bytes()
    assert content.startswith(b"age-encryption.org/v1")  # a format of others: `age -d` opens it
    assert LETTER not in content
    assert newest().stat().st_mode & 0o077 == 0
    told = CliRunner().invoke(app, ["backup"])
    assert told.exit_code == 0
    assert "không có khóa thì không ai đọc được" in told.output


def test_a_rehearsal_compares_all_and_touches_nothing(origin: Path) -> None:
    before = _state()
    told = CliRunner().invoke(app, ["backup", "--rehearse"])
    assert told.exit_code == 0, told.output
    assert "mọi bảng đủ số dòng" in told.output
    assert _state() == before
    assert not [*Path(tempfile.gettempdir()).glob("phuc-hoi-thu-*")]


def test_a_rehearsal_sees_rows_that_did_not_come_back(
    origin: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An archive that lies about itself: its manifest names one row more than its dump holds."""
    identity = read_key(BackupSettings().key)
    forged = tmp_path / "khac.tar.age"
    with writing(forged, identity) as archive:
        for entry, content in reading(newest(), identity):
            data = content.read()
            if entry.name == "manifest.json":
                said = json.loads(data)
                said["tables"]["warehouse"]["landing.works"] += 1
                data = json.dumps(said).encode()
            archive.add(entry.name, data)
    with pytest.raises(BackupError, match=r"khác số dòng, ví dụ landing\.works"):
        backup.rehearse(forged)


def test_a_file_that_the_warehouse_names_and_that_is_gone_is_told_until_it_is_back(
    origin: Path,
) -> None:
    good = newest()
    lost = vault.path_of(sha("a"))
    content = lost.read_bytes()
    lost.unlink()
    told = CliRunner().invoke(app, ["backup"])
    assert isinstance(told.exception, BackupError)
    assert f"home/vault/{sha('a')[:2]}/{sha('a')}" in str(told.exception)
    assert newest() == good  # what lacks something is kept, and is not the newest good one
    assert len([one for one in backup.backups() if not one.is_good]) == 1
    assert any("sao lưu chưa đạt" in line for line in pipeline.open_faults())
    lost.write_bytes(content)
    wait_a_second()
    safekeeping.back_up()
    assert pipeline.open_faults() == []


def test_only_the_newest_stay_and_what_is_old_is_told(
    origin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ETL_BACKUP_KEEP", "2")
    for _ in range(2):
        wait_a_second()
        last = backup.take()
    assert len([*BackupSettings().folder.glob("*.age")]) == 2
    assert [one.path for one in backup.backups()][-1] == last.path
    assert backup.trouble_of_age() == ""
    late = last.at + dt.timedelta(days=2, minutes=1)
    assert "đã quá 2 ngày" in backup.trouble_of_age(late)
    for path in BackupSettings().folder.glob("*.json"):
        path.rename(path.with_suffix(".xa"))
    safekeeping.watch_backups()
    safekeeping.watch_backups()
    (told,) = pipeline.open_faults()
    assert "chưa có bản sao lưu tốt nào" in told
    for path in BackupSettings().folder.glob("*.xa"):
        path.rename(path.with_suffix(".json"))
    wait_a_second()
    safekeeping.back_up()
    assert pipeline.open_faults() == []


def test_an_upgrade_takes_one_first_and_says_when_it_cannot(
    origin: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("etl.warehouse.schema._newest", lambda: "9999_of_tomorrow")
    count = len(backup.backups())
    _forget_state()
    wait_a_second()
    safekeeping.open_warehouse()
    assert len(backup.backups()) == count + 1
    safekeeping.open_warehouse()
    assert len(backup.backups()) == count + 1  # nothing to upgrade

    monkeypatch.setenv("ETL_BACKUP_FOLDER", "/proc/khong-ghi-duoc")
    _forget_state()
    with pytest.raises(BackupError, match="Chưa nâng cấp kho dữ liệu"):
        safekeeping.open_warehouse()
    monkeypatch.setenv("ETL_BACKUP_KEY", "/proc/khong-co-khoa")
    safekeeping.open_warehouse()  # no key: it goes on, and says how to set one up
    assert "etl backup --make-key" in caplog.text

    monkeypatch.undo()
    move_to(monkeypatch, origin)
    _forget_state()  # views alone: no table is changed, so nothing is taken
    safekeeping.open_warehouse()
    assert len(backup.backups()) == count + 1


def _forget_state() -> None:
    with warehouse.transaction("owner") as conn:
        conn.exec_driver_sql("UPDATE registry.warehouse_state SET fingerprint = 'older'")


def test_a_key_is_never_made_twice_and_a_missing_one_is_explained(
    origin: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(BackupError, match="không tạo khóa mới đè lên"):
        backup.make_key(BackupSettings().key)
    assert BackupSettings().key.stat().st_mode & 0o077 == 0
    monkeypatch.setenv("ETL_BACKUP_KEY", str(tmp_path / "khong-co.txt"))
    with pytest.raises(BackupError, match="etl backup --make-key"):
        backup.take()
    (tmp_path / "khong-co.txt").write_text("AGE-SECRET-KEY-1SAI")
    with pytest.raises(BackupError, match="không phải là một khóa"):
        backup.take()


def test_another_server_with_its_own_login_is_backed_up_and_brought_back(
    origin: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`WAREHOUSE_URL` with a login that is no superuser, and a person's login beside it."""
    server = embedded.start(origin / "postgres")
    with psycopg.connect(server.conninfo(), autocommit=True) as conn:
        conn.execute("CREATE ROLE chu_kho LOGIN CREATEROLE")
        conn.execute("CREATE DATABASE kho OWNER chu_kho")
        conn.execute("CREATE DATABASE kho_moi OWNER chu_kho")
    url = f"postgresql://chu_kho@/{{}}?host={server.socket}"
    monkeypatch.setenv("WAREHOUSE_URL", url.format("kho"))
    warehouse.dispose()
    with psycopg.connect(server.conninfo(), autocommit=True) as conn:
        for role in ("loader", "steward", "analyst", "report"):  # made by another warehouse's owner
            conn.execute(f"GRANT etl_{role} TO chu_kho WITH ADMIN OPTION")
        conn.execute("CREATE ROLE phan_tich_vien LOGIN IN ROLE etl_analyst")
    assert migrate() is True
    with warehouse.transaction() as conn:
        accepted(conn, "a", works({}))
    path = vault.path_of(sha("a"))
    path.parent.mkdir(parents=True)
    path.write_bytes(b"a")
    wait_a_second()
    done = safekeeping.back_up()
    names = [entry.name for entry, _ in reading(done.path, read_key(BackupSettings().key))]
    assert "databases/roles.json" in names
    assert not any(name.startswith("databases/airflow") for name in names)

    shutil.rmtree(elsewhere)
    monkeypatch.setenv("WAREHOUSE_URL", url.format("kho_moi"))
    warehouse.dispose()
    backup.restore(done.path)
    assert migrate() is False
    with warehouse.transaction("analyst") as conn:
        assert conn.execute(sa.text("SELECT count(*) FROM mart.works")).scalar_one() == 1
    assert vault.sound_path(sha("a"))
    shutil.rmtree(elsewhere)
    with pytest.raises(BackupError, match="đã có bảng"):
        backup.restore(done.path)
    backup.rehearse(done.path)  # on a server that knows neither of those logins


def test_what_a_killed_backup_left_is_removed_by_the_next(origin: Path) -> None:
    left = BackupSettings().folder / ".sao-luu-20200101-000000.tar.age.part"
    left.touch()
    wait_a_second()
    backup.take()
    assert not left.exists()
    assert kept_archives.backups()
