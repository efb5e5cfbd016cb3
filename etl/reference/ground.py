"""Which places share ground: places and what became of them in, overlaps of any two days out.

Followed from its first day to its last through every change, the province's ground falls into
threads: communes, one after the other, that a piece of it belonged to. A place holds the threads
that run through it; a place above holds those of the places in it. One lies whole in another when
the other holds all its threads, whichever of the two was first: so nothing about districts is
written down, and looking back is the same question as looking ahead. The one surprising thing: a
place that was divided lies whole again where all its parts came together.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import pairwise
from math import prod

from etl.model import Area, Succession, holds

_Thread = tuple[str, ...]  # ids of places, the earliest first
_Weights = Mapping[str, Mapping[str, Decimal | None]]  # id, ids of its successors


@dataclass(frozen=True, slots=True)
class Overlap:
    """What one place shares with another."""

    area: Area  # the other one
    whole: bool  # whether all of the first lies in it
    weight: Decimal | None
    """The part of the first one's figures that is the other's: 1 when whole, None when unknown."""


def overlaps(
    areas: Sequence[Area], successions: Iterable[Succession]
) -> Mapping[str, tuple[Overlap, ...]]:
    """Give for the id of each place what it shares ground with, itself included.

    Raises `KeyError` when a succession names a place that is none of `areas`.
    """
    by_id = {area.id: area for area in areas}
    after: dict[str, dict[str, Decimal | None]] = defaultdict(dict)
    for one in successions:
        after[by_id[one.old_area_id].id][by_id[one.new_area_id].id] = one.weight
    above = _above(areas)
    threads = tuple(_threads(areas, after))
    through: dict[str, set[int]] = defaultdict(set)  # the threads of each place
    sharing: dict[str, set[str]] = defaultdict(set)
    for number, thread in enumerate(threads):
        holders = set(thread).union(*(above(by_id[id]) for id in thread))
        for id in holders:
            through[id].add(number)
            sharing[id] |= holders

    def overlap(id: str, other: str) -> Overlap:
        whole = through[id] <= through[other]
        found = None if whole else _weight(id, other, (threads[n] for n in through[id]), after)
        return Overlap(by_id[other], whole, Decimal(1) if whole else found)

    return {id: tuple(overlap(id, other) for other in sorted(sharing[id])) for id in by_id}


def moved(
    ground: Mapping[str, tuple[Overlap, ...]], then: Mapping[str, Area], now: Mapping[str, Area]
) -> frozenset[str]:
    """Give the codes that name places of different ground, of the places of two days by code."""
    shared = {id: {one.area.id for one in ground[id] if one.whole} for id in ground}
    both = ((code, then[code].id, now[code].id) for code in then.keys() & now.keys())
    return frozenset(code for code, a, b in both if not (a in shared[b] and b in shared[a]))


def _threads(areas: Sequence[Area], after: _Weights) -> Iterator[_Thread]:
    """Follow the ground of every lowest place that is nobody's successor to its last holders."""
    later = {id for successors in after.values() for id in successors}
    parents = {area.parent_code for area in areas}
    waiting: list[_Thread] = [(a.id,) for a in areas if a.code not in parents and a.id not in later]
    while waiting:
        thread = waiting.pop()
        following = after.get(thread[-1], {})
        if not following:
            yield thread
        waiting += [(*thread, id) for id in following]


def _above(areas: Sequence[Area]) -> Callable[[Area], set[str]]:
    """Give a function that tells in which places a place lay, at any time of its life."""
    by_code: dict[str, list[Area]] = defaultdict(list)
    for area in areas:
        by_code[area.code].append(area)

    @cache
    def ids(area: Area) -> set[str]:
        parents = [p for p in by_code.get(area.parent_code, ()) if _meet(area, p)]
        return {p.id for p in parents}.union(*(ids(parent) for parent in parents))

    return ids


def _meet(one: Area, other: Area) -> bool:
    first, second = sorted((one, other), key=lambda area: area.valid_from)
    return holds(first.valid_from, first.valid_to, second.valid_from)


def _weight(id: str, other: str, threads: Iterable[_Thread], after: _Weights) -> Decimal | None:
    """Multiply the weights on every way from a place to a later one, and add the ways up."""
    ways = {
        thread[thread.index(id) : thread.index(other) + 1]
        for thread in threads
        if id in thread and other in thread
    }
    weights = [
        [Decimal(1) if len(after[a]) == 1 else after[a][b] for a, b in pairwise(way)]
        for way in ways
    ]
    known = [prod(w for w in way if w is not None) for way in weights if way and None not in way]
    return Decimal(sum(known)) if known and len(known) == len(weights) else None
