"""A new version beside the one in force: a scene in, questions about what was lost out.

The one surprising thing: how much may be lost without a question is dated data
(sql/seeds/threshold.csv), and where none is in force nothing is asked.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from etl.model import DECIMALS, as_told
from etl.validate.across.scene import Scene
from etl.validate.batch import BatchReturn
from etl.validate.ladder import Candidate, standing
from etl.validate.sentences import compared, plain, several

_MOST_NAMED = 12
Pair = tuple[BatchReturn, BatchReturn]  # the new version and the one in force


def losses(scene: Scene) -> Iterator[Candidate]:
    """Ask about rows, places and totals that a new version does not have any more."""
    pairs: list[Pair] = []
    for one in scene.judged():
        before = scene.before(one, one.agency_id, one.period.key)
        # a version without rows that does not say why is asked for that already
        if before and (one.table.rows or one.table.is_nil):
            pairs.append((one, before))
    if pairs:
        yield from _rows(scene, pairs)
        yield from _places(scene, pairs)
        yield from _totals(scene, pairs)


def _allowing(
    scene: Scene, pairs: Sequence[Pair], threshold: str
) -> Iterator[tuple[BatchReturn, BatchReturn, float]]:
    """Give the pairs for whose day it is stated how much may be lost, with how much."""
    for one, before in pairs:
        allowed = scene.reference.threshold(threshold, one.period.ends_on)
        if allowed is not None:
            yield one, before, allowed.value


def _rows(scene: Scene, pairs: Sequence[Pair]) -> Iterator[Candidate]:
    for one, before, allowed in _allowing(scene, pairs, "version_rows_lost"):
        now, then = len(one.table.rows), len(before.table.rows)
        if then - now > allowed:
            yield _told((one, before), "history.fewer_rows", "", (now, then))


def _places(scene: Scene, pairs: Sequence[Pair]) -> Iterator[Candidate]:
    column = pairs[0][0].form.exclusive
    if not column:
        return
    listed: dict[int, dict[str, None]] = defaultdict(dict)
    for number, place in scene.listed(column):
        listed[number][place] = None
    for one, before, allowed in _allowing(scene, pairs, "version_places_lost"):
        now, then = listed[one.number], listed[before.number]
        gone = [scene.printer(one).text(column, place) for place in then if place not in now]
        if len(gone) > allowed:
            words = {"other": several(gone, _MOST_NAMED), "difference": plain(len(gone))}
            sizes = len(now), len(then)
            yield _told((one, before), "history.fewer_places", column, sizes, **words)


def _totals(scene: Scene, pairs: Sequence[Pair]) -> Iterator[Candidate]:
    names = list(dict.fromkeys(c.name for one, _ in pairs for c in one.form.columns if c.totalled))
    if not names:
        return
    grouped = scene.frame.groupby("return_number")[names].sum().round(DECIMALS)
    for name in names:
        sums = grouped[name].to_dict()
        for one, before, allowed in _allowing(scene, pairs, "version_total_lost_pct"):
            now, then = sums.get(one.number, 0.0), sums.get(before.number, 0.0)
            if then <= 0 or name not in one.table.values:
                continue
            if as_told(100 * (then - now)) >= as_told(allowed * then):
                yield _told((one, before), "history.lower_total", name, (now, then))


def _told(
    pair: Pair, rule_id: str, name: str, sizes: tuple[float, float], **more: str
) -> Candidate:
    (one, before), (now, then) = pair, sizes
    words = {"column": one.form.column(name).header if name else ""}
    words |= {**compared(now, then, then - now), **more}
    lost = f"-{words['difference']}"
    return standing(one, rule_id, name, words, difference=lost, against=(before.key,))
