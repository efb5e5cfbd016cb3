"""One reading process as its parent sees it: an order and paths in, whole messages out.

Why it ended decides whose doing it was: memory is limited within the child, so whatever kills it
from outside (the system short of memory, a person) is not the file's; a crash may be. The one
surprising thing: one that is dead is told like any other, and found out by whoever listens next.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from etl.errors import ReaderError
from etl.model import Finding
from etl.settings import CATALOGUE, PROJECT
from etl.workbook.process.wire import LENGTH, send
from etl.workbook.refusals import cannot_read_safely

_START_SECONDS = 60.0  # a child imports and reads the reference lists before its first file
_END_SECONDS = 5.0  # a child that has closed its pipe ends at once
# What the machine or a person sends; a crash of the child's own is one of the others.
_FOREIGN = frozenset(
    {signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGPWR}
)
_MIB = 1 << 20
_CHUNK = _MIB
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
    def start(cls, order: bytes) -> Child:
        """Start one with its order; raises `ReaderError` where the system opens no process."""
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
        child = cls(process, psutil.Process(process.pid), time.monotonic() + _START_SECONDS)
        child.tell(order)
        return child

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
        chunk = os.read(self.pipe, _CHUNK)
        self.received += chunk
        return _message(self.received) if chunk else self._why_it_died()

    def cpu_seconds(self) -> float:
        """Give the processor time that it has used; a dead one has used none."""
        try:
            times = self.watched.cpu_times()
        except psutil.Error:
            return 0.0
        return float(times.user + times.system)

    def end(self) -> None:
        """End it, whatever it does."""
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what could not be flushed was for a dead child
                    continue
        self.process.wait()

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


def _message(received: bytearray) -> bytes | Finding | None:
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
