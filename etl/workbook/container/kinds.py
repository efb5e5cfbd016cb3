"""What a file really is: its bytes in, its kind out, whatever its name says.

The one surprising thing: most files that end in .xls and will not open are HTML pages, CSV lists
or SpreadsheetML; they are told apart here so that the officer hears how to save a proper file.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

READABLE = frozenset({"xlsx", "xlsm", "xls", "ods"})

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "empty_zip"),
    (OLE, "ole"),
    (b"%PDF", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\xff\xd8\xff", "image"),
    (b"\x89PNG", "image"),
    (b"GIF8", "image"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"\x09\x00\x04\x00", "old_xls"),
    (b"\x09\x02\x06\x00", "old_xls"),
    (b"\x09\x04\x06\x00", "old_xls"),
)
_OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("encryptedpackage", "encrypted"),
    ("workbook", "xls"),
    ("book", "xls"),
    ("worddocument", "word"),
)
_END_OF_CHAIN = 0xFFFFFFFA  # and above: no further sector


def kind_of(data: bytes) -> str:
    """Name the real type of a file.

    Gives `xlsx`, `xlsm`, `xls`, `ods`, or the name of something that is refused: `empty`,
    `encrypted`, `xlsb`, `html`, `spreadsheetml`, `csv`, `word`, `pdf`, `image`, `archive`,
    `old_xls`, `unknown`. For a zip it is `zip`: look at its entries with `kind_of_zip`.
    """
    if not data.strip(b"\x00 \r\n\t"):
        return "empty"
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return _kind_of_ole(data) if kind == "ole" else kind
    return _kind_of_text(data)


def kind_of_zip(names: Sequence[str], content_types: bytes, mimetype: bytes) -> str:
    """Name the type of a zip from its entries, its content types and its mimetype entry."""
    if mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    if b"sheet.binary.macroEnabled" in content_types or "xl/workbook.bin" in names:
        return "xlsb"
    if b"sheet.macroEnabled.main+xml" in content_types:
        return "xlsm"
    if b"spreadsheetml.sheet.main+xml" in content_types or b"template.main+xml" in content_types:
        return "xlsx"
    if b"wordprocessingml" in content_types or b"opendocument.text" in mimetype:
        return "word"
    return "archive"


def _kind_of_text(data: bytes) -> str:
    head = data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\x00", b"").lstrip().lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        return "spreadsheetml"
    if head.startswith(
        (b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"mime-version")
    ):
        return "html"
    if head.startswith(b"<") and (b"<html" in head or b"<table" in head):
        return "html"
    lines = head.splitlines()[:5]
    if not any(byte < 9 for byte in head) and any(
        separator in line for separator in (b",", b";", b"\t") for line in lines
    ):
        return "csv"
    return "unknown"


def ole_streams(data: bytes) -> tuple[str, ...]:
    """List the names of the top-level streams of an OLE container, in small letters.

    A damaged directory gives an empty tuple.
    """
    try:
        return tuple(name.lower() for name in _root_names(data))
    except (struct.error, IndexError, ValueError):
        return ()


def _kind_of_ole(data: bytes) -> str:
    names = ole_streams(data)
    for stream, kind in _OLE_STREAMS:
        if stream in names:
            return kind
    return "unknown"


def _root_names(data: bytes) -> list[str]:
    """Walk the directory of an OLE container and name the children of its root."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    if size not in (512, 4096):
        raise ValueError("sector size")
    per_sector = size // 4
    fat: list[int] = []
    for sector in struct.unpack_from("<109I", data, 76):
        if sector >= _END_OF_CHAIN:
            break
        fat.extend(struct.unpack_from(f"<{per_sector}I", data, (sector + 1) * size))
    entries: list[bytes] = []
    sector, seen = struct.unpack_from("<I", data, 48)[0], set[int]()
    while sector < _END_OF_CHAIN and sector not in seen:
        seen.add(sector)
        start = (sector + 1) * size
        entries.extend(data[at : at + 128] for at in range(start, start + size, 128))
        sector = fat[sector]
    return _children(entries)


def _children(entries: Sequence[bytes]) -> list[str]:
    """Name the entries that hang directly under the first, the root."""
    names: list[str] = []
    waiting, seen = [struct.unpack_from("<I", entries[0], 76)[0]], set[int]()
    while waiting:
        at = waiting.pop()
        if at >= len(entries) or at in seen:
            continue
        seen.add(at)
        entry = entries[at]
        length = min(struct.unpack_from("<H", entry, 64)[0], 64)
        names.append(entry[: max(length - 2, 0)].decode("utf-16-le", "replace"))
        waiting.extend(struct.unpack_from("<2I", entry, 68))
    return names
