"""What is printed above and below the cells: a workbook's parts in, the lines of its pages out.

Headers and footers of every sheet, hidden ones and charts too. The one surprising thing: only a
marking of secrecy is looked for in them, so what cannot be followed is left out.
"""

import contextlib
import io
import re
import struct
from collections.abc import Iterator
from html import unescape
from typing import Any

from lxml import etree
from xlrd.compdoc import CompDoc

from etl.workbook.foreign.formats.open_styles import STYLE, TEXT
from etl.workbook.foreign.formats.rich_text import decode, is_old_font
from etl.workbook.issued.package.workbook_part import LENIENT, read_outline
from etl.workbook.issued.package.zip_parts import Archive, plain_name

_TEXT = re.compile(
    rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)\b[^<>]*(?<!/)>(.*?)</(?:\w+:)?\w+(?:Header|Footer)>",
    re.S,
)
_FONT = re.compile(r'&"([^",]*)[^"]*"')
_PLACE = re.compile(r"&[LCR]")
_BREAK = re.compile(r"_x000[ad]_", re.I)
_CODE = re.compile(r"&K[0-9A-F]{6}|&K\d\d[+-]\d{3}|&\d+|&[A-Z]", re.I)
_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_OPEN = [f"{STYLE}{what}{of}" for what in ("header", "footer") for of in ("", "-left", "-first")]
_HEADER, _FOOTER, _MORE = 0x14, 0x15, 0x89C  # records of an .xls
_MORE_HEAD = 38  # bytes of a record of further headers before its texts
_BIFF8_START = b"\x09\x08\x10\x00\x00\x06"


def page_texts(archive: Archive | None, kind: str, data: bytes) -> Iterator[str]:
    """Give every line of every header and footer, as a person reads it."""
    found = _of_xls(data) if archive is None else _of_zip(archive, kind)
    for text in found:
        for place in _PLACE.split(_BREAK.sub("\n", text)):
            fonts = [font for font in _FONT.findall(place) if is_old_font(font)]
            for line in _CODE.sub("", _FONT.sub("", place)).splitlines():
                yield (decode(line, fonts[0]) if fonts else line) or ""


def _of_zip(archive: Archive, kind: str) -> Iterator[str]:
    if kind == "ods":
        root = etree.fromstring(archive.part("styles.xml") or b"<none/>", LENIENT)
        for page in () if root is None else root.iter(*_OPEN):
            for line in page.iter(f"{TEXT}p"):
                yield "".join(map(str, line.itertext()))
        return
    outline = read_outline(archive.part(_WORKBOOK), archive.part(_RELATIONS))
    listed = {plain_name(name) for name in outline.sheets.values()}
    for name in map(plain_name, archive.entries):
        if name in listed or ("sheets/" in name and not name.endswith(".rels")):
            content = archive.part(name)
            for text in _TEXT.findall(content, max(content.rfind(b"sheetData"), 0)):
                yield unescape(text.decode("utf-8", "replace"))


def _of_xls(data: bytes) -> Iterator[str]:
    """Give the headers and footers of an .xls, of a file that can be followed."""
    stream = b""
    with contextlib.suppress(Exception):  # xlrd raises whatever a damaged record leads it to
        found: Any = CompDoc(data, logfile=io.StringIO())  # type: ignore[no-untyped-call]
        stream = found.get_named_stream("Workbook") or found.get_named_stream("Book") or b""
    is_new, at = stream.startswith(_BIFF8_START), 0
    while at + 4 <= len(stream):
        code, size = struct.unpack_from("<HH", stream, at)
        record = stream[at + 4 : at + 4 + size]
        if code in (_HEADER, _FOOTER) and record:
            yield from _texts(record, 1) if is_new else [record[1:].decode("cp1252", "replace")]
        elif code == _MORE:
            yield from _texts(record[_MORE_HEAD:], 4)
        at += 4 + size


def _texts(record: bytes, most: int) -> Iterator[str]:
    """Give texts that follow each other, each with its length and whether it is of two bytes."""
    for _ in range(most):
        if len(record) < 4:
            return
        length, is_wide = struct.unpack_from("<HB", record)
        end = 3 + length * (2 if is_wide & 1 else 1)
        yield record[3:end].decode("utf-16-le" if is_wide & 1 else "cp1252", "replace")
        record = record[end:]
