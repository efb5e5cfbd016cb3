"""What a number format makes of a number: its code in, how it misleads or its unit of money out.

The one surprising thing: a format may divide a number and name a unit at once (`0.0," tỷ"`), so
the unit that is given is that of the number as it is stored: here triệu đồng.
"""

from __future__ import annotations

import re
import unicodedata

from etl.workbook.units import NAMES, unit_shown

MISLEADING = frozenset({"percent", "scaled", "hidden"})
SHARES = {"%": 1.0, "‰": 0.1, "‱": 0.01}  # signs of a share, and how many per cent one of them is
SIGN = "₫"  # đồng and nothing else, as a click on the button for accounts shows it too

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
_NUMBER = "\0"
_NOUGHTS = re.compile(r"(?:[.,]?000)+(?!\d)")  # 0".000 đ" shows thousands of đồng
_STEPS = [NAMES[factor] for factor in sorted(NAMES)]
_LONGEST_CODE = 255  # characters, as office programs have it


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
    before, *rest = _PIECE.sub(_drawn, section).split(_NUMBER)
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
    return _NUMBER if piece[4] else piece[1] or piece[2] or piece[3] or ""
