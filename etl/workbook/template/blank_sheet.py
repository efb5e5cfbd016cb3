"""One form as a sheet of the blank workbook: a form and its rows in, a protected sheet out.

The sheet has a title block, one or two header rows, the row of column codes, the data rows, a
total row when the form has totals, then notes and signatures. Its left and right halves are merged
from whole columns, so their border moves with the widths of the form. The one surprising thing:
cached totals are written beside the formulas, because most readers do not calculate.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby
from math import fsum, prod
from typing import cast

from xlsxwriter.utility import xl_col_to_name, xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook

from etl.contracts.vocabulary import COVERAGE
from etl.kinds import CellPrinter, each_columns, each_row, kind_of, listed_kind, place_columns
from etl.model import Agency, CellValue, Column, Form, Period
from etl.reference import Day, superior_of
from etl.wording import capital, date_text, small
from etl.workbook.own_words import MARKED, OPEN
from etl.workbook.template.input import Inputs
from etl.workbook.template.page import BlankStyles, Page
from etl.workbook.template.widths import MARGINS, fitted, header_lines, lies_across, text_lines

Row = Mapping[str, CellValue]

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
PROVINCE = "tỉnh Lạng Sơn"
_EMPTY_ROWS = 60  # of a form with one line per work or project; the largest district fits
_EMPTY_ROWS_WITHOUT_PLACES = 12
_SPARE_ROWS = 3
_LINES_OF_A_MEMBER = 5  # of a place whose lines are told apart by something else
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
_LINE_HEIGHT = 16.5  # points, for 12-point type
_ALLOWED = ("format_cells", "format_columns", "format_rows", "insert_rows", "delete_rows", "sort")


@dataclass(frozen=True, slots=True)
class FormSheet:
    """Everything that one form's sheet is made from."""

    agency: Agency
    period: Period
    form: Form
    day: Day  # whose lists are printed
    rows: Sequence[Row] | None  # None: a blank form
    data_note: str

    @property
    def is_listed(self) -> bool:
        """Whether the form prints its rows, so that officers fill in only the values."""
        return bool(self.form.each)

    @property
    def is_nil(self) -> bool:
        """Whether it is filled in, with nothing to report."""
        return self.rows is not None and not self.rows

    def lines(self) -> list[Row]:
        """Give the data rows to print, empty ones included."""
        given = list(self.rows or ())
        if self.is_listed:
            listed = each_row(self.form, self.form.each, self.day, self.agency)
            return given or list(listed)
        return given + [{}] * max(self._empty_rows() - len(given), _SPARE_ROWS)

    def _empty_rows(self) -> int:
        """Give how many rows an officer finds: more where every place is to be told in parts."""
        form = self.form
        if not place_columns(form):
            answers = [len(form.column(name).choices) or 1 for name in form.key]
            return min(max(prod(answers), _EMPTY_ROWS_WITHOUT_PLACES), _EMPTY_ROWS)
        wanted = (rule.kwargs["columns"] for rule in form.rules if rule.expectation == COVERAGE)
        members = (
            each_row(form, cast("list[str]", names), self.day, self.agency) for names in wanted
        )
        return max(_EMPTY_ROWS, *(_LINES_OF_A_MEMBER * len(list(one)) for one in members), 0)


def write_sheet(workbook: Workbook, styles: BlankStyles, inputs: Inputs, sheet: FormSheet) -> None:
    """Write one form's sheet and define the names of its row of column codes and of its box."""
    form = fitted(sheet.form)
    sheet = replace(sheet, form=form)
    page = Page(workbook, styles, form.sheet, [column.width for column in form.columns])
    head = _write_title(page, sheet)
    codes = _write_headers(page, form.columns, head)
    lines = sheet.lines()
    first, last = codes + 1, codes + len(lines)
    _write_lines(page, sheet, lines, first)
    for at in range(len(form.columns)):
        page.sheet.data_validation(first, at, last, at, inputs.validation(form, at, first + 1))
    if any(column.totalled for column in form.columns):
        last += 1
        _write_total(page, form.columns, lines, last)
    end = _write_foot(page, sheet, last + 1)
    page.set_up(end, _ALLOWED, MARGINS, height=0)
    page.sheet.freeze_panes(codes + 1, 0)
    if lies_across(form.columns):
        page.sheet.set_landscape()
    page.sheet.set_zoom(90 if lies_across(form.columns) else 100)
    page.sheet.repeat_rows(head, codes)
    page.sheet.set_footer('&C&"Times New Roman,Regular"&11Trang &P/&N')
    name = form.sheet.replace("'", "''")
    address = xl_range_abs(codes, 0, codes, page.last)
    workbook.define_name(f"BDT_FORM_{form.id}", f"='{name}'!{address}")
    if not form.never_nil:
        nil = xl_rowcol_to_cell(*_nil_place(form), row_abs=True, col_abs=True)
        workbook.define_name(f"BDT_NIL_{form.id}", f"='{name}'!{nil}")


def _write_headers(page: Page, columns: Sequence[Column], row: int) -> int:
    """Write the header rows from `row` on; gives the 0-based row of the column codes."""
    below = row + any(column.group for column in columns)
    at, lines_of_group = 0, 1
    for group, members in groupby(columns, key=lambda column: column.group):
        run = list(members)
        if group:
            page.span(row, at, at + len(run) - 1, group, "header")
            lines_of_group = max(lines_of_group, header_lines(group, run))
        for offset, column in enumerate(run, start=at):
            page.merge(below if group else row, offset, below, offset, column.header, "header")
        at += len(run)
    lines = max(header_lines(column.header, [column]) for column in columns)
    page.sheet.set_row(below, _LINE_HEIGHT * lines + 4)
    if below > row:
        page.sheet.set_row(row, _LINE_HEIGHT * lines_of_group + 4)
    for at, column in enumerate(columns):
        page.write(below + 1, at, column.code, "code")
    return below + 1


def _write_lines(page: Page, sheet: FormSheet, lines: Sequence[Row], first: int) -> None:
    """Write the data rows; by the workbook's options no text becomes a formula, link or number."""
    open_row = None if sheet.is_listed else page.styles["open"]
    columns = sheet.form.columns
    printer = CellPrinter(sheet.day)
    printed = each_columns(sheet.form)
    for row, line in enumerate(lines, start=first):
        values = [printer.cell(column, line.get(column.name)) for column in columns]
        page.sheet.set_row(row, _row_height(columns, values), open_row)
        for at, (column, value) in enumerate(zip(columns, values, strict=True)):
            locked = column.name in printed and (value is not None or bool(column.of))
            style = page.styles.value(column, locked=locked)
            page.sheet.write(row, at, value, style)


def _row_height(columns: Sequence[Column], values: Sequence[CellValue]) -> float | None:
    """Give the height that long texts need; None leaves the row free to grow when typed into."""
    lines = max(
        text_lines(value, column.width - 1) if isinstance(value, str) else 1
        for column, value in zip(columns, values, strict=True)
    )
    return _LINE_HEIGHT * lines + 2 if lines > 1 else None


def _write_total(page: Page, columns: Sequence[Column], lines: Sequence[Row], row: int) -> None:
    before = next(at for at, column in enumerate(columns) if column.totalled)
    page.span(row, 0, max(before - 1, 0), "Tổng số", "total_label")
    for at, column in enumerate(columns[before:], start=before):
        style = page.styles.total(kind_of(column))
        if not column.totalled:
            page.sheet.write_blank(row, at, None, style)
            continue
        letter = xl_col_to_name(at)
        formula = f"=SUM({letter}{row - len(lines) + 1}:{letter}{row})"
        page.sheet.write_formula(
            row, at, formula, style, _total([line.get(column.name) for line in lines])
        )


def _total(values: Sequence[CellValue]) -> float | int:
    """Add the numbers among some values as Excel's SUM does; whole when all are whole."""
    numbers = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    if all(isinstance(number, int) for number in numbers):
        return sum(numbers)
    return round(fsum(numbers), 6)


def write_letterhead(page: Page, agency: Agency, left: int) -> str:
    """Write who sends it over the columns up to `left`, the state beside it; gives the name."""
    superior = superior_of(agency)
    name = agency.name.removeprefix(f"{superior} ")
    name = (name.removesuffix(f" {PROVINCE}") if superior else name).upper()
    page.span(0, 0, left, superior.upper(), "superior")
    page.span(0, left + 1, page.last, NATION, "nation")
    page.span(1, 0, left, name, "agency")
    page.span(1, left + 1, page.last, MOTTO, "motto")
    return name


def _write_title(page: Page, sheet: FormSheet) -> int:
    """Write the block from the first row on; gives the 0-based row where the table starts."""
    form = sheet.form
    left = _left_columns(form.columns) - 1
    name = write_letterhead(page, sheet.agency, left)
    page.span(_NIL_ROW, 0, left, form.number, "form_number")
    for row in range(_NIL_ROW + 1):
        page.sheet.set_row(row, 18)
    if not form.never_nil:
        _offer_nil(page, sheet, left + 1)
    if len(name) * 1.4 > sum(column.width for column in form.columns[: left + 1]):
        page.sheet.set_row(1, 34)
    row = _NIL_ROW + 1
    page.sheet.set_row(row, 26)
    period = sheet.period
    window = f"từ ngày {date_text(period.starts_on)} đến ngày {date_text(period.ends_on)}"
    for text, look in (
        (form.title.upper(), "title"),
        (f"Kỳ báo cáo: {period.title} (số liệu {window})", "period"),
        (f"({capital(sheet.data_note)})" if sheet.data_note else "", "note_of_data"),
        (f"Đơn vị tính: {small(form.unit)}" if form.unit else "", "unit"),
    ):
        page.span(row, 0, page.last, text, look)
        row += 1
    return row


def _offer_nil(page: Page, sheet: FormSheet, left: int) -> None:
    page.span(_NIL_ROW, left, page.last, MARKED if sheet.is_nil else OPEN, "nil")
    asked = {
        "validate": "list",
        "source": [OPEN, MARKED],
        "input_title": "Không phát sinh",
        "input_message": "Trong kỳ không có gì để báo cáo ở biểu này: để trống bảng và chọn “[x]” "
        "ở đây.",
        "error_title": "Không đúng mẫu",
        "error_message": f"Đề nghị chọn “{OPEN}” hoặc “{MARKED}” trong danh sách của ô.",
    }
    page.sheet.data_validation(_NIL_ROW, left, _NIL_ROW, page.last, asked)


def _nil_place(form: Form) -> tuple[int, int]:
    """Give the first cell of the box that says that nothing occurred: 0-based row and column."""
    return _NIL_ROW, _left_columns(form.columns)


def _left_columns(columns: Sequence[Column]) -> int:
    """Say how many columns the left half takes: about a third of the width, at least one."""
    ends = list(accumulate(column.width for column in columns))
    middles = [end - column.width / 2 for end, column in zip(ends, columns, strict=True)]
    taken = bisect_right(middles, _LEFT_SHARE * ends[-1])
    return min(max(taken, 1), len(columns) - 1)


def _write_foot(page: Page, sheet: FormSheet, row: int) -> int:
    """Write notes and signature block from a 0-based row on; gives the last row."""
    row += 1
    page.span(row, 0, page.last, "Ghi chú:", "note_head")
    width = sum(column.width for column in sheet.form.columns)
    for note in _notes(sheet):
        row += 1
        page.span(row, 0, page.last, note, "note")
        page.sheet.set_row(row, _LINE_HEIGHT * text_lines(note, width * 1.2))
    row += 2
    ends = list(accumulate(column.width for column in sheet.form.columns))
    middle = min(bisect_left(ends, ends[-1] / 2) + 1, page.last)  # of the width
    page.span(row, middle, page.last, "……………, ngày …… tháng …… năm 20……", "sign_hint")
    for left_text, right_text, look, rows in (
        ("NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG CƠ QUAN", "sign", 1),
        ("(Ký, ghi rõ họ tên)", "(Ký, đóng dấu, ghi rõ họ tên)", "sign_hint", 1),
        ("", "", "sign", _ROOM_TO_SIGN),
    ):
        row += rows
        page.span(row, 0, middle - 1, left_text, look)
        page.span(row, middle, page.last, right_text, look)
    return row


def _notes(sheet: FormSheet) -> list[str]:
    columns = sheet.form.columns
    notes = (
        (_OPEN, True),
        (_NOTHING.format(nil=xl_rowcol_to_cell(*_nil_place(sheet.form))), not sheet.form.never_nil),
        (_LISTS, any(map(listed_kind, columns))),
        (_NIL, any(kind_of(column).is_number for column in columns)),
        (_MORE, not sheet.is_listed),
        (_TOTALS, any(column.totalled for column in columns)),
    )
    return [note for note, holds in notes if holds]
