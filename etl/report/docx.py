"""The Word edition: a `Content` in, a .docx in the form of Nghị định 30/2020/NĐ-CP out.

The one surprising thing: every appendix is a section of its own, because its pages are numbered
on their own and may lie on their side.
"""

import datetime as dt
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from etl.report import charts
from etl.report.content import (
    Appendix,
    Block,
    Chart,
    Content,
    Heading,
    Paragraph,
    PrintedTable,
    TextRun,
)
from etl.report.docx_letter import balanced, write_head, write_signature
from etl.report.docx_parts import (
    add_text,
    bookmark,
    bookmark_name,
    describe,
    page_number,
    restart_pages,
    same_dates,
)
from etl.report.docx_styles import (
    CAPTION_STYLE,
    ITEM_STYLE,
    NOTE_STYLE,
    TEXT_CM,
    TEXT_CM_LANDSCAPE,
    set_page,
    set_styles,
)
from etl.report.docx_tables import TableWriter
from etl.report.line_ends import held


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
        for line in balanced(appendix.title.upper(), self.width_cm):
            self._centred(line, bold=True)
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
            elif isinstance(block, PrintedTable):
                TableWriter(self.document, self._run, self.width_cm).write(block)
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
        for run in held(block.runs):
            self._run(paragraph, run)

    def _run(self, paragraph: Any, run: TextRun) -> None:
        made = add_text(paragraph, run.text)
        made.bold, made.italic = run.bold or None, run.italic or None
        if run.figure_id:
            self.prints[run.figure_id] += 1
            self.bookmarks += 1
            name = bookmark_name(run.figure_id, self.prints[run.figure_id])
            bookmark(made, name, self.bookmarks)
        if run.mark:
            paragraph.add_run(run.mark).font.superscript = True

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
