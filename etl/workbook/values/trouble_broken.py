"""Sentences for cells that hold no value at all: the column in, trouble out.

The one surprising thing: a picture among reasons is no fault, but it is told, because whoever put
it there takes it for a reason.
"""

from __future__ import annotations

from etl.kinds import Trouble, kind_of
from etl.model import Column, Severity
from etl.workbook.values.trouble import such_as


def picture(column: Column) -> Trouble:
    """Refuse a picture in a cell; among reasons it is only told that nobody reads it."""
    head = f"Ô ở cột “{column.header}” chỉ có hình ảnh; hệ thống không đọc được nội dung trong hình"
    if column.explains:
        told = f"{head}, nên không coi là giải trình. Nếu cần giải trình, đề nghị gõ bằng chữ."
        return Trouble("not_text", told, severity=Severity.INFO)
    kind = kind_of(column)
    rule = "unreadable_number" if kind.is_number else "unreadable_date" if kind.is_date else ""
    return Trouble(
        rule or "not_text", f"{head}. Đề nghị xóa hình và gõ nội dung vào ô{such_as(column)}."
    )


def error_value(column: Column, text: str) -> Trouble:
    which = f" {text}" if text else ""
    return Trouble(
        "error_value",
        f"Công thức ở cột “{column.header}” bị lỗi{which}. Đề nghị sửa công thức hoặc gõ "
        f"thẳng giá trị{such_as(column)}.",
        text,
    )


def formula_without_result(column: Column) -> Trouble:
    return Trouble(
        "formula_without_result",
        f"Ô ở cột “{column.header}” là công thức chưa được tính nên không có kết quả. Đề nghị mở "
        "tệp bằng Excel, nhấn F9 để tính lại, lưu rồi gửi lại; hoặc gõ thẳng số liệu.",
    )
