"""Reads workbooks in child processes: paths in, one `Reading` each out, in the order given.

Each child is limited in memory and time and inherits no environment; one and the same pool serves
any number of files, so a thousand files cost two starts, and a hostile one among them costs one
finding. The one surprising thing: a file whose child was ended is read once more, alone, before
anybody is blamed: the file only when its child crashes again, ourselves when it is killed again.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

from etl.contracts import load_forms
from etl.errors import OurFaultError, ReaderError
from etl.model import Finding, Reading
from etl.settings import settings
from etl.workbook.process.pool import Limits, Lost, Pool
from etl.workbook.refusals import cannot_read_safely, reader_failed

__all__ = ["extract"]

_MIB = 1 << 20


def extract(
    paths: Iterable[Path],
    *,
    workers: int | None = None,
    on_read: Callable[[Reading], None] | None = None,
    keep: Callable[[int, bytes], None] | None = None,
    on_fault: Callable[[int, OurFaultError], None] | None = None,
) -> list[Reading]:
    """Read workbooks; gives one reading a path, in order.

    Paths may still be coming: each is asked for when a process is free for it.
    `on_read` is called in this process as each is done, in any order, and before it `keep` with
    the place of its path and the bytes that `answer_of` reads. A child that crashes or is late
    costs the file it was reading one finding; nothing that a file holds raises here. What could
    not be read for a reason of ours is told to `on_fault`, and its reading says no more than that.
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
    paths = _noted(chain(first, coming), asked)
    try:
        with Pool(size, load_forms(), limits) as pool:
            for index, outcome in _read(pool, paths, asked, keep):
                if isinstance(outcome, OurFaultError) and on_fault is not None:
                    on_fault(index, outcome)
                readings[index] = _reading(asked[index], outcome)
                if on_read is not None:
                    on_read(readings[index])
    except ReaderError as error:  # no process starts: whatever was not read waits
        deque(paths, maxlen=0)  # asked for all the same: whoever gives them has work to end
        for index in set(range(len(asked))) - readings.keys():
            if on_fault is not None:
                on_fault(index, error)
            readings[index] = _reading(asked[index], error)
    return [readings[index] for index in range(len(asked))]


def _read(
    pool: Pool,
    paths: Iterable[Path],
    asked: Sequence[Path],
    keep: Callable[[int, bytes], None] | None,
) -> Iterator[tuple[int, Reading | Finding | OurFaultError]]:
    """Read all, and then once more, each alone, those that were lost."""
    lost: list[int] = []
    for index, outcome in pool.read(paths, keep):
        if isinstance(outcome, Lost):
            lost.append(index)
        else:
            yield index, outcome
    for index in lost:

        def kept(_: int, content: bytes, index: int = index) -> None:
            if keep is not None:
                keep(index, content)

        ((_, again),) = pool.read([asked[index]], kept)
        if not isinstance(again, Lost):
            yield index, again
        else:
            yield index, ReaderError(again.detail) if again.is_ours else cannot_read_safely()


def _noted(paths: Iterable[Path], asked: list[Path]) -> Iterator[Path]:
    for path in paths:
        asked.append(path)
        yield path


def _reading(path: Path, outcome: Reading | Finding | OurFaultError) -> Reading:
    """Give a reading its path as it was asked for, and its hash where the child could not."""
    if isinstance(outcome, OurFaultError):
        return Reading(path, "", None, (), (reader_failed(outcome.detail),))
    if isinstance(outcome, Finding):
        return Reading(path, _hash_of(path), None, (), (outcome,))
    if outcome.path == path and outcome.sha256:
        return outcome
    return replace(outcome, path=path, sha256=outcome.sha256 or _hash_of(path))


def _hash_of(path: Path) -> str:
    if not path.is_file():
        return ""  # a pipe would keep us waiting as it did the child
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
