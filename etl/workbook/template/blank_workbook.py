"""The blank workbook: an agency, a period and the forms that it owes in, an .xlsx file out.

Its first sheet "Trang bìa" says who sends it, for when, and which forms are inside; contact and
data note in its block for machines are formulas that repeat the open cells above, so that what an
officer types there is what is read. The one surprising thing: the file is the same to the byte
whenever its input is, so that a copy sent twice is recognised by its hash.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from xlsxwriter.workbook import Workbook

from etl.errors import ReportingError
from etl.model import Agency, Form, Period
from etl.reference import Reference
from etl.wording import date_text, small
from etl.workbook.own_words import FORMS_HEADERS
from etl.workbook.template.beside_sheet import write_beside
from etl.workbook.template.blank_sheet import FormSheet, Row, write_letterhead, write_sheet
from etl.workbook.template.input import Inputs
from etl.workbook.template.page import FONT, INK, BlankStyles, Page

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": {"font_name": FONT, "font_size": 12},
}
COVER_SHEET = "Trang bìa"
_WIDTHS = (28, 46, 22, 28)
_ALLOWED = ("format_cells", "format_columns", "format_rows")
_MARGINS = {"left": 0.7, "right": 0.6, "top": 0.7, "bottom": 0.7}
_FIELD_HEIGHT = 22  # points
_MACHINES = "Phần dành cho máy đọc: đề nghị không sửa, không xóa"

_GUIDE = (
    "1. Mở từng trang tính nêu ở bảng trên; chỉ nhập vào các ô nền vàng nhạt.",
    "2. Ô có danh sách thì chọn trong danh sách. Ngày ghi theo dạng ngày/tháng/năm.",
    "3. Số tiền ghi theo triệu đồng, số hộ và số người là số nguyên; không ghi đơn vị tính vào ô.",
    "4. Không phát sinh thì ghi dấu -; ô để trống được hiểu là chưa có số liệu.",
    "5. Không đổi tên trang tính, không xóa phần dành cho máy đọc ở cuối trang này.",
    "6. Có thể kiểm tra thử trước khi gửi, so với số liệu kỳ trước, trên trang của cơ quan.",
    "7. Lưu dạng Excel (.xlsx) rồi gửi tệp; nếu có lỗi, tệp sẽ được trả lại kèm chỉ dẫn từng ô.",
)


def write_template(
    path: Path,
    agency: Agency,
    period: Period,
    forms: Sequence[Form],
    reference: Reference,
    *,
    prefill: Mapping[str, Sequence[Row]] | None = None,
    data_note: str = "",
    contact: str = "",
) -> None:
    """Write the workbook of one agency for one period.

    `prefill` maps a form id to its rows, each from column name to stored value (codes of places,
    stored choices, numbers in the column's unit, dates). Raises `ReportingError` when the agency
    owes no form, or when `prefill` names a form that is not among `forms`.
    """
    rows = prefill or {}
    in_force = [form.in_force(period.ends_on) for form in forms]
    _check(agency, period, in_force, rows)
    with Workbook(str(path), _OPTIONS) as workbook:
        workbook.set_properties(
            {
                "title": f"Báo cáo công tác dân tộc - {period.title}",
                "subject": agency.name,
                "author": reference.board(period.ends_on).name,
                "created": dt.datetime.combine(period.starts_on, dt.time(), dt.UTC),
            }
        )
        workbook.set_calc_mode("auto")
        styles = BlankStyles(workbook)
        day = reference.day_of(period)
        inputs = Inputs(agency, period, day)
        page = Page(workbook, styles, COVER_SHEET, _WIDTHS)
        fields = _fields(agency, period, reference)
        _write_cover(workbook, page, agency, period, in_force, fields, contact, data_note)
        for form in in_force:
            sheet = FormSheet(agency, period, form, day, rows.get(form.id), data_note)
            write_sheet(workbook, styles, inputs, sheet)
        write_beside(workbook, styles, agency, period, in_force, reference)
        inputs.write_lists(workbook)


def _check(
    agency: Agency, period: Period, forms: Sequence[Form], prefill: Mapping[str, object]
) -> None:
    if not forms:
        raise ReportingError(
            f"{agency.name} không phải gửi biểu nào cho kỳ {small(period.title)} nên không có biểu "
            "mẫu để xuất. Đề nghị kiểm tra lại tên cơ quan hoặc kỳ báo cáo."
        )
    unknown = sorted(set(prefill) - {form.id for form in forms})
    if unknown:
        raise ReportingError(
            f"Có số liệu cho biểu không nằm trong tệp: {', '.join(unknown)}. "
            f"Các biểu trong tệp: {', '.join(form.id for form in forms)}."
        )


def _fields(agency: Agency, period: Period, reference: Reference) -> Iterator[tuple[str, str]]:
    """Give what the cover says of the sender and the period, by label."""
    window = f"Từ ngày {date_text(period.starts_on)} đến hết ngày {date_text(period.ends_on)}"
    yield "Cơ quan báo cáo", agency.name
    yield "Kỳ báo cáo", period.title
    yield "Thời gian lấy số liệu", window
    with suppress(KeyError):  # of a period for which nobody has set a day
        yield "Hạn gửi dự kiến", date_text(reference.deadline(period, agency))
    places_on = reference.places_on(period)
    if places_on > period.ends_on:
        yield "Địa bàn", f"Theo danh sách xã, phường, thị trấn ngày {date_text(places_on)}"


def _write_cover(
    workbook: Workbook,
    page: Page,
    agency: Agency,
    period: Period,
    forms: Sequence[Form],
    fields: Iterable[tuple[str, str]],
    contact: str,
    data_note: str,
) -> None:
    """Write the cover and define the names of its machine-readable cells."""
    write_letterhead(page, agency, 1)
    page.sheet.set_row(3, 30)
    page.span(3, 0, page.last, "BÁO CÁO CÔNG TÁC DÂN TỘC", "title")
    page.span(4, 0, page.last, period.title, "title")
    row = 5
    opened = (("Người lập, điện thoại", contact), ("Ghi chú số liệu", data_note))
    shown = [(*field, "value") for field in fields] + [(*field, "open_text") for field in opened]
    for label, value, look in shown:
        row += 1
        page.sheet.set_row(row, _FIELD_HEIGHT)
        page.write(row, 0, label, "label")
        page.span(row, 1, page.last, value, look)
    typed_contact, typed_note = f"$B${row}", f"$B${row + 1}"
    row = _write_forms(page, forms, row + 2)
    page.span(row, 0, page.last, "Cách ghi", "heading")
    row += 1
    page.sheet.set_row(row, _FIELD_HEIGHT)
    page.write(row, 0, "Ô nhập số liệu", "legend_open")
    page.write(row, 1, "Ô đã khóa, không cần nhập", "legend_locked")
    for text in _GUIDE:
        row += 1
        page.sheet.set_row(row, 18)
        page.span(row, 0, page.last, text, "note")
    row += 2
    page.span(row, 0, page.last, _MACHINES, "machine_head")
    for key, text, address in (
        ("BDT_AGENCY", agency.id, ""),
        ("BDT_PERIOD", period.key, ""),
        ("BDT_EDITIONS", ";".join(f"{form.id}={form.edition}" for form in forms), ""),
        ("BDT_DATA_NOTE", data_note, typed_note),
        ("BDT_CONTACT", contact, typed_contact),
    ):
        row += 1
        page.write(row, 0, key, "machine")
        if address:
            formula = f'=IF({address}="","",{address})'
            page.sheet.write_formula(row, 1, formula, page.styles["machine"], text)
        else:
            page.write(row, 1, text, "machine")
        workbook.define_name(key, f"='{COVER_SHEET}'!{address or f'$B${row + 1}'}")
    page.set_up(row, _ALLOWED, _MARGINS, height=1)
    page.sheet.set_tab_color(INK)


def _write_forms(page: Page, forms: Sequence[Form], row: int) -> int:
    """Write the table of the forms; gives the second row below."""
    page.span(row, 0, page.last, "Các biểu trong tệp này", "heading")
    row += 1
    page.sheet.set_row(row, _FIELD_HEIGHT)
    for at, header in enumerate(FORMS_HEADERS):
        page.write(row, at, header, "header")
    for form in forms:
        row += 1
        page.sheet.set_row(row, _FIELD_HEIGHT if len(form.title) < 48 else 38)
        page.write(row, 0, form.number, "cell_centre")
        page.write(row, 1, form.title, "cell")
        page.write(row, 2, form.unit or "-", "cell_centre")
        target = form.sheet.replace("'", "''")
        page.sheet.write_url(row, 3, f"internal:'{target}'!A1", page.styles["link"], form.sheet)
    return row + 2
