"""One place, one sender: checks in, candidates out.

The one surprising thing: who came first does not matter for who is told. A sender whose obligation
does not cover the place must leave it; where both may report it, the later one is asked, once for
all places, and the two agree.
"""

from collections import defaultdict
from collections.abc import Iterator

from etl.contracts import AcrossCheck
from etl.model import Severity
from etl.validate.across.scene import Scene
from etl.validate.batch import BatchReturn
from etl.validate.frames import rows_in
from etl.validate.ladder import WHOLE_COLUMN, Candidate
from etl.validate.sentences import several

_MOST_NAMED = 12


def unique_over_agencies(check: AcrossCheck, scene: Scene) -> Iterator[Candidate]:
    """Find places that two agencies report for the same period."""
    disputed: dict[int, dict[str, list[BatchReturn]]] = defaultdict(dict)
    (place_column,) = check.by
    for place, numbers in _shared(scene, place_column):
        sharing = [scene.returns[number] for number in numbers]
        for one in sharing:
            if not one.judged:
                continue
            others = {other.agency_id for other in sharing} - {one.agency_id}
            found = (scene.find(one, agency_id, one.period.key) for agency_id in sorted(others))
            against = [other for other in found if other in sharing]
            if against:
                disputed[one.number][place] = against
    for number, places in disputed.items():
        one = scene.returns[number]
        for may_report in (False, True):
            of = {p: o for p, o in places.items() if scene.covers(one, p) is may_report}
            if of:
                yield _told(check, scene, one, of, asks=may_report)


def _shared(scene: Scene, column: str) -> Iterator[tuple[str, list[int]]]:
    """Give each place that several agencies list for a period, with the numbers of the returns."""
    listing: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, place in scene.listed(column):
        listing[scene.returns[number].period.key, place].append(number)
    for (_, place), numbers in sorted(listing.items()):
        if len({scene.returns[number].agency_id for number in numbers}) > 1:
            yield place, numbers


def _told(
    check: AcrossCheck,
    scene: Scene,
    one: BatchReturn,
    places: dict[str, list[BatchReturn]],
    *,
    asks: bool,
) -> Candidate:
    (column,) = check.by
    others = {other.number: other for against in places.values() for other in against}
    rows = scene.rows(one)
    marked = rows_in(rows[rows[column].isin(list(places))])
    printer = scene.printer(one)
    listed = several([printer.text(column, place) for place in places], _MOST_NAMED)
    names = sorted(
        other.agency.name if other.agency else other.agency_id for other in others.values()
    )
    return scene.tell(
        check,
        one,
        {"value": listed, "other": ", ".join(names)},
        column,
        rows=marked,
        reads=(
            *((one.number, row, column) for row in marked[:1]),
            *((number, WHOLE_COLUMN, column) for number in others),
        ),
        row_key=",".join(sorted(other.agency_id for other in others.values())),
        severity=Severity.WARNING if asks else None,
        message=check.question if asks else "",
    )
