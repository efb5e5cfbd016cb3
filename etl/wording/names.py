"""Vietnamese names as officers type them: any spelling in, one key out, and near names as advice.

The one surprising thing: a name that is merely near is never taken; it comes back as a suggestion
for a person to confirm.
"""

import difflib
import re
import unicodedata
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)

_LONGEST_NAME = 200  # characters; longer texts are neither kept in memory nor compared
_LONGEST_WORD = 16  # letters; no syllable has more

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_MODIFIED_VOWELS = frozenset("ăâêôơư")
# "qu" and "gi" before a vowel are consonants, so that quý and qúy, già and gìa agree
_SYLLABLE = re.compile(
    r"(qu(?=[aăâeêioôơuưy])|gi(?=[aăâeêoôơuư])|[bcdđghklmnpqrstvx]*)"
    r"([aăâeêioôơuưy]{1,3})(ch|c|m|ng|nh|n|p|t)?"
)
_LOOSE_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"  # that no letter took up
# they belong to their word: a second tone on it means that it is left alone
_WORD = re.compile(rf"(?:[^\W\d_]|[{_LOOSE_MARKS}])+")
# what is not drawn: controls, soft hyphens, joiners and parters of letters, directions of writing,
# fillers, variants of signs, marks of byte order
_INVISIBLE_RANGES = (
    *((0x00, 0x08), (0x0E, 0x1B), (0x7F, 0x84), (0x86, 0x9F), (0xAD, 0xAD), (0x34F, 0x34F)),
    *((0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F)),
    *((0x202A, 0x202E), (0x2060, 0x206F), (0x2800, 0x2800), (0x3164, 0x3164), (0xFE00, 0xFE0F)),
    *((0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF9, 0xFFFB), (0xE0000, 0xE007F)),
)
_INVISIBLE = {code: None for first, last in _INVISIBLE_RANGES for code in range(first, last + 1)}
_HAS_INVISIBLE = re.compile(f"[{''.join(f'{chr(a)}-{chr(b)}' for a, b in _INVISIBLE_RANGES)}]")
_TURNS = re.compile("[\u202b\u202e\u2067]")  # what follows is drawn from right to left
# all that is drawn as an apostrophe; dropped before composition, which would make some of them
# a space with a loose mark
_APOSTROPHES = dict.fromkeys(
    map(ord, "'`\u00b4\u02b9\u02bb\u02bc\u02ca\u0384\u1fef\u1ffd\u2018\u2019\u2032\uff07\uff40")
)
_HAS_APOSTROPHE = re.compile(f"[{re.escape(''.join(map(chr, _APOSTROPHES)))}]")
_PUNCTUATION = re.compile(rf"[^\w\s{_LOOSE_MARKS}]|_")
# Icelandic eth and African d look exactly like đ in capitals, and old fonts produce them
_LOOKALIKES = str.maketrans({"ð": "đ", "ɖ": "đ"})


def visible(text: str) -> str:
    """Give a text without the signs in it that are not drawn."""
    return text.translate(_INVISIBLE) if _HAS_INVISIBLE.search(text) else text


def is_turned(text: str) -> bool:
    """Tell whether a text is drawn in another order than it is stored: 6421 as 1246."""
    return _TURNS.search(text) is not None


def normalise_vietnamese(text: str) -> str:
    """Give the key on which all spellings of a text agree, punctuation kept.

    Unifies composed and decomposed letters, case, white space, đ and its look-alikes, and the two
    ways to place a tone mark (hoà, hòa). Applying it twice changes nothing.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    return _normalised_name(text) if len(text) <= _LONGEST_NAME else _normalised(text)


def _normalised(text: str) -> str:
    return " ".join(_WORD.sub(_place_tone, _fold(text)).split())


_normalised_name = lru_cache(maxsize=16_384)(_normalised)


def _fold(text: str) -> str:
    """Unify case, composition, compatibility forms and white space until nothing changes."""
    while True:
        folded = unicodedata.normalize("NFKC", visible(text)).casefold()
        if "ð" in folded or "ɖ" in folded:
            folded = folded.translate(_LOOKALIKES)
        folded = unicodedata.normalize("NFKC", " ".join(folded.split()))
        if folded == text:
            return folded
        text = folded


def _place_tone(found: re.Match[str]) -> str:
    """Move the tone mark of one syllable to its canonical letter; leave other words alone."""
    word = found.group()
    return _toned_word(word) if len(word) <= _LONGEST_WORD else _toned(word)


def _toned(word: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    tones = [letter for letter in letters if letter in _TONES]
    if len(tones) != 1:
        return word
    bare = unicodedata.normalize("NFC", letters.replace(tones[0], ""))
    syllable = _SYLLABLE.fullmatch(bare)
    if syllable is None:
        return word
    onset, vowels, coda = syllable.group(1), syllable.group(2), syllable.group(3) or ""
    at = _toned_vowel(vowels, closed=bool(coda)) + 1
    return unicodedata.normalize("NFC", onset + vowels[:at] + tones[0] + vowels[at:] + coda)


_toned_word = lru_cache(maxsize=8_192)(_toned)  # texts are many, syllables are few


def _toned_vowel(vowels: str, *, closed: bool) -> int:
    """Say which vowel of a syllable carries the tone mark, by the older school's placement."""
    modified = [at for at, vowel in enumerate(vowels) if vowel in _MODIFIED_VOWELS]
    if modified:
        return modified[-1]
    if closed:
        return len(vowels) - 1
    return 1 if len(vowels) == 3 else 0


def name_key(text: str) -> str:
    """Give the key of a proper name: normalised, apostrophes dropped, punctuation as spaces."""
    plain = text.translate(_APOSTROPHES) if _HAS_APOSTROPHE.search(text) else text
    folded = normalise_vietnamese(plain)
    return " ".join(_PUNCTUATION.sub(" ", folded).split())


def compact_key(text: str) -> str:
    """Give the key of a name whose spacing varies: Gia Rai, Gia-rai and Giarai agree."""
    return name_key(text).replace(" ", "")


def skeleton(text: str) -> str:
    """Give a name without tones, vowel signs and spaces; only to look for suggestions."""
    letters = unicodedata.normalize("NFD", compact_key(text))
    return "".join(c for c in letters if not unicodedata.combining(c)).replace("đ", "d")


AREA_WORDS: Mapping[str, tuple[str, ...]] = {  # the word of a kind first, then its short forms
    "tinh": ("tỉnh",),
    "huyen": ("huyện", "h"),
    "thi_xa": ("thị xã", "tx", "t x"),
    "thanh_pho": ("thành phố", "tp", "t p"),
    "xa": ("xã", "x"),
    "phuong": ("phường", "p"),
    "thi_tran": ("thị trấn", "tt", "t t"),
}  # in the order in which they are said
_KIND_OF_PREFIX = {
    name_key(prefix): kind for kind, prefixes in AREA_WORDS.items() for prefix in prefixes
}
_AREA_PREFIX = re.compile(
    "(" + "|".join(sorted(map(re.escape, _KIND_OF_PREFIX), key=len, reverse=True)) + ") (.+)"
)


def split_area_name(text: str) -> tuple[str, str]:
    """Split a place's name into its kind, "" for none, and a key: ("thanh_pho", "lạng sơn")."""
    key = name_key(text)
    found = _AREA_PREFIX.fullmatch(key)
    kind, rest = (_KIND_OF_PREFIX[found[1]], found[2]) if found else ("", key)
    # the farm town is printed both ways in official lists
    return kind, re.sub("^nt ", "nông trường ", rest)


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """What a name was taken for: a value, or None with the names that might be meant."""

    value: T | None
    suggestions: tuple[T, ...] = ()
    is_ambiguous: bool = False  # the name fits each suggestion exactly: say which one


class NameIndex(Generic[T]):
    """Names of one list, found by key; built once, then only read."""

    def __init__(self, names: Iterable[tuple[str, T]]) -> None:
        """Index pairs of a key, made by the caller, and the value it stands for."""
        self._exact: dict[str, tuple[T, ...]] = {}
        self._loose: dict[str, tuple[T, ...]] = {}
        self._near: dict[str, tuple[T, ...]] = {}
        for key, value in names:
            for index, entry in ((self._exact, key), (self._loose, skeleton(key))):
                known = index.get(entry, ())
                index[entry] = known if value in known else (*known, value)

    def exact(self, key: str) -> tuple[T, ...]:
        return self._exact.get(key, ())

    def near(self, key: str, limit: int = 3) -> tuple[T, ...]:
        """Give at most `limit` values whose names look like this one, likeliest first."""
        if len(key) > _LONGEST_NAME:
            return ()
        looks = skeleton(key)
        if looks not in self._near:
            alike = difflib.get_close_matches(looks, self._loose, n=limit, cutoff=0.72)
            found = dict.fromkeys(value for entry in alike for value in self._loose[entry])
            if len(self._near) > 10_000:  # a hostile sheet must not fill the memory
                self._near.clear()
            self._near[looks] = tuple(found)
        return self._near[looks][:limit]

    def match(self, key: str, *, suggest: bool = True) -> Match[T]:
        """Accept the one value that bears this key, or suggest unless that is not wanted."""
        found = self.exact(key)
        if len(found) == 1:
            return Match(found[0])
        return Match(None, found or (self.near(key) if suggest else ()), bool(found))
