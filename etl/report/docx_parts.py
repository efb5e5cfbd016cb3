"""Pages and styles of the Word edition by Nghị định 30/2020/NĐ-CP, Phụ lục I, and its XML.

python-docx has no words for some pieces, and its own template brings blue headings and theme fonts,
which are taken out here one by one. The one surprising thing: a figure is wrapped in a bookmark
named after it, which no reader sees, and by which the number can be found again.
"""

import hashlib
import re
import zipfile
from pathlib import Path
from typing import Any, Literal

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Row
from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
BODY_PT = 14
# the right margin is a hair above 15 mm: Word counts in twentieths of a point
LEFT_CM, RIGHT_CM, TOP_CM, BOTTOM_CM = 3.0, 1.51, 2.0, 2.0
TEXT_CM = 21.0 - LEFT_CM - RIGHT_CM
TEXT_CM_LANDSCAPE = 29.7 - LEFT_CM - RIGHT_CM
TABLE_STYLE, NOTE_STYLE, CAPTION_STYLE, ITEM_STYLE = "Bảng", "Ghi chú", "Tên bảng", "Gạch đầu dòng"
# Word wants the children of these in the order of its schema; python-docx knows only its own.
SCHEMA_ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr "
    "suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap "
    "overflowPunct topLinePunct autoSpaceDE "
    "autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents "
    "suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr "
    "sectPr pPrChange",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc "
    "pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi "
    "rtlGutter docGrid printerSettings sectPrChange",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection "
    "tcFitText vAlign hideMark",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW "
    "jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook "
    "tblCaption tblDescription",
}
_LONGEST_STEM = 35  # of the 40 characters that Word allows: room for "__123"


def set_page(section: Section, *, landscape: bool) -> None:
    """Make a section A4 with the decree's margins; its pages but the first bear their number."""
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    short, long = Cm(21.0), Cm(29.7)
    section.page_width, section.page_height = (long, short) if landscape else (short, long)
    section.left_margin, section.right_margin = Cm(LEFT_CM), Cm(RIGHT_CM)
    section.top_margin, section.bottom_margin = Cm(TOP_CM), Cm(BOTTOM_CM)
    section.header_distance = section.footer_distance = Cm(1.0)
    section.different_first_page_header_footer = True
    section.header.is_linked_to_previous = section.first_page_header.is_linked_to_previous = False
    for copied in section._sectPr.findall(qn("w:pgNumType")):  # from the section before
        section._sectPr.remove(copied)
    place(section._sectPr, element("w:pgNumType", start="1"))
    number = centred(section.header.paragraphs[0], size=14).runs[0]
    code = element("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = " PAGE "
    begin, end = (element("w:fldChar", fldCharType=kind) for kind in ("begin", "end"))
    number._element.extend([begin, code, end])


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
    for level in (1, 2, 3, 4):
        style = document.styles[f"Heading {level}"]
        is_centred = level == 1
        _font(style, BODY_PT, bold=True, italic=level == 4)
        form = style.paragraph_format
        form.space_before, form.space_after = Pt(6), Pt(6)
        form.keep_with_next = True
        form.alignment = WD_ALIGN_PARAGRAPH.CENTER if is_centred else WD_ALIGN_PARAGRAPH.LEFT
        form.first_line_indent = Cm(0) if is_centred else Cm(1.27)
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


def element(name: str, /, **attributes: str) -> Any:
    """Make an element such as `w:top` with `w:` attributes."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def place(parent: Any, child: Any) -> None:
    """Put a child where the schema wants it among the children of pPr, sectPr, tcPr or tblPr."""
    order = [qn(f"w:{name}") for name in SCHEMA_ORDER[parent.tag.rpartition("}")[2]].split()]
    rank = order.index(child.tag)
    for sibling in parent:
        if sibling.tag in order and order.index(sibling.tag) > rank:
            sibling.addprevious(child)
            return
    parent.append(child)


def bookmark_name(figure_id: str, count: int) -> str:
    """Name the bookmark of the `count`-th print of a figure.

    Word allows 40 letters, digits and underscores: a longer id is cut and ends in a hash of it.
    """
    name = "f_" + re.sub(r"[^A-Za-z0-9_]", "_", figure_id)
    if len(name) > _LONGEST_STEM:
        digest = hashlib.sha256(figure_id.encode()).hexdigest()[:8]
        name = f"{name[: _LONGEST_STEM - 9]}_{digest}"
    return name if count == 1 else f"{name}__{count}"


def centred(
    paragraph: Paragraph,
    text: str = "",
    *,
    size: int = 0,
    bold: bool = False,
    italic: bool = False,
    before: int = 0,
) -> Paragraph:
    """Write a line in the middle that stays with the next; sizes are in points."""
    form = paragraph.paragraph_format
    form.alignment, form.first_line_indent = WD_ALIGN_PARAGRAPH.CENTER, Cm(0)
    form.space_before, form.space_after, form.keep_with_next = Pt(before), Pt(0), True
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic
    if size:
        run.font.size = Pt(size)
    return paragraph


def rule(paragraph: Paragraph, width_pt: float, room_pt: float) -> None:
    """Draw a centred line of a width as the top border of an otherwise empty paragraph."""
    borders = element("w:pBdr")
    borders.append(element("w:top", val="single", sz="6", space="1", color="000000"))
    place(paragraph._element.get_or_add_pPr(), borders)
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Pt(max((room_pt - width_pt) / 2, 0))
    form.space_before, form.space_after = Pt(3), Pt(0)
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    form.line_spacing = Pt(4)


def box(paragraph: Paragraph) -> None:
    """Draw a frame around a paragraph."""
    borders = element("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        borders.append(element(f"w:{side}", val="single", sz="8", space="2", color="000000"))
    place(paragraph._element.get_or_add_pPr(), borders)


def mark_row(row: _Row, how: Literal["tblHeader", "cantSplit"]) -> None:
    """Repeat a row at the top of every page, or never break it over two."""
    row._tr.get_or_add_trPr().append(element(f"w:{how}", val="true"))


def same_dates(path: Path) -> None:
    """Give all parts of the package one date, so that the same report is the same file."""
    with zipfile.ZipFile(path) as package:
        parts = [(info.filename, package.read(info)) for info in package.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts:
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, content)
