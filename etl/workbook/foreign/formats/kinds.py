"""What a file really is: its bytes in, its kind out, whatever its name says.

The one surprising thing: most files that end in .xls and will not open are HTML pages, CSV lists
or SpreadsheetML; they are told apart here so that the officer hears how to save a proper file.
"""

from etl.workbook.foreign.formats.ole import (
    OLE,
    is_locked_ods,
    lock_of_package,
    lock_of_xls,
    ole_streams,
)
from etl.workbook.issued.package.zip_parts import Archive, plain_name

READABLE = frozenset({"xlsx", "xlsm", "xls", "ods"})


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
    if _is_ods(archive, mimetype):
        return "encrypted_ods" if is_locked_ods(archive) else "ods"
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


def _is_ods(archive: Archive, mimetype: bytes) -> bool:
    """Tell whether a zip is a spreadsheet or a template of one; some programs do not say so."""
    if mimetype:
        return mimetype.startswith(_OPEN_DOCUMENT + b"spreadsheet")
    return b"<office:spreadsheet" in archive.part("content.xml")


def _kind_of_text(data: bytes) -> str:
    head = data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\x00", b"").lstrip().lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        return "spreadsheetml"
    if b"<office:document" in head:
        return "flat_ods"
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


def _kind_of_ole(data: bytes) -> str:
    names = ole_streams(data)
    for stream, kind in _OLE_STREAMS:
        if stream in names:
            if kind == "encrypted":
                return lock_of_package(data)
            return lock_of_xls(data, stream) or kind if kind == "xls" else kind
    return "unknown"
