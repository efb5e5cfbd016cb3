"""The Excel annex: a `Content` in, a workbook with tables, formulas, native charts, sources out.

The one surprising thing: totals are formulas whose stored results are the warehouse's figures, so
a reader that does not calculate shows the right number and one that does can prove it.
"""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from etl.report.charts import COLOURS, PAIR
from etl.report.content import (
    Chart,
    Content,
    PrintedCell,
    PrintedColumn,
    PrintedTable,
    Row,
)
from etl.report.mart_rows import KEPT_BACK
from etl.report.xlsx_sources import FOOTER, LINE_PT, lines_of, write_sources

VIETNAMESE = "[$-42A]"  # dots and a decimal comma, also where the office program is set otherwise
_FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
_CHART_FONT = {"name": "Times New Roman", "size": 11}
_CHART_ROWS = 20  # of the sheet that a chart covers
_UNIT_WIDTH = 13.0  # characters for a column of relative width 1
_WIDEST = 120.0  # characters that a page on its side holds without making them much smaller
_PORTRAIT = 98.0  # characters; a wider table lies on its side


def write_xlsx(content: Content, target: Path, *, made_at: dt.datetime) -> None:
    """Write the Excel annex to `target`; `made_at` (UTC) is what its properties say."""
    with xlsxwriter.Workbook(str(target), {"strings_to_formulas": False}) as book:
        writer = _BookWriter(content, book)
        book.set_properties(
            {
                "title": f"Phụ lục số liệu: {content.title}",
                "author": content.letterhead.agency_in_text,
                "comments": "Dự thảo" if content.is_draft else "",
                "created": made_at.replace(tzinfo=None),
            }
        )
        tables = [table for table in content.tables() if table.sheet]
        for table in sorted(tables, key=lambda table: table.id != "headline"):
            writer.table_sheet(table)
        write_sources(content, book, writer.formats, writer.places)


class _BookWriter:
    def __init__(self, content: Content, book: Any) -> None:
        self.content = content
        self.book = book
        self.places: dict[str, tuple[str, str]] = {}  # figure id -> sheet, cell
        border = {"border": 1}
        middle = {"align": "center", "text_wrap": True}
        looks: Mapping[str, Mapping[str, object]] = {
            "plain": {},
            "title": {**middle, "bold": True, "font_size": 14},
            "subtitle": {**middle, "italic": True},
            "head": {**border, **middle, "bold": True, "bg_color": "#EDEDED"},
            "text": {**border, "text_wrap": True},
            "one_line": border,
            "note": {"italic": True, "text_wrap": True, "valign": "top"},
            "missing": {**border, "italic": True, "align": "center"},
            "link": {**border, "font_color": "#0B4F9E", "underline": 1},
        }
        self.formats = {name: book.add_format({**_FONT, **look}) for name, look in looks.items()}
        self._numbers: dict[tuple[str, bool], Any] = {}

    def table_sheet(self, table: PrintedTable) -> None:
        """Write one table on its own sheet, its charts below it."""
        sheet = self.book.add_worksheet(table.sheet)
        last = len(table.columns) - 1
        head = self.content.letterhead
        sheet.merge_range(0, 0, 0, last, table.title.upper(), self.formats["title"])
        state = "(DỰ THẢO) " if self.content.is_draft else ""
        sheet.merge_range(1, 0, 1, last, state + head.enclosed_with, self.formats["subtitle"])
        sheet.set_row(0, 40)
        sheet.set_row(1, 34)
        if table.unit:
            sheet.merge_range(2, 0, 2, last, f"Đơn vị tính: {table.unit}", self.formats["note"])
        first = self._header(sheet, table, 3)
        for number, row in enumerate(table.rows):
            self._row(sheet, table, row, first + number, first)
            sheet.set_row(first + number, _height(table, row))
        end = first + len(table.rows)
        under = [*([table.note] if table.note else []), *table.footnotes]
        for number, text in enumerate(under):
            sheet.merge_range(end + number, 0, end + number, last, text, self.formats["note"])
            whole = Row((PrintedCell(text, span=len(table.columns)),))
            sheet.set_row(end + number, max(_height(table, whole), 2 * LINE_PT))
        widths = _widths(table)
        for index, width in enumerate(widths):
            sheet.set_column(index, index, width, self.formats["plain"])
        blocks = self.content.all_blocks()
        charts = [b for b in blocks if isinstance(b, Chart) and b.table_id == table.id]
        if sum(widths) > _PORTRAIT and not charts:
            sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 1 if charts else 0)  # a chart is not cut in two
        sheet.set_margins(left=0.8, right=0.6, top=0.8, bottom=0.8)
        sheet.repeat_rows(3, first - 1)
        sheet.set_footer(FOOTER)
        sheet.freeze_panes(first, 1)
        sheet.hide_gridlines(2)
        at = end + 1 + max(len(under), 1)
        pixels = sum(round(width * 7) + 5 for width in widths)  # else the table would be shrunk
        for number, chart in enumerate(charts):
            native = _native(self.book, table, chart, first)
            native.set_size({"width": pixels, "height": 380})
            options = {"description": chart.alt, "object_position": 2}
            sheet.insert_chart(at + number * _CHART_ROWS, 0, native, options)

    def _header(self, sheet: Any, table: PrintedTable, top: int) -> int:
        """Write one or two header rows; gives the row after them."""
        lines = table.header()
        for row, line in enumerate(lines, top):
            for head in line:
                end = row + head.rowspan - 1, head.at + head.colspan - 1
                if end == (row, head.at):
                    sheet.write_string(row, head.at, head.text, self.formats["head"])
                else:
                    sheet.merge_range(row, head.at, *end, head.text, self.formats["head"])
        sheet.set_row(top + len(lines) - 1, 48)
        return top + len(lines)

    def _row(self, sheet: Any, table: PrintedTable, row: Row, at: int, first: int) -> None:
        index = 0
        for cell in row.cells:
            if cell.span > 1:
                end = index + cell.span - 1
                sheet.merge_range(at, index, at, end, cell.text, self.formats["missing"])
            elif cell.figure_id:
                figure = self.content.figures[cell.figure_id]
                number = self._number(figure.printed, cell.mark, row.total)
                formula = _formula(table.columns[index], row, at, index, first)
                if formula and not _is_partly_told(table, index):
                    sheet.write_formula(at, index, formula, number, figure.value)
                else:
                    sheet.write_number(at, index, figure.value, number)
                self.places[cell.figure_id] = (table.sheet, xl_rowcol_to_cell(at, index))
            else:
                text = self._format("@", row.total, {"text_wrap": True})
                sheet.write_string(at, index, cell.text, text)
            index += cell.span

    def _number(self, printed: str, mark: str, bold: bool) -> Any:
        """Give the number format that shows a value as the report prints it, with its mark."""
        digits = printed.split("%")[0].split(" ")
        number = next((part for part in digits if part[-1:].isdigit()), "0")
        decimals = len(number.partition(",")[2])
        shape = "#,##0" + (f".{'0' * decimals}" if decimals else "")
        if printed.startswith(("tăng", "giảm", "không thay đổi")):
            unit = printed.partition(number)[2].strip()
            after = f'" {unit}"' if unit else ""
            shape = f'"tăng "{shape}{after};"giảm "{shape}{after};"không thay đổi"'
        shape = ";".join(f"{VIETNAMESE}{part}" for part in shape.split(";"))
        if mark:  # in the format, so that the cell keeps holding a number
            shape = ";".join(f'{part}" {mark}"' for part in shape.split(";"))
        return self._format(shape, bold, {"align": "right"})

    def _format(self, shape: str, bold: bool, more: Mapping[str, object]) -> Any:
        if (shape, bold) not in self._numbers:
            given = {**_FONT, "border": 1, "bold": bold, "num_format": shape, **more}
            self._numbers[shape, bold] = self.book.add_format(given)
        return self._numbers[shape, bold]


def _formula(column: PrintedColumn, row: Row, at: int, index: int, first: int) -> str:
    """Give the formula that makes a cell of its table's others; "" for none."""
    if column.total == "sum" and row.total:
        return f"=SUM({xl_rowcol_to_cell(first, index)}:{xl_rowcol_to_cell(at - 1, index)})"
    if column.total == "share":
        part, whole = (xl_rowcol_to_cell(at, other) for other in column.share_of)
        return f'=IF({whole}=0,"",100*{part}/{whole})'
    return ""


def _is_partly_told(table: PrintedTable, index: int) -> bool:
    """Tell whether a column keeps counts back: its cells do not add up to its total."""
    rows = (row for row in table.rows if len(row.cells) > index)
    return any(row.cells[index].text == KEPT_BACK for row in rows)


def _native(book: Any, table: PrintedTable, chart: Chart, first: int) -> Any:
    """Make the native chart over a table's rows from row `first` of its sheet on."""
    kind = "stacked" if chart.stacked else "clustered"
    native = book.add_chart({"type": "column", "subtype": kind})
    rows = [  # from the first to the last category; one without data in between stays empty
        number
        for number, row in enumerate(table.rows, first)
        if not row.total and row.cells[0].text in chart.categories
    ]
    colours = PAIR if len(chart.series) == 2 else COLOURS
    for series, colour in zip(chart.series, colours, strict=False):
        native.add_series(
            {
                "name": series.name,
                "categories": [table.sheet, rows[0], 0, rows[-1], 0],
                "values": [table.sheet, rows[0], series.column, rows[-1], series.column],
                "fill": {"color": colour},
                "gap": 60,
            }
        )
    title_font = {**_CHART_FONT, "size": 13}
    native.set_title({"name": chart.title, "name_font": title_font, "overlay": False})
    shape = f"{VIETNAMESE}#,##0"
    fonts = {"name_font": _CHART_FONT, "num_font": _CHART_FONT}
    native.set_y_axis({"name": chart.unit, "num_format": shape, **fonts})
    native.set_x_axis({"num_font": _CHART_FONT})
    is_alone = len(chart.series) == 1
    native.set_legend({"none": True} if is_alone else {"position": "bottom", "font": _CHART_FONT})
    return native


def _widths(table: PrintedTable) -> list[float]:
    """Give the widths of a table's columns in characters; many columns share the widest page."""
    total = sum(column.width for column in table.columns)
    unit = min(_UNIT_WIDTH, _WIDEST / total)
    return [column.width * unit for column in table.columns]


def _height(table: PrintedTable, row: Row) -> float:
    """Estimate the height of a row from its longest text: writers cannot ask Excel."""
    lines, at, widths = 1, 0, _widths(table)
    for cell in row.cells:
        width = sum(widths[at : at + cell.span])
        lines = max(lines, lines_of(cell.text, width))
        at += cell.span
    return lines * LINE_PT
