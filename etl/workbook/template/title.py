"""The administrative block above a sheet: who sends it, Quốc hiệu, form, title, period, unit.

In: a form, an agency, a period. Out: the rows above the table. The one surprising thing: the left
and right halves are merged from whole columns, so their border moves with the widths of the form.
"""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from etl.model import Agency, Column, Form, Period
from etl.reference import superior_of
from etl.wording import capital, date_text, small
from etl.workbook.nil import MARKED, OPEN
from etl.workbook.template.style import BlankStyles

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
PROVINCE = "tỉnh Lạng Sơn"
_LEFT_SHARE = 0.36
_NIL_ROW = 2  # beside the number of the form


def letterhead(agency: Agency) -> tuple[str, str]:
    """Give the two lines of an agency's letterhead: the body above it and the agency itself."""
    superior = superior_of(agency)
    name = agency.name.removeprefix(f"{superior} ")
    return superior.upper(), (name.removesuffix(f" {PROVINCE}") if superior else name).upper()


def period_text(period: Period) -> str:
    """Say a period with its window, which the title alone does not tell."""
    window = f"từ ngày {date_text(period.starts_on)} đến ngày {date_text(period.ends_on)}"
    return f"Kỳ báo cáo: {period.title} (số liệu {window})"


def write_title(
    page: Worksheet,
    styles: BlankStyles,
    form: Form,
    agency: Agency,
    period: Period,
    data_note: str,
    *,
    is_nil: bool,
) -> int:
    """Write the block from the first row on; gives the 0-based row where the table starts."""
    last = len(form.columns) - 1
    left = _left_columns(form.columns) - 1
    superior, name = letterhead(agency)
    lines: list[tuple[str, str, str, str]] = [
        (superior, "superior", NATION, "nation"),
        (name, "agency", MOTTO, "motto"),
        (form.number, "form_number", MARKED if is_nil else OPEN, "nil"),
    ]
    for row, (text, style, right_text, right_style) in enumerate(lines):
        span(page, row, 0, left, text, styles[style])
        span(page, row, left + 1, last, right_text, styles[right_style])
        page.set_row(row, 18)
    page.data_validation(
        *nil_place(form),
        {
            "validate": "list",
            "source": [OPEN, MARKED],
            "input_title": "Không phát sinh",
            "input_message": "Trong kỳ không có gì để báo cáo ở biểu này: để trống bảng và chọn "
            "“[x]” ở đây.",
            "error_title": "Không đúng mẫu",
            "error_message": f"Đề nghị chọn “{OPEN}” hoặc “{MARKED}” trong danh sách của ô.",
        },
    )
    width = sum(column.width for column in form.columns[: left + 1])
    if len(name) * 1.4 > width:
        page.set_row(1, 34)
    row = len(lines)
    page.set_row(row, 26)
    span(page, row, 0, last, form.title.upper(), styles["title"])
    span(page, row + 1, 0, last, period_text(period), styles["period"])
    note = f"({capital(data_note)})" if data_note else ""
    span(page, row + 2, 0, last, note, styles["note_of_data"])
    unit = f"Đơn vị tính: {small(form.unit)}" if form.unit else ""
    span(page, row + 3, 0, last, unit, styles["unit"])
    return row + 4


def nil_place(form: Form) -> tuple[int, int, int, int]:
    """Give the block of the box that says that nothing occurred: 0-based rows and columns."""
    return _NIL_ROW, _left_columns(form.columns), _NIL_ROW, len(form.columns) - 1


def span(page: Worksheet, row: int, left: int, right: int, text: str, style: Format) -> None:
    """Write a text over some columns of one row."""
    if left <= right:
        merge(page, row, left, row, right, text, style)


def merge(
    page: Worksheet, top: int, left: int, bottom: int, right: int, text: str, style: Format
) -> None:
    """Write a text over a block of cells, merged when there are several."""
    if (top, left) == (bottom, right):
        page.write_string(top, left, text, style)
    else:
        page.merge_range(top, left, bottom, right, text, style)


def _left_columns(columns: Sequence[Column]) -> int:
    """Say how many columns the left half takes: about a third of the width, at least one."""
    goal = _LEFT_SHARE * sum(column.width for column in columns)
    taken, width = 0, 0.0
    while taken < len(columns) - 1 and (taken == 0 or width + columns[taken].width / 2 <= goal):
        width += columns[taken].width
        taken += 1
    return taken
