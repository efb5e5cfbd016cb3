"""What a workbook would have others do: its parts in, remarks on macros, links and objects out.

The one surprising thing: nothing of it is ever followed, and none of it is a reason to refuse the
file; the stored values are read, and the officer is told what was left alone.
"""

import re
from collections.abc import Collection, Iterator, Sequence

from etl.model import Cell, Finding, Severity
from etl.workbook.foreign.formats.kinds import OLE, kind_of, ole_streams
from etl.workbook.issued.cells.grid import Book
from etl.workbook.issued.package.reach import column_letter
from etl.workbook.issued.package.zip_parts import Archive, RefusedError, open_archive, plain_name
from etl.workbook.refusals import LOCKED, file_finding

_OTHER_FILE = re.compile(
    rb"<table:table-source|(?:'|&apos;)(?:file|https?|ftp|smb):[^<>]{1,400}?(?:'|&apos;)#", re.I
)
MACROS = "file.macros"  # the remark that a workbook holds macros
_MACRO_PART = re.compile(r"(?:^|/)(?:vbaproject[^/]*\.bin|vbadata\.xml)$|(?:^|/)macrosheets/")
OPEN_LIBRARIES = ("basic/", "dialogs/", "scripts/")  # of macros in an .ods
_LISTS = tuple(f"/{what}-{of}.xml" for what in ("script", "dialog") for of in ("lb", "lc"))
_OLE_MACROS = frozenset({"_vba_project_cur", "macros", "vba"})
_XLM_SHEET = re.compile(rb"\x85\x00[\x08-\xff]\x00.{4}[\x00-\x02]\x01", re.S)  # of an .xls
_MOST_CELLS = 200
_DDE_PARTS = (b"<table:dde-link", b":dde-source")


def seen_in_zip(archive: Archive, kind: str) -> Iterator[Finding]:
    """Tell of macros, links, other programs and embedded objects in an Office or ODF package."""
    names = list(map(plain_name, archive.entries))
    if kind == "xlsm" or any(is_macro(name) for name in names):
        yield _told("macros")
    links = [
        archive.part(name)
        for name in names
        if "/externallinks/" in name and not name.endswith(".rels")
    ]
    content = archive.part("content.xml") if kind == "ods" else b""
    if (
        any(b"ddeLink" not in link for link in links)
        or "xl/connections.xml" in names
        or _OTHER_FILE.search(content)
    ):
        yield _told("external_links")
    if any(b"ddeLink" in link for link in links) or any(one in content for one in _DDE_PARTS):
        yield _told("dde")
    if any("/embeddings/" in name or "/activex/" in name for name in names) or (
        b"sun.star.oleobject" in archive.part("META-INF/manifest.xml")
    ):
        yield _told("embedded_objects")


def seen_in_ole(streams: Collection[str]) -> Iterator[Finding]:
    """Tell of macros and embedded objects from the names of an .xls file's streams."""
    if "_vba_project_cur" in streams:
        yield _told("macros")
    if any(name.startswith("mbd") for name in streams):
        yield _told("embedded_objects")


def _told(said: str, *cells: Cell) -> Finding:
    return file_finding(said, *cells, severity=Severity.INFO)


def is_macro(name: str) -> bool:
    """Tell whether a part of a package, its name in small letters, belongs to macros."""
    if name.startswith(OPEN_LIBRARIES):  # the rest lists what is not there
        return not name.endswith(("/", *_LISTS))
    return bool(_MACRO_PART.search(name))


def may_run(data: bytes) -> bool:
    """Tell whether a file that is no workbook of ours may hold macros, or cannot be looked into."""
    if kind_of(data) == "zip":
        try:
            archive = open_archive(data)
        except RefusedError:
            return True
        types = archive.part("[Content_Types].xml").lower()
        names = list(map(plain_name, archive.entries))
        return b"macroenabled" in types or "encrypted-package" in names or any(map(is_macro, names))
    if kind_of(data) in LOCKED:
        return True
    if data.startswith(OLE):
        return not _OLE_MACROS.isdisjoint(ole_streams(data) or _OLE_MACROS) or bool(
            _XLM_SHEET.search(data)
        )
    return False


def outside_remarks(seen: Sequence[Finding], book: Book) -> Iterator[Finding]:
    """Give what the gate saw of macros, links and objects, and what only the sheets show.

    Where formulas ask other programs, their cells are named in place of that some do.
    """
    cells = [
        Cell(sheet.name, column_letter(column), row)
        for sheet in book.sheets
        for row, column in sorted(sheet.details.dde)
    ]
    yield from (one for one in seen if not cells or one.rule_id != "file.dde")
    if cells:
        yield _told("dde", *cells[:_MOST_CELLS])
    if "files" in book.asks:
        yield _told("external_links")
    if "programs" in book.asks:
        yield _told("dde")
