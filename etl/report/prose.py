"""The clerk's text: annual.md or quarterly.md in, its lines out, each with its line number.

The one surprising thing: a line is a paragraph; there is no wrapping, so that what a person sees
in the editor is what is printed.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from etl.errors import ReportError
from etl.report.document import TEXT
from etl.report.placeholders import same

Kind = Literal["heading", "text", "item", "table", "chart", "list", "appendix", "forms", "closing"]

_INSERT = re.compile(r"\[([^\[\]:|]+):([^\[\]|]+)(?:\|\s*nếu không có\s*:([^\[\]]*))?\]")
_APPENDIX = re.compile(r"Phụ lục\s*(\(khổ ngang\))?\s*:\s*(.+)", re.IGNORECASE)
_INSERTS: dict[str, Kind] = {"bảng": "table", "biểu đồ": "chart", "danh sách": "list"}
_OTHER_FORMS = "[phụ lục: các biểu còn lại]"


@dataclass(frozen=True, slots=True)
class ProseLine:
    """One line of the text: what it is, what it says, where it stands."""

    kind: Kind
    text: str
    where: str  # "annual.md, dòng 12"
    level: int = 0  # of a heading
    otherwise: str = ""  # what to print when an insert is empty
    landscape: bool = False


def read_prose(name: str, folder: Path = TEXT) -> tuple[ProseLine, ...]:
    """Read a text; raises `ReportError` naming the file and line that cannot be understood."""
    path = folder / name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ReportError(f"Không đọc được tệp văn bản {name}: {error}") from error
    lines = (_line(raw.strip(), f"{name}, dòng {n}") for n, raw in enumerate(text.split("\n"), 1))
    return tuple(line for line in lines if line is not None)


def _line(text: str, where: str) -> ProseLine | None:
    if not text or text.startswith("//"):
        return None
    if text.startswith("#"):
        return _heading(text, where)
    if re.fullmatch(r"-{3,}", text):
        return ProseLine("closing", "", where)
    if same(text) == _OTHER_FORMS:
        return ProseLine("forms", "", where)
    if match := _APPENDIX.fullmatch(text):
        return ProseLine("appendix", match[2], where, landscape=bool(match[1]))
    if text.startswith("[") and not text.startswith("[["):
        return _insert(text, where)
    if text.startswith("- "):
        return ProseLine("item", text[2:].strip(), where)
    return ProseLine("text", text, where)


def _heading(text: str, where: str) -> ProseLine:
    marks = len(text) - len(text.lstrip("#"))
    title = text.lstrip("#").strip()
    if marks > 4 or not title:
        raise ReportError(
            f"{where}: đề mục viết từ một đến bốn dấu # rồi đến tên đề mục, ví dụ "
            "“## Tình hình chung”."
        )
    return ProseLine("heading", title, where, level=marks - 1)


def _insert(text: str, where: str) -> ProseLine:
    match = _INSERT.fullmatch(text)
    kind = _INSERTS.get(same(match[1])) if match else None
    if match is None or kind is None:
        raise ReportError(
            f"{where}: không hiểu phần chèn {text}. Viết [bảng: tên], [biểu đồ: tên] hoặc "
            "[danh sách: tên] trên một dòng riêng."
        )
    return ProseLine(kind, match[2].strip(), where, otherwise=(match[3] or "").strip())
