"""How cells look in an .ods: one style in, its font, format and whether text is struck out.

The one surprising thing: a style may say that it is level and whole ("0% 100%", "none"), so the
mere presence of an attribute tells nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from etl.workbook.sheets.number_formats import how_shown
from etl.workbook.sheets.open_formats import STYLE_TAGS, code_of, read_section
from etl.workbook.sheets.styles import is_old_font

_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"

_POINTS = {"in": 72.0, "cm": 28.35, "mm": 2.835, "pt": 1.0, "pc": 12.0, "px": 0.75}
_SIZE = re.compile(rf"(\d{{1,6}}(?:\.\d{{0,9}})?)({'|'.join(_POINTS)})")
_LEAST_POINTS = 1.0  # below, a row or column is as good as hidden


@dataclass(frozen=True, slots=True)
class Style:
    """The look of a cell or of a part of its text."""

    font: str
    parent: str  # key of the style that it is made from
    is_raised: bool = False  # or lowered
    is_struck: bool = False
    format: str = ""  # name of the data style of its numbers
    is_flat: bool = False  # of a row or column: so low or narrow that nothing is seen of it


NO_STYLE = Style("", "")
TAGS = [f"{_STYLE}{kind}" for kind in ("font-face", "default-style", "style")] + STYLE_TAGS


@dataclass(slots=True)
class OpenStyles:
    """The styles of one document by family and name ("table-cell ce1"), filled one by one."""

    faces: dict[str, str] = field(default_factory=dict)  # name of a font -> its family
    styles: dict[str, Style] = field(default_factory=dict)
    sections: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    fonts: dict[str, str] = field(default_factory=dict)  # style -> old font or ""
    formats: dict[str, str] = field(default_factory=dict)  # style -> what `how_shown` says of it

    def take(self, node: etree._Element) -> None:
        """Take in a font, a data style or a style."""
        name = node.get(f"{_STYLE}name") or ""
        if node.tag == f"{_STYLE}font-face":
            self.faces[name] = bare(node.get(f"{_SVG}font-family") or name)
        elif node.tag in STYLE_TAGS:
            self.sections[name] = read_section(node)
        else:
            family = node.get(f"{_STYLE}family") or ""
            parent = node.get(f"{_STYLE}parent-style-name") or ""
            self.styles[f"{family} {name}"] = read_style(node, f"{family} {parent}")

    def get(self, style: str) -> Style:
        """Give a style; one that is not there looks like nothing."""
        return self.styles.get(style, NO_STYLE)

    def how_shown(self, style: str) -> str:
        """Tell how the number format of a style, or of those it is made from, misleads."""
        if style not in self.formats:
            names = (one.format for one in self._lineage(style))
            code = code_of(next(filter(None, names), ""), self.sections)
            self.formats[style] = how_shown(code)
        return self.formats[style]

    def font(self, style: str) -> str:
        """Find the font of a style or of those it is made from; "" unless it is an old one."""
        if style not in self.fonts:
            font = next(filter(None, (one.font for one in self._lineage(style))), "")
            family = self.faces.get(font, font)
            self.fonts[style] = next((one for one in (family, font) if is_old_font(one)), "")
        return self.fonts[style]

    def _lineage(self, style: str) -> Iterator[Style]:
        """Give a style and those it is made from."""
        seen = set[str]()
        while style in self.styles and style not in seen:
            seen.add(style)
            yield self.styles[style]
            style = self.styles[style].parent


def read_style(node: etree._Element, parent: str) -> Style:
    """Read one style of a document."""
    for family in ("row-height", "column-width"):
        kind = family.partition("-")[0]
        sized = node.find(f"{_STYLE}table-{kind}-properties")
        if sized is not None:
            return Style("", parent, is_flat=_is_flat(sized.get(f"{_STYLE}{family}") or ""))
    text, numbers = node.find(f"{_STYLE}text-properties"), node.get(f"{_STYLE}data-style-name")
    if text is None:
        return Style("", parent, format=numbers or "")
    font = text.get(f"{_STYLE}font-name") or text.get(f"{_FO}font-family") or ""
    place = text.get(f"{_STYLE}text-position") or ""
    is_raised = bool(place) and not place.startswith("0%")
    strokes = {text.get(f"{_STYLE}text-line-through-{what}") for what in ("style", "type")}
    is_struck = bool(strokes - {None, "", "none"})
    return Style(bare(font), parent, is_raised, is_struck, numbers or "")


def _is_flat(size: str) -> bool:
    found = _SIZE.fullmatch(size)
    return found is not None and float(found[1]) * _POINTS[found[2]] < _LEAST_POINTS


def bare(name: str) -> str:
    """Give the name of a font without its quotes."""
    return name.strip("'\" ")
