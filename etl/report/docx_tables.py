"""Tables of the Word edition: a `PrintedTable` in, a native table with repeated header rows out.

The one surprising thing: merging cells in python-docx leaves their empty paragraphs behind, which
would make header cells taller; they are taken out.
"""

from collections.abc import Callable
from typing import Any

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from etl.report.content import PrintedCell, PrintedColumn, PrintedTable, TextRun
from etl.report.docx_parts import (
    cell_margins,
    keep_together,
    keep_whole,
    repeat_header,
    shade,
)
from etl.report.docx_styles import CAPTION_STYLE, NOTE_STYLE, TABLE_STYLE

_KEPT_TOGETHER = 16  # rows: a longer table may run over pages
_CENTRE = WD_ALIGN_PARAGRAPH.CENTER


class TableWriter:
    """Writes tables at the end of a document, `width_cm` wide; `add_run` prints a run."""

    def __init__(
        self, document: Document, add_run: Callable[[Any, TextRun], None], width_cm: float
    ) -> None:
        """Keep what every table needs; looking a style up is slow."""
        self.document = document
        self.add_run = add_run
        self.width_cm = width_cm
        self.table_style = document.styles[TABLE_STYLE]

    def write(self, table: PrintedTable) -> None:
        """Add a table with its caption, unit and note at the end of the document."""
        if table.caption:
            self.document.add_paragraph(style=CAPTION_STYLE).add_run(table.caption)
        if table.unit:
            unit = self.document.add_paragraph(style=NOTE_STYLE)
            unit.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            unit.paragraph_format.keep_with_next = True
            unit.add_run(f"Đơn vị tính: {table.unit}")
        grouped = any(column.group for column in table.columns)
        made = self.document.add_table(rows=0, cols=len(table.columns), style="Table Grid")
        made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        cell_margins(made, {"left": 60, "right": 60, "top": 30, "bottom": 30})
        self._header(made, table, grouped)
        for row in table.rows:
            cells = made.add_row().cells
            at = 0
            for cell in row.cells:
                target = cells[at] if cell.span == 1 else cells[at].merge(cells[at + cell.span - 1])
                bold, italic = row.total, cell.span > 1
                run = TextRun(cell.text, cell.figure_id, bold, italic, cell.mark)
                self._fill(target, run, _side(cell, table.columns[at]))
                at += cell.span
            keep_whole(made.rows[-1])
        if len(table.rows) <= _KEPT_TOGETHER:
            keep_together(made)
        self._widths(made, table)
        after = self.document.add_paragraph(style=NOTE_STYLE)
        after.add_run(table.note)
        if not table.note:  # Word needs a paragraph between two tables
            after.paragraph_format.line_spacing = Pt(6)
        for text in table.footnotes:
            self.document.add_paragraph(style=NOTE_STYLE).add_run(text)

    def _header(self, made: Any, table: PrintedTable, grouped: bool) -> None:
        rows = [made.add_row() for _ in range(2 if grouped else 1)]
        at = 0
        while at < len(table.columns):
            column = table.columns[at]
            span = 1
            if grouped and column.group:
                same = [c.group == column.group for c in table.columns[at:]]
                span = same.index(False) if False in same else len(same)
                top = rows[0].cells[at].merge(rows[0].cells[at + span - 1])
                self._fill(top, TextRun(column.group, bold=True), _CENTRE, header=True)
                for inside in range(at, at + span):
                    header = TextRun(table.columns[inside].header, bold=True)
                    self._fill(rows[1].cells[inside], header, _CENTRE, header=True)
            else:
                cell = rows[0].cells[at]
                cell = cell.merge(rows[1].cells[at]) if grouped else cell
                self._fill(cell, TextRun(column.header, bold=True), _CENTRE, header=True)
            at += span
        for row in rows:
            repeat_header(row)
            keep_whole(row)

    def _fill(
        self, cell: Any, run: TextRun, side: WD_ALIGN_PARAGRAPH, *, header: bool = False
    ) -> None:
        paragraph = cell.paragraphs[0]
        for extra in cell.paragraphs[1:]:  # left by merging
            extra._element.getparent().remove(extra._element)
        paragraph.style = self.table_style
        paragraph.paragraph_format.alignment = side
        paragraph.paragraph_format.keep_with_next = header or None
        self.add_run(paragraph, run)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        if header:
            shade(cell, "EDEDED")

    def _widths(self, made: Any, table: PrintedTable) -> None:
        total = sum(column.width for column in table.columns)
        widths = [self.width_cm * column.width / total for column in table.columns]
        for column, width in zip(made.columns, widths, strict=True):
            column.width = Cm(width)
        for row in made.rows:
            at = 0
            for tc in row._tr.tc_lst:
                tc.width = Cm(sum(widths[at : at + tc.grid_span]))
                at += tc.grid_span


def _side(cell: PrintedCell, column: PrintedColumn) -> WD_ALIGN_PARAGRAPH:
    """Numbers stand right; running numbers and sentences across columns in the middle."""
    if cell.span > 1 or column.header == "TT":
        return _CENTRE
    return WD_ALIGN_PARAGRAPH.RIGHT if column.numeric else WD_ALIGN_PARAGRAPH.LEFT
