"""The sheet that says which numbers of the blank stand in other forms, too: forms in, a sheet out.

It is there to be read, and never read back (`BESIDE_SHEET` is among our own sheets). The one
surprising thing: only what others owe for the same period is told; where nothing is, there is no
sheet.
"""

from collections.abc import Iterator, Sequence

from xlsxwriter.workbook import Workbook

from etl.contracts import load_across, load_forms
from etl.contracts.beside_forms import relations
from etl.model import Agency, Column, Form, Period
from etl.reference import Reference
from etl.reference.senders import named_together, owing
from etl.workbook.own_words import BESIDE_SHEET
from etl.workbook.template.page import BlankStyles, Page

_HEADERS = ("Số ở biểu của cơ quan", "Đối chiếu với", "Cơ quan gửi biểu đối chiếu", "Yêu cầu")
_WIDTHS = (44, 44, 34, 30)
_TITLE = "BIỂU NÀY ĐỐI CHIẾU VỚI BIỂU NÀO"
_NOTES = (
    "Trang này chỉ để đọc, không nhập số liệu; đổi hoặc xóa cũng không ảnh hưởng đến báo cáo.",
    "Hai số không khớp thì trước khi gửi đề nghị thống nhất với cơ quan kia; nếu số của biểu này "
    "đúng, ghi lý do vào cột “Ghi chú, giải trình” của biểu.",
)
_OWN = "Cơ quan mình, trong tệp này"
_LINE, _ROOM = 16.5, 0.85  # points a line; how much of a cell's width its text takes
_MARGINS = {"left": 0.6, "right": 0.6, "top": 0.7, "bottom": 0.7}


def write_beside(
    workbook: Workbook,
    styles: BlankStyles,
    agency: Agency,
    period: Period,
    forms: Sequence[Form],
    reference: Reference,
) -> None:
    """Write the sheet after those of the forms, where any of them stands beside another."""
    rows = list(_rows(agency, period, forms, reference))
    if not rows:
        return
    page = Page(workbook, styles, BESIDE_SHEET, _WIDTHS)
    page.span(0, 0, page.last, _TITLE, "title")
    page.sheet.set_row(0, 26)
    for at, note in enumerate(_NOTES, start=1):
        page.span(at, 0, page.last, note, "note")
    head = len(_NOTES) + 2
    for row, cells in enumerate([_HEADERS, *rows], start=head):
        lines = max(-(-len(text) // int(w * _ROOM)) for text, w in zip(cells, _WIDTHS, strict=True))
        page.sheet.set_row(row, _LINE * lines + 4)
        for at, text in enumerate(cells):
            page.write(row, at, text, "header" if row == head else "cell")
    page.sheet.set_landscape()
    page.sheet.repeat_rows(head, head)
    page.set_up(head + len(rows), (), _MARGINS, height=0)


def _rows(
    agency: Agency, period: Period, forms: Sequence[Form], reference: Reference
) -> Iterator[tuple[str, str, str, str]]:
    found = relations(load_forms(), load_across().values())
    for form in forms:
        columns = {column.name: column for column in form.columns}
        for one in found[form.id]:
            senders = owing(reference, one.other, period)
            is_compared = not one.periods or period.kind in one.periods
            if senders and is_compared and one.column.name in columns:
                is_own = any(sender.id == agency.id for sender in senders)
                names = [_OWN] if is_own else named_together(senders, period, reference)
                own, other = _cell(form, columns[one.column.name]), _cell(one.other, one.beside)
                yield own, other, "; ".join(names), one.how


def _cell(form: Form, column: Column) -> str:
    return f"{form.number}, cột {column.code} “{column.whole_header}”"
