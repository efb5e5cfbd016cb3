"""The cell formats of an xlsx that change how a value must be read; all others are left aside.

In: styles.xml. Out: per format number, the old font or the unusual number format. The one
surprising thing: a format such as `#,##0,` shows thousands, so the officer sees 12 where the cell
holds 12.345.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from etl.workbook.sheets.number_formats import SIGN, how_shown, may_matter

_OLD_FONT = re.compile(r"\.vn|vn(?:i|time|arial|helve)", re.I)
_FORMAT_CODE = re.compile(rb'formatCode\s*=\s*"([^"]*)"')
_SINGLE_QUOTED = re.compile(rb"formatCode\s*=\s*'")
_OLD_FONT_NAMES = (b".vn", b"vni", b"vntime", b"vnarial", b"vnhelve")
_PERCENT_IDS = re.compile(rb"""numFmtId\s*=\s*["'](?:9|10)["']""")
_PERCENT_FORMATS = frozenset({9, 10})
_MOST_REMEMBERED = 64
_LARGEST_REMEMBERED = 1 << 16  # bytes
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)


@dataclass(frozen=True, slots=True)
class Styles:
    """Format number → old font, and format number → what `how_shown` says of it."""

    fonts: Mapping[int, str] = field(default_factory=dict)
    shown: Mapping[int, str] = field(default_factory=dict)
    struck: frozenset[int] = frozenset()  # format numbers of text that is struck out

    @property
    def has_signs_only(self) -> bool:
        """Whether formats do no more to numbers than add the sign of đồng."""
        return set(self.shown.values()) == {SIGN}


def is_old_font(name: str) -> bool:
    """Tell whether a font draws Vietnamese in TCVN3 or VNI instead of Unicode."""
    return _OLD_FONT.match(name) is not None


def is_on(switch: etree._Element | None) -> bool:
    """Tell whether a switch of a font (`<strike/>`, `<strike val="0"/>`) is on."""
    return switch is not None and switch.get("val", "1") not in ("0", "false")


def read_styles(content: bytes) -> Styles:
    """Read the formats that matter; those of a part that was read before are remembered."""
    return _read(content) if len(content) > _LARGEST_REMEMBERED else _remembered(content)


def _read(content: bytes) -> Styles:
    """Read the formats; most workbooks have none that matter and cost one search."""
    if not _is_interesting(content):
        return Styles()
    root = etree.fromstring(content, _PARSER)
    if root is None:
        return Styles()
    drawn = list(root.iterfind("{*}fonts/{*}font"))
    names = [
        next((item.get("val") or "" for item in font.iterfind("{*}name")), "") for font in drawn
    ]
    strokes = {number for number, font in enumerate(drawn) if is_on(font.find("{*}strike"))}
    struck: set[int] = set()
    formats = {
        int(item.get("numFmtId") or 0): how_shown(item.get("formatCode") or "")
        for item in root.iterfind("{*}numFmts/{*}numFmt")
        if (item.get("numFmtId") or "").isdecimal()
    }
    fonts: dict[int, str] = {}
    shown: dict[int, str] = {}
    for number, style in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
        font, code = _number(style.get("fontId")), _number(style.get("numFmtId"))
        if font < len(names) and is_old_font(names[font]):
            fonts[number] = names[font]
        if font in strokes:
            struck.add(number)
        how = "percent" if code in _PERCENT_FORMATS else formats.get(code, "")
        if how:
            shown[number] = how
    return Styles(fonts, shown, frozenset(struck))


_remembered = lru_cache(maxsize=_MOST_REMEMBERED)(_read)


def _is_interesting(content: bytes) -> bool:
    small = content.lower()
    return (
        any(name in small for name in _OLD_FONT_NAMES)
        or _PERCENT_IDS.search(content) is not None
        or any(map(may_matter, _FORMAT_CODE.findall(content)))
        or _SINGLE_QUOTED.search(content) is not None
        or b"<strike" in small
    )


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0
