"""The package as the parser of values gets it: a checked archive in, the bytes of a plain zip out.

It holds checked parts only, without compression, and of the styles what tells dates from numbers.
The one surprising thing: the parser walks each sheet to its end in search of merged cells, and so
they are put before the cells, where it finds them at once.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Collection
from functools import lru_cache, partial

from lxml import etree

from etl.workbook.issued.package.reach import COLUMNS, ROWS, column_index, column_letter
from etl.workbook.issued.package.workbook_part import part_of
from etl.workbook.issued.package.zip_parts import Archive, RefusedError, find
from etl.workbook.refusals import damaged

Part = tuple[bytes, int]  # its content and the checksum of it
_LARGEST = 48 << 20  # bytes in all; beyond, a second copy would cost too much memory
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION, _UTF_8, _STORED, _TIME, _DAY = 20, 0x800, 0, 0, 0x21
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
_STYLES, _WORKBOOK = "xl/styles.xml", "xl/workbook.xml"
_STRINGS = "xl/sharedStrings.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_LARGEST_STYLES = 1 << 16  # bytes that are worth remembering
_FORMATS = re.compile(rb"<numFmts\b.*?</numFmts>", re.S)
_CELL_FORMATS = re.compile(rb"<cellXfs\b[^>]*>(.*?)</cellXfs>", re.S)
_FORMAT_TAG = re.compile(rb"<xf\b[^>]*>")
_FORMAT_ID = re.compile(rb"""\bnumFmtId\s*=\s*(?:"[^"]*"|'[^']*')""")
_STATE = re.compile(rb"""sheet\s[^<>]*?\bstate\s*=\s*["']([^"']*)["']""")
_STATES = {"hidden": b"hidden", "veryhidden": b"veryHidden", "visible": b"visible"}
_ODD_TARGET = re.compile(rb"""\bTarget\s*=\s*["'](?:[^"']*\\|/?(?:[^"']*/)?\.\.?/)""")
_ERROR = re.compile(rb't="e"')  # a search for its bytes takes half as long again
_KNOWN_ERRORS = rb"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)<"
_UNKNOWN_ERROR = re.compile(
    rb"""(<(?:\w+:)?c\b[^<>]*\st\s*=\s*["']e["'][^<>]*(?<!/)>\s*"""
    rb"(?:<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)\s*)?<(?:\w+:)?v>)"
    rb"(?!%b)[^<]*(?=<)" % _KNOWN_ERRORS
)
_ANY_ERROR = b"#VALUE!"  # to the parser; what is shown is told by the details of the sheet
_NO_MERGES = b"<mergeCells></mergeCells>"
_ODD_MERGE = re.compile(
    rb"""mergeCell(?<!/mergeCell)\b"""
    rb"""(?! ref=["'][A-Z]{1,3}[1-9]\d{0,6}:[A-Z]{1,3}[1-9]\d{0,6}["'])[\s/>]"""
)
_MERGE = re.compile(rb"""(<(?:\w+:)?mergeCell\b[^<>]*\sref\s*=\s*)["']([^"']*)["']([^<>]*>)""")
_ANY_AREA = re.compile(rb"([A-Z]{0,3})(\d{0,7})(?::([A-Z]{0,3})(\d{0,7}))?")


def slim_package(
    archive: Archive, sheets: Collection[str], left_out: Collection[str] = ()
) -> bytes | None:
    """Rebuild a package from its checked parts; `sheets` are the parts that are sheets.

    `left_out` names sheets that are no longer listed. Gives None where it would be too large.
    Raises `RefusedError` when a sheet is not among the parts, or not what it was when packed.
    """
    parts = {entry.filename: (entry, content) for entry, content in archive.kept()}
    sheets = {archive.spelled(name) for name in sheets}
    if not archive.entries.keys() >= sheets:
        raise RefusedError(damaged())
    if not parts.keys() >= sheets:  # too large to be kept
        return None
    if sum(len(content) for _, content in parts.values()) > _LARGEST:
        return None
    archive.erring = set()
    stored = {
        name: _with_merges_first(entry, content, archive.erring)
        if name in sheets
        else (content, entry.CRC)
        for name, (entry, content) in parts.items()
    }
    if (name := archive.spelled(_STYLES)) in parts:
        entry, styles = parts[name]
        if len(styles) <= _LARGEST_STYLES and zlib.crc32(styles) == entry.CRC:
            stored[name] = _formats_of(styles) or stored[name]
    name = archive.spelled(_WORKBOOK)
    folder = name.replace("\\", "/").rpartition("/")[0]
    workbook = archive.part(name)
    # a sheet may be said to be neither visible nor hidden, but "show"
    if left_out or not set(_STATE.findall(workbook)) <= set(_STATES.values()):
        stored[name] = _rewritten(workbook, partial(_relist, names=left_out))
    name = archive.spelled(_RELATIONS)
    if name in parts and _ODD_TARGET.search(parts[name][1]):
        stored[name] = _rewritten(parts[name][1], _name_in_full)
    usual = {  # names that the parser asks for, in the folder of the workbook
        archive.spelled(part): f"{folder}/{part.removeprefix('xl/')}"
        for part in (_WORKBOOK, _RELATIONS, _STYLES, _STRINGS)
    }
    names = {name: usual.get(name, name).replace("\\", "/").lstrip("/") for name in stored}
    return zipped({names[name]: part for name, part in stored.items()})


def _rewritten(content: bytes, change: Callable[[etree._Element], None]) -> Part:
    """Change the tree of a part; gives its new checksum too."""
    try:
        root = etree.fromstring(content, _PARSER)
    except etree.XMLSyntaxError:
        raise RefusedError(damaged()) from None
    change(root)
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return content, zlib.crc32(content)


def _name_in_full(relations: etree._Element) -> None:
    """Name the parts of a workbook without steps up and down."""
    for relation in relations:
        if relation.get("TargetMode") != "External":
            relation.set("Target", f"/{part_of(relation.get('Target') or '')}")


def _relist(workbook: etree._Element, names: Collection[str]) -> None:
    """Take sheets off the list of sheets, and let the others be visible or hidden."""
    for sheet in list(workbook.iter("{*}sheet")):
        parent, state = sheet.getparent(), sheet.get("state")
        if parent is not None and sheet.get("name") in names:
            parent.remove(sheet)
        elif state is not None:
            sheet.set("state", _STATES.get(state.strip().lower(), b"visible"))


@lru_cache(maxsize=64)
def _formats_of(content: bytes) -> Part | None:
    """Leave of the styles what tells dates from numbers; None for a part that is not as usual."""
    cells = _CELL_FORMATS.search(content)
    if cells is None or b"<!" in content:
        return None
    try:
        etree.fromstring(content, _PARSER)
    except etree.XMLSyntaxError:
        return None
    formats = _FORMATS.search(content, 0, cells.start())
    ids = (b"".join(_FORMAT_ID.findall(tag)) for tag in _FORMAT_TAG.findall(cells[1]))
    left = b"%b%b<cellXfs>%b</cellXfs></styleSheet>" % (
        b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">',
        formats[0] if formats else b"",
        b"".join(b"<xf %b/>" % one for one in ids),
    )
    return left, zlib.crc32(left)


def _with_merges_first(entry: zipfile.ZipInfo, content: bytes, erring: set[str]) -> Part:
    """Put a copy of the merged cells of a sheet before its cells; gives its new checksum too.

    A sheet written in an unusual way stays as it is; one that may hold errors is added to `erring`.
    """
    erring.add(entry.filename)
    cells = content.find(b"<sheetData")
    if cells < 0 or find(content, b"<!", b"!") >= 0 or find(content, b"<?", b"?", 1) >= 0:
        return content, entry.CRC
    if zlib.crc32(content) != entry.CRC:
        raise RefusedError(damaged())
    start = content.find(b"<mergeCells", max(content.rfind(b"</sheetData>"), cells))
    end = content.find(b"</mergeCells", start) if start >= 0 else -1
    merges = _NO_MERGES if end < 0 else content[start : end + len(b"</mergeCells>")]
    if _ODD_MERGE.search(merges):
        merges = _MERGE.sub(_usual_merge, merges)
    if not merges.endswith(b">"):  # "</mergeCells >"
        return content, entry.CRC
    rest = content[cells:]
    if _ERROR.search(rest):
        rest = _UNKNOWN_ERROR.sub(rb"\1" + _ANY_ERROR, rest)
    else:
        erring.discard(entry.filename)
    changed = b"".join((content[:cells], merges, rest))
    return changed, zlib.crc32(changed)


def zipped(parts: dict[str, Part]) -> bytes:
    """Write a zip of stored entries; each part comes with its checksum."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    at = 0
    for name, (content, checksum) in parts.items():
        label, size = name.encode(), len(content)
        shared = (_VERSION, _UTF_8, _STORED, _TIME, _DAY, checksum, size, size, len(label), 0)
        pieces += (_LOCAL.pack(b"PK\x03\x04", *shared), label, content)
        directory += (_CENTRAL.pack(b"PK\x01\x02", _VERSION, *shared, 0, 0, 0, 0, at), label)
        at += _LOCAL.size + len(label) + size
    listed = b"".join(directory)
    count = len(parts)
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(listed), at, 0)
    return b"".join((*pieces, listed, end))


def _usual_merge(found: re.Match[bytes]) -> bytes:
    """Write a merged cell as an area from cell to cell; nothing for what is none."""
    area = _ANY_AREA.fullmatch(found[2].replace(b"$", b"").upper())
    if area is None or not area[0] or b"0" in (area[2], area[4]):
        return b""
    columns = [column_index(area[at].decode()) for at in (1, 3) if area[at]] or [0, COLUMNS - 1]
    rows = [int(area[at]) for at in (2, 4) if area[at]] or [1, ROWS]
    ends = [
        b"%b%d" % (column_letter(column).encode(), row)
        for column, row in ((min(columns), min(rows)), (max(columns), max(rows)))
    ]
    return b'%b"%b"%b' % (found[1], b":".join(ends), found[3])
