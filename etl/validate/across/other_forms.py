"""Returns beside forms that others send: returns in, candidates out, each told to the right one.

The one surprising thing: only figures that are whole are laid beside each other. A place's is when
everyone has sent who reports on it; a return that is one of several which make a figure is asked
for nothing. Whose form asks for the comparison is asked about it when it comes; the other sender,
coming later, is told of it and not kept waiting, unless the check says that the later one is asked.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from etl.contracts import AcrossCheck, load_across
from etl.contracts.named import load_default_words
from etl.contracts.thresholds import Span
from etl.model import Severity, as_told
from etl.reference import Reference
from etl.validate.across.figures import Key, Side, SummedFigure, figures, sides
from etl.validate.across.scene import limits_of
from etl.validate.batch import BatchReturn
from etl.validate.ladder import Candidate, candidate_of
from etl.validate.obligations import Obligations
from etl.validate.sentences import compared, named, printer_of, several, signed
from etl.wording import in_sentence, small

_LEAST = 0.005  # of the unit; what differs by less is printed alike
_MOST_MARKED = 50  # rows whose sum is told


class OtherForms:
    """The returns of a round and the accepted ones, to look up those of other forms."""

    def __init__(
        self, returns: Sequence[BatchReturn], reference: Reference, obligations: Obligations
    ) -> None:
        """Take returns of any forms, with the number that tells in which order they came."""
        self._reference, self._obligations = reference, obligations
        self._judged = [one for one in returns if one.judged]
        self._versions: dict[tuple[str, str], dict[str, list[BatchReturn]]] = {}
        for one in sorted(returns, key=lambda one: (one.judged, one.number), reverse=True):
            sent = self._versions.setdefault((one.form.id, one.period.key), {})
            sent.setdefault(one.agency_id, []).append(one)
        self._figures: dict[tuple[int, str, bool], Mapping[Key, SummedFigure]] = {}
        self._checks: dict[str, list[AcrossCheck]] = defaultdict(list)
        for check in load_across().values():
            if check.other:
                self._checks[check.form_id].append(check)
                self._checks[check.other.partition(".")[0]].append(check)
        self.looked_at: dict[int, set[int]] = {}

    def candidates(self, out: Collection[int]) -> Mapping[str, Sequence[Candidate]]:
        """Give what is to be told, by form; `out` numbers returns of the batch that do not count.

        It is noted in `looked_at` on which earlier ones of the batch that rests.
        """
        self.looked_at = defaultdict(set)
        found: dict[str, list[Candidate]] = defaultdict(list)
        for one in self._judged:
            for check in self._checks.get(one.form.id, ()):
                if one.agency and (not check.periods or one.period.kind in check.periods):
                    found[one.form.id] += self._compared(check, one, out)
        return found

    def _compared(
        self, check: AcrossCheck, one: BatchReturn, out: Collection[int]
    ) -> Iterator[Candidate]:
        is_holder = one.form.id == check.form_id
        form_id = check.other.partition(".")[0] if is_holder else check.form_id
        others = self._others(one, form_id, out)
        if not others:
            return
        there = next(iter(others.values())).form
        both = sides(check, *((one.form, there) if is_holder else (there, one.form)))
        if both is None:
            return  # on that day the two tell their rows apart otherwise
        holder, source = both
        if holder.form.column(holder.column).check_of == check.other:  # told in one workbook
            others = {id: o for id, o in others.items() if o.reading != one.reading or not o.judged}
        mine, theirs = (holder, source) if is_holder else (source, holder)
        limits = limits_of(check, self._reference, one.period.ends_on)
        if limits is None:
            return
        asks = is_holder or check.asks == "later"
        told: set[int] = set()
        for key, figure in self._of(check, one, mine).items():
            place = str(key[mine.place]) if mine.place is not None else ""
            if not (mine.by_sender or self._is_whole(mine, one, place, {one.agency_id})):
                continue
            wanted = key[:-1] if mine.row_by_row else key
            expected, by = self._expected(check, one, wanted, theirs, others)
            if figure.value is None or expected is None:
                continue
            first, second = (figure.value, expected) if is_holder else (expected, figure.value)
            if _differs(check, first, second, limits):
                if asks or told.isdisjoint(o.number for o in by):
                    yield self._told(
                        check, one, by, (mine, theirs), key, figure, expected, limits, asks=asks
                    )
                told |= {o.number for o in by}

    def _others(
        self, one: BatchReturn, form_id: str, out: Collection[int]
    ) -> Mapping[str, BatchReturn]:
        """Give the returns of another form that counted when one arrived, by sender."""
        found = {}
        for agency_id, versions in self._versions.get((form_id, one.period.key), {}).items():
            for version in versions:  # the newest first
                if not self._may_meet(one, version):
                    break
                if version.judged and version.reading != one.reading:
                    if version.number >= one.number:
                        continue
                    self.looked_at[one.number].add(version.number)
                    if version.number in out:
                        continue
                found[agency_id] = version
                break
        return found

    def _may_meet(self, one: BatchReturn, other: BatchReturn) -> bool:
        """Tell whether two senders may report on the same place."""
        first, second = (r.agency.area_code if r.agency else "" for r in (one, other))
        return not (first and second) or self._obligations.share(first, second, one.period)

    def _is_whole(self, side: Side, one: BatchReturn, place: str, sent: Collection[str]) -> bool:
        """Tell whether those who sent are all who report on a place."""
        reporting = self._obligations.reporting(side.form.owed_as, one.period, place)
        return bool(reporting) and reporting.issubset(sent)

    def _expected(
        self,
        check: AcrossCheck,
        one: BatchReturn,
        key: Key,
        theirs: Side,
        others: Mapping[str, BatchReturn],
    ) -> tuple[float | None, list[BatchReturn]]:
        """Give what the others say under a key, where all have sent who report on it, and who."""
        if theirs.by_sender:  # of who is named in the key
            others = {id: other for id, other in others.items() if id == key[-1]}
        else:
            place = str(key[theirs.place]) if theirs.place is not None else ""
            if not self._is_whole(theirs, one, place, others.keys()):
                return None, []
        found = {id: self._under(check, other, theirs, key) for id, other in others.items()}
        by = [others[id] for id, said in found.items() if said]
        told = [figure.value for said in found.values() for figure in said]
        values = [value for value in told if value is not None]
        if not values or len(values) < len(told):
            return None, by
        return (max(values) if theirs.row_by_row else math.fsum(values)), by

    def _under(
        self, check: AcrossCheck, one: BatchReturn, side: Side, key: Key
    ) -> list[SummedFigure]:
        """Give what a return says under a key: its sum, or each row that stands by itself."""
        said = self._of(check, one, side)
        if side.row_by_row:
            return [figure for of, figure in said.items() if of[:-1] == key]
        return [said[key]] if key in said else []

    def _of(self, check: AcrossCheck, one: BatchReturn, side: Side) -> Mapping[Key, SummedFigure]:
        asked = one.number, check.id, one.form.id == check.form_id
        if asked not in self._figures:
            self._figures[asked] = figures(one, side)
        return self._figures[asked]

    def _told(
        self,
        check: AcrossCheck,
        one: BatchReturn,
        by: Sequence[BatchReturn],
        both: tuple[Side, Side],
        key: Key,
        figure: SummedFigure,
        expected: float,
        limits: Span,
        *,
        asks: bool,
    ) -> Candidate:
        (mine, theirs), value = both, figure.value or 0.0
        apart, rows = as_told(value - expected), [*map(one.table.row, figure.rows[:_MOST_MARKED])]
        record: dict[Any, Any] = dict(zip(mine.by, key, strict=False))
        if mine.row_by_row:
            record = {name: cells[figure.rows[0]] for name, cells in one.table.values.items()}
        printer = printer_of(one, self._reference)
        row = named(one, printer, record)
        if not row["row_label"]:  # its rows are told apart by something else
            row["row_label"] = ", ".join(printer.text(name, record[name]) for name in mine.by)
        words = {
            **compared(value, expected, apart),
            "column": mine.header,
            "unit": _unit(mine),
            "period": small(one.period.title),
            "row_label": in_sentence(row["row_label"]),
            "sender": one.agency.name if one.agency else "",
            "own_form": mine.form.number,
            "other": several([o.agency.name if o.agency else o.agency_id for o in by]),
            "other_form": theirs.form.number,
            "other_column": theirs.header,
            "other_unit": _unit(theirs),
        }
        message = check.message if asks else check.note
        return candidate_of(
            one,
            check,
            words,
            mine.column,
            message=load_default_words().limits.message(message, limits),
            severity=None if asks and not _is_explained(one, figure) else Severity.INFO,
            rows=rows,
            reads=tuple((one.number, at, mine.column) for at in rows),
            reads_cover=True,
            value=words["value"],
            expected=words["expected"],
            difference=signed(apart),
            against=tuple(sorted(other.key for other in by)),
            **row,
        )


def _unit(side: Side) -> str:
    unit = side.form.column(side.column).unit
    return f" {unit}" if unit else ""


def _differs(check: AcrossCheck, first: float, second: float, span: Span) -> bool:
    """Tell whether the holder's figure and the other do not stand as a check demands."""
    values = {one.id: one.value for one in span.values}
    least = max(check.tolerance, _LEAST)
    if check.must == "not_more":
        return first - second * values.get(check.share or "", 100.0) / 100 > least
    return abs(first - second) > max(least, values.get(check.within or "", 0.0) * second / 100)


def _is_explained(one: BatchReturn, figure: SummedFigure) -> bool:
    names = [column.name for column in one.form.columns if column.explains]
    given = [one.table.values[name] for name in names if name in one.table.values]
    return any(cells[at] for cells in given for at in figure.rows)
