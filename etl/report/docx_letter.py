"""What stands around the body of an official letter: letterhead, signature, recipients.

The one surprising thing: the rules under the names are as long as their text (or a share of it), so
the text is measured in the font before the rule is drawn.
"""

import re
from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from etl.report.charts import text_width_pt
from etl.report.content import Letterhead
from etl.report.docx_parts import TEXT_CM, box, centred, rule

_COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
_LEFT_CM = 6.2
_PT_PER_CM = 72 / 2.54
_BETWEEN_WORDS = re.compile(r"\s+(?!\d)")


def write_head(document: Document, head: Letterhead, *, draft: bool) -> None:
    """Write Quốc hiệu, agency, number, date, kind and subject."""
    left, right = _two_cells(document, _LEFT_CM)
    room = (_LEFT_CM - 0.4) * _PT_PER_CM
    _line(left, head.superior, 13)
    name = balanced(head.agency, _LEFT_CM - 0.4, 13)
    for line in name:
        _line(left, line, 13, bold=True)
    width = max(text_width_pt(line, 13, bold=True) for line in name)
    rule(left.add_paragraph(), width * 0.45, room)
    _line(left, f"Số: {head.code}", 13, before=8)
    if draft:
        mark = _line(left, "DỰ THẢO", 13, bold=True, before=6)
        mark.paragraph_format.left_indent = mark.paragraph_format.right_indent = Cm(1.7)
        box(mark)
    room = (TEXT_CM - _LEFT_CM - 0.4) * _PT_PER_CM
    _line(right, _COUNTRY, 13, bold=True)
    _line(right, _MOTTO, 14, bold=True)
    rule(right.add_paragraph(), text_width_pt(_MOTTO, 14, bold=True), room)
    _line(right, f"{head.place}, {head.signed_text}", 14, italic=True, before=8)
    centred(document.add_paragraph(), head.kind, bold=True, before=18)
    lines = _subject_lines(head.subject)
    for line in lines:
        centred(document.add_paragraph(), line, bold=True)
    width = max(text_width_pt(line, 14, bold=True) for line in lines)
    rule(document.add_paragraph(), width * 0.4, TEXT_CM * _PT_PER_CM)
    _addressees(document, head)


def _subject_lines(subject: str) -> list[str]:
    """Break a subject that does not fit on one line after its semicolon, not anywhere."""
    first, mark, rest = subject.partition("; ")
    if not mark or text_width_pt(subject, 14, bold=True) < TEXT_CM * _PT_PER_CM:
        return [subject]
    return [f"{first};", rest]


def balanced(title: str, room_cm: float, size: int = 14) -> list[str]:
    """Break a bold title that needs two lines into two of about one length.

    No line begins with a number: “Chương trình 135”, “năm 2020”.
    """
    words = _BETWEEN_WORDS.split(title.strip())
    room = room_cm * _PT_PER_CM
    if text_width_pt(title, size, bold=True) < room or len(words) < 2:
        return [title]
    cuts = ((" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words)))
    return list(min(cuts, key=lambda cut: max(text_width_pt(c, size, bold=True) for c in cut)))


def _addressees(document: Document, head: Letterhead) -> None:
    if not head.addressees:
        document.add_paragraph().paragraph_format.space_after = Pt(0)
        return
    lines = [f"Kính gửi: {head.addressees[0]}."]
    if len(head.addressees) > 1:
        *others, last = head.addressees
        lines = ["Kính gửi:", *(f"- {name};" for name in others), f"- {last}."]
    made = [centred(document.add_paragraph(), text) for text in lines]
    made[0].paragraph_format.space_before = made[-1].paragraph_format.space_after = Pt(12)


def write_signature(document: Document, head: Letterhead) -> None:
    """Write Nơi nhận on the left and the signature block on the right."""
    gap = document.add_paragraph().paragraph_format
    gap.space_after, gap.line_spacing, gap.keep_with_next = Pt(0), Pt(6), True
    left, right = _two_cells(document, 8.0)
    _line(left, "Nơi nhận:", 12, bold=True, italic=True)
    for name in head.recipients:
        _line(left, f"- {name};", 11)
    if head.archive:
        _line(left, f"- Lưu: {head.archive}.", 11)
    for paragraph in left.paragraphs:
        paragraph.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    for text in head.authority:
        _line(right, text, 14, bold=True)
    for _ in range(4):
        _line(right, "", 14)
    _line(right, head.signatory, 14, bold=True)


def _two_cells(document: Document, left_cm: float) -> tuple[_Cell, _Cell]:
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    left, right = table.rows[0].cells
    table.columns[0].width = left.width = Cm(left_cm)
    table.columns[1].width = right.width = Cm(TEXT_CM - left_cm)
    return left, right


def _line(cell: _Cell, text: str, size: int, **look: Any) -> Paragraph:
    """Write the next line of a cell, the first into the paragraph that each cell begins with."""
    first = cell.paragraphs[0]
    return centred(cell.add_paragraph() if first.runs else first, text, size=size, **look)
