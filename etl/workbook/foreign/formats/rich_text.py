"""Texts in the fonts of the nineties, and texts whose parts look different: Unicode out.

Half a name may be typed in an old font, a note's number raised, a withdrawn figure struck out. The
bytes alone do not say which encoding they are in, so nothing is converted without the font's name,
and a result counts only when it reads as Vietnamese. The one surprising thing: "102" with a raised
"1" is stored as "1021", and "120" struck out before "102" as "120102"; neither is a number.
"""

import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml import etree

from etl.workbook.issued.cells.details import Address
from etl.workbook.issued.values.numbers import is_unicode

_OLD_FONT = re.compile(r"\.vn|vn(?:i|time|arial|helve)", re.I)
_INTERESTING = re.compile(
    rb"""<(?:\w+:)?strike\b|["'](?:super|sub)script|<(?:\w+:)?rFont\b[^>]*\bval=["'](?:\.vn|vn)""",
    re.I,
)
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_STROKE = "\u0336"  # drawn through the letter before it
# letters that are neither Vietnamese nor ASCII betray a conversion that went wrong
_VIETNAMESE = frozenset("àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|ch|kh|ph|qu|th|tr|[bcdđghklmnpqrstvxfjwz])?"
    r"[aăâeêioôơuưy]{1,3}(?:ch|nh|ng|[cmnpt])?"
)
_ABBREVIATION = re.compile(r"[bcdđghklmnpqrstvx]{2,6}")  # QĐ, NĐ, HĐND
_WORD = re.compile(r"[^\W\d_]+")
_TONES = "\u0300\u0301\u0303\u0309\u0323"


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a cell's text with one look."""

    text: str
    font: str = ""  # "" for the font of the cell
    is_raised: bool = False  # or lowered
    is_struck: bool = False


def elements(content: bytes, *tags: str, recover: bool = True) -> etree.iterparse:
    """Walk the elements of some names as they begin and end; nothing but the content is read."""
    return etree.iterparse(
        io.BytesIO(content),
        events=("start", "end"),
        tag=tags,
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        recover=recover,
    )


def is_old_font(name: str) -> bool:
    """Tell whether a font draws Vietnamese in TCVN3 or VNI instead of Unicode."""
    return _OLD_FONT.match(name) is not None


def is_on(switch: etree._Element | None) -> bool:
    """Tell whether a switch of a font (`<strike/>`, `<strike val="0"/>`) is on."""
    return switch is not None and switch.get("val", "1") not in ("0", "false")


def read_runs(content: bytes, name: str) -> Iterator[tuple[bytes, tuple[Run, ...]]]:
    """Give the attributes of each element of a name with its runs; () where no look matters."""
    if b"rPr" not in content or not _INTERESTING.search(content):
        return
    for event, item in elements(content, f"{{*}}{name}"):
        if event == "end":
            runs = tuple(_runs(item))
            matter = is_mixed(runs) or is_part_struck(runs) or old_font(runs)
            tag = " ".join(f'{key}="{value}"' for key, value in item.items())
            yield tag.encode(), runs if matter else ()
            item.clear()


def _runs(item: etree._Element) -> Iterator[Run]:
    for part in item.iterfind("{*}is/{*}r" if item.find("{*}is") is not None else "{*}r"):
        text = "".join(piece.text or "" for piece in part.iterfind("{*}t"))
        look = part.find("{*}rPr")
        if look is None:
            yield Run(text)
            continue
        font, place = look.find("{*}rFont"), look.find("{*}vertAlign")
        yield Run(
            text,
            (font.get("val") or "") if font is not None else "",
            place is not None and place.get("val") in ("superscript", "subscript"),
            is_on(look.find("{*}strike")),
        )


def is_mixed(runs: Sequence[Run]) -> bool:
    """Tell whether runs differ in anything that changes how the text is read."""
    looks = {
        (is_old_font(run.font) and run.font, run.is_raised, run.is_struck)
        for run in runs
        if run.text.strip()
    }
    return len(looks) > 1


def old_font(runs: Sequence[Run]) -> str:
    """Give the old font that runs are written in; "" when there is none."""
    fonts = (run.font for run in runs if run.text.strip())
    return next(filter(is_old_font, fonts), "")


def is_part_struck(runs: Sequence[Run]) -> bool:
    """Tell whether any of the text is struck out."""
    return any(run.is_struck and run.text.strip() for run in runs)


def joined(runs: Sequence[Run], font: str) -> str | None:
    """Join runs as a person reads them, in Unicode; None when a part cannot be read.

    `font` is the cell's, for runs without one. Raised digits stay raised; figures that are struck
    out keep their stroke, so that neither can pass for a digit of a number.
    """
    is_figure = not any(letter.isalpha() for run in runs for letter in run.text)
    parts: list[str] = []
    for run in runs:
        text: str | None = run.text
        own = run.font or font
        if is_old_font(own) and not run.text.isascii():
            text = decode(run.text, own)
        if text is None:
            return None
        if run.is_raised:
            text = text.translate(_RAISED)
        if run.is_struck and is_figure:
            text = "".join(letter + _STROKE for letter in text)
        parts.append(text)
    return "".join(parts)


@dataclass(slots=True)
class Seen:
    """What is seen of the cells of a sheet: fields of `Details`, while they are filled."""

    places: defaultdict[str, set[Any]] = field(default_factory=lambda: defaultdict(set))
    said: defaultdict[str, dict[Address, Any]] = field(default_factory=lambda: defaultdict(dict))

    def fields(self) -> dict[str, Any]:
        """Give what was seen, by the names that `Details` has for it."""
        return {**self.places, **self.said}

    def take(self, runs: Sequence[Run], at: Address, own: str) -> None:
        """Take in what the runs of a cell mean; `own` is the old font of the cell, if any."""
        if is_mixed(runs):
            self.said["texts"][at] = joined(runs, own)
        elif font := old_font(runs) or own:
            self.said["fonts"][at] = font
        if is_part_struck(runs):
            self.places["struck"].add(at)


def decode(text: str, font: str) -> str | None:
    """Convert text in an old font to Unicode; None when the result does not read as Vietnamese.

    Text that is already Unicode, or has no letters of its own, comes back as it is; capitals are
    made of it when the font is one of capitals (.VnTimeH).
    """
    if is_unicode(text):
        return text
    converted = _convert(text, "vni" if font.lower().startswith("vni") else "tcvn3")
    if not reads_as_vietnamese(converted):
        return None
    is_capital = font.lower().startswith(".vn") and font.endswith("H")
    return converted.upper() if is_capital else converted


@lru_cache(maxsize=8_192)
def _convert(text: str, encoding: str) -> str:
    from viparse.normalize.encodings import CHARMAPS  # rare, and slow to import
    from viparse.normalize.tables import convert

    return str(convert(text, CHARMAPS[encoding]))


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
