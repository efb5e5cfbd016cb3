"""The desk's journal of sign-ins, links and refusals: one line an event, appended to a log.

What changes a return is an event of the registry; here stand only the doors. The one surprising
thing: lines are JSON with escaped text, so nobody can forge a second line with a line break.
"""

from __future__ import annotations

import json
import logging

_LOG = logging.getLogger("etl.desk.journal")


def note(event: str, actor: str, *details: str) -> None:
    """Append an event with who did it and from where."""
    _LOG.info("%s", json.dumps({"event": event, "actor": actor, "details": details}))
