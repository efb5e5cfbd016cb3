"""The number formats of an .ods: a data style in, the same as a format code of an .xlsx out.

The one surprising thing: the sections of a format are styles of their own, which the last of them
lists with their conditions, so a code can be put together only once all of them were seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from lxml import etree

_NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
STYLE_TAGS = [f"{_NUMBER}{kind}-style" for kind in ("number", "currency", "text", "percentage")]
_FIGURES = frozenset(f"{_NUMBER}{kind}" for kind in ("number", "scientific-number", "fraction"))
_TEXTS = frozenset(f"{_NUMBER}{kind}" for kind in ("text", "currency-symbol"))
_MOST_SECTIONS = 4
_LONGEST_CODE = 255  # characters


def read_section(node: etree._Element) -> tuple[str, tuple[str, ...]]:
    """Read one data style: its own code, and the names of the styles of its other sections."""
    if node.tag == STYLE_TAGS[-1]:
        return "0%", ()
    others = (one.get(f"{_STYLE}apply-style-name") or "" for one in node.iterfind(f"{_STYLE}map"))
    return "".join(map(_code, node))[:_LONGEST_CODE], tuple(islice(others, _MOST_SECTIONS))


def code_of(name: str, sections: Mapping[str, tuple[str, tuple[str, ...]]]) -> str:
    """Put the code of a data style together, its sections in the order of their conditions.

    A section of another kind (a date, a time) stands there as a plain number.
    """
    own, others = sections.get(name, ("", ()))
    parts = (sections.get(other, ("0", ()))[0] for other in others)
    return ";".join([*parts, own])


def _code(node: etree._Element) -> str:
    if node.tag in _TEXTS:
        text = (node.text or "").replace('"', "")
        return f'"{text}"' if text else ""
    if node.tag not in _FIGURES:
        return ""
    factor = node.get(f"{_NUMBER}display-factor") or ""
    return "0" + "," * factor.count("000")
