"""The order of judging: readings in, judgements out.

The one surprising thing: rows of all workbooks are judged at once, because they do not depend on
each other; what returns say about each other does, and is settled in the order in which they came.
The warehouse may be milder than the rules: an exception may let a rule off, and a reason that was
accepted for the version before may hold on; where that can be, nothing is certain until the return
is kept, and whoever rests on it waits for the next round.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import groupby

import pandas as pd

from etl.contracts import laid_beside
from etl.contracts.vocabulary import COVERAGE
from etl.model import Beside, Finding, Form, Judgement, Reading, ReturnState, Severity, state_after
from etl.model.arrays import release_memory
from etl.reference import Reference
from etl.validate.across import across_candidates
from etl.validate.across.other_forms import OtherForms
from etl.validate.across.scene import Scene
from etl.validate.batch import BatchReturn, Round, accepted_returns, returns_of
from etl.validate.checks import checks_of
from etl.validate.failing_rows import RowFailures
from etl.validate.frames import build_frame, with_computed, with_texts
from etl.validate.great import failing_rows
from etl.validate.ladder import Candidate, Ladder, told
from etl.validate.obligations import Obligations
from etl.validate.privacy import person_candidates
from etl.validate.whole_tables import (
    part_candidates,
    repeated_candidates,
    table_candidates,
    waits,
)

_ORDER = (Severity.CRITICAL, Severity.WARNING, Severity.INFO)


class RuleOutcome(Enum):
    """Whether a return of the batch counts for those that come after it."""

    IN = "accepted"
    OUT = "not accepted"
    UNSURE = "not known before it is kept"


def judge_round(
    readings: Sequence[Reading], forms: Mapping[str, Form], reference: Reference, beside: Beside
) -> Round:
    """Judge the returns of readings, each as if it had come alone, in the order of the readings.

    A reading that rests on another of the batch of which it is not certain whether it will be
    accepted is deferred; the first one never is.
    """
    returns = returns_of(readings, forms, reference)
    accepted = accepted_returns(beside.tables, forms, reference, first=len(returns))
    obligations = Obligations(reference)
    of_form: dict[str, FormJudge] = {}
    more = [
        *person_candidates(returns, reference),
        *part_candidates(returns, forms, reference),
        *repeated_candidates(returns, reference),
    ]
    for one in (*returns, *accepted):
        if one.form.id not in of_form:
            of_form[one.form.id] = FormJudge(forms[one.form.id], reference, obligations, beside)
        of_form[one.form.id].returns.append(one)
    for form_id, judge in of_form.items():
        judge.run([found for found in more if found.finding.form_id == form_id])
    _beside_others(of_form, OtherForms([*returns, *accepted], reference, obligations))
    findings: dict[int, list[Finding]] = {}
    outcomes: dict[int, RuleOutcome] = {}
    looked_at: dict[int, set[int]] = defaultdict(set)
    for judge in of_form.values():
        findings |= judge.findings
        outcomes |= judge.outcomes
        for number, others in judge.looked_at.items():
            looked_at[number] |= others
    release_memory()
    waiting = waits(returns, forms, {n for n, out in outcomes.items() if out is RuleOutcome.IN})
    for number, finding in waiting.items():
        findings.setdefault(number, []).append(finding)
        outcomes[number] = RuleOutcome.UNSURE  # whoever rests on it waits until its kin are settled
    deferred = _deferred(returns, outcomes, looked_at, beside)
    return Round(
        tuple(
            (one.reading, _judgement(one, findings.get(one.number, []), one.number in waiting))
            for one in returns
            if one.reading not in deferred
        ),
        tuple(sorted(deferred)),
    )


def _beside_others(of_form: Mapping[str, "FormJudge"], others: OtherForms) -> None:
    """Tell returns of what forms of others say, until nothing more becomes of any of them.

    As a return rests on earlier ones only, that comes to an end.
    """
    known: Mapping[str, Sequence[Candidate]] = {}
    while True:
        outcomes = {n: out for judge in of_form.values() for n, out in judge.outcomes.items()}
        before, known = known, others.candidates(_lost(outcomes))
        for form_id in known.keys() | before.keys():
            of_form[form_id].settle(known.get(form_id, ()))
        for judge in of_form.values():
            for number in judge.outcomes:
                judge.looked_at.setdefault(number, set()).update(others.looked_at.get(number, ()))
        after = {n: out for judge in of_form.values() for n, out in judge.outcomes.items()}
        changed = {number for number, out in after.items() if out is not outcomes[number]}
        if not any(changed & looked for looked in others.looked_at.values()):
            return


def _lost(outcomes: Mapping[int, RuleOutcome]) -> set[int]:
    return {number for number, out in outcomes.items() if out is RuleOutcome.OUT}


@dataclass
class FormJudge:
    """Judges the returns of one form: tables, rows, then beside each other."""

    form: Form
    reference: Reference
    obligations: Obligations
    beside: Beside
    returns: list[BatchReturn] = field(default_factory=list)  # those of the batch first
    findings: dict[int, list[Finding]] = field(default_factory=dict)
    outcomes: dict[int, RuleOutcome] = field(default_factory=dict)
    looked_at: dict[int, set[int]] = field(default_factory=dict)
    _own: list[Candidate] = field(default_factory=list)
    _texts: pd.DataFrame | None = None

    def run(self, more: Sequence[Candidate]) -> None:
        """Find what is wrong and what becomes of each return; `more` was found elsewhere."""
        judged = [one for one in self.returns if one.judged]
        if not judged:
            return
        frame = build_frame(self.form, self.returns, self.reference)
        self._own = [*self._own_candidates(judged, frame), *more]
        self._texts = with_texts(frame)
        self._settle(judged, self._own)
        self.settle(())

    def settle(self, beside: Sequence[Candidate]) -> None:
        """Settle what becomes of each return, with what was found beside other forms.

        What later returns are compared with depends on what becomes of earlier ones, and that on
        what they were compared with: the comparison is repeated until nothing changes, which one
        repetition settles unless comparisons themselves find something.
        """
        judged, own = [one for one in self.returns if one.judged], [*self._own, *beside]
        assert self._texts is not None
        while True:
            before = self.outcomes
            counts = {number for number, out in before.items() if out is not RuleOutcome.OUT}
            scene = Scene(self.returns, self._texts, self.reference, counts, self.obligations)
            self._settle(judged, [*own, *across_candidates(self.form.id, scene)])
            changed = {number for number, out in self.outcomes.items() if out is not before[number]}
            self.looked_at = scene.looked_at
            if not any(changed & looked for looked in scene.looked_at.values()):
                return

    def _settle(self, judged: Sequence[BatchReturn], candidates: Sequence[Candidate]) -> None:
        self.findings = told(Ladder(judged).sift(candidates))
        self.outcomes = {
            one.number: _outcome(one, self.findings.get(one.number, ()), self.beside)
            for one in judged
        }

    def _own_candidates(
        self, judged: Sequence[BatchReturn], frame: pd.DataFrame
    ) -> Iterator[Candidate]:
        """Judge returns by themselves: whether they are owed, as tables, and row by row."""
        periods = {one.period for one in judged}
        checks = [one for one in checks_of(self.form) if any(map(one.applies, periods))]
        coverage = [check for check in checks if check.expectation == COVERAGE]
        for one in judged:
            yield from self.obligations.told(one)
            yield from table_candidates(one, coverage, self.reference)
        on_rows = [check for check in checks if check.expectation != COVERAGE]
        own = frame.iloc[: sum(len(one.table.rows) for one in judged)]  # they come first
        own = with_computed(own, (check.computed for check in on_rows))
        failing = failing_rows(own, on_rows)
        if any(failing):
            rows = RowFailures(own, {one.number: one for one in judged}, self.reference)
            for check, labels in zip(on_rows, failing, strict=True):
                yield from rows.candidates(check, labels)


def _judgement(one: BatchReturn, found: Sequence[Finding], waits: bool) -> Judgement:
    def rank(finding: Finding) -> tuple[int, ...]:
        first = one.table.row_of(finding.cells[0]) if finding.cells else (0, 0)
        return _ORDER.index(finding.severity), finding.rung, *first

    findings = sorted(dict.fromkeys([*one.findings, *found]), key=rank)
    return Judgement(
        sha256=one.sha256,
        agency_id=one.agency_id,
        form_id=one.form.id,
        period_key=one.period.key,
        state=ReturnState.NEEDS_CONFIRMATION if waits else state_after(findings),
        findings=tuple(findings),
        table=one.table,
    )


def _outcome(one: BatchReturn, found: Iterable[Finding], beside: Beside) -> RuleOutcome:
    findings = (*one.findings, *found)
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


def _deferred(
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
                (one.form.id, one.agency_id) in senders
                or not stirred.isdisjoint({one.form.id, *laid_beside().get(one.form.id, ())})
                for one in ours
            )
            or any(one.key in seen and one.key in beside.confirmed for one in ours)
        ):
            deferred.add(place)
            senders |= {(one.form.id, one.agency_id) for one in ours}
            continue
        for one in ours:
            if outcomes[one.number] is not RuleOutcome.OUT:
                stirred |= beside.watched.get(one.key, frozenset())
        seen |= {one.key for one in ours}
    return deferred
