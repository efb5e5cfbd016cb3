"""What is no reason: what a cell for reasons holds in, whether it says one out.

The one surprising thing: a sign, a number, a date, a label of the column and words that say that
there is no reason are none, however they are typed, also without the marks of Vietnamese; whether
other words are a good one is for a person to say.
"""

from __future__ import annotations

import re
from functools import lru_cache

from etl.names import skeleton, visible

_LEAST_LETTERS = 2
_LONGEST = 80  # characters of words that say that there is no reason
# what stands for a picture in a cell, and any other formula that was kept as a text
_FORMULA = re.compile(
    r"[=@]\s*[-+@]?\s*(?:(?:_\w+\.)*[A-Z][A-Z0-9._]*\(|(?:'[^']+'|\w+)!|\$?[A-Z]{1,3}\$?\d+\b).*",
    re.DOTALL,
)
_ERROR = re.compile(r"#[A-Z][A-Z0-9_/]*[!?]?")
# words as `skeleton` gives them: letters alone, so that they are found however they are written
_NOT = "khong|ko|kh|kg|k|hong|chua"
_LABEL = "lydo|lido|nguyennhan|ghichu|giaitrinh|noidung|ykien"
_LATER = "capnhat|bosung|giaitrinh|baocao"
_SAYS_NONE = re.compile(
    rf"(?:denghi)?(?:{_LABEL})+(?:sau)?"
    rf"|(?:(?:{_LABEL})*(?:{_NOT})(?:co|ro|biet|ghi|neu|can|phai|phatsinh|xacdinh|capnhat|apdung"
    rf"|gi|khac|them|kemtheo|{_LABEL})*)+"
    rf"|(?:se|xin)?(?:{_LATER})+sau|(?:dang|cho)(?:{_LATER})+"
    r"|(?:o|de)?trong|rong|(?:nhu|giong)(?:dong)?tren|nt"
    r"|nil|none|null|nan|na|no|nothing|false|true|undefined|objectobject|test|tbd|todo|ok|dung|sai"
    r"|(?:hinh|anh|hinhanh|picture|image|img)\d*(?:png|jpe?g|gif|bmp)?"
    r"|\d*(?:(?:ngay|thang|quy|nam)[\divx]+)+"
    r"|\d*(?:trieu|tr|ty|ti|nghin|ngan)?(?:dong|d|vnd)?"
    r"|(\D)\1*|[ivx]+"  # one letter, however often; a Roman numeral
)


def gives_reason(cell: object) -> bool:
    """Tell whether a cell for reasons says anything that may be one."""
    return isinstance(cell, str) and _says_something(cell)


def is_formula(text: str) -> bool:
    """Tell whether a text is a formula, as programs leave it where a picture is in a cell."""
    return text[:1] in ("=", "@") and _FORMULA.fullmatch(text) is not None


@lru_cache(maxsize=8_192)
def _says_something(cell: str) -> bool:
    text = visible(cell).strip()
    if is_formula(text) or _ERROR.fullmatch(text) or sum(map(str.isalpha, text)) < _LEAST_LETTERS:
        return False
    return len(text) > _LONGEST or _SAYS_NONE.fullmatch(skeleton(text)) is None
