"""What the measures of columns say of periods: a form in, the comparisons that it asks for out.

The one surprising thing: rows are compared by the form's key, and never across columns that keep
rows apart; a list of works may leave one out in a quarter, so that only forms that list their rows
have a stock of the year that is that of its last quarter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from etl.contracts.demands import Headers
from etl.kinds import kind_of
from etl.model import CellValue, Form, Period, all_periods

Row = Mapping[str, CellValue]
Sent = tuple[str, str, Sequence[Row]]
"""A return of an example: who sent it, for which period, which rows."""
ONE, OTHER = "one", "other"
"""Senders of examples: whoever owes the form, and somebody else."""
_EXAMPLE_YEARS = range(2019, 2030)
_SUM, _MANY, _TIMES = 1000, 640, 1000


@dataclass(frozen=True, slots=True)
class Comparison:
    """Which columns are compared by which, and returns that agree and that do not."""

    columns: tuple[str, ...]
    passing: tuple[Sent, ...]
    failing: tuple[Sent, ...]
    by: tuple[str, ...] = ()
    explained_by: str = ""

    def words(self, form: Form) -> Mapping[str, str]:
        """Give what its sentences may say of the form."""
        reason = form.column(self.explained_by).header if self.explained_by else ""
        explain = f"ghi lý do vào cột “{reason}”" if reason else "đề nghị giải trình lý do"
        return {
            "form": form.title,
            "of_place": form.of_place or f"Số liệu {form.number} của",
            "explain": explain,
        }


def measured(form: Form, *measures: str) -> tuple[str, ...]:
    """Name the columns of numbers of some measures."""
    return tuple(c.name for c in form.columns if kind_of(c).is_number and c.measure in measures)


def _row(form: Form, others: Row, which: int = 0) -> Row:
    """Give a row of a form: its key, what keeps rows apart, and some cells."""
    headers = Headers({column.name: column for column in form.columns})
    names = dict.fromkeys((*form.key, *form.apart))
    return {**{name: headers.samples(name)[which] or "AB"[which] for name in names}, **others}


def _reason(form: Form) -> str:
    return next((column.name for column in form.columns if column.explains), "")


def _year_and_parts(form: Form) -> tuple[str, Sequence[str]] | None:
    """Give a year and the periods that make it, when the form is reported for both."""
    year = Period.parse(str(_EXAMPLE_YEARS[1]))
    kinds = {year.kind, *(Period.parse(key).kind for key in year.quarter_keys)}
    is_tiled = len(year.quarter_keys) > 1 and kinds <= set(form.frequencies)
    return (year.key, year.quarter_keys) if is_tiled else None


def _and_before(form: Form) -> tuple[str, str]:
    """Give one of the form's longest periods, and that of the time before."""
    for period in all_periods(form.frequencies):
        before = period.before
        if period.year in _EXAMPLE_YEARS and before and not period.is_part_of(form.frequencies):
            return before.key, period.key
    raise ValueError(f"{form.id} has no period with one before it")


def _pair(keys: Sequence[str], then: Row, now: Row) -> tuple[Sent, ...]:
    return ((ONE, keys[0], (then,)), (ONE, keys[1], (now,)))


def _quarters_make_year(form: Form) -> Iterator[Comparison]:
    columns, periods = measured(form, "flow"), _year_and_parts(form)
    if columns and periods:
        year, parts = periods
        share = dict.fromkeys(columns, _SUM)
        quarters = tuple((ONE, key, (share,)) for key in parts)
        whole = dict.fromkeys(columns, _SUM * len(parts))
        more = dict.fromkeys(columns, _SUM * len(parts) + 1)
        yield Comparison(
            columns,
            passing=(*quarters, (ONE, year, (whole,))),
            failing=(*quarters, (ONE, year, (more,))),
        )


def _year_is_last_quarter(form: Form) -> Iterator[Comparison]:
    columns, periods = measured(form, "stock", "cumulative"), _year_and_parts(form)
    if columns and periods and form.each:
        keys = (periods[1][-1], periods[0])
        then = _row(form, dict.fromkeys(columns, _MANY))
        now = _row(form, dict.fromkeys(columns, _MANY + 1))
        yield Comparison(columns, _pair(keys, then, then), _pair(keys, then, now), form.key)


def _never_falls(form: Form) -> Iterator[Comparison]:
    if columns := measured(form, "cumulative"):
        keys = _and_before(form)
        much = _row(form, dict.fromkeys(columns, _MANY))
        less = _row(form, dict.fromkeys(columns, _MANY - 1))
        yield Comparison(
            columns, _pair(keys, less, much), _pair(keys, much, less), form.key, _reason(form)
        )


def _changes_sharply(form: Form) -> Iterator[Comparison]:
    usual = {column.name: column.usual_change for column in form.columns}
    columns = tuple(name for name, change in usual.items() if change)
    if columns:
        keys = _and_before(form)
        then, most = {}, {}
        for name, change in usual.items():
            if change:
                then[name] = round(change.least * 100 / (change.pct or 1))
                most[name] = then[name] + change.least
        beyond = {name: value + 1 for name, value in most.items()}
        yield Comparison(
            columns,
            _pair(keys, _row(form, then), _row(form, most)),
            _pair(keys, _row(form, then), _row(form, beyond)),
            form.key,
            _reason(form),
        )


def _rows_apart(form: Form) -> Iterator[Comparison]:
    for name in form.apart:
        keys = _and_before(form)
        one, other = _row(form, {}), _row(form, {name: _row(form, {}, 1)[name]})
        yield Comparison((name,), _pair(keys, one, one), _pair(keys, one, other))


def _thousandfold(form: Form) -> Iterator[Comparison]:
    if columns := measured(form, "flow", "stock", "cumulative"):
        keys = _and_before(form)
        little = _row(form, dict.fromkeys(columns, _MANY))
        much = _row(form, dict.fromkeys(columns, _MANY * _TIMES))
        yield Comparison(
            columns, _pair(keys, little, little), _pair(keys, little, much), form.key, _reason(form)
        )


def _one_sender(form: Form) -> Iterator[Comparison]:
    if form.exclusive:
        _, key = _and_before(form)
        first, second = (_row(form, {form.exclusive: code}) for code in "AB")
        yield Comparison(
            (form.exclusive,),
            passing=((ONE, key, (first,)), (OTHER, key, (second,))),
            failing=((ONE, key, (first,)), (OTHER, key, (first,))),
            by=(form.exclusive,),
        )


COMPARISONS: Mapping[str, Callable[[Form], Iterator[Comparison]]] = {
    "quarters_sum_to_year": _quarters_make_year,
    "year_equals_last_quarter": _year_is_last_quarter,
    "never_falls": _never_falls,
    "year_on_year_change": _changes_sharply,
    "year_on_year_same": _rows_apart,
    "thousandfold": _thousandfold,
    "unique_over_agencies": _one_sender,
}
"""What makes the comparisons of each kind that a form asks for."""
