"""The marts as the report sees them: a connection in, rows of views and measures over them out.

Each view is read once per period, through sql/report/<view>.sql where it needs an order of its
own. The one surprising thing: what a figure is, is written as text (`indicator.value`,
`poverty.sum(household_count)`) and kept with it, so that editions can be read back at any time.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import Connection, TextClause, text

from etl.contracts import load_forms
from etl.errors import ReportError
from etl.warehouse import is_statement, sql, sql_text
from etl.warehouse.kept_back import SUPPRESSED

RowMapping = Mapping[str, Any]
KEPT_BACK = "*"
"""What stands in a table for a small count that only the Board sees."""
WHY_KEPT_BACK = (
    f"Dấu {KEPT_BACK} là số không công bố: số nhỏ (từ 1 đến 4 người, hộ, cặp hoặc vụ) và số mà "
    "phép cộng có thể làm lộ số nhỏ."
)
_EXPRESSION = re.compile(r"(?:(sum|count|distinct|share)\(([a-z0-9_,=+ ]*)\)|([a-z0-9_]+))")
_NAMES = re.compile("[a-z0-9_]+")
_HOW = ("compared_with", "rounded_to")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # no XML may hold these


@dataclass
class Marts:
    """The views of one period and, when asked, of others; every view is read once."""

    connection: Connection
    period_key: str
    _rows: dict[tuple[str, str], tuple[RowMapping, ...]] = field(default_factory=dict)
    _found: dict[tuple[str, ...], dict[tuple[str, ...], list[RowMapping]]] = field(
        default_factory=dict
    )

    def at(self, period_key: str) -> "Marts":
        """Give them as a report of another period sees them; what was read stays read."""
        return self if period_key == self.period_key else replace(self, period_key=period_key)

    def of(self, form_id: str) -> "Marts":
        """Give them in the period that tells a form's numbers in the report: mostly its own.

        In a report of a year, forms that are owed at other times tell those of their last period
        that ended in it, such as a school year's.
        """
        form = load_forms().get(form_id)
        told = self.matching("source_period", {"form_id": form.owed_as}) if form else ()
        return self.at(str(told[0]["source_key"])) if told else self

    def rows(self, view: str, period_key: str = "") -> tuple[RowMapping, ...]:
        """Give the rows of a view for a period (default: the report's own)."""
        key = (view, period_key or self.period_key)
        if key not in self._rows:
            result = self.connection.execute(self._statement(view), {"period_key": key[1]})
            self._rows[key] = tuple(  # a control sign that somebody pasted is a space
                {
                    name: _UNPRINTABLE.sub(" ", value) if isinstance(value, str) else value
                    for name, value in row.items()
                }
                for row in result.mappings()
            )
        return self._rows[key]

    def matching(
        self, view: str, where: Mapping[str, str], period_key: str = ""
    ) -> tuple[RowMapping, ...]:
        """Give the rows of a view whose columns print as the filter says; looked for once."""
        names = tuple(sorted(where))
        key = (view, period_key or self.period_key, *names)
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
        where = dict(where)
        if compared_with := where.pop("compared_with", ""):
            now = self.value(mart, where)
            before = self.value(mart, {**where, "period_key": compared_with})
            is_unknown = now is None or before is None
            return None if is_unknown else float(Decimal(str(now)) - Decimal(str(before)))
        if rounded_to := where.pop("rounded_to", ""):
            step = Decimal(1).scaleb(-int(rounded_to))
            value = self.value(mart, where)
            return (
                None if value is None else float(Decimal(str(value)).quantize(step, ROUND_HALF_UP))
            )
        if self.is_kept_back(mart, where):
            return None
        view, _, expression = mart.partition(".")
        match = _EXPRESSION.fullmatch(expression)
        if match is None:
            raise ReportError(
                f"{mart!r} is no figure of a mart: write view.column, view.sum(column), "
                "view.count(), view.count(column=value), view.sum(column, column=value), "
                "view.distinct(column) or view.share(part, whole)"
            )
        period_key = where.pop("period_key", "")
        return _measure(self.matching(view, where, period_key), match)

    def is_kept_back(self, mart: str, where: Mapping[str, str]) -> bool:
        """Tell whether a value has none because a small count in it is for the Board alone."""
        of = {name: value for name, value in where.items() if name not in _HOW}
        periods = [of.pop("period_key", ""), *filter(None, [where.get("compared_with")])]
        view, _, expression = mart.partition(".")
        names = set(_NAMES.findall(expression))
        found = (row for key in periods for row in self.matching(view, of, key))
        return any(_is_kept_back(row, names) for row in found)


def _is_kept_back(row: RowMapping, names: Collection[str]) -> bool:
    marks, of_area = row.get("marks") or {}, row.get(SUPPRESSED) or ()
    is_marked = any(marks.get(name) == SUPPRESSED or name in of_area for name in names)
    return is_marked or bool(row.get("is_suppressed"))


def _measure(rows: Sequence[RowMapping], match: re.Match[str]) -> float | None:
    """Evaluate an expression over rows.

    A bare column must stand in exactly one row (no row: None; more: `ReportError`). Sums and
    shares skip nothing: a null among the values makes the sum of the others. Without rows every
    expression is None: no data is not zero.
    """
    if not rows:
        return None
    function, arguments, column = match.groups()
    if column:
        if len(rows) != 1:
            raise ReportError(f"{column!r} stands in {len(rows)} rows; narrow the filter to one")
        value = _get(rows[0], column)
        return None if value is None else float(value)
    given = [name.strip() for name in arguments.split(",") if name.strip()]
    where = [tuple(map(str.strip, name.split("=", 1))) for name in given if "=" in name]
    names = [name for name in given if "=" not in name]
    met = [row for row in rows if all(_text(row.get(name)) == value for name, value in where)]
    if function == "count":
        return float(len(met))
    if function == "distinct":
        return float(len({_get(row, names[0]) for row in met}))
    if where and not met:  # there are rows, and nothing of them is added up
        return 0.0
    part, *whole = (_sum(met, name) for name in names)
    if function == "sum":
        return part
    return 100 * part / whole[0] if part is not None and whole[0] else None


def _sum(rows: Sequence[RowMapping], name: str) -> float | None:
    """Add a column exactly: the printed text of each float is what the warehouse meant."""
    columns = name.split(" + ")
    values = [v for row in rows for one in columns if (v := _get(row, one)) is not None]
    return float(sum(map(Decimal, map(str, values)), Decimal())) if values else None


def _get(row: RowMapping, name: str) -> Any:
    if name not in row:
        raise ReportError(f"the mart has no column {name!r}; it has {', '.join(sorted(row))}")
    return row[name]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
