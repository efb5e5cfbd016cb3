"""Watch the inbox: a folder in, an event out when files in it have come to rest.

The one surprising thing: this runs inside the triggerer and costs one directory listing every two
seconds, so an idle office starts no DAG run and no task process at all, while a dropped file is
picked up within seconds. A file that is still there two minutes later is announced once more,
because an event that arrives while the DAG is paused is lost.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

from airflow.triggers.base import BaseEventTrigger, TriggerEvent

Snapshot = Mapping[str, tuple[int, int]]  # file name -> (size in bytes, mtime in ns)

_UNFINISHED = (".part", ".tmp", ".crdownload")


def listing(folder: Path) -> Snapshot:
    """List the files that wait in a folder, hidden, lock and half-copied ones left out."""
    found: dict[str, tuple[int, int]] = {}
    if not folder.is_dir():
        return found
    for path in folder.rglob("*"):
        if path.name.startswith((".", "~$")) or path.name.endswith(_UNFINISHED):
            continue
        try:
            stat = path.stat()
        except OSError:  # collected between the listing and this line
            continue
        if path.is_file():
            found[str(path.relative_to(folder))] = (stat.st_size, stat.st_mtime_ns)
    return found


class Rest:
    """Tell from successive snapshots when there is something new that has come to rest."""

    def __init__(self, *, again_after: float) -> None:
        self._again_after = again_after
        self._previous: Snapshot = {}
        self._announced: dict[str, tuple[tuple[int, int], float]] = {}

    def news(self, snapshot: Snapshot, now: float) -> list[str]:
        """Give the names to announce: nothing while the folder is still being written to."""
        at_rest = snapshot == self._previous
        self._previous = snapshot
        if not at_rest:
            return []
        names = [name for name, mark in snapshot.items() if not self._fresh(name, mark, now)]
        for name in names:
            self._announced[name] = (snapshot[name], now)
        self._announced = {n: v for n, v in self._announced.items() if n in snapshot}
        return names

    def _fresh(self, name: str, mark: tuple[int, int], now: float) -> bool:
        known = self._announced.get(name)
        return known is not None and known[0] == mark and now - known[1] < self._again_after


class InboxTrigger(BaseEventTrigger):
    """Fire whenever workbooks have arrived in the inbox and nobody writes to it any more."""

    def __init__(self, folder: str, poll_seconds: float = 2.0, again_after: float = 120.0) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.folder = folder
        self.poll_seconds = poll_seconds
        self.again_after = again_after

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Give the class path and arguments by which the triggerer makes this trigger again."""
        return (
            "etl.airflow.watch.InboxTrigger",
            {
                "folder": self.folder,
                "poll_seconds": self.poll_seconds,
                "again_after": self.again_after,
            },
        )

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Yield one event per batch of files at rest, for as long as the triggerer lives."""
        rest = Rest(again_after=self.again_after)
        while True:
            snapshot = await asyncio.to_thread(listing, Path(self.folder))
            if names := rest.news(snapshot, time.monotonic()):
                yield TriggerEvent({"files": len(names)})  # type: ignore[no-untyped-call]
            await asyncio.sleep(self.poll_seconds)
