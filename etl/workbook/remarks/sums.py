"""Rows that look like sums among the records: a read table in, findings out.

The one surprising thing: such a row is never counted; a sum that were counted would double all
that it sums, and the form's own total would double with it and agree.
"""

from __future__ import annotations

from collections.abc import Iterator

from etl.kinds import quoted
from etl.model import Finding
from etl.workbook.records.table import Read
from etl.workbook.refusals import file_finding


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
