"""Kills a child process in the middle of its work: a piece of work and a count in, whether it
was killed out.

The child is a fork, so that a test may try every point of a piece of work. What is counted are
the statements, COPYs and commits that go to PostgreSQL and the changes made to files.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any

import psycopg
import sqlalchemy as sa

_FILE_CHANGES = frozenset({"os.rename", "os.remove", "os.chmod", "os.mkdir", "open"})


def killed_at(point: int, work: Callable[[], object], *, files: bool = False) -> bool:
    """Run work in a child that is killed before its n-th step; False when it came to its end.

    Raises `AssertionError` when the child failed in any other way.
    """
    child = os.fork()
    if child == 0:
        _work_until(point, work, files=files)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return True
    assert os.waitstatus_to_exitcode(status) == 0, "the child failed by itself"
    return False


def steps_of(work: Callable[[], object], *, files: bool = False) -> int:
    """Run work to its end in a child; gives how many steps it had."""
    told, telling = os.pipe()
    child = os.fork()
    if child == 0:
        _work_until(0, work, files=files, telling=telling)
    os.close(telling)
    with os.fdopen(told) as answer:
        steps = answer.read()
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0, "the child failed by itself"
    return int(steps)


def _work_until(
    point: int, work: Callable[[], object], *, files: bool, telling: int | None = None
) -> None:
    steps = 0

    def step(*_: Any, **__: Any) -> None:
        nonlocal steps
        steps += 1
        if steps == point:
            os.kill(os.getpid(), signal.SIGKILL)

    def audit(event: str, arguments: tuple[object, ...]) -> None:
        if event in _FILE_CHANGES and "/.incoming/" not in str(arguments[0]):
            step()

    sa.event.listen(sa.Engine, "before_cursor_execute", step)
    sa.event.listen(sa.Engine, "commit", step)
    copy = psycopg.Cursor.copy
    psycopg.Cursor.copy = lambda *a, **k: (step(), copy(*a, **k))[1]  # type: ignore[method-assign]
    if files:
        sys.addaudithook(audit)
    try:
        work()
        if telling is not None:
            os.write(telling, str(steps).encode())
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)
