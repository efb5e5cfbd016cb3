"""What becomes of returns before it is kept: findings in, accepted or not or not certain out.

The one surprising thing: the warehouse may be milder than the rules. An exception may let a rule
off, and a reason that was accepted for the version before may hold on; where that can be, nothing
is certain until the return is kept, and whoever rests on it waits for the next round.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby

from etl.model import Beside, Finding, Judgement, Severity
from etl.validate.batch import BatchReturn


@dataclass(frozen=True, slots=True)
class Round:
    """Verdicts on a batch of readings, by the place of each."""

    judgements: tuple[tuple[int, Judgement], ...] = ()
    deferred: tuple[int, ...] = ()  # readings to be judged once these verdicts are kept


class RuleOutcome(Enum):
    """Whether a return of the batch counts for those that come after it."""

    IN = "accepted"
    OUT = "not accepted"
    UNSURE = "not known before it is kept"


def outcome_of(one: BatchReturn, findings: Iterable[Finding], beside: Beside) -> RuleOutcome:
    """Tell what becomes of a return with these findings."""
    in_the_way = [f for f in findings if f.severity is not Severity.INFO and not f.is_trial]
    if not in_the_way:
        waits = one.period.key in beside.closed or (one.form.id, one.period.key) in beside.signed
        return RuleOutcome.UNSURE if waits else RuleOutcome.IN
    is_confirmed = one.key in beside.confirmed
    may_be_let_off = all(
        finding.rule_id in beside.waived or (finding.severity is Severity.WARNING and is_confirmed)
        for finding in in_the_way
    )
    return RuleOutcome.UNSURE if may_be_let_off else RuleOutcome.OUT


def deferred_readings(
    returns: Sequence[BatchReturn],
    outcomes: Mapping[int, RuleOutcome],
    looked_at: Mapping[int, Collection[int]],
    beside: Beside,
) -> set[int]:
    """Give the places of the readings that cannot be judged before earlier ones are kept."""
    of = {one.number: one for one in returns}
    deferred: set[int] = set()
    senders: set[tuple[str, str]] = set()  # form and agency of what is deferred
    stirred: set[str] = set()  # forms of which an open return will be judged anew
    seen = set()
    for place, group in groupby(returns, key=lambda one: one.reading):
        ours = list(group)
        rests = {number for one in ours for number in looked_at.get(one.number, ())}
        if (
            any(outcomes[n] is RuleOutcome.UNSURE or of[n].reading in deferred for n in rests)
            or any(
                (one.form.id, one.agency_id) in senders or one.form.id in stirred for one in ours
            )
            or any(one.key in seen and one.key in beside.confirmed for one in ours)
        ):
            deferred.add(place)
            senders |= {(one.form.id, one.agency_id) for one in ours}
            continue
        stirred |= {
            one.form.id
            for one in ours
            if one.key in beside.watched and outcomes[one.number] is not RuleOutcome.OUT
        }
        seen |= {one.key for one in ours}
    return deferred
