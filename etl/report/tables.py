"""The tables of the report: tables.yaml and the marts in, `PrintedTable`s out.

The one surprising thing: every number in a cell is a figure of its own, so that the appendices
are traced and read back exactly as the sentences of the body are.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from etl.contracts import load_forms
from etl.contracts.indicators import load_indicators
from etl.model import Figure, Period
from etl.report import placeholders
from etl.report.annex import of_indicator, parts_of
from etl.report.content import NO_DATA, NONE_OCCURRED, PrintedCell, PrintedColumn, PrintedTable, Row
from etl.report.document import AREAS, DocumentWords
from etl.report.figure_catalogue import VALUE, FigureSpec, no_data_reason, print_value, spec_of
from etl.report.mart_rows import Marts, RowMapping
from etl.wording import capital

_SLUG = re.compile(r"[a-z0-9_-]{1,16}")
_DECIMALS = {"count": 0, "million": 1, "share": 2, "number": 2}


@dataclass
class Trace:
    """What a figure is called and which rows it came from; kept while the report is composed."""

    name: str
    form: str = ""
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
        """Rows by area or by key, each cell an indicator or an expression over a view."""
        if no_data_reason(self.marts, spec.get("form", "")):
            return None
        by_area = spec["kind"] == "areas"
        spec = {"key": "area_code", **spec, "columns": self._told(spec)}
        rows = [
            self._row(table_id, spec, number, name, code)
            for number, (code, name) in enumerate(self._keys(spec), 1)
        ]
        if not any(cell.figure_id for row in rows for cell in row.cells):
            return None
        whole = all(cell.text != NO_DATA for row in rows for cell in row.cells)
        if len(rows) > 1:
            name = "Tổng số" if whole else "Tổng số (nơi đã có số liệu)"
            rows.append(self._row(table_id, spec, 0, name, "total", total=True))
        header = capital(self.words[AREAS]) if by_area else spec["header"]
        columns = (
            PrintedColumn(self.fill(header), width=spec.get("label_width", 2.2)),
            *self._columns(spec),
        )
        return self.finish(table_id, spec, columns, rows)

    def _told(self, spec: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Give the columns with what their indicators say, without those that concern no row."""
        told = [{**of_indicator(column), **column} for column in spec["columns"]]
        return [
            column
            for column in told
            if "shown_if" not in column or self.marts.matching(spec["view"], column["shown_if"])
        ]

    def _keys(self, spec: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
        """Give what the rows are of: areas by code, or the values of the key as they are listed."""
        if spec["kind"] == "areas":
            where = {"indicator_id": spec["columns"][0]["indicator"], "is_total": "false"}
            rows = self.marts.matching("indicator", where)
            return sorted(
                {(row["area_code"], row["area_name"]) for row in rows if row["area_code"]}
            )
        rows = self.marts.rows(spec["view"])
        keys = list(dict.fromkeys((str(row[spec["key"]]), str(row[spec["label"]])) for row in rows))
        columns = load_forms()[spec["form"]].columns if "form" in spec else ()
        listed = next((list(c.choices) for c in columns if c.name == spec["key"] and c.choices), [])
        if listed:
            keys.sort(key=lambda one: listed.index(one[0]) if one[0] in listed else len(listed))
        elif "largest_first" in spec:
            column = next(c for c in spec["columns"] if c["id"] == spec["largest_first"])

            def size(code: str) -> float:
                return -(self.marts.value(*self._measured(spec, column, code)) or 0)

            keys.sort(key=lambda one: (one[0] in spec.get("last", ()), size(one[0]), one[0]))
        return keys

    def _measured(
        self, spec: Mapping[str, Any], column: Mapping[str, Any], code: str, *, total: bool = False
    ) -> tuple[str, Mapping[str, str]]:
        """Give what a cell is: an expression over a mart, and the filter over its rows."""
        of = {} if total else {spec["key"]: code}
        if "indicator" not in column:
            return f"{spec['view']}.{column['value']}", of
        one = self._spec_of(column["indicator"])
        if spec["kind"] == "areas" or total:
            return VALUE, {**one.where, **of, "is_total": str(total).lower()}
        part = one.indicator.numerator if one.indicator else None
        if part and part.column:
            return f"{spec['view']}.sum({part.column})", {**one.below, **of}
        counted = dict(part.where) if part else {}
        conditions = ", ".join(f"{name}={value}" for name, value in counted.items())
        kept = {name: value for name, value in one.below.items() if name not in counted}
        return f"{spec['view']}.count({conditions})", {**kept, **of}

    def _spec_of(self, indicator_id: str) -> FigureSpec:
        return self.catalogue.get(indicator_id) or spec_of(
            load_indicators()[indicator_id], self.marts
        )

    def _row(
        self,
        table_id: str,
        spec: Mapping[str, Any],
        number: int,
        label: str,
        code: str,
        *,
        total: bool = False,
    ) -> Row:
        columns = spec["columns"]
        of = {} if total else {spec["key"]: code}
        if "indicator" in columns[0] and not total:
            nil = {"indicator_id": columns[0]["indicator"], **of, "state": "nil"}
            if self.marts.matching("indicator", nil):  # sent, with nothing to report
                return Row((PrintedCell(label), PrintedCell(NONE_OCCURRED, span=len(columns))))
        slug = code if _SLUG.fullmatch(code) else f"r{number}"
        cells = []
        for column in columns:
            mart, where = self._measured(spec, column, code, total=total)
            figure = self.figure(f"{table_id}.{slug}.{column['id']}", mart, where, column)
            if figure is None:
                return Row((PrintedCell(label), PrintedCell(NO_DATA, span=len(columns))), total)
            header = " – ".join(filter(None, (column.get("group"), column["header"])))
            below = self._spec_of(column["indicator"]).below if "indicator" in column else {}
            self.traces[figure.id] = Trace(
                name=f"{self.fill(spec['title'])}: {label}, {self.fill(header)}",
                form=spec.get("form", ""),
                where={**below, **of},
                columns=column.get("cells", ()),
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
        found = self.marts.rows(spec["view"])
        spec, rows = _said_once(spec, found), []
        for number, row in enumerate(found, 1):
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
            of = parts_of(column, spec["columns"])
            summed = style in ("count", "million") and spec["kind"] in ("areas", "rows")
            yield PrintedColumn(
                header=self.fill(column["header"]),
                group=column.get("group", ""),
                width=column.get("width", 1.2 if style == "million" else 1.0),
                numeric="value" in column,
                decimals=_DECIMALS.get(style, 0),
                total="share" if len(of) == 2 else "sum" if summed else "",
                share_of=(ids.index(of[0]) + 1, ids.index(of[1]) + 1) if len(of) == 2 else (0, 0),
            )

    def finish(
        self,
        table_id: str,
        spec: Mapping[str, Any],
        columns: Sequence[PrintedColumn],
        rows: Sequence[Row],
    ) -> PrintedTable:
        """Put a table together: title, unit and notes."""
        notes = map(self.fill, _notes(spec))
        return PrintedTable(
            id=table_id,
            title=self.fill(spec["title"]),
            columns=tuple(columns),
            rows=tuple(rows),
            unit=spec.get("unit", ""),
            note=" ".join(filter(None, (self.data_note(spec), self._coverage(spec), *notes))),
            sheet=spec.get("sheet", ""),
        )

    def data_note(self, spec: Mapping[str, Any]) -> str:
        """Say what the senders say of their data; only where it is broken down."""
        if spec["kind"] not in ("areas", "rows") or "form" not in spec:
            return ""
        rows = self.marts.matching("return_in_force", {"form_id": spec["form"]})
        notes = dict.fromkeys(str(row["data_note"]) for row in rows if row["data_note"])
        return f"Ghi chú: {'; '.join(notes)}." if notes else ""

    def _coverage(self, spec: Mapping[str, Any]) -> str:
        """Say how many of those who owe a form have sent, while some have not."""
        first = spec["columns"][0].get("indicator") if spec["kind"] in ("areas", "rows") else None
        where = {"indicator_id": first or "", "is_total": "true"}
        for row in self.marts.matching("indicator", where)[:1]:
            if not row["is_whole"]:
                sent, owed = row["sent_count"], row["owed_count"]
                return f"Mới có số liệu của {sent} trong tổng số {owed} cơ quan phải gửi biểu này."
        return ""

    def fill(self, text: str) -> str:
        """Replace the placeholders of a title or header."""
        return placeholders.fill(text, self.words, "tables.yaml")


def _said_once(spec: Mapping[str, Any], rows: Sequence[RowMapping]) -> Mapping[str, Any]:
    """Say below the table what a column marked `once` would say in each of its rows."""
    once = [c for c in spec["columns"] if c.get("once") and len({r[c["text"]] for r in rows}) == 1]
    if not once:
        return spec
    notes = [spec.get("note", ""), *(f"{c['header']}: {rows[0][c['text']]}." for c in once)]
    columns = [column for column in spec["columns"] if column not in once]
    return {**spec, "columns": columns, "note": " ".join(filter(None, notes))}


def _notes(spec: Mapping[str, Any]) -> Iterable[str]:
    """Give the note of a table and those of its columns."""
    yield spec.get("note", "")
    yield from (column.get("note", "") for column in spec.get("columns", ()))
