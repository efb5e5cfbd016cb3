"""The assets that DAGs wait for: a watched inbox, and a period that is complete.

The watch runs inside the triggerer and costs one directory listing every two seconds, so an idle
office starts no task process at all. The one surprising thing: a file that is still there two
minutes later is announced once more, because an event that arrives while the DAG is paused is lost,
and then after twice as long each time, because there are files that cannot be taken. What is sent
at the desk never lies in the inbox; there it is the folder of incoming files whose change rings.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

from airflow.sdk import Asset, AssetWatcher
from airflow.triggers.base import BaseEventTrigger, TriggerEvent

from etl.settings import settings
from etl.vault import waiting

Mark = tuple[int, int, int]  # size in bytes; time of change of content, and of mode or name, in ns
Snapshot = Mapping[str, Mark]  # by the file's name below the folder


def listing(folder: Path) -> Snapshot:
    """List the files that wait in a folder."""
    return {
        str(path.relative_to(folder)): (mark.st_size, mark.st_mtime_ns, mark.st_ctime_ns)
        for path, mark in waiting(folder)
    }


class Rest:
    """Tell from successive snapshots when there is something new that has come to rest."""

    def __init__(self, *, again_after: float) -> None:
        """Announce what stays unchanged again after so many seconds, and twice as many then."""
        self._again_after = again_after
        self._previous: Snapshot = {}
        self._announced: dict[str, tuple[Mark, float, float]] = {}  # as it was, when, until again

    def news(self, snapshot: Snapshot, now: float) -> list[str]:
        """Give the names to announce: nothing while the folder is still being written to."""
        at_rest = snapshot == self._previous
        self._previous = snapshot
        if not at_rest:
            return []
        known = {name: one for name, one in self._announced.items() if snapshot.get(name) == one[0]}
        names = [n for n in snapshot if n not in known or now - known[n][1] >= known[n][2]]
        for name in names:
            patience = known[name][2] * 2 if name in known else self._again_after
            known[name] = (snapshot[name], now, patience)
        self._announced = known
        return names


class Bell:
    """Tell when a folder that others write to and empty has changed and come to rest since."""

    def __init__(self) -> None:
        self._previous: int | None = None
        self._rung: int | None = None

    def rings(self, changed_at: int | None) -> bool:
        """Take the folder's time of change (ns, None when absent); tell whether that is news."""
        news = changed_at is not None and self._previous == changed_at != self._rung
        self._previous = changed_at
        if news:
            self._rung = changed_at
        return news


def changed_at(folder: Path) -> int | None:
    """Give the time in ns at which something was last put into or taken out of a folder."""
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return None


class InboxTrigger(BaseEventTrigger):
    """Fire whenever workbooks have arrived and nobody is writing any more."""

    def __init__(
        self, folder: str, desk_folder: str, poll_seconds: float = 2.0, again_after: float = 120.0
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.folder = folder
        self.desk_folder = desk_folder
        self.poll_seconds = poll_seconds
        self.again_after = again_after

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Give the class path and arguments by which the triggerer makes this trigger again."""
        given = ("folder", "desk_folder", "poll_seconds", "again_after")
        return "etl.airflow.watch.InboxTrigger", {name: getattr(self, name) for name in given}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Yield one event per batch of files at rest, for as long as the triggerer lives."""
        rest, bell = Rest(again_after=self.again_after), Bell()
        while True:
            snapshot = await asyncio.to_thread(listing, Path(self.folder))
            names = rest.news(snapshot, time.monotonic())
            desk = bell.rings(await asyncio.to_thread(changed_at, Path(self.desk_folder)))
            if names or desk:
                yield TriggerEvent({"files": len(names), "desk": desk})  # type: ignore[no-untyped-call]
            await asyncio.sleep(self.poll_seconds)


INBOX = Asset(
    name="inbox",
    uri="reporting://inbox",
    group="reporting",
    watchers=[
        AssetWatcher(
            name="inbox",
            trigger=InboxTrigger(
                folder=str(settings().inbox), desk_folder=str(settings().home / "desk" / "incoming")
            ),
        )
    ],
)

# partitioned by period key; an event without a partition starts nothing
PERIOD_COMPLETE = Asset(
    name="period-complete", uri="reporting://period-complete", group="reporting"
)
