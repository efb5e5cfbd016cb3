"""The styles and pages of the Word edition, by Nghị định 30/2020/NĐ-CP, Phụ lục I.

In: a new python-docx document. Out: the document with A4 pages, margins, Times New Roman, real
heading styles. The one surprising thing: python-docx's own template brings blue headings and
theme fonts, which are taken out here one by one.
"""

from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Pt, RGBColor

from etl.report.docx_parts import element

FONT = "Times New Roman"
BODY_PT = 14
# the right margin is a hair above 15 mm: Word counts in twentieths of a point
LEFT_CM, RIGHT_CM, TOP_CM, BOTTOM_CM = 3.0, 1.51, 2.0, 2.0
TEXT_CM = 21.0 - LEFT_CM - RIGHT_CM
TEXT_CM_LANDSCAPE = 29.7 - LEFT_CM - RIGHT_CM
TABLE_STYLE, NOTE_STYLE, CAPTION_STYLE, ITEM_STYLE = "Bảng", "Ghi chú", "Tên bảng", "Gạch đầu dòng"


def set_page(section: Section, *, landscape: bool = False) -> None:
    """Make a section A4 with the decree's margins."""
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    short, long = Cm(21.0), Cm(29.7)
    section.page_width, section.page_height = (long, short) if landscape else (short, long)
    section.left_margin, section.right_margin = Cm(LEFT_CM), Cm(RIGHT_CM)
    section.top_margin, section.bottom_margin = Cm(TOP_CM), Cm(BOTTOM_CM)
    section.header_distance = section.footer_distance = Cm(1.0)
    section.different_first_page_header_footer = True


def set_styles(document: Document) -> None:
    """Set the body, the headings and our own styles."""
    normal = document.styles["Normal"]
    _font(normal, BODY_PT)
    language = element("w:lang", val="vi-VN", eastAsia="vi-VN", bidi="ar-SA")
    normal.element.get_or_add_rPr().append(language)
    form = normal.paragraph_format
    form.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    form.first_line_indent = Cm(1.27)
    form.space_before, form.space_after = Pt(0), Pt(6)
    form.line_spacing_rule = WD_LINE_SPACING.SINGLE
    form.widow_control = True
    for level, (centred, bold, italic) in enumerate(
        ((True, True, False), (False, True, False), (False, True, False), (False, True, True)), 1
    ):
        style = document.styles[f"Heading {level}"]
        _font(style, BODY_PT, bold=bold, italic=italic)
        form = style.paragraph_format
        form.space_before, form.space_after = Pt(6), Pt(6)
        form.keep_with_next = True
        form.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
        form.first_line_indent = Cm(0) if centred else Cm(1.27)
    _own(document, ITEM_STYLE, BODY_PT)
    table = _own(document, TABLE_STYLE, 12, indent=False)
    table.paragraph_format.space_after = Pt(0)
    table.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    note = _own(document, NOTE_STYLE, 12, italic=True, indent=False)
    note.paragraph_format.space_before = Pt(3)
    caption = _own(document, CAPTION_STYLE, 13, bold=True, indent=False)
    caption.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_before = Pt(6)


def _own(
    document: Document,
    name: str,
    size: int,
    *,
    bold: bool = False,
    italic: bool = False,
    indent: bool = True,
) -> Any:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    _font(style, size, bold=bold, italic=italic)
    if not indent:
        style.paragraph_format.first_line_indent = Cm(0)
    return style


def _font(style: Any, size: int, *, bold: bool = False, italic: bool = False) -> None:
    style.font.name = FONT
    style.font.size = Pt(size)
    style.font.bold, style.font.italic = bold, italic
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
