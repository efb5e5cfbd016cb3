"""Markings of state secrets: the text of a cell, a header or a file's name in, yes or no out.

The one surprising thing: capitals decide, and a marking stands alone. "mật độ" and "bí mật" are
words of any report; so is "MẬT ĐỘ DÂN SỐ" in a file's name, though it is written in capitals.
"""

import re
import unicodedata

NO_NAME = "(tệp có dấu độ mật, không giữ tên)"  # in place of the name of a file that is refused
_MARKING = re.compile(r"(?i:(?:dấu)?(?:chỉ)?(?:mức)?độmật)?(?:TUYỆT|TỐI)?MẬT")
_LONGEST = 80
_WORDS = re.compile(r"[^\W\d_]+")
_WORD = "MẬT"
_NO_MARKING_BEFORE = frozenset({"BÍ", "BẢO", "GIẢI", "KHÔNG", "CƠ", "ONG", "THƯỜNG"})
_NO_MARKING_BEHIND = frozenset({"ĐỘ", "KHẨU", "MÃ", "ONG", "THƯ", "THIẾT"})


def is_marking(text: str) -> bool:
    """Tell whether a text is a marking and nothing else, with or without "Độ mật" before it."""
    if "M" not in text or "T" not in text or len(text) > _LONGEST:
        return False
    plain = unicodedata.normalize("NFC", text)
    return _MARKING.fullmatch("".join(sign for sign in plain if sign.isalnum())) is not None


def is_marked_name(name: str) -> bool:
    """Tell whether a file's name has a marking as a word of its own."""
    words = _WORDS.findall(unicodedata.normalize("NFC", name))
    around = zip(["", *words], words, [*words[1:], ""], strict=False)
    return any(
        word == _WORD and before not in _NO_MARKING_BEFORE and behind not in _NO_MARKING_BEHIND
        for before, word, behind in around
    )
