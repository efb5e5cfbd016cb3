"""The gate before any parser: a file in, its kind or the reason to refuse it out.

The one surprising thing: a workbook of five kilobytes can claim seventeen thousand million cells,
so the reach of every sheet is measured on its text before a parser allocates anything.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from etl.model import Finding
from etl.wording import number_text
from etl.workbook.foreign.formats.kinds import READABLE, kind_of, kind_of_zip, ole_streams
from etl.workbook.foreign.formats.outside import seen_in_ole, seen_in_zip
from etl.workbook.foreign.formats.plain_sheet import plain_sheet, with_usual_size
from etl.workbook.issued.package import reach, zip_parts
from etl.workbook.issued.package.workbook_part import main_parts, read_outline
from etl.workbook.issued.package.zip_parts import MAX_FILE_BYTES, Archive, RefusedError, plain_name
from etl.workbook.refusals import damaged, refused_kind, too_large

MAX_CELLS = 4_000_000  # of the rectangle that holds all cells of one sheet
MAX_SHEETS = 200
MAX_STRINGS = 2_000_000  # texts that cells refer to; a parser makes an object of each
_TRIM = (
    "Đề nghị xóa các dòng và cột ở xa bảng số liệu (chọn từ dòng trống đầu tiên, nhấn "
    "Ctrl+Shift+Mũi tên xuống, chọn Xóa), lưu lại rồi gửi."
)
WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_ROOT_RELATIONS = "_rels/.rels"
_LISTS_SHEETS = {
    WORKBOOK: re.compile(rb"<(?:\w+:)?sheet\s"),
    "content.xml": re.compile(rb"<(?:\w+:)?table[\s>]"),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be parsed: its kind, its bytes, and its parts when it is a zip."""

    kind: str
    data: bytes
    archive: Archive | None
    remarks: tuple[Finding, ...]  # macros, links, embedded objects: told, never followed


def inspect(path: Path) -> Checked | Finding:
    """Check a file and give what may be parsed, or the finding that says why it is refused."""
    return too_heavy(path) or inspect_bytes(path.read_bytes())


def too_heavy(path: Path) -> Finding | None:
    """Refuse a file by its size alone, before it is read."""
    if path.stat().st_size <= MAX_FILE_BYTES:
        return None
    return too_large(
        f"tệp nặng hơn {MAX_FILE_BYTES // zip_parts.MIB} MB",
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
        archive = zip_parts.open_archive(data)
        kind = kind_of_zip(archive)
        if kind not in READABLE:
            return refused_kind(kind)
        sheets = _sheets(archive) if kind in ("xlsx", "xlsm") else frozenset[str]()
        for name in map(plain_name, archive.entries):
            called = archive.called(name)
            if zip_parts.is_opened(called, kind) or name in sheets:
                _check_part(called, archive.part(name))
                if name in sheets or "/worksheets/" in f"/{name}":
                    _check_sheet(archive, name)
    except RefusedError as refused:
        return refused.finding
    return Checked(kind, data, archive, tuple(seen_in_zip(archive, kind)))


def _find_workbook(archive: Archive) -> None:
    """Let the workbook be found where all look for it, whatever its own part is called."""
    _check_part(_ROOT_RELATIONS, archive.part(_ROOT_RELATIONS))
    parts = main_parts(archive.part(_ROOT_RELATIONS))
    if len(parts) > 1:  # readers disagree about which of them counts
        raise RefusedError(damaged("danh sách trang tính không rõ ràng"))
    main = next(iter(parts), WORKBOOK)
    if plain_name(main) == WORKBOOK or main not in archive:
        return
    folder, _, own = plain_name(archive.spelled(main)).rpartition("/")
    archive.call({WORKBOOK: main, RELATIONS: f"{folder}/_rels/{own}.rels".lstrip("/")})
    inside = f"{folder}/" if folder else ""
    for entry in map(plain_name, archive.entries):
        name = f"xl/{entry[len(inside) :]}"
        if entry.startswith(inside) and name not in archive:
            archive.call({name: entry})


def _sheets(archive: Archive) -> frozenset[str]:
    """Name the parts that the parser takes for sheets, wherever they lie; raises `RefusedError`."""
    _find_workbook(archive)
    for name in (WORKBOOK, RELATIONS):
        _check_part(name, archive.part(name))
    outline = read_outline(archive.part(WORKBOOK), archive.part(RELATIONS))
    archive.call({name: part for name, part in outline.elsewhere.items() if part in archive})
    listed = outline.sheets.values()
    if not all(part in archive for part in listed):
        raise RefusedError(damaged("danh sách trang tính không khớp với nội dung tệp"))
    return frozenset(map(plain_name, listed))


def _check_part(name: str, content: bytes) -> None:
    """Refuse declarations that XML parsers act upon, and lists that are too long."""
    zip_parts.refuse_declarations(content)
    if name in _LISTS_SHEETS and len(_LISTS_SHEETS[name].findall(content)) > MAX_SHEETS:
        raise RefusedError(
            too_large(f"có hơn {MAX_SHEETS} trang tính", "Đề nghị tách thành nhiều tệp Excel.")
        )
    if name.endswith("sharedstrings.xml") and len(content) > 4 * MAX_STRINGS:
        strings = content.count(b"<si") + content.count(b":si")  # closing tags of the latter too
        if strings > MAX_STRINGS:
            raise RefusedError(too_large("có quá nhiều ô chữ khác nhau", _TRIM))


def _check_sheet(archive: Archive, name: str) -> None:
    """Make a sheet plain, for all who read it, and refuse one that reaches too far."""
    written = archive.part(name)
    is_near = reach.stays_near(written)
    content = with_usual_size(written) if is_near else plain_sheet(written)
    if content is not written:
        archive.amend(name, content)
    if is_near:
        return
    columns, rows = reach.claimed_reach(content)
    if columns > reach.COLUMNS or rows > reach.ROWS:
        raise RefusedError(damaged("có ô nằm ngoài khổ trang tính"))
    if columns * rows > MAX_CELLS:
        columns, rows = reach.filled_reach(content, MAX_CELLS)
        if columns * rows > MAX_CELLS:
            raise RefusedError(
                too_large(f"một trang tính kéo dài ít nhất đến dòng {number_text(rows)}", _TRIM)
            )
