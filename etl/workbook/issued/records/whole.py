"""What must be told of a table as a whole: what was read in, rung-1 findings out.

Hidden rows, columns and sheets are read like all others and only told, because an officer who hides
a row rarely means to take it back. The one surprising thing: a row that looks like a sum is never
counted; it would double all that it sums, and the form's own total would double with it and agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from etl.kinds import quoted
from etl.model import Cell, Finding, Rung, Severity
from etl.wording import in_quotes, number_text
from etl.workbook.issued.cells.grid import Broken, as_text
from etl.workbook.issued.records.table import Read
from etl.workbook.issued.tables.found import Found
from etl.workbook.issued.values.trouble import is_readable, too_large
from etl.workbook.issued.values.typed import broken
from etl.workbook.refusals import file_finding

_MOST_LISTED = 12
_MOST_HEADERS = 3  # that are quoted


def doubled_forms(left: Sequence[Found], reads: Sequence[Read]) -> Iterator[Finding]:
    """Tell the tables of forms that are there already, and were not read."""
    for table in left:
        yield _doubled(table, reads)


def remarks_on(read: Read) -> Iterator[Finding]:
    """Tell what a table has beside it, what of it is hidden, and rows that fit nowhere."""
    if read.found.beside is not None:
        yield _beside(read.found, read.found.beside)
    yield from _hidden(read)
    yield from _struck_out(read)
    yield from _unclear(read)
    yield from _other_table(read)


def _beside(found: Found, other: Found) -> Finding:
    first = min(other.columns.values())
    return file_finding(
        "table_beside",
        f"Trang tính “{found.sheet.name}” có {found.form.number} và {other.form.number} đặt cạnh "
        f"nhau trên cùng các dòng; chỉ đọc {found.form.number}. Đề nghị chuyển bảng bắt đầu từ cột "
        f"{found.sheet.letter(first)} sang một trang tính riêng rồi gửi lại.",
        cells=(other.cell(other.head, first),),
        form_id=found.form.id,
    )


def _doubled(table: Found, reads: Sequence[Read]) -> Finding:
    other = next(read.found for read in reads if read.found.form.id == table.form.id)
    hidden = table.sheet.visible != "visible"
    if table.sheet.name == other.sheet.name:
        return _twice_on_sheet(other, table)
    if hidden:
        message = (
            f"{table.form.number} có cả ở trang tính “{other.sheet.name}” và trang tính ẩn "
            f"“{table.sheet.name}”; chỉ đọc trang tính “{other.sheet.name}”. Đề nghị bỏ ẩn và kiểm "
            "tra, hoặc xóa trang tính thừa rồi gửi lại."
        )
    elif table.is_of_other_period:
        message = (
            f"{table.form.number} có cả ở trang tính “{other.sheet.name}” và trang tính "
            f"“{table.sheet.name}”; theo tên thì trang tính “{table.sheet.name}” thuộc kỳ khác nên "
            f"không gộp, chỉ đọc trang tính “{other.sheet.name}”. Đề nghị xóa trang tính này rồi "
            "gửi lại; nếu số liệu đúng là của kỳ báo cáo này thì đổi tên trang tính."
        )
    else:
        message = (
            f"{table.form.number} có cả ở trang tính “{other.sheet.name}” và trang tính "
            f"“{table.sheet.name}” nhưng các cột không đặt giống nhau nên không gộp được; chỉ đọc "
            f"trang tính “{other.sheet.name}”. Đề nghị xếp các cột của trang tính "
            f"“{table.sheet.name}” giống trang tính “{other.sheet.name}”, hoặc xóa trang tính "
            "thừa, rồi gửi lại."
        )
    return file_finding(
        "form_twice",
        message,
        Severity.INFO if hidden else Severity.CRITICAL,
        cells=(table.cell(table.head, min(table.columns.values())),),
        form_id=table.form.id,
    )


def _twice_on_sheet(first: Found, second: Found) -> Finding:
    top = first.sheet.top
    return file_finding(
        "form_twice",
        f"Trang tính “{first.sheet.name}” có hai bảng cùng là {first.form.number} nhưng khác cột "
        f"(tiêu đề ở dòng {top + first.head} và dòng {top + second.head}); chỉ đọc bảng thứ nhất. "
        "Đề nghị gộp thành một bảng có đủ các cột như biểu mẫu rồi gửi lại.",
        cells=(second.cell(second.head, min(second.columns.values())),),
        form_id=first.form.id,
    )


def _hidden(read: Read) -> Iterator[Finding]:
    found, table = read.found, read.table
    details = found.sheet.details
    if found.sheet.visible != "visible":
        yield file_finding(
            "hidden_sheet",
            f"Trang tính “{table.sheet}” đang ẩn nhưng có {found.form.number}; số liệu vẫn được "
            "đọc. Đề nghị bỏ ẩn trang tính, hoặc xóa nếu không dùng.",
            Severity.INFO,
            form_id=table.form_id,
        )
    rows = [row for row in table.rows if row in details.hidden_rows]
    if rows:
        letter = found.sheet.letter(min(found.columns.values()))
        yield file_finding(
            "hidden_rows",
            f"Trang tính “{table.sheet}” có {number_text(len(rows))} dòng số liệu đang ẩn (dòng "
            f"{_listed(rows)}); số liệu vẫn được đọc. Đề nghị bỏ ẩn và kiểm tra, hoặc xóa nếu "
            "không dùng.",
            Severity.INFO,
            cells=tuple(Cell(table.sheet, letter, row) for row in rows),
            form_id=table.form_id,
        )
    columns = [
        name
        for name, at in found.columns.items()
        if at + found.sheet.left in details.hidden_columns
    ]
    if columns:
        headers = in_quotes(found.form.column(name).header for name in columns)
        yield file_finding(
            "hidden_columns",
            f"Trang tính “{table.sheet}” đang ẩn cột {headers}; số liệu vẫn được đọc. Đề nghị "
            "bỏ ẩn và kiểm tra.",
            Severity.INFO,
            cells=tuple(found.cell(found.head, found.columns[name]) for name in columns),
            form_id=table.form_id,
        )


def _struck_out(read: Read) -> Iterator[Finding]:
    found, table = read.found, read.table
    struck = found.sheet.details.struck
    if not struck:
        return
    left = found.sheet.left
    cells = [
        (row, at)
        for row in table.rows
        for at in sorted(found.columns.values())
        if (row, at + left) in struck and found.sheet.rows[row - found.sheet.top][at] != ""
    ]
    if cells:
        rows = sorted({row for row, _ in cells})
        yield file_finding(
            "struck_out",
            f"Trang tính “{table.sheet}” có ô bị gạch ngang chữ (dòng {_listed(rows)}); số liệu "
            "vẫn được đọc. Đề nghị xóa hẳn số liệu không dùng nữa; nếu vẫn dùng thì bỏ gạch ngang.",
            Severity.WARNING,
            cells=tuple(Cell(table.sheet, found.sheet.letter(at), row) for row, at in cells),
            form_id=table.form_id,
        )


def _listed(rows: Sequence[int]) -> str:
    shown = ", ".join(map(str, rows[:_MOST_LISTED]))
    return shown + ("…" if len(rows) > _MOST_LISTED else "")


def _unclear(read: Read) -> Iterator[Finding]:
    found, sheet = read.found, read.found.sheet
    for row in read.rows.unclear:
        position, cell = next(
            (at, sheet.rows[row][at])
            for at in found.columns.values()
            if as_text(sheet.rows[row][at]).strip()
        )
        if isinstance(cell, Broken) or (isinstance(cell, float) and not is_readable(cell)):
            yield _wild(read, row, position, cell)
            continue
        text = as_text(cell)
        what = "chữ" if isinstance(cell, str) else "một ô ghi"
        yield file_finding(
            "row_unclear",
            f"Dòng này chỉ có {what} “{quoted(text)}”, các ô khác để trống, nên không rõ là một "
            "dòng số liệu, phần viết tiếp của dòng trên hay tiêu đề nhóm. Đề nghị nhập đủ các ô, "
            "hoặc gộp vào dòng trên; nếu là tiêu đề nhóm thì đánh số, ví dụ “I. Huyện Tràng Định”.",
            cells=(found.cell(row, position),),
            form_id=found.form.id,
            value=quoted(text),
        )
    if read.rows.stray:
        first = min(found.columns.values())
        rows = [sheet.top + row for row in read.rows.stray]
        yield file_finding(
            "rows_below_end",
            f"Có {number_text(len(rows))} dòng trông như số liệu nhưng nằm dưới phần ghi chú, chữ "
            f"ký (dòng {_listed(rows)}) nên không được tính. Đề nghị chuyển lên trên, ngay sau "
            "dòng số liệu cuối cùng; nếu chỉ là phần tính nháp thì xóa đi.",
            cells=tuple(found.cell(row, first) for row in read.rows.stray),
            form_id=found.form.id,
        )


def _wild(read: Read, row: int, position: int, cell: Broken | float) -> Finding:
    """Tell of a cell that has no value, or no number that could be one, alone in its row."""
    found = read.found
    column = next(c for c in found.form.columns if found.columns.get(c.name) == position)
    trouble = broken(column, cell) if isinstance(cell, Broken) else too_large(column, cell)
    return Finding(
        rule_id=f"cell.{trouble.rule}",
        severity=trouble.severity,
        rung=Rung.CELL,
        message=trouble.message,
        form_id=found.form.id,
        cells=(found.cell(row, position),),
        column=column.name,
        value=trouble.value,
    )


def _other_table(read: Read) -> Iterator[Finding]:
    found, row = read.found, read.rows.other
    if row:
        cells = found.sheet.rows[row]
        words = [as_text(cells[at]) for at in sorted(found.columns.values()) if at < len(cells)]
        texts = [quoted(word) for word in words if word.strip()][-_MOST_HEADERS:]
        first = min(found.columns.values())
        yield file_finding(
            "other_table",
            f"Trang tính “{found.sheet.name}”, từ dòng {found.sheet.top + row}, có một bảng khác "
            f"(tiêu đề cột {in_quotes(texts)}), không phải {found.form.number}; không đọc bảng "
            "này. Nếu là phần tiếp theo của biểu thì đề nghị ghi tiêu đề cột giống bảng trên rồi "
            "gửi lại; nếu không thì chuyển bảng sang trang tính khác, hoặc giải trình.",
            Severity.WARNING,
            cells=(found.cell(row, first),),
            form_id=found.form.id,
        )


def sums_among_records(read: Read) -> Iterator[Finding]:
    """Tell the rows that were left aside as sums, each at its label."""
    found = read.found
    if not read.rows.sums:
        return
    headers = {at: found.form.column(name).header for name, at in found.columns.items()}
    for row, at in read.rows.sums:
        text = str(found.sheet.rows[row][at]) if at >= 0 else ""
        said = "chỉ có số, các cột ghi chữ để trống"
        if text:
            said = f"ghi “{quoted(text)}” ở cột “{headers[at]}”"
        yield file_finding(
            "row_unclear",
            f"Dòng này {said} nên có thể là dòng cộng; số liệu của dòng không được tính. Nếu là "
            "dòng cộng thì đề nghị xóa, vì biểu đã có dòng “Tổng số” ở cuối; nếu là một dòng số "
            "liệu thì đề nghị ghi đúng tên và đủ các ô còn lại.",
            cells=(found.cell(row, at if at >= 0 else min(found.columns.values())),),
            form_id=found.form.id,
            value=quoted(text),
        )
