"""Footnotes under what stands on somebody's decision: blocks in, blocks with marks and notes out.

In: the composed blocks, the rows behind each figure, `decided_cell`. Out: the same blocks, in
which a figure that stands on an explained, waived or corrected cell carries a mark, and the reason
stands under its table or paragraph. The one surprising thing: a figure of the whole province may
stand on dozens of decisions; from the fourth on they are counted, and the page on data quality
lists them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from etl.model import Figure, RowAt
from etl.report.content import Block, Paragraph, PrintedCell, PrintedTable, Row, TextRun
from etl.report.mart_rows import Marts, RowMapping
from etl.report.sources import SourceFinder
from etl.report.tables import Trace
from etl.wording import number_text

_MOST_LISTED = 3  # decisions of one figure that are told one by one
_COUNTED = {
    "confirmed": "nội dung được giải trình",
    "waived": "nội dung được chấp nhận ngoại lệ",
    "corrected": "ô được đính chính tại cơ quan tổng hợp",
}


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

    def of(self, figure_id: str) -> tuple[Decision, ...]:
        """Give the decisions that a figure stands on."""
        if figure_id not in self._known:
            figure, trace = self.figures[figure_id], self.traces[figure_id]
            self._known[figure_id] = tuple(self._find(figure, trace))
        return self._known[figure_id]

    def _find(self, figure: Figure, trace: Trace) -> Iterable[Decision]:
        period_key, rows_of = self.finder.rows_of(figure, trace)
        for decision in self._of_period(period_key) if rows_of else ():
            rows = rows_of.get(decision.return_id)
            if rows is not None and decision.touches(rows, trace.columns):
                yield decision

    def _of_period(self, period_key: str) -> Sequence[Decision]:
        if period_key not in self._decisions:
            rows = self.marts.rows("decided_cell", period_key)
            self._decisions[period_key] = [_decision(row) for row in rows]
        return self._decisions[period_key]

    def _table(self, table: PrintedTable) -> PrintedTable:
        numbers: dict[tuple[Decision, ...], int] = {}
        rows = [
            Row(tuple(self._cell(cell, numbers) for cell in row.cells), row.total)
            for row in table.rows
        ]
        return replace(table, rows=tuple(rows), footnotes=_notes(numbers)) if numbers else table

    def _cell(self, cell: PrintedCell, numbers: dict[tuple[Decision, ...], int]) -> PrintedCell:
        mark = self._mark(cell.figure_id, numbers)
        return replace(cell, mark=mark) if mark else cell

    def _paragraph(self, paragraph: Paragraph) -> Iterable[Paragraph]:
        numbers: dict[tuple[Decision, ...], int] = {}
        runs = [replace(run, mark=self._mark(run.figure_id, numbers)) for run in paragraph.runs]
        yield replace(paragraph, runs=tuple(runs))
        for text in _notes(numbers):
            yield Paragraph((TextRun(text),), "note")

    def _mark(self, figure_id: str, numbers: dict[tuple[Decision, ...], int]) -> str:
        decisions = self.of(figure_id) if figure_id else ()
        return f"({numbers.setdefault(decisions, len(numbers) + 1)})" if decisions else ""


def _notes(numbers: Mapping[tuple[Decision, ...], int]) -> tuple[str, ...]:
    return tuple(f"({number}) {_said(decisions)}" for decisions, number in numbers.items())


def _said(decisions: Sequence[Decision]) -> str:
    if len(decisions) <= _MOST_LISTED:
        return " ".join(decision.text for decision in decisions)
    counts = Counter(decision.kind for decision in decisions)
    said = [(counts[kind], text) for kind, text in _COUNTED.items() if counts[kind]]
    parts = [f"{number_text(count)} {text}" for count, text in said]
    return f"Có {', '.join(parts)}; lý do nêu tại phụ lục về chất lượng số liệu."


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
