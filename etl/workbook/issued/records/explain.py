"""What was recognised where, as sentences for a person: a read workbook in, lines out.

The one surprising thing: rows that were taken for headings, totals or notes are named here too,
so that nobody has to wonder where a row has gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from etl.wording import in_quotes, number_text
from etl.workbook.issued.cells.grid import Book
from etl.workbook.issued.records.table import Read
from etl.workbook.issued.senders.sender import Sender
from etl.workbook.issued.tables.found import OWN_SHEETS

_KINDS = {
    "xlsx": "Excel (.xlsx)",
    "xlsm": "Excel có macro (.xlsm)",
    "xls": "Excel 97–2003 (.xls)",
    "ods": "OpenDocument (.ods)",
}
_HOW = {"block": "theo dòng mã cột", "headers": "theo tiêu đề cột"}
_HIDDEN = {"hidden": " (trang tính ẩn)", "very_hidden": " (trang tính ẩn sâu)"}


def explain(kind: str, book: Book, sender: Sender, reads: Sequence[Read]) -> Iterator[str]:
    """Say what kind of file it is, who sends it for when, and what each sheet was taken for."""
    yield f"Loại tệp: {_KINDS.get(kind, kind)}."
    if sender.agency is not None:
        yield f"Cơ quan báo cáo: {sender.agency.name}."
    if sender.period is not None:
        yield f"Kỳ báo cáo: {sender.period.title}."
    known = {read.found.sheet.name for read in reads}
    for read in reads:
        yield from _table(read)
    for sheet in book.sheets:
        if sheet.name not in known and sheet.name not in OWN_SHEETS and sheet.rows:
            hidden = _HIDDEN.get(sheet.visible, "")
            yield f"Trang tính “{sheet.name}”{hidden}: không phải biểu số liệu."


def _table(read: Read) -> Iterator[str]:
    found, table = read.found, read.table
    top = found.sheet.top
    where = f"dòng {table.rows[0]}–{table.rows[-1]}" if table.rows else "chưa có dòng nào"
    yield (
        f"Trang tính “{table.sheet}”{_HIDDEN.get(found.sheet.visible, '')}: {found.form.number} "
        f"({found.form.title}), nhận {_HOW[found.how]} ở dòng {top + found.head}–"
        f"{top + found.first - 1}; {number_text(len(table.rows))} dòng số liệu ({where})."
    )
    columns = "; ".join(
        f"{table.letters[column.name]} = {column.header}"
        for column in found.form.columns
        if column.name in found.columns
    )
    yield f"  Cột: {columns}."
    if read.rows.totals:
        yield f"  Dòng tổng: {_rows([row for row, _ in read.rows.totals], top)}."
    if read.rows.groups:
        yield f"  Dòng tiêu đề nhóm: {_rows([group.row for group in read.rows.groups], top)}."
    if read.rows.joined:
        yield f"  Dòng viết tiếp, đã gộp vào dòng trên: {_rows(list(read.rows.joined), top)}."
    if found.missing:
        headers = in_quotes(column.header for column in found.missing)
        yield f"  Không có cột: {headers}."


def _rows(rows: Sequence[int], top: int) -> str:
    return ", ".join(str(top + row) for row in rows)
