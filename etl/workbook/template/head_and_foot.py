"""What stands above and under a table: who sends it, title, period and unit; notes, and signatures.

In: a form, an agency, a period. Out: the rows around the table. The one surprising thing: the left
and right halves are merged from whole columns, so their border moves with the widths of the form.
"""

from collections.abc import Sequence

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from etl.kinds import kind_of, listed_kind
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
_ROOM_TO_SIGN = 4  # rows
_OPEN = "- Chỉ nhập vào các ô nền vàng nhạt; các ô nền xám đã khóa."
_LISTS = "- Ô có danh sách: bấm mũi tên ở cạnh ô để chọn, không gõ tên khác."
_NIL = "- Ghi dấu - nếu không phát sinh; ô để trống được hiểu là chưa có số liệu."
_NOTHING = (
    "- Trong kỳ không có gì để báo cáo ở biểu này: để trống bảng và chọn “[x]” ở ô {nil}. Để trống "
    "cả hai thì biểu chưa được nhận."
)
_MORE = (
    "- Thiếu dòng: bấm chuột phải vào số thứ tự của một dòng ở giữa bảng rồi chọn Chèn (Insert)."
)
_TOTALS = "- Dòng Tổng số tự tính, không nhập tay."


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


def write_foot(
    page: Worksheet,
    styles: BlankStyles,
    columns: Sequence[Column],
    row: int,
    *,
    is_listed: bool,
    nil: str,
) -> int:
    """Write notes and signature block from a 0-based row on; gives the last row.

    `nil` is the address of the box that says that nothing occurred.
    """
    last = len(columns) - 1
    row += 1
    span(page, row, 0, last, "Ghi chú:", styles["note_head"])
    for note in _notes(columns, is_listed=is_listed, nil=nil):
        row += 1
        span(page, row, 0, last, note, styles["note"])
    row += 2
    middle = _halfway(columns)
    right = "……………, ngày …… tháng …… năm 20……"
    span(page, row, middle, last, right, styles["sign_hint"])
    for left_text, right_text, style in (
        ("NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG CƠ QUAN", "sign"),
        ("(Ký, ghi rõ họ tên)", "(Ký, đóng dấu, ghi rõ họ tên)", "sign_hint"),
    ):
        row += 1
        span(page, row, 0, middle - 1, left_text, styles[style])
        span(page, row, middle, last, right_text, styles[style])
    row += _ROOM_TO_SIGN
    span(page, row, 0, middle - 1, "", styles["sign"])
    span(page, row, middle, last, "", styles["sign"])
    return row


def _notes(columns: Sequence[Column], *, is_listed: bool, nil: str) -> list[str]:
    notes = [_OPEN, _NOTHING.format(nil=nil)]
    if any(map(listed_kind, columns)):
        notes.append(_LISTS)
    if any(kind_of(column).is_number for column in columns):
        notes.append(_NIL)
    if not is_listed:
        notes.append(_MORE)
    if any(column.totalled for column in columns):
        notes.append(_TOTALS)
    return notes


def _halfway(columns: Sequence[Column]) -> int:
    """Give the first column of the right half by width; at least 1."""
    total = sum(column.width for column in columns)
    width = 0.0
    for at, column in enumerate(columns):
        if at and width >= total / 2:
            return at
        width += column.width
    return len(columns) - 1
