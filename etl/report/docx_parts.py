"""The pieces of WordprocessingML that python-docx has no words for.

In: python-docx objects. Out: the same objects, changed: borders, fields, bookmarks, repeated
header rows, alternative texts. The one surprising thing: a figure is wrapped in a bookmark named
after it, which no reader sees, and by which the number can be found again.
"""

from __future__ import annotations

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

_LONGEST_STEM = 35  # of the 40 characters that Word allows: room for "__123"


def element(name: str, /, **attributes: str) -> Any:
    """Make an element such as `w:top` with `w:` attributes."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def set_font(run: Run, font: str) -> None:
    """Set a font for all scripts: Word keeps one per script."""
    run.font.name = font
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), font)


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
    section._sectPr.append(element("w:pgNumType", start="1"))


def rule(paragraph: Paragraph, width_pt: float, room_pt: float) -> None:
    """Draw a centred line of a width as the top border of an otherwise empty paragraph."""
    borders = element("w:pBdr")
    borders.append(element("w:top", val="single", sz="6", space="1", color="000000"))
    paragraph._element.get_or_add_pPr().append(borders)
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
    paragraph._element.get_or_add_pPr().append(borders)


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
    cell._tc.get_or_add_tcPr().append(element("w:shd", val="clear", color="auto", fill=colour))


def set_width(cell: _Cell, width_cm: float) -> None:
    """Set the width of a cell."""
    cell.width = Cm(width_cm)


def cell_margins(table: Any, sides: Mapping[str, int]) -> None:
    """Set the inner margins of all cells of a table, in twentieths of a point."""
    margins = element("w:tblCellMar")
    for side, width in sides.items():
        margins.append(element(f"w:{side}", w=str(width), type="dxa"))
    table._tbl.tblPr.append(margins)


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
