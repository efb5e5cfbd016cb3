"""Stretches of a line that depend on its numbers: the clerk's line in, the words to print out.

"[[…]]" is left out when one of its numbers is missing; "[[… | nếu {số biểu} bằng 0: …]]" says it
in other words when that number is 0. The one surprising thing: other words may be none at all,
which leaves the stretch out.
"""

import re
from collections.abc import Mapping

from etl.errors import ReportError
from etl.model import Figure
from etl.report.content import Gap
from etl.report.placeholders import same, split

_STRETCH = re.compile(r"\[\[(.*?)\]\]")
_WHEN_ZERO = re.compile(r"\s*nếu\s+\{([^{}]*)\}\s+bằng\s+0\s*:(.*)", re.IGNORECASE)


def settle(text: str, found: Mapping[str, Figure | Gap], where: str) -> str:
    """Replace every stretch by what is to be printed of it.

    `found` holds the line's numbers by name. Raises `ReportError` for other words whose condition
    cannot be understood.
    """
    return _STRETCH.sub(lambda match: _words(match[1], found, where), text)


def _words(stretch: str, found: Mapping[str, Figure | Gap], where: str) -> str:
    usual, *others = stretch.split("|")
    chosen = usual.rstrip() if others else usual
    for other in reversed(others):  # the first whose condition holds
        condition = _WHEN_ZERO.fullmatch(other)
        if condition is None or same(condition[1]) not in found:
            raise ReportError(
                f"{where}: không hiểu điều kiện “{other.strip()}”. Viết tên số liệu rồi đến câu "
                "thay thế, ví dụ | nếu {tổng số công trình} bằng 0: không có công trình nào."
            )
        number = found[same(condition[1])]
        if isinstance(number, Figure) and not number.value:
            chosen = condition[2].strip()
    named = [same(value) for kind, value in split(chosen, where) if kind == "name"]
    return "" if any(isinstance(found.get(name), Gap) for name in named) else chosen
