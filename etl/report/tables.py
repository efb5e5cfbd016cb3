"""The tables of the report: tables.yaml and the marts in, `PrintedTable`s out.

The one surprising thing: every number in a cell is a figure of its own, so that the appendices
are traced and read back exactly as the sentences of the body are.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from etl.contracts import load_forms
from etl.contracts.indicators import load_indicators
from etl.kinds import names_in_mart
from etl.model import Figure, Period
from etl.report.content import NO_DATA, NONE_OCCURRED, PrintedCell, PrintedColumn, PrintedTable, Row
from etl.report.document import AREAS, DocumentWords, words_of_period
from etl.report.figure_catalogue import VALUE, FigureSpec, no_data_reason, print_value, spec_of
from etl.report.mart_rows import KEPT_BACK, WHY_KEPT_BACK, Marts, RowMapping
from etl.report.prose import fill
from etl.report.table_columns import Spec, parts_of, said_once
from etl.wording import capital

_SLUG = re.compile(r"[a-z0-9_-]{1,16}")


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
    catalogue: Mapping[str, FigureSpec]
    figures: dict[str, Figure] = field(default_factory=dict)
    traces: dict[str, Trace] = field(default_factory=dict)

    def keep(self, figure: Figure, trace: Trace) -> None:
        """Take a figure among those that the report prints."""
        self.figures[figure.id], self.traces[figure.id] = figure, trace

    def of(self, form_id: str) -> "TableMaker":
        """Give the maker of what a form tells: of the period in which its numbers are told."""
        marts = self.marts.of(form_id)
        if marts is self.marts:
            return self
        period = Period.parse(marts.period_key)
        words = {**self.words, **words_of_period(period)}
        return replace(self, marts=marts, period=period, words=words)

    def measured(self, spec: Spec) -> PrintedTable | None:
        """Rows by area or by key, each cell an indicator or an expression over a view."""
        return self.of(spec.get("form", ""))._measured(spec)

    def _measured(self, spec: Spec) -> PrintedTable | None:
        if no_data_reason(self.marts, spec.get("form", "")):
            return None
        columns = [
            self._told(column)
            for column in spec["columns"]
            if "shown_if" not in column or self.marts.matching(spec["view"], column["shown_if"])
        ]
        spec = {"key": "area_code", **spec, "columns": columns}
        rows = [
            self._row(spec, name, code, code if _SLUG.fullmatch(code) else f"r{number}")
            for number, (code, name) in enumerate(self._keys(spec), 1)
        ]
        rows = [row for row in rows if spec.get("zero_rows", True) or not self._is_zero(row)]
        cells = [cell for row in rows for cell in row.cells]
        if not any(cell.figure_id or cell.text == KEPT_BACK for cell in cells):
            return None
        if len(rows) > 1 and spec.get("total", True):
            whole = all(cell.text != NO_DATA for cell in cells)
            name = "Tổng số" if whole else "Tổng số (nơi đã có số liệu)"
            rows.append(self._row(spec, name, None, "total"))
        header = capital(self.words[AREAS]) if spec["kind"] == "areas" else spec["header"]
        label = PrintedColumn(self.fill(header), width=spec.get("label_width", 2.2))
        return self.finish(spec, [label, *self._columns(spec)], rows)

    def _is_zero(self, row: Row) -> bool:
        values = [self.figures[cell.figure_id].value for cell in row.cells if cell.figure_id]
        return bool(values) and not any(values)

    def _told(self, column: Spec) -> Spec:
        """Give a column with what its indicator, if it has one, says of its cells."""
        if "indicator" not in column:
            return column
        one = self._spec_of(column["indicator"])
        told = {name: getattr(one, name) for name in ("id", "unit", "basis", "cells", "below")}
        return {**told, "value": "value", "style": one.cell_style, **column}

    def _keys(self, spec: Spec) -> Sequence[tuple[str, str]]:
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
            measures = {code: self._measure(spec, column, code) for code, _ in keys}
            sizes = {code: self.marts.value(*measure) or 0 for code, measure in measures.items()}
            last = spec.get("last", ())
            keys.sort(key=lambda one: (one[0] in last, -sizes[one[0]], one[0]))
        return keys

    def _measure(self, spec: Spec, column: Spec, code: str | None) -> tuple[str, Mapping[str, str]]:
        """Give what a cell is: an expression over a mart, and the filter over its rows."""
        of = {} if code is None else {spec["key"]: code}
        if "indicator" not in column:
            return f"{spec['view']}.{column['value']}", of
        one = self._spec_of(column["indicator"])
        if spec["kind"] == "areas" or code is None:
            return VALUE, {**one.where, **of, "is_total": str(code is None).lower()}
        part = one.indicator.numerator if one.indicator else None
        in_mart = names_in_mart(load_forms()[one.form])
        counted = {in_mart.get(n, n): value for n, value in part.where} if part else {}
        conditions = [f"{name}={value}" for name, value in counted.items()]
        kept = {name: value for name, value in one.below.items() if name not in counted}
        added = [part.column] if part and part.column else []
        function = f"{'sum' if added else 'count'}({', '.join([*added, *conditions])})"
        return f"{spec['view']}.{function}", {**kept, **of}

    def _spec_of(self, id_: str) -> FigureSpec:
        return self.catalogue.get(id_) or spec_of(load_indicators()[id_], self.marts)

    def _row(self, spec: Spec, label: str, code: str | None, slug: str) -> Row:
        """Make the row of a key, or without a code that of all."""
        columns, is_total = spec["columns"], code is None
        of = {} if code is None else {spec["key"]: code}
        if "indicator" in columns[0] and not is_total:
            nil = {"indicator_id": columns[0]["indicator"], **of, "state": "nil"}
            if self.marts.matching("indicator", nil):  # sent, with nothing to report
                return Row((PrintedCell(label), PrintedCell(NONE_OCCURRED, span=len(columns))))
        cells = [PrintedCell(label)]
        for column in columns:
            header = " – ".join(filter(None, (column.get("group"), column["header"])))
            trace = Trace(
                name=f"{self.fill(spec['title'])}: {label}, {self.fill(header)}",
                form=spec.get("form", ""),
                where={**column.get("below", {}), **of},
                columns=tuple(column.get("cells", ())),
            )
            id_ = f"{spec['id']}.{slug}.{column['id']}"
            cell = self._cell(id_, self._measure(spec, column, code), column, trace)
            cells.append(cell)
        if not any(cell.figure_id or cell.text == KEPT_BACK for cell in cells):
            return Row((PrintedCell(label), PrintedCell(NO_DATA, span=len(columns))), is_total)
        return Row(tuple(cells), is_total)

    def _cell(
        self, id_: str, measure: tuple[str, Mapping[str, str]], column: Spec, trace: Trace
    ) -> PrintedCell:
        """Evaluate the figure of a cell and keep it, or say that the mart has no value."""
        mart, where = measure[0], {"period_key": self.period.key, **measure[1]}
        value = self.marts.value(mart, where)
        if value is None:
            is_kept_back = self.marts.is_kept_back(mart, where)
            return PrintedCell(KEPT_BACK if is_kept_back else column.get("missing", NO_DATA))
        printed, rounding = print_value(value, column["style"])
        unit, basis = column.get("unit", ""), column.get("basis", "")
        self.keep(Figure(id_, value, printed, unit, mart, where, basis, rounding), trace)
        return PrintedCell(printed, id_)

    def found(self, spec: Spec) -> Sequence[RowMapping]:
        """Give the rows of a view that a table lists; none before its form has data."""
        if no_data_reason(self.marts, spec.get("form", "")):
            return ()
        where = {**spec.get("where", {}), **spec.get("listed_if", {})}
        return self.marts.matching(spec["view"], where)

    def unknown(self, spec: Spec) -> str:
        """Say why nobody knows what a table would list; "" when none of what there is meets it."""
        if "listed_if" not in spec or self.marts.matching(spec["view"], spec.get("where", {})):
            return ""
        return str(spec["unknown"])

    def listing(self, spec: Spec, found: Sequence[RowMapping]) -> PrintedTable | None:
        """Make a table of one row per row given; texts as they are, values as figures."""
        spec = said_once(spec, found)
        rows = []
        notes: dict[str, str] = {}  # what is said below the table → "[1]"
        for number, row in enumerate(found, 1):
            cells = [PrintedCell(str(number))] if spec.get("numbered") else []
            cells += [self._listed(spec, column, row, number, notes) for column in spec["columns"]]
            rows.append(Row(tuple(cells)))
        if not rows:
            return None
        first = [PrintedColumn("TT", width=0.8)] if spec.get("numbered") else []
        table = self.finish(spec, [*first, *self._columns(spec)], rows)
        return replace(table, footnotes=tuple(f"{mark} {said}" for said, mark in notes.items()))

    def _listed(
        self, spec: Spec, column: Spec, row: RowMapping, number: int, notes: dict[str, str]
    ) -> PrintedCell:
        if "value" not in column:
            noted = [str(row[name]) for name in column.get("noted", ()) if row[name]]
            marks = [notes.setdefault(said, f"[{len(notes) + 1}]") for said in noted]
            text = row[column["text"]] if "text" in column else None
            told = [" ".join(marks), "" if text is None else str(text)]
            return PrintedCell(", ".join(filter(None, told)))
        where = {name: str(row[name]) for name in spec.get("key", ())}
        named_by = next(column["text"] for column in spec["columns"] if "text" in column)
        return self._cell(
            f"{spec['id']}.r{number}.{column['id']}",
            (f"{spec['view']}.{column['value']}", where),
            column,
            Trace(f"{self.fill(spec['title'])}: {row[named_by]}"),
        )

    def _columns(self, spec: Spec) -> Iterable[PrintedColumn]:
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
                total="share" if len(of) == 2 else "sum" if summed else "",
                share_of=(ids.index(of[0]) + 1, ids.index(of[1]) + 1) if len(of) == 2 else (0, 0),
            )

    def finish(
        self, spec: Spec, columns: Sequence[PrintedColumn], rows: Sequence[Row]
    ) -> PrintedTable:
        """Put a table together: title, unit and notes."""
        notes = [spec.get("note", ""), *(one.get("note", "") for one in spec.get("columns", ()))]
        is_kept_back = any(cell.text == KEPT_BACK for row in rows for cell in row.cells)
        why = WHY_KEPT_BACK if is_kept_back else ""
        told = (self.data_note(spec), self._coverage(spec), why, *map(self.fill, notes))
        return PrintedTable(
            id=spec["id"],
            title=self.fill(spec["title"]),
            columns=tuple(columns),
            rows=tuple(rows),
            unit=spec.get("unit", ""),
            note=" ".join(filter(None, told)),
            sheet=spec.get("sheet", ""),
        )

    def data_note(self, spec: Spec) -> str:
        """Say what the senders say of their data; only where it is broken down."""
        if spec["kind"] not in ("areas", "rows") or "form" not in spec:
            return ""
        rows = self.marts.matching("return_in_force", {"form_id": spec["form"]})
        notes = dict.fromkeys(str(row["data_note"]) for row in rows if row["data_note"])
        return f"Ghi chú: {'; '.join(notes)}." if notes else ""

    def _coverage(self, spec: Spec) -> str:
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
        return fill(text, self.words, "tables.yaml")
