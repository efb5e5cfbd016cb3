"""Texts whose parts look different: the runs of one cell in, the text that a person reads out.

Half a name may be typed in an old font, a note's number raised, a withdrawn figure struck out. The
one surprising thing: "102" with a raised "1" is stored as "1021", and "120" struck out before
"102" as "120102"; both must not pass for numbers.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from etl.workbook.sheets.legacy import decode
from etl.workbook.sheets.styles import is_old_font, is_on

_INTERESTING = re.compile(
    rb"""<(?:\w+:)?strike\b|["'](?:super|sub)script|<(?:\w+:)?rFont\b[^>]*\bval=["'](?:\.vn|vn)""",
    re.I,
)
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_STROKE = "\u0336"  # drawn through the letter before it


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a cell's text with one look."""

    text: str
    font: str = ""  # "" for the font of the cell
    is_raised: bool = False  # or lowered
    is_struck: bool = False


def read_runs(content: bytes) -> dict[int, tuple[Run, ...]]:
    """Give the shared strings, by number, with runs whose look changes what they say."""
    return {number: runs for number, (_, runs) in enumerate(_items(content, "si")) if runs}


def read_inline_runs(content: bytes) -> Iterator[tuple[bytes, tuple[Run, ...]]]:
    """Give the texts of such runs that stand in the cells of a sheet, each with its cell's tag."""
    return ((tag, runs) for tag, runs in _items(content, "c") if runs)


def _items(content: bytes, name: str) -> Iterator[tuple[bytes, tuple[Run, ...]]]:
    """Give the attributes of each element of a name with its runs; () where none matters."""
    if b"rPr" not in content or not _INTERESTING.search(content):
        return
    items = etree.iterparse(
        io.BytesIO(content),
        tag=f"{{*}}{name}",
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        recover=True,
    )
    for _, item in items:
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
