"""The tables and charts of the report: text/tables.yaml and the marts in, tables and charts out.

The one surprising thing: every number in a cell is a figure of its own, so that the appendices
are traced and read back exactly as the sentences of the body are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from etl.contracts.figures import FigureSpec
from etl.model import Figure, Period
from etl.report import placeholders
from etl.report.catalogue import no_data_reason, print_value
from etl.report.content import NO_DATA, NONE_OCCURRED, PrintedCell, PrintedColumn, PrintedTable, Row
from etl.report.document import AREAS, DocumentWords
from etl.report.marts import Marts, RowMapping, matching
from etl.wording import capital

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
    words: DocumentWords
    specs: Mapping[str, Any]  # tables.yaml
    catalogue: Mapping[str, FigureSpec]
    figures: dict[str, Figure] = field(default_factory=dict)
    traces: dict[str, Trace] = field(default_factory=dict)

    def table(self, table_id: str) -> PrintedTable | None:
        """Make a table of kind areas, rows or text; None when it has no rows."""
        spec = self.specs[table_id]
        if spec["kind"] == "text":
            return self._listing(table_id, spec)
        return self.measured(table_id, spec)

    def measured(self, table_id: str, spec: Mapping[str, Any]) -> PrintedTable | None:
        """Rows by area or by key, each cell an expression over the rows of a view."""
        if no_data_reason(self.marts, spec.get("form", "")):
            return None
        by_area = spec["kind"] == "areas"
        key, label = ("area_code", "area_name") if by_area else (spec["key"], spec["label"])
        filters = spec.get("where", {})
        spec = {**spec, "columns": self._shown(spec)}
        listed = self.marts.rows(spec["view"])
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
        header = capital(self.words.texts[AREAS]) if by_area else spec["header"]
        columns = (
            PrintedColumn(self.fill(header), width=spec.get("label_width", 2.2)),
            *self._columns(spec),
        )
        return self.finish(table_id, spec, columns, rows)

    def _shown(self, spec: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Leave out the columns that concern no row of the view (`shown_if`)."""
        return [
            column
            for column in spec["columns"]
            if "shown_if" not in column
            or matching(self.marts.rows(spec["view"]), column["shown_if"])
        ]

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
        nil = {"area_code": code, "state": "nil"}  # sent, with nothing to report
        if matching(self.marts.rows(spec["view"]), nil):
            return Row(
                (PrintedCell(label), PrintedCell(NONE_OCCURRED, span=len(spec["columns"]))), total
            )
        slug = code if _SLUG.fullmatch(code) else f"r{number}"
        cells = []
        for column in spec["columns"]:
            mart = column.get("total") if total and "total" in column else None
            mart = mart or f"{spec['view']}.{column['value']}"
            # a view of totals has no more columns to filter by than the period
            conditions = {} if total and "total" in column else where
            figure = self.figure(f"{table_id}.{slug}.{column['id']}", mart, conditions, column)
            if figure is None:
                return Row(
                    (PrintedCell(label), PrintedCell(NO_DATA, span=len(spec["columns"]))), total
                )
            header = " – ".join(filter(None, (column.get("group"), column["header"])))
            self.traces[figure.id] = Trace(
                name=f"{self.fill(spec['title'])}: {label}, {self.fill(header)}",
                form=spec.get("form", ""),
                detail_view=spec.get("detail", ""),
                where={**where, **column.get("only", {})},
                columns=(column["rows"],) if "rows" in column else (),
            )
            cells.append(PrintedCell(figure.printed, figure.id))
        return Row((PrintedCell(label), *cells), total)

    def figure(
        self, id_: str, mart: str, where: Mapping[str, str], column: Mapping[str, Any]
    ) -> Figure | None:
        """Evaluate a figure of a cell and keep it; None when the mart has no value."""
        where = {"period_key": self.period.key, **where}
        value = self.marts.value(mart, where)
        if value is None:
            return None
        printed, rounding = print_value(value, column["style"])
        unit, basis = column.get("unit", ""), column.get("basis", "")
        figure = Figure(id_, value, printed, unit, mart, where, basis, rounding)
        self.figures[id_] = figure
        return figure

    def _listing(self, table_id: str, spec: Mapping[str, Any]) -> PrintedTable | None:
        """One row per row of a view; texts as they are, values as figures."""
        rows = []
        for number, row in enumerate(self.marts.rows(spec["view"]), 1):
            cells = [PrintedCell(str(number))] if spec.get("numbered") else []
            cells += [
                self._listed(f"{table_id}.r{number}", spec, column, row)
                for column in spec["columns"]
            ]
            rows.append(Row(tuple(cells)))
        columns = list(self._columns(spec))
        if spec.get("numbered"):
            columns.insert(0, PrintedColumn("TT", width=0.8))
        return self.finish(table_id, spec, tuple(columns), rows) if rows else None

    def _listed(
        self, row_id: str, spec: Mapping[str, Any], column: Mapping[str, Any], row: RowMapping
    ) -> PrintedCell:
        if "text" in column:
            value = row[column["text"]]
            return PrintedCell("" if value is None else str(value))
        where = {name: str(row[name]) for name in spec.get("key", ())}
        id_ = f"{row_id}.{column['id']}"
        figure = self.figure(id_, f"{spec['view']}.{column['value']}", where, column)
        if figure is None:
            return PrintedCell(NO_DATA)
        named_by = next(column["text"] for column in spec["columns"] if "text" in column)
        self.traces[id_] = Trace(name=f"{self.fill(spec['title'])}: {row[named_by]}")
        return PrintedCell(figure.printed, id_)

    def _columns(self, spec: Mapping[str, Any]) -> Iterable[PrintedColumn]:
        ids = [column["id"] for column in spec["columns"]]
        for column in spec["columns"]:
            style = column.get("style", "")
            of = column.get("of", ())
            summed = style in ("count", "million") and spec["kind"] in ("areas", "rows")
            yield PrintedColumn(
                header=self.fill(column["header"]),
                group=column.get("group", ""),
                width=column.get("width", 1.2 if style == "million" else 1.0),
                numeric="value" in column,
                decimals=_DECIMALS.get(style, 0),
                total="share" if style == "share" else "sum" if summed else "",
                share_of=(ids.index(of[0]) + 1, ids.index(of[1]) + 1) if of else (0, 0),
            )

    def finish(
        self,
        table_id: str,
        spec: Mapping[str, Any],
        columns: Sequence[PrintedColumn],
        rows: Sequence[Row],
    ) -> PrintedTable:
        """Put a table together: title, unit and notes."""
        return PrintedTable(
            id=table_id,
            title=self.fill(spec["title"]),
            columns=tuple(columns),
            rows=tuple(rows),
            unit=spec.get("unit", ""),
            note=" ".join(filter(None, (self.data_note(spec), *map(self.fill, _notes(spec))))),
            sheet=spec.get("sheet", ""),
        )

    def data_note(self, spec: Mapping[str, Any]) -> str:
        """Say what the senders say of their data; only where it is broken down."""
        if spec["kind"] not in ("areas", "rows") or "form" not in spec:
            return ""
        rows = matching(self.marts.rows("return_in_force"), {"form_id": spec["form"]})
        notes = dict.fromkeys(str(row["data_note"]) for row in rows if row["data_note"])
        return f"Ghi chú: {'; '.join(notes)}." if notes else ""

    def fill(self, text: str) -> str:
        """Replace the placeholders of a title or header."""
        return placeholders.fill(text, self.words.texts, "tables.yaml")


def _notes(spec: Mapping[str, Any]) -> Iterable[str]:
    """Give the note of a table and those of its columns."""
    yield spec.get("note", "")
    yield from (column.get("note", "") for column in spec.get("columns", ()))
