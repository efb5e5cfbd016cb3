"""Placeholders in a clerk's text: "{số hộ nghèo}" in, its parts out, with errors a clerk can use.

The one surprising thing: names are compared without regard to case, spacing or the way
diacritics are composed, because people type them; an unknown name is an error that offers the
nearest known ones.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from difflib import get_close_matches

from etl.errors import ReportError

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def same(name: str) -> str:
    """Bring a name to the form in which names are compared."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def split(text: str, where: str) -> list[tuple[str, str]]:
    """Split text into ("text", …) and ("name", …) parts; raises on a brace without its mate."""
    parts: list[tuple[str, str]] = []
    last = 0
    for match in _PLACEHOLDER.finditer(text):
        parts += [("text", text[last : match.start()]), ("name", match[1].strip())]
        last = match.end()
    parts.append(("text", text[last:]))
    parts = [(kind, value) for kind, value in parts if value or kind == "name"]
    if any(kind == "text" and ("{" in value or "}" in value) for kind, value in parts):
        raise ReportError(
            f"{where}: có dấu {{ hoặc }} không đi thành cặp. Viết tên số liệu trong một cặp dấu, "
            "ví dụ {tổng số công trình}."
        )
    return parts


def fill(text: str, texts: Mapping[str, str], where: str) -> str:
    """Replace every placeholder by its text; raises for an unknown name."""
    known = {same(name): value for name, value in texts.items()}
    printed = []
    for kind, value in split(text, where):
        if kind == "name" and same(value) not in known:
            raise unknown(value, texts, where, "{%s}")
        printed.append(known[same(value)] if kind == "name" else value)
    return "".join(printed)


def unknown(name: str, known: Collection[str], where: str, form: str) -> ReportError:
    """Make the error for a name that is none of the known ones, with the nearest of them."""
    by_form = {same(item): item for item in known}
    nearest = get_close_matches(same(name), list(by_form), n=3, cutoff=0.5)
    offered = ", ".join(form % by_form[item] for item in nearest)
    hint = f" Có phải ý ông/bà là {offered}?" if offered else ""
    return ReportError(f"{where}: không có tên {form % name}.{hint}")
