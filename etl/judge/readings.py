"""Readings between rooms: what was read of a workbook, kept until it is judged.

The one surprising thing: a kept reading is only a saving of time. It is held in memory for the
next step of one process, and kept in the home's folder `work` for that of another: as it came from
the reading process, and trusted no more than that. Its name says by which contracts it was read,
and it is made anew from the vault whenever it is absent. What was read is admitted to the vault,
unless it has a marking of secrecy: then whoever asked refuses and destroys it.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from threading import get_ident

from etl import CONTRACTS, PROJECT, RULES, SEEDS, vault
from etl.errors import OurFaultError, VaultError
from etl.extract import extract
from etl.model import Reading
from etl.settings import settings
from etl.workbook.process.wire import answer_of, content_of
from etl.workbook.refusals import is_secret

_MOST_HELD_ROWS = 300_000  # some 50 MiB
_OTHER_CONTENT = "tệp gốc trong kho lưu đã bị thay đổi trong lúc đọc"
_held: dict[str, Reading] = {}  # for the next step in this process, by where they are kept


def readings_of(
    hashes: Sequence[str],
    on_read: Callable[[Reading], None] | None = None,
    *,
    hold: bool = False,
    on_fault: Callable[[str, OurFaultError], None] | None = None,
) -> list[Reading]:
    """Give the readings of kept workbooks by hash, in order, reading only what is not kept.

    With `hold` they stay in this process's memory until they are forgotten. A workbook that could
    not be read for a reason of ours is told to `on_fault` and left out; without it, the first
    such reason is raised when the others are read.
    """
    kept = {sha256: _known(sha256) for sha256 in dict.fromkeys(hashes)}
    missing = [sha256 for sha256, reading in kept.items() if reading is None]
    faults: dict[str, OurFaultError] = {}
    if missing:
        kept.update(_read_and_keep(missing, on_read, faults))
    if hold:
        _hold(kept)
    for sha256, fault in faults.items():
        if on_fault is None:
            raise fault
        on_fault(sha256, fault)
    return [found for sha256 in hashes if (found := kept[sha256]) is not None]


def left_out(_: str, __: OurFaultError) -> None:
    """Do without a workbook, for whoever only looks: the corridor tells of it and tries again."""


def read_ahead(
    hashes: Iterable[str], workers: int, on_read: Callable[[Reading], None] | None = None
) -> set[str]:
    """Read workbooks while their hashes are still coming, and hold what was read.

    What is kept already is not read again, and `on_read` not called for it. What cannot be held
    any more is kept. What could not be read is left to whoever asks for it. Gives the contents that
    have a marking of secrecy, of which nothing is held or kept.
    """
    read = _read(_not_kept(hashes), workers, on_read, {})
    secret = _admit(read)
    for sha256 in secret:
        del read[sha256]
    _hold(read)
    for sha256, reading in read.items():
        if _place(sha256) not in _held:
            _keep(sha256, content_of(reading))
    return secret


def secret_among(readings: Iterable[Reading]) -> set[str]:
    """Give the contents that have a marking of secrecy."""
    return {reading.sha256 for reading in readings if is_secret(reading)}


def forget(hashes: Sequence[str]) -> None:
    """Remove kept readings that are no longer needed."""
    for sha256 in dict.fromkeys(hashes):
        place = _place(sha256)
        _held.pop(place, None)
        Path(place).unlink(missing_ok=True)


def _hold(kept: Mapping[str, Reading | None]) -> None:
    """Hold readings while they are not too many."""
    held = sum(len(table.rows) for reading in _held.values() for table in reading.tables)
    for sha256, reading in kept.items():
        if reading is not None and (place := _place(sha256)) not in _held:
            held += sum(len(table.rows) for table in reading.tables)
            if held > _MOST_HELD_ROWS:
                return
            _held[place] = reading


def _not_kept(hashes: Iterable[str]) -> Iterator[str]:
    """Give hashes on once, but for those of which a reading lay there at the beginning."""
    folder = settings().home / "work"
    seen = {*_held, *(map(str, folder.iterdir()) if folder.is_dir() else ())}
    for sha256 in hashes:
        if (place := _place(sha256)) not in seen:
            seen.add(place)
            yield sha256


def _read(
    hashes: Iterable[str],
    workers: int,
    on_read: Callable[[Reading], None] | None,
    faults: dict[str, OurFaultError],
    keep: Callable[[str, bytes], None] | None = None,
) -> dict[str, Reading]:
    """Read workbooks; gives the readings by hash, and to `keep` each as the bytes it came in.

    `keep` is not given what was found of workbooks that their process did not answer for. Those
    that could not be read for a reason of ours come into `faults` instead.
    """
    asked: list[str] = []

    def paths() -> Iterator[Path]:
        for sha256 in hashes:
            asked.append(sha256)
            yield vault.path_of(sha256)

    def kept(index: int, content: bytes) -> None:
        if keep is not None:
            keep(asked[index], content)

    def failed(index: int, fault: OurFaultError) -> None:
        faults[asked[index]] = fault
        try:
            vault.sound_path(asked[index])
        except VaultError as reason:  # the vault tells best what it is the reason of
            faults[asked[index]] = reason

    read = extract(paths(), workers=workers, on_read=on_read, keep=kept, on_fault=failed)
    found: dict[str, Reading] = {}
    for sha256, reading in zip(asked, read, strict=True):
        if reading.sha256 not in ("", sha256):
            failed(asked.index(sha256), VaultError(_OTHER_CONTENT))
        elif sha256 not in faults:
            found[sha256] = _named(reading, sha256)
    return found


def _read_and_keep(
    hashes: Sequence[str],
    on_read: Callable[[Reading], None] | None,
    faults: dict[str, OurFaultError],
) -> dict[str, Reading]:
    """Read workbooks and keep what was read, as it came; gives the readings by hash."""
    in_hand: set[str] = set()

    def keep(sha256: str, content: bytes) -> None:
        in_hand.add(sha256)
        _keep(sha256, content)

    found = _read(hashes, min(settings().workers, len(hashes)), on_read, faults, keep)
    for sha256 in found.keys() - in_hand:
        _keep(sha256, content_of(found[sha256]))
    forget(list(_admit(found)))
    return found


def _admit(read: Mapping[str, Reading]) -> set[str]:
    """Admit to the vault what was read, but for secret contents, which it gives."""
    secret = secret_among(read.values())
    vault.admit(read.keys() - secret)
    return secret


def _place(sha256: str) -> str:
    """Name the file that a reading is kept in, as text: it is asked for thousands of times."""
    return os.path.join(settings().home, "work", f"{sha256}-{_edition()}.reading")  # noqa: PTH118


def _known(sha256: str) -> Reading | None:
    """Give what was read of a workbook that was admitted since."""
    kept = _kept(sha256)
    return None if vault.is_unread(sha256) else kept


def _kept(sha256: str) -> Reading | None:
    place = _place(sha256)
    if place in _held:
        return _held[place]
    try:
        content = Path(place).read_bytes()
    except FileNotFoundError:
        return None
    reading = answer_of(content)
    if not isinstance(reading, Reading) or reading.sha256 not in ("", sha256):
        return None  # cut off, or read from a file that was not what its name said
    return _named(reading, sha256)


def _keep(sha256: str, content: bytes) -> None:
    path = Path(_place(sha256))
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}-{get_ident()}")  # threads keep at once, too
    draft.write_bytes(content)
    draft.replace(path)


def _named(reading: Reading, sha256: str) -> Reading:
    """Give a reading the hash that its workbook is kept by."""
    return reading if reading.sha256 == sha256 else replace(reading, sha256=sha256)


@lru_cache(maxsize=1)
def _edition() -> str:
    """Give a short mark of the contracts and of the reader's own code."""
    digest = hashlib.sha256()
    sources = {*CONTRACTS.glob("*.yaml"), *RULES.glob("*.yaml"), *SEEDS.glob("*")}
    for room in ("model", "workbook"):
        sources |= {*(PROJECT / "etl" / room).rglob("*.py")}
    for path in sorted(sources):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
