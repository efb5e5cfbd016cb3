"""Units of money as printed on a sheet: texts in, how many million đồng one unit is out.

The one surprising thing: a header's own unit is stronger than the sheet's, and when two of them
speak of the same column and differ, nobody but the sender can say which is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from etl.names import normalise_vietnamese

# longest first: "1.000 đồng" before "đồng"
_UNIT = re.compile(
    r"(?:(?:đvt|dvt|đơn vị tính|đơn vị|số tiền|kinh phí|giá trị|vốn|tiền)\s*:?\s*)*"
    r"(?:(?P<ty>tỷ đồng|tỉ đồng)"
    r"|(?P<trieu>triệu đồng|triệu|tr\.?\s?đ(?:ồng)?\b|1[.,]?000[.,]?000 ?đ(?:ồng)?)"
    r"|(?P<nghin>(?:nghìn|ngàn) đồng|1[.,]?000 ?đ(?:ồng)?\b|nghìn đ\b)|(?P<dong>đồng|vnđ|đ))"
    r"(?:\s*(?:việt nam|vnđ|vn))?"
)
_PARTS = re.compile(r"[,;](?!\d)|[/+*]|\s-\s|\bvà\b")
_FACTORS = {"ty": 1_000.0, "trieu": 1.0, "nghin": 1e-3, "dong": 1e-6}
NAMES = {1_000.0: "tỷ đồng", 1.0: "triệu đồng", 1e-3: "nghìn đồng", 1e-6: "đồng"}
_STATED = re.compile(r"(?:đvt|đơn vị tính|đơn vị|dvt)\s*:?\s*(.+)")
_BRACKETED = re.compile(r"\(([^()]*)\)")


@lru_cache(maxsize=4_096)
def money_units(text: str) -> frozenset[float]:
    """Give the factors to million đồng of every money unit that a text lists.

    A unit is a whole item of the list: "Đồng Ý" and "Đồng Đăng" are places.
    """
    parts = (part.strip(" .:()[]") for part in _PARTS.split(normalise_vietnamese(text)))
    found = (_UNIT.fullmatch(part) for part in parts)
    return frozenset(_FACTORS[one.lastgroup or ""] for one in found if one)


def header_units(text: str) -> frozenset[float]:
    """Give the money units in the brackets of a header: "Giải ngân (nghìn đồng)"."""
    return frozenset(
        factor for inside in _BRACKETED.findall(text) for factor in money_units(inside)
    )


def stated_units(texts: Iterable[str]) -> frozenset[float]:
    """Give the money units of lines such as "ĐVT: triệu đồng"."""
    return frozenset().union(*map(_stated_in, texts))


@lru_cache(maxsize=4_096)
def _stated_in(text: str) -> frozenset[float]:
    stated = _STATED.search(normalise_vietnamese(text))
    return money_units(stated[1]) if stated else frozenset()


@lru_cache(maxsize=4_096)
def asks_unit(text: str) -> bool:
    """Tell whether a text announces a unit that is to follow: "Đơn vị tính:"."""
    return normalise_vietnamese(text).strip(" :.(") in ("đvt", "dvt", "đơn vị tính", "đơn vị")


def to_million(value: float, factor: float) -> float:
    """Convert an amount to million đồng; divides, so that 1.234.567 đồng is 1,234567 exactly."""
    return value * factor if factor >= 1 else value / round(1 / factor)
