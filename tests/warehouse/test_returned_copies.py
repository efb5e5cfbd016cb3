"""A returned copy and the event that tells of it are one step, wherever the work is interrupted."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import sqlalchemy as sa
from killing import killed_at

from etl import registry, vault, warehouse
from etl.model import Finding, Reading, Rung, Severity, Submission
from etl.registry import Arrival
from etl.returned import give_back_submission
from etl.settings import settings

_TOLD = "SELECT detail FROM registry.submission_event WHERE kind = 'given_back' ORDER BY id"
_UNREADABLE = Finding("file.not_a_workbook", Severity.CRITICAL, Rung.FILE, "Không phải sổ.")


def _unreadable(home: Path, number: int) -> Submission:
    """Take in a file that goes back as it is."""
    path = home / f"hỏng {number}.xlsx"
    path.write_bytes(b"no workbook %d" % number)
    with warehouse.transaction() as conn:
        arrival = Arrival(vault.put(path), path.name, "inbox", 1)
        (submission,) = registry.record_submissions(conn, [arrival])
        reading = Reading(path, submission.sha256, None, (), (_UNREADABLE,))
        registry.record_readings(conn, [(submission.id, reading)])
    return submission


def _told() -> list[str]:
    with warehouse.transaction() as conn:
        return [*conn.execute(sa.text(_TOLD)).scalars()]


def _lying() -> list[str]:
    folder = settings().returned
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())


def test_a_copy_and_its_event_are_both_there_whenever_the_work_was_killed(home: Path) -> None:
    give_back_submission(_unreadable(home, 0))  # imports what it needs
    point, was_killed = 1, True
    while was_killed:
        submission = _unreadable(home, point)
        was_killed = killed_at(point, partial(give_back_submission, submission), files=True)
        give_back_submission(submission)
        assert len(_told()) == point + 1, f"killed at step {point}"
        assert sorted(_told()) == _lying(), f"killed at step {point}"
        point += 1
    assert point > 12  # the work has that many steps; fewer would mean that they went uncounted


def test_a_copy_that_was_lost_from_its_place_is_written_again_and_told_once(home: Path) -> None:
    submission = _unreadable(home, 1)
    path = give_back_submission(submission)
    assert path is not None
    path.unlink()
    assert give_back_submission(submission) == path
    assert path.exists()
    assert len(_told()) == 1
