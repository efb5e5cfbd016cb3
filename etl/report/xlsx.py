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

from etl.report.content import Chart, Content, PrintedCell, PrintedTable, Row
from etl.report.xlsx_charts import VIETNAMESE, insert_charts
from etl.report.xlsx_sources import FOOTER, LINE_PT, lines_of, write_sources

_FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
_UNIT_WIDTH = 13.0  # characters for a column of relative width 1
_WIDEST = 120.0  # characters that a page on its side holds without making them much smaller
_PORTRAIT = 98.0  # characters; a wider table lies on its side


def write_xlsx(content: Content, target: Path, *, made_at: dt.datetime) -> None:
    """Write the Excel annex to `target`; `made_at` (UTC) is what its properties say."""
    with xlsxwriter.Workbook(str(target), {"strings_to_formulas": False}) as book:
        writer = _BookWriter(content, book)
        writer.properties(made_at)
        tables = [table for table in content.tables() if table.sheet]
        for table in sorted(tables, key=lambda table: table.id != "headline"):
            writer.table_sheet(table)
        write_sources(content, book, writer.formats, writer.places)


class _BookWriter:
    def __init__(self, content: Content, book: Any) -> None:
        self.content = content
        self.book = book
        self.places: dict[str, tuple[str, str]] = {}  # figure id -> sheet, cell
        border = {**_FONT, "border": 1}
        self.formats: Mapping[str, Any] = {
            name: book.add_format(given)
            for name, given in {
                "plain": _FONT,
                "title": {
                    **_FONT,
                    "bold": True,
                    "font_size": 14,
                    "align": "center",
                    "text_wrap": True,
                },
                "subtitle": {**_FONT, "italic": True, "align": "center", "text_wrap": True},
                "head": {
                    **border,
                    "bold": True,
                    "align": "center",
                    "text_wrap": True,
                    "bg_color": "#EDEDED",
                },
                "text": {**border, "text_wrap": True},
                "one_line": border,
                "note": {**_FONT, "italic": True, "text_wrap": True, "valign": "top"},
                "missing": {**border, "italic": True, "align": "center"},
                "link": {**border, "font_color": "#0B4F9E", "underline": 1},
            }.items()
        }
        self._numbers: dict[tuple[str, bool], Any] = {}

    def properties(self, made_at: dt.datetime) -> None:
        self.book.set_properties(
            {
                "title": f"Phụ lục số liệu: {self.content.title}",
                "author": self.content.letterhead.agency_in_text,
                "comments": "Dự thảo" if self.content.is_draft else "",
                "created": made_at.replace(tzinfo=None),
            }
        )

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
        top = 3
        first = top + self._header(sheet, table, top)
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
        self._page(sheet, top, first, on_its_side=sum(widths) > _PORTRAIT and not charts)
        if charts:
            sheet.fit_to_pages(1, 1)  # a chart is not cut in two
        at = end + 1 + max(len(under), 1)
        insert_charts(self.book, sheet, table, charts, first=first, at=at, widths=widths)

    def _header(self, sheet: Any, table: PrintedTable, top: int) -> int:
        """Write one or two header rows; returns how many."""
        head = self.formats["head"]
        if not any(column.group for column in table.columns):
            for index, column in enumerate(table.columns):
                sheet.write_string(top, index, column.header, head)
            sheet.set_row(top, 48)
            return 1
        at = 0
        while at < len(table.columns):
            group = table.columns[at].group
            span = 1
            while (
                group and at + span < len(table.columns) and table.columns[at + span].group == group
            ):
                span += 1
            if not group:
                sheet.merge_range(top, at, top + 1, at, table.columns[at].header, head)
            elif span == 1:
                sheet.write_string(top, at, group, head)
            else:
                sheet.merge_range(top, at, top, at + span - 1, group, head)
            for inside in range(at, at + span) if group else ():
                sheet.write_string(top + 1, inside, table.columns[inside].header, head)
            at += span
        sheet.set_row(top + 1, 48)
        return 2

    def _row(self, sheet: Any, table: PrintedTable, row: Row, at: int, first: int) -> None:
        index = 0
        for cell in row.cells:
            if cell.span > 1:
                end = index + cell.span - 1
                sheet.merge_range(at, index, at, end, cell.text, self.formats["missing"])
            elif cell.figure_id:
                self._figure(sheet, table, row, cell, at, index, first)
            else:
                sheet.write_string(at, index, cell.text, self._text(row.total))
            index += cell.span

    def _figure(
        self,
        sheet: Any,
        table: PrintedTable,
        row: Row,
        cell: PrintedCell,
        at: int,
        index: int,
        first: int,
    ) -> None:
        figure = self.content.figures[cell.figure_id]
        column = table.columns[index]
        number = self._number(figure.printed, cell.mark, row.total)
        formula = ""
        if column.total == "sum" and row.total:
            start, end = xl_rowcol_to_cell(first, index), xl_rowcol_to_cell(at - 1, index)
            formula = f"=SUM({start}:{end})"
        elif column.total == "share":
            part, whole = (xl_rowcol_to_cell(at, other) for other in column.share_of)
            formula = f'=IF({whole}=0,"",100*{part}/{whole})'
        if formula:
            sheet.write_formula(at, index, formula, number, figure.value)
        else:
            sheet.write_number(at, index, figure.value, number)
        self.places[cell.figure_id] = (table.sheet, xl_rowcol_to_cell(at, index))

    def _text(self, bold: bool) -> Any:
        return self._format("@", bold, {"text_wrap": True})

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

    def _page(self, sheet: Any, top: int, first: int, *, on_its_side: bool) -> None:
        sheet.set_paper(9)
        if on_its_side:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.8, right=0.6, top=0.8, bottom=0.8)
        sheet.repeat_rows(top, first - 1)
        sheet.set_footer(FOOTER)
        sheet.freeze_panes(first, 1)
        sheet.hide_gridlines(2)


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
