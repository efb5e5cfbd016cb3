"""Faults of our own: told as ours, tried again, never a verdict, and in nobody else's way."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from test_corridor import rows, states
from typer.testing import CliRunner

from etl import pipeline, vault
from etl.cli.shared import OUR_FAULT, app
from etl.collect import bring
from etl.errors import EvaluationError
from etl.model import Reading

_OF_ONE = (  # a repetition is registered, and ended when it is judged
    "FROM registry.submission WHERE file_name LIKE '%dinh-lap%' AND state <> 'duplicate'"
)


def _lose(path: Path) -> None:
    path.unlink()


def _change(path: Path) -> None:
    path.chmod(0o640)
    path.write_bytes(path.read_bytes()[:-1] + b"!")


def _close(path: Path) -> None:
    path.unlink()
    path.mkdir()  # what cannot be opened as a file, for root neither


def _vault_file() -> Path:
    ((sha256,),) = rows(f"SELECT sha256 {_OF_ONE}")
    return vault.path_of(str(sha256))


def _incidents() -> list[tuple[object, ...]]:
    return rows(
        "SELECT i.kind, s.file_name, bool_or(coalesce(e.kind, '') = 'resolved') "
        "FROM registry.incident i LEFT JOIN registry.submission s ON s.id = i.submission_id "
        "LEFT JOIN registry.incident_event e ON e.incident_id = i.id "
        "GROUP BY i.id, s.file_name ORDER BY i.id"
    )


@pytest.mark.parametrize("harm", [_lose, _change, _close])
def test_a_vault_file_out_of_reach_leaves_its_submission_waiting_and_stops_no_other(
    home: Path, workbooks: Path, harm: Callable[[Path], None]
) -> None:
    bring(workbooks)
    pipeline.step_collect()
    shutil.rmtree(home / "work")  # what was read at the door
    harm(_vault_file())
    outcome = pipeline.run()

    assert rows(f"SELECT state {_OF_ONE}") == [("received",)]
    assert rows("SELECT count(*) FROM registry.finding WHERE rule_id LIKE 'file.%'") == [(0,)]
    assert states("2020")["ban-dan-toc", "commendations"] == "accepted"
    assert len(outcome.given_back) == 1  # the faulty one of another agency
    ((kind, _, is_resolved),) = _incidents()
    assert (kind, is_resolved) == ("vault", False)
    (told,) = outcome.faults
    assert "không dùng được tệp gốc trong kho lưu" in told

    again = pipeline.run(workbooks)  # the same bytes, sent once more
    assert again.faults == ()
    assert states("2020")["ubnd-dinh-lap", "works"] == "accepted"
    assert [is_resolved for *_, is_resolved in _incidents()] == [True]
    assert vault.sound_path(_vault_file().name)


def test_a_vault_file_lost_after_judging_stops_neither_loading_nor_giving_back(
    home: Path, workbooks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read of the others is kept; what was read of this one is gone with its file."""
    bring(workbooks)
    ids = pipeline.step_extract(pipeline.step_collect())
    pipeline.step_validate(ids)
    lost = _vault_file()
    monkeypatch.setattr("etl.judge.readings._held", {})  # as in another process
    for kept in (home / "work").glob(f"{lost.name}*"):
        kept.unlink()
    _lose(lost)
    loaded = pipeline.step_load(ids)
    assert len(loaded) == 5
    assert len(pipeline.step_give_back(ids)) == 1
    assert [kind for kind, *_ in _incidents()] == ["vault"]
    assert len(pipeline.run(workbooks).faults) == 0
    assert states("2020")["ubnd-dinh-lap", "works"] == "accepted"


def test_one_copy_that_cannot_be_written_stops_no_other(home: Path, workbooks: Path) -> None:
    in_the_way = home / "returned" / "2020"
    in_the_way.parent.mkdir()
    in_the_way.touch()  # a file where the folder of the period should be
    bring(workbooks)
    (home / "inbox" / "thư.xlsx").write_text("Kính gửi Ban Dân tộc", "utf-8")
    outcome = pipeline.run()
    assert [Path(path).name[:3] for path in outcome.given_back] == ["thư"]
    ((kind, file_name, _),) = _incidents()
    assert (kind, "trang-dinh" in str(file_name)) == ("give_back", True)
    assert outcome.loaded == 9

    in_the_way.unlink()
    pipeline.run()
    assert [is_resolved for *_, is_resolved in _incidents()] == [True]
    assert list(in_the_way.rglob("*tra-lai*"))


def test_a_rule_that_cannot_be_evaluated_holds_up_only_whom_it_fails_on(
    home: Path, workbooks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import etl.validate

    whole = etl.validate.judge_round

    def fails_on_one(readings: Sequence[Reading], *given: Any) -> Any:
        if any(one.cover and one.cover.agency_id == "ubnd-dinh-lap" for one in readings):
            raise EvaluationError("works.some_rule: could not convert 'Nguyễn Văn Minh Họa'")
        return whole(readings, *given)

    with monkeypatch.context() as patch:
        patch.setattr(etl.validate, "judge_round", fails_on_one)
        outcome = pipeline.run(workbooks)
    assert rows(f"SELECT state {_OF_ONE}") == [("read",)]
    assert outcome.loaded == 5
    assert len(outcome.given_back) == 1
    (told,) = outcome.faults
    assert "chưa kiểm tra được" in told
    assert "Minh Họa" not in told

    assert pipeline.run().faults == ()
    assert states("2020")["ubnd-dinh-lap", "works"] == "accepted"
    assert [is_resolved for *_, is_resolved in _incidents()] == [True]


def test_readers_that_do_not_start_blame_nobody(
    home: Path, workbooks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", "/khong/co/python")
        outcome = pipeline.run(workbooks)
    assert len(outcome.faults) == 3
    assert rows("SELECT DISTINCT state FROM registry.submission") == [("received",)]
    assert pipeline.run().faults == ()
    assert states("2020")["ubnd-dinh-lap", "works"] == "accepted"


def test_the_command_line_says_so_and_ends_with_2(home: Path, workbooks: Path) -> None:
    bring(workbooks)
    pipeline.step_collect()
    shutil.rmtree(home / "work")
    _lose(_vault_file())
    told = CliRunner().invoke(app, ["run"])
    assert told.exit_code == OUR_FAULT
    assert "lỗi của hệ thống: Sự cố số" in told.output
    assert "Sự cố số" in CliRunner().invoke(app, ["status", "2020"]).output
    with pytest.raises(Exception, match="Sự cố số"):
        pipeline.refuse_open_faults()
