"""The styles part of a package: looks in, style numbers out; nothing that exists is changed.

The one surprising thing: our highlight keeps the fill that it covers in the unused background
colour of its own fill, so that it can be taken off again after Excel has renumbered every style.
"""

import posixpath
from collections.abc import Collection
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from etl.model import Severity
from etl.workbook.annotate.package import Package, PackageError
from etl.workbook.annotate.sheet_part import made

HIGHLIGHTS = {
    Severity.CRITICAL: "FFFFB3AE",
    Severity.WARNING: "FFFFCF5C",
    Severity.INFO: "FFBBD9F7",
}
_OURS = frozenset(HIGHLIGHTS.values())
_COLOUR_ATTRIBUTES = ("rgb", "theme", "tint", "indexed")
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


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell of our own sheets looks."""

    bold: bool = False
    italic: bool = False
    underline: bool = False
    size: float = 11
    colour: str = "FF000000"
    fill: str = ""
    boxed: bool = False
    across: str = "left"
    down: str = "top"
    locked: bool = True


class StyleBook:
    """The cell formats of one package."""

    def __init__(self, package: Package) -> None:
        self._package, self._part = package, styles_part(package)
        self._root = package.tree(self._part)
        self._main = etree.QName(self._root).namespace or ""
        self._made: dict[object, int] = {}
        self._formats = self._list("cellXfs")

    def _tag(self, name: str) -> str:
        return f"{{{self._main}}}{name}"

    def _list(self, name: str) -> etree._Element:
        found = self._root.find(self._tag(name))
        if found is None:
            raise PackageError(f"styles part without {name}")
        return found

    def _add(self, name: str, node: etree._Element) -> int:
        """Give the number of a node in a list, adding it unless an equal one is there."""
        items = self._list(name)
        content = _content(node)
        for at, item in enumerate(items):
            if _content(item) == content:
                return at
        items.append(node)
        items.set("count", str(len(items)))
        self._package.changed(self._part)
        return len(items) - 1

    # our own sheets

    def look(self, look: Look) -> int:
        """Give the style number of a look."""
        if look not in self._made:
            self._made[look] = self._add("cellXfs", self._format(look))
        return self._made[look]

    def _format(self, look: Look) -> etree._Element:
        # a text: nothing typed here becomes a number or a formula
        indent = ' indent="1"' if look.boxed and look.across != "center" else ""
        fill = self._solid(look.fill) if look.fill else 0
        border = self._border() if look.boxed else 0
        return self._made_of(
            f'<xf numFmtId="49" fontId="{self._font(look)}" fillId="{fill}" borderId="{border}" '
            'xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" '
            f'applyAlignment="1" applyProtection="1"><alignment horizontal="{look.across}" '
            f'vertical="{look.down}" wrapText="1"{indent}/>'
            f'<protection locked="{int(look.locked)}"/></xf>'
        )

    def _made_of(self, markup: str) -> etree._Element:
        return made(self._main, markup)[0]

    def _font(self, look: Look) -> int:
        switches = "<b/>" * look.bold + "<i/>" * look.italic + "<u/>" * look.underline
        return self._add(
            "fonts",
            self._made_of(
                f'<font>{switches}<sz val="{look.size:g}"/><color rgb="{look.colour}"/>'
                '<name val="Times New Roman"/><family val="1"/></font>'
            ),
        )

    def _border(self) -> int:
        sides = "".join(
            f'<{side} style="thin"><color rgb="FF8A94A0"/></{side}>'
            for side in ("left", "right", "top", "bottom")
        )
        return self._add("borders", self._made_of(f"<border>{sides}<diagonal/></border>"))

    def _solid(self, rgb: str, under: dict[str, str] | None = None) -> int:
        return self._fill({"rgb": rgb}, under or {"indexed": "64"})

    def _fill(self, front: dict[str, str], back: dict[str, str]) -> int:
        node = self._made_of('<fill><patternFill patternType="solid"/></fill>')
        for name, colour in (("fgColor", front), ("bgColor", back)):
            etree.SubElement(node[0], self._tag(name), colour)
        return self._add("fills", node)

    # highlights on the agency's sheets

    def highlighted(self, style: int, severity: Severity) -> int:
        """Give the style that looks like another but for the highlight of a severity."""
        key = (style, severity)
        if key not in self._made:
            base = self._formats[min(style, len(self._formats) - 1)]
            node = deepcopy(base)
            below = self._colour(int(base.get("fillId", "0")))
            kept = {} if below is None else _attributes(below)
            node.set("fillId", str(self._solid(HIGHLIGHTS[severity], kept)))
            node.set("applyFill", "1")
            self._made[key] = self._add("cellXfs", node)
        return self._made[key]

    def _colour(self, fill: int) -> etree._Element | None:
        """Give the colour of a solid fill by its number; None for any other, or none."""
        fills = self._list("fills")
        return _solid_colour(fills[fill]) if 0 <= fill < len(fills) else None

    def plain(self, used: Collection[int]) -> dict[int, tuple[int, ...]]:
        """Map each used style with a highlight of ours to the styles that it may cover.

        One, as a rule; several, likeliest last, when another program overwrote what was covered.
        """
        cover(self._package, self._part, max(used, default=0))
        fills = self._list("fills")
        ours = {at for at, fill in enumerate(fills) if _is_ours(fill)}
        told = not self._saved_by_libreoffice()
        covered = {}
        for at, node in enumerate(list(self._formats)):
            fill = int(node.get("fillId", "0"))
            if fill in ours and at in used:
                below = fills[fill].find(f"{self._tag('patternFill')}/{self._tag('bgColor')}")
                covered[at] = self._uncovered(node, below, ours, told=told)
        return covered

    def _saved_by_libreoffice(self) -> bool:
        """Tell whether LibreOffice saved the file: it writes background colours of its own."""
        name = "docProps/app.xml"
        return name in self._package and b"LibreOffice" in self._package.bytes_of(name)

    def _uncovered(
        self, node: etree._Element, below: etree._Element | None, ours: set[int], *, told: bool
    ) -> tuple[int, ...]:
        alike = [
            (at, int(other.get("fillId", "0")))
            for at, other in enumerate(self._formats)
            if int(other.get("fillId", "0")) not in ours and _same_but_fill(node, other)
        ]
        wanted = _colour_of(below) if told else {}
        for at, fill in alike:
            if told and _colour_of(self._colour(fill)) == wanted:
                return (at,)
        bare = deepcopy(node)
        bare.set("fillId", str(self._fill(_colour_of(below), {"indexed": "64"}) if wanted else 0))
        made = self._add("cellXfs", bare)
        return (made,) if told else (*(at for at, _ in alike), made)


def _content(node: etree._Element) -> tuple[object, ...]:
    """Give what a node says, without the prefixes in which it says it."""
    inside = tuple(_content(child) for child in node)
    return etree.QName(node).localname, tuple(sorted(node.attrib.items())), inside


def _solid_colour(fill: etree._Element) -> etree._Element | None:
    """Give the colour of a solid fill, or None for any other fill."""
    pattern = fill.find("{*}patternFill")
    if pattern is None or pattern.get("patternType") != "solid":
        return None
    return pattern.find("{*}fgColor")


def _colour_of(node: etree._Element | None) -> dict[str, str]:
    """Give the attributes of a colour; empty for none and for the automatic colour."""
    if node is None or node.get("indexed") in ("64", "65"):
        return {}
    return _attributes(node)


def _attributes(colour: etree._Element) -> dict[str, str]:
    return {
        name: str(value) for name in _COLOUR_ATTRIBUTES if (value := colour.get(name)) is not None
    }


def _is_ours(fill: etree._Element) -> bool:
    colour = _solid_colour(fill)
    return colour is not None and str(colour.get("rgb", "")).upper() in _OURS


def _same_but_fill(one: etree._Element, other: etree._Element) -> bool:
    copies = [deepcopy(one), deepcopy(other)]
    for node in copies:
        for name in ("fillId", "applyFill"):
            node.attrib.pop(name, "")
    return _content(copies[0]) == _content(copies[1])


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
