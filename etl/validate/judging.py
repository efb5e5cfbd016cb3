"""The order of judging: readings in, judgements out.

The one surprising thing: rows of all workbooks are judged at once, because they do not depend on
each other; what returns say about each other does, and is settled in the order in which they came.
"""

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from etl.contracts.vocabulary import COVERAGE
from etl.model import (
    Beside,
    Finding,
    Form,
    Judgement,
    Reading,
    ReturnState,
    RowAt,
    Rung,
    Severity,
    state_after,
)
from etl.model.arrays import release_memory
from etl.reference import Reference
from etl.validate.across import across_candidates
from etl.validate.across.scene import Scene
from etl.validate.batch import BatchReturn, accepted_returns, returns_of
from etl.validate.checks import checks_of
from etl.validate.failing_rows import RowFailures
from etl.validate.frames import build_frame, with_computed, with_texts
from etl.validate.great import failing_rows
from etl.validate.ladder import Candidate, Ladder, told
from etl.validate.obligations import Obligations
from etl.validate.outcomes import Round, RuleOutcome, deferred_readings, outcome_of
from etl.validate.parts import part_candidates, waits
from etl.validate.privacy import person_candidates
from etl.validate.whole_tables import table_candidates

_ORDER = (Severity.CRITICAL, Severity.WARNING, Severity.INFO)


def judge_round(
    readings: Sequence[Reading],
    forms: Mapping[str, Form],
    reference: Reference,
    beside: Beside,
) -> Round:
    """Judge the returns of readings, each as if it had come alone, in the order of the readings.

    A reading that rests on another of the batch of which it is not certain whether it will be
    accepted is deferred; the first one never is.
    """
    returns = returns_of(readings, forms, reference)
    accepted = accepted_returns(beside.tables, forms, reference, first=len(returns))
    obligations = Obligations(reference)
    of_form: dict[str, FormJudge] = {}
    more = [*person_candidates(returns, reference), *part_candidates(returns, forms, reference)]
    for one in (*returns, *accepted):
        if one.form.id not in of_form:
            of_form[one.form.id] = FormJudge(forms[one.form.id], reference, obligations, beside)
        of_form[one.form.id].returns.append(one)
    findings: dict[int, list[Finding]] = {}
    outcomes: dict[int, RuleOutcome] = {}
    looked_at: dict[int, set[int]] = {}
    for form_id, judge in of_form.items():
        judge.run([found for found in more if found.finding.form_id == form_id])
        findings |= judge.findings
        outcomes |= judge.outcomes
        looked_at |= judge.looked_at
    release_memory()
    waiting = waits(returns, forms, outcomes)
    for number, finding in waiting.items():
        findings.setdefault(number, []).append(finding)
        outcomes[number] = RuleOutcome.UNSURE  # whoever rests on it waits until its kin are settled
    deferred = deferred_readings(returns, outcomes, looked_at, beside)
    return Round(
        tuple(
            (one.reading, _judgement(one, findings.get(one.number, []), one.number in waiting))
            for one in returns
            if one.reading not in deferred
        ),
        tuple(sorted(deferred)),
    )


class FormJudge:
    """Judges the returns of one form: tables, rows, then beside each other."""

    def __init__(
        self, form: Form, reference: Reference, obligations: Obligations, beside: Beside
    ) -> None:
        """Begin without returns."""
        self._form, self._reference = form, reference
        self._obligations, self._beside = obligations, beside
        self.returns: list[BatchReturn] = []  # those of the batch first
        self.findings: dict[int, list[Finding]] = {}
        self.outcomes: dict[int, RuleOutcome] = {}
        self.looked_at: dict[int, set[int]] = {}

    def run(self, more: Sequence[Candidate]) -> None:
        """Find what is wrong and what becomes of each return; `more` was found elsewhere.

        What later returns are compared with depends on what becomes of earlier ones, and that on
        what they were compared with: the comparison is repeated until nothing changes, which one
        repetition settles unless comparisons themselves find something.
        """
        judged = [one for one in self.returns if one.judged]
        if not judged:
            return
        frame = build_frame(self._form, self.returns, self._reference)
        own = [*self._own_candidates(judged, frame), *more]
        texts = with_texts(frame)
        self._settle(judged, own)
        while True:
            before = dict(self.outcomes)
            counts = {
                number for number, outcome in before.items() if outcome is not RuleOutcome.OUT
            }
            scene = Scene(self.returns, texts, self._reference, counts, self._obligations)
            self._settle(judged, [*own, *across_candidates(self._form.id, scene)])
            changed = {number for number, out in self.outcomes.items() if out is not before[number]}
            self.looked_at = scene.looked_at
            if not any(changed & looked for looked in scene.looked_at.values()):
                return

    def _settle(self, judged: Sequence[BatchReturn], candidates: Sequence[Candidate]) -> None:
        self.findings = told(Ladder(judged).sift(candidates))
        self.outcomes = {
            one.number: outcome_of(
                one, [*one.findings, *self.findings.get(one.number, ())], self._beside
            )
            for one in judged
        }

    def _own_candidates(
        self, judged: Sequence[BatchReturn], frame: pd.DataFrame
    ) -> Iterator[Candidate]:
        """Judge returns by themselves: whether they are owed, as tables, and row by row."""
        checks = checks_of(self._form)
        coverage = [check for check in checks if check.expectation == COVERAGE]
        for one in judged:
            yield from self._obligations.told(one)
            yield from table_candidates(one, coverage, self._reference)
        on_rows = [check for check in checks if check.expectation != COVERAGE]
        own = frame.iloc[: sum(len(one.table.rows) for one in judged)]  # they come first
        own = with_computed(own, (check.computed for check in on_rows))
        failing = failing_rows(own, on_rows)
        if any(failing):
            rows = RowFailures(own, {one.number: one for one in judged}, self._reference)
            for check, labels in zip(on_rows, failing, strict=True):
                yield from rows.candidates(check, labels)


def _judgement(one: BatchReturn, found: Sequence[Finding], waits: bool) -> Judgement:
    def rank(finding: Finding) -> tuple[int, Rung, RowAt]:
        first = one.table.row_of(finding.cells[0]) if finding.cells else (0, 0)
        return _ORDER.index(finding.severity), finding.rung, first

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
