"""What the lines above a table say of sender and period: texts in, certain answers out.

The one surprising thing: the date of signing and the years of decrees also stand there; only a
year that is called a year ("năm 2020", not "tháng 01 năm 2021") is a reporting period.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache

from etl.model import Agency, Period
from etl.names import normalise_vietnamese
from etl.reference import Reference

_LONGEST_NAME = 120
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_QUARTER = re.compile(r"quý\s+(iv|i{1,3}|[1-4])\s*(?:[-/,]|năm)*\s*(\d{4})\b")
_MONTHS = re.compile(
    r"\b(?:(0?6|sáu|9|0?9|chín)) tháng(?: đầu)?(?: năm)?\s*(?:[-/,]|năm)*\s*(\d{4})\b"
)
_YEAR = re.compile(r"\bnăm\s+(\d{4})\b")
_NOT_A_PERIOD = re.compile(
    r"ngày [\d.…\s]+ tháng [\d.…\s]+ năm [\d.…]*|giai đoạn [\d\s–—-]+|\d{4}\s*[-–]\s*\d{4}"
    r"|(?:luật|nghị định|nghị quyết|quyết định|thông tư|kế hoạch|công văn|kh|qđ|nđ|cv) số \S+"
)
# a month, or months that are no period of ours, must not be filed under their year
_OTHER_MONTHS = re.compile(
    r"\btháng\s+\d{1,2}\s*(?:[-/,]|năm)*\s*\d{4}\b"
    r"|\b\d{1,2} tháng(?! (?:đầu )?năm)(?: \w+)?(?: của)?(?: năm)?\s*(?:[-/,]|năm)*\s*\d{4}\b"
    r"|\b(?!0?6\b|0?9\b|12\b)\d{1,2} tháng(?: đầu)? năm\s*\d{4}\b"
)
_KEY = re.compile(r"\b((?:19|20)\d{2}-(?:q[1-4]|h1|m9))\b")
_SENDER = re.compile(
    r"(?:đơn vị|cơ quan|tên đơn vị)(?: (?:báo cáo|gửi|lập|nộp))*(?: báo cáo)?\s*:\s*"
)
_OFFICE = re.compile(r"^phòng [^:,]+? (?=(?:huyện|thành phố|tp) )")  # of a district's committee
_ADDRESSEE = re.compile(r"(?:kính gửi|nơi nhận|đơn vị nhận|cơ quan nhận|nhận báo cáo)")


def periods_in(texts: Iterable[str]) -> frozenset[str]:
    """Give the keys of every reporting period that lines of a title block name."""
    return frozenset().union(*map(_periods, texts))


@lru_cache(maxsize=4_096)
def _periods(text: str) -> frozenset[str]:
    found: set[str] = set()
    if any(digit in text for digit in "0123456789"):
        key = _NOT_A_PERIOD.sub(" ", normalise_vietnamese(text))
        found.update(match.upper() for match in _KEY.findall(key))
        key = _KEY.sub(" ", key)
        for quarter, year in _QUARTER.findall(key):
            found.add(f"{year}-Q{_QUARTERS[quarter]}")
        key = _QUARTER.sub(" ", key)
        for months, year in _MONTHS.findall(key):
            found.add(f"{year}-{'H1' if months in ('6', '06', 'sáu') else 'M9'}")
        key = _OTHER_MONTHS.sub(" ", _MONTHS.sub(" ", key))
        found.update(_YEAR.findall(key))
    return frozenset(key for key in found if 1990 <= int(key[:4]) <= 2100)


def agencies_in(texts: Iterable[str], reference: Reference, period: Period | None) -> list[Agency]:
    """Give every agency that a line of a title block is the name of, addressees aside."""
    on = period.ends_on if period else None
    found: dict[str, Agency] = {}
    for text in dict.fromkeys(texts):
        for agency in _agencies(text, reference, on):
            found.setdefault(agency.id, agency)
    return list(found.values())


@lru_cache(maxsize=4_096)
def _agencies(text: str, reference: Reference, on: dt.date | None) -> tuple[Agency, ...]:
    found: list[Agency] = []
    for line in text.splitlines():
        key = normalise_vietnamese(line)
        if not key or len(key) > _LONGEST_NAME or _ADDRESSEE.search(key):
            continue
        match = reference.match_agency(_OFFICE.sub("", _SENDER.sub("", key, count=1)), on)
        if match.value:
            found.append(match.value)
        elif match.is_ambiguous:
            found.extend(match.suggestions)
    return tuple(found)
