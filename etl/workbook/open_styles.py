"""How text looks in an .ods: one style in, its font and whether it is raised or struck out.

The one surprising thing: a style may say that it is level and whole ("0% 100%", "none"), so the
mere presence of an attribute tells nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"


@dataclass(frozen=True, slots=True)
class Style:
    """The look of a cell or of a part of its text."""

    font: str
    parent: str  # key of the style that it is made from
    is_raised: bool = False  # or lowered
    is_struck: bool = False


NO_STYLE = Style("", "")


def read_style(node: etree._Element, parent: str) -> Style:
    """Read one style of a document."""
    text = node.find(f"{_STYLE}text-properties")
    if text is None:
        return Style("", parent)
    font = text.get(f"{_STYLE}font-name") or text.get(f"{_FO}font-family") or ""
    place = text.get(f"{_STYLE}text-position") or ""
    is_raised = bool(place) and not place.startswith("0%")
    strokes = {text.get(f"{_STYLE}text-line-through-{what}") for what in ("style", "type")}
    return Style(bare(font), parent, is_raised, bool(strokes - {None, "", "none"}))


def bare(name: str) -> str:
    """Give the name of a font without its quotes."""
    return name.strip("'\" ")
