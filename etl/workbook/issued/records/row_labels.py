"""What the rows of a table are, and what the first text of a row says of it: total, heading, end.

Rows count from the top of the used rectangle. The one surprising thing: a label is cut before it is
compared, because a cell may hold thirty thousand characters and patterns are costly on long texts.
"""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from etl.wording.names import normalise_vietnamese
from etl.workbook.issued.values.numbers import mark_of
from etl.workbook.known_words import pattern

LONGEST_LABEL = 200  # characters of a row's first text that say what the row is
_LONGEST_VALUE = 24  # of a number or date typed as text
_LEAST_HEADERS = 3  # different words over numbers
# words in braces are lists in expectations/header_words.yaml
_TOTAL = (
    r"(?:[ivx]+|[a-d]|\d+|\*)?[.)\s]*"
    r"(?:tổng (?:số|cộng)\b.*|tổng hợp(?: chung)?|t\. ?cộng|tc"
    r"|(?:tổng|cộng)(?: {totalled}\b.*|\s*:?\s*\d+ \D.*)?|(?:grand )?total"
    r"|toàn (?:tỉnh|huyện|thành phố)\b[^,;:]*)"
    r"\s*(?:\(.*\))?\s*[:.=]*"
)
# the same where the cells beside it leave no doubt that it is no name
_SUM = (
    r"(?:[σ∑]|(?:grand |sub[ -]?)?totals?|sum|tổng(?: ?(?:cộng|số))?|cộng|t\. ?(?:cộng|số)|tc"
    r"|lũy kế|cộng dồn|tong(?: ?(?:cong|so))?|cong|luy ke)"
)
_ONLY_SUM = (
    r"(?:[ivx]+[.)/ ]+|[a-d][.)/] ?|[\W\d_]+)?" + _SUM + r"(?:\s?:? {summed})*"
    r"(?: (?:xã|phường|thị trấn|huyện|thành phố|thôn)(?: [^\W\d]+){1,3})?"
    r"\s*(?:\(.*\))?\s*(?::\s*\d+ \D*|[:.=]*)"
)
_SUM_OF_PART = _SUM + r"(?: {summed})* (.+?)\s*[:.=]*"
_SUM_OF = re.compile(
    rf"{_SUM}\b.*|[σ∑].*|.{{1,80}} (?:totals?|tổng|cộng|tổng cộng|tổng số)\s*[:.=]*"
)
_GRAND = re.compile(r"(?:(?:[ivx]+|\d+|[a-d])[.)\s]+)?(?:tổng|toàn )")
_OF_A_PART = re.compile(
    r"(?<!toàn )(?<!các )\b(?:huyện|thành phố|khu vực|mục|nhóm|phần|nguồn)\b|(?<!\+)\s[ivx]+$"
)
# "C ộ n g": the letters of a word set apart
_LETTERS = re.compile(r"[^\W\d_](?: [^\W\d_]){3,}\s*[:.]*")
_ORDINAL = re.compile(r"\d+[.)]?")
# what is said of the rows around it, not a place or a work
_PART = r"(?:[-+*•]\s*)?(?:{parts}\b|{parts_alone}\s*(?:\(.*\))?\s*:?$)"
# sums of a printed page, and what is carried over to the next
_PAGE = re.compile(
    r"(?:(?:tổng cộng|tổng|cộng) (?:trang(?: này| trước| sau| số)?|mang sang|chuyển sang)"
    r"|(?:mang|chuyển) sang|chuyển trang|(?:số )?trang trước (?:mang|chuyển) sang)"
    r"(?: trang)?(?: sau| trước| tiếp)?\s*(?:\d+(?:/\d+)?)?\s*[:.]*"
)
# a day of signing that is no date of a record: "Ngày 11/12/2020", "Lộc Bình, 11/12/2020"
_SIGNED = re.compile(
    r"(?:[^\W\d][^,\d]{1,40}, ?(?:ngày )?|ngày )(?:[\d….]{1,4}\s*[/.\-]\s*){2}\d{4}"
)
_NIL = r"không (?:có|phát sinh)(?: {lacking})?(?: nào)?\.?"
# a line under the sums of a list of places, none of which is so called
_RATIO = re.compile(r"(?:t[ỷỉ] lệ|so với|so sánh|bình quân|trung bình|chênh lệch|tăng|giảm)\b")
COUNTED = re.compile(r"\d+ \D.*")  # "06 công trình" beside "Tổng cộng"
_UNIT = re.compile(r"\(?(?:đvt|đơn vị tính)\b")
END = re.compile(
    r"(?:người (?:lập|báo cáo|tổng hợp|ký)|thủ trưởng|kt\.|tm\.|tl\.|q\.|trưởng (?:phòng|ban)|"
    r"(?:phó )?chủ tịch|(?:phó )?giám đốc|kế toán|nơi nhận|xác nhận|\(?\s*(?:đã )?ký|"
    r"ghi chú\s*:|chú thích|lưu ý|nguồn(?: số liệu)?\s*:|giải thích|\*+\s*\w|.*, ngày .*tháng)"
)
_GROUP_NUMBER = re.compile(r"([IVX]{1,5}|[A-ZĐ]|\d{1,3}(?:\.\d{1,3})*)\s*[.)/\-:]?")
_NUMBER_OF_GROUP = re.compile(
    r"^\s*(?:[ivxIVX]{1,5}|[A-ZĐa-z]|\d+(?:\.\d+)*)\s*[.)/:\-]\s*|^\s*[-+*•]\s*"
)
_LEVELS = {  # kinds of numbers that headings begin with
    "roman": re.compile(r"[IVX]{1,5}(?:[.)\s/:\-]|$)"),
    "letter": re.compile(r"[A-ZĐ](?:[.)/:\-]|$)"),
    "digit": re.compile(r"\d{1,2}(?:[.)/:\-]|$)"),
    "dash": re.compile(r"[-+*•]"),
}
GROUP_TEXT = re.compile(
    r"(?:[ivx]{1,5}|[a-zđ]|\d{1,2}(?:\.\d+)*)\s*[.)/\-:]\s*\S|trong đó|[-+*•]\s*\S"
)
PLACE = re.compile(r"(?:huyện|thành phố|tp\.?|h\.|thị xã|xã|phường|thị trấn|cụm|khu vực) ")


def is_aside(text: str) -> bool:
    """Tell whether a text labels a total, a part of one or a page's sum, not a record."""
    return len(text) <= LONGEST_LABEL and _labels_aside(text)


@lru_cache(maxsize=4_096)
def _labels_aside(text: str) -> bool:
    key = normalise_vietnamese(text)
    if pattern(_TOTAL).fullmatch(key) or names_rows_around(key):
        return True
    return _PAGE.fullmatch(key) is not None or _RATIO.match(key) is not None


def names_rows_around(key: str) -> bool:
    """Tell whether a key begins as what is said of the rows around it: "trong đó", "khu vực I"."""
    return pattern(_PART).match(key) is not None


def is_grand(label: str) -> bool:
    """Tell whether a total's label speaks of the whole table."""
    return _GRAND.match(normalise_vietnamese(label)) is not None


def names_part(label: str) -> bool:
    """Tell whether a total's label names a part of the table: "Tổng cộng huyện Bình Gia"."""
    return _OF_A_PART.search(normalise_vietnamese(label)) is not None


def says_value(cell: object) -> bool:
    """Tell a value, or an attempt at one, from a line of prose that runs over the column."""
    if not isinstance(cell, str):
        return True
    text = cell.strip()
    if len(text) > _LONGEST_VALUE:
        return False
    return any(map(str.isdigit, text)) or mark_of(text) is not None


def is_total(key: str) -> bool:
    """Tell whether the key of a label is that of a sum, other than of a printed page."""
    return pattern(_TOTAL).fullmatch(key) is not None and _PAGE.fullmatch(key) is None


def is_sum_only(text: str) -> bool:
    """Tell whether a text is made of nothing but words of summing: "Cộng", "Tổng cộng xã"."""
    if len(text) > LONGEST_LABEL:
        return False
    key = normalise_vietnamese(text)
    key = key.replace(" ", "") if _LETTERS.fullmatch(key) else key
    return pattern(_ONLY_SUM).fullmatch(key) is not None


def summed_part(text: str) -> str:
    """Give the key of what a sum's label says is summed: "khởi công mới"; "" for nothing."""
    found = pattern(_SUM_OF_PART).fullmatch(normalise_vietnamese(text[:LONGEST_LABEL]))
    return found[1] if found else ""


def may_be_sum(text: str) -> bool:
    """Tell whether a text beside empty cells is a sum's: "Cộng khởi công mới", "11 công trình"."""
    if len(text) > LONGEST_LABEL:
        return False
    key = normalise_vietnamese(text)
    if _PAGE.fullmatch(key):
        return False
    return _SUM_OF.fullmatch(key) is not None or COUNTED.fullmatch(key) is not None


def is_beside_total(text: str) -> bool:
    """Tell whether a text is no name beside a total's label: nothing, a count or a label too."""
    bare = text.strip()
    return mark_of(bare) is not None or bool(COUNTED.fullmatch(bare)) or is_aside(text)


def ends_table(key: str, filled: int, *, has_numbers: bool) -> bool:
    """Tell whether a row, which fills so many columns, is of the notes and signatures below."""
    if filled <= 1 and _SIGNED.fullmatch(key):
        return True
    return not has_numbers and filled <= 2 and END.match(key) is not None


def is_idle(key: str, filled: int, *, is_closed: bool) -> bool:
    """Tell whether a row says nothing that counts: none, a unit, a page's sum, a list's share."""
    if is_closed and _RATIO.match(key):
        return True
    if filled == 1 and (pattern(_NIL).fullmatch(key) or _UNIT.match(key)):
        return True
    return bool(key) and _PAGE.fullmatch(key) is not None


def heads_another(row: Sequence[Any], heads: Mapping[int, Set[str]]) -> bool:
    """Tell whether a row has different words over every number: another table begins there.

    `heads` are the table's own header words by position; a row that repeats half of them is no
    other's. A row with a number anywhere is a record with words in place of figures.
    """
    words = {at: row[at] for at in heads if row[at] != ""}
    if len(words) < _LEAST_HEADERS or not all(type(word) is str for word in words.values()):
        return False
    words = {at: word.strip() for at, word in words.items()}
    if len(set(words.values())) < _LEAST_HEADERS or not all(map(_is_wording, words.values())):
        return False
    if any(type(cell) is not str or _ORDINAL.fullmatch(cell.strip()) for cell in row if cell != ""):
        return False
    return sum(word in heads[at] for at, word in words.items()) * 2 < len(words)


def _is_wording(text: str) -> bool:
    return len(text) > 2 and not any(map(str.isdigit, text)) and mark_of(text) is None


def is_number_of_group(text: str) -> bool:
    """Tell whether a text is nothing but the number of a heading: I, A, 1.2."""
    return _GROUP_NUMBER.fullmatch(text.strip()) is not None


def without_number(text: str) -> str:
    """Give the words of a heading without the number or bullet before them."""
    return _NUMBER_OF_GROUP.sub("", text).strip(" :.")


def level_of(text: str) -> str:
    """Give the kind of number that a heading begins with; "" for none."""
    bare = text.strip()
    return next((level for level, begins in _LEVELS.items() if begins.match(bare)), "")


def without_head(key: str) -> str:
    """Drop what a heading calls its choice: "giao thông" of "các công trình giao thông"."""
    return pattern(r"^(?:các )?{headed} ").sub("", key)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A heading inside the table: "I. Huyện Tràng Định", "Trong đó:"."""

    row: int
    text: str
    level: str  # kind of its number: roman | letter | digit | dash | "", or of its place
    has_numbers: bool


@dataclass(frozen=True, slots=True)
class Sorted:
    """The rows of a table by what they are; numbers are positions in the sheet's rows."""

    data: list[int] = field(default_factory=list)
    totals: list[tuple[int, str]] = field(default_factory=list)  # row, label
    groups: list[GroupRow] = field(default_factory=list)
    joined: dict[int, int] = field(default_factory=dict)  # continuation row -> its record
    unclear: list[int] = field(default_factory=list)
    sums: list[tuple[int, int]] = field(default_factory=list)  # like a sum: row, its label's place
    stray: list[int] = field(default_factory=list)  # looks like a record, below the end
    other: int = 0  # where the headers of a table begin that is none of ours
    end: int = 0  # where the table stopped
