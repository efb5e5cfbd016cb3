"""The cover "Trang bìa": who sends the workbook, for when, and which forms are inside.

In: agency, period, forms. Out: the first sheet, with what machines read in a plain block at its
bottom. The one surprising thing: contact and data note of that block are formulas that repeat the
open cells above, so that what an officer types there is what is read.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from etl.model import Agency, Form, Period
from etl.wording import date_text
from etl.workbook.template.head_and_foot import MOTTO, NATION, letterhead, span
from etl.workbook.template.style import BlankStyles

COVER_SHEET = "Trang bìa"
_WIDTHS = (28, 46, 22, 28)
_LAST = len(_WIDTHS) - 1
_FIELD_HEIGHT = 22  # points

_GUIDE = (
    "1. Mở từng trang tính nêu ở bảng trên; chỉ nhập vào các ô nền vàng nhạt.",
    "2. Ô có danh sách thì chọn trong danh sách. Ngày ghi theo dạng ngày/tháng/năm.",
    "3. Số tiền ghi theo triệu đồng, số hộ và số người là số nguyên; không ghi đơn vị tính vào ô.",
    "4. Không phát sinh thì ghi dấu -; ô để trống được hiểu là chưa có số liệu.",
    "5. Không đổi tên trang tính, không xóa phần dành cho máy đọc ở cuối trang này.",
    "6. Có thể kiểm tra thử trước khi gửi, so với số liệu kỳ trước, trên trang của cơ quan.",
    "7. Lưu dạng Excel (.xlsx) rồi gửi tệp; nếu có lỗi, tệp sẽ được trả lại kèm chỉ dẫn từng ô.",
)


@dataclass(frozen=True, slots=True)
class Front:
    """What the cover says."""

    agency: Agency
    period: Period
    forms: Sequence[Form]
    due_on: dt.date | None
    places_on: dt.date
    data_note: str
    contact: str


def write_cover(workbook: Workbook, styles: BlankStyles, front: Front) -> None:
    """Write the cover and define the names of its machine-readable cells."""
    page = workbook.add_worksheet(COVER_SHEET)
    for at, width in enumerate(_WIDTHS):
        page.set_column(at, at, width)
    _write_head(page, styles, front)
    row, contact, note = _write_fields(page, styles, front, 6)
    row = _write_forms(page, styles, front.forms, row + 1)
    row = _write_guide(page, styles, row + 1)
    end = _write_machine_block(workbook, page, styles, front, row + 1, contact, note)
    _set_up_page(page, end)


def _write_head(page: Worksheet, styles: BlankStyles, front: Front) -> None:
    superior, name = letterhead(front.agency)
    span(page, 0, 0, 1, superior, styles["superior"])
    span(page, 0, 2, _LAST, NATION, styles["nation"])
    span(page, 1, 0, 1, name, styles["agency"])
    span(page, 1, 2, _LAST, MOTTO, styles["motto"])
    page.set_row(3, 30)
    span(page, 3, 0, _LAST, "BÁO CÁO CÔNG TÁC DÂN TỘC", styles["title"])
    span(page, 4, 0, _LAST, front.period.title, styles["title"])


def _write_fields(
    page: Worksheet, styles: BlankStyles, front: Front, row: int
) -> tuple[int, str, str]:
    """Write the fields; gives the next row and the addresses of contact and data note."""
    period = front.period
    fixed = [
        ("Cơ quan báo cáo", front.agency.name),
        ("Kỳ báo cáo", period.title),
        (
            "Thời gian lấy số liệu",
            f"Từ ngày {date_text(period.starts_on)} đến hết ngày {date_text(period.ends_on)}",
        ),
    ]
    if front.due_on:
        fixed.append(("Hạn gửi dự kiến", date_text(front.due_on)))
    if front.places_on > period.ends_on:
        text = f"Theo danh sách xã, phường, thị trấn ngày {date_text(front.places_on)}"
        fixed.append(("Địa bàn", text))
    for label, value in fixed:
        page.set_row(row, _FIELD_HEIGHT)
        page.write_string(row, 0, label, styles["label"])
        span(page, row, 1, _LAST, value, styles["value"])
        row += 1
    addresses = []
    opened = (("Người lập, điện thoại", front.contact), ("Ghi chú số liệu", front.data_note))
    for label, value in opened:
        page.set_row(row, _FIELD_HEIGHT)
        page.write_string(row, 0, label, styles["label"])
        span(page, row, 1, _LAST, value, styles["open_text"])
        addresses.append(f"$B${row + 1}")
        row += 1
    return row, addresses[0], addresses[1]


def _write_forms(page: Worksheet, styles: BlankStyles, forms: Sequence[Form], row: int) -> int:
    span(page, row, 0, _LAST, "Các biểu trong tệp này", styles["heading"])
    row += 1
    page.set_row(row, _FIELD_HEIGHT)
    for at, header in enumerate(("Biểu số", "Tên biểu", "Đơn vị tính", "Trang tính")):
        page.write_string(row, at, header, styles["header"])
    for form in forms:
        row += 1
        page.set_row(row, _FIELD_HEIGHT if len(form.title) < 48 else 38)
        page.write_string(row, 0, form.number, styles["cell_centre"])
        page.write_string(row, 1, form.title, styles["cell"])
        page.write_string(row, 2, form.unit or "-", styles["cell_centre"])
        target = form.sheet.replace("'", "''")
        page.write_url(row, 3, f"internal:'{target}'!A1", styles["link"], form.sheet)
    return row + 1


def _write_guide(page: Worksheet, styles: BlankStyles, row: int) -> int:
    span(page, row, 0, _LAST, "Cách ghi", styles["heading"])
    row += 1
    page.set_row(row, _FIELD_HEIGHT)
    page.write_string(row, 0, "Ô nhập số liệu", styles["legend_open"])
    page.write_string(row, 1, "Ô đã khóa, không cần nhập", styles["legend_locked"])
    for text in _GUIDE:
        row += 1
        page.set_row(row, 18)
        span(page, row, 0, _LAST, text, styles["note"])
    return row + 1


def _write_machine_block(
    workbook: Workbook,
    page: Worksheet,
    styles: BlankStyles,
    front: Front,
    row: int,
    contact: str,
    note: str,
) -> int:
    head = "Phần dành cho máy đọc: đề nghị không sửa, không xóa"
    span(page, row, 0, _LAST, head, styles["machine_head"])
    editions = ";".join(f"{form.id}={form.edition}" for form in front.forms)
    typed = {
        "BDT_AGENCY": front.agency.id,
        "BDT_PERIOD": front.period.key,
        "BDT_EDITIONS": editions,
    }
    repeated = {
        "BDT_DATA_NOTE": (note, front.data_note),
        "BDT_CONTACT": (contact, front.contact),
    }
    for key, text in typed.items():
        row += 1
        page.write_string(row, 0, key, styles["machine"])
        page.write_string(row, 1, text, styles["machine"])
        workbook.define_name(key, f"='{COVER_SHEET}'!$B${row + 1}")
    for key, (address, text) in repeated.items():
        row += 1
        page.write_string(row, 0, key, styles["machine"])
        page.write_formula(row, 1, f'=IF({address}="","",{address})', styles["machine"], text)
        workbook.define_name(key, f"='{COVER_SHEET}'!{address}")
    return row


def _set_up_page(page: Worksheet, end: int) -> None:
    page.protect("", {"format_cells": True, "format_columns": True, "format_rows": True})
    page.hide_gridlines(2)
    page.set_paper(9)
    page.set_margins(left=0.7, right=0.6, top=0.7, bottom=0.7)
    page.fit_to_pages(1, 1)
    page.print_area(0, 0, end, _LAST)
    page.center_horizontally()
    page.set_tab_color("#1F3864")
