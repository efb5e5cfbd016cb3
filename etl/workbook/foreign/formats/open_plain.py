"""An .ods as the parser of values gets it: a checked archive in, the bytes of a plain document out.

The parser takes what LibreOffice writes, byte for byte. The one surprising thing: what other
programs write, or LibreOffice for rarer things (tabs and line breaks in a cell, a picture upon
it), it refuses or reads otherwise than a person does, so such a document is written anew with
nothing but values; all others cost a few searches.
"""

import re
import zlib
from collections.abc import Iterator
from itertools import accumulate
from xml.sax.saxutils import quoteattr

from lxml import etree

from etl.workbook.foreign.formats.open_styles import (
    OFFICE,
    STYLE,
    TABLE,
    count_of,
    lines_of,
    shown_text,
)
from etl.workbook.foreign.formats.rich_text import elements
from etl.workbook.issued.package.slim import zipped
from etl.workbook.issued.package.zip_parts import Archive, RefusedError, find
from etl.workbook.refusals import damaged

_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_LARGEST = 48 << 20  # bytes; beyond, a second copy would cost too much memory
_HEAD_BYTES = 100  # of the declaration, after which a line may end
# what stands after white space or "<!" no parser of ours would take; the rest it takes otherwise
_RARE = ((b"\n", b"\n"), (b"\t", b"\t"), (b"<!", b"!"), (b"<?", b"?"))
_ODD = (b"> <table:", b"<draw:")
_ODD_TEXT = re.compile(rb"<text:(?!p[ />]|span[ >]|s[ />]|a[ >])")  # tabs, notes, readings above
_KIND = f"{OFFICE}value-type"
_CELL, _COVERED = f"{TABLE}table-cell", f"{TABLE}covered-table-cell"
_SHEET, _ROW, _LOOK = f"{TABLE}table", f"{TABLE}table-row", f"{STYLE}style"
_VALUES = ("value", "date-value", "time-value", "boolean-value")
_COPIED = {f"{OFFICE}{name}": f"office:{name}" for name in _VALUES}
_COPIED[f"{TABLE}number-columns-repeated"] = "table:number-columns-repeated"
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
    for event, node in elements(content, _LOOK, _SHEET, _ROW, recover=False):
        if node.tag == _SHEET and _is_sheet(node):
            name, look = (
                quoteattr(node.get(f"{TABLE}{key}") or "") for key in ("name", "style-name")
            )
            opened = f"<table:table table:name={name} table:style-name={look}>"
            sheets.append(opened if event == "start" else "</table:table>")
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
    return parent is not None and parent.tag == f"{OFFICE}spreadsheet"


def _hides(look: etree._Element) -> Iterator[str]:
    """Give the style of a sheet where it hides the sheet."""
    of_sheet = look.find(f"{STYLE}table-properties")
    if of_sheet is not None and of_sheet.get(f"{TABLE}display") == "false":
        name = quoteattr(look.get(f"{STYLE}name") or "")
        yield f"<style:style style:name={name}>"
        yield '<style:table-properties table:display="false"/></style:style>'


def _row(row: etree._Element) -> Iterator[str]:
    count = quoteattr(row.get(f"{TABLE}number-rows-repeated") or "1")
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
            text = cell.get(f"{OFFICE}string-value")
            yield f" office:string-value={quoteattr(shown_text(cell) if text is None else text)}"
        yield "/>"
    yield "</table:table-row>"


def claimed_cells(content: bytes) -> int:
    """Give the cells of the largest rectangle from the first cell of a sheet to its last value."""
    largest = rows = width = 0
    for event, node in elements(content, _SHEET, _ROW):
        if node.tag == _SHEET and event == "start":
            rows = width = 0
        elif node.tag == _ROW and event == "end":
            rows += count_of(node, "rows-repeated")
            ends = accumulate(count_of(cell, "columns-repeated") for cell in node)
            filled = [end for cell, end in zip(node, ends, strict=True) if cell.get(_KIND)]
            if filled:
                width = max(width, filled[-1])
                largest = max(largest, width * rows)
            node.clear()
    return largest
