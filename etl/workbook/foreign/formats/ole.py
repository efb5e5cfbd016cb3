"""OLE containers, and how workbooks are locked, so that each hears its own advice.

In: bytes. Out: the names and heads of a container's streams, or the kind of a lock. Nothing is
unpacked or unlocked; a damaged directory holds no streams. The one surprising thing: Excel itself
locks an .xls whose structure is protected, with a password that stands in its documentation, and
opens it without a question; who sends such a file knows of none.
"""

import hashlib
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from etl.workbook.issued.package.zip_parts import Archive, refuse_declarations

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END_OF_CHAIN = 0xFFFFFFFA  # and above: no further sector
_BEGIN, _LOCKED, _READ_ONLY = 0x0809, 0x002F, 0x0086  # records of an .xls
_EXCELS_OWN = "VelvetSweatshop"  # as Excel's documentation tells it
_RIGHTS = "DRMEncrypted".encode("utf-16-le")  # of spaces and transforms for rights management
_MANIFEST = "META-INF/manifest.xml"
_HOLDS_ALL = ("content.xml", "encrypted-package")  # of an .ods that is locked whole
_DOCTYPE = re.compile(rb"<!DOCTYPE\s[^<>\[\]]*>")  # one that declares nothing itself
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)


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


def lock_of_package(data: bytes) -> str:
    """Tell how an encrypted Office package is locked: `rights` or `encrypted`.

    What a password needs to be checked lies beside the package; rights are kept elsewhere.
    """
    is_right = _RIGHTS in data or "encryptioninfo" not in ole_streams(data)
    return "rights" if is_right else "encrypted"


def lock_of_xls(data: bytes, stream: str) -> str:
    """Tell how an .xls is locked: `encrypted_xls`, `locked_by_excel`, or "" for not at all."""
    head, at = head_of(data, stream), 0
    while at + 4 <= len(head):
        kind, size = struct.unpack_from("<2H", head, at)
        if kind == _LOCKED:
            return "locked_by_excel" if _opens(head[at + 4 : at + 4 + size]) else "encrypted_xls"
        if kind not in (_BEGIN, _READ_ONLY):
            break
        at += 4 + size
    return ""


def is_locked_ods(archive: Archive) -> bool:
    """Tell whether the cells of an .ods are encrypted; that of a macro library may be alone.

    Raises `RefusedError` for a manifest that must not be parsed.
    """
    manifest = archive.part(_MANIFEST)
    if b"encryption-data" not in manifest:
        return False
    manifest = _DOCTYPE.sub(b"", manifest, count=1)  # as older programs write it
    refuse_declarations(manifest)
    root = etree.fromstring(manifest, _PARSER)
    if root is None:
        return True
    return any(
        str(value) in _HOLDS_ALL
        for data in root.iter("{*}encryption-data")
        for node in data.iterancestors("{*}file-entry")
        for name, value in node.attrib.items()
        if str(name).endswith("}full-path")
    )


def _opens(lock: bytes) -> bool:
    """Tell whether Excel's own password opens a lock; False for a kind that is not known."""
    try:
        if len(lock) == 4 or lock[:2] == b"\x00\x00":
            return int(struct.unpack_from("<H", lock, len(lock) - 2)[0]) == _verifier()
        version = struct.unpack_from("<2H", lock, 2)
        if version == (1, 1):
            return _opens_plain(lock[6:54])
        if version[1] == 2:
            return _opens_with_header(lock[6:])
    except struct.error:
        pass
    return False


def _verifier() -> int:
    """Give what the oldest lock keeps of the password (MS-OFFCRYPTO 2.3.7.1)."""
    found = 0
    for letter in reversed(bytes([len(_EXCELS_OWN)]) + _EXCELS_OWN.encode()):
        found = ((found >> 14 & 1) | (found << 1 & 0x7FFF)) ^ letter
    return found ^ 0xCE4B


def _opens_plain(lock: bytes) -> bool:
    """Try the lock of Excel 97 (MS-OFFCRYPTO 2.3.6): salt, verifier and its hash, 16 bytes each."""
    salt, kept = lock[:16], lock[16:]
    first = hashlib.md5(_EXCELS_OWN.encode("utf-16-le"), usedforsecurity=False).digest()[:5]
    second = hashlib.md5((first + salt) * 16, usedforsecurity=False).digest()[:5]
    key = hashlib.md5(second + bytes(4), usedforsecurity=False).digest()
    plain = _rc4(key, kept)
    return hashlib.md5(plain[:16], usedforsecurity=False).digest() == plain[16:]


def _opens_with_header(lock: bytes) -> bool:
    """Try the lock of Excel 2002 (MS-OFFCRYPTO 2.3.5): a header, then salt, verifier and hash."""
    size = struct.unpack_from("<I", lock, 4)[0]
    bits = struct.unpack_from("<I", lock, 8 + 16)[0] or 40
    verifier = lock[8 + size :]
    salt, kept = verifier[4:20], verifier[20:36] + verifier[40:60]
    password = _EXCELS_OWN.encode("utf-16-le")
    first = hashlib.sha1(salt + password, usedforsecurity=False).digest()
    key = hashlib.sha1(first + bytes(4), usedforsecurity=False).digest()[: bits // 8]
    plain = _rc4(key.ljust(16, b"\0") if bits == 40 else key, kept)
    return hashlib.sha1(plain[:16], usedforsecurity=False).digest() == plain[16:]


def _rc4(key: bytes, content: bytes) -> bytes:
    if not key:
        return b""
    box, at = list(range(256)), 0
    for n in range(256):
        at = (at + box[n] + key[n % len(key)]) % 256
        box[n], box[at] = box[at], box[n]
    out, one, two = bytearray(), 0, 0
    for byte in content:
        one = (one + 1) % 256
        two = (two + box[one]) % 256
        box[one], box[two] = box[two], box[one]
        out.append(byte ^ box[(box[one] + box[two]) % 256])
    return bytes(out)
