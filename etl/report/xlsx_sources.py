"""The last sheet of the annex: where each printed number comes from.

One line per figure and source. The one surprising thing: reading the annex back starts from here.
"""

import math
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

from etl.model import Figure
from etl.report.content import Content, Source

SHEET = "Nguồn số liệu"
COLUMNS = (
    ("Số liệu", 64),
    ("In trong báo cáo", 22),
    ("Đơn vị tính", 14),
    ("Ô trong tệp này", 20),
    ("Cơ quan gửi", 36),
    ("Tệp đã nhận", 34),
    ("Lần gửi", 8),
    ("Trang tính", 18),
    ("Các ô", 32),
    ("Ghi chú số liệu", 28),
    ("Giá trị", 14),
    ("Cách tính", 30),
    ("Làm tròn", 16),
    ("Mã", 34),
    ("Khung nhìn trong kho dữ liệu", 44),
    ("Điều kiện lọc", 36),
    ("SHA-256 của tệp", 66),
)
_OF_SENDER = attrgetter("agency_name", "file_name", "version", "sheet", "cells", "data_note")
PRINTED_COLUMNS = 10  # what a person follows on paper; the rest is for whoever queries
ROUNDING = {
    "exact": "không làm tròn",
    "down": "làm tròn xuống",
    "up": "làm tròn lên",
    "nearest": "làm tròn",
}
FOOTER = '&C&"Times New Roman,Regular"&11&P/&N'
FIRST_ROW = 2  # 0-based: a title, a header, then the data
PRINTED, PLACE, VALUE, ID = 1, 3, 10, 13
LINE_PT = 17.0


def write_sources(
    content: Content, book: Any, formats: Mapping[str, Any], places: Mapping[str, tuple[str, str]]
) -> None:
    """Write the sheet of sources for every figure that the report prints."""
    sheet = book.add_worksheet(SHEET)
    title, last = f"NGUỒN SỐ LIỆU: {content.title}", PRINTED_COLUMNS - 1
    sheet.merge_range(0, 0, 0, last, title, formats["title"])
    for index, (header, width) in enumerate(COLUMNS):
        sheet.write_string(1, index, header, formats["head"])
        sheet.set_column(index, index, width)
    at = FIRST_ROW
    for figure_id in content.printed_ids():
        figure = content.figures[figure_id]
        name = content.names[figure_id]
        for source in content.sources.get(figure_id) or (None,):
            cells = (name, figure.printed, figure.unit, None, *_source_cells(figure, source))
            _line(sheet, at, formats, cells)
            sheet.write_number(at, VALUE, figure.value, formats["text"])
            if place := places.get(figure_id):
                shown = "!".join(place)
                link = f"internal:'{place[0]}'!{place[1]}"
                sheet.write_url(at, PLACE, link, formats["link"], shown)
            else:
                sheet.write_string(at, PLACE, "", formats["text"])
            at += 1
    sheet.autofilter(1, 0, at - 1, len(COLUMNS) - 1)
    sheet.freeze_panes(FIRST_ROW, 2)
    sheet.print_area(0, 0, at - 1, last)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.set_margins(left=0.6, right=0.6, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    sheet.set_footer(FOOTER)


def _source_cells(figure: Figure, source: Source | None) -> tuple[str | None, ...]:
    """Give the cells from the sender on; None where no text stands."""
    return (
        *(map(str, _OF_SENDER(source)) if source else [""] * 6),
        None,
        figure.basis,
        ROUNDING.get(figure.rounding, figure.rounding),
        figure.id,
        figure.mart,
        "; ".join(f"{key} = {value}" for key, value in figure.where.items()),
        source.sha256 if source else "",
    )


def _line(sheet: Any, at: int, formats: Mapping[str, Any], cells: Sequence[str | None]) -> None:
    lines = 1
    for index, cell in enumerate(cells):
        if cell is None:
            continue
        if index < PRINTED_COLUMNS:
            sheet.write_string(at, index, cell, formats["text"])
            lines = max(lines, lines_of(cell, COLUMNS[index][1], of_a_letter=0.85))
        else:
            sheet.write_string(at, index, cell, formats["one_line"])
    sheet.set_row(at, lines * LINE_PT)


def lines_of(text: str, width: float, of_a_letter: float = 1.1) -> int:
    """Estimate how many lines a text takes in a column: writers cannot ask Excel.

    Widths are in digits; a letter of running text is narrower (0.74 was measured), one of a short
    header in capitals is wider.
    """
    return max(1, math.ceil(len(text) * of_a_letter / width))
