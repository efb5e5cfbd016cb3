"""What the inbox takes is what is announced, counted, brought and examined; nothing else is."""

from __future__ import annotations

import os
from pathlib import Path

from etl import pipeline
from etl.airflow.watch import listing
from etl.collect import Intake, bring
from etl.examine import workbooks
from etl.settings import settings

TAKEN = ["a.xlsx", "b/c.xls", "không dấu.ods", "no-extension", "a.part.xlsx"]
LEFT = [".a.xlsx", "~$a.xlsx", "a.part", "a.xlsx.tmp", "a.crdownload", "a.xlsx.download", "A.PART"]


def fill(folder: Path) -> None:
    for name in (*TAKEN, *LEFT):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    (folder / "gone.xlsx").symlink_to(folder / "nothing")
    os.mkfifo(folder / "pipe.xlsx")


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_what_is_announced_and_counted_is_what_is_taken(home: Path) -> None:
    inbox = settings().inbox
    fill(inbox)
    (inbox / "link.xlsx").symlink_to(inbox / "a.xlsx")
    assert set(listing(inbox)) == set(TAKEN)
    assert pipeline.waiting_files() == len(TAKEN)
    pipeline.step_collect()
    assert len(pipeline.pending()) == len(TAKEN)
    assert (pipeline.waiting_files(), listing(inbox), len(Intake())) == (0, {}, 0)
    assert names(inbox) == set(LEFT)


def test_what_is_brought_and_examined_is_what_would_be_taken(home: Path) -> None:
    sent = home / "sent"
    fill(sent)
    assert {str(path.relative_to(sent)) for path in workbooks([sent])} == set(TAKEN)
    assert pipeline.waiting_files(sent) == len(TAKEN)
    bring(sent)
    assert names(settings().inbox) == set(TAKEN)


def test_a_folder_that_is_not_there_holds_nothing(home: Path) -> None:
    assert pipeline.waiting_files(home / "absent") == 0
    settings().inbox.mkdir()
    (settings().inbox / "a.xlsx").write_bytes(b"")
    assert pipeline.waiting_files(home / "absent") == 1
