"""The zip container of a workbook and what is in it: bytes in, checked parts out, in UTF-8.

The one surprising thing: parts are decompressed under a ceiling of our own, because the sizes that
a zip states are claims of whoever made it; and a part is found however its name is capitalised.
"""

import io
import re
import struct
import zipfile
import zlib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from functools import lru_cache

from etl.model import Finding
from etl.wording import number_text
from etl.workbook.refusals import damaged, too_large, unsafe

MIB = 1 << 20
MAX_FILE_BYTES = 64 * MIB
MAX_ENTRIES = 2_000
MAX_PART_BYTES = 160 * MIB
MAX_TOTAL_BYTES = 256 * MIB
MAX_RATIO = 250  # sheets of real returns stay below 40
RATIO_MATTERS_FROM = 8 * MIB
_KEPT_BYTES = 48 * MIB  # larger parts are decompressed again when they are needed
_SHRINK = "Đề nghị xóa các trang tính, dòng trống và hình ảnh không cần thiết, lưu lại rồi gửi."
_LOCAL_HEADER = 30
_NO_STEPS = frozenset({"", ".", ".."})  # of a path; readers disagree about where they lead
_MOST_LED = 128  # times that the rarest byte may mislead before it is not rare
_UTF_16 = (BOM_UTF16_LE, BOM_UTF16_BE)
_XML_DECLARATION = re.compile(r"\s*<\?xml\s[^<>]*\?>")
_OPENED = re.compile(
    r"\[content_types\]\.xml|(?:xl/)?_rels/(?:workbook\.xml)?\.rels"
    r"|xl/(?:(?:worksheets|externallinks)/[^/]+|workbook|styles|sharedstrings)\.xml"
)
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY", b"<!doctype")


class RefusedError(Exception):
    """A workbook that must not be read, with the finding that says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


@dataclass(slots=True)
class Archive:
    """The entries of a zip, each decompressed under a ceiling when it is asked for."""

    data: bytes
    entries: dict[str, zipfile.ZipInfo]
    _kept: dict[str, bytes] = field(default_factory=dict)
    _spelled: dict[str, str] = field(default_factory=dict)
    _called: dict[str, str] = field(default_factory=dict)
    erring: set[str] | None = None  # sheets that may hold errors; None as long as nobody looked

    def __post_init__(self) -> None:
        self._spelled = {plain_name(name): name for name in self.entries}

    def __contains__(self, name: str) -> bool:
        return plain_name(name) in self._spelled

    def spelled(self, name: str) -> str:
        """Give the name of an entry as it stands in the zip; the same name when there is none."""
        return self._spelled.get(plain_name(name), name)

    def call(self, entries: Mapping[str, str]) -> None:
        """Let entries be found under other names too, in place of those of that name."""
        called = {plain_name(name): self.spelled(entry) for name, entry in entries.items()}
        self._spelled |= called
        self._called |= {plain_name(entry): name for name, entry in called.items()}

    def called(self, entry: str) -> str:
        """Give the other name of an entry, its own when it has none; both are in small letters."""
        return self._called.get(entry, entry)

    def part(self, name: str) -> bytes:
        """Decompress one entry, in UTF-8; b"" for none. Raises `RefusedError` for one too large."""
        name = self.spelled(name)
        if name in self._kept:
            return self._kept[name]
        entry = self.entries.get(name)
        if entry is None:
            return b""
        packed = self._inflate(entry)
        content = as_utf8(packed)
        if content is not packed:
            self._replace(name, content, packed, content)
        if len(content) <= _KEPT_BYTES:
            self._kept[name] = content
        return content

    def kept(self) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
        """Give the entries that were decompressed and not forgotten, in their order."""
        for name, entry in self.entries.items():
            if name in self._kept:
                yield entry, self._kept[name]

    def amend(self, name: str, content: bytes) -> None:
        """Put other content in an entry's place; raises `RefusedError` if it was not as packed."""
        name = self.spelled(name)
        if name not in self._kept or len(content) > _KEPT_BYTES:
            return  # what is too large to be kept stays as it is
        self._replace(name, content, self._kept[name])
        self._kept[name] = content

    def forget(self, name: str) -> None:
        """Drop the content of an entry that nobody will ask for again."""
        self._kept.pop(self.spelled(name), None)

    def _replace(self, name: str, content: bytes, *before: bytes) -> None:
        """Note the checksum of other content in an entry, where it has that of one `before`."""
        entry = copy(self.entries[name])
        if entry.CRC not in map(zlib.crc32, before):
            raise RefusedError(damaged())
        entry.CRC = zlib.crc32(content)
        self.entries[name] = entry

    def _inflate(self, entry: zipfile.ZipInfo) -> bytes:
        at = entry.header_offset
        header = self.data[at : at + _LOCAL_HEADER]
        if header[:4] != b"PK\x03\x04" or len(header) < _LOCAL_HEADER:
            raise RefusedError(damaged("mục lục nén không khớp"))
        start = at + _LOCAL_HEADER + sum(struct.unpack("<2H", header[26:]))
        packed = memoryview(self.data)[start : start + entry.compress_size]
        if entry.compress_type == zipfile.ZIP_STORED:
            return bytes(packed)
        unpacker = zlib.decompressobj(-15)
        try:
            content = unpacker.decompress(packed, entry.file_size + 1)
        except zlib.error:
            raise RefusedError(damaged("dữ liệu nén lỗi")) from None
        if len(content) > entry.file_size:
            raise RefusedError(unsafe("tệp nén khai sai kích thước nội dung"))
        return content


@lru_cache(maxsize=4_096)  # packages name their parts alike
def plain_name(name: str) -> str:
    """Give the name of an entry in small letters, with the slashes of a package but none before."""
    return name.replace("\\", "/").removeprefix("/").lower()


def open_archive(data: bytes) -> Archive:
    """Check number, names and stated sizes of a zip's packed entries; raises `RefusedError`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            entries = container.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, OverflowError):
        # NotImplementedError is what zipfile says of a version that it does not know
        raise RefusedError(damaged("tệp bị cắt cụt hoặc tải chưa xong")) from None
    if len(entries) > MAX_ENTRIES:
        count = number_text(len(entries))
        raise RefusedError(too_large(f"có {count} thành phần bên trong", _SHRINK))
    if len({plain_name(entry.filename) for entry in entries}) != len(entries):
        raise RefusedError(unsafe("bên trong có hai thành phần trùng tên"))
    for entry in entries:
        _check(entry, len(data))
    if sum(entry.file_size for entry in entries) > MAX_TOTAL_BYTES:
        reason = f"nội dung giải nén vượt {MAX_TOTAL_BYTES // MIB} MB"
        raise RefusedError(too_large(reason, _SHRINK))
    return Archive(data, {entry.filename: entry for entry in entries})


def _check(entry: zipfile.ZipInfo, size: int) -> None:
    steps = plain_name(entry.filename).rstrip("/").split("/")
    if "\0" in entry.orig_filename or not _NO_STEPS.isdisjoint(steps):
        raise RefusedError(unsafe("bên trong có thành phần mang tên bất thường"))
    if entry.flag_bits & 0x1:
        raise RefusedError(unsafe("nội dung bị mã hóa"))
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise RefusedError(unsafe("dùng cách nén lạ"))
    if entry.file_size > MAX_PART_BYTES:
        raise RefusedError(too_large(f"một thành phần vượt {MAX_PART_BYTES // MIB} MB", _SHRINK))
    if entry.compress_size > size or entry.header_offset > size:
        raise RefusedError(damaged("tệp bị cắt cụt hoặc tải chưa xong"))
    most = max(RATIO_MATTERS_FROM, MAX_RATIO * max(entry.compress_size, 1))
    if entry.file_size > most:
        raise RefusedError(unsafe("nội dung phồng lên bất thường khi giải nén", _SHRINK))


def find(content: bytes, needle: bytes, rarest: bytes, start: int = 0) -> int:
    """Give where `needle` first stands from `start` on, -1 for nowhere; sought by a rare byte."""
    offset = needle.index(rarest)
    at = content.find(rarest, start)
    for _ in range(_MOST_LED):
        if at < 0:
            return -1
        if at >= start + offset and content.startswith(needle, at - offset):
            return at - offset
        at = content.find(rarest, at + 1)
    return content.find(needle, max(at - offset, start)) if at >= 0 else -1


def as_utf8(content: bytes) -> bytes:
    """Give XML in UTF-8, without a declaration; the same bytes where it is no good UTF-16."""
    if content[:2] not in _UTF_16:
        return content
    try:
        text = content.decode("utf-16")
        found = _XML_DECLARATION.match(text)
        return text[found.end() if found else 0 :].encode()
    except UnicodeError:
        return content


def is_opened(name: str, kind: str) -> bool:
    """Tell whether a part, its name in small letters, is opened in a workbook of a kind."""
    if kind == "ods":
        return name in ("content.xml", "styles.xml")
    return _OPENED.fullmatch(name) is not None


def refuse_declarations(content: bytes) -> None:
    """Raise `RefusedError` for an encoding that hides, and for what XML parsers act upon."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in content[:64]:
        raise RefusedError(unsafe("nội dung tệp dùng bảng mã lạ"))
    if find(content, b"<!", b"!") >= 0 and any(one in content for one in _DECLARATIONS):
        raise RefusedError(unsafe("nội dung tệp có phần khai báo không được phép (DTD)"))
