"""What must be told of a table as a whole: what was read in, rung-1 findings out.

Hidden rows, columns and sheets are read like all others and only told, because an officer who hides
a row rarely means to take it back. The one surprising thing: a row that looks like a sum is never
counted; it would double all that it sums, and the form's own total would double with it and agree.
"""

from collections.abc import Iterator, Sequence

from etl.kinds import quoted
from etl.model import Finding, Severity
from etl.wording import in_quotes, number_text
from etl.workbook.issued.cells.grid import Broken, as_text
from etl.workbook.issued.records.table import Read
from etl.workbook.issued.records.telling import cell_finding
from etl.workbook.issued.tables.found import Found
from etl.workbook.issued.values.trouble import broken, is_readable, too_large

_MOST_LISTED = 12
_MOST_HEADERS = 3  # that are quoted


def doubled_forms(left: Sequence[Found], reads: Sequence[Read]) -> Iterator[Finding]:
    """Tell the tables of forms that are there already, and were not read."""
    for table in left:
        other = next(read.found for read in reads if read.found.form.id == table.form.id)
        if table.sheet.name == other.sheet.name:
            row, cell = other.row_no(other.head), table.corner
            yield table.tell("form_twice.on_sheet", cell, row=row, other_row=cell.row)
            continue
        hidden = table.sheet.visible != "visible"
        case = "other_period" if table.is_of_other_period else "other_columns"
        yield table.tell(
            f"form_twice.{'hidden' if hidden else case}",
            table.corner,
            severity=Severity.INFO if hidden else Severity.CRITICAL,
            first=other.sheet.name,
        )


def remarks_on(read: Read) -> Iterator[Finding]:
    """Tell what a table has beside it, what of it is hidden, and rows that fit nowhere."""
    found, other = read.found, read.found.beside
    if other is not None:
        letter = found.sheet.letter(min(other.columns.values()))
        yield found.tell("table_beside", other.corner, other=other.form.number, letter=letter)
    yield from _hidden(read)
    yield from _struck_out(read)
    yield from _unclear(read)
    row = read.rows.other
    if row:  # headers of a table that is none of ours
        cells = found.sheet.rows[row]
        words = [as_text(cells[at]) for at in sorted(found.columns.values()) if at < len(cells)]
        headers = in_quotes([quoted(word) for word in words if word.strip()][-_MOST_HEADERS:])
        cell, doubted = found.first_cell(row), Severity.WARNING
        yield found.tell("other_table", cell, severity=doubted, row=cell.row, headers=headers)


def _hidden(read: Read) -> Iterator[Finding]:
    found, table, told = read.found, read.table, Severity.INFO
    details = found.sheet.details
    if found.sheet.visible != "visible":
        yield found.tell("hidden_sheet", severity=told)
    rows = [row for row in table.rows if row in details.hidden_rows]
    if rows:
        cells = [found.first_cell(row - found.sheet.top) for row in rows]
        count = number_text(len(rows))
        yield found.tell("hidden_rows", *cells, severity=told, count=count, rows=_listed(rows))
    columns = [
        name
        for name, at in found.columns.items()
        if at + found.sheet.left in details.hidden_columns
    ]
    if columns:
        headers = in_quotes(found.form.column(name).header for name in columns)
        cells = [found.cell(found.head, found.columns[name]) for name in columns]
        yield found.tell("hidden_columns", *cells, severity=told, headers=headers)


def _struck_out(read: Read) -> Iterator[Finding]:
    found, sheet = read.found, read.found.sheet
    struck = sheet.details.struck
    cells = [
        found.cell(row - sheet.top, at)
        for row in (read.table.rows if struck else ())
        for at in sorted(found.columns.values())
        if (row, at + sheet.left) in struck and sheet.rows[row - sheet.top][at] != ""
    ]
    if cells:
        rows = _listed(sorted({cell.row for cell in cells}))
        yield found.tell("struck_out", *cells, severity=Severity.WARNING, rows=rows)


def _listed(rows: Sequence[int]) -> str:
    shown = ", ".join(map(str, rows[:_MOST_LISTED]))
    return shown + ("…" if len(rows) > _MOST_LISTED else "")


def _unclear(read: Read) -> Iterator[Finding]:
    found = read.found
    for row in read.rows.unclear:
        cells = found.sheet.rows[row]
        position = next(at for at in found.columns.values() if as_text(cells[at]).strip())
        cell, where = cells[position], found.cell(row, position)
        if isinstance(cell, Broken) or (isinstance(cell, float) and not is_readable(cell)):
            column = next(c for c in found.present if found.columns[c.name] == position)
            told = broken(column, cell) if isinstance(cell, Broken) else too_large(column, cell)
            yield cell_finding(found, [where], told, column.name)
            continue
        what = "chữ" if isinstance(cell, str) else "một ô ghi"
        yield found.tell("row_unclear", where, value=as_text(cell), what=what)
    if read.rows.stray:
        stray = [found.first_cell(row) for row in read.rows.stray]
        listed, count = _listed([cell.row for cell in stray]), number_text(len(stray))
        yield found.tell("rows_below_end", *stray, count=count, rows=listed)


def sums_among_records(read: Read) -> Iterator[Finding]:
    """Tell the rows that were left aside as sums, each at its label."""
    found = read.found
    headers = {found.columns[column.name]: column.header for column in found.present}
    for row, at in read.rows.sums:
        text = str(found.sheet.rows[row][at]) if at >= 0 else ""
        said = "chỉ có số, các cột ghi chữ để trống"
        if text:
            said = f"ghi “{quoted(text)}” ở cột “{headers[at]}”"
        cell = found.cell(row, at) if at >= 0 else found.first_cell(row)
        yield found.tell("row_unclear.sum", cell, value=text, said=said)
