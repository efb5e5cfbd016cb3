"""What is wrong with the cells of a table, as findings; where a sheet says that nothing occurred.

The same sentence about many cells of a column is one finding, so that a list is not buried under
one slip repeated. The one surprising thing: in a table with rows only the marked box above it
counts. "Không phát sinh" between rows is a remark on one of them; without rows it is the table's.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from etl.kinds import Trouble
from etl.model import Cell, Column, Finding, Rung, Severity, Table
from etl.wording import in_sentence, number_text, shown
from etl.workbook.issued.records.row_labels import Sorted
from etl.workbook.issued.senders.title_lines import lines_above
from etl.workbook.issued.tables.found import Found
from etl.workbook.issued.values.typed import Typed
from etl.workbook.nil import is_marked, says_nil

Cases = list[tuple[int, Trouble]]  # positions of records, with what is wrong there

_MOST_SENTENCES = 200  # per column and rule; a hostile sheet must not fill the report
_MOST_ROWS = 60  # below the headers, in which the words stand in place of a table


def told(found: Found, table: Table, typed: Mapping[str, Typed]) -> Iterator[Finding]:
    """Give the findings of all columns, in the order of the form."""
    for column in found.form.columns:
        grouped: dict[tuple[str, str], Cases] = defaultdict(list)
        for at, trouble in typed[column.name].troubles:
            grouped[trouble.rule, trouble.message].append((at, trouble))
        said: dict[str, list[Cases]] = defaultdict(list)
        for (rule, _), cases in grouped.items():
            said[rule].append(cases)
        for alike in said.values():
            for cases in alike[:_MOST_SENTENCES]:
                yield _finding(found, column, cases, table)
            if alike[_MOST_SENTENCES:]:
                rest = [case for cases in alike[_MOST_SENTENCES:] for case in cases]
                yield _rest(found, column, rest, table)


def told_cell(
    found: Found, row: int, position: int, column: Column, trouble: Trouble, label: str = ""
) -> Finding:
    """Make the finding of one cell that stands in no record; `label` names its row, if any does."""
    return Finding(
        rule_id=f"cell.{trouble.rule}",
        severity=trouble.severity,
        rung=Rung.CELL,
        message=trouble.message,
        form_id=found.form.id,
        cells=(found.cell(row, position),),
        column=column.name,
        row_label=label,
        row_key=label,
        value=trouble.value,
        expected=trouble.expected,
    )


def _finding(found: Found, column: Column, cases: Cases, table: Table) -> Finding:
    """Make one finding of the cells that have the same thing wrong."""
    first, trouble = cases[0]
    alone = len(cases) == 1
    return Finding(
        rule_id=f"cell.{trouble.rule}",
        severity=trouble.severity,
        rung=Rung.CELL,
        message=trouble.message,
        form_id=table.form_id,
        cells=tuple(table.cell(table.row(at), column.name) for at, _ in cases),
        column=column.name,
        row_label=_row_label(found, table, first) if alone else "",
        row_key=_row_key(found, table, first) if alone else "",
        value=trouble.value,
        expected=trouble.expected,
    )


def _row_label(found: Found, table: Table, at: int) -> str:
    """Name a record to a person by what its label columns print."""
    cells = (table.raw[name][at] for name in found.form.label if name in table.raw)
    first, *more = [shown(cell) for cell in cells if cell is not None] or [""]
    return ", ".join([first, *map(in_sentence, more)])


def _row_key(found: Found, table: Table, at: int) -> str:
    """Give the natural key of a record, joined by "|"."""
    values = (table.values[name][at] for name in found.form.key)
    return "|".join("" if value is None else str(value) for value in values)


def _rest(found: Found, column: Column, cases: Cases, table: Table) -> Finding:
    """Make one finding of all cells of a kind that have no sentence of their own."""
    return replace(
        _finding(found, column, cases, table),
        message=f"Còn {number_text(len(cases))} ô khác của cột này có lỗi cùng loại. Đề nghị sửa "
        "như trên.",
        row_label="",
        row_key="",
        value="",
        severity=max((trouble.severity for _, trouble in cases), key=_weight),
    )


def _weight(severity: Severity) -> int:
    return [Severity.INFO, Severity.WARNING, Severity.CRITICAL].index(severity)


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


def contradicted(table: Table, said: Cell) -> Finding:
    """Say that a table has rows although it says that nothing occurred."""
    return Finding(
        rule_id="cell.nil_with_rows",
        severity=Severity.CRITICAL,
        rung=Rung.CELL,
        message=(
            f"Ô này ghi “không phát sinh” nhưng biểu có {number_text(len(table.rows))} dòng số "
            "liệu. Đề nghị bỏ ghi “không phát sinh” nếu các dòng đó đúng, hoặc xóa các dòng nếu "
            "trong kỳ không có gì để báo cáo."
        ),
        form_id=table.form_id,
        cells=(said,),
    )
