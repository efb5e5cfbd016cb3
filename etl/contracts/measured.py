"""What the measures of columns say of periods: a form in, the comparisons that it asks for out.

The one surprising thing: rows are compared by the form's key, and never across columns that keep
rows apart; a list of works may leave one out in a quarter, so that only forms that list their rows
have a stock of the year that is that of its last quarter.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from etl.contracts.demands import Headers
from etl.kinds import kind_of
from etl.model import CellValue, Form, Period, all_periods, within_year

Row = Mapping[str, CellValue]
Sent = Mapping[str, Any]
"""A return of an example: who sent it, for which period, which rows."""
_EXAMPLE_YEARS = range(2019, 2030)
_SUM, _MANY, _TIMES = 1000, 640, 1000


class Comparison(NamedTuple):
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


def _sent(period: str, row: Row, agency: str = "one") -> Sent:
    """Give a return of an example: from whoever owes the form, or from another agency."""
    return {"agency": agency, "period": period, "rows": (row,)}


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


def _row_by_row(
    form: Form, columns: tuple[str, ...], cells: Sequence[Row], keys: tuple[str, str] | None = None
) -> Comparison:
    """Compare rows of one key; of the cells the first come before, then those that agree or not."""
    before, after = keys or _and_before(form)
    then, right, wrong = (_row(form, one) for one in cells)
    return Comparison(
        columns,
        passing=(_sent(before, then), _sent(after, right)),
        failing=(_sent(before, then), _sent(after, wrong)),
        by=form.key,
        explained_by="" if keys else _reason(form),
    )


def _reason(form: Form) -> str:
    return next((column.name for column in form.columns if column.explains), "")


def _sizes(columns: tuple[str, ...], *sizes: int) -> list[Row]:
    return [dict.fromkeys(columns, size) for size in sizes]


def _quarters_make_year(form: Form) -> Iterator[Comparison]:
    columns, periods = measured(form, "flow"), _year_and_parts(form)
    if columns and periods:
        year, parts = periods
        whole = _SUM * len(parts)
        share, right, wrong = _sizes(columns, _SUM, whole, whole + 1)
        quarters = tuple(_sent(key, share) for key in parts)
        yield Comparison(columns, (*quarters, _sent(year, right)), (*quarters, _sent(year, wrong)))


def _year_is_last_quarter(form: Form) -> Iterator[Comparison]:
    columns, periods = measured(form, "stock", "cumulative", "year_to_date"), _year_and_parts(form)
    if columns and periods and form.each:
        sizes = _sizes(columns, _MANY, _MANY, _MANY + 1)
        yield _row_by_row(form, columns, sizes, keys=(periods[1][-1], periods[0]))


def _never_falls(form: Form) -> Iterator[Comparison]:
    lasting, of_year = measured(form, "cumulative"), measured(form, "year_to_date")
    periods = within_year(_EXAMPLE_YEARS[1], form.frequencies)
    if lasting:
        made = _row_by_row(form, lasting, _sizes(lasting, _MANY, _MANY + 1, _MANY - 1))
        yield made._replace(columns=(*lasting, *of_year))
    elif of_year and len(periods) > 1:
        keys = periods[0].key, periods[1].key
        made = _row_by_row(form, of_year, _sizes(of_year, _MANY, _MANY + 1, _MANY - 1), keys)
        yield made._replace(explained_by=_reason(form))


def _changes_sharply(form: Form) -> Iterator[Comparison]:
    usual = {column.name: column.usual_change for column in form.columns if column.usual_change}
    if usual:
        then = {name: round(one.least * 100 / (one.pct or 1)) for name, one in usual.items()}
        most = {name: then[name] + one.least for name, one in usual.items()}
        beyond = {name: value + 1 for name, value in most.items()}
        yield _row_by_row(form, tuple(usual), (then, most, beyond))


def _rows_apart(form: Form) -> Iterator[Comparison]:
    for name in form.apart:
        before, after = _and_before(form)
        one, other = _row(form, {}), _row(form, {name: _row(form, {}, 1)[name]})
        then = _sent(before, one)
        yield Comparison((name,), (then, _sent(after, one)), (then, _sent(after, other)))


def _thousandfold(form: Form) -> Iterator[Comparison]:
    if columns := measured(form, "flow", "stock", "cumulative", "year_to_date"):
        yield _row_by_row(form, columns, _sizes(columns, _MANY, _MANY, _MANY * _TIMES))


def _one_sender(form: Form) -> Iterator[Comparison]:
    if form.exclusive:
        _, key = _and_before(form)
        first, second = (_row(form, {form.exclusive: code}) for code in "AB")
        own, by = _sent(key, first), (form.exclusive,)
        theirs, same = (_sent(key, row, "other") for row in (second, first))
        yield Comparison(by, passing=(own, theirs), failing=(own, same), by=by)


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
