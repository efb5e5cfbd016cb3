"""A returned copy and the event that tells of it are one step, wherever the work is interrupted."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import sqlalchemy as sa
from killing import killed_at
from openpyxl import load_workbook
from returns_by_hand import error, judged, warning, works

from etl import vault, warehouse
from etl.model import Finding, Reading, Rung, Severity, Submission
from etl.pipeline.returned import give_back_submission
from etl.registry import received, return_history
from etl.registry.judged import record_rejudgement
from etl.registry.received import Arrival
from etl.settings import settings

_TOLD = "SELECT detail FROM registry.submission_event WHERE kind = 'given_back' ORDER BY id"
_UNREADABLE = Finding("file.not_a_workbook", Severity.CRITICAL, Rung.FILE, "Không phải sổ.")


def _unreadable(home: Path, number: int) -> Submission:
    """Take in a file that goes back as it is."""
    path = home / f"hỏng {number}.xlsx"
    path.write_bytes(b"no workbook %d" % number)
    with warehouse.transaction() as conn:
        arrival = Arrival(vault.put_all([path])[0], path.name, "inbox", 1)
        (submission,) = received.record_submissions(conn, [arrival])
        reading = Reading(path, submission.sha256, None, (), (_UNREADABLE,))
        received.record_readings(conn, [(submission.id, reading)])
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


def _refused(home: Path) -> tuple[Submission, int]:
    """Take in a workbook with a fault; gives it and its return."""
    path = home / "lỗi.xlsx"
    path.write_bytes(b"refused")
    vault.put_all([path])[0]
    with warehouse.transaction() as conn:
        return_id = judged(conn, "refused", works({}), [error()])
        (one,) = return_history.returns_of(conn, ids=[return_id])
        (submission,) = received.submissions(conn, [one.submission_id])
    return submission, return_id


def _judge_anew(return_id: int, *found: Finding) -> None:
    with warehouse.transaction() as conn:
        record_rejudgement(conn, return_id, found, table=works({}), cause="counterpart_gone")


def _texts(path: Path | None) -> str:
    assert path is not None
    book = load_workbook(path)
    return " ".join(str(cell.value) for page in book for row in page for cell in row if cell.value)


def test_what_was_judged_anew_goes_back_anew_beside_the_copy_before(home: Path) -> None:
    submission, return_id = _refused(home)
    first = give_back_submission(submission)
    assert error().message in _texts(first)
    _judge_anew(return_id, error())  # finds the same
    assert give_back_submission(submission) == first

    _judge_anew(return_id, warning())
    second = give_back_submission(submission)
    assert warning().message in _texts(second)
    assert error().message not in _texts(second)
    assert error().message in _texts(first)
    assert give_back_submission(submission) == second
    assert sorted(_told()) == _lying()
    assert len(_told()) == 2
    with warehouse.transaction() as conn:
        assert second == settings().returned / received.given_back(conn, submission.id)

    _judge_anew(return_id)
    assert give_back_submission(submission) is None
    assert len(_told()) == 2


def test_a_copy_of_what_was_judged_anew_and_its_event_are_one_step_too(home: Path) -> None:
    submission, return_id = _refused(home)
    give_back_submission(submission)
    copies, point, was_killed = 1, 1, True
    while was_killed:
        _judge_anew(return_id, *([warning()] if copies % 2 else [error()]))
        was_killed = killed_at(point, partial(give_back_submission, submission), files=True)
        give_back_submission(submission)
        copies, point = copies + 1, point + 3
        assert len(_told()) == copies, f"killed at step {point}"
        assert sorted(_told()) == _lying(), f"killed at step {point}"
    assert point > 12
