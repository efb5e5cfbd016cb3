"""Where a sheet says that nothing occurred: a table in, the cell that says it out.

The one surprising thing: in a table with rows only the marked box above it counts. "Không phát
sinh" between rows is a remark on one of them; where there is no row, it stands for the table.
"""

from __future__ import annotations

from etl.model import Cell, Finding, Rung, Severity, Table
from etl.wording import number_text
from etl.workbook.nil import is_marked, says_nil
from etl.workbook.records.row_kinds import Sorted
from etl.workbook.senders.title_lines import lines_above
from etl.workbook.tables.found import Found

_MOST_ROWS = 60  # below the headers, in which the words stand in place of a table


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
