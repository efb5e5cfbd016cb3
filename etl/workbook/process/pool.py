"""Reading processes under supervision: paths in, readings out as they are done.

A child that dies or is late is replaced. Why it ended decides whose doing it was: memory is
limited within the child, so whatever kills it from outside (the system short of memory, a person)
is not the file's; a crash may be. The one surprising thing: a child is given its next file before
its answer is looked at, so that it never waits for this process.
"""

from __future__ import annotations

import os
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

from etl import working_days
from etl.errors import ReaderError
from etl.model import Finding, Form, Reading
from etl.workbook.process.answers import answer_of
from etl.workbook.process.wire import LENGTH, READY, Order, send
from etl.workbook.refusals import READER_FAILED, cannot_read_safely, too_slow

_PROJECT = Path(__file__).resolve().parents[3]
_START_SECONDS = 60.0  # a child imports and reads the reference lists before its first file
_MOST_FAILED_STARTS = 3
_END_SECONDS = 5.0  # a child that has closed its pipe ends at once
# What the machine or a person sends; a crash of the child's own is one of the others.
_FOREIGN = frozenset(
    {signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGPWR}
)
_GRACE = 3.0  # times its seconds by the clock, while it has not had them of the processor
_FRESH = 0.25  # seconds for which a measurement of processor time is good enough
_MIB = 1 << 20
_CHUNK = _MIB
_MOST_ANSWER_BYTES = 512 * _MIB


@dataclass(frozen=True, slots=True)
class Limits:
    """What one reading process may take."""

    seconds: float  # for one file
    memory_bytes: int  # beyond what it has at its start


@dataclass(frozen=True, slots=True)
class Lost:
    """A file that was not read: why, and whether its content can have been the reason."""

    detail: str
    is_ours: bool


@dataclass(slots=True, eq=False)
class _Child:
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
        self._order = Order(forms, limits.memory_bytes, working_days.today())
        self._limits = limits
        self._failed_starts = 0
        self._children = [self._start() for _ in range(size)]

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for child in self._children:
            _end(child)

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

    def _start(self) -> _Child:
        environment = {
            "PYTHONPATH": str(_PROJECT),
            "PATH": os.defpath,
            "LANG": "C.UTF-8",
            "MALLOC_ARENA_MAX": "1",  # address space is limited: one heap is enough
            "MALLOC_MMAP_THRESHOLD_": str(_MIB),  # what one file took is kept for the next one,
            "MALLOC_TOP_PAD_": str(_MIB),  # or the system clears the same pages again for each
            "MALLOC_TRIM_THRESHOLD_": str(16 * _MIB),
        }
        try:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "etl.workbook.process.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                cwd=tempfile.gettempdir(),
            )
        except OSError as error:
            raise ReaderError(f"không mở được tiến trình đọc ({error.strerror})") from error
        child = _Child(process, psutil.Process(process.pid), time.monotonic() + _START_SECONDS)
        _tell(child, self._order)
        return child

    def _replace(self, child: _Child) -> None:
        _end(child)
        if not child.ready:
            self._failed_starts += 1
            if self._failed_starts > _MOST_FAILED_STARTS:
                raise ReaderError("tiến trình đọc không khởi động được")
        self._children[self._children.index(child)] = self._start()

    def _give(self, child: _Child, index: int, path: Path) -> None:
        child.index, child.path = index, path
        now = time.monotonic()
        child.until = now + self._limits.seconds
        child.grace_until = now + self._limits.seconds * _GRACE
        if now - child.measured > _FRESH:
            child.cpu_before, child.measured = _cpu_seconds(child), now
        _tell(child, str(path.absolute()))

    def _contents(self) -> list[tuple[_Child, bytes | Finding | Lost]]:
        """Wait for something to happen; gives each child that answered, died or is late once."""
        heard = self._heard()
        answered = [child for child, _ in heard]
        return [*heard, *((child, late) for child, late in self._late() if child not in answered)]

    def _heard(self) -> list[tuple[_Child, bytes | Finding | Lost]]:
        """Wait for answers; gives those that are whole, and for each child that died why."""
        busy = {
            _pipe(child): child for child in self._children if child.index >= 0 or not child.ready
        }
        soonest = min((child.until for child in busy.values()), default=time.monotonic())
        readable, _, _ = select.select(list(busy), [], [], max(soonest - time.monotonic(), 0.0))
        outcomes: list[tuple[_Child, bytes | Finding | Lost]] = []
        for pipe in readable:
            child = busy[pipe]
            chunk = os.read(pipe, _CHUNK)
            child.received += chunk
            content = _content(child.received) if chunk else _why_it_died(child)
            if isinstance(content, bytes) and not child.ready and answer_of(content) == READY:
                child.ready, child.until = True, float("inf")
            elif content is not None:
                outcomes.append((child, content))
        return outcomes

    def _late(self) -> list[tuple[_Child, Finding | Lost]]:
        now = time.monotonic()
        for child in self._children:
            if child.index >= 0 and child.until < now:
                child.until = min(now + max(self._left(child), 0.0), child.grace_until)
        late = [child for child in self._children if child.until < now and child.index >= 0]
        late += [child for child in self._children if child.until < now and not child.ready]
        return [(child, self._why_late(child)) for child in late]

    def _left(self, child: _Child) -> float:
        """Give the processor time that a child still has for its file, in seconds."""
        return self._limits.seconds - (_cpu_seconds(child) - child.cpu_before)

    def _why_late(self, child: _Child) -> Finding | Lost:
        """A file is slow when its child was at work all the time; else something of ours is."""
        if child.index >= 0 and self._left(child) <= _FRESH:
            return too_slow(self._limits.seconds)
        return Lost("máy chủ hoặc ổ đĩa quá chậm trong lúc đọc tệp", is_ours=True)


def _cpu_seconds(child: _Child) -> float:
    """Give the processor time that a child has used; a dead one has used none."""
    try:
        times = child.watched.cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


def _pipe(child: _Child) -> int:
    assert child.process.stdout is not None
    return child.process.stdout.fileno()


def _tell(child: _Child, value: object) -> None:
    assert child.process.stdin is not None
    try:
        send(child.process.stdin, value)
    except OSError:
        child.until = 0.0  # it is dead; the next look finds out


def _end(child: _Child) -> None:
    child.process.kill()
    for pipe in (child.process.stdin, child.process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:  # what could not be flushed was for a dead child
                continue
    child.process.wait()


def _reading(content: bytes) -> Reading | Finding | Lost:
    """Read an answer; a child that says anything but a reading is not to be trusted."""
    answer = answer_of(content)
    if not isinstance(answer, Reading):
        return cannot_read_safely()
    for finding in answer.findings:
        if finding.rule_id == READER_FAILED:
            return Lost(f"chương trình đọc gặp lỗi ({finding.value})", is_ours=True)
    return answer


def _why_it_died(child: _Child) -> Finding | Lost:
    """Look how a child ended whose pipe is closed."""
    try:
        code = child.process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:  # it lives: only a file can have made it close its pipe
        return cannot_read_safely()
    if -code in _FOREIGN:
        name = signal.Signals(-code).name
        return Lost(f"tiến trình đọc bị máy chủ dừng giữa chừng ({name})", is_ours=True)
    return Lost(f"tiến trình đọc dừng đột ngột (mã {code})", is_ours=False)


def _ran_out(reading: Reading) -> bool:
    """Tell whether a child ran out of memory: it keeps what it had taken, and starts anew."""
    ours = cannot_read_safely().rule_id
    return any(finding.rule_id == ours for finding in reading.findings)


def _content(received: bytearray) -> bytes | Finding | None:
    """Take one whole message off what was received; None when there is none yet."""
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
