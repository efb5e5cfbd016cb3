"""The box that says that nothing occurred: how the blank prints it, and what of a text is it.

In: texts of cells. Out: whether they say it. The one surprising thing: the box is one cell that
holds its own words, so that it is found in every format and after every conversion.
"""

import re

from etl.wording.names import normalise_vietnamese

WORDS = "Không phát sinh trong kỳ"
OPEN = f"[  ] {WORDS}"
MARKED = f"[x] {WORDS}"
_LONGEST = 80  # characters; a longer text says something else as well
_MARKED = re.compile(r"\[\s*[xv✓✔]\s*\].*\bkhông (?:có )?phát sinh\b.*")
_SAID = re.compile(
    r"\(?(?:trong (?:kỳ|quý|năm)[^,:]{0,20} )?(?:cơ quan |đơn vị |huyện |tỉnh )?(?:báo cáo )?"
    r"không (?:có )?phát sinh(?: (?:số liệu|nội dung|công trình|dự án|trường hợp))?(?: nào)?"
    r"(?: trong (?:kỳ|quý|năm)[^,:]{0,20})?\)?\.?"
)


def is_marked(text: str) -> bool:
    """Tell whether a text is the box of a blank sheet, marked."""
    return _is_short(text) and _MARKED.fullmatch(_key(text)) is not None


def says_nil(text: str) -> bool:
    """Tell whether a text says that nothing occurred, and nothing else."""
    return _is_short(text) and (is_marked(text) or _SAID.fullmatch(_key(text)) is not None)


def _is_short(text: str) -> bool:
    return "sinh" in text.lower() and len(text) <= _LONGEST


def _key(text: str) -> str:
    return normalise_vietnamese(text)
