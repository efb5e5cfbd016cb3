"""Amounts summed since some day in columns of a period: a table and its period in, findings out.

"Giải ngân lũy kế" may be summed since January, or since the work was begun. The one surprising
thing: since January is what a report on the whole year asks for, and only that is no doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.model import Column, Finding, Period, Severity
from etl.names import normalise_vietnamese
from etl.wording import small
from etl.workbook.refusals import file_finding
from etl.workbook.senders.titles import periods_in
from etl.workbook.tables.found import Found
from etl.workbook.tables.header_cells import header_text
from etl.workbook.tables.header_words import CUMULATIVE
from etl.workbook.values.trouble import quoted

_SINCE_JANUARY = re.compile(
    r"\b(?:từ (?:ngày )?(?:đầu năm|(?:0?1/){1,2}(?:0?1/)?\d{4})|trong năm|cả năm)\b"
)


def of_other_spans(found: Found, period: Period | None) -> Iterator[Finding]:
    """Tell the numbers whose headers say that they are summed since another day."""
    if period is None:
        return
    begins_year = period.starts_on == Period.parse(str(period.year)).starts_on
    for column in found.form.columns:
        at = found.columns.get(column.name)
        if at is None or column.type not in ("integer", "number"):
            continue
        text = found.texts.get(at, "")
        key = normalise_vietnamese(text)
        if not CUMULATIVE.search(key) or CUMULATIVE.search(normalise_vietnamese(column.header)):
            continue
        if period.key in periods_in([text]) or (begins_year and _SINCE_JANUARY.search(key)):
            continue
        yield _summed(found, column, text, period, is_certain=not begins_year)


def is_summed(text: str) -> bool:
    """Tell whether a header says that its amounts are summed since some day."""
    return CUMULATIVE.search(normalise_vietnamese(text)) is not None


def _summed(
    found: Found, column: Column, text: str, period: Period, *, is_certain: bool
) -> Finding:
    at = found.columns[column.name]
    rows = range(found.head, found.first)
    said = (row for row in rows if is_summed(header_text(found.sheet.rows[row][at])))
    cell = found.cell(next(said, found.head), at)
    do = (
        "Đề nghị ghi số liệu của riêng kỳ báo cáo; nếu số liệu đã là của riêng kỳ báo cáo thì ghi "
        "lại tiêu đề như biểu mẫu."
        if is_certain
        else "Đề nghị kiểm tra: nếu số liệu đúng là của riêng kỳ báo cáo thì ghi lại tiêu đề như "
        "biểu mẫu, hoặc giải trình; nếu tính cả các kỳ trước thì ghi lại số liệu."
    )
    return file_finding(
        "column_of_other_period",
        f"Tiêu đề “{quoted(text)}” là số lũy kế, trong khi cột “{column.header}” chỉ tính trong kỳ "
        f"báo cáo {small(period.title)}. {do}",
        Severity.CRITICAL if is_certain else Severity.WARNING,
        cells=(cell,),
        form_id=found.form.id,
        column=column.name,
        value=quoted(text),
        expected=period.title,
    )
