"""What is no reason: what a cell for reasons holds in, whether it says one out.

The one surprising thing: a sign, a number, a count, a date, a label of the column, keys struck in
their order and words that say that there is no reason are none, however they are typed, also
without the marks of Vietnamese; whether other words are a good one is for a person to say.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from etl.wording.names import name_key, skeleton, visible
from etl.workbook.known_words import declared

_LEAST_LETTERS = 2
_LONGEST = 80  # characters of words that say that there is no reason
# what stands for a picture in a cell, and any other formula that was kept as a text
_FORMULA = re.compile(
    r"[=@]\s*[-+@]?\s*(?:(?:_\w+\.)*[A-Z][A-Z0-9._]*\(|(?:'[^']+'|\w+)!|\$?[A-Z]{1,3}\$?\d+\b).*",
    re.DOTALL,
)
# what programs leave where there is no value, or a number too large for them
_OF_PROGRAMS = re.compile(
    r"#[A-Z][A-Z0-9_/]*[!?]?|[-+]?[\d.,]+E[-+]?\d+"
    r"|[-+]?(?:1[.,])?#?(?:inf(?:inity)?|[qs]?nan|ind|null|none|undefined)",
    re.IGNORECASE,
)
LONGEST_OF_PROGRAMS = 16  # characters
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
    r"|nil|none|null|nan|na|nothing|false|true|undefined|objectobject|test|tbd|todo|ok|sai"
    r"|(?:hinh|anh|hinhanh|picture|image|img)\d*(?:png|jpe?g|gif|bmp)?"
    r"|\d*(?:(?:ngay|thang|quy|nam)[\divx]+)+"
    r"|\d*(?:trieu|tr|ty|ti|nghin|ngan)?(?:dong|d|vnd)?"
    r"|(\D)\1*|[ivx]+"  # one letter, however often; a Roman numeral
)

# words that say nothing, alone and among themselves, also typed without their marks
_IDLE = (
    *("lý do", "lí do", "nguyên nhân", "ghi chú", "giải trình", "nội dung", "ý kiến", "khác", "do"),
    *("đề nghị", "hãy", "vui lòng", "ghi", "nêu", "nhập", "viết", "bổ sung lý do", "rõ", "cụ thể"),
    *("chi tiết", "đầy đủ", "vào", "vào đây", "ở đây", "tại đây", "ô này", "cột này", "nếu có"),
    *("như", "giống", "tương tự", "xem", "trên", "ô trên", "dòng trên", "cột trên", "hàng trên"),
    *("phần trên", "mục trên", "bên trên", "trước", "đã nêu", "đã nói", "thế", "vậy", "có", "vì"),
    *("vâng", "xong", "xong rồi", "có rồi", "đã có", "đã ghi", "đã xong", "đúng rồi", "được rồi"),
    *("đã giải trình", "tốt", "bình thường", "hết", "không biết", "không rõ", "không sao", "tôi"),
    *("không vấn đề", "không vấn đề gì", "ví dụ", "vd", "ok", "okay", "yes", "good", "hi", "hello"),
    *("test", "lorem", "ipsum", "uh", "um", "hmm", "ạ", "nhé", "no", "rõ ràng", "theo", "không bt"),
    *("ko bt", "k bt", "reason", "note", "comment", "enter text", "text here", "click here"),
)
# likewise; but without their marks, among others, they may be other words (đất, đá rơi, điện)
_IDLE_IF_MARKED = (
    *("đã", "rồi", "đạt", "đủ", "đúng", "điền", "gõ", "thử", "mẫu", "chờ", "được", "này", "đây"),
    *("chịu", "ừ", "dạ", "bởi", "tại"),
)
_BEFORE_COUNT = ("khoảng", "số", "tổng", "tổng số", "là", "gồm", "và", "cả", "hơn", "gần")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_RUNS = [run for row in ("abcdefghijklmnopqrstuvwxyz", *_ROWS) for run in (row, row[::-1])]
_LEAST_RUN, _LEAST_STRUCK = 3, 4  # letters
_KEYS = "#"  # in place of a word of such letters
_REPEATED = re.compile(r"(..+?)\1+|(.)\2+")
_SYLLABLE = re.compile(
    r"(?:ngh?|nh|kh|ph|th|tr|ch|gh|qu|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?"
)


def _either(phrases: Iterable[str]) -> str:
    """Give a pattern of phrases with their marks or without, the longest first."""
    both = {form for one in phrases for form in (one, _unmarked(one))}
    return "|".join(sorted(both, key=len, reverse=True))


def _unmarked(phrase: str) -> str:
    return " ".join(map(skeleton, phrase.split()))


@cache
def _words_for_nothing() -> tuple[re.Pattern[str], frozenset[str]]:
    """Give the pattern of texts without a reason, and words that are none when they stand alone."""
    says_nothing = re.compile(
        rf"(?:(?:{'|'.join(_IDLE_IF_MARKED)}|{_either(_IDLE)}|[^\W\d_]|{_KEYS})(?: |$)"
        rf"|(?:(?:{_either(_BEFORE_COUNT)}) )*\d+(?: \d+)*"
        rf"(?: ?(?:{_either(declared()['counted'])})(?= |\d|$))* ?)++"
    )
    alone = ("tên", "số", *declared()["never_reasons"])
    return says_nothing, frozenset((*alone, *map(_unmarked, (*alone, *_IDLE_IF_MARKED))))


def gives_reason(cell: object) -> bool:
    """Tell whether a cell for reasons says anything that may be one."""
    return isinstance(cell, str) and _says_something(cell)


def is_formula(text: str) -> bool:
    """Tell whether a text is a formula, as programs leave it where a picture is in a cell."""
    return text[:1] in ("=", "@") and _FORMULA.fullmatch(text) is not None


def is_of_programs(text: str) -> bool:
    """Tell whether a text is what programs write for no value: #REF!, NaN, INF, 1E+400."""
    return len(text) <= LONGEST_OF_PROGRAMS and _OF_PROGRAMS.fullmatch(text) is not None


@lru_cache(maxsize=8_192)
def _says_something(cell: str) -> bool:
    text = visible(cell).strip()
    if is_formula(text) or is_of_programs(text) or sum(map(str.isalpha, text)) < _LEAST_LETTERS:
        return False
    return len(text) > _LONGEST or not (_SAYS_NONE.fullmatch(skeleton(text)) or _says_nothing(text))


def _says_nothing(text: str) -> bool:
    """Tell whether all words of a text are idle, counted or no words at all."""
    is_short = text.isupper()  # GPMB: such letters stand for words
    words = name_key(text).split()
    if len(set(words)) == 1 < len(words) and not _SYLLABLE.fullmatch(skeleton(words[0])):
        return True
    key = " ".join(_KEYS if _is_struck(word, is_short) else word for word in words)
    says_nothing, alone = _words_for_nothing()
    return (key in alone and not is_short) or says_nothing.fullmatch(key) is not None


def _is_struck(word: str, is_short: bool) -> bool:
    """Tell whether keys were struck as they lie, or over and over, and no word was meant."""
    keys = "".join(filter(str.isalpha, skeleton(word)))
    if len(keys) < _LEAST_RUN or _REPEATED.fullmatch(keys):
        return len(keys) >= _LEAST_RUN
    if _SYLLABLE.fullmatch(keys):
        return False
    is_in_row = any(set(keys) <= set(row) for row in _ROWS)
    return _is_run(keys) or (is_in_row and len(keys) >= _LEAST_STRUCK and not is_short)


def _is_run(keys: str) -> bool:
    """Tell whether letters are parts of rows of keys, or of the alphabet, one after another."""
    while keys:
        runs = (keys[:n] for n in range(len(keys), 1, -1) if any(keys[:n] in run for run in _RUNS))
        part = next(runs, keys[0])
        if len(part) < _LEAST_RUN and part != keys:
            return False
        keys = keys[len(part) :]
    return True
