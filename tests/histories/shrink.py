"""Fewest steps that still differ: a failing world in, a short history to play again out.

The one surprising thing: a history is played again by its seed, its lane and the numbers of its
steps; nothing else need be kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.histories.model import Key
from tests.histories.steps import LANES, Lane, Step, history
from tests.histories.worlds import Moment, World

Play = Callable[[World, Sequence[Moment]], Mapping[Key, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Failure:
    """A history that ends in a difference, as few steps of it as were found to be enough."""

    seed: int
    steps: Mapping[Lane, Sequence[Step]]  # one that was found to be needless is `nothing`
    when: Sequence[Moment]
    lines: Sequence[str]

    def __str__(self) -> str:
        """Print it as it is told, with the command that plays it again."""
        told, asked = [f"History {self.seed}:"], []
        for lane, steps in self.steps.items():
            kept = [number for number, step in enumerate(steps) if step.act != "nothing"]
            told += [f"  {lane} step {number}: {steps[number]}" for number in kept]
            asked.append(f"{lane}:{','.join(map(str, kept))}")
        if any(moment.kill_at for moment in self.when):
            told.append(
                f"  killed: {[(n, m.kill_at) for n, m in enumerate(self.when) if m.kill_at]}"
            )
        again = f"  .venv/bin/python -m tests.histories --replay {self.seed} {' '.join(asked)}"
        return "\n".join(
            [*told, *(f"  {line}" for line in self.lines), "  to play it again:", again]
        )


def shrunk(
    play: Play, seed: int, lanes: World, when: Sequence[Moment], seconds: float = 120.0
) -> Failure | None:
    """Play a world; of one that differs, look for as few steps as still do, for some time."""
    until = time.monotonic() + seconds
    found = play(lanes, when)
    if not found:
        return None
    failure = _failure(seed, lanes, when, found)
    calm = [Moment(True)] * len(when)
    own = {lane: steps for lane, steps in lanes.items() if set(lane.keys) & set(found)}
    years = {lane.year for lane in own}
    same_year = {lane: steps for lane, steps in lanes.items() if lane.year in years}
    for fewer, moments in ((own, calm), (own, when), (same_year, calm), (lanes, calm)):
        if time.monotonic() < until and (found := play(fewer, moments)):
            failure = _failure(seed, fewer, moments, found)
            break
    for lane, steps in failure.steps.items():
        for number in reversed(range(len(steps))):
            if time.monotonic() > until:
                return failure
            kept = failure.steps[lane]
            if kept[number].act != "nothing":
                less = [*kept[:number], Step("nothing"), *kept[number + 1 :]]
                fewer = {**failure.steps, lane: less}
                if found := play(fewer, failure.when):
                    failure = _failure(seed, fewer, failure.when, found)
    return failure


def _failure(
    seed: int, lanes: World, when: Sequence[Moment], found: Mapping[Key, Sequence[str]]
) -> Failure:
    return Failure(seed, lanes, when, [line for lines in found.values() for line in lines])


def replayed(seed: int, asked: Sequence[str], length: int) -> World:
    """Give the histories that `lane:steps` texts name; the other steps do nothing."""
    lanes = {}
    for text in asked:
        name, _, numbers = text.partition(":")
        (lane,) = [one for one in LANES if str(one) == name]
        kept = {int(number) for number in numbers.split(",") if number}
        steps = history(f"{seed} {lane}", lane, length)
        lanes[lane] = [s if n in kept else Step("nothing") for n, s in enumerate(steps)]
    return lanes
