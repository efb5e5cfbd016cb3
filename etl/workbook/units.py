"""Units of money as printed on a sheet: texts in, how many million đồng one unit is out.

The one surprising thing: a header's own unit is stronger than the sheet's, and when two of them
speak of the same column and differ, nobody but the sender can say which is right.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from etl.model import CellValue, as_told
from etl.wording.names import normalise_vietnamese

_DONG = r"(?:đồng|vnđ|vnd|đ)"
# longest first: "1.000 đồng" before "đồng"
_UNIT = re.compile(
    r"(?:(?:đvt|dvt|đơn vị tính|đơn vị|số tiền|kinh phí|giá trị|vốn|tiền|x)\s*:?\s*)*"
    rf"(?:(?P<ty>t[ỷỉ](?:\s?{_DONG})?)"
    rf"|(?P<trieu>triệu(?:\s?{_DONG})?|tr\.?\s?{_DONG}|(?:1[.,]?000[.,]?000|10\^?6)\s?{_DONG})"
    rf"|(?P<nghin>(?:nghìn|ngàn|ng)\.?\s?{_DONG}|(?:1[.,]?000|10\^?3)\s?{_DONG})"
    rf"|(?P<dong>{_DONG}))"
    r"(?:\s*(?:việt nam|vnđ|vnd|vn))?"
)
_ALONE_IN_FORMATS = {
    "ty": 1_000.0,
    "ty dong": 1_000.0,
    "trieu": 1.0,
    "trieu dong": 1.0,
    "tr": 1.0,
    "nghìn": 1e-3,
    "ngàn": 1e-3,
}
_PARTS = re.compile(r"[,;](?!\d)|[/+*()\[\]]|\s-\s|\bvà\b")
_FACTORS = {"ty": 1_000.0, "trieu": 1.0, "nghin": 1e-3, "dong": 1e-6}
NAMES = {1_000.0: "tỷ đồng", 1.0: "triệu đồng", 1e-3: "nghìn đồng", 1e-6: "đồng"}
_SHORTEST_ALONE = 4  # letters: "đồng" alone in a cell is a unit, "đ" is not
_STATED = re.compile(r"(?:đvt|đơn vị tính|đơn vị|dvt|\bđv|đ/v(?:ị)?)(?: tính)?\s*:?\s*(.+)")
COUNTED = frozenset(
    ["hộ", "người", "khẩu", "%", "ha", "km", "công trình", "dự án", "xã", "thôn", "không"]
)
_LONGEST_STATED = 20  # characters of a unit
# "Đơn vị: Phòng Dân tộc" is a sender, "Đơn vị: nghìn" is none
_SURELY_STATED = re.compile(
    r"(?:đvt|đơn vị tính|dvt)\s*:?\s*(.+)"
    r"|(?:^|\()đơn vị\s*:?\s*((?:x\s*)?(?:nghìn|ngàn|1[.,]?000(?:[.,]?000)?))[.)]*$"
)
_BRACKETED = re.compile(r"\(([^()]*)\)")


@lru_cache(maxsize=4_096)
def money_units(text: str) -> frozenset[float]:
    """Give the factors to million đồng of every money unit that a text lists.

    A unit is a whole item of the list: "Đồng Ý" and "Đồng Đăng" are places.
    """
    parts = (part.strip(" .:()[]") for part in _PARTS.split(normalise_vietnamese(text)))
    found = (_UNIT.fullmatch(part) for part in parts)
    return frozenset(_FACTORS[one.lastgroup or ""] for one in found if one)


def unit_shown(text: str) -> float | None:
    """Give the factor of the one money unit that a number format shows; "triệu/hộ" is none."""
    key = normalise_vietnamese(text.replace("₫", "đ")).strip(" .:()[]-")
    found = _UNIT.fullmatch(key)
    return _FACTORS[found.lastgroup or ""] if found else _ALONE_IN_FORMATS.get(key)


def header_units(text: str) -> frozenset[float]:
    """Give the money units in the brackets of a header: "Giải ngân (nghìn đồng)"."""
    return frozenset().union(*map(money_units, _BRACKETED.findall(text)))


def stated_units(texts: Iterable[str]) -> frozenset[float]:
    """Give the money units of lines such as "ĐVT: triệu đồng", or "(triệu đồng)" alone."""
    return frozenset().union(*map(_stated_in, texts))


@lru_cache(maxsize=4_096)
def _stated_in(text: str) -> frozenset[float]:
    key = normalise_vietnamese(text)
    stated = _STATED.search(key)
    if stated:
        return money_units(stated[1])
    is_alone = len(key) >= _SHORTEST_ALONE and _UNIT.fullmatch(key.strip(" .:()[]"))
    return money_units(key) if is_alone else frozenset()


def unknown_unit(texts: Iterable[str]) -> str:
    """Give the first line that states a unit that is neither money nor counted; "" for none."""
    for text in texts:
        stated = _SURELY_STATED.search(normalise_vietnamese(text))
        unit = (stated[1] or stated[2]) if stated else ""
        if unit and len(unit) <= _LONGEST_STATED:
            parts = [part.strip(" .:") for part in _PARTS.split(unit)]
            if not any(part in COUNTED or _UNIT.fullmatch(part) for part in parts):
                return text
    return ""


@lru_cache(maxsize=4_096)
def asks_unit(text: str) -> bool:
    """Tell whether a text announces a unit that is to follow: "Đơn vị tính:"."""
    return normalise_vietnamese(text).strip(" :.(") in ("đvt", "dvt", "đơn vị tính", "đơn vị")


def to_millions(values: Sequence[CellValue], factor: float) -> list[CellValue]:
    """Convert the amounts of a column; what is none stays as it is."""
    if factor != 1:
        return [to_million(one, factor) if isinstance(one, float) else one for one in values]
    # most are told so already, and rounding costs four times as much as seeing that
    return [
        one if type(one) is not float or int(one * 1e6 + 0.5) / 1e6 == one else as_told(one)
        for one in values
    ]


def to_million(value: float, factor: float) -> float:
    """Convert an amount to million đồng, exactly: 1.234.567 đồng is 1,234567; 1,013 tỷ is 1.013."""
    return as_told(value * factor if factor >= 1 else value / round(1 / factor))
