"""The desk's pages in a small and in a large warehouse: how many returns in, milliseconds out.

The pages go through the real app, signed in as a steward, from the request to the last byte. The
one surprising thing: small and large take turns, some requests at a time, so that whatever else
the machine is doing slows both alike.
"""

from __future__ import annotations

import asyncio
import itertools
import re
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from benchmarks import desk_fill
from benchmarks.desk_fill import PERIOD, Filled
from benchmarks.home import database, empty_home
from benchmarks.table import Target
from etl.desk.accounts import Accounts, OwnSessions
from etl.desk.app import create_app
from etl.desk.identity import Role

SIZES = (1_000, 100_000)
BOARD, RETURN, WORK, RULES = "period board", "return page", "work list", "rule book"
JUDGED = (BOARD, RETURN)  # the pages that may not slow down as the warehouse grows
MOST_MS = {BOARD: 200, RETURN: 200, WORK: 300, RULES: 300}  # median in the large warehouse
ROUNDS = 4
_TIMES = 15  # requests of a page in a round
_SECONDS = 30.0  # of a page in a round; then the round goes on with the next page
_TOKEN = re.compile(r'name="ma_bieu_mau" value="([^"]+)"')
_STEWARD = "can-bo-do"


@dataclass(frozen=True, slots=True)
class Times:
    """What was measured at one size: page → milliseconds of each request."""

    filled: Filled
    fill_seconds: float
    first_ms: list[float] = field(default_factory=list)  # return pages that nobody saw before
    pages: dict[str, list[float]] = field(default_factory=dict)

    def median(self, page: str) -> float:
        """Give the median of a page."""
        return statistics.median(self.pages[page])

    def slow(self, page: str) -> float:
        """Give the time that nine requests of ten stay below."""
        return statistics.quantiles(self.pages[page], n=10)[-1]


def run(sizes: Sequence[int] = SIZES, rounds: int = ROUNDS) -> dict[int, Times]:
    """Fill one warehouse for each size and measure the pages in turns."""
    with empty_home("desk") as home:
        real = desk_fill.write_real_workbooks(home / "sent")
        times = {}
        for size in sizes:
            print(f"  filling a warehouse with {size} returns …", flush=True)
            started = time.monotonic()
            with database(f"desk_{size}"):
                filled = desk_fill.fill(size, real)
            times[size] = Times(filled, time.monotonic() - started)
        asyncio.run(_measure(home / "desk", times, rounds))
    return times


async def _measure(home: Path, times: Mapping[int, Times], rounds: int) -> None:
    accounts = Accounts(home)
    password = accounts.create(_STEWARD, [Role.STEWARD])
    app = create_app(OwnSessions(accounts), home=home)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as client:
        await _sign_in(client, password)
        for size, measured in times.items():
            with database(f"desk_{size}"):
                await _warm(client, measured)
        for number in range(rounds):
            for size, measured in times.items():
                print(f"  round {number + 1} at {size} returns …", flush=True)
                with database(f"desk_{size}"):
                    await _round(client, measured)


async def _sign_in(client: httpx.AsyncClient, password: str) -> None:
    page = await client.get("/dang-nhap")
    token = _TOKEN.findall(page.text)[0]
    data = {"ma_bieu_mau": token, "ten": _STEWARD, "mat_khau": password}
    answer = await client.post("/dang-nhap", data=data)
    if answer.status_code != 303:
        raise RuntimeError(f"the steward could not sign in: {answer.status_code}")


async def _warm(client: httpx.AsyncClient, measured: Times) -> None:
    """See every page once; a return that nobody saw before is read from its workbook."""
    for number in measured.filled.open_returns:
        measured.first_ms.append(await _get(client, f"/bieu/{number}"))
    for path in (f"/ky/{PERIOD}", "/viec", "/quy-tac"):
        await _get(client, path)


async def _round(client: httpx.AsyncClient, measured: Times) -> None:
    open_returns = [f"/bieu/{number}" for number in measured.filled.open_returns]
    paths = {
        BOARD: [f"/ky/{PERIOD}"],
        RETURN: open_returns,
        WORK: ["/viec"],
        RULES: ["/quy-tac"],
    }
    for page, chosen in paths.items():
        await _get(client, chosen[0])  # opens connections, fills caches after the change of size
        count = max(_TIMES, len(chosen)) if page in JUDGED else 5
        until = time.monotonic() + _SECONDS
        for path in itertools.islice(itertools.cycle(chosen), count):
            measured.pages.setdefault(page, []).append(await _get(client, path))
            if time.monotonic() > until:
                break


async def _get(client: httpx.AsyncClient, path: str) -> float:
    """Get a page; gives milliseconds. Anything but the page itself is an error."""
    started = time.perf_counter()
    answer = await client.get(path)
    took = (time.perf_counter() - started) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return took


def table(times: Mapping[int, Times]) -> list[list[str]]:
    """Lay out one line a page: median and ninth decile at each size, and the ratio."""
    small, large = (times[size] for size in sorted(times))
    head = ["page", "requests", "small ms", "large ms", "large p90 ms", "ratio"]
    return [head, *(_line(page, small, large) for page in small.pages)]


def _line(page: str, small: Times, large: Times) -> list[str]:
    return [
        page,
        f"{len(small.pages[page])} + {len(large.pages[page])}",
        f"{small.median(page):.0f}",
        f"{large.median(page):.0f}",
        f"{large.slow(page):.0f}",
        f"{large.median(page) / small.median(page):.2f}",
    ]


def targets(times: Mapping[int, Times]) -> list[Target]:
    """Compare the pages with what they are to keep."""
    small, large = (times[size] for size in sorted(times))
    found = []
    for page, most_ms in MOST_MS.items():
        median = large.median(page)
        name = f"{page}, median ms at {large.filled.return_count}"
        found.append(Target(name, median, at_most=most_ms))
        if page in JUDGED:
            found.append(Target(f"{page}, large / small", median / small.median(page), at_most=4))
    return found
