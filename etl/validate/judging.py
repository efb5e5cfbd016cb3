"""The order of judging: readings in, judgements out.

The one surprising thing: nothing is decided per workbook before everything has been looked at;
then the ladder decides what is a story and what is its consequence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import pandas as pd

from etl.arrays import release_memory
from etl.contracts.vocabulary import COVERAGE
from etl.model import Beside, Finding, Form, Judgement, Reading, Rung, Severity, state_after
from etl.reference import Reference
from etl.validate.across import across_candidates
from etl.validate.across.scene import Scene
from etl.validate.checks import Check, checks_of
from etl.validate.frames import build_frame, with_computed, with_texts
from etl.validate.great import failing_rows
from etl.validate.ladder import Candidate, Ladder, told
from etl.validate.privacy import person_candidates
from etl.validate.returns import Return, accepted_returns, returns_of
from etl.validate.rows import RowFailures
from etl.validate.tables import table_candidates

_ORDER = {Severity.CRITICAL: 0, Severity.WARNING: 1, Severity.INFO: 2}


def judge_returns(
    readings: Sequence[Reading],
    forms: Mapping[str, Form],
    reference: Reference,
    beside: Beside,
) -> list[Judgement]:
    """Judge the returns of readings, in their order; see `etl.validate.judge`."""
    returns = returns_of(readings, forms, reference)
    own = {one.key for one in returns}
    others = {key: table for key, table in beside.tables.items() if key not in own}
    accepted = accepted_returns(others, forms, reference, first=len(returns))
    by_form: dict[str, list[Return]] = defaultdict(list)
    for one in (*returns, *accepted):
        by_form[one.form.id].append(one)
    candidates = (
        candidate
        for form_id, of_form in by_form.items()
        for candidate in _form_candidates(forms[form_id], of_form, reference)
    )
    persons = person_candidates(returns, reference)
    findings = told(Ladder(returns).sift(chain(candidates, persons)))
    release_memory()
    return [_judgement(one, findings.get(one.number, [])) for one in returns]


def _form_candidates(
    form: Form, returns: Sequence[Return], reference: Reference
) -> Iterator[Candidate]:
    """Judge the returns of one form: tables, rows, then beside each other."""
    judged = [one for one in returns if one.judged]
    if not judged:
        return
    checks = checks_of(form)
    coverage = [check for check in checks if check.expectation == COVERAGE]
    for one in judged:
        yield from table_candidates(one, coverage, reference)
    frame = build_frame(form, returns, reference)
    on_rows = [check for check in checks if check.expectation != COVERAGE]
    own = frame.iloc[: sum(len(one.table.rows) for one in judged)]  # they come first
    yield from _row_candidates(own, judged, on_rows, reference)
    yield from across_candidates(form.id, Scene(returns, with_texts(frame), reference))


def _row_candidates(
    frame: pd.DataFrame, returns: Sequence[Return], checks: Sequence[Check], reference: Reference
) -> Iterator[Candidate]:
    frame = with_computed(frame, (check.computed for check in checks))
    failing = failing_rows(frame, checks)
    if not any(failing):
        return
    rows = RowFailures(frame, {one.number: one for one in returns}, reference)
    for check, labels in zip(checks, failing, strict=True):
        yield from rows.candidates(check, labels)


def _judgement(one: Return, found: Sequence[Finding]) -> Judgement:
    findings = sorted(dict.fromkeys([*one.findings, *found]), key=_rank)
    return Judgement(
        sha256=one.sha256,
        agency_id=one.agency_id,
        form_id=one.form.id,
        period_key=one.period.key,
        state=state_after(findings),
        findings=tuple(findings),
        table=one.table,
    )


def _rank(finding: Finding) -> tuple[int, Rung, int]:
    first = finding.cells[0].row if finding.cells else 0
    return _ORDER[finding.severity], finding.rung, first
