"""What a cell of an .ods says: its element in, the text that a person sees out.

The one surprising thing: white space in the file means nothing, it is elements that stand for
spaces, tabs and line breaks; and notes, pictures and text boxes lie within the cell, though their
words are none of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_LINES = frozenset({f"{_TEXT}p", f"{_TEXT}h"})
_SIGNS = {f"{_TEXT}tab": "\x01", f"{_TEXT}line-break": "\x02"}  # as no XML can hold them
_SPACES, _SPACE = f"{_TEXT}s", "\x03"
_MEANT = str.maketrans("\x01\x02\x03", "\t\n ")
_MOST_SPACES = 1_000  # that one element may stand for
_BLANK = re.compile(r"[ \t\r\n]+")
_ASIDE = re.compile(
    r"\{urn:oasis:names:tc:opendocument:xmlns:drawing:1\.0\}"
    r"|\{[^}]*\}(?:annotation(?:-end)?|note|ruby-text|bookmark.*)$"
)


def shown_text(cell: etree._Element) -> str:
    """Give the text of a cell, its lines parted by line feeds."""
    return "\n".join(_line(line) for line in lines_of(cell))


def lines_of(node: etree._Element) -> Iterator[etree._Element]:
    """Give the paragraphs of a cell that are its own."""
    for child in node:
        if child.tag in _LINES:
            yield child
        elif isinstance(child.tag, str) and not _ASIDE.match(child.tag):
            yield from lines_of(child)


def _line(line: etree._Element) -> str:
    if not len(line):
        return _BLANK.sub(" ", line.text or "").strip(" ")
    return _BLANK.sub(" ", "".join(_words(line))).strip(" ").translate(_MEANT)


def _words(node: etree._Element) -> Iterator[str]:
    """Give the words of a paragraph or a part of it, with signs for elements; see `piece`."""
    yield node.text or ""
    for child in node:
        yield from words_of_part(child)
        yield child.tail or ""


def words_of_part(part: etree._Element) -> Iterator[str]:
    """Give the words of what stands in a paragraph, whatever it is, to be joined for `piece`."""
    if not isinstance(part.tag, str) or _ASIDE.match(part.tag):
        return
    if part.tag == _SPACES:
        count = part.get(f"{_TEXT}c") or "1"
        yield _SPACE * min(int(count) if count.isdecimal() and len(count) < 9 else 1, _MOST_SPACES)
    elif part.tag in _SIGNS:
        yield _SIGNS[part.tag]
    else:
        yield from _words(part)


def piece(words: str) -> str:
    """Give words as they are meant within a line."""
    return _BLANK.sub(" ", words).translate(_MEANT)
