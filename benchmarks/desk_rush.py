"""Fifty officers send their workbooks at once: what each sent in, what became of it out.

A real desk (`etl desk`) with its judge serves on loopback. Every officer has a browser of their
own, opens their signed link, sends a real workbook, and then looks at the receipt every three
seconds, as an open page does, until it shows the result. The one surprising thing: all of them
come from one address, as offices behind one router do, and none is slowed down for it.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.home import database, empty_home
from benchmarks.table import Target
from etl import PROJECT, warehouse
from etl.desk.links import Links
from etl.model import Period
from etl.reference import Reference
from etl.settings import SecretKey
from sample import write_workbook

OFFICERS = 50
LONGEST_SECONDS = 300.0
_LOOK_SECONDS = 3.0  # as often as an open receipt asks by itself
_PERIODS = ("2020", "2020-Q1", "2020-Q2", "2020-Q3", "2020-Q4")
_TOKEN = re.compile(r'name="ma_bieu_mau" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Officer:
    """One officer: whose page, which workbook, and what is owed in it."""

    agency_id: str
    period_key: str
    form_count: int
    workbook: Path
    token: str  # of the signed link

    @property
    def page(self) -> str:
        """The address of the agency's page."""
        return f"/don-vi/{self.agency_id}/{self.period_key}"


@dataclass(frozen=True, slots=True)
class Sent:
    """What one officer saw; seconds since all began at once."""

    receipt_seconds: float
    result_seconds: float


@dataclass(frozen=True, slots=True)
class Rush:
    """What became of it all."""

    sent: tuple[Sent, ...]  # of officers who saw a result
    refused_count: int  # officers who got no receipt or no result
    form_count: int  # returns that were sent
    counts: dict[str, int]  # what the registry says


def run(officers: int = OFFICERS) -> Rush:
    """Let officers send at once and wait until all of them see their result."""
    with empty_home("desk") as home, database("desk_rush"):
        crowd = _officers(home, officers + 1)
        with _desk(home) as address:
            first, crowd = crowd[0], crowd[1:]
            # A desk that has been up for a while has its judge warm: one workbook before the rush.
            _send(address, first, threading.Barrier(1))
            start = threading.Barrier(len(crowd))
            with ThreadPoolExecutor(len(crowd)) as pool:
                seen = list(pool.map(lambda one: _send(address, one, start), crowd))
        counts = _registry(first)
    return Rush(
        sent=tuple(one for one in seen if one is not None),
        refused_count=sum(one is None for one in seen),
        form_count=sum(one.form_count for one in crowd),
        counts=counts,
    )


def _officers(home: Path, count: int) -> list[Officer]:
    """Write a workbook and make a link for so many pairs of agency and period."""
    folder = home / "sent"
    folder.mkdir()
    (home / "desk").mkdir()
    links = Links(SecretKey(home / "desk"))
    expires = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    crowd: list[Officer] = []
    for period_key in _PERIODS:
        owed = Reference.load().obligations(Period.parse(period_key))
        for agency_id in dict.fromkeys(agency.id for agency, _ in owed):
            if len(crowd) == count:
                return crowd
            form_count = sum(agency.id == agency_id for agency, _ in owed)
            path = write_workbook(folder, agency_id, period_key)
            token = links.create(agency_id, period_key, expires, "can-bo-do")
            crowd.append(Officer(agency_id, period_key, form_count, path, token))
    raise ValueError(f"the sample agencies send {len(crowd)} workbooks, not {count}")


@contextmanager
def _desk(home: Path) -> Iterator[str]:
    """Serve a real desk for a block, in a process of its own; it ends its judge itself."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-P", "-m", "etl.cli", "desk", "--port", str(port)]
    with (home / "desk.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=PROJECT, env=dict(os.environ), stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _wait_for(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the desk did not come up")


def _send(address: str, officer: Officer, start: threading.Barrier) -> Sent | None:
    """Send a workbook as soon as everybody is ready; None when no result was seen in time."""
    with httpx.Client(base_url=address, timeout=LONGEST_SECONDS) as browser:
        try:
            opened = browser.get(f"/l/{officer.token}", follow_redirects=True)
            form = {"ma_bieu_mau": _TOKEN.findall(opened.text)[0]}
            content = officer.workbook.read_bytes()
        finally:
            start.wait(timeout=LONGEST_SECONDS)
        began = time.monotonic()
        files = {"tep": (officer.workbook.name, content)}
        answer = browser.post(f"{officer.page}/nop", data=form, files=files)
        receipt_seconds = time.monotonic() - began
        if answer.status_code != 303 or "/bien-nhan/" not in answer.headers["location"]:
            return None
        while time.monotonic() - began < LONGEST_SECONDS:
            page = browser.get(answer.headers["location"], headers={"X-Desk-Live": "1"})
            if page.status_code == 200 and "data-live" not in page.text:
                return Sent(receipt_seconds, time.monotonic() - began)
            time.sleep(_LOOK_SECONDS)
    return None


def _registry(first: Officer) -> dict[str, int]:
    """Count what the registry knows of the rush, the workbook before it left out."""
    statements = {
        "submissions": "SELECT count(*) FROM registry.submission",
        "judged": "SELECT count(*) FROM registry.submission WHERE state = 'judged'",
        "judgings": "SELECT count(*) FROM registry.submission_event WHERE kind = 'judged'",
        "uploads": "SELECT count(*) FROM registry.upload",
        "returns": "SELECT count(*) FROM registry.return",
        "versions": "SELECT sum(version) FROM registry.return",
        "first states": "SELECT count(*) FROM registry.return_event WHERE state = 'received'",
    }
    by_form = ("returns", "versions", "first states")
    with warehouse.transaction("owner") as conn:
        return {
            name: int(conn.exec_driver_sql(text).scalar_one())
            - (first.form_count if name in by_form else 1)
            for name, text in statements.items()
        }


def table(rush: Rush) -> list[list[str]]:
    """Lay out what the officers saw, in seconds since all sent at once."""
    receipts = sorted(one.receipt_seconds for one in rush.sent)
    results = sorted(one.result_seconds for one in rush.sent)
    return [
        ["officers at once", "first s", "median s", "last s"],
        ["receipt in hand", *_spread(receipts)],
        ["result on the page", *_spread(results)],
    ]


def _spread(seconds: Sequence[float]) -> list[str]:
    if not seconds:
        return ["-", "-", "-"]
    return [f"{one:.1f}" for one in (seconds[0], seconds[len(seconds) // 2], seconds[-1])]


def targets(rush: Rush) -> list[Target]:
    """Compare what was sent with what the registry knows: nothing lost, nothing twice."""
    officers = len(rush.sent) + rush.refused_count
    counts = rush.counts
    lost = officers - counts["judged"] + rush.form_count - counts["returns"] + rush.refused_count
    twice = max(counts["judgings"] - counts["judged"], 0) + max(
        counts["versions"] - rush.form_count, counts["first states"] - rush.form_count, 0
    )
    last = max((one.result_seconds for one in rush.sent), default=LONGEST_SECONDS)
    return [
        Target("workbooks or returns lost", lost, at_most=0),
        Target("workbooks or returns judged twice", twice, at_most=0),
        Target(f"seconds until {officers} workbooks ({counts['returns']} returns) judged", last),
    ]
