"""The words of one printed header: text in, the key on which all ways to print it agree out.

The one surprising thing: words for the period are dropped ("Kế hoạch vốn năm 2020" is the column
"Kế hoạch vốn"); whether it is the period of the report is asked when that is known.
"""

import difflib
import re
from collections.abc import Sequence, Set
from functools import cache, lru_cache

from etl.model import Column
from etl.wording.names import normalise_vietnamese
from etl.workbook.known_words import declared, pattern, shared_words

ORDINAL_KEYS = frozenset({"stt", "tt", "số tt", "số thứ tự", "thứ tự"})
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_INCLUDES = re.compile(r"\s*(?:đã )?(?:bao gồm|gồm|kể cả|tính cả|cả)\b")
_NUMBERED = re.compile(r"^(?:\d{1,2}|[ivx]{1,4}|[a-e])[.)] ?(?=[^\W\d])")  # "3. Hộ nghèo"
_SIGNS = re.compile(r"[^\w%]+")
IDLE_WORDS = frozenset(
    ["trong", "đó", "số", "tổng", "tất", "cả", "các", "là", "của", "tên", "chia", "ra", "theo"]
)
# what stands over a table's columns and says no more than that somebody looked; at the end of a
# header it is what the column is about ("Bộ tiêu chí: Kết quả")
_IDLE_PHRASES = re.compile(
    r"\b(?:kết quả|số liệu|tình hình) (?:rà soát|thực hiện|điều tra)\b"
    r"|\b(?:số liệu|tình hình)\b|\bkết quả\b(?!\s*$)|\brà soát\b"
)
# "Kế hoạch vốn năm 2020" is the column "Kế hoạch vốn"
_PERIOD_WORDS = re.compile(
    r"\b(?:(?:trong|cả) )?(?:năm|quý (?:[1-4]|i{1,3}|iv)(?: năm)?) \d{4}\b"
    r"|\b(?:trong|cuối) (?:kỳ|quý|năm|tháng)(?! trước)(?: \d{4})?\b|\bkỳ này\b"
    r"|\b(?:tính )?đến (?:(?:hết )?(?:ngày )?\d[\d ]*|nay|thời điểm báo cáo)$"
    r"|(?<!\d) (?:19|20)\d\d$"
)
_SLIP = 0.6  # of two words: "thàn" and "thành"
_ALIKE = 0.9  # of two headers whose spaces differ


@cache
def _read_as() -> Sequence[tuple[re.Pattern[str], str]]:
    """Give what is written short or at length, and as what; "hộ HN" is read as "HN" is."""
    made = []
    for written, read in declared()["abbreviations"].items():
        first, _, more = read.partition(" ")
        before = rf"(?:{re.escape(first)} )?" if more else ""
        made.append((re.compile(rf"\b{before}{re.escape(written)}\b"), read))
    return [*made, *((pattern(rf"\b{one}"), read) for one, read in declared()["read_as"].items())]


@lru_cache(maxsize=16_384)
def header_key(text: str) -> str:
    """Give the key of a printed header: bracketed units, signs and line breaks dropped."""
    key = normalise_vietnamese(text)
    bare = _NUMBERED.sub("", _BRACKETS.sub(_telling, key))
    key = " ".join(_SIGNS.sub(" ", bare if bare.strip() else key).split())
    key = without_period(key)
    for written, read in _read_as():
        key = written.sub(read, key)
    return key


def _telling(bracket: re.Match[str]) -> str:
    """Keep what makes "Hộ nghèo (DTTS)" another column than "Hộ nghèo"; units and the like go."""
    inside = bracket[0][1:-1]
    if _INCLUDES.match(inside) or len(set(pattern(r"\b{sources}\b").findall(inside))) > 1:
        return " "
    return f" {inside} " if pattern(r"\b(?:{sources}|{narrowing})\b").search(inside) else " "


@lru_cache(maxsize=16_384)
def without_period(key: str) -> str:
    """Drop the words for a period and a review from a key that says more than that."""
    return " ".join(_IDLE_PHRASES.sub(" ", _PERIOD_WORDS.sub(" ", key)).split()) or key


@lru_cache(maxsize=16_384)
def is_header_word(word: str, words: Set[str]) -> bool:
    """Tell whether one printed word, its signs aside, occurs in headers."""
    key = " ".join(_SIGNS.sub(" ", normalise_vietnamese(word)).split())
    return not key or (not key.isdecimal() and words >= set(key.split()))


@lru_cache(maxsize=16_384)
def word_bag(key: str) -> frozenset[str]:
    """Give the words of a header key that carry meaning, in no order."""
    return frozenset(key.split()) - IDLE_WORDS


def looks_like(text: str, column: Column) -> bool:
    """Tell whether a foreign header is near one of a column's; only to offer it."""
    words = header_key(text).split()
    for name in (column.header, *column.synonyms):
        known = header_key(name)
        if _is_slip(words, known.split()):
            return True
        bag, said = word_bag(known), word_bag(" ".join(words))
        if len(bag) > 1 and bag <= said and not (said - bag) & shared_words("other_things"):
            return True
    return False


def _is_slip(words: Sequence[str], known: Sequence[str]) -> bool:
    if len(words) != len(known):
        return difflib.SequenceMatcher(None, "".join(words), "".join(known)).ratio() >= _ALIKE
    pairs = [(one, other) for one, other in zip(words, known, strict=True) if one != other]
    return len(pairs) * 2 < len(words) + 1 and all(
        difflib.SequenceMatcher(None, one, other).ratio() >= _SLIP for one, other in pairs
    )
