"""What stands under a table: notes on filling it in, and places to sign.

In: the columns of a form and the row to start at. Out: the last row written. The one surprising
thing: signatures are open cells, so that a name can be typed without lifting the protection.
"""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from etl.kinds import kind_of, listed_kind
from etl.model import Column
from etl.workbook.template.style import BlankStyles
from etl.workbook.template.title import span

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
