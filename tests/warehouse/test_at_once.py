"""Several at the same time: the same file, the same return, two stewards; one truth remains."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from returns_by_hand import accepted, explain, judged, submitted, warning, works

from etl import warehouse
from etl.errors import RegistryError
from etl.load import load
from etl.model import ReturnState
from etl.registry import return_history
from etl.registry.decisions import accept_confirmation, refuse_confirmation

Answer = TypeVar("Answer")


def _both(*acts: Callable[[], Answer]) -> list[Answer | Exception]:
    """Run acts at the same time, each in a thread; gives what they returned or raised."""
    barrier = threading.Barrier(len(acts))
    answers: list[Answer | Exception] = [RuntimeError("did not run")] * len(acts)

    def run(place: int, act: Callable[[], Answer]) -> None:
        barrier.wait()
        try:
            answers[place] = act()
        except Exception as reason:
            answers[place] = reason

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_the_same_file_uploaded_twice_at_once_is_one_submission(home: Path) -> None:
    def upload() -> int:
        with warehouse.transaction() as conn:
            return submitted(conn, "a").id

    answers = _both(*[upload] * 4)
    with warehouse.transaction() as conn:
        kinds = (
            conn.execute(sa.text("SELECT kind FROM registry.submission_event ORDER BY kind DESC"))
            .scalars()
            .all()
        )
    assert len(set(answers)) == 1
    assert kinds == ["received", "duplicate", "duplicate", "duplicate"]


def test_the_same_file_judged_twice_at_once_is_one_return(home: Path) -> None:
    def judge() -> int:
        with warehouse.transaction() as conn:
            return judged(conn, "a", works({}), [warning()])

    answers = _both(*[judge] * 4)
    with warehouse.transaction() as conn:
        count = conn.execute(sa.text("SELECT count(*) FROM registry.finding")).scalar()
    assert len(set(answers)) == 1
    assert count == 1


def test_two_files_of_one_return_at_once_are_two_versions(home: Path) -> None:
    def send(content: str) -> int:
        with warehouse.transaction() as conn:
            return accepted(conn, content, works({}))

    answers = _both(lambda: send("a"), lambda: send("b"), lambda: send("c"))
    with warehouse.transaction() as conn:
        found = return_history.returns_of(
            conn, ids=[one for one in answers if isinstance(one, int)]
        )
    assert sorted(one.version for one in found) == [1, 2, 3]
    assert [one.version for one in found if one.state is ReturnState.ACCEPTED] == [3]


def test_the_same_return_loaded_twice_at_once_is_loaded_once(home: Path) -> None:
    read = works({}, {})
    with warehouse.transaction() as conn:
        return_id = judged(conn, "a", read)

    def lay() -> int:
        with warehouse.transaction() as conn:
            return len(load(conn, {return_id: read}))

    assert sorted(_both(*[lay] * 3)) == [0, 0, 1]  # type: ignore[type-var]


def test_of_two_stewards_at_once_the_first_decides(home: Path) -> None:
    with warehouse.transaction() as conn:
        return_id = judged(conn, "a", works({}), [warning()])
        confirmation = explain(conn, return_id)

    def accept() -> ReturnState:
        with warehouse.transaction("steward") as conn:
            return accept_confirmation(conn, confirmation, actor="can-bo-1")

    def refuse() -> ReturnState:
        with warehouse.transaction("steward") as conn:
            return refuse_confirmation(conn, confirmation, actor="can-bo-2", reason="Thiếu căn cứ")

    answers = _both(accept, refuse)
    with warehouse.transaction() as conn:
        decisions = (
            conn.execute(sa.text("SELECT decision FROM registry.confirmation_event"))
            .scalars()
            .all()
        )
        state = return_history.state_of(conn, return_id)
    assert sum(isinstance(one, RegistryError) for one in answers) == 1
    assert state is (
        ReturnState.ACCEPTED if decisions == ["accepted"] else ReturnState.NEEDS_CONFIRMATION
    )
