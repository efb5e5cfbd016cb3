"""What forms and periods say about each other: returns in, candidates out.

The one surprising thing: a comparison is told to the return that states the whole (the year), or,
when that one was accepted earlier, to the last return of this batch that it does not agree with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from etl.contracts import AcrossCheck, load_across
from etl.reference import Reference
from etl.validate.across.agencies import unique_over_agencies
from etl.validate.across.history import year_on_year_change, year_on_year_rise, year_on_year_same
from etl.validate.across.periods import (
    quarters_count_to_year,
    quarters_sum_to_year,
    year_equals_last_quarter,
)
from etl.validate.across.scene import Scene
from etl.validate.ladder import Candidate
from etl.validate.returns import Return

_KINDS: Mapping[str, Callable[[AcrossCheck, Scene], Iterator[Candidate]]] = {
    "quarters_sum_to_year": quarters_sum_to_year,
    "quarters_count_to_year": quarters_count_to_year,
    "year_equals_last_quarter": year_equals_last_quarter,
    "year_on_year_change": year_on_year_change,
    "year_on_year_rise": year_on_year_rise,
    "year_on_year_same": year_on_year_same,
    "unique_over_agencies": unique_over_agencies,
}


def across_candidates(
    returns: Sequence[Return],
    reference: Reference,
    checks: Mapping[str, AcrossCheck] | None = None,
) -> list[Candidate]:
    """Compare returns of a batch with each other and with accepted ones (`judged` is False)."""
    by_form: dict[str, list[Return]] = defaultdict(list)
    for one in returns:
        by_form[one.form.id].append(one)
    known = load_across() if checks is None else checks
    candidates: list[Candidate] = []
    for form_id, of_form in by_form.items():
        scene = Scene(of_form, reference)
        for check in known.values():
            if check.form_id == form_id:
                candidates += _KINDS[check.kind](check, scene)
        for check in known.values():
            if check.kind == "related_missing":
                candidates += scene.not_compared(check)
    return candidates
