"""The cell formats of an xlsx that change how a value must be read; all others are left aside.

In: styles.xml, or the code of a number format. Out: per format number the old font, whether text is
struck out, and how a number format misleads or which unit of money it names. The one surprising
thing: a format may divide a number and name a unit at once (`0.0," tỷ"`), so the unit that is given
is that of the number as it is stored: here triệu đồng.
"""

import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from etl.workbook.issued.cells.details import SIGN
from etl.workbook.units import NAMES, unit_shown

_OLD_FONT = re.compile(r"\.vn|vn(?:i|time|arial|helve)", re.I)
_FORMAT_CODE = re.compile(rb'formatCode\s*=\s*"([^"]*)"')
_SINGLE_QUOTED = re.compile(rb"formatCode\s*=\s*'")
_OLD_FONT_NAMES = (b".vn", b"vni", b"vntime", b"vnarial", b"vnhelve")
_PERCENT_IDS = re.compile(rb"""numFmtId\s*=\s*["'](?:9|10)["']""")
_PERCENT_FORMATS = frozenset({9, 10})
_MOST_REMEMBERED = 64
_LARGEST_REMEMBERED = 1 << 16  # bytes
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)

_UNUSUAL = re.compile(rb"%|[0#?],+(?![0#?,])|^\s*;|&quot;[\d.,]+&quot;|[\\*]\d")
_PADDING = re.compile(rb"_(?:[\xc0-\xff][\x80-\xbf]+|.)", re.S)  # "_₫": as wide as the sign
_MAY_NAME_UNIT = re.compile(rb"[\x80-\xff]|&#|tr|ty|vn|ph|p\.?c|per|o/o|/ ?1?00", re.I)
_SHARES = (
    (
        "%",
        re.compile(
            r"[%٪﹪％]|\bph[ầa]n ?tr[ăa]m\b|\bp\. ?tr|\bper ?cent|\bpct\b|\bo/o\b|/ ?1?00(?!\d)",
            re.I,
        ),
    ),
    (
        "‰",
        re.compile(r"‰|\bph[ầa]n ?(?:ngh[ìi]n|ng[àa]n)\b|\bper ?mil|\bo/oo\b|/ ?1?000(?!\d)", re.I),
    ),
    ("‱", re.compile(r"‱|\bph[ầa]n ?v[ạa]n\b", re.I)),
)
_SCALED = re.compile(r"[0#?],+(?![0#?,])")
_DIGITS = re.compile(r'"[\d.,]+"|[\\*]\d')  # digits that are printed and not stored: 0"000"
_LITERAL = re.compile(r'"[^"]*"|_.|[\\*].')
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')
_SECTION = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[_*].|[^;])+')
_CONDITION = re.compile(r"\[[<>=]")
# `*x` draws its sign as often as the cell is wide
_PIECE = re.compile(
    r'"([^"]*)"|[\\*](.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|(General|[0#?][0#?.,]*)', re.S
)
_DRAWN_NUMBER = "\0"
_NOUGHTS = re.compile(r"(?:[.,]?000)+(?!\d)")  # 0".000 đ" shows thousands of đồng
_STEPS = [NAMES[factor] for factor in sorted(NAMES)]
_LONGEST_CODE = 255  # characters, as office programs have it


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


def elements(content: bytes, *tags: str, recover: bool = True) -> etree.iterparse:
    """Walk the elements of some names as they begin and end; nothing but the content is read."""
    return etree.iterparse(
        io.BytesIO(content),
        events=("start", "end"),
        tag=tags,
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        recover=recover,
    )


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


def may_matter(code: bytes) -> bool:
    """Tell whether a format code, as it stands in an XML part, is worth a closer look."""
    return bool(_UNUSUAL.search(code) or _MAY_NAME_UNIT.search(_PADDING.sub(b"", code)))


def how_shown(code: str) -> str:
    """Tell how a number format misleads: "percent", "scaled", "hidden"; "" when it does not.

    A format that only prints a sign of shares beside the number as it is gives the sign, one that
    names a unit of money the unit that stored numbers would be in, or `SIGN`.
    """
    code = code[:_LONGEST_CODE]
    if code.lstrip().startswith(";"):
        return "hidden"
    bare = _QUOTED.sub("", code)
    if "%" in bare:
        return "percent"
    sections = _SECTION.findall(code)
    several = sections if _CONDITION.search(code) else sections[:1]  # else: for amounts below zero
    share = next(filter(None, map(_share_of, several)), "")
    if share:
        return share
    unit = next(filter(None, map(_unit_of, several)), "")
    has_digits = any(map(_DIGITS.fullmatch, _LITERAL.findall(code)))
    return unit or ("scaled" if has_digits or _SCALED.search(bare) else "")


def _share_of(section: str) -> str:
    """Give the sign of shares that a section prints in quotes, or in words, beside its numbers."""
    drawn = unicodedata.normalize("NFC", " ".join(_PIECE.sub(_drawn, section).split()))
    return next((sign for sign, words in _SHARES if words.search(drawn)), "")


def _unit_of(section: str) -> str:
    """Name the unit of the numbers that a section shows with their unit; "" without one."""
    before, *rest = _PIECE.sub(_drawn, section).split(_DRAWN_NUMBER)
    if not rest:
        return ""
    noughts = _NOUGHTS.match(rest[-1])
    behind = rest[-1][noughts.end() :] if noughts else rest[-1]
    factor = unit_shown(behind) or unit_shown(before)
    if factor is None:
        return ""
    commas = sum(len(found[0]) - 1 for found in _SCALED.finditer(_QUOTED.sub("", section)))
    step = _STEPS.index(NAMES[factor]) - commas
    step += noughts[0].count("000") if noughts else 0
    if not 0 <= step < len(_STEPS):
        return ""
    return SIGN if NAMES[factor] == _STEPS[step] == _STEPS[0] else _STEPS[step]


def _drawn(piece: re.Match[str]) -> str:
    return _DRAWN_NUMBER if piece[4] else piece[1] or piece[2] or piece[3] or ""
