"""An OLE container by its directory: bytes in, the names and the heads of its streams out.

The one surprising thing: nothing of it is unpacked; a damaged directory holds no streams.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END_OF_CHAIN = 0xFFFFFFFA  # and above: no further sector


@dataclass(frozen=True, slots=True)
class _Stream:
    name: str  # in small letters
    start: int  # its first sector
    size: int  # bytes


def ole_streams(data: bytes) -> tuple[str, ...]:
    """List the names of the top-level streams of an OLE container, in small letters.

    A damaged directory gives an empty tuple.
    """
    return tuple(stream.name for stream in _streams(data))


def head_of(data: bytes, name: str) -> bytes:
    """Give the first sector of a top-level stream, b"" when there is none.

    A stream too short for sectors of its own, as no workbook is, has no head.
    """
    for stream in _streams(data):
        if stream.name == name and stream.size >= struct.unpack_from("<I", data, 56)[0]:
            size = _sector_bytes(data)
            return data[(stream.start + 1) * size :][: min(size, stream.size)]
    return b""


def _sector_bytes(data: bytes) -> int:
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    if size not in (512, 4096):
        raise ValueError("sector size")
    return int(size)


def _streams(data: bytes) -> list[_Stream]:
    try:
        return _children(_entries(data))
    except (struct.error, IndexError, ValueError):
        return []


def _entries(data: bytes) -> list[bytes]:
    """Walk the directory of an OLE container."""
    size = _sector_bytes(data)
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
    return entries


def _children(entries: Sequence[bytes]) -> list[_Stream]:
    """Give the entries that hang directly under the first, the root."""
    streams: list[_Stream] = []
    waiting, seen = [struct.unpack_from("<I", entries[0], 76)[0]], set[int]()
    while waiting:
        at = waiting.pop()
        if at >= len(entries) or at in seen:
            continue
        seen.add(at)
        entry = entries[at]
        length = min(struct.unpack_from("<H", entry, 64)[0], 64)
        name = entry[: max(length - 2, 0)].decode("utf-16-le", "replace").lower()
        streams.append(_Stream(name, *struct.unpack_from("<2I", entry, 116)))
        waiting.extend(struct.unpack_from("<2I", entry, 68))
    return streams
