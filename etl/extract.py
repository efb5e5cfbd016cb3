"""Reads workbooks in child processes: paths in, one `Reading` each out, in the order given.

Each child is limited in memory and time and inherits no environment. The one surprising thing:
one and the same pool serves any number of files, so a thousand files cost two starts, and a
hostile one among them costs one finding.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sized
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

from etl.contracts import load_forms
from etl.model import Finding, Reading
from etl.settings import settings
from etl.workbook.process.pool import Limits, Pool

__all__ = ["extract"]

_MIB = 1 << 20


def extract(
    paths: Iterable[Path],
    *,
    workers: int | None = None,
    on_read: Callable[[Reading], None] | None = None,
    keep: Callable[[int, bytes], None] | None = None,
) -> list[Reading]:
    """Read workbooks; gives one reading a path, in order.

    Paths may still be coming: each is asked for when a process is free for it.
    `on_read` is called in this process as each is done, in any order, and before it `keep` with
    the place of its path and the bytes that `answer_of` reads. A child that dies or is late costs
    the file it was reading one finding; nothing that a file holds raises here.
    """
    asked: list[Path] = []
    coming = iter(paths)
    first = list(islice(coming, 1))
    if not first:
        return []
    known = settings()
    size = workers or known.workers
    size = min(size, len(paths)) if isinstance(paths, Sized) else size
    limits = Limits(known.worker_seconds, known.worker_memory_mib * _MIB)
    readings: dict[int, Reading] = {}
    with Pool(size, load_forms(), limits) as pool:
        for index, outcome in pool.read(_noted(chain(first, coming), asked), keep):
            reading = _reading(asked[index], outcome)
            readings[index] = reading
            if on_read is not None:
                on_read(reading)
    return [readings[index] for index in range(len(asked))]


def _noted(paths: Iterable[Path], asked: list[Path]) -> Iterator[Path]:
    for path in paths:
        asked.append(path)
        yield path


def _reading(path: Path, outcome: Reading | Finding) -> Reading:
    """Give a reading its path as it was asked for, and its hash where the child could not."""
    if isinstance(outcome, Finding):
        return Reading(path, _hash_of(path), None, (), (outcome,))
    if outcome.path == path and outcome.sha256:
        return outcome
    return replace(outcome, path=path, sha256=outcome.sha256 or _hash_of(path))


def _hash_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
