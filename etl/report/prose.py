"""The clerk's text: annual.md or quarterly.md in, its lines out, and what is named in them.

A line is a paragraph; there is no wrapping, so that what a person sees in the editor is what is
printed. "{số hộ nghèo}" stands for a number or a word. "[[…]]" is left out when one of its numbers
is missing; "[[… | nếu {số biểu} bằng 0: …]]" says it in other words, or in none, when that number
is 0; "nếu {số vụ} không công bố: …" does when it is small and for the Board alone. The one
surprising thing: names are compared without regard to case, spacing or the way
diacritics are composed, because people type them.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeVar

from etl.errors import ReportError
from etl.model import Figure
from etl.report.content import Gap

T = TypeVar("T")
Kind = Literal["heading", "text", "item", "table", "chart", "list", "appendix", "forms", "closing"]

_INSERT = re.compile(r"\[([^\[\]:|]+):([^\[\]|]+)(?:\|\s*nếu không có\s*:([^\[\]]*))?\]")
_APPENDIX = re.compile(r"Phụ lục\s*(\(khổ ngang\))?\s*:\s*(.+)", re.IGNORECASE)
_INSERTS: dict[str, Kind] = {"bảng": "table", "biểu đồ": "chart", "danh sách": "list"}
_OTHER_FORMS = "[phụ lục: các biểu còn lại]"
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_STRETCH = re.compile(r"\[\[(.*?)\]\]")
_WHEN = re.compile(r"\s*nếu\s+\{([^{}]*)\}\s+(bằng\s+0|(không\s+công\s+bố))\s*:(.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ProseLine:
    """One line of the text: what it is, what it says, where it stands."""

    kind: Kind
    text: str
    where: str  # "annual.md, dòng 12"
    level: int = 0  # of a heading
    otherwise: str = ""  # what to print when an insert is empty
    landscape: bool = False


def read_prose(path: Path) -> tuple[ProseLine, ...]:
    """Read a text; raises `ReportError` naming the file and line that cannot be understood."""
    name = path.name
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


@lru_cache(maxsize=4096)
def same(name: str) -> str:
    """Bring a name to the form in which names are compared."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def split(text: str, where: str) -> list[tuple[str, str]]:
    """Split text into ("text", …) and ("name", …) parts; raises on a brace without its mate."""
    parts = []
    for number, part in enumerate(_PLACEHOLDER.split(text)):
        if number % 2:
            parts.append(("name", part.strip()))
            continue
        if "{" in part or "}" in part:
            raise ReportError(
                f"{where}: có dấu {{ hoặc }} không đi thành cặp. Viết tên số liệu trong một cặp "
                "dấu, ví dụ {tổng số công trình}."
            )
        parts += [("text", part)] if part else []
    return parts


def fill(text: str, words: Mapping[str, str], where: str) -> str:
    """Replace every placeholder by its text; raises for an unknown name."""
    parts = split(text, where)
    return "".join(value if kind == "text" else named(value, words, where) for kind, value in parts)


def named(name: str, known: Mapping[str, T], where: str, form: str = "{%s}") -> T:
    """Give what a name stands for; raises for one of none, with the nearest that there are."""
    by_form = {same(item): item for item in known}
    if same(name) in by_form:
        return known[by_form[same(name)]]
    nearest = get_close_matches(same(name), list(by_form), n=3, cutoff=0.5)
    offered = ", ".join(form % by_form[item] for item in nearest)
    hint = f" Có phải ý ông/bà là {offered}?" if offered else ""
    raise ReportError(f"{where}: không có tên {form % name}.{hint}")


def settle(text: str, found: Mapping[str, Figure | Gap], where: str) -> str:
    """Replace every stretch by what is to be printed of it; `found` holds the numbers by name.

    Raises `ReportError` for other words whose condition cannot be understood.
    """
    return _STRETCH.sub(lambda match: _words(match[1], found, where), text)


def _words(stretch: str, found: Mapping[str, Figure | Gap], where: str) -> str:
    usual, *others = stretch.split("|")
    chosen = usual.rstrip() if others else usual
    for other in reversed(others):  # the first whose condition holds
        condition = _WHEN.fullmatch(other)
        if condition is None or same(condition[1]) not in found:
            raise ReportError(
                f"{where}: không hiểu điều kiện “{other.strip()}”. Viết tên số liệu rồi đến câu "
                "thay thế, ví dụ | nếu {tổng số công trình} bằng 0: không có công trình nào."
            )
        number = found[same(condition[1])]
        is_zero = isinstance(number, Figure) and not number.value
        is_kept_back = isinstance(number, Gap) and number.is_kept_back
        if is_kept_back if condition[3] else is_zero:
            chosen = condition[4].strip()
    names = [same(value) for kind, value in split(chosen, where) if kind == "name"]
    return "" if any(isinstance(found.get(name), Gap) for name in names) else chosen
