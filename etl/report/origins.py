"""What lies behind each figure: cells of received workbooks, and somebody's decisions on them.

A rate leads to the cells of both its parts. What stands on an explained, waived or corrected cell
carries a mark, and the reason stands below. The one surprising thing: a figure may stand on dozens
of decisions; from the fourth on they are counted, and the page on data quality lists them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from etl.model import Figure, RowAt
from etl.report.content import Block, Paragraph, PrintedCell, PrintedTable, Source, TextRun
from etl.report.mart_rows import Marts, RowMapping
from etl.report.tables import Trace
from etl.wording import number_text

T = TypeVar("T", PrintedCell, TextRun)
_MOST_LISTED = 3  # decisions of one figure that are told one by one
_COUNTED = {
    "confirmed": "nội dung được giải trình",
    "waived": "nội dung được chấp nhận ngoại lệ",
    "corrected": "ô được đính chính tại cơ quan tổng hợp",
}


@dataclass
class SourceFinder:
    """Finds the sources of figures; sources shared by figures are looked up once."""

    marts: Marts
    _known: dict[tuple[object, ...], tuple[Source, ...]] = field(default_factory=dict)

    def find(self, figure: Figure, trace: Trace) -> tuple[Source, ...]:
        """Give the sources of a figure, in the order of the senders."""
        where, period_key = _scope(figure, trace)
        key = (trace.form, period_key, tuple(where.items()), trace.columns)
        if trace.form and key not in self._known:
            self._known[key] = tuple(self._find(trace, where, period_key))
        return self._known.get(key, ())

    def _find(self, trace: Trace, where: Mapping[str, str], period_key: str) -> Iterable[Source]:
        found = list(self._returns(trace, where, period_key))
        if not found:  # none is counted: that was found out in all rows of the place
            place = {name: value for name, value in where.items() if name == "area_code"}
            found = list(self._returns(trace, place, period_key))
        for row, rows in found:
            letters = [str((row["letters"] or {}).get(column, "")) for column in trace.columns]
            for sheet, on_sheet in _by_sheet(row, rows):
                yield Source(
                    return_id=row["return_id"],
                    agency_name=row["agency_name"],
                    form_id=trace.form,
                    file_name=row["file_name"],
                    sha256=row["sha256"],
                    sheet=sheet,
                    cells=ranges(filter(None, letters), on_sheet),
                    version=row["version"],
                    data_note=row["data_note"] or "",
                )

    def rows_of(self, figure: Figure, trace: Trace) -> tuple[str, Mapping[int, frozenset[RowAt]]]:
        """Give the period of a figure and, by return, the rows that it was added up from."""
        where, period_key = _scope(figure, trace)
        found = self._returns(trace, where, period_key) if trace.form else ()
        return period_key, {row["return_id"]: frozenset(rows) for row, rows in found}

    def _returns(
        self, trace: Trace, where: Mapping[str, str], period_key: str
    ) -> Iterable[tuple[RowMapping, list[RowAt]]]:
        rows_of: dict[int, list[RowAt]] = defaultdict(list)
        for row in self.marts.matching(trace.form, where, period_key):
            rows_of[row["return_id"]].append((row["sheet_no"], row["excel_row"]))
        for row in self.marts.rows("return_in_force", period_key):
            if row["return_id"] in rows_of:
                yield row, rows_of[row["return_id"]]


def _by_sheet(row: RowMapping, rows: Iterable[RowAt]) -> Iterable[tuple[str, list[int]]]:
    """Give the rows of a return as Excel shows them, sheet by sheet."""
    found: dict[int, list[int]] = defaultdict(list)
    for sheet_no, number in sorted(rows):
        found[sheet_no].append(number)
    sheets = [row["sheet"], *(row["more_sheets"] or ())]
    return [(sheets[number - 1], on_sheet) for number, on_sheet in (found or {1: []}).items()]


def _scope(figure: Figure, trace: Trace) -> tuple[Mapping[str, str], str]:
    """Give the filter over rows and the period that a figure was measured in."""
    where = {k: v for k, v in trace.where.items() if k != "compared_with"}
    period_key = str(where.pop("period_key", figure.where.get("period_key", "")))
    return where, period_key


def ranges(letters: Iterable[str], rows: Iterable[int]) -> str:
    """Write cells as Excel ranges: columns G and rows 12, 13, 14, 20 → "G12:G14, G20"."""
    runs: list[tuple[int, int]] = []
    for row in sorted(set(rows)):
        if runs and row == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return ", ".join(
        f"{letter}{first}" if first == last else f"{letter}{first}:{letter}{last}"
        for letter in letters
        for first, last in runs
    )


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision about cells of a return."""

    kind: str  # confirmed, waived or corrected
    return_id: int
    column: str  # "" when it is about whole rows or the whole return
    rows: frozenset[RowAt]  # empty when it is about the whole return
    text: str

    def touches(self, rows: frozenset[RowAt], columns: Sequence[str]) -> bool:
        """Tell whether a figure made of these rows and columns stands on it."""
        in_columns = not self.column or not columns or self.column in columns
        return in_columns and (not self.rows or not self.rows.isdisjoint(rows))


@dataclass
class Footnotes:
    """Marks blocks; the decisions of a figure are looked up once."""

    marts: Marts
    finder: SourceFinder
    figures: Mapping[str, Figure]
    traces: Mapping[str, Trace]
    _decisions: dict[str, Sequence[Decision]] = field(default_factory=dict)
    _known: dict[str, tuple[Decision, ...]] = field(default_factory=dict)

    def under(self, blocks: Iterable[Block]) -> tuple[Block, ...]:
        """Mark the figures of blocks, and put the notes under each."""
        marked: list[Block] = []
        for block in blocks:
            if isinstance(block, PrintedTable):
                marked.append(self._table(block))
            elif isinstance(block, Paragraph):
                marked.extend(self._paragraph(block))
            else:
                marked.append(block)
        return tuple(marked)

    def _of(self, figure_id: str) -> tuple[Decision, ...]:
        """Give the decisions that a figure stands on."""
        if figure_id not in self._known:
            trace = self.traces[figure_id]
            period_key, rows_of = self.finder.rows_of(self.figures[figure_id], trace)
            if period_key not in self._decisions:
                rows = self.marts.rows("decided_cell", period_key)
                self._decisions[period_key] = [_decision(row) for row in rows]
            self._known[figure_id] = tuple(
                decision
                for decision in self._decisions[period_key]
                if decision.return_id in rows_of
                and decision.touches(rows_of[decision.return_id], trace.columns)
            ) + self._broken(self.figures[figure_id], self.marts.of(trace.form))
        return self._known[figure_id]

    def _broken(self, figure: Figure, marts: Marts) -> tuple[Decision, ...]:
        """Give why a sum of the period is not compared with the year before: its series breaks."""
        of = {name: figure.where.get(name, "") for name in ("indicator_id", "is_total", "apart")}
        of = {name: value for name, value in of.items() if value or name == "apart"}
        rows = marts.matching("indicator", of) if of.get("is_total") == "true" else ()
        texts = [str(row["series_break"]) for row in rows if row["series_break"]]
        is_now = figure.where.get("period_key") == marts.period_key
        said = [f"{text}; số liệu không so sánh với kỳ trước." for text in texts if is_now]
        return tuple(Decision("broken", 0, "", frozenset(), text) for text in said)

    def _table(self, table: PrintedTable) -> PrintedTable:
        numbers: dict[tuple[Decision, ...], int] = {}
        rows = tuple(replace(row, cells=self._marked(row.cells, numbers)) for row in table.rows)
        return replace(table, rows=rows, footnotes=(*table.footnotes, *_notes(numbers)))

    def _paragraph(self, paragraph: Paragraph) -> Iterable[Paragraph]:
        numbers: dict[tuple[Decision, ...], int] = {}
        yield replace(paragraph, runs=self._marked(paragraph.runs, numbers))
        for text in _notes(numbers):
            yield Paragraph((TextRun(text),), "note")

    def _marked(
        self, printed: Iterable[T], numbers: dict[tuple[Decision, ...], int]
    ) -> tuple[T, ...]:
        """Mark what prints a figure that stands on decisions, by the number of their note."""
        marked = []
        for one in printed:
            if one.figure_id and (decisions := self._of(one.figure_id)):
                one = replace(one, mark=f"({numbers.setdefault(decisions, len(numbers) + 1)})")
            marked.append(one)
        return tuple(marked)


def _notes(numbers: Mapping[tuple[Decision, ...], int]) -> tuple[str, ...]:
    return tuple(f"({number}) {_said(decisions)}" for decisions, number in numbers.items())


def _said(decisions: Sequence[Decision]) -> str:
    if len(decisions) <= _MOST_LISTED:
        return " ".join(decision.text for decision in decisions)
    counts = Counter(decision.kind for decision in decisions)
    broken = "".join(f"{one.text} " for one in decisions if one.kind == "broken")
    said = [(counts[kind], text) for kind, text in _COUNTED.items() if counts[kind]]
    parts = [f"{number_text(count)} {text}" for count, text in said]
    return f"{broken}Có {', '.join(parts)}; lý do nêu tại phụ lục về chất lượng số liệu."


def _decision(row: RowMapping) -> Decision:
    return Decision(
        kind=row["kind"],
        return_id=row["return_id"],
        column=row["column_name"],
        rows=frozenset(zip(row["sheet_nos"], row["excel_rows"], strict=True)),
        text=_text(row),
    )


def _text(row: RowMapping) -> str:
    where = f"{row['agency_name']}, ô {row['place']}" if row["place"] else str(row["agency_name"])
    reason = str(row["reason"]).strip().rstrip(".")
    if row["kind"] == "confirmed":
        return f"{where}: cơ quan gửi giải trình “{reason}”, đã được chấp nhận."
    if row["kind"] == "waived":
        return f"{where}: được chấp nhận ngoại lệ ({row['authority']}), lý do “{reason}”."
    before, after = row["original_value"], row["corrected_value"]
    change = f" từ {_value(before)} thành {_value(after)}" if before or after else ""  # personal
    return f"{where}: được đính chính{change}, lý do “{reason}”."


def _value(text: str | None) -> str:
    """Print a value that the registry keeps as text; numbers the Vietnamese way."""
    if not text:
        return "ô trống"
    try:
        return number_text(Decimal(text))
    except InvalidOperation:
        return text
