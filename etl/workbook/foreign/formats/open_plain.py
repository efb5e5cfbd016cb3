"""An .ods as the parser of values gets it: a checked archive in, the bytes of a plain document out.

The parser takes what LibreOffice writes, byte for byte. The one surprising thing: what other
programs write, or LibreOffice for rarer things (tabs and line breaks in a cell, a picture upon
it), it refuses or reads otherwise than a person does, so such a document is written anew with
nothing but values; all others cost a few searches.
"""

import io
import re
import zlib
from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from lxml import etree

from etl.workbook.foreign.formats.open_styles import lines_of, shown_text
from etl.workbook.issued.package.slim import zipped
from etl.workbook.issued.package.zip_parts import Archive, RefusedError, find
from etl.workbook.refusals import damaged

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_LARGEST = 48 << 20  # bytes; beyond, a second copy would cost too much memory
_HEAD_BYTES = 100  # of the declaration, after which a line may end
# what stands after white space or "<!" no parser of ours would take; the rest it takes otherwise
_RARE = ((b"\n", b"\n"), (b"\t", b"\t"), (b"<!", b"!"), (b"<?", b"?"))
_ODD = (b"> <table:", b"<draw:")
_ODD_TEXT = re.compile(rb"<text:(?!p[ />]|span[ >]|s[ />]|a[ >])")  # tabs, notes, readings above
_KIND, _STRING = f"{{{_OFFICE}}}value-type", f"{{{_OFFICE}}}string-value"
_NAME, _STYLE_NAME = f"{{{_TABLE}}}name", f"{{{_TABLE}}}style-name"
_CELL, _COVERED = f"{{{_TABLE}}}table-cell", f"{{{_TABLE}}}covered-table-cell"
_SHEET, _ROW = f"{{{_TABLE}}}table", f"{{{_TABLE}}}table-row"
_LOOK, _LOOK_OF_SHEET = f"{{{_STYLE}}}style", f"{{{_STYLE}}}table-properties"
_DISPLAY = f"{{{_TABLE}}}display"
_COPIED = {
    f"{{{space}}}{name}": f"{prefix}:{name}"
    for prefix, space, names in (
        ("office", _OFFICE, ("value", "date-value", "time-value", "boolean-value")),
        ("table", _TABLE, ("number-columns-repeated",)),
    )
    for name in names
}
_OFFICE_TAG = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE_TAG = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_SHEET_TAG, _ROW_TAG = f"{_TABLE_TAG}table", f"{_TABLE_TAG}table-row"
MOST_CELLS = 100_000_000  # that the parser takes, empty ones between others included


def plain_document(archive: Archive) -> bytes | None:
    """Write a document anew that is not as the parser expects it; None for all others.

    Raises `RefusedError` where its content is no XML.
    """
    content = archive.part(_CONTENT)
    if len(content) > _LARGEST or (_is_usual_package(archive) and _is_usual(content)):
        return None
    try:
        plain = _plain(content).encode()
    except etree.XMLSyntaxError:
        raise RefusedError(damaged()) from None
    parts = {"mimetype": _MIMETYPE, _MANIFEST: b"<manifest/>", _CONTENT: plain}
    return zipped({name: (part, zlib.crc32(part)) for name, part in parts.items()})


def _is_usual_package(archive: Archive) -> bool:
    manifest = archive.part(_MANIFEST)
    return (
        archive.part("mimetype").startswith(_MIMETYPE)
        and b"encryption-data" not in manifest  # of a part that holds no values: the gate looked
        and {"mimetype", _MANIFEST, _CONTENT} <= archive.entries.keys()
    )


def _is_usual(content: bytes) -> bool:
    if not content.startswith(b"<?xml"):  # as of what was UTF-16
        return False
    if any(find(content, sign, rarest, _HEAD_BYTES) >= 0 for sign, rarest in _RARE):
        return False
    if b"<table:table " not in content or any(sign in content for sign in _ODD):
        return False
    return _ODD_TEXT.search(content) is None


def _plain(content: bytes) -> str:
    """Give sheets, rows and values in the words that the parser knows."""
    looks, sheets = list[str](), list[str]()
    events = etree.iterparse(
        io.BytesIO(content),
        events=("start", "end"),
        tag=[_LOOK, _SHEET, _ROW],
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
    )
    for event, node in events:
        if node.tag == _SHEET and _is_sheet(node):
            sheets.append(_opened(node) if event == "start" else "</table:table>")
        elif event == "start":
            continue
        elif node.tag == _LOOK:
            looks += _hides(node)
        elif node.tag == _ROW and _is_sheet(next(node.iterancestors(_SHEET))):
            sheets += _row(node)
            node.clear()
    return "".join(("<office:document-content>", *looks, *sheets, "</office:document-content>"))


def _is_sheet(table: etree._Element) -> bool:
    """Tell whether a table is a sheet, not one within a cell or kept of another program."""
    parent = table.getparent()
    return parent is not None and parent.tag == f"{{{_OFFICE}}}spreadsheet"


def _opened(table: etree._Element) -> str:
    name, look = (quoteattr(table.get(key) or "") for key in (_NAME, _STYLE_NAME))
    return f"<table:table table:name={name} table:style-name={look}>"


def _hides(look: etree._Element) -> Iterator[str]:
    """Give the style of a sheet where it hides the sheet."""
    of_sheet = look.find(_LOOK_OF_SHEET)
    if of_sheet is not None and of_sheet.get(_DISPLAY) == "false":
        name = quoteattr(look.get(f"{{{_STYLE}}}name") or "")
        yield f"<style:style style:name={name}>"
        yield '<style:table-properties table:display="false"/></style:style>'


def _row(row: etree._Element) -> Iterator[str]:
    count = quoteattr(row.get(f"{{{_TABLE}}}number-rows-repeated") or "1")
    yield f"<table:table-row table:number-rows-repeated={count}>"
    for cell in row.iterchildren(_CELL, _COVERED):
        yield "<table:table-cell" if cell.tag == _CELL else "<table:covered-table-cell"
        for key, name in _COPIED.items():
            value = cell.get(key)
            if value is not None:
                yield f" {name}={quoteattr(value)}"
        kind = cell.get(_KIND) or ("" if next(lines_of(cell), None) is None else "string")
        if kind:
            yield f" office:value-type={quoteattr(kind)}"
        if kind == "string":
            text = cell.get(_STRING)
            yield f" office:string-value={quoteattr(shown_text(cell) if text is None else text)}"
        yield "/>"
    yield "</table:table-row>"


def claimed_cells(content: bytes) -> int:
    """Give the cells of the largest rectangle from the first cell of a sheet to its last value."""
    largest = rows = width = height = 0
    events = etree.iterparse(
        io.BytesIO(content),
        events=("start", "end"),
        tag=[_SHEET_TAG, _ROW_TAG],
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        recover=True,
    )
    for event, node in events:
        if node.tag == _SHEET_TAG and event == "start":
            rows = width = height = 0
        elif node.tag == _ROW_TAG and event == "end":
            rows += _times(node, "rows")
            filled = _filled(node)
            if filled:
                width, height = max(width, filled), rows
                largest = max(largest, width * height)
            node.clear()
    return largest


def _filled(row: etree._Element) -> int:
    """Give the number of the last cell of a row that holds a value."""
    column = last = 0
    for cell in row:
        column += _times(cell, "columns")
        if cell.get(f"{_OFFICE_TAG}value-type"):
            last = column
    return last


def _times(node: etree._Element, what: str) -> int:
    text = node.get(f"{_TABLE_TAG}number-{what}-repeated") or ""
    return int(text) if text.isdecimal() and len(text) <= 12 else 1
