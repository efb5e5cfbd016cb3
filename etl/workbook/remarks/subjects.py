"""Tables about something else that have a form's columns: a found table in, findings out.

Poor households by ethnic group have the very headers of the population by ethnic group, and a list
of those who got a loan has the headers of all the poor. The one surprising thing: nothing but the
title tells them apart, so contracts say which words are of what they count, and of some of it only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from etl.kinds import quoted
from etl.model import Finding
from etl.wording.names import normalise_vietnamese
from etl.workbook.refusals import file_finding
from etl.workbook.senders.title_lines import lines_above
from etl.workbook.tables.found import Found

_NO_TITLE = re.compile(r"[(\[]|kèm theo|ban hành|kính gửi|nơi nhận|biểu số|mẫu số|phụ lục")


def of_other_subject(found: Found) -> Iterator[Finding]:
    """Tell a title whose words are of another table than the form's."""
    form = found.form
    if found.how != "headers":
        return
    lines = [(line, normalise_vietnamese(line.text)) for line in lines_above(found)]
    is_whole, is_own = (
        any(_words(words).search(key) for _, key in lines) for words in (form.whole, form.subjects)
    )
    strange = () if is_whole else (*form.only_some, *(() if is_own else form.other_subjects))
    others = _words(strange)
    for line, key in lines:
        if others.search(key) and not _NO_TITLE.match(key):
            yield file_finding(
                "other_subject",
                f"Tiêu đề “{quoted(line.text)}” cho thấy bảng này không phải {form.number} "
                f"({form.title}). Đề nghị bỏ bảng này khỏi tệp; nếu đúng là số liệu của "
                f"{form.number} thì ghi lại tiêu đề cho đúng nội dung.",
                cells=(line.cell,),
                form_id=form.id,
                value=quoted(line.text),
            )
            return


@lru_cache(maxsize=64)
def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    """Find any of some words, none where there are none."""
    keys = "|".join(re.escape(normalise_vietnamese(word)) for word in words)
    return re.compile(rf"(?<!\w)(?:{keys})(?!\w)" if words else r"(?!)")
