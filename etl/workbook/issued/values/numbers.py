"""Numbers that were typed as text, and signs written instead of a value: texts in, both out.

Vietnamese print 1.234,5 where English prints 1,234.5. The one surprising thing: "1.234" may be
either, so the other texts of its column, then those of the sheet, say which notation its writer
uses; without them it stays undecided. A dash means zero, and an empty cell never does.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from etl.model import Mark
from etl.wording.names import is_turned, normalise_vietnamese, visible
from etl.workbook.units import money_units

LONGEST_MARK = 8  # characters
_LONGEST_WORDS = 20
_MARKS: dict[str, Mark] = {
    "": Mark.MISSING,
    **dict.fromkeys(("-", "–", "—", "−", "‐", "‑", "_", "--", "---"), Mark.NIL),
    **dict.fromkeys(("…", "……", "….", *("." * count for count in range(1, 7))), Mark.PLACEHOLDER),
    **dict.fromkeys(("x", "X", "×"), Mark.NOT_APPLICABLE),
    **dict.fromkeys(('"', "''", "”", "“", "″", "〃", '-"-', '"-"'), Mark.DITTO),
    **dict.fromkeys(("//", "-//-", "nt", "-nt-", "(nt)", "như trên"), Mark.DITTO),
}
_NIL_WORDS = frozenset({"không", "không có", "ko", "ko có", "không phát sinh"})
# what TCVN3 text looks like when the font was lost: "B¾c S¬n", "Tr-êng"
_GARBLED = "¨©ª«¬®µ¸¶·¹»¾¼½¡¢£¤¥¦§"


class Notation(StrEnum):
    """Which sign stands before the decimals."""

    COMMA = "comma"  # 1.234,5
    POINT = "point"  # 1,234.5


@dataclass(frozen=True, slots=True)
class NumberText:
    """What a text says as a number, in one notation or the other; None where it says nothing."""

    comma: float | None  # read as 1.234,5
    point: float | None  # read as 1,234.5
    is_percent: bool = False

    @property
    def is_number(self) -> bool:
        """Whether the text is a number at all."""
        return self.comma is not None or self.point is not None

    @property
    def evidence(self) -> Notation | None:
        """The notation that this text proves, if it can be read in only one."""
        if (self.comma is None) == (self.point is None):
            return None
        return Notation.COMMA if self.comma is not None else Notation.POINT

    @property
    def is_ambiguous(self) -> bool:
        """Whether the two notations give different numbers."""
        return self.comma is not None and self.point is not None and self.comma != self.point

    def value(self, notation: Notation | None) -> float | None:
        """Give the number in a notation; None when it is ambiguous and none is known."""
        if not self.is_ambiguous:
            return self.comma if self.comma is not None else self.point
        if notation is None:
            return None
        return self.comma if notation is Notation.COMMA else self.point


_NOTHING = NumberText(None, None)
_MAX_CHARACTERS = 40
_SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f]+")
PARTED = re.compile(r"[\t-\r\x1c-\x1f\x85\u2028\u2029]")  # lines and tabs: two things in a cell
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－％", "0123456789.,-%")
_BEHIND = re.compile(r"[^\W\d][^\d]*$")  # what stands behind the last digit
_SPACED = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
_COMMA = re.compile(r"(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d+)?")
_POINT = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")
_ZERO_GROUP = re.compile(r"0\d*[.,]\d{3}")  # 0,500 and 012.345 are no groups of thousands


@lru_cache(maxsize=16_384)
def read_number_text(text: str, unit: str = "") -> NumberText:
    """Read a text as a number in both notations; `unit` may stand behind it: "12 hộ"."""
    text = text if is_turned(text) else visible(text)
    if len(text) > _MAX_CHARACTERS:
        return _NOTHING
    bare = _SPACES.sub(_space, text.translate(_FULL_WIDTH)).strip().removeprefix("'")
    is_percent = bare.endswith("%")
    bare = bare.removesuffix("%").rstrip()
    bare = _without_unit(bare, unit) if unit else bare
    sign = 1.0
    if bare[:1] in ("-", "−", "–"):
        sign, bare = -1.0, bare[1:].lstrip()
    elif bare.startswith("(") and bare.endswith(")"):
        sign, bare = -1.0, bare[1:-1].strip()
    if not bare.isascii() or not bare:
        return _NOTHING
    comma = point = None
    if " " in bare:  # "1 234,5": spaces part the thousands, and the sign left is the decimal one
        if _SPACED.fullmatch(bare):
            value = sign * float(bare.replace(" ", "").replace(",", "."))
            comma = None if "." in bare else value
            point = None if "," in bare else value
        return NumberText(comma, point, is_percent)
    if _COMMA.fullmatch(bare):
        comma = sign * float(bare.replace(".", "").replace(",", "."))
    if _POINT.fullmatch(bare):
        point = sign * float(bare.replace(",", ""))
    if _ZERO_GROUP.fullmatch(bare):
        comma, point = (None, point) if "." in bare else (comma, None)
    return NumberText(comma, point, is_percent)


def _space(found: re.Match[str]) -> str:
    """Give a space, or what parts two things and so stands within no number."""
    return "\n" if PARTED.search(found[0]) else " "


def _without_unit(text: str, unit: str) -> str:
    """Drop the unit behind a number where it is the column's: "12 hộ", "800.000đ"."""
    if text.lower().endswith(unit.lower()):
        return text[: -len(unit)].rstrip()
    words = _BEHIND.search(text)
    if words and money_units(words[0]) and money_units(words[0]) == money_units(unit):
        return text[: words.start()].rstrip()
    return text


def notation_of(texts: Iterable[NumberText]) -> tuple[Notation | None, bool]:
    """Give the notation that texts agree on, and whether they contradict each other."""
    proved = {text.evidence for text in texts} - {None}
    if len(proved) > 1:
        return None, True
    return next(iter(proved), None), False


def number_mark(cell: str) -> Mark | None:
    """Give the mark that a text is among numbers, where "không" is nought as well."""
    text = visible(cell).strip()
    mark = mark_of(text)
    if mark is None and normalise_vietnamese(text[:_LONGEST_WORDS]).strip(" .") in _NIL_WORDS:
        return Mark.NIL
    return mark


def mark_of(text: str) -> Mark | None:
    """Give the mark that a stripped text is, or None when it is a value."""
    return None if len(text) > LONGEST_MARK else _MARKS.get(text) or _MARKS.get(text.lower())


def text_mark(cell: str) -> Mark | None:
    """Give the mark that a text is among texts, where signs alone say nothing."""
    text = visible(cell).strip()
    mark = mark_of(text)
    return mark if mark is not None or any(map(str.isalnum, text)) else Mark.PLACEHOLDER


def is_unicode(text: str) -> bool:
    """Tell whether text already has letters that only Unicode has, such as ạ or ơ."""
    return any(letter > "\u02ff" or letter in "ăđĩũơưĂĐĨŨƠƯ" for letter in text)


def has_odd_signs(text: str) -> bool:
    """Tell whether text has any of the signs that TCVN3 without its font shows; a first look."""
    return any(sign in text for sign in _GARBLED)


def looks_garbled(text: str) -> bool:
    """Tell whether text looks like TCVN3 whose font was lost."""
    return not text.isascii() and has_odd_signs(text) and not is_unicode(text)
