"""Locked workbooks: a password in, the bytes of a file that is locked with it out.

The one surprising thing: nothing but the lock is real, for nobody reads further than the lock.
"""

from __future__ import annotations

import hashlib
import struct

from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4
from cryptography.hazmat.primitives.ciphers import Cipher

from tests.lab import parcels

EXCELS_OWN = "VelvetSweatshop"
_SALT, _VERIFIER = bytes(range(16)), bytes(range(100, 116))
_OLDEST = {EXCELS_OWN: 0x9A0A}  # known values of the oldest lock's check


def locked_xls(password: str, lock: str) -> bytes:
    """Make an .xls with a lock: `97`, `2002`, `2002-40`, `xor` or `95` (of Excel 5)."""
    body = {
        "97": lambda: _of_97(password),
        "2002": lambda: _of_2002(password, 128),
        "2002-40": lambda: _of_2002(password, 40),
        "xor": lambda: bytes(4) + struct.pack("<H", _OLDEST.get(password, 1)),
        "95": lambda: bytes(2) + struct.pack("<H", _OLDEST.get(password, 1)),
    }[lock]()
    begin = struct.pack("<2H", 0x0809, 16) + bytes(16)
    read_only = struct.pack("<2H", 0x0086, 0)
    record = struct.pack("<2H", 0x002F, len(body)) + body
    stream = "Book" if lock == "95" else "Workbook"
    return parcels.ole(stream, content=begin + read_only + record + bytes(range(1, 200)))


def _of_97(password: str) -> bytes:
    first = hashlib.md5(password.encode("utf-16-le")).digest()[:5]
    key = hashlib.md5(hashlib.md5((first + _SALT) * 16).digest()[:5] + bytes(4)).digest()
    kept = _arc4(key, _VERIFIER + hashlib.md5(_VERIFIER).digest())
    return struct.pack("<3H", 1, 1, 1) + _SALT + kept


def _of_2002(password: str, bits: int) -> bytes:
    first = hashlib.sha1(_SALT + password.encode("utf-16-le")).digest()
    key = hashlib.sha1(first + bytes(4)).digest()[: bits // 8].ljust(16, b"\0")
    kept = _arc4(key, _VERIFIER + hashlib.sha1(_VERIFIER).digest())
    header = struct.pack("<8I", 4, 0, 0x6801, 0x8004, bits, 1, 0, 0) + "RC4".encode("utf-16-le")
    about = struct.pack("<3H2I", 1, 2, 2, 4, len(header)) + header
    return about + struct.pack("<I", 16) + _SALT + kept[:16] + struct.pack("<I", 20) + kept[16:]


def _arc4(key: bytes, content: bytes) -> bytes:
    return Cipher(ARC4(key), mode=None).encryptor().update(content)
