"""The gate before any parser: a file in, its kind or the reason to refuse it out.

The one surprising thing: a workbook of five kilobytes can claim seventeen thousand million cells,
so the reach of every sheet is measured on its text before a parser allocates anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from etl.model import Finding
from etl.wording import number_text
from etl.workbook.archive import MAX_FILE_BYTES, MIB, Archive, RefusedError, open_archive
from etl.workbook.kinds import READABLE, kind_of, kind_of_zip, ole_streams
from etl.workbook.outside import seen_in_ole, seen_in_zip
from etl.workbook.refusals import damaged, refused_kind, too_large, unsafe

MAX_CELLS = 4_000_000  # of the rectangle that holds all cells of one sheet
MAX_SHEETS = 200
_TRIM = (
    "Đề nghị xóa các dòng và cột ở xa bảng số liệu (chọn từ dòng trống đầu tiên, nhấn "
    "Ctrl+Shift+Mũi tên "
    "xuống, chọn Xóa), lưu lại rồi gửi."
)
# beyond column Z or row 99.999: only then is every address looked at
_FAR = re.compile(rb' r="(?:[A-Z]{2,}\d|[A-Z]\d{6})')
_PROLOGUE = 200  # bytes in which a line break is usual
_ADDRESS = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,4})(\d{1,9})["']""")
_UNREAD = ("xl/theme/", "docProps/")  # no parser of ours opens them
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY", b"<!doctype")


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be parsed: its kind, its bytes, and its parts when it is a zip."""

    kind: str
    data: bytes
    archive: Archive | None
    remarks: tuple[Finding, ...]  # macros, links, embedded objects: told, never followed


def check(path: Path) -> str | Finding:
    """Give the real kind of a file, or the finding that says why it is refused."""
    checked = inspect(path)
    return checked if isinstance(checked, Finding) else checked.kind


def inspect(path: Path) -> Checked | Finding:
    """Check a file and give what may be parsed, or the finding that says why it is refused."""
    return too_heavy(path) or inspect_bytes(path.read_bytes())


def too_heavy(path: Path) -> Finding | None:
    """Refuse a file by its size alone, before it is read."""
    if path.stat().st_size <= MAX_FILE_BYTES:
        return None
    return too_large(
        f"tệp nặng hơn {MAX_FILE_BYTES // MIB} MB",
        "Đề nghị xóa hình ảnh và các trang tính không cần thiết rồi gửi lại.",
    )


def inspect_bytes(data: bytes) -> Checked | Finding:
    """Check the bytes of a file; see `inspect`."""
    kind = kind_of(data)
    if kind == "xls":
        return Checked(kind, data, None, tuple(seen_in_ole(ole_streams(data))))
    if kind != "zip":
        return refused_kind(kind)
    try:
        archive = open_archive(data)
        kind = kind_of_zip(
            list(archive.entries),
            archive.part("[Content_Types].xml"),
            archive.part("mimetype")[:100],
        )
        if kind not in READABLE:
            return refused_kind(kind)
        for name in archive.entries:
            if name.endswith((".xml", ".rels")) and not name.startswith(_UNREAD):
                _check_part(name, archive.part(name), is_sheet="/worksheets/" in f"/{name}")
    except RefusedError as refused:
        return refused.finding
    return Checked(kind, data, archive, tuple(seen_in_zip(archive, kind)))


def _check_part(name: str, content: bytes, *, is_sheet: bool) -> None:
    """Refuse declarations that XML parsers act upon, and sheets that reach too far."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in content[:64]:
        raise RefusedError(unsafe("nội dung tệp dùng bảng mã lạ"))
    if b"<!" in content and any(declaration in content for declaration in _DECLARATIONS):
        raise RefusedError(unsafe("nội dung tệp có khai báo thực thể (DTD)"))
    if name == "xl/workbook.xml" and content.count(b"<sheet ") > MAX_SHEETS:
        raise RefusedError(
            too_large(f"có hơn {MAX_SHEETS} trang tính", "Đề nghị tách thành nhiều tệp Excel.")
        )
    if is_sheet and (_FAR.search(content) or _oddly_written(content)):
        _check_reach(content)


def _oddly_written(content: bytes) -> bool:
    """Tell whether attributes may be written in another way than every office program does.

    Single bytes are looked for first: they cost next to nothing on fifty megabytes.
    """
    return (
        (b"'" in content and b"r='" in content)
        or b"\t" in content
        or b"\r" in content
        or content.find(b"\n", _PROLOGUE) >= 0
        or b"r =" in content
        or b'= "' in content
    )


def _check_reach(content: bytes) -> None:
    columns = rows = 0
    for letters, digits in set(_ADDRESS.findall(content)):
        columns, rows = max(columns, column_index(letters.decode()) + 1), max(rows, int(digits))
    if columns > 16_384 or rows > 1_048_576:
        raise RefusedError(damaged("có ô nằm ngoài khổ trang tính"))
    if columns * rows > MAX_CELLS and _filled_reach(content) > MAX_CELLS:
        raise RefusedError(too_large(f"một trang tính kéo dài đến dòng {number_text(rows)}", _TRIM))


def _filled_reach(content: bytes) -> int:
    """Measure the rectangle of the cells that hold something; empty styled cells cost nothing."""
    columns = rows = 0
    for attributes in _FILLED.findall(content):
        found = _ADDRESS.search(attributes)
        if found:
            columns = max(columns, column_index(found[1].decode()) + 1)
            rows = max(rows, int(found[2]))
    return columns * rows


_FILLED = re.compile(rb"<(?:\w+:)?c\b([^>]*[^/>])>")


def column_index(letters: str) -> int:
    """Give the 0-based index of a column letter: A → 0, AA → 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1
