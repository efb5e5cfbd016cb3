"""The last sheet of the annex: where each printed number comes from.

In: a `Content` and the cells that its figures got. Out: a sheet with one line per figure and
source. The one surprising thing: reading the annex back starts from this sheet.
"""

import math
from collections.abc import Mapping
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
    content: Content,
    book: Any,
    formats: Mapping[str, Any],
    places: Mapping[str, tuple[str, str]],
) -> None:
    """Write the sheet of sources for every figure that the report prints."""
    sheet = book.add_worksheet(SHEET)
    sheet.merge_range(
        0, 0, 0, PRINTED_COLUMNS - 1, f"NGUỒN SỐ LIỆU: {content.title}", formats["title"]
    )
    for index, (header, width) in enumerate(COLUMNS):
        sheet.write_string(1, index, header, formats["head"])
        sheet.set_column(index, index, width)
    at = FIRST_ROW
    for figure_id in content.printed_ids():
        figure = content.figures[figure_id]
        name = content.names[figure_id]
        for source in content.sources.get(figure_id) or (None,):
            _line(sheet, at, formats, figure, name, places.get(figure_id), source)
            at += 1
    sheet.autofilter(1, 0, at - 1, len(COLUMNS) - 1)
    sheet.freeze_panes(FIRST_ROW, 2)
    sheet.print_area(0, 0, at - 1, PRINTED_COLUMNS - 1)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.set_margins(left=0.6, right=0.6, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    sheet.set_footer(FOOTER)


def _line(
    sheet: Any,
    at: int,
    formats: Mapping[str, Any],
    figure: Figure,
    name: str,
    place: tuple[str, str] | None,
    source: Source | None,
) -> None:
    text = formats["text"]
    where = "; ".join(f"{key} = {value}" for key, value in figure.where.items())
    cells = [
        name,
        figure.printed,
        figure.unit,
        None,
        *_source_cells(source),
        None,
        figure.basis,
        ROUNDING.get(figure.rounding, figure.rounding),
        figure.id,
        figure.mart,
        where,
        source.sha256 if source else "",
    ]
    lines = 1
    for index, cell in enumerate(cells):
        if cell is not None:
            on_paper = index < PRINTED_COLUMNS
            sheet.write_string(at, index, cell, text if on_paper else formats["one_line"])
            lines = max(
                lines, lines_of(cell, COLUMNS[index][1], of_a_letter=0.85) if on_paper else 1
            )
    sheet.set_row(at, lines * LINE_PT)
    sheet.write_number(at, VALUE, figure.value, text)
    if place:
        link = f"internal:'{place[0]}'!{place[1]}"
        sheet.write_url(at, PLACE, link, formats["link"], f"{place[0]}!{place[1]}")
    else:
        sheet.write_string(at, PLACE, "", text)


def lines_of(text: str, width: float, of_a_letter: float = 1.1) -> int:
    """Estimate how many lines a text takes in a column: writers cannot ask Excel.

    Widths are in digits; a letter of running text is narrower (0.74 was measured), one of a short
    header in capitals is wider.
    """
    return max(1, math.ceil(len(text) * of_a_letter / width))


def _source_cells(source: Source | None) -> tuple[str, ...]:
    if source is None:
        return ("", "", "", "", "", "")
    return (
        source.agency_name,
        source.file_name,
        str(source.version),
        source.sheet,
        source.cells,
        source.data_note,
    )
