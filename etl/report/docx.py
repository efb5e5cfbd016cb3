"""The Word edition: a `Content` in, a .docx in the form of Nghị định 30/2020/NĐ-CP out.

The one surprising thing: every appendix is a section of its own, because its pages are numbered
on their own and may lie on their side.
"""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from etl.report import charts
from etl.report.content import Appendix, Block, Chart, Content, Heading, Paragraph, Run, Table
from etl.report.docx_letter import write_head, write_signature
from etl.report.docx_parts import (
    bookmark,
    bookmark_name,
    cell_margins,
    describe,
    keep_whole,
    page_number,
    repeat_header,
    restart_pages,
    same_dates,
    shade,
)
from etl.report.docx_styles import (
    CAPTION_STYLE,
    ITEM_STYLE,
    NOTE_STYLE,
    TABLE_STYLE,
    TEXT_CM,
    TEXT_CM_LANDSCAPE,
    set_page,
    set_styles,
)


def write_docx(content: Content, target: Path, *, made_at: dt.datetime) -> None:
    """Write the Word edition to `target`; `made_at` (UTC) is what its properties say."""
    _Writer(content).write(target, made_at)


class _Writer:
    def __init__(self, content: Content) -> None:
        self.content = content
        self.document: Document = docx.Document()
        self.prints: Counter[str] = Counter()
        self.bookmarks = 0
        self.width_cm = TEXT_CM

    def write(self, target: Path, made_at: dt.datetime) -> None:
        set_styles(self.document)
        self.table_style = self.document.styles[TABLE_STYLE]  # looking it up is slow
        section = self.document.sections[0]
        set_page(section)
        restart_pages(section)
        self._page_header(section)
        self._properties(made_at)
        head = self.content.letterhead
        write_head(self.document, head, draft=self.content.is_draft)
        self._blocks(self.content.blocks)
        self.document.paragraphs[-1].paragraph_format.keep_with_next = True
        write_signature(self.document, head)
        for appendix in self.content.appendices:
            self._appendix(appendix)
        self.document.save(str(target))
        same_dates(target)

    def _properties(self, made_at: dt.datetime) -> None:
        properties = self.document.core_properties
        properties.title = self.content.title
        properties.author = properties.last_modified_by = self.content.letterhead.agency_in_text
        properties.language = "vi-VN"
        properties.comments = "Dự thảo" if self.content.is_draft else ""
        properties.created = properties.modified = made_at.replace(tzinfo=None)

    def _page_header(self, section: Any) -> None:
        """Number the pages at the top, in the middle, but not the first."""
        section.header.is_linked_to_previous = False
        paragraph = section.header.paragraphs[0]
        paragraph.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.first_line_indent = Cm(0)
        page_number(paragraph).font.size = Pt(14)
        section.first_page_header.is_linked_to_previous = False

    def _appendix(self, appendix: Appendix) -> None:
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        set_page(section, landscape=appendix.landscape)
        restart_pages(section)
        self._page_header(section)
        self.width_cm = TEXT_CM_LANDSCAPE if appendix.landscape else TEXT_CM
        number = f" {appendix.number}" if appendix.number else ""
        heading = self.document.add_paragraph(style="Heading 1")
        heading.add_run(f"Phụ lục{number}")
        heading.paragraph_format.space_after = Pt(0)
        self._centred(appendix.title.upper(), bold=True)
        under = self._centred(self.content.letterhead.enclosed_with, italic=True)
        under.paragraph_format.space_after = Pt(12)
        self._blocks(appendix.blocks)

    def _centred(self, text: str, *, bold: bool = False, italic: bool = False) -> Any:
        paragraph = self.document.add_paragraph()
        form = paragraph.paragraph_format
        form.alignment, form.first_line_indent = WD_ALIGN_PARAGRAPH.CENTER, Cm(0)
        form.space_after = Pt(0)
        form.keep_with_next = True
        run = paragraph.add_run(text)
        run.bold, run.italic = bold, italic
        return paragraph

    def _blocks(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            if isinstance(block, Heading):
                self._heading(block)
            elif isinstance(block, Paragraph):
                self._paragraph(block)
            elif isinstance(block, Table):
                self._table(block)
            else:
                self._chart(block)

    def _heading(self, heading: Heading) -> None:
        paragraph = self.document.add_paragraph(style=f"Heading {heading.level + 1}")
        if heading.level == 0:
            paragraph.add_run(heading.number).add_break()
            paragraph.add_run(heading.text)
        else:
            paragraph.add_run(heading.line)

    def _paragraph(self, block: Paragraph) -> None:
        style = {"body": "Normal", "item": ITEM_STYLE, "note": NOTE_STYLE}[block.kind]
        paragraph = self.document.add_paragraph(style=style)
        if block.kind == "item":
            paragraph.add_run("- ")
        for run in block.runs:
            self._run(paragraph, run)

    def _run(self, paragraph: Any, run: Run) -> None:
        made = paragraph.add_run(run.text)
        made.bold, made.italic = run.bold or None, run.italic or None
        if run.figure_id:
            self.prints[run.figure_id] += 1
            self.bookmarks += 1
            name = bookmark_name(run.figure_id, self.prints[run.figure_id])
            bookmark(made, name, self.bookmarks)

    def _chart(self, chart: Chart) -> None:
        paragraph = self.document.add_paragraph()
        form = paragraph.paragraph_format
        form.alignment, form.first_line_indent = WD_ALIGN_PARAGRAPH.CENTER, Cm(0)
        form.keep_with_next = True
        run = paragraph.add_run()
        picture = io.BytesIO(charts.png(chart, self.content.figures))
        run.add_picture(picture, width=Cm(min(self.width_cm, TEXT_CM)))
        describe(run, chart.title, chart.alt)
        caption = self.document.add_paragraph(style=CAPTION_STYLE)
        caption.paragraph_format.keep_with_next = False
        caption.paragraph_format.space_before = Pt(0)
        caption.add_run(f"{chart.caption or chart.title} ({chart.unit})")
        if chart.note:
            self._note(chart.note)

    def _note(self, text: str) -> None:
        self.document.add_paragraph(style=NOTE_STYLE).add_run(text)

    def _table(self, table: Table) -> None:
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
                column = table.columns[at]
                numeric = column.numeric and cell.span == 1
                run = Run(cell.text, cell.figure_id, bold=row.total, italic=cell.span > 1)
                align = (
                    "right"
                    if numeric
                    else "center"
                    if _centred_text(cell.span, at, column.header)
                    else "left"
                )
                self._fill(target, run, align)
                at += cell.span
            keep_whole(made.rows[-1])
        self._widths(made, table)
        after = self.document.add_paragraph(style=NOTE_STYLE)
        after.add_run(table.note)
        if not table.note:  # Word needs a paragraph between two tables
            after.paragraph_format.line_spacing = Pt(6)

    def _header(self, made: Any, table: Table, grouped: bool) -> None:
        rows = [made.add_row() for _ in range(2 if grouped else 1)]
        at = 0
        while at < len(table.columns):
            column = table.columns[at]
            span = 1
            if grouped and column.group:
                same = [c.group == column.group for c in table.columns[at:]]
                span = same.index(False) if False in same else len(same)
                top = rows[0].cells[at].merge(rows[0].cells[at + span - 1])
                self._fill(top, Run(column.group, bold=True), "center", header=True)
                for inside in range(at, at + span):
                    header = Run(table.columns[inside].header, bold=True)
                    self._fill(rows[1].cells[inside], header, "center", header=True)
            else:
                cell = rows[0].cells[at]
                cell = cell.merge(rows[1].cells[at]) if grouped else cell
                self._fill(cell, Run(column.header, bold=True), "center", header=True)
            at += span
        for row in rows:
            repeat_header(row)
            keep_whole(row)

    def _fill(self, cell: Any, run: Run, align: str, *, header: bool = False) -> None:
        paragraph = cell.paragraphs[0]
        for extra in cell.paragraphs[1:]:  # left by merging
            extra._element.getparent().remove(extra._element)
        paragraph.style = self.table_style
        paragraph.paragraph_format.alignment = {
            "left": WD_ALIGN_PARAGRAPH.LEFT,
            "right": WD_ALIGN_PARAGRAPH.RIGHT,
            "center": WD_ALIGN_PARAGRAPH.CENTER,
        }[align]
        paragraph.paragraph_format.keep_with_next = header or None
        self._run(paragraph, run)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        if header:
            shade(cell, "EDEDED")

    def _widths(self, made: Any, table: Table) -> None:
        total = sum(column.width for column in table.columns)
        widths = [self.width_cm * column.width / total for column in table.columns]
        for column, width in zip(made.columns, widths, strict=True):
            column.width = Cm(width)
        for row in made.rows:
            at = 0
            for tc in row._tr.tc_lst:
                tc.width = Cm(sum(widths[at : at + tc.grid_span]))
                at += tc.grid_span


def _centred_text(span: int, at: int, header: str) -> bool:
    """Running numbers and sentences that stand across columns are centred."""
    return span > 1 or header == "TT"
