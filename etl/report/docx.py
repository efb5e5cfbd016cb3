"""The Word edition: a `Content` in, a .docx in the form of Nghị định 30/2020/NĐ-CP out.

The one surprising thing: every appendix is a section of its own, because its pages are numbered
on their own and may lie on their side.
"""

import datetime as dt
import io
import math
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from etl.report import charts
from etl.report import docx_parts as parts
from etl.report.content import Block, Chart, Content, Heading, Paragraph, PrintedTable, TextRun
from etl.report.docx_letter import balanced, write_head, write_signature
from etl.report.line_ends import held

_IN_A_CODE = re.compile(r"(?<=[0-9A-ZĐ])-(?=[0-9A-ZĐ])")  # 59/2015/QĐ-TTg, 1364-KL/TU
_KEPT_TOGETHER = 16  # rows: a longer table may run over pages, and so may one of more lines
_LINES_TOGETHER, _LETTER_CM = 22, 0.19
_LEFT: Any = WD_ALIGN_PARAGRAPH.LEFT
_CENTRE: Any = WD_ALIGN_PARAGRAPH.CENTER
_RIGHT: Any = WD_ALIGN_PARAGRAPH.RIGHT
_PARAGRAPH_STYLES = {"body": "Normal", "item": parts.ITEM_STYLE, "note": parts.NOTE_STYLE}


def write_docx(content: Content, target: Path, *, made_at: dt.datetime) -> None:
    """Write the Word edition to `target`; `made_at` (UTC) is what its properties say."""
    _Writer(content).write(target, made_at)


class _Writer:
    def __init__(self, content: Content) -> None:
        self.content = content
        self.document: Document = docx.Document()
        parts.set_styles(self.document)
        self.table_style = self.document.styles[parts.TABLE_STYLE].style_id  # as a cell names it
        self.prints: Counter[str] = Counter()
        self.width_cm = parts.TEXT_CM

    def write(self, target: Path, made_at: dt.datetime) -> None:
        parts.set_page(self.document.sections[0], landscape=False)
        properties = self.document.core_properties
        properties.title = self.content.title
        properties.author = properties.last_modified_by = self.content.letterhead.agency_in_text
        properties.language = "vi-VN"
        properties.comments = "Dự thảo" if self.content.is_draft else ""
        properties.created = properties.modified = made_at.replace(tzinfo=None)
        write_head(self.document, self.content.letterhead, draft=self.content.is_draft)
        self._blocks(self.content.blocks)
        self.document.paragraphs[-1].paragraph_format.keep_with_next = True
        write_signature(self.document, self.content.letterhead)
        self._appendices()
        self.document.save(str(target))
        parts.same_dates(target)

    def _appendices(self) -> None:
        for appendix in self.content.appendices:
            self.width_cm = parts.TEXT_CM_LANDSCAPE if appendix.landscape else parts.TEXT_CM
            section = self.document.add_section(WD_SECTION.NEW_PAGE)
            parts.set_page(section, landscape=appendix.landscape)
            heading = self._styled("Heading 1", f"Phụ lục {appendix.number}".rstrip())
            heading.paragraph_format.space_after = Pt(0)
            for line in balanced(appendix.title.upper(), self.width_cm):
                parts.centred(self.document.add_paragraph(), line, bold=True)
            enclosed = self.content.letterhead.enclosed_with
            under = parts.centred(self.document.add_paragraph(), enclosed, italic=True)
            under.paragraph_format.space_after = Pt(12)
            self._blocks(appendix.blocks)

    def _blocks(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            if isinstance(block, Heading):
                paragraph = self.document.add_paragraph(style=f"Heading {block.level + 1}")
                if block.level == 0:
                    paragraph.add_run(block.number).add_break()
                paragraph.add_run(block.line if block.level else block.text)
            elif isinstance(block, Paragraph):
                paragraph = self.document.add_paragraph(style=_PARAGRAPH_STYLES[block.kind])
                if block.kind == "item":
                    paragraph.add_run("- ")
                for run in held(block.runs):
                    self._run(paragraph, run)
            elif isinstance(block, PrintedTable):
                self._table(block)
            else:
                self._chart(block)

    def _run(self, paragraph: Any, run: TextRun) -> None:
        made = paragraph.add_run()
        for at, part in enumerate(_IN_A_CODE.split(run.text)):
            if at:  # codes of documents are not broken at their hyphen over two lines
                made._element.append(parts.element("w:noBreakHyphen"))
            made.add_text(part)
        made.bold, made.italic = run.bold or None, run.italic or None
        if run.figure_id:
            self.prints[run.figure_id] += 1
            name = parts.bookmark_name(run.figure_id, self.prints[run.figure_id])
            number = str(self.prints.total())
            made._element.addprevious(parts.element("w:bookmarkStart", id=number, name=name))
            made._element.addnext(parts.element("w:bookmarkEnd", id=number))
        if run.mark:
            paragraph.add_run(run.mark).font.superscript = True

    def _chart(self, chart: Chart) -> None:
        run = parts.centred(self.document.add_paragraph()).runs[0]
        picture = io.BytesIO(charts.png(chart, self.content.figures))
        run.add_picture(picture, width=Cm(min(self.width_cm, parts.TEXT_CM)))
        for properties in run._element.iter(qn("wp:docPr")):
            properties.set("title", chart.title)
            properties.set("descr", chart.alt)
        caption = self._styled(
            parts.CAPTION_STYLE, f"{chart.caption or chart.title} ({chart.unit})"
        )
        caption.paragraph_format.keep_with_next = False
        caption.paragraph_format.space_before = Pt(0)
        if chart.note:
            self._styled(parts.NOTE_STYLE, chart.note)

    def _styled(self, style: str, text: str) -> Any:
        paragraph = self.document.add_paragraph(style=style)
        paragraph.add_run(text)
        return paragraph

    def _table(self, table: PrintedTable) -> None:
        """Add a table with its caption, unit and notes."""
        if table.caption:
            self._styled(parts.CAPTION_STYLE, table.caption)
        if table.unit:
            form = self._styled(parts.NOTE_STYLE, f"Đơn vị tính: {table.unit}").paragraph_format
            form.alignment, form.keep_with_next = _RIGHT, True
        made = self.document.add_table(rows=0, cols=len(table.columns), style="Table Grid")
        made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        margins = parts.element("w:tblCellMar")
        for side, twentieths in (("left", "60"), ("right", "60"), ("top", "30"), ("bottom", "30")):
            margins.append(parts.element(f"w:{side}", w=twentieths, type="dxa"))
        parts.place(made._tbl.tblPr, margins)
        self._header(made, table)
        self._rows(made, table)
        if self._is_short(table):  # each row goes with the next, but the last
            for tr in made._tbl.tr_lst[:-1]:
                for paragraph in tr.iter(qn("w:p")):
                    paragraph.get_or_add_pPr().get_or_add_keepNext()
        self._widths(made, table)
        after = self._styled(parts.NOTE_STYLE, table.note)
        if not table.note:  # Word needs a paragraph between two tables
            after.paragraph_format.line_spacing = Pt(6)
        for text in table.footnotes:
            self._styled(parts.NOTE_STYLE, text)

    def _header(self, made: Any, table: PrintedTable) -> None:
        """Write one or two rows of header cells that are repeated on every page."""
        lines = table.header()
        rows = [made.add_row() for _ in lines]
        for number, line in enumerate(lines):
            for head in line:
                cell = rows[number].cells[head.at]
                if (head.rowspan, head.colspan) != (1, 1):
                    last = rows[number + head.rowspan - 1].cells[head.at + head.colspan - 1]
                    cell = cell.merge(last)
                run = TextRun(head.text, bold=True)
                self._fill(cell, run, _CENTRE, header=True)
        for row in rows:
            parts.mark_row(row, "tblHeader")
            parts.mark_row(row, "cantSplit")

    def _rows(self, made: Any, table: PrintedTable) -> None:
        for row in table.rows:
            cells = made.add_row().cells
            at = 0
            for cell in row.cells:
                target = cells[at] if cell.span == 1 else cells[at].merge(cells[at + cell.span - 1])
                run = TextRun(cell.text, cell.figure_id, row.total, cell.span > 1, cell.mark)
                column = table.columns[at]
                side = _RIGHT if column.numeric else _LEFT
                is_centred = cell.span > 1 or column.header == "TT"  # a sentence; a running number
                self._fill(target, run, _CENTRE if is_centred else side)
                at += cell.span
            parts.mark_row(made.rows[-1], "cantSplit")

    def _fill(self, cell: Any, run: TextRun, side: Any, *, header: bool = False) -> None:
        paragraph = cell.paragraphs[0]
        for extra in cell.paragraphs[1:]:  # left by merging, and would make the cell taller
            extra._element.getparent().remove(extra._element)
        paragraph._p.style = self.table_style  # by its id: its name is looked up in all styles
        paragraph.paragraph_format.alignment = side
        paragraph.paragraph_format.keep_with_next = header or None
        self._run(paragraph, run)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        if header:
            shade = parts.element("w:shd", val="clear", color="auto", fill="EDEDED")
            parts.place(cell._tc.get_or_add_tcPr(), shade)

    def _is_short(self, table: PrintedTable) -> bool:
        """Estimate whether a table fits on a page, so that it may be kept together on one."""
        widths = self._widths_of(table)
        lines = sum(
            max(
                math.ceil(len(cell.text) * _LETTER_CM / (width * cell.span)) or 1
                for cell, width in zip(row.cells, widths, strict=False)
            )
            for row in table.rows
        )
        return len(table.rows) <= _KEPT_TOGETHER and lines <= _LINES_TOGETHER

    def _widths_of(self, table: PrintedTable) -> list[float]:
        total = sum(column.width for column in table.columns)
        return [self.width_cm * column.width / total for column in table.columns]

    def _widths(self, made: Any, table: PrintedTable) -> None:
        widths = self._widths_of(table)
        for column, width in zip(made.columns, widths, strict=True):
            column.width = Cm(width)
        for row in made.rows:
            at = 0
            for tc in row._tr.tc_lst:
                tc.width = Cm(sum(widths[at : at + tc.grid_span]))
                at += tc.grid_span
