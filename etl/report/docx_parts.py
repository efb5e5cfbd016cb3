"""The pieces of WordprocessingML that python-docx has no words for.

In: python-docx objects. Out: the same objects, changed: borders, fields, bookmarks, repeated
header rows, alternative texts. The one surprising thing: a figure is wrapped in a bookmark named
after it, which no reader sees, and by which the number can be found again.
"""

import hashlib
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Pt
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

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
_IN_A_CODE = re.compile(r"(?<=[0-9A-ZĐ])-(?=[0-9A-ZĐ])")  # 59/2015/QĐ-TTg, 1364-KL/TU
_LONGEST_STEM = 35  # of the 40 characters that Word allows: room for "__123"


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


def bookmark(run: Run, name: str, number: int) -> None:
    """Wrap a run in a bookmark."""
    start = element("w:bookmarkStart", id=str(number), name=name)
    end = element("w:bookmarkEnd", id=str(number))
    run._element.addprevious(start)
    run._element.addnext(end)


def add_text(paragraph: Paragraph, text: str) -> Run:
    """Add a run whose codes of documents are not broken at their hyphen over two lines."""
    run = paragraph.add_run()
    for at, part in enumerate(_IN_A_CODE.split(text)):
        if at:
            run._element.append(element("w:noBreakHyphen"))
        run.add_text(part)
    return run


def page_number(paragraph: Paragraph) -> Run:
    """Add the field that prints the page number."""
    run = paragraph.add_run()
    for kind in ("begin", "", "end"):
        if kind:
            run._element.append(element("w:fldChar", fldCharType=kind))
        else:
            code = element("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = " PAGE "
            run._element.append(code)
    return run


def restart_pages(section: Section) -> None:
    """Number the pages of a section from 1."""
    for copied in section._sectPr.findall(qn("w:pgNumType")):  # from the section before
        section._sectPr.remove(copied)
    place(section._sectPr, element("w:pgNumType", start="1"))


def rule(paragraph: Paragraph, width_pt: float, room_pt: float) -> None:
    """Draw a centred line of a width as the top border of an otherwise empty paragraph."""
    borders = element("w:pBdr")
    borders.append(element("w:top", val="single", sz="6", space="1", color="000000"))
    place(paragraph._element.get_or_add_pPr(), borders)
    margin = Pt(max((room_pt - width_pt) / 2, 0))
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = margin
    form.space_before, form.space_after = Pt(3), Pt(0)
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    form.line_spacing = Pt(4)


def box(paragraph: Paragraph) -> None:
    """Draw a frame around a paragraph."""
    borders = element("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        borders.append(element(f"w:{side}", val="single", sz="8", space="2", color="000000"))
    place(paragraph._element.get_or_add_pPr(), borders)


def repeat_header(row: _Row) -> None:
    """Repeat a row at the top of every page."""
    row._tr.get_or_add_trPr().append(element("w:tblHeader", val="true"))


def keep_whole(row: _Row) -> None:
    """Never break a row over two pages."""
    row._tr.get_or_add_trPr().append(element("w:cantSplit", val="true"))


def keep_together(table: Any) -> None:
    """Keep all rows of a table on one page: each goes with the next, but the last."""
    for tr in table._tbl.tr_lst[:-1]:
        for paragraph in tr.iter(qn("w:p")):
            properties = paragraph.get_or_add_pPr()
            properties.get_or_add_keepNext()


def shade(cell: _Cell, colour: str) -> None:
    """Fill a cell with a colour such as "EDEDED"."""
    shading = element("w:shd", val="clear", color="auto", fill=colour)
    place(cell._tc.get_or_add_tcPr(), shading)


def set_width(cell: _Cell, width_cm: float) -> None:
    """Set the width of a cell."""
    cell.width = Cm(width_cm)


def cell_margins(table: Any, sides: Mapping[str, int]) -> None:
    """Set the inner margins of all cells of a table, in twentieths of a point."""
    margins = element("w:tblCellMar")
    for side, width in sides.items():
        margins.append(element(f"w:{side}", w=str(width), type="dxa"))
    place(table._tbl.tblPr, margins)


def describe(run: Run, title: str, text: str) -> None:
    """Give the picture in a run its title and alternative text."""
    for properties in run._element.iter(qn("wp:docPr")):
        properties.set("title", title)
        properties.set("descr", text)


def same_dates(path: Path) -> None:
    """Give all parts of the package one date, so that the same report is the same file."""
    with zipfile.ZipFile(path) as package:
        parts = [(info.filename, package.read(info)) for info in package.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts:
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, content)
