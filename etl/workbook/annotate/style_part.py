"""The styles part of a package: looks in, style numbers out; nothing that exists is changed.

The one surprising thing: our highlight keeps the fill that it covers in the unused background
colour of its own fill, so that it can be taken off again after Excel has renumbered every style.
"""

from __future__ import annotations

from collections.abc import Collection
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from etl.model import Severity
from etl.workbook.annotate.package import Package, PackageError
from etl.workbook.annotate.style_lists import cover, styles_part

HIGHLIGHTS = {
    Severity.CRITICAL: "FFFFB3AE",
    Severity.WARNING: "FFFFCF5C",
    Severity.INFO: "FFBBD9F7",
}
_OURS = frozenset(HIGHLIGHTS.values())
_COLOUR_ATTRIBUTES = ("rgb", "theme", "tint", "indexed")


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
        node = etree.Element(
            self._tag("xf"),
            numFmtId="49",  # text: nothing typed here becomes a number or a formula
            fontId=str(self._font(look)),
            fillId=str(self._solid(look.fill) if look.fill else 0),
            borderId=str(self._border() if look.boxed else 0),
            xfId="0",
            applyNumberFormat="1",
            applyFont="1",
            applyFill="1",
            applyBorder="1",
            applyAlignment="1",
            applyProtection="1",
        )
        alignment = etree.SubElement(
            node, self._tag("alignment"), horizontal=look.across, vertical=look.down, wrapText="1"
        )
        if look.boxed and look.across != "center":
            alignment.set("indent", "1")
        etree.SubElement(node, self._tag("protection"), locked=str(int(look.locked)))
        return node

    def _font(self, look: Look) -> int:
        node = etree.Element(self._tag("font"))
        for name, wanted in (("b", look.bold), ("i", look.italic), ("u", look.underline)):
            if wanted:
                etree.SubElement(node, self._tag(name))
        etree.SubElement(node, self._tag("sz"), val=f"{look.size:g}")
        etree.SubElement(node, self._tag("color"), rgb=look.colour)
        etree.SubElement(node, self._tag("name"), val="Times New Roman")
        etree.SubElement(node, self._tag("family"), val="1")
        return self._add("fonts", node)

    def _border(self) -> int:
        node = etree.Element(self._tag("border"))
        for side in ("left", "right", "top", "bottom"):
            line = etree.SubElement(node, self._tag(side), style="thin")
            etree.SubElement(line, self._tag("color"), rgb="FF8A94A0")
        etree.SubElement(node, self._tag("diagonal"))
        return self._add("borders", node)

    def _solid(self, rgb: str, under: etree._Element | None = None) -> int:
        node = etree.Element(self._tag("fill"))
        pattern = etree.SubElement(node, self._tag("patternFill"), patternType="solid")
        etree.SubElement(pattern, self._tag("fgColor"), rgb=rgb)
        below = etree.SubElement(pattern, self._tag("bgColor"))
        for name in _COLOUR_ATTRIBUTES:
            if under is not None and under.get(name) is not None:
                below.set(name, str(under.get(name)))
        if not below.attrib:
            below.set("indexed", "64")
        return self._add("fills", node)

    # highlights on the agency's sheets

    def highlighted(self, style: int, severity: Severity) -> int:
        """Give the style that looks like another but for the highlight of a severity."""
        key = (style, severity)
        if key not in self._made:
            base = self._formats[min(style, len(self._formats) - 1)]
            node = deepcopy(base)
            colour = self._colour(int(base.get("fillId", "0")))
            node.set("fillId", str(self._solid(HIGHLIGHTS[severity], colour)))
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
        bare.set("fillId", str(self._solid_like(below) if wanted else 0))
        made = self._add("cellXfs", bare)
        return (made,) if told else (*(at for at, _ in alike), made)

    def _solid_like(self, colour: etree._Element | None) -> int:
        node = etree.Element(self._tag("fill"))
        pattern = etree.SubElement(node, self._tag("patternFill"), patternType="solid")
        front = etree.SubElement(pattern, self._tag("fgColor"))
        for name, value in _colour_of(colour).items():
            front.set(name, value)
        etree.SubElement(pattern, self._tag("bgColor"), indexed="64")
        return self._add("fills", node)


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
    return {name: str(node.get(name)) for name in _COLOUR_ATTRIBUTES if node.get(name) is not None}


def _is_ours(fill: etree._Element) -> bool:
    colour = _solid_colour(fill)
    return colour is not None and str(colour.get("rgb", "")).upper() in _OURS


def _same_but_fill(one: etree._Element, other: etree._Element) -> bool:
    copies = [deepcopy(one), deepcopy(other)]
    for node in copies:
        for name in ("fillId", "applyFill"):
            node.attrib.pop(name, "")
    return _content(copies[0]) == _content(copies[1])
