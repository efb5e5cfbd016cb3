"""What is no reason: what a cell for reasons holds in, whether it says one out.

The one surprising thing: a single letter, a sign, a number and a date are no reasons, however they
are typed; whether words are a good one is for a person to say.
"""

from __future__ import annotations

import re
from functools import lru_cache

from etl.names import normalise_vietnamese, visible

_LEAST_LETTERS = 2
_LONGEST = 40  # characters of words that say that there is no reason
# what stands for a picture in a cell, and any other formula that was kept as a text
_FORMULA = re.compile(r"=\s*(?:_\w+\.)*[A-Z][A-Z0-9._]*\(.*", re.DOTALL)
_AROUND = " .,;:!?-–—_…*+=/\\|()[]{}<>'\"“”‘’"
_NONE = re.compile(
    r"(?:không|ko|k|kh|kg|chưa)(?: (?:có|rõ|biết|ghi|nêu|phát sinh))?"
    r"(?: (?:gì|lý do|lí do|ghi chú|giải trình|ý kiến|nội dung)(?: gì)?)*"
    r"|(?:nil|none|null|nan|n/?a|no|false|true|undefined)"
)


def gives_reason(cell: object) -> bool:
    """Tell whether a cell for reasons says anything that may be one."""
    return isinstance(cell, str) and _says_something(cell)


def is_formula(text: str) -> bool:
    """Tell whether a text is a formula, as programs leave it where a picture is in a cell."""
    return text[:1] == "=" and _FORMULA.fullmatch(text) is not None


@lru_cache(maxsize=8_192)
def _says_something(cell: str) -> bool:
    text = visible(cell).strip()
    if is_formula(text) or sum(map(str.isalpha, text)) < _LEAST_LETTERS:
        return False
    bare = normalise_vietnamese(text[: _LONGEST + 1]).strip(_AROUND)
    return len(text) > _LONGEST or _NONE.fullmatch(bare) is None
