"""What every styles part begins with, and Excel counts on: made where a program left it out.

The one surprising thing: the first two fills are Excel's own, whatever a file writes there, so a
list of fills that is too short is filled up before anything is added to it.
"""

from __future__ import annotations

import posixpath

from lxml import etree

from etl.workbook.annotate.package import Package
from etl.workbook.annotate.sheet_part import made

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_MOST_FORMATS = 64_000  # that Excel takes
_ORDER = (
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs"),
    *("cellStyles", "dxfs", "tableStyles", "colors", "extLst"),
)
_XF = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
_FIRST = {
    "fonts": ('<font><sz val="11"/><name val="Calibri"/><family val="2"/></font>',),
    "fills": (
        '<fill><patternFill patternType="none"/></fill>',
        '<fill><patternFill patternType="gray125"/></fill>',
    ),
    "borders": ("<border><left/><right/><top/><bottom/><diagonal/></border>",),
    "cellStyleXfs": (_XF,),
    "cellXfs": (_XF.replace("/>", ' xfId="0"/>'),),
    "cellStyles": ('<cellStyle name="Normal" xfId="0" builtinId="0"/>',),
}


def styles_part(package: Package) -> str:
    """Give the part of a package that holds its styles, made where there is none, each list whole.

    Raises `PackageError` for a package without a workbook, or with styles that cannot be read.
    """
    book = package.workbook_part
    related = package.related(book, "styles")
    own = posixpath.join(posixpath.dirname(book), "styles.xml")
    part = next((one for one in (*related, own) if one in package), (*related, own)[0])
    if part not in package:
        package.put_tree(part, etree.Element(f"{{{package.main}}}styleSheet"), _TYPE)
    if not related:
        package.relate(book, "styles", part)
    for name, items in _FIRST.items():
        _fill_up(package, part, name, items)
    return part


def cover(package: Package, part: str, last: int) -> None:
    """Let cells be of a style up to `last` that the list of formats ends before: a plain one."""
    root = package.tree(part)
    formats = next(root.iterchildren("{*}cellXfs"))
    missing = min(last, _MOST_FORMATS) + 1 - len(formats)
    if missing > 0:
        _fill_up(package, part, "cellXfs", _FIRST["cellXfs"] * (len(formats) + missing))


def _fill_up(package: Package, part: str, name: str, items: tuple[str, ...]) -> None:
    root = package.tree(part)
    space = etree.QName(root).namespace or ""
    found = root.find(f"{{{space}}}{name}")
    if found is None:
        found = etree.Element(f"{{{space}}}{name}")
        later = _ORDER[_ORDER.index(name) + 1 :]
        following = next((one for one in root if etree.QName(one).localname in later), None)
        if following is None:
            root.append(found)
        else:
            following.addprevious(found)
    if len(found) >= len(items):
        return
    found.extend(made(space, "".join(items[len(found) :])))
    found.set("count", str(len(found)))
    package.changed(part)
