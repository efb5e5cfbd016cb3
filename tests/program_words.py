"""Words of programs, which no sentence for a person may hold: every message of the suite in.

Out: those that hold one. The one surprising thing: a finding is looked at where it is made, in
whatever test, so a sentence that no test reads is read all the same.
"""

from __future__ import annotations

import re
from functools import wraps
from typing import Any

from etl.model import Finding

_WORDS = (
    r"Broken|None(?:Type)?|True|False|nan|NaN|NaT|-?inf(?:inity)?|uncached|timedelta|datetime"
    r"|Timestamp|Decimal|Traceback|\w+(?:Error|Exception|Warning)|dtype|object|lambda"
    r"|days?, -?\d+:\d\d|np\.\w+|pd\.\w+|self"
)
_SHAPES = (
    r"<class|<\w+ object|\w+\(\w+=|\bwhy='|\b0x[0-9a-f]{4,}"
    r"|\d(?:[.,]\d+)?e[+-]\d|\d\.\d+E[+-]\d|(?<![\w/.-])\d{4}-(?:0[1-9]|1[0-2])-[0-3]\d(?![\w-])"
    r"|\\[xu][0-9a-fA-F]{2}|\{(?!rest\})\w*\}|%[sd]\b|\b0{13,}|[\u200b-\u200f\u202a-\u202e\u2060\ufeff]"
)
PROGRAM_WORD = re.compile(rf"(?<![\w.])(?:{_WORDS})(?![\w.]\w)|{_SHAPES}")

made: list[str] = []
"""What findings of the test now running said."""


def program_words(text: str) -> list[str]:
    """List the program's words in a sentence."""
    return [found[0] for found in PROGRAM_WORD.finditer(text)]


def listen() -> None:
    """Note the sentence of each finding that is made from now on."""
    whole = Finding.__init__

    @wraps(whole)
    def noting(self: Finding, *given: Any, **named: Any) -> None:
        whole(self, *given, **named)
        made.append(str(self.message))  # a test may give anything

    Finding.__init__ = noting  # type: ignore[method-assign]
