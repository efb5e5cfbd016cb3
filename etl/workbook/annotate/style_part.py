"""The styles part of a package: looks in, style numbers out; nothing that exists is changed.

The one surprising thing: our highlight keeps the fill that it covers in the unused background
colour of its own fill, so that it can be taken off again after Excel has renumbered every style.
"""

import posixpath
from collections.abc import Collection, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from etl.model import Severity
from etl.workbook.annotate.package import Package
from etl.workbook.annotate.sheet_part import made, put_before

HIGHLIGHTS = {
    Severity.CRITICAL: "FFFFB3AE",
    Severity.WARNING: "FFFFCF5C",
    Severity.INFO: "FFBBD9F7",
}
_OURS = frozenset(HIGHLIGHTS.values())
_ABOUT_FILL = ("fillId", "applyFill")
_COLOUR_ATTRIBUTES = ("rgb", "theme", "tint", "indexed")
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_MOST_FORMATS = 64_000  # that Excel takes
_ORDER = (
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs"),
    *("cellStyles", "dxfs", "tableStyles", "colors", "extLst"),
)
_XF = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
_SIDES = "".join(
    f'<{side} style="thin"><color rgb="FF8A94A0"/></{side}>'
    for side in ("left", "right", "top", "bottom")
)
_BOX = f"<border>{_SIDES}<diagonal/></border>"
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
        """Take a package's styles, made where they lack; raises `PackageError` for broken ones."""
        self._package = package
        book = package.workbook_part
        related = package.related(book, "styles")
        own = posixpath.join(posixpath.dirname(book), "styles.xml")
        candidates = [*related, own]
        self._part = next((one for one in candidates if one in package), candidates[0])
        if self._part not in package:
            package.put_tree(self._part, etree.Element(f"{{{package.main}}}styleSheet"), _TYPE)
        if not related:
            package.relate(book, "styles", self._part)
        root = package.tree(self._part)
        self._main = etree.QName(root).namespace or ""
        self._made: dict[object, int] = {}
        self._lists: dict[str, etree._Element] = {}
        for name, items in _FIRST.items():
            found = root.find(f"{{{self._main}}}{name}")
            if found is None:
                found = etree.Element(f"{{{self._main}}}{name}")
                put_before(found, root, _ORDER[_ORDER.index(name) + 1 :])
            self._lists[name] = found
            self._fill_up(name, items)

    def _fill_up(self, name: str, items: Sequence[str]) -> None:
        """Let a list be as long as some items, with those of them that it lacks."""
        known = self._lists[name]
        if len(known) < len(items):
            known.extend(made(self._main, "".join(items[len(known) :])))
            known.set("count", str(len(known)))
            self._package.changed(self._part)

    def _add(self, name: str, node: etree._Element) -> int:
        """Give the number of a node in a list, adding it unless an equal one is there."""
        items = self._lists[name]
        content = _content(node)
        for at, item in enumerate(items):
            if _content(item) == content:
                return at
        items.append(node)
        items.set("count", str(len(items)))
        self._package.changed(self._part)
        return len(items) - 1

    def _add_made(self, name: str, markup: str) -> int:
        return self._add(name, made(self._main, markup)[0])

    # our own sheets

    def look(self, look: Look) -> int:
        """Give the style number of a look."""
        if look not in self._made:
            self._made[look] = self._add_look(look)
        return self._made[look]

    def _add_look(self, look: Look) -> int:
        fill = self._fill({"rgb": look.fill}) if look.fill else 0
        indent = ' indent="1"' if look.boxed and look.across != "center" else ""
        switches = "<b/>" * look.bold + "<i/>" * look.italic + "<u/>" * look.underline
        font = self._add_made(
            "fonts",
            f'<font>{switches}<sz val="{look.size:g}"/><color rgb="{look.colour}"/>'
            '<name val="Times New Roman"/><family val="1"/></font>',
        )
        border = self._add_made("borders", _BOX) if look.boxed else 0
        return self._add_made(  # as a text: nothing typed here becomes a number or a formula
            "cellXfs",
            f'<xf numFmtId="49" fontId="{font}" fillId="{fill}" borderId="{border}" '
            'xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" '
            f'applyAlignment="1" applyProtection="1"><alignment horizontal="{look.across}" '
            f'vertical="{look.down}" wrapText="1"{indent}/>'
            f'<protection locked="{int(look.locked)}"/></xf>',
        )

    def _fill(self, front: dict[str, str], below: dict[str, str] | None = None) -> int:
        node = made(self._main, '<fill><patternFill patternType="solid"/></fill>')[0]
        for name, colour in (("fgColor", front), ("bgColor", below or {"indexed": "64"})):
            etree.SubElement(node[0], f"{{{self._main}}}{name}", colour)
        return self._add("fills", node)

    # highlights on the agency's sheets

    def highlighted(self, style: int, severity: Severity) -> int:
        """Give the style that looks like another but for the highlight of a severity."""
        key = (style, severity)
        if key not in self._made:
            formats = self._lists["cellXfs"]
            node = deepcopy(formats[min(style, len(formats) - 1)])
            below = self._colour(int(node.get("fillId", "0")))
            node.set("fillId", str(self._fill({"rgb": HIGHLIGHTS[severity]}, below)))
            node.set("applyFill", "1")
            self._made[key] = self._add("cellXfs", node)
        return self._made[key]

    def _colour(self, fill: int) -> dict[str, str]:
        """Give the colour of a solid fill by its number; empty for any other fill."""
        fills = self._lists["fills"]
        return _solid_colour(fills[fill]) if 0 <= fill < len(fills) else {}

    def plain(self, used: Collection[int]) -> dict[int, tuple[int, ...]]:
        """Map each used style with a highlight of ours to the styles that it may cover.

        One, as a rule; several, likeliest last, when another program overwrote what was covered:
        LibreOffice writes background colours of its own.
        """
        last = min(max(used, default=0), _MOST_FORMATS)  # which the list may end before
        self._fill_up("cellXfs", _FIRST["cellXfs"] * (last + 1))
        fills, about = self._lists["fills"], "docProps/app.xml"
        colours = [_solid_colour(fill).get("rgb", "").upper() for fill in fills]
        ours = {at for at, colour in enumerate(colours) if colour in _OURS}
        told = about not in self._package or b"LibreOffice" not in self._package.bytes_of(about)
        covered = {}
        for at, node in enumerate(list(self._lists["cellXfs"])):
            fill = int(node.get("fillId", "0"))
            if fill in ours and at in used:
                below = _colour_of(fills[fill].find("{*}patternFill/{*}bgColor"))
                covered[at] = self._uncovered(node, below if told else None, ours)
        return covered

    def _uncovered(
        self, node: etree._Element, below: dict[str, str] | None, ours: set[int]
    ) -> tuple[int, ...]:
        """Give the styles like one but for its fill; `below` is their colour, None if unknown."""
        wanted = _content(node, _ABOUT_FILL)
        alike = {
            at: fill
            for at, other in enumerate(self._lists["cellXfs"])
            if (fill := int(other.get("fillId", "0"))) not in ours
            and _content(other, _ABOUT_FILL) == wanted
        }
        for at, fill in alike.items():
            if self._colour(fill) == below:
                return (at,)
        bare = deepcopy(node)
        bare.set("fillId", str(self._fill(below) if below else 0))
        number = self._add("cellXfs", bare)
        return (number,) if below is not None else (*alike, number)


def _content(node: etree._Element, but: Collection[str] = ()) -> tuple[object, ...]:
    """Give what a node says, but for some attributes, without the prefixes in which it says it."""
    said = sorted(item for item in node.attrib.items() if item[0] not in but)
    return etree.QName(node).localname, tuple(said), tuple(_content(child) for child in node)


def _solid_colour(fill: etree._Element) -> dict[str, str]:
    """Give the colour of a solid fill; empty for any other fill."""
    return _colour_of(fill.find("{*}patternFill[@patternType='solid']/{*}fgColor"))


def _colour_of(node: etree._Element | None) -> dict[str, str]:
    """Give the attributes of a colour; empty for none and for the automatic colour."""
    if node is None or node.get("indexed") in ("64", "65"):
        return {}
    return {name: str(node.get(name)) for name in _COLOUR_ATTRIBUTES if name in node.attrib}
