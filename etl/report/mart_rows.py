"""The marts as the report sees them: a connection in, rows of views and measures over them out.

Each view is read once per period, through sql/report/<view>.sql where it needs an order of its
own. The one surprising thing: what a figure is, is written as text (`indicator.value`,
`poverty.sum(household_count)`), kept with the figure, and can be evaluated again at any time; that
is how editions are read back.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import Connection, TextClause, text

from etl.errors import ReportError
from etl.warehouse import is_statement, sql, sql_text

RowMapping = Mapping[str, Any]
_EXPRESSION = re.compile(r"(?:(sum|count|distinct|share)\(([a-z0-9_,= ]*)\)|([a-z0-9_]+))")

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # no XML may hold these


@dataclass
class Marts:
    """The views of one period and, when asked, of others; every view is read once."""

    connection: Connection
    period_key: str
    _rows: dict[tuple[str, str], tuple[RowMapping, ...]] = field(default_factory=dict)
    _found: dict[tuple[str, str, tuple[str, ...]], dict[tuple[str, ...], list[RowMapping]]] = field(
        default_factory=dict
    )

    def rows(self, view: str, period_key: str = "") -> tuple[RowMapping, ...]:
        """Give the rows of a view for a period (default: the report's own)."""
        key = (view, period_key or self.period_key)
        if key not in self._rows:
            result = self.connection.execute(self._statement(view), {"period_key": key[1]})
            self._rows[key] = tuple(
                {name: _printable(value) for name, value in row.items()}
                for row in result.mappings()
            )
        return self._rows[key]

    def matching(
        self, view: str, where: Mapping[str, str], period_key: str = ""
    ) -> tuple[RowMapping, ...]:
        """Give the rows of a view whose columns print as the filter says; looked for once."""
        names = tuple(sorted(where))
        key = (view, period_key or self.period_key, names)
        if key not in self._found:
            found: dict[tuple[str, ...], list[RowMapping]] = {}
            for row in self.rows(view, period_key):
                found.setdefault(tuple(_text(row.get(name)) for name in names), []).append(row)
            self._found[key] = found
        return tuple(self._found[key].get(tuple(where[name] for name in names), ()))

    def _statement(self, view: str) -> TextClause:
        """Give the statement of sql/report for a view, or that for all which have none."""
        if is_statement(f"report/{view}"):
            return sql(f"report/{view}")
        asked = text("SELECT to_regclass('mart.' || quote_ident(:view))")
        if self.connection.execute(asked, {"view": view}).scalar() is None:
            raise ReportError(
                f"Kho dữ liệu không có khung nhìn mart.{view}. Nếu dự thảo do phiên bản trước của "
                "chương trình lập, đề nghị lập lại dự thảo rồi trình ký lại."
            )
        return text(sql_text("report/view").format(view=view))

    def value(self, mart: str, where: Mapping[str, str]) -> float | None:
        """Evaluate `view.expression` under a filter; None when there is no data.

        The filter may name another period by `period_key`; with `compared_with`, the value of
        that period is taken off. With `rounded_to`, a value is rounded half up to so many decimals
        first, so that the change is that between two values as they are printed.
        """
        if "compared_with" in where:
            now = self.value(mart, _without(where, "compared_with"))
            then = {**where, "period_key": where["compared_with"]}
            before = self.value(mart, _without(then, "compared_with"))
            exact = None if now is None or before is None else _decimal(now) - _decimal(before)
            return _number(exact)
        if "rounded_to" in where:
            value = self.value(mart, _without(where, "rounded_to"))
            step = Decimal(1).scaleb(-int(where["rounded_to"]))
            return None if value is None else float(_decimal(value).quantize(step, ROUND_HALF_UP))
        view, expression = split_mart(mart)
        rows = self.matching(view, _without(where, "period_key"), where.get("period_key", ""))
        return measure(rows, expression)


def _printable(value: Any) -> Any:
    """Give a text as every edition may hold it: a control sign that somebody pasted is a space."""
    return _UNPRINTABLE.sub(" ", value) if isinstance(value, str) else value


def split_mart(mart: str) -> tuple[str, str]:
    """Split "indicator.value" into view and expression."""
    view, dot, expression = mart.partition(".")
    if not dot or not _EXPRESSION.fullmatch(expression):
        raise ReportError(
            f"{mart!r} is no figure of a mart: write view.column, view.sum(column), "
            "view.count(), view.count(column=value), view.distinct(column) or "
            "view.share(part, whole)"
        )
    return view, expression


def matching(rows: Iterable[RowMapping], where: Mapping[str, str]) -> tuple[RowMapping, ...]:
    """Give the rows whose columns print as the filter says."""
    return tuple(
        row for row in rows if all(_text(row.get(name)) == value for name, value in where.items())
    )


def measure(rows: Sequence[RowMapping], expression: str) -> float | None:
    """Evaluate an expression over rows.

    A bare column must stand in exactly one row (no row: None; more: `ReportError`). Sums and
    shares skip nothing: a null among the values makes the sum of the others. Without rows every
    expression is None: no data is not zero.
    """
    if not rows:
        return None
    match = _EXPRESSION.fullmatch(expression)
    if match is None:
        raise ReportError(f"{expression!r} is no expression over a mart")
    function, arguments, column = match.groups()
    if column:
        if len(rows) != 1:
            raise ReportError(f"{column!r} stands in {len(rows)} rows; narrow the filter to one")
        return _number(_get(rows[0], column))
    names = [name.strip() for name in arguments.split(",") if name.strip()]
    return _aggregate(rows, function, names)


def _aggregate(rows: Sequence[RowMapping], function: str, names: Sequence[str]) -> float | None:
    if function == "count":
        return float(len(matching(rows, dict(_condition(name) for name in names))))
    if function == "distinct":
        return float(len({_get(row, names[0]) for row in rows}))
    sums = [_sum(rows, name) for name in names]
    if function == "sum":
        return sums[0]
    part, whole = sums
    return 100 * part / whole if part is not None and whole else None


def _sum(rows: Sequence[RowMapping], name: str) -> float | None:
    """Add a column exactly: the printed text of each float is what the warehouse meant."""
    values = [value for row in rows if (value := _get(row, name)) is not None]
    return float(sum((_decimal(value) for value in values), Decimal())) if values else None


def _get(row: RowMapping, name: str) -> Any:
    if name not in row:
        raise ReportError(f"the mart has no column {name!r}; it has {', '.join(sorted(row))}")
    return row[name]


def _condition(argument: str) -> tuple[str, str]:
    name, _, value = argument.partition("=")
    return name.strip(), value.strip()


def _without(where: Mapping[str, str], name: str) -> Mapping[str, str]:
    return {key: value for key, value in where.items() if key != name}


def _decimal(value: Any) -> Decimal:
    return Decimal(str(value))


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
