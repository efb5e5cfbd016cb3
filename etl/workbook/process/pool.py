"""Reading processes under supervision: paths in, readings out as they are done.

A child that dies or is late is replaced. Why it ended decides whose doing it was: memory is limited
within the child, so whatever kills it from outside (the system short of memory, a person) is not
the file's; a crash may be. The one surprising thing: a child is given its next file before its
answer is looked at, so that it never waits for this process.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import psutil

from etl import CATALOGUE, PROJECT
from etl.errors import ReaderError
from etl.model import Finding, Form, Reading
from etl.reference import working_days
from etl.workbook.process.wire import LENGTH, READY, Order, answer_of, send
from etl.workbook.refusals import READER_FAILED, cannot_read_safely, file_finding

_MOST_FAILED_STARTS = 3
_GRACE = 3.0  # times its seconds by the clock, while it has not had them of the processor
_FRESH = 0.25  # seconds for which a measurement of processor time is good enough
_START_SECONDS = 60.0  # a child imports and reads the reference lists before its first file
_END_SECONDS = 5.0  # a child that has closed its pipe ends at once
# What the machine or a person sends; a crash of the child's own is one of the others.
_FOREIGN = frozenset(
    {signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGPWR}
)
_MIB = 1 << 20
_MOST_ANSWER_BYTES = 512 * _MIB
_ENVIRONMENT = {
    "PYTHONPATH": str(PROJECT),
    "ETL_CATALOGUE": str(CATALOGUE),
    "PATH": os.defpath,
    "LANG": "C.UTF-8",
    "MALLOC_ARENA_MAX": "1",  # address space is limited: one heap is enough
    "MALLOC_MMAP_THRESHOLD_": str(_MIB),  # what one file took is kept for the next one,
    "MALLOC_TOP_PAD_": str(_MIB),  # or the system clears the same pages again for each
    "MALLOC_TRIM_THRESHOLD_": str(16 * _MIB),
}


@dataclass(frozen=True, slots=True)
class Lost:
    """A file that was not read: why, and whether its content can have been the reason."""

    detail: str
    is_ours: bool


@dataclass(slots=True, eq=False)
class Child:
    """A process that reads, and the file that it has in hand."""

    process: subprocess.Popen[bytes]
    watched: psutil.Process
    until: float  # by the monotonic clock
    grace_until: float = 0.0  # a busy machine may give a child too little of its time
    cpu_before: float = 0.0  # seconds of processor time shortly before it was given its file
    measured: float = 0.0  # when that was, by the monotonic clock
    index: int = -1  # of the path it reads; -1 while idle
    path: Path = Path()
    ready: bool = False
    received: bytearray = field(default_factory=bytearray)

    @classmethod
    def start(cls) -> Child:
        """Start one, which waits for its order; raises `ReaderError` where there is no process."""
        try:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "etl.workbook.process.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_ENVIRONMENT,
                cwd=tempfile.gettempdir(),
            )
        except OSError as error:
            raise ReaderError(f"không mở được tiến trình đọc ({error.strerror})") from error
        return cls(process, psutil.Process(process.pid), time.monotonic() + _START_SECONDS)

    @property
    def pipe(self) -> int:
        """What to wait for."""
        assert self.process.stdout is not None
        return self.process.stdout.fileno()

    def tell(self, content: bytes) -> None:
        """Send a message."""
        assert self.process.stdin is not None
        try:
            send(self.process.stdin, content)
        except OSError:
            self.until = 0.0  # it is dead; the next look finds out

    def hear(self) -> bytes | Finding | Lost | None:
        """Read on; gives a message as soon as it is whole, or why there comes no other."""
        chunk = os.read(self.pipe, _MIB)
        if not chunk:
            return self._why_it_died()
        received = self.received
        received += chunk
        if len(received) < LENGTH.size:
            return None
        size = LENGTH.unpack_from(received)[0]
        if size > _MOST_ANSWER_BYTES:
            return cannot_read_safely()
        if len(received) < LENGTH.size + size:
            return None
        content = bytes(memoryview(received)[LENGTH.size : LENGTH.size + size])
        del received[: LENGTH.size + size]
        return content

    def cpu_seconds(self) -> float:
        """Give the processor time that it has used; a dead one has used none."""
        try:
            times = self.watched.cpu_times()
        except psutil.Error:
            return 0.0
        return float(times.user + times.system)

    def end(self) -> None:
        """End it, whatever it does."""
        with contextlib.suppress(OSError), self.process:  # what is not flushed is for the dead
            self.process.kill()

    def _why_it_died(self) -> Finding | Lost:
        """Look how it ended, whose pipe is closed."""
        try:
            code = self.process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:  # it lives: only a file can have made it close its pipe
            return cannot_read_safely()
        if -code in _FOREIGN:
            name = signal.Signals(-code).name
            return Lost(f"tiến trình đọc bị máy chủ dừng giữa chừng ({name})", is_ours=True)
        return Lost(f"tiến trình đọc dừng đột ngột (mã {code})", is_ours=False)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one reading process may take."""

    seconds: float  # for one file
    memory_bytes: int  # beyond what it has at its start


class _Waiting(list[tuple[int, Path]]):
    """Paths that nobody reads yet with their places, each asked for as late as can be."""

    def __init__(self, paths: Iterable[Path]) -> None:
        super().__init__()
        self._coming = enumerate(paths)

    def __bool__(self) -> bool:
        if not len(self):
            self += islice(self._coming, 1)
        return len(self) > 0


class Pool:
    """Children that are given one path at a time, watched by the clock."""

    def __init__(self, size: int, forms: Mapping[str, Form], limits: Limits) -> None:
        """Start `size` children."""
        self._order = pickle.dumps(Order(forms, limits.memory_bytes, working_days.today()))
        self._limits = limits
        self._failed_starts = 0
        self.children = [Child.start() for _ in range(size)]
        for child in self.children:  # they start together, and take an order when they have
            child.tell(self._order)

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for child in self.children:
            child.end()

    def read(
        self, paths: Iterable[Path], keep: Callable[[int, bytes], None] | None = None
    ) -> Iterator[tuple[int, Reading | Finding | Lost]]:
        """Give as they come each path's reading, the finding that it cost, or why it is lost.

        A path is asked for when a child is free for it. `keep` is called before with the bytes of
        each sound answer. Raises `ReaderError` when children do not even start.
        """
        waiting = _Waiting(paths)
        while waiting or any(child.index >= 0 for child in self.children):
            for child in self.children:
                if child.ready and child.index < 0 and waiting:
                    self._give(child, *waiting.pop())
            for child, content in self._contents().items():
                index, child.index = child.index, -1
                if isinstance(content, bytes) and waiting:
                    self._give(child, *waiting.pop())
                outcome = _reading(content) if isinstance(content, bytes) else content
                if not isinstance(outcome, Reading) or _ran_out(outcome):
                    if child.index >= 0:
                        waiting.append((child.index, child.path))
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
        another = self.children[self.children.index(child)] = Child.start()
        another.tell(self._order)

    def _give(self, child: Child, index: int, path: Path) -> None:
        child.index, child.path = index, path
        now = time.monotonic()
        child.until = now + self._limits.seconds
        child.grace_until = now + self._limits.seconds * _GRACE
        if now - child.measured > _FRESH:
            child.cpu_before, child.measured = child.cpu_seconds(), now
        child.tell(os.fsencode(path.absolute()))

    def _contents(self) -> dict[Child, bytes | Finding | Lost]:
        """Wait for something to happen; gives what each child answered, why it died or is late."""
        busy = {one.pipe: one for one in self.children if one.index >= 0 or not one.ready}
        soonest = min((child.until for child in busy.values()), default=time.monotonic())
        readable, _, _ = select.select(list(busy), [], [], max(soonest - time.monotonic(), 0.0))
        outcomes: dict[Child, bytes | Finding | Lost] = {}
        for child in map(busy.__getitem__, readable):
            content = child.hear()
            if content == READY and not child.ready:
                child.ready, child.until = True, float("inf")
            elif content is not None:
                outcomes[child] = content
        now = time.monotonic()
        for child in busy.values():
            if child.index >= 0 and child.until < now:
                child.until = min(now + max(self._left(child), 0.0), child.grace_until)
            if child.until < now and child not in outcomes:
                outcomes[child] = self._why_late(child)
        return outcomes

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
