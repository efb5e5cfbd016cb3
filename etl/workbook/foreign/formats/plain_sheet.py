"""A sheet written in an unusual way, made plain before anybody looks at it: bytes in, bytes out.

Rows and cells may leave out their addresses, values may stand in CDATA or beside comments, and
merged cells may be told as whole rows or columns. The one surprising thing: a sheet of ordinary
cells costs one search for a cell that does not begin with its address, and comes back as it is.
"""

import io
import re
from html import escape

from etl.workbook.issued.package.reach import column_index, column_letter
from etl.workbook.issued.package.zip_parts import find

_ODD_CELL = re.compile(rb"""<c(?! r=["'][A-Z])[\s/>]""")
_ODD_PREFIXED = re.compile(rb"""<\w+:c(?! r=["'][A-Z])[\s/>]""")
_WITHOUT = re.compile(rb"""<(?:\w+:)?c\b(?![^<>]*\sr\s*=\s*["'][A-Z])[^<>]*>""")
_TAG = re.compile(rb"<((?:\w+:)?)(row|c)(?=[\s/>])([^<>]*)>")
_OWN = re.compile(rb"""(\sr\s*=\s*["'])([^"']*)["']""")
_NUMBER = re.compile(rb"\d{1,9}")
_PLACE = re.compile(rb"([A-Za-z]{1,3})(\d{1,7})")
_FIRST_CELL = re.compile(rb"""\s*<(?:\w+:)?c\b[^<>]*\sr\s*=\s*["'][A-Za-z]{1,3}(\d{1,7})["']""")
_MARKED = re.compile(rb"<!\[CDATA\[(.*?)\]\]>|<!--.*?-->|(?<!^)<\?.*?\?>", re.S)
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\b[^<>]*(?:/>|>\s*</(?:\w+:)?dimension\s*>)")
_USUAL_AREA = re.compile(
    rb"""\sref\s*=\s*["'][A-Z]{1,3}[1-9]\d{0,6}(?::[A-Z]{1,3}[1-9]\d{0,6})?["']"""
)
_NUMBER_CELL = re.compile(
    rb"(<(?:\w+:)?c\b[^<>]*?)(\ss\s*=\s*[\"']\d+[\"'])([^<>]*(?<!/)>\s*"
    rb"(?:<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)\s*)?<(?:\w+:)?v>([^<]*)<)"
)
_FIRST_NO_DATE = 2_958_466.0  # the day after 31 December 9999
_HEAD = 1 << 14  # bytes that hold what stands before the cells


def plain_sheet(content: bytes) -> bytes:
    """Give a sheet as every reader understands it; the same bytes when it is so already."""
    if find(content, b"<!", b"!") >= 0 or find(content, b"<?", b"?", 4) >= 0:
        content = _MARKED.sub(_unmarked, content)
    is_prefixed = b"<worksheet" not in content[:2_000]
    odd = (_ODD_PREFIXED if is_prefixed else _ODD_CELL).search(content)
    if odd and _WITHOUT.search(content, odd.start()):
        content = _with_addresses(content)
    return with_usual_size(content)


def without_huge_dates(content: bytes) -> bytes:
    """Leave numbers without their formats where they are too large for a date or a duration."""
    return _NUMBER_CELL.sub(_unformatted, content)


def _unformatted(found: re.Match[bytes]) -> bytes:
    try:
        is_huge = not abs(float(found[4])) < _FIRST_NO_DATE
    except ValueError:
        return found[0]
    return found[1] + found[3] if is_huge else found[0]


def _unmarked(found: re.Match[bytes]) -> bytes:
    return (
        b""
        if found[1] is None
        else escape(found[1].decode("utf-8", "replace"), quote=False).encode()
    )


def _with_addresses(content: bytes) -> bytes:
    """Give each row and cell its address, piece by piece: `sub` would hold millions of them."""
    put, made, at = _Addresses().put, io.BytesIO(), 0
    for found in _TAG.finditer(content):
        made.write(content[at : found.start()])
        made.write(put(found))
        at = found.end()
    made.write(content[at:])
    return made.getvalue()


class _Addresses:
    """Gives each row and cell the address that it has by its place."""

    row, column = 0, -1

    def put(self, found: re.Match[bytes]) -> bytes:
        prefix, tag, attributes = found.groups()
        own = _OWN.search(attributes)
        if tag == b"row":
            self.column = -1
            if own is None:
                cell = _FIRST_CELL.match(found.string, found.end())
                self.row = int(cell[1]) if cell else self.row + 1
                return b'<%brow r="%d"%b>' % (prefix, self.row, attributes)
            self.row = int(own[2]) if _NUMBER.fullmatch(own[2]) else self.row + 1
            return found[0]
        if own is None:
            self.column += 1
            letters = column_letter(self.column).encode()
            return b'<%bc r="%b%d"%b>' % (prefix, letters, self.row, attributes)
        place = _PLACE.fullmatch(own[2])
        if place is None:
            return found[0]
        self.column = column_index(place[1].decode().upper())
        if own[2].isupper():
            return found[0]
        return b"<%bc%b>" % (prefix, attributes.replace(own[2], own[2].upper(), 1))


def with_usual_size(content: bytes) -> bytes:
    """Drop a size of the sheet that is not told from cell to cell; nobody needs it."""
    size = _DIMENSION.search(content, 0, _HEAD)
    if size and not _USUAL_AREA.search(size[0]):
        return content[: size.start()] + content[size.end() :]
    return content
