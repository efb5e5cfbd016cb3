"""What is wrong with the cells of a table, as findings; where a sheet says that nothing occurred.

The same sentence about many cells of a column is one finding, so that a list is not buried under
one slip repeated. The one surprising thing: in a table with rows only the marked box above it
counts. "Không phát sinh" between rows is a remark on one of them; without rows it is the table's.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain

from etl.kinds import Trouble, trouble
from etl.model import Cell, Column, Finding, Rung, Severity, Table
from etl.wording import in_sentence, number_text, shown
from etl.workbook.issued.records.row_labels import Sorted
from etl.workbook.issued.senders.title_lines import lines_above
from etl.workbook.issued.tables.found import Found
from etl.workbook.issued.values.trouble import Typed
from etl.workbook.own_words import is_marked, says_nil

Cases = list[tuple[int, Trouble]]  # positions of records, with what is wrong there

_MOST_SENTENCES = 200  # per column and rule; a hostile sheet must not fill the report
_MOST_ROWS = 60  # below the headers, in which the words stand in place of a table
_WEIGHTS = [Severity.INFO, Severity.WARNING, Severity.CRITICAL]


def told(found: Found, table: Table, typed: Mapping[str, Typed]) -> Iterator[Finding]:
    """Give the findings of all columns, in the order of the form."""
    for column in found.form.columns:
        if not typed[column.name].troubles:
            continue
        said: dict[str, dict[str, Cases]] = defaultdict(lambda: defaultdict(list))
        for at, one in typed[column.name].troubles:
            said[one.rule][one.message].append((at, one))
        for by_message in said.values():
            alike = list(by_message.values())
            for cases in alike[:_MOST_SENTENCES]:
                yield _finding(found, column, cases, table)
            rest = list(chain.from_iterable(alike[_MOST_SENTENCES:]))
            if rest:
                yield _rest(found, column, rest, table)


def cell_finding(
    found: Found,
    cells: Iterable[Cell],
    one: Trouble,
    column: str = "",
    label: str = "",
    key: str = "",
) -> Finding:
    """Make the finding of cells that have the same thing wrong; `label` names their row, if any."""
    return Finding(
        rule_id=f"cell.{one.rule}",
        severity=one.severity,
        rung=Rung.CELL,
        message=one.message,
        form_id=found.form.id,
        cells=tuple(cells),
        column=column,
        row_label=label,
        row_key=key,
        value=one.value,
        expected=one.expected,
    )


def _finding(found: Found, column: Column, cases: Cases, table: Table) -> Finding:
    cells = [table.cell(table.row(at), column.name) for at, _ in cases]
    at, one = cases[0]
    if len(cases) > 1:
        return cell_finding(found, cells, one, column.name)
    # a person knows a record by what its label columns print
    printed = (table.raw[name][at] for name in found.form.label if name in table.raw)
    first, *more = [shown(cell) for cell in printed if cell is not None] or [""]
    label = ", ".join([first, *map(in_sentence, more)])
    values = (table.values[name][at] for name in found.form.key)
    key = "|".join("" if value is None else str(value) for value in values)
    return cell_finding(found, cells, one, column.name, label, key)


def _rest(found: Found, column: Column, cases: Cases, table: Table) -> Finding:
    """Make one finding of all cells of a kind that have no sentence of their own."""
    return replace(
        _finding(found, column, cases, table),
        message=f"Còn {number_text(len(cases))} ô khác của cột này có lỗi cùng loại. Đề nghị sửa "
        "như trên.",
        row_label="",
        row_key="",
        value="",
        severity=max((one.severity for _, one in cases), key=_WEIGHTS.index),
    )


def nil_said(found: Found, rows: Sorted) -> Cell | None:
    """Find the cell that says that nothing occurred; None when no cell does."""
    says = is_marked if rows.data else says_nil
    for line in lines_above(found):
        if says(line.text):
            return line.cell
    if rows.data:
        return None
    last = min(found.first + _MOST_ROWS, max(found.last, rows.end), len(found.sheet.rows))
    for number in range(found.first, last):
        for position, cell in enumerate(found.sheet.rows[number]):
            if type(cell) is str and cell and says_nil(cell):
                return found.cell(number, position)
    return None


def contradicted(found: Found, table: Table, said: Cell) -> Finding:
    """Say that a table has rows although it says that nothing occurred."""
    count = number_text(len(table.rows))
    return cell_finding(found, [said], trouble("nil_with_rows", "", count=count))
