"""Where each figure comes from: traces in, cells of received workbooks out.

In: the traces that composing left, the row-level marts, `return_in_force` and `cell_source`.
Out: for each figure, the sheets and cells that it was added up from. The one surprising thing: a
rate leads to the cells of both its parts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from etl.model import Figure, RowAt
from etl.report.content import Source
from etl.report.mart_rows import Marts, RowMapping
from etl.report.tables import Trace


@dataclass
class SourceFinder:
    """Finds the sources of figures; sources shared by figures are looked up once."""

    marts: Marts
    _known: dict[tuple[object, ...], tuple[Source, ...]] = field(default_factory=dict)

    def find(self, figure: Figure, trace: Trace) -> tuple[Source, ...]:
        """Give the sources of a figure, in the order of the senders."""
        where, period_key = _scope(figure, trace)
        if not trace.form:
            return ()
        key = (trace.form, period_key, tuple(where.items()), trace.columns)
        if key not in self._known:
            self._known[key] = tuple(self._find(trace, where, period_key))
        return self._known[key]

    def _find(self, trace: Trace, where: Mapping[str, str], period_key: str) -> Iterable[Source]:
        found = list(self._returns(trace, where, period_key))
        if not found:  # none is counted: that was found out in all rows of the place
            place = {name: value for name, value in where.items() if name == "area_code"}
            found = list(self._returns(trace, place, period_key))
        for row, rows in found:
            letters = [self._letter(row, column) for column in trace.columns]
            for sheet, on_sheet in _by_sheet(row, rows):
                yield Source(
                    return_id=row["return_id"],
                    agency_name=row["agency_name"],
                    form_id=trace.form,
                    file_name=row["file_name"],
                    sha256=row["sha256"],
                    sheet=sheet,
                    cells=ranges([x for x in letters if x], on_sheet),
                    version=row["version"],
                    data_note=row["data_note"] or "",
                )

    def rows_of(self, figure: Figure, trace: Trace) -> tuple[str, Mapping[int, frozenset[RowAt]]]:
        """Give the period of a figure and, by return, the rows that it was added up from."""
        where, period_key = _scope(figure, trace)
        if not trace.form:
            return period_key, {}
        found = self._returns(trace, where, period_key)
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

    def _letter(self, row: RowMapping, column: str) -> str:
        letters = row["letters"] or {}
        return str(letters.get(column, ""))


def _by_sheet(row: RowMapping, rows: Iterable[RowAt]) -> Iterable[tuple[str, list[int]]]:
    """Give the rows of a return as Excel shows them, sheet by sheet."""
    found: dict[int, list[int]] = {}
    for sheet_no, number in sorted(rows):
        found.setdefault(sheet_no, []).append(number)
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
