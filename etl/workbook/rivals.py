"""Columns of a sheet that are of the report's period: a table and its period in, the same out.

Tables often print last year, or next year's plan, beside this year. The one surprising thing: the
year of the report decides only where every other candidate names another year; otherwise nobody
but the sender can.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.model import Column, Finding, Period, Severity
from etl.workbook.found import Found
from etl.workbook.refusals import file_finding
from etl.workbook.titles import periods_in
from etl.workbook.trouble import quoted

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# the years of decrees, days and spans of years do not say which year a column is of
_OTHER_YEARS = re.compile(
    r"\d+/\d{4}\S*|\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}|\d{4}\s*[-–—]\s*\d{4}|tháng\s+\d+\s+năm\s+\d{4}"
)


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


def of_other_periods(found: Found, period: Period | None) -> Iterator[Finding]:
    """Give up the columns whose headers name another year, and tell those of another quarter."""
    if found.how != "headers" or period is None:
        return
    for column in found.form.columns:
        text = found.texts.get(found.columns.get(column.name, -1), "")
        if column.type not in ("integer", "number") or not any(sign.isdigit() for sign in text):
            continue
        bare = _OTHER_YEARS.sub(" ", text)
        named = periods_in([bare])
        years = {int(year) for year in _YEAR.findall(bare)} | {int(key[:4]) for key in named}
        if years and period.year not in years:
            yield _other_year(found, column, text, period)
            found.given_up.add(found.columns.pop(column.name))
        elif column.measure == "flow" and named and period.key not in named:
            yield _other_part(found, column, text, period)


def _other_year(found: Found, column: Column, text: str, period: Period) -> Finding:
    return file_finding(
        "column_of_other_period",
        f"Cột “{quoted(text)}” không phải số liệu của kỳ báo cáo {period.title} nên không được lấy "
        f"vào cột “{column.header}”. Đề nghị ghi số liệu của đúng kỳ báo cáo.",
        cells=(found.cell(found.head, found.columns[column.name]),),
        form_id=found.form.id,
        value=quoted(text),
        expected=period.title,
    )


def _other_part(found: Found, column: Column, text: str, period: Period) -> Finding:
    return file_finding(
        "column_of_other_period",
        f"Tiêu đề cột “{quoted(text)}” không ghi đúng kỳ báo cáo {period.title}; đang lấy vào cột "
        f"“{column.header}”. Đề nghị kiểm tra: số liệu phải là của riêng kỳ báo cáo; nếu đúng thì "
        "giải trình, nếu không thì ghi lại.",
        Severity.WARNING,
        cells=(found.cell(found.head, found.columns[column.name]),),
        form_id=found.form.id,
        value=quoted(text),
        expected=period.title,
    )
