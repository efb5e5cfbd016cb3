"""The returns of one form beside each other: look-ups by key and period, and how to tell of them.

In: returns of a batch and accepted ones. Out: counterparts, rows, candidates. The one surprising
thing: nothing that comes later is seen. Each return is told what it would be told if it had come
alone, so that batches change nothing; the scene notes which others of the batch that rests on.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from etl.contracts import AcrossCheck
from etl.model import Finding, Key, Period, RowAt, Severity, as_told
from etl.reference import Reference
from etl.validate.batch import BatchReturn
from etl.validate.bounds import plain, signed
from etl.validate.frames import row_in
from etl.validate.ladder import WHOLE_COLUMN, Candidate, Read
from etl.validate.obligations import Obligations
from etl.validate.sentences import Printer, cells_of, on_trial, row_key, row_label, sentence
from etl.wording import in_sentence, small

OTHER = "_other"  # ends the names of what another return has
_MOST_ALIKE = 3  # rows of one key in one return that are compared


@dataclass(frozen=True, slots=True)
class Told:
    """Words and addresses of one comparison that does not agree."""

    words: Mapping[str, str]
    column: str
    rows: tuple[RowAt, ...] = ()  # whose cells are marked
    marks: tuple[str, ...] = ()  # columns whose cells are marked
    reads: tuple[Read, ...] = ()
    row_key: str = ""
    row_label: str = ""
    severity: Severity | None = None  # other than the check's
    message: str = ""  # other than the check's
    signed: str = ""
    doubts_sums: bool = False  # see `Candidate`


class Scene:
    """All returns of one form that are compared.

    A return of the batch is compared with what counted when it arrived: what was accepted before,
    and those returns of the batch before it that are accepted.
    """

    def __init__(
        self,
        returns: Sequence[BatchReturn],
        frame: pd.DataFrame,
        reference: Reference,
        accepted: Collection[int] | None = None,
        obligations: Obligations | None = None,
    ) -> None:
        """Take returns and the frame of all their rows, in the same order.

        `accepted` are the numbers of the batch's returns that count for later ones; None: all.
        """
        self.reference = reference
        self.frame = frame
        self.returns = {one.number: one for one in returns}
        self.looked_at: dict[int, set[int]] = defaultdict(set)  # later → earlier ones of the batch
        self._accepted = accepted
        self._obligations = obligations or Obligations(reference)
        self._versions: dict[tuple[str, str], list[BatchReturn]] = defaultdict(list)
        for one in sorted(returns, key=lambda one: (one.judged, one.number), reverse=True):
            self._versions[one.agency_id, one.period.key].append(one)
        self._missing: dict[int, dict[str, None]] = defaultdict(dict)

    def rows(self, one: BatchReturn) -> pd.DataFrame:
        """The rows of one return."""
        start, end = self._spans[one.number]
        return self.frame.iloc[start:end]

    @cached_property
    def _spans(self) -> dict[int, tuple[int, int]]:
        spans, start = {}, 0
        for number, one in self.returns.items():
            spans[number] = (start, start + len(one.table.rows))
            start += len(one.table.rows)
        return spans

    def judged(self) -> Iterator[BatchReturn]:
        """The returns of the batch, in the order in which they came."""
        return (one for one in self.returns.values() if one.judged)

    def find(self, one: BatchReturn, agency_id: str, period_key: str) -> BatchReturn | None:
        """The return that an agency's period stood at when another return arrived, or is that."""
        if (agency_id, period_key) == (one.agency_id, one.period.key):
            return one
        return self._before(one, agency_id, period_key)

    def version_before(self, one: BatchReturn) -> BatchReturn | None:
        """The sender's own return in force when a newer version arrived."""
        return self._before(one, one.agency_id, one.period.key)

    def _before(self, one: BatchReturn, agency_id: str, period_key: str) -> BatchReturn | None:
        for version in self._versions.get((agency_id, period_key), ()):  # the newest first
            if version.judged:
                if version.number >= one.number:
                    continue
                self.looked_at[one.number].add(version.number)
                if self._accepted is not None and version.number not in self._accepted:
                    continue
            return version
        return None

    def covers(self, one: BatchReturn, place: str) -> bool:
        """Tell whether who sends a return may report a place."""
        return self._obligations.covers(one, place)

    def note_missing(self, one: BatchReturn, period_keys: Iterable[str]) -> None:
        """Remember with which periods, of those that its sender owed, a return was not compared."""
        for key in period_keys:
            if one.agency_id in self._obligations.owers(one.form.owed_as, Period.parse(key)):
                self._missing[one.number][key] = None

    def not_compared(self, check: AcrossCheck) -> Iterator[Candidate]:
        """Tell what could not be compared, once a return."""
        for number, keys in self._missing.items():
            titles = [small(Period.parse(key).title) for key in sorted(keys)]
            yield self.tell(check, self.returns[number], Told({"other": ", ".join(titles)}, ""))

    def printer(self, one: BatchReturn) -> Printer:
        """Print values of a return."""
        return Printer(one.form, one.period, self.reference)

    def tell(self, check: AcrossCheck, one: BatchReturn, told: Told) -> Candidate:
        """Make the candidate that tells a return of a comparison."""
        cells = tuple(
            cell for row in told.rows for cell in cells_of(one, row, told.marks or (told.column,))
        )
        column = one.form.column(told.column) if told.column else None
        words = {
            "column": column.header if column else "",
            "unit": f" {column.unit}" if column and column.unit else "",
            "period": small(one.period.title),
            "row_label": in_sentence(told.row_label),
            **told.words,
        }
        finding = Finding(
            rule_id=check.id,
            severity=told.severity or check.severity,
            rung=check.rung,
            message=sentence(told.message or check.message, words),
            form_id=one.form.id,
            cells=cells,
            column=told.column,
            row_label=told.row_label,
            row_key=told.row_key,
            value=told.words.get("value", ""),
            expected=told.words.get("expected", ""),
            difference=told.signed,
            against=self._against(one, told.reads),
        )
        if check.trial_since is not None:
            finding = on_trial(finding)
        return Candidate(
            return_number=one.number,
            finding=finding,
            rows=told.rows,
            reads=told.reads,
            reads_cover=True,
            marks=told.marks or ((told.column,) if told.column else ()),
            doubts_sums=told.doubts_sums,
        )

    def tell_row(
        self,
        check: AcrossCheck,
        to: BatchReturn,
        pair: tuple[BatchReturn, BatchReturn],
        record: Mapping[Any, Any],
        column: str,
        **more: Any,
    ) -> Candidate:
        """Tell one of a pair of returns of a cell beside the other's, as `paired` has both.

        `more` are further words, or `doubts_sums`.
        """
        one, other = pair
        value, expected = record[column], record[f"{column}{OTHER}"]
        apart = as_told(value - expected)
        label, key = self.named(to, record)
        words = {
            "value": plain(value),
            "expected": plain(expected),
            "difference": plain(abs(apart)),
        }
        rows = row_in(record), row_in(record, OTHER)
        doubts_sums = more.pop("doubts_sums", False)
        return self.tell(
            check,
            to,
            Told(
                {
                    **words,
                    "difference": plain(abs(apart)),
                    "other": small(other.period.title),
                    **more,
                },
                column,
                rows=(rows[to is other],),
                reads=((one.number, rows[0], column), (other.number, rows[1], column)),
                row_key=key,
                row_label=label,
                severity=Severity.INFO
                if check.explained_by and record.get(check.explained_by)
                else None,
                signed=signed(apart),
                doubts_sums=doubts_sums,
            ),
        )

    def _against(self, one: BatchReturn, reads: Iterable[Read]) -> tuple[Key, ...]:
        others = {number for number, _, _ in reads} - {one.number}
        return tuple(sorted(self.returns[number].key for number in others))

    def named(self, one: BatchReturn, row: Mapping[Any, Any]) -> tuple[str, str]:
        """Give the label and the key of a row."""
        return row_label(one, self.printer(one), row), row_key(one, row)


def paired(check: AcrossCheck, scene: Scene, one: BatchReturn, other: BatchReturn) -> pd.DataFrame:
    """Pair the rows of two returns that agree in what a check compares by and what is kept apart.

    The other's columns end in `OTHER`. A column of the key that one of them has nowhere (its
    workbook, or its time, has no such column) tells no rows apart; a missing cell equals none.
    """
    now, then = scene.rows(one), scene.rows(other)
    on = [
        name
        for name in (*check.by, *one.form.apart)
        if not (now[name].isna().all() or then[name].isna().all())
    ]
    then = then[[*dict.fromkeys((*on, *check.columns, "sheet_no", "excel_row"))]]
    if not on:
        now, then = now.iloc[:0], then.iloc[:0]
        return now.join(then.add_suffix(OTHER))
    return joined(now, then, on)


def joined(now: pd.DataFrame, other: pd.DataFrame, on: list[str]) -> pd.DataFrame:
    """Pair rows of equal keys, the other's columns with `OTHER`; a missing key equals none."""
    return _keyed(now, on).merge(_keyed(other, on), on=on, suffixes=("", OTHER))


def _keyed(rows: pd.DataFrame, on: list[str]) -> pd.DataFrame:
    """Give the rows whose key is whole, and of a key that is repeated the first few.

    It is told as repeated anyway, and its pairs would be as many as its square.
    """
    rows = rows.dropna(subset=on)
    if not rows.duplicated(on).any():
        return rows
    return rows[rows.groupby(on, sort=False, observed=True).cumcount() < _MOST_ALIKE]


def whole(returns: Iterable[BatchReturn], columns: Iterable[str]) -> tuple[Read, ...]:
    """Say that whole columns of some returns are read."""
    names = list(columns)
    return tuple((one.number, WHOLE_COLUMN, name) for one in returns for name in names)


def total_rows(one: BatchReturn) -> tuple[RowAt, ...]:
    """Rows of the whole table's total, where a sum over the table is written."""
    whole = (0, len(one.table.rows))
    return tuple((t.sheet_no, t.row) for t in one.table.totals if len(t.covers) in whole)[:1]
