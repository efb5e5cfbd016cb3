"""Sentences for cells that hold no value at all: the column in, trouble out.

The one surprising thing: a picture among reasons is no fault, but it is told, because whoever put
it there takes it for a reason.
"""

from __future__ import annotations

from etl.model import Column, Severity
from etl.workbook.values.trouble import Trouble, example


def picture(column: Column) -> Trouble:
    """Refuse a picture in a cell; among reasons it is only told that nobody reads it."""
    head = f"Ô ở cột “{column.header}” chỉ có hình ảnh; hệ thống không đọc được nội dung trong hình"
    if column.explains:
        told = f"{head}, nên không coi là giải trình. Nếu cần giải trình, đề nghị gõ bằng chữ."
        return Trouble("not_text", told, severity=Severity.INFO)
    rules = {"integer": "unreadable_number", "number": "unreadable_number"}
    rule = {**rules, "date": "unreadable_date"}.get(column.type, "not_text")
    such_as = "" if column.type == "text" else f", ví dụ {example(column)}"
    return Trouble(rule, f"{head}. Đề nghị xóa hình và gõ nội dung vào ô{such_as}.")


def error_value(column: Column, text: str) -> Trouble:
    such_as = "" if column.type == "text" else f", ví dụ {example(column)}"
    which = f" {text}" if text else ""
    return Trouble(
        "error_value",
        f"Công thức ở cột “{column.header}” bị lỗi{which}. Đề nghị sửa công thức hoặc gõ "
        f"thẳng giá trị{such_as}.",
        text,
    )


def formula_without_result(column: Column) -> Trouble:
    return Trouble(
        "formula_without_result",
        f"Ô ở cột “{column.header}” là công thức chưa được tính nên không có kết quả. Đề nghị mở "
        "tệp bằng Excel, nhấn F9 để tính lại, lưu rồi gửi lại; hoặc gõ thẳng số liệu.",
    )
