"""Readings between rooms: what was read of a workbook, kept until it is judged.

In: a `Reading`. Out: the same, from `<home>/work`. The one surprising thing: a kept reading is
only a saving of time. It names the code's contracts in its file name, and is made anew from the
vault whenever it is absent.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from etl import vault
from etl.contracts import CONTRACTS
from etl.extract import extract
from etl.model import Reading
from etl.settings import PROJECT, settings


def readings_of(
    hashes: Sequence[str], on_read: Callable[[Reading], None] | None = None
) -> list[Reading]:
    """Give the readings of kept workbooks by hash, in order, reading only what is not kept."""
    kept = {sha256: _kept(sha256) for sha256 in dict.fromkeys(hashes)}
    missing = [sha256 for sha256, reading in kept.items() if reading is None]
    for sha256, reading in zip(
        missing,
        extract([vault.path_of(sha256) for sha256 in missing], on_read=on_read),
        strict=True,
    ):
        kept[sha256] = _keep(replace(reading, sha256=sha256))
    return [found for sha256 in hashes if (found := kept[sha256]) is not None]


def forget(hashes: Sequence[str]) -> None:
    """Remove kept readings that are no longer needed."""
    for sha256 in hashes:
        _path(sha256).unlink(missing_ok=True)


def _path(sha256: str) -> Path:
    return settings().home / "work" / f"{sha256}-{_edition()}.pickle"


def _kept(sha256: str) -> Reading | None:
    try:
        with _path(sha256).open("rb") as file:
            reading = pickle.load(file)  # noqa: S301 — our own folder, written by us alone
    except (FileNotFoundError, EOFError, pickle.UnpicklingError, AttributeError, TypeError):
        return None
    return reading if isinstance(reading, Reading) else None


def _keep(reading: Reading) -> Reading:
    path = _path(reading.sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    with draft.open("wb") as file:
        pickle.dump(reading, file, protocol=pickle.HIGHEST_PROTOCOL)
    draft.replace(path)
    return reading


@lru_cache(maxsize=1)
def _edition() -> str:
    """Give a short mark of the contracts and of the reader's own code."""
    digest = hashlib.sha256()
    sources = [*CONTRACTS.glob("*.yaml"), *(PROJECT / "etl" / "workbook").rglob("*.py")]
    for path in sorted(
        [*sources, *(PROJECT / "etl/model").glob("*.py"), *(PROJECT / "sql/seeds").glob("*")]
    ):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
