"""The Excel annex: a `Content` in, a workbook with tables, formulas, native charts, sources out.

The one surprising thing: totals are formulas whose stored results are the warehouse's figures, so
a reader that does not calculate shows the right number and one that does can prove it.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from etl.report.content import Cell, Chart, Content, Row, Table
from etl.report.xlsx_sources import FOOTER, write_sources

_FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
_COLOURS = ("#1F4E79", "#7FA7CF", "#D3DFEC")
_PAIR = ("#B9C9DA", "#1F4E79")
_UNIT_WIDTH = 13.0  # characters for a column of relative width 1
_PORTRAIT_WIDTH = 7.6  # relative; a wider table lies on its side
_LINE_PT = 17.0
VIETNAMESE = "[$-42A]"  # dots and a decimal comma, also where the office program is set otherwise


def write_xlsx(content: Content, target: Path, *, made_at: dt.datetime) -> None:
    """Write the Excel annex to `target`; `made_at` (UTC) is what its properties say."""
    with xlsxwriter.Workbook(str(target), {"strings_to_formulas": False}) as book:
        writer = _Writer(content, book)
        writer.properties(made_at)
        tables = [table for table in content.tables() if table.sheet]
        for table in sorted(tables, key=lambda table: table.id != "headline"):
            writer.table_sheet(table)
        write_sources(content, book, writer.formats, writer.places)


class _Writer:
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

    def table_sheet(self, table: Table) -> None:
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
            whole = Row((Cell(text, span=len(table.columns)),))
            sheet.set_row(end + number, max(_height(table, whole), 2 * _LINE_PT))
        for index, column in enumerate(table.columns):
            sheet.set_column(index, index, column.width * _UNIT_WIDTH, self.formats["plain"])
        self._page(sheet, table, top, first)
        self._charts(sheet, table, first, end + 1 + max(len(under), 1))

    def _header(self, sheet: Any, table: Table, top: int) -> int:
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

    def _row(self, sheet: Any, table: Table, row: Row, at: int, first: int) -> None:
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
        self, sheet: Any, table: Table, row: Row, cell: Cell, at: int, index: int, first: int
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
        shape = f"{VIETNAMESE}#,##0" + (f".{'0' * decimals}" if decimals else "")
        if printed.startswith(("tăng", "giảm", "không thay đổi")):
            unit = printed.partition(number)[2].strip()
            after = f'" {unit}"' if unit else ""
            shape = f'"tăng "{shape}{after};"giảm "{shape}{after};"không thay đổi"'
        if mark:  # in the format, so that the cell keeps holding a number
            shape = ";".join(f'{part}" {mark}"' for part in shape.split(";"))
        return self._format(shape, bold, {"align": "right"})

    def _format(self, shape: str, bold: bool, more: Mapping[str, object]) -> Any:
        if (shape, bold) not in self._numbers:
            given = {**_FONT, "border": 1, "bold": bold, "num_format": shape, **more}
            self._numbers[shape, bold] = self.book.add_format(given)
        return self._numbers[shape, bold]

    def _page(self, sheet: Any, table: Table, top: int, first: int) -> None:
        sheet.set_paper(9)
        if sum(column.width for column in table.columns) > _PORTRAIT_WIDTH:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.8, right=0.6, top=0.8, bottom=0.8)
        sheet.repeat_rows(top, first - 1)
        sheet.set_footer(FOOTER)
        sheet.freeze_panes(first, 1)
        sheet.hide_gridlines(2)

    def _charts(self, sheet: Any, table: Table, first: int, at: int) -> None:
        charts = [
            block
            for block in self.content.all_blocks()
            if isinstance(block, Chart) and block.table_id == table.id
        ]
        for chart in charts:
            native = self._chart(table, chart, first)
            sheet.insert_chart(at, 0, native, {"description": chart.alt, "object_position": 2})
            at += 20

    def _chart(self, table: Table, chart: Chart, first: int) -> Any:
        native = self.book.add_chart(
            {"type": "column", "subtype": "stacked" if chart.stacked else "clustered"}
        )
        rows = [first + n for n, row in enumerate(table.rows) if _in_chart(row, chart)]
        colours = _PAIR if len(chart.series) == 2 else _COLOURS
        font = {"name": "Times New Roman", "size": 11}
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
        native.set_title({"name": chart.title, "name_font": {**font, "size": 13}, "overlay": False})
        native.set_y_axis(
            {
                "name": chart.unit,
                "name_font": font,
                "num_font": font,
                "num_format": f"{VIETNAMESE}#,##0",
            }
        )
        native.set_x_axis({"num_font": font})
        native.set_legend({"position": "bottom", "font": font})
        if len(chart.series) == 1:
            native.set_legend({"none": True})
        width = sum(round(column.width * _UNIT_WIDTH * 7) + 5 for column in table.columns)
        native.set_size({"width": width, "height": 380})  # pixels: as wide as the table
        return native


def _height(table: Table, row: Row) -> float:
    """Estimate the height of a row from its longest text: writers cannot ask Excel."""
    lines = 1
    at = 0
    for cell in row.cells:
        width = sum(column.width for column in table.columns[at : at + cell.span]) * _UNIT_WIDTH
        lines = max(lines, math.ceil(len(cell.text) * 1.1 / width))
        at += cell.span
    return lines * _LINE_PT


def _in_chart(row: Row, chart: Chart) -> bool:
    """Rows from the first to the last category; a row without data in between stays empty."""
    return not row.total and bool(_categories([row]) & set(chart.categories))


def _categories(rows: Iterable[Row]) -> set[str]:
    return {row.cells[0].text for row in rows}
