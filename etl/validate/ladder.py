"""One cell, one story: candidates for findings in, those that are not consequences out.

The one surprising thing: a rung is finished before the next begins, so that a cell which cannot
be read silences the total, the comparison with last year and everything else that reads it. Only
cells of the same return do: what others were found to hold decides whether they count at all.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from etl.contracts import AcrossCheck, load_standing
from etl.contracts.rule_book import StandingRule
from etl.model import Finding, RowAt, Rung, Severity
from etl.validate.batch import BatchReturn
from etl.validate.checks import Check
from etl.validate.sentences import cells_of, sentence
from etl.wording import number_text

_ROWS_LOST = frozenset({"file.row_unclear", "file.rows_below_end"})  # rows that were not read

# readings after which no sum says more
_DOUBT_AMOUNTS = frozenset({"cell.factor_1000", "cell.unit_shown"})

WHOLE_COLUMN: RowAt = (0, 0)  # stands for all rows; sheets and rows begin at 1
Read = tuple[int, RowAt, str]  # what of a return: its number, a row or WHOLE_COLUMN, a column
REST_COUNT = "{rest}"  # in a sentence about many rows: how many of them are left
ON_TRIAL = "Quy tắc đang thử nghiệm, chưa bắt buộc sửa"


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A failure with its sentence, before it is known whether it is a consequence."""

    return_number: int
    finding: Finding
    rows: tuple[RowAt, ...]  # of the finding's cells
    marks: tuple[str, ...]  # columns whose cells it marks
    reads: tuple[Read, ...] = ()
    reads_cover: bool = False
    specific: bool = True  # its sentence names a row or a value
    doubts_sums: bool = False  # a sum over a column that it marks would only repeat it
    reads_in_row: tuple[str, ...] = ()  # of the rest of a check's rows, each judged by itself


def candidate_of(
    one: BatchReturn,
    rule: StandingRule | AcrossCheck | Check,
    words: Mapping[str, str],
    column: str = "",
    *,
    message: str = "",
    severity: Severity | None = None,
    rows: Sequence[RowAt] = (),
    marks: tuple[str, ...] | None = None,
    **more: Any,
) -> Candidate:
    """Make what tells a return of a rule: `words` fill the rule's message, or another one.

    `column` may be empty, and marks its cells unless others are to be marked. `more` are further
    fields of the candidate or its finding. A rule on trial says so, and stops nothing.
    """
    own = {name: more.pop(name) for name in Candidate.__slots__ if name in more}
    marks = marks if marks is not None else (column,) if column else ()
    is_trial = isinstance(rule, AcrossCheck | Check) and rule.trial_since is not None
    told = sentence(message or rule.message, words)
    finding = Finding(
        rule_id=rule.id,
        severity=Severity.INFO if is_trial else severity or rule.severity,
        rung=rule.rung,
        message=f"{ON_TRIAL}: {told}" if is_trial else told,
        form_id=one.form.id,
        cells=cells_of(one, rows, marks),
        column=column,
        is_trial=is_trial,
        **more,
    )
    return Candidate(one.number, finding, tuple(rows), marks, **own)


def standing(
    one: BatchReturn,
    rule_id: str,
    column: str,
    words: Mapping[str, str],
    *,
    row: RowAt | None = None,
    **more: Any,
) -> Candidate:
    """Make what tells a return of a standing rule; a row marks its cell of the column.

    A finding with a `difference` shows the value and what was expected, too.
    """
    if "difference" in more:
        more |= {"value": words["value"], "expected": words["expected"]}
    reads = ((one.number, WHOLE_COLUMN, column),) if column else ()
    rule, rows = load_standing()[rule_id], (row,) if row else ()
    return candidate_of(one, rule, words, column, rows=rows, reads=reads, **more)


class Ladder:
    """Keeps what lower rungs have found, per return.

    A finding silences only what is no worse than itself: when a warning is confirmed, the fault
    above it that must be fixed has still been told.
    """

    def __init__(self, returns: Iterable[BatchReturn]) -> None:
        self._cells: dict[Read, Severity] = {}
        self._broken_columns: set[tuple[int, str]] = set()  # a sum over them means nothing
        self._informed: set[Read] = set()  # cells of explained doubts
        self._doubted_columns: set[tuple[int, str]] = set()  # a sum over them is doubtful too
        self._broken_tables: set[int] = set()  # rows are missing: no sum means anything
        self._refused_covers: set[int] = set()
        self._returns = {one.number: one for one in returns}
        for one in self._returns.values():
            for finding in one.findings:
                self._note_reader(one, finding)

    def sift(self, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
        """Give the candidates that are stories of their own, rung by rung."""
        ordered = sorted(candidates, key=lambda candidate: candidate.finding.rung)
        for _, rung in groupby(ordered, key=lambda candidate: candidate.finding.rung):
            kept = [left for candidate in rung if (left := self._left(candidate)) is not None]
            yield from kept
            for candidate in kept:
                number, is_doubt = candidate.return_number, candidate.doubts_sums
                if candidate.finding.is_trial:
                    continue  # what may be wrong itself silences nothing
                for column in candidate.marks:
                    if candidate.finding.severity is Severity.INFO:
                        self._informed.update((number, row, column) for row in candidate.rows)
                    self._add(number, candidate.rows, column, candidate.finding, is_doubt=is_doubt)

    def _left(self, candidate: Candidate) -> Candidate | None:
        """Give what of a candidate is a story of its own; None when it is a consequence."""
        number = candidate.return_number
        if not candidate.reads_in_row:
            own = [read for read in candidate.reads if read[0] == number]
            return None if self._is_consequence(candidate, own) else candidate
        rows = tuple(
            row
            for row in candidate.rows
            if not self._is_consequence(
                candidate, [(number, row, column) for column in candidate.reads_in_row]
            )
        )
        if not rows:
            return None
        message = candidate.finding.message.replace(REST_COUNT, number_text(len(rows)))
        cells = cells_of(self._returns[number], rows, candidate.marks)
        finding = replace(candidate.finding, cells=cells, message=message)
        return replace(candidate, rows=rows, finding=finding)

    def _is_consequence(self, candidate: Candidate, reads: Collection[Read]) -> bool:
        if candidate.reads_cover and candidate.return_number in self._refused_covers:
            return True
        severity = candidate.finding.severity
        if severity is Severity.INFO and any(at in self._informed for at in reads):
            return True
        return any(self._is_broken(at, severity) for at in reads)

    def _is_broken(self, at: Read, severity: Severity) -> bool:
        number, row, column = at
        if row == WHOLE_COLUMN:
            if severity is not Severity.CRITICAL and (number, column) in self._doubted_columns:
                return True
            return number in self._broken_tables or (number, column) in self._broken_columns
        found = (self._cells.get(at), self._cells.get((number, WHOLE_COLUMN, column)))
        return Severity.CRITICAL in found or (
            Severity.WARNING in found and severity is not Severity.CRITICAL
        )

    def _note_reader(self, one: BatchReturn, finding: Finding) -> None:
        if finding.severity is Severity.CRITICAL and finding.rung is Rung.FILE:
            if not finding.form_id:
                self._refused_covers.add(one.number)
            elif finding.rule_id in _ROWS_LOST:
                self._broken_tables.add(one.number)
            elif finding.column:  # what all of it holds is in doubt
                self._add(one.number, (), finding.column, finding, is_doubt=False)
            return
        rows = tuple(map(one.table.row_of, finding.cells))
        letters = {cell.letter for cell in finding.cells}
        standing_in = [name for name, letter in one.table.letters.items() if letter in letters]
        for column in [finding.column] if finding.column else standing_in:
            is_doubt = finding.rule_id in _DOUBT_AMOUNTS
            self._add(one.number, rows, column, finding, is_doubt=is_doubt)

    def _add(
        self, number: int, rows: tuple[RowAt, ...], column: str, finding: Finding, *, is_doubt: bool
    ) -> None:
        if finding.severity is Severity.INFO:
            return
        for row in rows or (WHOLE_COLUMN,):
            if self._cells.get((number, row, column)) is not Severity.CRITICAL:
                self._cells[number, row, column] = finding.severity
        if finding.severity is Severity.CRITICAL:
            self._broken_columns.add((number, column))
        elif is_doubt:
            self._doubted_columns.add((number, column))


def told(candidates: Iterable[Candidate]) -> dict[int, list[Finding]]:
    """Join candidates that say the same of one column; gives findings by return number."""
    groups: dict[tuple[object, ...], list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        finding = candidate.finding
        key = (
            candidate.return_number,
            finding.rule_id,
            finding.column,
            finding.message,
            finding.row_key if candidate.specific else "",
        )
        groups[key].append(candidate)
    findings: dict[int, list[Finding]] = defaultdict(list)
    for group in groups.values():
        findings[group[0].return_number].append(_joined(group))
    return findings


def _joined(group: list[Candidate]) -> Finding:
    first = group[0].finding
    if len(group) == 1 and group[0].specific:
        return first
    cells = tuple(dict.fromkeys(cell for one in group for cell in one.finding.cells))
    labels = {one.finding.row_label for one in group}
    values = {one.finding.value for one in group}
    return replace(
        first,
        cells=cells,
        row_label=first.row_label if len(labels) == 1 else "",
        row_key=first.row_key if group[0].specific else "",
        value=first.value if len(values) == 1 else "",
        against=tuple(sorted({key for one in group for key in one.finding.against})),
    )
