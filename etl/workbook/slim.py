"""The package as the parser of values gets it: a checked archive in, the bytes of a plain zip out.

It holds nothing but parts that were checked, byte for byte, and stores them without compression.
The one surprising thing: the parser walks each sheet a second time, to its end, in search of
merged cells, and so they are put before the cells, where it finds them at once.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Collection

from etl.workbook.archive import Archive, RefusedError
from etl.workbook.needle import find
from etl.workbook.refusals import damaged

_LARGEST = 48 << 20  # bytes in all; beyond, a second copy would cost too much memory
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION, _UTF_8, _STORED, _TIME, _DAY = 20, 0x800, 0, 0, 0x21
_NO_MERGES = b"<mergeCells></mergeCells>"


def slim_package(archive: Archive, sheets: Collection[str]) -> bytes | None:
    """Rebuild a package from its checked parts; `sheets` are the parts that are sheets.

    Gives None where it would be too large or a sheet is not among the parts. Raises
    `RefusedError` when a sheet is not what it was when it was packed.
    """
    parts = {entry.filename: (entry, content) for entry, content in archive.kept()}
    if not parts.keys() >= set(sheets):
        return None
    if sum(len(content) for _, content in parts.values()) > _LARGEST:
        return None
    stored = {
        name: _with_merges_first(entry, content) if name in sheets else (content, entry.CRC)
        for name, (entry, content) in parts.items()
    }
    return _zipped(stored)


def _with_merges_first(entry: zipfile.ZipInfo, content: bytes) -> tuple[bytes, int]:
    """Put a copy of the merged cells of a sheet before its cells; gives its new checksum too.

    A sheet that is written in an unusual way is left as it is.
    """
    cells = content.find(b"<sheetData")
    if cells < 0 or find(content, b"<!", b"!") >= 0 or content.find(b"<?", 2) >= 0:
        return content, entry.CRC
    if zlib.crc32(content) != entry.CRC:
        raise RefusedError(damaged())
    start = content.find(b"<mergeCells", max(content.rfind(b"</sheetData>"), cells))
    end = content.find(b"</mergeCells>", start) if start >= 0 else -1
    merges = _NO_MERGES if end < 0 else content[start : end + len(b"</mergeCells>")]
    changed = b"".join((content[:cells], merges, content[cells:]))
    return changed, zlib.crc32(changed)


def _zipped(parts: dict[str, tuple[bytes, int]]) -> bytes:
    """Write a zip of stored entries; each part comes with its checksum."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    at = 0
    for name, (content, checksum) in parts.items():
        label, size = name.encode(), len(content)
        shared = (_VERSION, _UTF_8, _STORED, _TIME, _DAY, checksum, size, size, len(label), 0)
        pieces += (_LOCAL.pack(b"PK\x03\x04", *shared), label, content)
        directory += (
            _CENTRAL.pack(b"PK\x01\x02", _VERSION, *shared, 0, 0, 0, 0, at),
            label,
        )
        at += _LOCAL.size + len(label) + size
    listed = b"".join(directory)
    count = len(parts)
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(listed), at, 0)
    return b"".join((*pieces, listed, end))
