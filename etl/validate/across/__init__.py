"""What forms and periods say about each other: a scene of returns in, candidates out.

The one surprising thing: a comparison is told to the return that came last, because what was
accepted before it is not refused afterwards.
"""

from collections.abc import Callable, Iterator, Mapping

from etl.contracts import AcrossCheck, load_across
from etl.validate.across import history, quarters_and_year
from etl.validate.across.losses import losses
from etl.validate.across.one_sender import unique_over_agencies
from etl.validate.across.scene import Scene
from etl.validate.ladder import Candidate

_KINDS: Mapping[str, Callable[[AcrossCheck, Scene], Iterator[Candidate]]] = {
    "quarters_sum_to_year": quarters_and_year.quarters_sum_to_year,
    "quarters_count_to_year": quarters_and_year.quarters_count_to_year,
    "year_equals_last_quarter": quarters_and_year.year_equals_last_quarter,
    "never_falls": history.never_falls,
    "begins_as_ended": history.begins_as_ended,
    "year_on_year_change": history.year_on_year_change,
    "year_on_year_rise": history.year_on_year_rise,
    "year_on_year_fall": history.year_on_year_fall,
    "year_on_year_lost": history.year_on_year_lost,
    "year_on_year_same": history.year_on_year_same,
    "thousandfold": history.thousandfold,
    "unique_over_agencies": unique_over_agencies,
}


def across_candidates(form_id: str, scene: Scene) -> Iterator[Candidate]:
    """Compare the returns of one form with each other, and tell what could not be compared."""
    checks = load_across().values()
    for check in checks:
        if check.form_id == form_id and not check.other:
            yield from _KINDS[check.kind](check, scene)
    yield from losses(scene)
    for check in checks:
        if check.kind == "related_missing":
            yield from scene.not_compared(check)
