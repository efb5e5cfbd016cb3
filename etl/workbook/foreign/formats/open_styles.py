"""How cells of an .ods look and what they say: styles, formats of numbers, texts as they are seen.

A style may say that it is level and whole ("0% 100%", "none"), so the mere presence of an attribute
tells nothing; the sections of a format are styles of their own. The one surprising thing: white
space in the file means nothing, it is elements that stand for spaces, tabs and line breaks; and
notes, pictures and text boxes lie within the cell, though their words are none of its own.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from etl.workbook.foreign.formats.looks import how_shown
from etl.workbook.foreign.formats.rich_text import is_old_font

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"

_POINTS = {"in": 72.0, "cm": 28.35, "mm": 2.835, "pt": 1.0, "pc": 12.0, "px": 0.75}
_SIZE = re.compile(rf"(\d{{1,6}}(?:\.\d{{0,9}})?)({'|'.join(_POINTS)})")
_QUOTES = "'\" "  # about the name of a font
_LEAST_POINTS = 1.0  # below, a row or column is as good as hidden
_NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
_FORMAT_TAGS = [f"{_NUMBER}{kind}-style" for kind in ("number", "currency", "text", "percentage")]
_FIGURES = frozenset(f"{_NUMBER}{kind}" for kind in ("number", "scientific-number", "fraction"))
_TEXTS = frozenset(f"{_NUMBER}{kind}" for kind in ("text", "currency-symbol"))
_MOST_SECTIONS = 4
_MOST_DIGITS = 12
_LONGEST_CODE = 255  # characters
_LINES = frozenset({f"{TEXT}p", f"{TEXT}h"})
_SIGNS = {f"{TEXT}tab": "\x01", f"{TEXT}line-break": "\x02"}  # as no XML can hold them
_SPACES, _SPACE = f"{TEXT}s", "\x03"
_MEANT = str.maketrans("\x01\x02\x03", "\t\n ")
_MOST_SPACES = 1_000  # that one element may stand for
_BLANK = re.compile(r"[ \t\r\n]+")
_ASIDE = re.compile(
    r"\{urn:oasis:names:tc:opendocument:xmlns:drawing:1\.0\}"
    r"|\{[^}]*\}(?:annotation(?:-end)?|note|ruby-text|bookmark.*)$"
)


@dataclass(frozen=True, slots=True)
class Style:
    """The look of a cell or of a part of its text."""

    font: str = ""
    parent: str = ""  # key of the style that it is made from
    is_raised: bool = False  # or lowered
    is_struck: bool = False
    format: str = ""  # name of the data style of its numbers
    is_flat: bool = False  # of a row or column: so low or narrow that nothing is seen of it


_NO_STYLE = Style()
STYLE_TAGS = [f"{STYLE}{kind}" for kind in ("font-face", "default-style", "style")] + _FORMAT_TAGS


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
        name = node.get(f"{STYLE}name") or ""
        if node.tag == f"{STYLE}font-face":
            self.faces[name] = (node.get(f"{_SVG}font-family") or name).strip(_QUOTES)
        elif node.tag in _FORMAT_TAGS:
            self.sections[name] = _read_section(node)
        else:
            family = node.get(f"{STYLE}family") or ""
            parent = node.get(f"{STYLE}parent-style-name") or ""
            self.styles[f"{family} {name}"] = _read_style(node, f"{family} {parent}")

    def get(self, style: str) -> Style:
        """Give a style; one that is not there looks like nothing."""
        return self.styles.get(style, _NO_STYLE)

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
        seen = set[str]()
        while style in self.styles and style not in seen:
            seen.add(style)
            yield self.styles[style]
            style = self.styles[style].parent


def _read_style(node: etree._Element, parent: str) -> Style:
    for kind, size in (("row", "height"), ("column", "width")):
        sized = node.find(f"{STYLE}table-{kind}-properties")
        if sized is not None:
            found = _SIZE.fullmatch(sized.get(f"{STYLE}{kind}-{size}") or "")
            points = float(found[1]) * _POINTS[found[2]] if found else _LEAST_POINTS
            return Style("", parent, is_flat=points < _LEAST_POINTS)
    text, numbers = node.find(f"{STYLE}text-properties"), node.get(f"{STYLE}data-style-name")
    if text is None:
        return Style("", parent, format=numbers or "")
    font = text.get(f"{STYLE}font-name") or text.get(f"{_FO}font-family") or ""
    place = text.get(f"{STYLE}text-position") or ""
    is_raised = bool(place) and not place.startswith("0%")
    strokes = {text.get(f"{STYLE}text-line-through-{what}") for what in ("style", "type")}
    is_struck = bool(strokes - {None, "", "none"})
    return Style(font.strip(_QUOTES), parent, is_raised, is_struck, numbers or "")


def _read_section(node: etree._Element) -> tuple[str, tuple[str, ...]]:
    """Read one data style: its own code, and the names of the styles of its other sections."""
    if node.tag == _FORMAT_TAGS[-1]:
        return "0%", ()
    others = (one.get(f"{STYLE}apply-style-name") or "" for one in node.iterfind(f"{STYLE}map"))
    return "".join(map(_code, node))[:_LONGEST_CODE], tuple(islice(others, _MOST_SECTIONS))


def code_of(name: str, sections: Mapping[str, tuple[str, tuple[str, ...]]]) -> str:
    """Put the code of a data style together, its sections in the order of their conditions.

    A section of another kind (a date, a time) stands there as a plain number.
    """
    own, others = sections.get(name, ("", ()))
    parts = (sections.get(other, ("0", ()))[0] for other in others)
    return ";".join([*parts, own])


def _code(node: etree._Element) -> str:
    if node.tag in _TEXTS:
        text = (node.text or "").replace('"', "")
        return f'"{text}"' if text else ""
    if node.tag not in _FIGURES:
        return ""
    factor = node.get(f"{_NUMBER}display-factor") or ""
    return "0" + "," * factor.count("000")


def count_of(node: etree._Element, what: str) -> int:
    """Give how often a row or cell repeats, or over how many it spans."""
    text = node.get(f"{TABLE}number-{what}") or ""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else 1


def shown_text(cell: etree._Element) -> str:
    """Give the text of a cell, its lines parted by line feeds."""
    return "\n".join(_line(line) for line in lines_of(cell))


def lines_of(node: etree._Element) -> Iterator[etree._Element]:
    """Give the paragraphs of a cell that are its own."""
    for child in node:
        if child.tag in _LINES:
            yield child
        elif isinstance(child.tag, str) and not _ASIDE.match(child.tag):
            yield from lines_of(child)


def _line(line: etree._Element) -> str:
    if not len(line):
        return _BLANK.sub(" ", line.text or "").strip(" ")
    return _BLANK.sub(" ", "".join(_words(line))).strip(" ").translate(_MEANT)


def _words(node: etree._Element) -> Iterator[str]:
    """Give the words of a paragraph or a part of it, with signs for elements; see `piece`."""
    yield node.text or ""
    for child in node:
        yield from words_of_part(child)
        yield child.tail or ""


def words_of_part(part: etree._Element) -> Iterator[str]:
    """Give the words of what stands in a paragraph, whatever it is, to be joined for `piece`."""
    if not isinstance(part.tag, str) or _ASIDE.match(part.tag):
        return
    if part.tag == _SPACES:
        count = part.get(f"{TEXT}c") or "1"
        yield _SPACE * min(int(count) if count.isdecimal() and len(count) < 9 else 1, _MOST_SPACES)
    elif part.tag in _SIGNS:
        yield _SIGNS[part.tag]
    else:
        yield from _words(part)


def piece(words: str) -> str:
    """Give words as they are meant within a line."""
    return _BLANK.sub(" ", words).translate(_MEANT)
