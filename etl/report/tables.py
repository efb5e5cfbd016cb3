"""The tables and charts of the report: text/tables.yaml and the marts in, `Table` and `Chart` out.

The one surprising thing: every number in a cell is a figure of its own, so that the appendices
are traced and read back exactly as the sentences of the body are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from etl.model import Figure, Period
from etl.report.catalogue import Spec, no_data_reason, print_value
from etl.report.content import NO_DATA, NONE_OCCURRED, Cell, Chart, Column, Row, Series, Table
from etl.report.document import Words
from etl.report.marts import Marts, RowMapping, matching
from etl.report.placeholders import fill

_SLUG = re.compile(r"[a-z0-9_-]{1,16}")
_DECIMALS = {"count": 0, "million": 1, "share": 2, "number": 2}


@dataclass
class Trace:
    """What a figure is called and which rows it came from; kept while the report is composed."""

    name: str
    form: str = ""
    detail_view: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()


@dataclass
class TableMaker:
    """Makes tables and collects the figures that stand in them."""

    marts: Marts
    period: Period
    words: Words
    specs: Mapping[str, Any]  # tables.yaml
    catalogue: Mapping[str, Spec]
    figures: dict[str, Figure] = field(default_factory=dict)
    traces: dict[str, Trace] = field(default_factory=dict)

    def table(self, table_id: str) -> Table | None:
        """Make a table of kind districts, rows, headline or text; None when it has no rows."""
        spec = self.specs[table_id]
        kind = spec["kind"]
        if kind == "headline":
            return self._headline(table_id, spec)
        if kind == "text":
            return self._listing(table_id, spec)
        return self._measured(table_id, spec)

    def chart(self, table_id: str, chart: Mapping[str, Any]) -> Chart | None:
        """Make a chart over a table of measured rows; None when nothing is there to show."""
        spec = self.specs[table_id]
        table = self._measured(table_id, spec)
        if table is None:
            return None
        rows = [row for row in table.rows if not row.total and row.cells[1].figure_id]
        ids = [column["id"] for column in spec["columns"]]
        series = []
        for column_id in chart["columns"]:
            index = ids.index(column_id) + 1
            column = table.columns[index]
            figure_ids = tuple(row.cells[index].figure_id for row in rows)
            if all(figure_ids):
                series.append(Series(column.header, figure_ids, index))
        if not rows or not series:
            return None
        categories = tuple(row.cells[0].text for row in rows)
        title = self._fill(chart["title"])
        return Chart(
            id=f"{table_id}.{'_'.join(chart['columns'])}",
            title=title,
            table_id=table_id,
            categories=categories,
            series=tuple(series),
            unit=chart["unit"],
            stacked=chart["stacked"],
            alt=self._alt(title, chart["unit"], categories, series),
            note=self._data_note(spec),
        )

    def _alt(
        self, title: str, unit: str, categories: Sequence[str], series: Sequence[Series]
    ) -> str:
        """Say what the chart shows: for each series its largest and smallest bar."""
        parts = []
        for one in series:
            values = [(self.figures[id_], name) for id_, name in zip(one.figure_ids, categories)]
            (most, where_most) = max(values, key=lambda pair: pair[0].value)
            (least, where_least) = min(values, key=lambda pair: pair[0].value)
            parts.append(
                f"{one.name}: cao nhất {most.printed} ({where_most}), "
                f"thấp nhất {least.printed} ({where_least})"
            )
        return f"Biểu đồ cột: {title}; đơn vị: {unit}. {'; '.join(parts)}."

    def _measured(self, table_id: str, spec: Mapping[str, Any]) -> Table | None:
        """Rows by district or by key, each cell an expression over the rows of a view."""
        if no_data_reason(self.marts, spec.get("form", "")):
            return None
        by_district = spec["kind"] == "districts"
        key = "district_code" if by_district else spec["key"]
        label = "district_name" if by_district else spec["label"]
        filters = spec.get("where", {})
        listed = self.marts.rows("district" if by_district else spec["view"])
        keys = list(dict.fromkeys((str(row[key]), str(row[label])) for row in listed))
        rows = [
            self._row(table_id, spec, number, name, {**filters, key: code}, code)
            for number, (code, name) in enumerate(keys, 1)
        ]
        if not any(cell.figure_id for row in rows for cell in row.cells):
            return None
        whole = all(cell.text != NO_DATA for row in rows for cell in row.cells)
        if len(rows) > 1:
            name = "Tổng số" if whole else "Tổng số (nơi đã có số liệu)"
            rows.append(self._row(table_id, spec, 0, name, filters, "total", total=True))
        header = "Huyện, thành phố" if by_district else spec["header"]
        columns = (Column(self._fill(header), width=2.2), *self._columns(spec))
        return self._finish(table_id, spec, columns, rows)

    def _row(
        self,
        table_id: str,
        spec: Mapping[str, Any],
        number: int,
        label: str,
        where: Mapping[str, str],
        code: str,
        *,
        total: bool = False,
    ) -> Row:
        slug = code if _SLUG.fullmatch(code) else f"r{number}"
        cells = []
        for column in spec["columns"]:
            mart = column.get("total") if total and "total" in column else None
            mart = mart or f"{spec['view']}.{column['value']}"
            # a view of totals has no more columns to filter by than the period
            conditions = {} if total and "total" in column else where
            figure = self._figure(f"{table_id}.{slug}.{column['id']}", mart, conditions, column)
            if figure is None:
                said = NONE_OCCURRED if self._sent(spec, code) else NO_DATA
                return Row((Cell(label), Cell(said, span=len(spec["columns"]))), total)
            header = " – ".join(filter(None, (column.get("group"), column["header"])))
            self.traces[figure.id] = Trace(
                name=f"{self._fill(spec['title'])}: {label}, {self._fill(header)}",
                form=spec.get("form", ""),
                detail_view=spec.get("detail", ""),
                where={**where, **column.get("only", {})},
                columns=(column["rows"],) if "rows" in column else (),
            )
            cells.append(Cell(figure.printed, figure.id))
        return Row((Cell(label), *cells), total)

    def _sent(self, spec: Mapping[str, Any], district_code: str) -> bool:
        """Whether a district's own return is in force, so that no rows means nothing occurred."""
        return any(
            row["form_id"] == spec.get("form") and row["area_code"] == district_code
            for row in self.marts.rows("return_in_force")
        )

    def _figure(
        self, id_: str, mart: str, where: Mapping[str, str], column: Mapping[str, Any]
    ) -> Figure | None:
        where = {"period_key": self.period.key, **where}
        value = self.marts.value(mart, where)
        if value is None:
            return None
        printed, rounding = print_value(value, column["style"])
        unit, basis = column.get("unit", ""), column.get("basis", "")
        figure = Figure(id_, value, printed, unit, mart, where, basis, rounding)
        self.figures[id_] = figure
        return figure

    def _headline(self, table_id: str, spec: Mapping[str, Any]) -> Table | None:
        """Chosen figures of the catalogue beside the same period a year before."""
        rows = []
        before = self.period.year_before_key
        for figure_id in spec["figures"]:
            entry = self.catalogue[figure_id]
            if no_data_reason(self.marts, entry.form):
                continue
            style = "share" if entry.style == "percent" else entry.style
            change = "change" if entry.style == "percent" else f"change_{style}"
            cells = [Cell(_upper_first(entry.name.removesuffix(" (triệu đồng)"))), Cell(entry.unit)]
            for column_id, printed_as, where in (
                ("now", style, entry.where),
                ("before", style, {**entry.where, "period_key": before}),
                ("change", change, {**entry.where, "compared_with": before}),
            ):
                column = {"style": printed_as, "unit": entry.unit, "basis": entry.basis}
                id_ = f"{table_id}.{figure_id}.{column_id}"
                figure = self._figure(id_, entry.mart, where, column)
                cells.append(Cell(figure.printed, id_) if figure else Cell(NO_DATA))
                detail = entry.detail
                self.traces[id_] = Trace(
                    name=f"{entry.name} ({_COLUMN_NAMES[column_id]})",
                    form=entry.form,
                    detail_view=detail.mart.partition(".")[0] if detail else "",
                    where={**(detail.where if detail else {}), **_period_of(where)},
                    columns=detail.columns if detail else (),
                )
            rows.append(Row(tuple(cells)))
        if not any(row.cells[3].figure_id for row in rows):  # nothing to compare with
            rows = [Row(row.cells[:3]) for row in rows]
            spec = {**spec, "title": spec["title_alone"]}
        columns = (
            Column("Chỉ tiêu", width=3),
            Column("Đơn vị", width=1.1),
            Column(_upper_first(self.words.texts["kỳ"]), numeric=True, width=1.2),
            Column(_upper_first(self.words.texts["kỳ trước"]), numeric=True, width=1.2),
            Column("Tăng, giảm", numeric=True, width=1.6),
        )
        columns = columns[: len(rows[0].cells)] if rows else columns
        return self._finish(table_id, spec, columns, rows) if rows else None

    def _listing(self, table_id: str, spec: Mapping[str, Any]) -> Table | None:
        """One row per row of a view; texts as they are, values as figures."""
        rows = []
        for number, row in enumerate(self.marts.rows(spec["view"]), 1):
            cells = [Cell(str(number))] if spec.get("numbered") else []
            cells += [
                self._listed(f"{table_id}.r{number}", spec, column, row)
                for column in spec["columns"]
            ]
            rows.append(Row(tuple(cells)))
        columns = list(self._columns(spec))
        if spec.get("numbered"):
            columns.insert(0, Column("TT", width=0.6))
        return self._finish(table_id, spec, tuple(columns), rows) if rows else None

    def _listed(
        self, row_id: str, spec: Mapping[str, Any], column: Mapping[str, Any], row: RowMapping
    ) -> Cell:
        if "text" in column:
            value = row[column["text"]]
            return Cell("" if value is None else str(value))
        where = {name: str(row[name]) for name in spec.get("key", ())}
        id_ = f"{row_id}.{column['id']}"
        figure = self._figure(id_, f"{spec['view']}.{column['value']}", where, column)
        if figure is None:
            return Cell(NO_DATA)
        self.traces[id_] = Trace(name=f"{self._fill(spec['title'])}: {next(iter(row.values()))}")
        return Cell(figure.printed, id_)

    def _columns(self, spec: Mapping[str, Any]) -> Iterable[Column]:
        ids = [column["id"] for column in spec["columns"]]
        for column in spec["columns"]:
            style = column.get("style", "")
            of = column.get("of", ())
            summed = style in ("count", "million") and spec["kind"] in ("districts", "rows")
            yield Column(
                header=self._fill(column["header"]),
                group=column.get("group", ""),
                width=column.get("width", 1.2 if style == "million" else 1.0),
                numeric="value" in column,
                decimals=_DECIMALS.get(style, 0),
                total="share" if style == "share" else "sum" if summed else "",
                share_of=(ids.index(of[0]) + 1, ids.index(of[1]) + 1) if of else (0, 0),
            )

    def _finish(
        self,
        table_id: str,
        spec: Mapping[str, Any],
        columns: Sequence[Column],
        rows: Sequence[Row],
    ) -> Table:
        return Table(
            id=table_id,
            title=self._fill(spec["title"]),
            columns=tuple(columns),
            rows=tuple(rows),
            unit=spec.get("unit", ""),
            note=" ".join(filter(None, (self._fill(spec.get("note", "")), self._data_note(spec)))),
            sheet=spec.get("sheet", ""),
        )

    def _data_note(self, spec: Mapping[str, Any]) -> str:
        """Say what the senders say of their data; only where it is broken down."""
        if spec["kind"] not in ("districts", "rows") or "form" not in spec:
            return ""
        rows = matching(self.marts.rows("return_in_force"), {"form_id": spec["form"]})
        notes = dict.fromkeys(str(row["data_note"]) for row in rows if row["data_note"])
        return f"Ghi chú: {'; '.join(notes)}." if notes else ""

    def _fill(self, text: str) -> str:
        return fill(text, self.words.texts, "tables.yaml")


_COLUMN_NAMES = {"now": "kỳ này", "before": "cùng kỳ năm trước", "change": "tăng, giảm"}


def _period_of(where: Mapping[str, str]) -> Mapping[str, str]:
    return {"period_key": where["period_key"]} if "period_key" in where else {}


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]
