"""Columns whose headers say something else than their codes do: tables in, findings out.

The one surprising thing: where headers contradict the codes in a circle ("Kế hoạch vốn" and "Giải
ngân" have changed places) the figures are read by the headers, and it must be told all the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from etl.kinds import quoted
from etl.model import Finding, Period, Severity, holds
from etl.workbook.refusals import file_finding
from etl.workbook.tables.doubt import Doubt
from etl.workbook.tables.found import Found

_AS_ISSUED = "tiêu đề cột đúng như biểu mẫu đã ban hành"


def unclear_columns(found: Found, period: Period | None) -> Iterator[Finding]:
    """Tell the headers that contradict the codes of their columns, or add strange words to them."""
    for doubt in found.doubts:
        column = doubt.column
        if period is None or holds(column.valid_from, column.valid_to, period.ends_on):
            yield _unclear(found, doubt)


def _unclear(found: Found, doubt: Doubt) -> Finding:
    column, cell = doubt.column, found.cell(doubt.row, doubt.position)
    code = found.cell(doubt.codes, doubt.position).ref
    said = f"Tiêu đề ở ô {cell.ref} ghi “{quoted(doubt.text)}”"
    known = f"cột “{column.header}” của {found.form.number}"
    if doubt.row == doubt.codes:
        read = column
        wrong = f"ghi “{quoted(doubt.text)}”" if doubt.text else "để trống"
        message = (
            f"Ký hiệu cột ở ô {cell.ref} {wrong}, nhưng tiêu đề phía trên là của {known} (ký hiệu "
            f"“{column.code}”). Số liệu đang được đọc theo tiêu đề. Đề nghị kiểm tra số liệu của "
            f"cột này, rồi ghi lại ký hiệu cột là “{column.code}” như biểu mẫu đã ban hành."
        )
    elif doubt.is_heard:
        read = doubt.other or column
        message = (
            f"{said}, nhưng ký hiệu cột ở ô {code} (“{column.code}”) là của {known}. Số liệu "
            "đang được đọc theo tiêu đề. Đề nghị kiểm tra số liệu, rồi ghi lại tiêu đề và ký "
            "hiệu cột cho khớp nhau như biểu mẫu đã ban hành."
        )
    elif doubt.is_certain:
        read = column
        message = (
            f"{said}, nhưng ký hiệu cột ở ô {code} (“{column.code}”) là của {known}, nên không "
            f"rõ cột {cell.letter} là số liệu gì. Đề nghị kiểm tra số liệu của cột này, rồi ghi "
            f"lại {_AS_ISSUED}."
        )
    else:
        read = column
        message = (
            f"{said}, khác với biểu mẫu; số liệu đang được lấy vào {known}. Đề nghị kiểm tra số "
            f"liệu của cột này, rồi ghi lại {_AS_ISSUED}; nếu giữ tiêu đề này thì giải trình."
        )
    return file_finding(
        "column_unclear",
        message,
        Severity.CRITICAL if doubt.is_certain else Severity.WARNING,
        cells=(cell,),
        form_id=found.form.id,
        column=read.name,
        value=quoted(doubt.text),
        expected=column.header,
    )
