"""Histories side by side in one warehouse: steps of many lanes in, differences out.

One run of the corridor takes in what all lanes sent since the last; that is cheap, and proves
that what is about one place is about no other. The one surprising thing: the files of a run are
dealt in an order drawn at random, save that each lane's stay in theirs; the model hears of them
lane by lane, so that order and size of a batch cannot matter.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.histories.corridor import Corridor
from tests.histories.ground import Ground
from tests.histories.model import File, Key, Office
from tests.histories.standing import differences, in_the_model, in_the_warehouse
from tests.histories.steps import LANES, Lane, Step, apply, history
from tests.histories.workbooks import Shelf

KILLED, WAITING = 0.15, 0.4  # how many runs are killed, and how many moments pass without one
_POINTS = 120  # some run has so many steps at which it may be killed

World = Mapping[Lane, Sequence[Step]]


@dataclass(frozen=True, slots=True)
class Moment:
    """What happens around one step of all lanes: a run or none, killed or not."""

    runs: bool
    kill_at: int = 0  # which of its steps it does not live to see


def world(seed: int, lanes: Sequence[Lane] = LANES, length: int = 20) -> World:
    """Draw one history for each lane."""
    return {lane: history(f"{seed} {lane}", lane, length) for lane in lanes}


def moments(seed: int, length: int) -> list[Moment]:
    """Draw when the corridor runs, and where it is killed; it always runs at the end."""
    rng = random.Random(f"moments {seed}")
    drawn = [
        Moment(rng.random() >= WAITING, rng.randrange(1, _POINTS) if rng.random() < KILLED else 0)
        for _ in range(length)
    ]
    return [*drawn[:-1], Moment(True)]


def play(
    ground: Ground, shelf: Shelf, seed: int, lanes: World, when: Sequence[Moment]
) -> dict[Key, list[str]]:
    """Play histories for real and in the model; gives the first differences, by place."""
    rng, office, corridor = random.Random(f"order {seed}"), Office(), Corridor(shelf)
    periods = sorted({period for lane in lanes for period in lane.periods})
    keys = [key for lane in lanes for key in lane.keys]
    with ground.home():
        inbox: dict[Lane, list[File]] = {}
        for number, moment in enumerate(when):
            for lane, steps in lanes.items():
                if number < len(steps):
                    _happen(steps[number], lane, office, corridor, inbox)
            if moment.runs:
                for file in _shuffled(rng, inbox):
                    corridor.send(file)
                inbox.clear()
                corridor.run(moment.kill_at)
                office.run()
                found = differences(in_the_model(office, shelf, keys), in_the_warehouse(periods))
                if found:
                    return {
                        key: [f"after step {number + 1}", *lines] for key, lines in found.items()
                    }
    return {}


def _happen(
    step: Step, lane: Lane, office: Office, corridor: Corridor, inbox: dict[Lane, list[File]]
) -> None:
    apply(office, step)
    if step.act == "send" and step.file is not None:
        inbox.setdefault(lane, []).append(step.file)
    else:
        corridor.play(step)


def _shuffled(rng: random.Random, inbox: Mapping[Lane, Sequence[File]]) -> list[File]:
    """Deal the lanes' files in a random order that keeps each lane's own."""
    turns = [lane for lane, files in inbox.items() for _ in files]
    rng.shuffle(turns)
    hands = {lane: iter(files) for lane, files in inbox.items()}
    return [next(hands[lane]) for lane in turns]
