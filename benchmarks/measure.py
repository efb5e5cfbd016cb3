"""Measures one way in a process of its own: batches in, seconds and memory out.

The clock of the first batch starts before the process does, so that interpreter, imports and
worker pools are in it (cold); the second batch finds all of that ready (warm). The one surprising
thing: memory is the sum of all processes' proportional shares (PSS), sampled ten times a second,
because resident sizes count shared pages once for each process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import psutil

from benchmarks.ways import Job, Outcome
from etl import PROJECT

_SAMPLE_SECONDS = 0.1
_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Lap:
    """One batch."""

    seconds: float  # wall
    cpu_seconds: float  # of the process and its children that have ended
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Run:
    """One way: its batches, the cost of getting ready, and its memory."""

    ready_seconds: float  # from the start of the process until its module is imported
    laps: tuple[Lap, ...]  # the first from the start of the process
    total_mib: float  # peak of all its processes together
    largest_mib: float  # peak resident size of its largest process

    @property
    def loop_seconds(self) -> float:
        """Seconds of the first batch without getting ready."""
        return self.laps[0].seconds - self.ready_seconds


def measure(way: str, jobs: Sequence[Job], environment: Mapping[str, str]) -> Run:
    """Run `benchmarks.<way>` on batches, one after the other in the same process.

    A way that has `prepare(job)` is prepared off the clock for each batch but the first, which
    the caller prepares. Raises `RuntimeError` with the end of what the process said when it fails.
    """
    note = Path(jobs[0].folder) / f"{way}.json"
    request = {"way": way, "jobs": [asdict(job) for job in jobs], "note": str(note)}
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "benchmarks.measure", str(started)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=PROJECT,
        env={**os.environ, **environment},
    )
    memory = _Memory(process.pid)
    memory.start()
    said, _ = process.communicate(json.dumps(request))
    memory.stop()
    if process.returncode != 0:
        raise RuntimeError(f"{way} failed:\n{said[-4000:]}")
    answer = json.loads(note.read_text())
    laps = tuple(Lap(wall, cpu, _outcome(outcome)) for wall, cpu, outcome in answer["laps"])
    return Run(answer["ready"], laps, memory.total / _MIB, memory.largest / _MIB)


class _Memory(threading.Thread):
    """Samples a process and its descendants until it is stopped."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.total = 0.0
        self.largest = 0.0
        self._root = psutil.Process(pid)
        self._done = threading.Event()

    def run(self) -> None:
        """Take a sample every tenth of a second."""
        while not self._done.wait(_SAMPLE_SECONDS):
            try:
                family = [self._root, *self._root.children(recursive=True)]
            except psutil.NoSuchProcess:
                return
            shares = [_sizes(process.pid) for process in family]
            self.total = max(self.total, sum(share for share, _ in shares))
            self.largest = max(self.largest, *(peak for _, peak in shares))

    def stop(self) -> None:
        """End the sampling."""
        self._done.set()
        self.join()


def _sizes(pid: int) -> tuple[int, int]:
    """Give the proportional share and the peak resident size of a process, in bytes."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0, 0  # it has just ended
    return _kib(rollup, "Pss:") * 1024, _kib(status, "VmHWM:") * 1024


def _kib(text: str, label: str) -> int:
    for line in text.splitlines():
        if line.startswith(label):
            return int(line.split()[1])
    return 0


def _outcome(fields: dict[str, Any]) -> Outcome:
    return Outcome(
        tuple(fields["refused"]),
        fields["row_count"],
        tuple((name, row, column) for name, row, column in fields["failing"]),
    )


def _cpu_seconds() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _child(started: float) -> None:
    """Run the way that standard input asks for, and note the times."""
    request = json.load(sys.stdin)
    way = import_module(f"benchmarks.{request['way']}")
    ready = time.monotonic() - started
    laps: list[tuple[float, float, dict[str, object]]] = []
    since, spent = started, 0.0
    for fields in request["jobs"]:
        job = Job(**{**fields, "paths": tuple(fields["paths"])})
        if laps and hasattr(way, "prepare"):
            way.prepare(job)
            since, spent = time.monotonic(), _cpu_seconds()
        outcome = way.run(job)
        laps.append((time.monotonic() - since, _cpu_seconds() - spent, asdict(outcome)))
        since, spent = time.monotonic(), _cpu_seconds()
    Path(request["note"]).write_text(json.dumps({"ready": ready, "laps": laps}))


if __name__ == "__main__":
    _child(float(sys.argv[1]))
