"""What the first text of a row says of it: a label in, total, part, heading, end of the table out.

The one surprising thing: a label is cut before it is compared, because a cell may hold thirty
thousand characters and the patterns of labels are costly on long texts.
"""

from __future__ import annotations

import re

from etl.names import normalise_vietnamese
from etl.workbook.marks import mark_of

TOTAL = re.compile(
    r"(?:[ivx]+|[a-d]|\d+|\*)?[.)\s]*"
    r"(?:tổng (?:số|cộng)\b.*|tổng hợp(?: chung)?|t\. ?cộng|tc"
    r"|(?:tổng|cộng)(?: (?:chung|cả|các|toàn|trong|huyện|thành phố|xã|tỉnh|mục|nhóm|phần|dồn"
    r"|lũy kế|[ivx]+|[a-d])\b.*|\s*:?\s*\d+ \D.*)?|toàn (?:tỉnh|huyện|thành phố))"
    r"\s*(?:\(.*\))?\s*[:.=]*"
)
_GRAND = re.compile(r"(?:tổng|toàn )")
_OF_A_PART = re.compile(
    r"(?<!toàn )(?<!các )\b(?:huyện|thành phố|khu vực|mục|nhóm|phần|nguồn)\b|(?<!\+)\s[ivx]+$"
)
LONGEST_LABEL = 200  # characters of a row's first text that say what the row is
# what is said of the rows around it, not a place or a work
PART = re.compile(r"(?:trong đó|chia ra|bao gồm|khu vực|cụm xã)\b")
OF_CHOICES = re.compile(r"^(?:các )?(?:công trình|lĩnh vực|dự án|loại hình) ")
NIL = re.compile(r"không (?:có|phát sinh)(?: (?:số liệu|công trình|dự án|trường hợp))?(?: nào)?\.?")
_LONGEST_VALUE = 24  # of a number or date typed as text
END = re.compile(
    r"(?:người (?:lập|báo cáo|tổng hợp|ký)|thủ trưởng|kt\.|tm\.|tl\.|q\.|trưởng (?:phòng|ban)|"
    r"(?:phó )?chủ tịch|(?:phó )?giám đốc|kế toán|nơi nhận|xác nhận|\(?\s*(?:đã )?ký|"
    r"ghi chú\s*:|chú thích|lưu ý|nguồn(?: số liệu)?\s*:|giải thích|\*+\s*\w|.*, ngày .*tháng)"
)
_GROUP_NUMBER = re.compile(r"([IVX]{1,5}|[A-ZĐ]|\d{1,3}(?:\.\d{1,3})*)\s*[.)/\-:]?")
GROUP_TEXT = re.compile(
    r"(?:[ivx]{1,5}|[a-zđ]|\d{1,2}(?:\.\d+)*)\s*[.)/\-:]\s*\S|trong đó|[-+*•]\s*\S"
)
PLACE = re.compile(r"(?:huyện|thành phố|tp\.?|h\.|thị xã|xã|phường|thị trấn|cụm|khu vực) ")


def is_aside(text: str) -> bool:
    """Tell whether a text labels a total or a part of one, not a record."""
    if len(text) > LONGEST_LABEL:
        return False
    key = normalise_vietnamese(text)
    return TOTAL.fullmatch(key) is not None or PART.match(key) is not None


def is_grand(label: str) -> bool:
    """Tell whether a total's label speaks of the whole table."""
    key = re.sub(r"^(?:[ivx]+|\d+|[a-d])[.)\s]+", "", normalise_vietnamese(label))
    return _GRAND.match(key) is not None


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
    return any(letter.isdigit() for letter in text) or mark_of(text) is not None


def is_number_of_group(text: str) -> bool:
    """Tell whether a text is nothing but the number of a heading: I, A, 1.2."""
    return _GROUP_NUMBER.fullmatch(text.strip()) is not None


def level_of(text: str) -> str:
    """Give the kind of number that a heading begins with; "" for none."""
    bare = text.strip()
    if re.match(r"[IVX]{1,5}(?:[.)\s/:\-]|$)", bare):
        return "roman"
    if re.match(r"[A-ZĐ](?:[.)/:\-]|$)", bare):
        return "letter"
    if re.match(r"\d{1,2}(?:[.)/:\-]|$)", bare):
        return "digit"
    return "dash" if bare[:1] in "-+*•" else ""
