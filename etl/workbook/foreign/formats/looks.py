"""How the cells of an .xlsx look, where that changes what they say: checked parts in, looks out.

Old fonts, unusual number formats, text that is struck out or of several looks, pictures in cells.
The one surprising thing: a format may divide a number and name a unit at once (`0.0," tỷ"`), so the
unit that is given is that of the number as it is stored: here triệu đồng. To a program that does
not know it a picture in a cell is an error, #VALUE!; that it is a picture is told by four lists
that refer to each other by position.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from lxml import etree

from etl.workbook.foreign.formats.rich_text import Seen, is_old_font, is_on, read_runs
from etl.workbook.issued.cells.details import ERROR, SIGN, address
from etl.workbook.issued.package.workbook_part import LENIENT
from etl.workbook.issued.package.zip_parts import Archive, find
from etl.workbook.units import NAMES, unit_shown

_RICH = re.compile(rb"""\bvm\s*=\s*["'](\d{1,7})["']""")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^<>]*[^</>])>(?:\s*<(?:\w+:)?v>(\d+)<)?")
_LARGE = re.compile(rb"<(?:\w+:)?v>(?:\d{7}|\d[\d.]*[eE]\+?[1-9])")
_STYLE = re.compile(rb"""\bs\s*=\s*["'](\d{1,6})["']""")
_SHARED = re.compile(rb"""\bt\s*=\s*["']s["']""")
_METADATA, _FOLDER = "xl/metadata.xml", "xl/richData/"
_KIND = re.compile(rb"""<(?:\w+:)?s\b[^<>]*\bt\s*=\s*["']([^"'<>]*)["']""")
_VALUE = re.compile(rb"""<(?:\w+:)?rv\b[^<>]*\bs\s*=\s*["'](\d{1,7})["']""")
_BLOCK = re.compile(rb"""<(?:\w+:)?rvb\b[^<>]*\bi\s*=\s*["'](\d{1,7})["']""")
_RECORD = re.compile(rb"""<(?:\w+:)?bk>\s*<(?:\w+:)?rc\b[^<>]*\bv\s*=\s*["'](\d{1,7})["']""")
_PICTURE = re.compile(rb"image$", re.I)  # "_localImage", "_webimage"
_FORMAT_CODE = re.compile(rb'formatCode\s*=\s*"([^"]*)"')
_SINGLE_QUOTED = re.compile(rb"formatCode\s*=\s*'")
_OLD_FONT_NAMES = (b".vn", b"vni", b"vntime", b"vnarial", b"vnhelve")
_PERCENT_IDS = re.compile(rb"""numFmtId\s*=\s*["'](?:9|10)["']""")
_PERCENT_FORMATS = frozenset({9, 10})
_MOST_REMEMBERED = 64
_LARGEST_REMEMBERED = 1 << 16  # bytes

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


class Looks:
    """The looks of one workbook; asked for sheet by sheet."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        styles = archive.part("xl/styles.xml")
        self._styles = (_read if len(styles) > _LARGEST_REMEMBERED else _remembered)(styles)
        strings = read_runs(archive.part("xl/sharedStrings.xml"), "si")
        self._runs = {number: runs for number, (_, runs) in enumerate(strings) if runs}

    @cached_property
    def _pictures(self) -> frozenset[int]:
        return _read_pictures(self._archive)

    def of_sheet(self, content: bytes) -> dict[str, Any]:
        """Give what `Details` says of looks, by its fields; most sheets have nothing to say."""
        seen, styles = Seen(), self._styles
        for found in ERROR.finditer(content) if b"vm=" in content and self._pictures else ():
            at, rich = address(found[1]), _RICH.search(found[1])
            if at and rich and int(rich[1]) in self._pictures:
                seen.places["pictures"].add(at)
        # the sign of đồng matters beside large numbers only, see `extras`
        has_signs_only = set(styles.shown.values()) == {SIGN}
        is_shown = styles.shown and (not has_signs_only or _LARGE.search(content))
        if styles.fonts or is_shown or styles.struck or self._runs:
            self._cells(content, seen)
        if find(content, b"rPr", b"P") >= 0:  # texts that stand in their cells
            for attributes, runs in read_runs(content, "c"):
                at, style = address(attributes), _STYLE.search(attributes)
                if runs and at is not None:
                    seen.take(runs, at, styles.fonts.get(int(style[1]) if style else 0, ""))
        return seen.fields()

    def _cells(self, content: bytes, seen: Seen) -> None:
        """Walk all cells of a sheet whose workbook has old fonts or other unusual formats."""
        styles, known = self._styles, self._runs
        for found in _CELL.finditer(content):
            style = _STYLE.search(found[1])
            number = int(style[1]) if style else 0
            font = styles.fonts.get(number)
            is_text = found[2] and known and _SHARED.search(found[1])
            runs = known.get(int(found[2])) if is_text else None
            how = styles.shown.get(number)
            is_struck = number in styles.struck
            at = address(found[1]) if font or how or runs or is_struck else None
            if at is None:
                continue
            if how:
                seen.said["shown"][at] = how
            if is_struck:
                seen.places["struck"].add(at)
            if runs:
                seen.take(runs, at, font or "")
            elif font:
                seen.said["fonts"][at] = font


def _read_pictures(archive: Archive) -> frozenset[int]:
    """Give the numbers, as cells name them (`vm`, from 1), of the rich values that are pictures."""
    kinds = _KIND.findall(archive.part(f"{_FOLDER}rdrichvaluestructure.xml"))
    metadata = archive.part(_METADATA)
    values = list(map(int, _VALUE.findall(archive.part(f"{_FOLDER}rdrichvalue.xml"))))
    blocks = list(map(int, _BLOCK.findall(metadata)))
    records = _RECORD.findall(metadata, max(metadata.find(b"valueMetadata"), 0))
    return frozenset(
        number
        for number, record in enumerate(map(int, records), 1)
        if record < len(blocks)
        and blocks[record] < len(values)
        and values[blocks[record]] < len(kinds)
        and _PICTURE.search(kinds[values[blocks[record]]])
    )


@dataclass(frozen=True, slots=True)
class _Styles:
    """Format number → old font, and format number → what `how_shown` says of it."""

    fonts: Mapping[int, str] = field(default_factory=dict)
    shown: Mapping[int, str] = field(default_factory=dict)
    struck: frozenset[int] = frozenset()  # format numbers of text that is struck out


def _read(content: bytes) -> _Styles:
    """Read the formats; most workbooks have none that matter and cost one search."""
    if not _is_interesting(content):
        return _Styles()
    root = etree.fromstring(content, LENIENT)
    if root is None:
        return _Styles()
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
    return _Styles(fonts, shown, frozenset(struck))


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
