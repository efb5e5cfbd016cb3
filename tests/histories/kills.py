"""Runs killed anywhere: a scene and a point in, what is different afterwards out.

A scene is a home in which something waits: files of every kind, returns whose reasons were just
accepted, versions to supersede. It is copied for every kill. The one surprising thing: the run
after the kill is asked for everything that the run that was not killed left behind.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from etl import pipeline, warehouse
from tests.histories.contents import contents
from tests.histories.corridor import Corridor
from tests.histories.ground import Ground
from tests.histories.steps import LANES
from tests.histories.workbooks import Shelf
from tests.histories.worlds import world
from tests.warehouse.killing import killed_at, steps_of

_LENGTH = 8  # steps of each of its lanes
_UNTIL = 5  # the corridor ran after these


@dataclass(slots=True)
class Scene:
    """A home in which a run has something to do, and what that run leaves."""

    ground: Ground
    home: str
    steps: int  # of the run, at each of which it may be killed
    whole: dict[str, list[str]]
    killed_count: int = 0  # a run may come to its end just before its last points

    def points(self, count: int, seed: int) -> list[int]:
        """Spread points over the whole run."""
        rng, width = random.Random(seed), self.steps / count
        return [1 + int((number + rng.random()) * width) for number in range(count)]

    def differences(self, point: int) -> list[str]:
        """Kill the run before its n-th step and run again; gives what is not as it must be."""
        with self.ground.home(like=self.home):
            self.killed_count += killed_at(point, pipeline.run, files=True)
            pipeline.run()
            found = contents()
        return [
            f"killed before step {point}, {name}: {sign} {line}"
            for name in self.whole
            for sign, lines in (
                ("lost", _without(self.whole[name], found[name])),
                ("too many", _without(found[name], self.whole[name])),
            )
            for line in lines
        ]


@contextmanager
def scene(ground: Ground, shelf: Shelf, seed: int) -> Iterator[Scene]:
    """Let a few histories go so far that a run has everything to do."""
    lanes = random.Random(f"lanes {seed}").sample(LANES, 4)
    corridor = Corridor(shelf)
    with ground.home() as home:
        for number, steps in enumerate(zip(*world(seed, lanes, _LENGTH).values(), strict=True)):
            for step in steps:
                corridor.play(step)
            if number < _UNTIL:
                corridor.run()
        corridor.lend()
        warehouse.dispose()
        with ground.home(like=home):
            steps_in_all = steps_of(pipeline.run, files=True)
            whole = contents()
        yield Scene(ground, home, steps_in_all, whole)


def _without(lines: list[str], other: list[str]) -> list[str]:
    left = list(other)
    return [line for line in lines if line not in left or left.remove(line)]
