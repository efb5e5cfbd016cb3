"""The returns of one form beside each other: look-ups by key and period, and how to tell of them.

In: returns of a batch and accepted ones. Out: counterparts, rows, candidates. The one surprising
thing: nothing that comes later is seen. Each return is told what it would be told if it had come
alone, so that batches change nothing; the scene notes which others of the batch that rests on.
"""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise, starmap
from typing import Any

import pandas as pd

from etl.contracts import AcrossCheck
from etl.contracts.thresholds import Span
from etl.kinds import place_columns
from etl.model import Period, Severity, as_told
from etl.reference import Reference
from etl.validate.batch import BatchReturn
from etl.validate.frames import row_in
from etl.validate.ladder import WHOLE_COLUMN, Candidate, Read, candidate_of
from etl.validate.obligations import Obligations
from etl.validate.sentences import Printer, compared, named, printer_of, signed
from etl.wording import in_sentence, small

OTHER = "_other"  # ends the names of what another return has
_MOST_ALIKE = 3  # rows of one key in one return that are compared


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
        ends = accumulate((len(one.table.rows) for one in returns), initial=0)
        self._spans = dict(zip(self.returns, starmap(slice, pairwise(ends)), strict=True))

    def rows(self, one: BatchReturn) -> pd.DataFrame:
        """The rows of one return."""
        return self.frame.iloc[self._spans[one.number]]

    def listed(self, column: str) -> Iterator[tuple[int, str]]:
        """The different places of a column, each with the number of a return that lists it."""
        rows = self.frame[["return_number", column]].dropna().drop_duplicates()
        return zip(rows["return_number"].tolist(), rows[column].tolist(), strict=True)

    def judged(self) -> Iterator[BatchReturn]:
        """The returns of the batch, in the order in which they came."""
        return (one for one in self.returns.values() if one.judged)

    def find(self, one: BatchReturn, agency_id: str, period_key: str) -> BatchReturn | None:
        """The return that an agency's period stood at when another return arrived, or is that."""
        if (agency_id, period_key) == (one.agency_id, one.period.key):
            return one
        return self.before(one, agency_id, period_key)

    def before(self, one: BatchReturn, agency_id: str, period_key: str) -> BatchReturn | None:
        """The return that an agency's period stood at when another, perhaps newer, one arrived."""
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

    def beside(
        self, one: BatchReturn, period_keys: Sequence[str], *, notes: bool = True
    ) -> list[BatchReturn]:
        """The sender's returns of some periods; none unless all are there.

        It is noted with which periods, of those that its sender owed, a return was not compared.
        """
        found = [self.find(one, one.agency_id, key) for key in period_keys]
        for key, other in zip(period_keys, found, strict=True):
            owers = self._obligations.owers(one.form.owed_as, Period.parse(key))
            if notes and other is None and one.agency_id in owers:
                self._missing[one.number][key] = None
        there = [other for other in found if other is not None]
        return there if len(there) == len(found) else []

    def broken(self, columns: Iterable[str], one: BatchReturn, other: BatchReturn) -> list[str]:
        """The columns whose series breaks between two returns, unless rows say it themselves."""
        days = sorted((one.period.ends_on, other.period.ends_on))
        breaks = [b for b in self.reference.seeds.breaks if b.kind != "boundary"]
        return [
            column
            for column in columns
            if not one.form.apart and any(b.parts(one.form.id, column, *days) for b in breaks)
        ]

    def not_compared(self, check: AcrossCheck) -> Iterator[Candidate]:
        """Tell what could not be compared, once a return."""
        for number, keys in self._missing.items():
            titles = [small(Period.parse(key).title) for key in sorted(keys)]
            yield self.tell(check, self.returns[number], {"other": ", ".join(titles)}, "")

    def printer(self, one: BatchReturn) -> Printer:
        """Print values of a return."""
        return printer_of(one, self.reference)

    def tell(
        self,
        check: AcrossCheck,
        one: BatchReturn,
        words: Mapping[str, str],
        name: str,
        *,
        reads: tuple[Read, ...] = (),
        row_label: str = "",
        **more: Any,
    ) -> Candidate:
        """Make the candidate that tells a return of a comparison; `more` goes to the finding."""
        column = one.form.column(name) if name else None
        others = {number for number, _, _ in reads} - {one.number}
        said = {
            "column": column.header if column else "",
            "unit": f" {column.unit}" if column and column.unit else "",
            "period": small(one.period.title),
            "row_label": in_sentence(row_label),
            **words,
        }
        return candidate_of(
            one,
            check,
            said,
            name,
            reads=reads,
            reads_cover=True,
            row_label=row_label,
            value=words.get("value", ""),
            expected=words.get("expected", ""),
            against=tuple(sorted(self.returns[number].key for number in others)),
            **more,
        )

    def tell_row(
        self,
        check: AcrossCheck,
        to: BatchReturn,
        pair: tuple[BatchReturn, BatchReturn],
        record: Mapping[Any, Any],
        column: str,
        *,
        doubts_sums: bool = False,
        **words: str,
    ) -> Candidate:
        """Tell one of a pair of returns of a cell beside the other's, as `paired` has both."""
        one, other = pair
        value, expected = record[column], record[f"{column}{OTHER}"]
        if isinstance(value, str):
            told, difference = {"value": self.printer(one).text(column, value)}, ""
            told["expected"] = self.printer(other).text(column, expected)
        else:
            apart = as_told(value - expected)
            told, difference = compared(value, expected, apart), signed(apart)
        rows = row_in(record), row_in(record, OTHER)
        is_explained = bool(check.explained_by and record.get(check.explained_by))
        return self.tell(
            check,
            to,
            {**told, "other": small(other.period.title), **words},
            column,
            rows=(rows[to is other],),
            reads=((one.number, rows[0], column), (other.number, rows[1], column)),
            severity=Severity.INFO if is_explained else None,
            difference=difference,
            doubts_sums=doubts_sums,
            **named(to, self.printer(to), record),
        )


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
    now = on_same_ground(scene, one, other, on)
    if broken := scene.broken(check.columns, one, other):  # compared with nothing
        now = now.assign(**dict.fromkeys(broken, math.nan))
    then = then[[*dict.fromkeys((*on, *check.columns, "sheet_no", "excel_row"))]]
    return joined(now, then, on) if on else now.iloc[:0].join(then.iloc[:0].add_suffix(OTHER))


def on_same_ground(
    scene: Scene, one: BatchReturn, other: BatchReturn, by: Iterable[str]
) -> pd.DataFrame:
    """Give the rows of a return whose places in some columns had that ground in another's period.

    A code may be borne by another place since, or by what was made of several.
    """
    rows, days = scene.rows(one), (scene.reference.places_on(r.period) for r in (one, other))
    if moved := scene.reference.moved(*days):
        for name in {column.name for column in place_columns(one.form)}.intersection(by):
            rows = rows[~rows[name].isin(moved)]
    return rows


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


def limits_of(check: AcrossCheck, reference: Reference, on: dt.date) -> Span | None:
    """Give the thresholds that a check names, as they are on a day; None if any has no value."""
    known = tuple(one for name in check.thresholds if (one := reference.threshold(name, on)))
    return Span(known) if len(known) == len(check.thresholds) else None
