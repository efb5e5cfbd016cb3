"""Edits inside a package, and files that are no workbooks at all: bytes in, bytes out.

The one surprising thing: hostile files are made by hand here, because no writer makes them.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

SHEET = "xl/worksheets/sheet1.xml"


def edit_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Change one part of a package."""
    return _rebuilt(data, lambda part, content: change(content) if part == name else content)


def add_part(data: bytes, name: str, content: bytes) -> bytes:
    """Add a part to a package, without declaring it."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry))
        new.writestr(name, content)
    return out.getvalue()


def renamed(data: bytes, name: str, target: str, part: str = SHEET) -> bytes:
    """Let a part lie under another name, to which the workbook refers as `target`."""
    own = part.removeprefix("xl/").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "xl/_rels/workbook.xml.rels":
                for known in (b'"%b"' % own, b'"/xl/%b"' % own):
                    content = content.replace(known, b'"%b"' % target.encode())
            if entry.filename == "[Content_Types].xml":
                content = content.replace(b'"/%b"' % part.encode(), b'"/%b"' % name.encode())
            new.writestr(name if entry.filename == part else entry.filename, content)
    return out.getvalue()


def with_main_part(data: bytes, main: str) -> bytes:
    """Let the workbook's own part lie under another name, and the parts beside it in its folder."""
    folder, _, own = main.rpartition("/")
    inside = f"{folder}/" if folder else ""

    def name(part: str) -> str:
        part = part.replace("xl/workbook.xml", f"xl/{own}").replace(
            "workbook.xml.rels", f"{own}.rels"
        )
        return part.replace("xl/", inside, 1) if part.startswith("xl/") else part

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename in ("_rels/.rels", "[Content_Types].xml"):
                content = content.replace(b"xl/workbook.xml", main.encode())
                content = content.replace(b'"/xl/', b'"/%b' % inside.encode())
            new.writestr(name(entry.filename), content)
    return out.getvalue()


def with_names(data: bytes, slash: str, before: str = "") -> bytes:
    """Name the parts of a package with other slashes, as some programs do."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            new.writestr(before + entry.filename.replace("/", slash), old.read(entry))
    return out.getvalue()


def in_utf_16(data: bytes, *names: str) -> bytes:
    """Write parts of a package in UTF-16."""

    def written(part: str, content: bytes) -> bytes:
        if part not in names:
            return content
        return content.replace(b'encoding="UTF-8"', b'encoding="UTF-16"').decode().encode("utf-16")

    return _rebuilt(data, written)


def with_dde_link(data: bytes) -> bytes:
    """Add a link part that names another program, declared as Excel declares it."""
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
    topic = b'<ddeLink ddeService="Excel" ddeTopic="[khac.xls]Sheet1"/>'
    link = b'<externalLink xmlns="%b">%b</externalLink>' % (main, topic)
    refs = b'<externalReferences><externalReference r:id="rId99"/></externalReferences>'
    related = (
        b'<Relationship Id="rId99" Type="%b" Target="externalLinks/externalLink1.xml"/>' % kind
    )
    data = add_part(data, "xl/externalLinks/externalLink1.xml", link)
    data = edit_part(
        data, "xl/workbook.xml", lambda xml: xml.replace(b"</sheets>", b"</sheets>" + refs)
    )
    return edit_part(
        data,
        "xl/_rels/workbook.xml.rels",
        lambda xml: xml.replace(b"</Relationships>", related + b"</Relationships>"),
    )


def edit_content(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Change the content of an OpenDocument file."""
    return _repacked(data, lambda name, part: change(part) if name == "content.xml" else part)


def without_part(data: bytes, name: str) -> bytes:
    """Leave a part out of a package, whatever leads to it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry.filename, old.read(entry))
    return out.getvalue()


def add_stored(data: bytes, name: str, content: bytes) -> bytes:
    """Add a part to an OpenDocument file."""
    return _repacked(data, lambda _, part: part, **{name: content})


def _repacked(data: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """Pack a file anew with each entry as it was packed: a mimetype must lie there bare."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, change(entry.filename, old.read(entry)))
        for name, content in more.items():
            new.writestr(name, content)
    return out.getvalue()


def _rebuilt(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            new.writestr(entry.filename, change(entry.filename, old.read(entry)))
    return out.getvalue()


def bomb(data: bytes) -> bytes:
    """Blow a sheet up to thirty megabytes of nothing."""
    return edit_part(
        data, SHEET, lambda xml: xml.replace(b"</sheetData>", b" " * 30_000_000 + b"</sheetData>")
    )


def stretched(data: bytes) -> bytes:
    """Put a value into the last cell a sheet can have."""
    cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return edit_part(data, SHEET, lambda xml: xml.replace(b"</sheetData>", cell))


def with_dtd(data: bytes) -> bytes:
    """Declare entities that grow tenfold each."""
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return edit_part(data, SHEET, lambda xml: xml.replace(b"<worksheet", laughs + b"<worksheet", 1))


def doubled(data: bytes) -> bytes:
    """Add a second entry with the name of the first sheet."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("xl/worksheets/Sheet1.xml", b"<worksheet/>")
    return out.getvalue()


def lying(data: bytes) -> bytes:
    """State a smaller size of a part than it has."""
    out = bytearray(data)
    at = 0
    while (at := out.find(b"PK\x01\x02", at)) >= 0:
        length = struct.unpack_from("<H", out, at + 28)[0]
        if bytes(out[at + 46 : at + 46 + length]) == SHEET.encode():
            struct.pack_into("<I", out, at + 24, 50)
        at += 4
    return bytes(out)


def truncated(data: bytes) -> bytes:
    """Cut a file off in the middle, as a broken upload does."""
    return data[: len(data) // 2]


def ole(*streams: str, content: bytes = b"") -> bytes:
    """Make an OLE container with streams of these names, up to three, the first with a content."""
    sector = 512
    header = bytearray(sector)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<I", header, 44, 1)  # sectors of the allocation table
    struct.pack_into("<I", header, 48, 1)  # first sector of the directory
    struct.pack_into("<I", header, 56, 4096)
    struct.pack_into("<II", header, 60, 0xFFFFFFFE, 0)
    struct.pack_into("<II", header, 68, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    table = bytearray(b"\xff" * sector)
    struct.pack_into("<II", table, 0, 0xFFFFFFFD, 0xFFFFFFFE)
    directory = _entry("Root Entry", 5, 1)
    for number, name in enumerate(streams, 1):
        after = number + 1 if number < len(streams) else 0xFFFFFFFF
        directory += _entry(name, 2, 0xFFFFFFFF, after, size=4096 if number == 1 else 0)
    return (
        bytes(header) + bytes(table) + directory.ljust(sector, b"\0") + content.ljust(4096, b"\0")
    )


def _entry(name: str, kind: int, child: int, after: int = 0xFFFFFFFF, size: int = 0) -> bytes:
    entry = bytearray(128)
    text = name.encode("utf-16-le") + b"\x00\x00"
    entry[: len(text)] = text
    struct.pack_into("<HB", entry, 64, len(text), kind)
    struct.pack_into("<III", entry, 68, 0xFFFFFFFF, after, child)
    struct.pack_into("<II", entry, 116, 2, size)  # the sector after the directory's
    return bytes(entry)


def zipped(**files: bytes) -> bytes:
    """Make a zip of some files; two underscores stand for a slash, one dot is kept."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in files.items():
            package.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def package_of(content_type: str) -> bytes:
    """Make the shell of an Office package whose main part has a content type."""
    types = f'<Types><Override PartName="/x" ContentType="{content_type}"/></Types>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("[Content_Types].xml", types)
    return out.getvalue()
