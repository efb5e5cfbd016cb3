"""The desk's journal: who did what, when and from where, one line an event, appended to a file.

In: sign-ins, links and refusals as pages note them, and every form that is posted and every file
that is taken, as `Recorded` sees them pass. Out: `<home>/desk/nhat-ky/<year>-<month>.jsonl`, its
owner's alone to read, a file a month. It is a file and not a table, so that who was refused at the
door is known also while the warehouse is away. The one surprising thing: an address is kept as the
page's pattern with its ids, never as it was typed, for the key of a link stands in it; and lines
are JSON with escaped text, so nobody can forge a second line with a line break.
"""

import datetime as dt
import json
import logging
import os
from dataclasses import dataclass
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from etl.desk.http_headers import WatchedSend
from etl.errors import for_log
from etl.reference.working_days import VIETNAM
from etl.settings import settings

_LOG = logging.getLogger(__name__)
_SECRET = "token"  # name of the part of an address that opens a page  # noqa: S105
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def journal_folder() -> Path:
    """Give the folder of the journal."""
    return settings().home / "desk" / "nhat-ky"


def note(event: str, actor: str, *details: str) -> None:
    """Append an event with who did it and from where.

    A journal that cannot be written stops nobody's work; the log says so.
    """
    now = dt.datetime.now(VIETNAM)
    line = json.dumps(
        {"at": now.isoformat(timespec="seconds"), "event": event, "actor": actor}
        | ({"details": details} if details else {})
    )
    path = journal_folder() / f"{now:%Y-%m}.jsonl"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, f"{line}\n".encode())  # at once: several processes may append
        finally:
            os.close(handle)
    except OSError as error:
        _LOG.error("the journal could not be written\n%s", for_log(error))


@dataclass(frozen=True, slots=True)
class Recorded:
    """Notes every form that is posted and every file that is taken, with what became of it.

    Who did it is what a page wrote into `request.state.actor`.
    """

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        watched = WatchedSend(send)
        try:
            await self.app(scope, receive, watched)
        finally:
            is_read = scope.get("method") in _READING
            if scope["type"] == "http" and (not is_read or "/tai/" in scope["path"]):
                actor = scope.get("state", {}).get("actor", "")
                address = scope["client"][0] if scope.get("client") else "?"
                event = "taken" if is_read else "posted"
                note(event, actor, _place(scope), str(watched.status or 500), address)


def _place(scope: Scope) -> str:
    """Give the pattern of a page's address with its ids; "?" for a page that there is not."""
    pattern: str = getattr(scope.get("route"), "path", "?")
    for name, value in scope.get("path_params", {}).items():
        if name != _SECRET:
            pattern = pattern.replace("{" + name + "}", str(value))
    return pattern
