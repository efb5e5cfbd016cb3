"""Where a line may not end: the runs of a paragraph in, the same runs with hard spaces out.

A number and the word after it ("112 công trình") stay on one line. The one surprising thing: only
the editions that flow over lines ask for it, and reading back takes it away again.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from etl.report.content import TextRun

HARD_SPACE = "\u00a0"
_AFTER_A_DIGIT = re.compile(r"(?<=\d) (?=\w)")
_BEFORE_A_WORD = re.compile(r"^ (?=\w)")
_BEFORE_A_NUMBER = re.compile(r" (?=\d)")


def held(runs: Iterable[TextRun]) -> Iterator[TextRun]:
    """Give the runs so that no line ends between a printed number and the word after it."""
    after_number = False
    for run in runs:
        if run.figure_id:
            text = _AFTER_A_DIGIT.sub(HARD_SPACE, run.text)
        else:
            text = _BEFORE_A_WORD.sub(HARD_SPACE, run.text) if after_number else run.text
        after_number = bool(run.figure_id) and run.text[-1:].isdigit() and not run.mark
        yield replace(run, text=text)


def titled(text: str) -> str:
    """Give a title in which no line begins with a number ("năm 2020")."""
    return _BEFORE_A_NUMBER.sub(HARD_SPACE, text)


def plain(text: str) -> str:
    """Give a text as it was before its lines were held together."""
    return text.replace(HARD_SPACE, " ")
