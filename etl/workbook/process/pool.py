"""Reading processes under supervision: paths in, readings out as they are done.

A child that dies or is late is replaced. The one surprising thing: a child is given its next file
before its answer is looked at, so that it never waits for this process.
"""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from etl.errors import ReaderError
from etl.model import Finding, Form, Reading
from etl.reference import working_days
from etl.workbook.process.child import Child, Lost
from etl.workbook.process.wire import READY, Order, answer_of
from etl.workbook.refusals import READER_FAILED, cannot_read_safely, file_finding

_MOST_FAILED_STARTS = 3
_GRACE = 3.0  # times its seconds by the clock, while it has not had them of the processor
_FRESH = 0.25  # seconds for which a measurement of processor time is good enough


@dataclass(frozen=True, slots=True)
class Limits:
    """What one reading process may take."""

    seconds: float  # for one file
    memory_bytes: int  # beyond what it has at its start


class _Waiting:
    """Paths that nobody reads yet, each asked for as late as can be."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._coming = enumerate(paths)
        self._in_hand: list[tuple[int, Path]] = []

    def __bool__(self) -> bool:
        if not self._in_hand:
            self._in_hand += islice(self._coming, 1)
        return bool(self._in_hand)

    def take(self) -> tuple[int, Path]:
        return self._in_hand.pop()

    def put_back(self, index: int, path: Path) -> None:
        self._in_hand.append((index, path))


class Pool:
    """Children that are given one path at a time, watched by the clock."""

    def __init__(self, size: int, forms: Mapping[str, Form], limits: Limits) -> None:
        """Start `size` children."""
        self._order = Order(forms, limits.memory_bytes, working_days.today()).content()
        self._limits = limits
        self._failed_starts = 0
        self._children = [Child.start(self._order) for _ in range(size)]

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for child in self._children:
            child.end()

    @property
    def pids(self) -> list[int]:
        """Process ids of the children as they are now."""
        return [child.process.pid for child in self._children]

    def in_hand(self, number: int) -> Path | None:
        """Give the file that a child reads."""
        child = self._children[number]
        return child.path if child.index >= 0 else None

    def read(
        self, paths: Iterable[Path], keep: Callable[[int, bytes], None] | None = None
    ) -> Iterator[tuple[int, Reading | Finding | Lost]]:
        """Give as they come each path's reading, the finding that it cost, or why it is lost.

        A path is asked for when a child is free for it. `keep` is called before with the bytes of
        each sound answer. Raises `ReaderError` when children do not even start.
        """
        waiting = _Waiting(paths)
        while waiting or any(child.index >= 0 for child in self._children):
            for child in self._children:
                if child.ready and child.index < 0 and waiting:
                    self._give(child, *waiting.take())
            for child, content in self._contents():
                index, child.index = child.index, -1
                if isinstance(content, bytes) and waiting:
                    self._give(child, *waiting.take())
                outcome = _reading(content) if isinstance(content, bytes) else content
                if not isinstance(outcome, Reading) or _ran_out(outcome):
                    if child.index >= 0:
                        waiting.put_back(child.index, child.path)
                    self._replace(child)
                if keep and isinstance(content, bytes) and isinstance(outcome, Reading):
                    keep(index, content)
                if index >= 0:
                    yield index, outcome

    def _replace(self, child: Child) -> None:
        child.end()
        if not child.ready:
            self._failed_starts += 1
            if self._failed_starts > _MOST_FAILED_STARTS:
                raise ReaderError("tiến trình đọc không khởi động được")
        self._children[self._children.index(child)] = Child.start(self._order)

    def _give(self, child: Child, index: int, path: Path) -> None:
        child.index, child.path = index, path
        now = time.monotonic()
        child.until = now + self._limits.seconds
        child.grace_until = now + self._limits.seconds * _GRACE
        if now - child.measured > _FRESH:
            child.cpu_before, child.measured = child.cpu_seconds(), now
        child.tell(os.fsencode(path.absolute()))

    def _contents(self) -> list[tuple[Child, bytes | Finding | Lost]]:
        """Wait for something to happen; gives each child that answered, died or is late once."""
        heard = self._heard()
        answered = [child for child, _ in heard]
        return [*heard, *((child, late) for child, late in self._late() if child not in answered)]

    def _heard(self) -> list[tuple[Child, bytes | Finding | Lost]]:
        """Wait for answers; gives those that are whole, and for each child that died why."""
        busy = {
            child.pipe: child for child in self._children if child.index >= 0 or not child.ready
        }
        soonest = min((child.until for child in busy.values()), default=time.monotonic())
        readable, _, _ = select.select(list(busy), [], [], max(soonest - time.monotonic(), 0.0))
        outcomes: list[tuple[Child, bytes | Finding | Lost]] = []
        for pipe in readable:
            child = busy[pipe]
            content = child.hear()
            if content == READY and not child.ready:
                child.ready, child.until = True, float("inf")
            elif content is not None:
                outcomes.append((child, content))
        return outcomes

    def _late(self) -> list[tuple[Child, Finding | Lost]]:
        now = time.monotonic()
        for child in self._children:
            if child.index >= 0 and child.until < now:
                child.until = min(now + max(self._left(child), 0.0), child.grace_until)
        late = [child for child in self._children if child.until < now and child.index >= 0]
        late += [child for child in self._children if child.until < now and not child.ready]
        return [(child, self._why_late(child)) for child in late]

    def _left(self, child: Child) -> float:
        """Give the processor time that a child still has for its file, in seconds."""
        return self._limits.seconds - (child.cpu_seconds() - child.cpu_before)

    def _why_late(self, child: Child) -> Finding | Lost:
        """A file is slow when its child was at work all the time; else something of ours is."""
        if child.index >= 0 and self._left(child) <= _FRESH:
            return file_finding("too_slow", seconds=f"{self._limits.seconds:.0f}")
        return Lost("máy chủ hoặc ổ đĩa quá chậm trong lúc đọc tệp", is_ours=True)


def _reading(content: bytes) -> Reading | Finding | Lost:
    """Read an answer; a child that says anything but a reading is not to be trusted."""
    answer = answer_of(content)
    if not isinstance(answer, Reading):
        return cannot_read_safely()
    for finding in answer.findings:
        if finding.rule_id == READER_FAILED:
            return Lost(f"chương trình đọc gặp lỗi ({finding.value})", is_ours=True)
    return answer


def _ran_out(reading: Reading) -> bool:
    """Tell whether a child ran out of memory: it keeps what it had taken, and starts anew."""
    ours = cannot_read_safely().rule_id
    return any(finding.rule_id == ours for finding in reading.findings)
