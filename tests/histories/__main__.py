"""The whole proof, as `make histories` runs it: how many in, every difference found out.

Two processes share one PostgreSQL server of their own. The one surprising thing: they are forked
after the judge's engine was imported, which costs as much as some ten histories.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psycopg

from etl import warehouse
from etl.validate import preload
from etl.warehouse import embedded
from etl.warehouse.schema import migrate
from tests.conftest import FAST, database_url
from tests.histories.ground import Ground
from tests.histories.kills import scene
from tests.histories.shrink import replayed, shrunk
from tests.histories.steps import LANES
from tests.histories.workbooks import Shelf
from tests.histories.worlds import Moment, moments, play, world

STEPS = 20
KILLS_A_SCENE = 50
_MOST_TOLD = 5


def histories(place: tuple[Ground, Shelf], seed: int) -> tuple[str, int, str]:
    """Play one world; gives what was done, how much of it, and what differs."""
    ground, shelf = place
    found = shrunk(
        partial(play, ground, shelf, seed), seed, world(seed, LANES, STEPS), moments(seed, STEPS)
    )
    return "histories", len(LANES), str(found or "")


def kills(place: tuple[Ground, Shelf], seed: int) -> tuple[str, int, str]:
    """Kill one scene's run many times; gives what was done, how much of it, and what differs."""
    ground, shelf = place
    with scene(ground, shelf, seed) as one:
        lines = [line for at in one.points(KILLS_A_SCENE, seed) for line in one.differences(at)]
    told = "\n".join([f"Scene {seed}:", *(f"  {line}" for line in lines)]) if lines else ""
    return "kills", KILLS_A_SCENE, told


def main() -> int:
    """Play as many as asked; 0 when nothing differs."""
    asked = argparse.ArgumentParser(prog="python -m tests.histories", description=__doc__)
    asked.add_argument("--histories", type=int, default=2_000)
    asked.add_argument("--kills", type=int, default=1_000)
    asked.add_argument("--processes", type=int, default=2)
    asked.add_argument("--first", type=int, default=1_000, help="seed of the first world and scene")
    asked.add_argument("--replay", nargs="+", metavar=("SEED", "LANE:STEPS"))
    given = asked.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="etl-histories-"))
    folder.chmod(0o711)  # the server's own user must reach its data folder
    try:
        place = _place(folder)
        preload().join()
        if given.replay:
            return _replay(place, int(given.replay[0]), given.replay[1:])
        return _whole(place, given)
    finally:
        embedded.stop(folder / "postgres")
        shutil.rmtree(folder, ignore_errors=True)


def _place(folder: Path) -> tuple[Ground, Shelf]:
    server = embedded.start(folder / "postgres", options=FAST)
    with psycopg.connect(server.conninfo(), autocommit=True) as conn:
        conn.execute("CREATE DATABASE migrated")
    os.environ["WAREHOUSE_URL"] = database_url(server, "migrated")
    migrate()
    warehouse.dispose()
    return Ground(server, "migrated", folder / "homes"), Shelf(folder / "shelf")


def _replay(place: tuple[Ground, Shelf], seed: int, lanes: list[str]) -> int:
    found = play(*place, seed, replayed(seed, lanes, STEPS), [Moment(True)] * STEPS)
    print("\n".join(line for lines in found.values() for line in lines) or "no difference")
    return 1 if found else 0


def _whole(place: tuple[Ground, Shelf], given: argparse.Namespace) -> int:
    work: list[Callable[[], tuple[str, int, str]]] = [
        *(
            partial(histories, place, given.first + n)
            for n in range(-(-given.histories // len(LANES)))
        ),
        *(partial(kills, place, given.first + n) for n in range(-(-given.kills // KILLS_A_SCENE))),
    ]
    start, done, told = time.monotonic(), {"histories": 0, "kills": 0}, 0
    with multiprocessing.get_context("fork").Pool(given.processes) as pool:
        for what, count, difference in pool.imap_unordered(_do, work):
            done[what] += count
            seconds = time.monotonic() - start
            print(
                f"{done['histories']} histories, {done['kills']} kills, {seconds:.0f} s", flush=True
            )
            if difference:
                told += 1
                print(difference, flush=True)
            if told == _MOST_TOLD:
                break
    print("no difference" if not told else f"{told} worlds or scenes with differences")
    return 1 if told else 0


def _do(work: Callable[[], tuple[str, int, str]]) -> tuple[str, int, str]:
    return work()


if __name__ == "__main__":
    sys.exit(main())
