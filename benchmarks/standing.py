"""`python -m benchmarks standing`: where all obligations stand, beside few returns and many.

In: how many returns in force the small and the large warehouse hold. Out: a table, and how often
what one return costs in the small warehouse it costs in the large one; 1 is linear. Both take turns
in one run.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence

import sqlalchemy as sa

from benchmarks import desk_fill
from benchmarks.home import database, empty_home
from benchmarks.table import Target, markdown
from etl import pipeline, warehouse
from etl.pipeline.verify import verify

SIZES = (500, 8_000)
ROUNDS = 5
MOST = 1.5  # of one return, large / small


def told() -> int:
    """Ask where every obligation of the periods stands for which anything came; gives how many."""
    with warehouse.transaction() as conn:
        keys = warehouse.run(conn, "registry/reported_periods").scalars().all()
        asked = (
            "SELECT state, turn FROM registry.obligation_standing WHERE period_key = ANY (:keys)"
        )
        return len(conn.execute(sa.text(asked), {"keys": keys}).all())


def verified() -> int:
    """Check the warehouse for all those periods; gives how many results there are."""
    with warehouse.transaction() as conn:
        return len(verify(conn, warehouse.run(conn, "registry/reported_periods").scalars().all()))


def announced() -> int:
    """Look for periods to announce, as each run of the corridor does; gives how many."""
    return len(pipeline.step_announce())


ASKED: Sequence[Callable[[], int]] = (told, verified, announced)


def run(sizes: Sequence[int] = SIZES, rounds: int = ROUNDS) -> tuple[str, list[Target]]:
    """Fill one warehouse for each size and ask both in turns."""
    seconds: dict[tuple[str, int], list[float]] = {}
    with empty_home("standing") as home:
        real = desk_fill.write_real_workbooks(home / "sent")
        for size in sizes:
            with database(f"standing_{size}"):
                desk_fill.fill(size, real, once=True)
        for _ in range(rounds):
            for size in sizes:
                with database(f"standing_{size}"):
                    for ask in ASKED:
                        started = time.perf_counter()
                        ask()
                        took = time.perf_counter() - started
                        seconds.setdefault((ask.__name__, size), []).append(took)
    small, large = sizes
    lines = [["asked of all", "small ms", "large ms", "of one return, large / small"]]
    targets = []
    for ask in ASKED:
        of_small, of_large = (
            statistics.median(seconds[ask.__name__, size]) / size for size in sizes
        )
        ratio = of_large / of_small
        milliseconds = (f"{of_small * small * 1000:.0f}", f"{of_large * large * 1000:.0f}")
        lines.append([ask.__name__, *milliseconds, f"{ratio:.2f}"])
        label = f"{ask.__name__}: one of {large} / one of {small}"
        targets.append(Target(label, ratio, at_most=MOST))
    return markdown(lines), targets
