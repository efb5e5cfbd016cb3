"""Columns of a sheet that fit one column of ours equally well: a table and its period in, one out.

Tables often print last year beside this year. The one surprising thing: the year of the report
decides only where every other candidate names another year; otherwise nobody but the sender can.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.model import Finding, Period
from etl.workbook.found import Found
from etl.workbook.refusals import file_finding

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def settle(found: Found, period: Period | None) -> Iterator[Finding]:
    """Choose among columns that fit equally well by the year printed over them, or say so."""
    for column in found.form.columns:
        rivals = found.rivals.get(column.name)
        if not rivals or not column.required or column.name not in found.columns:
            continue
        positions = sorted([found.columns[column.name], *rivals])
        years = {at: set(_YEAR.findall(found.texts.get(at, ""))) for at in positions}
        ours = [at for at in positions if period and str(period.year) in years[at]]
        if len(ours) == 1 and all(years[at] for at in positions):
            found.columns[column.name] = ours[0]
            continue
        yield file_finding(
            "column_twice",
            f"Cột “{column.header}” của {found.form.number} có ở nhiều cột của trang tính "
            f"“{found.sheet.name}” ({', '.join(found.sheet.letter(at) for at in positions)}) nên "
            "không rõ lấy số liệu ở cột nào. Đề nghị chỉ để lại một cột là số liệu của kỳ báo cáo, "
            "hoặc nhập vào biểu mẫu trống do Ban Dân tộc ban hành.",
            cells=tuple(found.cell(found.head, at) for at in positions),
            form_id=found.form.id,
        )
