"""The lines above a table as a person reads them, and what they say of the period.

A label and what it labels stand in cells of their own ("Năm" and the number 2020) and mean nothing
apart. The one surprising thing: the date of signing and the years of decrees also stand there; only
what is called a year ("năm 2020", not "tháng 01 năm 2021") is a reporting period, and a part of a
year without its year ("QUÝ IV" over "NĂM 2020") is never mistaken for the whole of it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from etl.model import Cell, Period, calendar
from etl.wording.names import normalise_vietnamese
from etl.workbook.issued.cells.grid import Sheet
from etl.workbook.issued.tables.found import Found
from etl.workbook.known_words import pattern

_SHORTEST, _LONGEST = 4, 300  # characters of a line
_LONGEST_LABEL = 60  # one letter may be typed as three signs, and words far apart
_MOST_CELLS = 4  # "Quý", "IV", "Năm", 2020
TITLE_ROWS = 14  # above a table
_LARGEST = 10_000  # of a number that follows a label
_LABELS = frozenset(
    ["năm", "quý", "kỳ báo cáo", "đơn vị báo cáo", "cơ quan báo cáo", "tên đơn vị báo cáo"]
)
_EXAMPLE = 2020
QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
QUARTERS |= {"một": 1, "nhất": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4}
_ONE_QUARTER = r"(?:iv|i{1,3}|0?[1-4]|một|nhất|hai|ba|bốn|tư)\b"
# also "Quý III, IV năm 2020" and "Quý IV và cả năm 2020": more than one period
_ANY_QUARTER = rf"(?:qu[ýí]|\bq\.?)\s*({_ONE_QUARTER})"
_QUARTER = re.compile(
    rf"(?:qu[ýí]|\bq\.?)\s*((?:{_ONE_QUARTER}(?:[\s,&+-]|và|quý)*)+)"
    r"(?:[-/,.:(\s]|của|(cả\s+)?năm)*\s*(\d{4})\b"
)
# "lũy kế đến quý III năm 2020" and "đến hết quý III năm 2020" are nine months, not a quarter
_SINCE_JANUARY = re.compile(
    rf"(?:(?:lũy kế|từ đầu năm)[^.;:()]*?(?:đến|hết)|đến hết)\s+(?:hết\s+)?{_ANY_QUARTER}"
    r"(?:[-/,.:(\s]|của|năm)*(\d{4})\b"
)
_UP_TO = {"Q1": "-Q1", "Q2": "-H1", "Q3": "-M9", "Q4": ""}
_SIX_OR_NINE = r"(0?6|sáu|0?9|chín) tháng"
_MONTHS = re.compile(
    rf"\b(?:{_SIX_OR_NINE})(?: đầu)?(?: năm)?\s*(?:[-/,(\s]|của|năm)*\s*(\d{{4}})\b"
)
# parts of a year that a line names without the year
_BARE_QUARTER = re.compile(_ANY_QUARTER)
_BARE_MONTHS = re.compile(rf"(?<!, )(?<!định kỳ )\b{_SIX_OR_NINE}(?: đầu năm\b|\s*[)\].:;]*$)")
_ONLY_YEAR = re.compile(r"[\s(]*năm\s*:?\s*\d{4}[\s).]*")
_YEAR = re.compile(r"(?:\bnăm\s*:?\s*|^kỳ báo cáo\s*:\s*)(\d{4})\b")
# what is planned for a year, compared with it or left over from it is not what the figures are of;
# words in braces are lists in expectations/header_words.yaml
_PLANNED = r"{planned}[^.;:()\d]*?năm (\d{4})"
# a plan that is carried out is no longer planned, and "chương trình mục tiêu" is the name of one
_CARRIED_OUT = re.compile(
    r"(?:thực hiện|kết quả|tình hình)(?:(?:,| và)? (?:các |một số )?"
    r"(?:nhiệm vụ|kế hoạch|dự toán|mục tiêu|giải pháp|chỉ tiêu))+|chương trình mục tiêu"
)
_TO_COME = r"(?:{planned}|so với|so sánh với|cùng kỳ)[^.;:()]*"
_COMPARED = (
    r"(?:so với|so sánh với|cùng kỳ)(?: {compared})* năm \d{4}"
    r"|năm \d{4} (?:chuyển sang|chuyển tiếp|kéo dài)"  # what was left over from a year
)
_NOT_A_PERIOD = (
    r"ngày [\d.…\s]+ tháng [\d.…\s]+ năm [\d.…]*|giai đoạn [\d\s–—-]+|\d{4}\s*[-–]\s*\d{4}"
    r"|{documents} số \S+"
)
# a month, or months that are no period of ours, must not be filed under their year
_OTHER_MONTHS = re.compile(
    r"\btháng\s+\d{1,2}\s*(?:[-/,]|năm)*\s*\d{4}\b"
    r"|\b\d{1,2} tháng(?! (?:đầu )?năm)(?: \w+)?(?: của)?(?: năm)?\s*(?:[-/,]|năm)*\s*\d{4}\b"
    r"|\b(?!0?6\b|0?9\b|12\b)\d{1,2} tháng(?: đầu)? năm\s*\d{4}\b"
)
_SINCE = r"\b{begun}(?: từ| trong| các)* năm (\d{4})"
# a part that nobody filled in ("Quý …… năm 2020"), and the state of things at a year's beginning
_NO_YEAR = re.compile(
    r"(?:\bqu[ýí]|(?<!\d )\btháng)[\s.…_:/-]*(?:năm)?[\s.…_:/-]*\d{4}\b|\b(?:đầu|giữa) năm \d{4}\b"
)
_KEY = re.compile(
    rf"\b(\d{{4}}-(?:{'|'.join(sorted(one.suffix.lower() for one in calendar() if one.suffix))}))\b"
)


@dataclass(slots=True)
class Line:
    """A text above a table, and where it stands."""

    text: str
    sheet: Sheet
    row: int  # positions in the sheet's rows
    position: int

    @property
    def cell(self) -> Cell:
        """The address of the text."""
        sheet = self.sheet
        return Cell(sheet.name, sheet.letter(self.position), sheet.top + self.row)


def title_lines(sheet: Sheet, start: int, stop: int) -> Iterator[Line]:
    """Give the lines of some rows, labels joined with the cells to the right of them."""
    for number in range(start, min(stop, len(sheet.rows))):
        row, after = sheet.rows[number], 0
        texts = [(at, cell) for at, cell in enumerate(row) if cell and type(cell) is str]
        for position, text in texts:
            if position < after:
                continue
            said = text
            if _is_label(text):
                said, taken = _labelled(row, position)
                after = position + taken
            if _SHORTEST <= len(said) < _LONGEST:
                yield Line(said, sheet, number, position)


def lines_above(found: Found) -> Iterator[Line]:
    """Give the lines of a table's own title: those above it, down from the table before."""
    rows, start = found.sheet.rows, found.head
    least = max(found.head - TITLE_ROWS, 0)
    while start > least and list(map(type, rows[start - 1])).count(float) <= 1:
        start -= 1
    return title_lines(found.sheet, start, found.head)


@lru_cache(maxsize=4_096)  # blank workbooks print the same lines
def _is_label(text: str) -> bool:
    if len(text) > _LONGEST_LABEL:
        return len(text) < _LONGEST and text.rstrip().endswith(":")
    return text.rstrip().endswith(":") or normalise_vietnamese(text) in _LABELS


def _labelled(row: Sequence[Any], start: int) -> tuple[str, int]:
    """Join a label with what stands right of it; gives the text and how many cells it takes."""
    parts, taken = [str(row[start]).strip()], 1
    for position in range(start + 1, len(row)):
        text = _printed(row[position])
        if row[position] != "" and not text:
            break
        if text.endswith(":") or len(parts) == _MOST_CELLS:
            break
        if text:
            parts.append(text)
            taken = position - start + 1
    return " ".join(parts), taken


def _printed(cell: Any) -> str:
    if type(cell) is str:
        return cell.strip() if len(cell) < _LONGEST else ""
    if type(cell) is float and cell.is_integer() and 0 < cell < _LARGEST:
        return str(int(cell))
    return ""


# periods


@dataclass(frozen=True, slots=True)
class _Named:
    """What one line says of periods."""

    keys: frozenset[str]
    planned: frozenset[str]  # years that it speaks of as still to come
    parts: frozenset[str]  # "Q4", "H1": of a year that it does not name
    begun: frozenset[str]  # years since when what it speaks of is under way
    is_year: bool  # it says a year and nothing else


def periods_in(texts: Iterable[str]) -> frozenset[str]:
    """Give the keys of every reporting period that lines of a title block name.

    A year that is planned for is none beside the report's; "QUÝ IV" belongs to "NĂM 2020".
    """
    return _periods_in(tuple(texts))


@lru_cache(maxsize=4_096)
def _periods_in(texts: tuple[str, ...]) -> frozenset[str]:
    named = [_named(text) for text in texts]
    none = frozenset[str]()
    found = none.union(*(one.keys for one in named))
    planned = none.union(*(one.planned for one in named))
    parts = none.union(*(one.parts for one in named))
    begun = none.union(*(one.begun for one in named))
    years = {int(key[:4]) for key in found}
    found = frozenset(key for key in found if key not in planned or int(key) - 1 not in years)
    latest = max((key[:4] for key in found), default="")
    found = frozenset(key for key in found if key not in begun or key == latest)
    whole = frozenset(key for key in found if key.isdecimal())
    if not parts or not whole:
        return found
    made = frozenset(f"{year}-{part}" for year in whole for part in parts)
    is_one = all(one.is_year for one in named if one.keys & whole)
    return (found - whole if is_one else found) | made


def periods_of(text: str) -> frozenset[str]:
    """Give the keys of the periods that one line names by itself."""
    return _periods_in((text,))


@lru_cache(maxsize=1_024)
def period_of(text: str) -> Period | None:
    """Give the one period that a text names, by its key or in words; None for none or several."""
    if found := Period.find(text.strip().upper()):
        return found
    keys = periods_of(text)
    return Period.parse(*keys) if len(keys) == 1 else None


def helps_to_name(text: str, key: str) -> bool:
    """Tell whether a line names the year of a period, or its part of the year."""
    named, (year, _, part) = _named(text), key.partition("-")
    return year in named.keys or part in named.parts


@lru_cache(maxsize=4_096)
def _named(text: str) -> _Named:
    found: set[str] = set()
    key = normalise_vietnamese(text)
    for title, suffix in _own_titles():
        found.update(f"{year}-{suffix}" for year in title.findall(key))
        key = title.sub(" ", key)
    return _usual(key, found)


def _usual(key: str, found: set[str]) -> _Named:
    """Find the quarters, months and years of a line, beside what was found in it."""
    key = pattern(_COMPARED).sub(" ", pattern(_NOT_A_PERIOD).sub(" ", key))
    found.update(match.upper() for match in _KEY.findall(key))
    key = _KEY.sub(" ", key)
    for quarter, year in _SINCE_JANUARY.findall(key):
        found.add(f"{year}{_UP_TO[_quarter(quarter)]}")
    key = _SINCE_JANUARY.sub(" ", key)
    for quarters, whole_year, year in _QUARTER.findall(key):
        for quarter in re.findall(_ONE_QUARTER, quarters):
            found.add(f"{year}-{_quarter(quarter)}")
        if whole_year:
            found.add(year)
    key = _QUARTER.sub(" ", key)
    for months, year in _MONTHS.findall(key):
        found.add(f"{year}-{_months(months)}")
    key = _OTHER_MONTHS.sub(" ", _MONTHS.sub(" ", key))
    found.update(_YEAR.findall(_NO_YEAR.sub(" ", key)))
    key = _CARRIED_OUT.sub(" ", key)
    bare = pattern(_TO_COME).sub(" ", key)
    parts = [*map(_quarter, _BARE_QUARTER.findall(bare)), *map(_months, _BARE_MONTHS.findall(bare))]
    return _Named(
        frozenset(key for key in found if Period.find(key)),
        frozenset(pattern(_PLANNED).findall(key)),
        frozenset(parts),
        frozenset(pattern(_SINCE).findall(key)),
        _ONLY_YEAR.fullmatch(key) is not None,
    )


@cache
def _own_titles() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Give the titles that would be taken for other periods, with the suffixes of their keys."""
    titles = []
    for one in calendar():
        words = normalise_vietnamese(one.title.format(year=_EXAMPLE, next=_EXAMPLE + 1))
        if _usual(words, set()).keys != {f"{_EXAMPLE}-{one.suffix}".removesuffix("-")}:
            title = re.escape(words).replace(str(_EXAMPLE), r"(\d{4})")
            title = title.replace(str(_EXAMPLE + 1), r"\d{4}").replace(r"\ ", r"\s*")
            titles.append((re.compile(title), one.suffix))
    return tuple(titles)


def without_beginnings(text: str) -> str:
    """Give the key of a line without the years in which works were begun, approved or ended."""
    return pattern(_SINCE).sub(" ", normalise_vietnamese(text))


def _quarter(text: str) -> str:
    return f"Q{QUARTERS[text.lstrip('0')]}"


def _months(text: str) -> str:
    return "H1" if text in ("6", "06", "sáu") else "M9"
