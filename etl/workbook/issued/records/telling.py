"""What is said of a table, as findings: of its cells, of its rows, that nothing occurred.

What is wrong alike with many cells of a column is one finding, and what is hidden is read and only
told. The one surprising thing: a row that looks like a sum is never counted; it would double all
that it sums, and the form's own total would agree.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from etl.kinds import Trouble, quoted
from etl.model import Cell, Column, Finding, Rung, Severity, Table
from etl.wording import in_quotes, in_sentence, number_text, shown
from etl.workbook.issued.cells.grid import Broken, as_text
from etl.workbook.issued.records.row_labels import Sorted
from etl.workbook.issued.senders.titles import lines_above
from etl.workbook.issued.tables.found import Found
from etl.workbook.issued.values.trouble import Typed, broken, is_wild, too_large
from etl.workbook.own_words import is_marked, says_nil

Cases = list[tuple[int, Trouble]]  # positions of records, with what is wrong there
Row = tuple[str, str]  # how a person knows a row, and its key

_MOST_SENTENCES = 200  # per column and rule; a hostile sheet must not fill the report
_MOST_ROWS = 60  # below the headers, in which the words stand in place of a table
_WEIGHTS = [Severity.INFO, Severity.WARNING, Severity.CRITICAL]
_MOST_LISTED = 12
_MOST_HEADERS = 3  # that are quoted


@dataclass(frozen=True, slots=True)
class Read:
    """A table with what was said about it."""

    found: Found
    rows: Sorted
    table: Table
    findings: Sequence[Finding] = ()


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
    found: Found, cells: Iterable[Cell], one: Trouble, column: str = "", row: Row = ("", "")
) -> Finding:
    """Make the finding of cells that have the same thing wrong; `row` names their row, if any."""
    return Finding(
        rule_id=f"cell.{one.rule}",
        severity=one.severity,
        rung=Rung.CELL,
        message=one.message,
        form_id=found.form.id,
        cells=tuple(cells),
        column=column,
        row_label=row[0],
        row_key=row[1],
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
    return cell_finding(found, cells, one, column.name, (label, key))


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
    says = is_marked if rows.data else says_nil  # which is a remark on one row among others
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


# a table as a whole


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
        if is_wild(cell):
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
