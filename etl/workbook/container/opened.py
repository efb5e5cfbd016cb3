"""Which parts of a package are opened to read its values, and what none may hold: XML bytes in.

What nobody opens is neither unpacked nor judged: Excel lists there what it has computed and asked
of others, and the libraries of macros of an .ods begin with a DOCTYPE, as does the manifest that
older programs write. The one surprising thing: who writes a workbook anew also opens notes and
parts that only other parts name, so these are checked there, by the same rule.
"""

from __future__ import annotations

import re

from etl.workbook.container.zip_parts import RefusedError, find
from etl.workbook.refusals import unsafe

_OPENED = re.compile(
    r"\[content_types\]\.xml|(?:xl/)?_rels/(?:workbook\.xml)?\.rels"
    r"|xl/(?:(?:worksheets|externallinks)/[^/]+|workbook|styles|sharedstrings)\.xml"
)
_OPENED_OF_ODS = frozenset({"content.xml", "styles.xml"})
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY", b"<!doctype")


def is_opened(name: str, kind: str) -> bool:
    """Tell whether a part, its name in small letters, is opened in a workbook of a kind."""
    return name in _OPENED_OF_ODS if kind == "ods" else _OPENED.fullmatch(name) is not None


def refuse_declarations(content: bytes) -> None:
    """Raise `RefusedError` for an encoding that hides, and for what XML parsers act upon."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in content[:64]:
        raise RefusedError(unsafe("nội dung tệp dùng bảng mã lạ"))
    if find(content, b"<!", b"!") >= 0 and any(one in content for one in _DECLARATIONS):
        raise RefusedError(unsafe("nội dung tệp có phần khai báo không được phép (DTD)"))
