"""What happens when a run is late: one line for people, kept in a file and in the log.

`make up` shows it. The one surprising thing: this runs in the triggerer, so it must not block long.
"""

import asyncio
import datetime as dt
import logging
from pathlib import Path
from typing import Any

from etl.reference.working_days import VIETNAM
from etl.settings import settings

log = logging.getLogger(__name__)


def alert_file() -> Path:
    """Give the file that late runs are written to."""
    return settings().home / "airflow" / "alerts.log"


def _append(line: str) -> None:
    path = alert_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as stream:
        stream.write(line + "\n")


async def overdue(what: str, todo: str, **context: Any) -> None:
    """Tell that a run has not ended in time: what is late, which run, what to do."""
    run = (context.get("context") or {}).get("dag_run") or {}
    name = run.get("dag_run_id") or run.get("run_id") or "?"
    line = f"{dt.datetime.now(VIETNAM):%d/%m/%Y %H:%M} · {what} · lượt chạy {name} · {todo}"
    log.warning(line)
    await asyncio.to_thread(_append, line)
