"""What a file really is, or how it is locked: its bytes in, its kind out, whatever its name says.

Nothing is unpacked or unlocked. The one surprising thing: most files that end in .xls and will not
open are HTML pages, CSV lists or SpreadsheetML; they are told apart here so that the officer hears
how to save a proper file.
"""

import re
import struct

from lxml import etree

from etl.workbook.issued.package.workbook_part import LENIENT
from etl.workbook.issued.package.zip_parts import Archive, plain_name, refuse_declarations

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
    ("\tdrmcontent", "rights"),
    ("encryptedpackage", "encrypted"),
    ("workbook", "xls"),
    ("book", "xls"),
    ("worddocument", "word"),
)
# a template or an add-in is opened as the workbook that it is; programs spell types as they like
_WITH_MACROS = tuple(
    b"ms-excel.%b.macroenabled.main+xml" % kind for kind in (b"sheet", b"template", b"addin")
)
_PLAIN = tuple(b"spreadsheetml.%b.main+xml" % kind for kind in (b"sheet", b"template"))
_BINARY = b"sheet.binary.macroenabled.main"
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
_END_OF_CHAIN = 0xFFFFFFFA  # and above: no further sector
_BEGIN, _LOCKED, _READ_ONLY = 0x0809, 0x002F, 0x0086  # records of an .xls
_RIGHTS = "DRMEncrypted".encode("utf-16-le")  # of spaces and transforms for rights management
_HOLDS_ALL = ("content.xml", "encrypted-package")  # of an .ods that is locked whole
_DOCTYPE = re.compile(rb"<!DOCTYPE\s[^<>\[\]]*>")  # one that declares nothing itself


def kind_of(data: bytes) -> str:
    """Name the real type of a file.

    Gives `xls`, or the name of something that is refused, such as `empty`, `html`, `pdf`,
    `encrypted` or `unknown`: `refusals` has a sentence for each. For a zip it is `zip`: look at
    its entries with `kind_of_zip`.
    """
    if not data.strip(b"\x00 \r\n\t"):
        return "empty"
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return _kind_of_ole(data) if kind == "ole" else kind
    return _kind_of_text(data)


def kind_of_zip(archive: Archive) -> str:
    """Name the type of a zip from its entries, its content types and its mimetype entry.

    Raises `RefusedError` where these cannot be unpacked, or must not be.
    """
    types = archive.part("[Content_Types].xml").lower()
    mimetype = archive.part("mimetype")[:100].strip()
    # some programs write no mimetype; a template is opened as a workbook
    if (
        mimetype.startswith(_OPEN_DOCUMENT + b"spreadsheet")
        if mimetype
        else b"<office:spreadsheet" in archive.part("content.xml")
    ):
        return "encrypted_ods" if _is_locked_ods(archive) else "ods"
    if _BINARY in types or "xl/workbook.bin" in archive:
        return "xlsb"
    if any(kind in types for kind in _WITH_MACROS):
        return "xlsm"
    if any(kind in types for kind in _PLAIN) or (not types and "xl/workbook.xml" in archive):
        return "xlsx"
    if b"wordprocessingml" in types or mimetype.startswith(_OPEN_DOCUMENT + b"text"):
        return "word"
    if b"presentationml" in types or mimetype.startswith(_OPEN_DOCUMENT):
        return "other_document"
    if mimetype == b"application/vnd.sun.xml.calc":
        return "sxc"
    if any(plain_name(name).endswith(".iwa") for name in archive.entries):
        return "numbers"
    return "archive"


def _kind_of_text(data: bytes) -> str:
    head = data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\x00", b"").lstrip().lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        return "spreadsheetml"
    if b"<office:document" in head:
        return "flat_ods"
    is_html = head.startswith((b"<!doctype html", b"<head", b"<meta", b"mime-version"))
    if is_html or (head.startswith(b"<") and (b"<html" in head or b"<table" in head)):
        return "html"
    lines = head.splitlines()[:5]
    if not any(byte < 9 for byte in head) and any(
        separator in line for separator in (b",", b";", b"\t") for line in lines
    ):
        return "csv"
    return "unknown"


def _kind_of_ole(data: bytes) -> str:
    streams = ole_streams(data)
    stream, kind = next((one for one in _OLE_STREAMS if one[0] in streams), ("", "unknown"))
    if kind == "xls" and _is_locked(streams[stream]):
        return "encrypted_xls"
    # what a password needs to be checked lies beside the package; rights are kept elsewhere
    if kind == "encrypted" and (_RIGHTS in data or "encryptioninfo" not in streams):
        return "rights"
    return kind


def _is_locked(head: bytes) -> bool:
    """Tell whether an .xls is locked; Excel itself locks one whose structure is protected."""
    at = 0
    while at + 4 <= len(head):
        record, size = struct.unpack_from("<2H", head, at)
        if record not in (_BEGIN, _READ_ONLY):
            return bool(record == _LOCKED)
        at += 4 + size
    return False


def _is_locked_ods(archive: Archive) -> bool:
    """Tell whether the cells of an .ods are encrypted; that of a macro library may be alone.

    Raises `RefusedError` for a manifest that must not be parsed.
    """
    manifest = archive.part("META-INF/manifest.xml")
    if b"encryption-data" not in manifest:
        return False
    manifest = _DOCTYPE.sub(b"", manifest, count=1)  # as older programs write it
    refuse_declarations(manifest)
    root = etree.fromstring(manifest, LENIENT)
    return root is None or any(
        entry.xpath("string(@*[local-name()='full-path'])") in _HOLDS_ALL
        for entry in root.iter("{*}file-entry")
        if entry.find(".//{*}encryption-data") is not None
    )


def ole_streams(data: bytes) -> dict[str, bytes]:
    """Give the top-level streams of an OLE container by their names in small letters.

    Of each there is what its first sector holds; a stream too short for sectors of its own, as no
    workbook is, has nothing. A damaged directory holds no streams.
    """
    streams: dict[str, bytes] = {}
    try:
        size = 1 << struct.unpack_from("<H", data, 30)[0]
        entries = _directory(data, size)
        shortest = struct.unpack_from("<I", data, 56)[0]
        waiting, seen = [struct.unpack_from("<I", entries[0], 76)[0]], set[int]()
        while waiting:
            at = waiting.pop()
            if at >= len(entries) or at in seen:
                continue
            seen.add(at)
            named, before, after = struct.unpack_from("<H2x2I", entries[at], 64)
            start, length = struct.unpack_from("<2I", entries[at], 116)
            name = entries[at][: max(min(named, 64) - 2, 0)].decode("utf-16-le", "replace").lower()
            head = data[(start + 1) * size : (start + 1) * size + min(size, length)]
            streams[name] = head if length >= shortest else b""
            waiting += [before, after]
    except (struct.error, IndexError, ValueError):
        return {}
    return streams


def _directory(data: bytes, size: int) -> list[bytes]:
    """Give the entries of the directory of an OLE container with sectors of a size."""
    if size not in (512, 4096):
        raise ValueError("sector size")
    chains: list[int] = []
    for sector in struct.unpack_from("<109I", data, 76):
        if sector >= _END_OF_CHAIN:
            break
        chains += struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
    entries: list[bytes] = []
    sector, seen = struct.unpack_from("<I", data, 48)[0], set[int]()
    while sector < _END_OF_CHAIN and sector not in seen:
        seen.add(sector)
        start = (sector + 1) * size
        entries += [data[at : at + 128] for at in range(start, start + size, 128)]
        sector = chains[sector]
    return entries
