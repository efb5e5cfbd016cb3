"""Types text as the fonts of the nineties did: Unicode in, TCVN3 or VNI code points out.

The one surprising thing: the tables are those that the reader decodes with, turned round; what is
tested is that the reader finds the right one by the font and trusts nothing else.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from viparse.normalize.encodings import get_charmap


@cache
def _table(name: str) -> dict[str, str]:
    charmap = get_charmap(name)
    assert charmap is not None
    table: dict[str, str] = {}
    for legacy, letter in charmap.pairs:
        table.setdefault(letter, legacy)
    return table


def to_tcvn3(text: str) -> str:
    """Type a text in a .Vn font; capitals with marks become small, as that font has none."""
    return _typed(text, _table("tcvn3"))


def to_vni(text: str) -> str:
    """Type a text in a VNI font."""
    return _typed(text, _table("vni"))


def _typed(text: str, table: dict[str, str]) -> str:
    out = []
    for letter in unicodedata.normalize("NFC", text):
        if letter.isascii():
            out.append(letter)
        else:
            out.append(table.get(letter) or table.get(letter.lower()) or letter)
    return "".join(out)
