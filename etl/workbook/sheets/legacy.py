"""Text typed in the fonts of the nineties: what a cell holds and its font in, Unicode out.

The one surprising thing: the bytes alone do not say which encoding they are in, so nothing is
converted without the font's name, and a result is accepted only when it reads as Vietnamese.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

# letters that are neither Vietnamese nor ASCII betray a conversion that went wrong
_VIETNAMESE = frozenset("àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|ch|kh|ph|qu|th|tr|[bcdđghklmnpqrstvxfjwz])?"
    r"[aăâeêioôơuưy]{1,3}(?:ch|nh|ng|[cmnpt])?"
)
_ABBREVIATION = re.compile(r"[bcdđghklmnpqrstvx]{2,6}")  # QĐ, NĐ, HĐND
_WORD = re.compile(r"[^\W\d_]+")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
# what TCVN3 text looks like when the font was lost: "B¾c S¬n", "Tr-êng"
_GARBLED = "¨©ª«¬®µ¸¶·¹»¾¼½¡¢£¤¥¦§"


def decode(text: str, font: str) -> str | None:
    """Convert text in an old font to Unicode; None when the result does not read as Vietnamese.

    Text that is already Unicode, or has no letters of its own, comes back as it is; capitals are
    made of it when the font is one of capitals (.VnTimeH).
    """
    if _is_unicode(text):
        return text
    converted = _convert(text, "vni" if font.lower().startswith("vni") else "tcvn3")
    if not reads_as_vietnamese(converted):
        return None
    is_capital = font.lower().startswith(".vn") and font.endswith("H")
    return converted.upper() if is_capital else converted


@lru_cache(maxsize=8_192)
def _convert(text: str, encoding: str) -> str:
    from viparse.normalize.tables import convert

    return str(convert(text, _charmap(encoding)))


@lru_cache(maxsize=4)
def _charmap(encoding: str) -> Any:
    from viparse.normalize.encodings import get_charmap

    return get_charmap(encoding)


def _is_unicode(text: str) -> bool:
    """Tell whether text already has letters that only Unicode has, such as ạ or ơ."""
    return any(letter > "\u02ff" or letter in "ăđĩũơưĂĐĨŨƠƯ" for letter in text)


def has_odd_signs(text: str) -> bool:
    """Tell whether text has any of the signs that TCVN3 without its font shows; a first look."""
    return any(sign in text for sign in _GARBLED)


def looks_garbled(text: str) -> bool:
    """Tell whether text looks like TCVN3 whose font was lost."""
    return not text.isascii() and has_odd_signs(text) and not _is_unicode(text)


def reads_as_vietnamese(text: str) -> bool:
    """Tell whether every word with marks is a possible Vietnamese syllable."""
    marked = [word for word in _WORD.findall(text) if not word.isascii()]
    if any(ord(letter) > 127 and not letter.isalnum() for letter in text.translate(_HARMLESS)):
        return False
    return all(_is_syllable(word.lower()) for word in marked)


_HARMLESS = {ord(letter): " " for letter in "–—…“”‘’\u00a0°²³×≥≤•"}


def _is_syllable(word: str) -> bool:
    if any(letter not in _VIETNAMESE and not letter.isascii() for letter in word):
        return False
    letters = unicodedata.normalize("NFD", word)
    if sum(letter in _TONES for letter in letters) > 1:
        return False
    bare = unicodedata.normalize("NFC", "".join(c for c in letters if c not in _TONES))
    return (_SYLLABLE.fullmatch(bare) or _ABBREVIATION.fullmatch(bare)) is not None
