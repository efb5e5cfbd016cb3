"""Signs in the text of a cell: those written instead of a value, those that a lost font leaves.

The one surprising thing: a dash means zero, and an empty cell does not; they stay apart for ever.
"""

from __future__ import annotations

from etl.model import Mark
from etl.wording.names import normalise_vietnamese, visible

LONGEST_MARK = 8  # characters
_LONGEST_WORDS = 20
_MARKS: dict[str, Mark] = {
    "": Mark.MISSING,
    **dict.fromkeys(("-", "–", "—", "−", "‐", "‑", "_", "--", "---"), Mark.NIL),
    **dict.fromkeys(
        ("…", ".", "..", "...", "....", ".....", "......", "……", "…."), Mark.PLACEHOLDER
    ),
    **dict.fromkeys(("x", "X", "×"), Mark.NOT_APPLICABLE),
    **dict.fromkeys(('"', "''", "”", "“", "″", "〃", '-"-', '"-"'), Mark.DITTO),
    **dict.fromkeys(("//", "-//-", "nt", "-nt-", "(nt)", "như trên"), Mark.DITTO),
}


_NIL_WORDS = frozenset({"không", "không có", "ko", "ko có", "không phát sinh"})
# what TCVN3 text looks like when the font was lost: "B¾c S¬n", "Tr-êng"
_GARBLED = "¨©ª«¬®µ¸¶·¹»¾¼½¡¢£¤¥¦§"


def number_mark(cell: str) -> Mark | None:
    """Give the mark that a text is among numbers, where "không" is nought as well."""
    text = visible(cell).strip()
    mark = mark_of(text)
    if mark is None and normalise_vietnamese(text[:_LONGEST_WORDS]).strip(" .") in _NIL_WORDS:
        return Mark.NIL
    return mark


def mark_of(text: str) -> Mark | None:
    """Give the mark that a stripped text is, or None when it is a value."""
    if len(text) > LONGEST_MARK:
        return None
    found = _MARKS.get(text)
    return found if found is not None else _MARKS.get(text.lower())


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
