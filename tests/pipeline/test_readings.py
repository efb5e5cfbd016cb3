"""Readings between steps: held in one process, kept for another, made anew when they are lost."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from etl import pipeline
from etl.collect import bring
from etl.judge import readings
from etl.model import Reading


def test_what_is_read_while_it_is_taken_in_is_not_read_again(home: Path, workbooks: Path) -> None:
    heard: list[Reading] = []
    bring(workbooks)
    ids = pipeline.collect_and_read(heard.append)
    assert len(heard) == len(ids) == 3
    pipeline.step_extract(ids, heard.append)
    assert len(heard) == 3
    assert not (home / "work").exists()


def test_another_process_finds_what_a_step_has_read(
    home: Path, workbooks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Reading] = []
    bring(workbooks)
    ids = pipeline.step_collect()
    kept = sorted((home / "work").iterdir())
    assert len(kept) == 3
    pipeline.step_extract(ids, heard.append)
    assert heard == []

    monkeypatch.setattr(readings, "_held", {})  # as in another process
    kept[0].write_bytes(b"cut off by a full disk")
    hashes = [path.name[:64] for path in kept]
    found = readings.readings_of(hashes, heard.append)
    assert heard == found[:1], "only what could not be used is read again"
    assert [reading.sha256 for reading in found] == hashes

    readings.forget(hashes)
    assert list((home / "work").iterdir()) == []


def test_more_than_can_be_held_is_kept(
    home: Path, workbooks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readings, "_MOST_HELD_ROWS", 0)
    bring(workbooks)
    ids = pipeline.collect_and_read()
    assert len(list((home / "work").iterdir())) == 3
    shutil.rmtree(home / "inbox")
    assert pipeline.step_validate(pipeline.step_extract(ids))


def test_threads_may_keep_what_they_read_of_one_workbook_at_once(home: Path) -> None:
    content = bytes(1 << 20)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: readings._keep("a" * 64, content), range(200)))
    (kept,) = (home / "work").iterdir()
    assert kept.read_bytes() == content
