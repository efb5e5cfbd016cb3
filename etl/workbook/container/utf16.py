"""Parts of a package in UTF-16, which every office program reads: bytes in, UTF-8 out.

The one surprising thing: some programs write so each time, and who saves the workbook anew gets
it again; so whatever is opened here is turned into UTF-8 before it is judged.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE

_MARKS = (BOM_UTF16_LE, BOM_UTF16_BE)
_DECLARATION = re.compile(r"\s*<\?xml\s[^<>]*\?>")


def as_utf8(content: bytes) -> bytes:
    """Give XML in UTF-8, without a declaration; the same bytes where it is no good UTF-16."""
    if content[:2] not in _MARKS:
        return content
    try:
        text = content.decode("utf-16")
        found = _DECLARATION.match(text)
        return text[found.end() if found else 0 :].encode()
    except UnicodeError:
        return content
