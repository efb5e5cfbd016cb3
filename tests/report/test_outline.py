"""How headings are numbered."""

from __future__ import annotations

import pytest

from etl.report.content import Heading, Paragraph, TextRun
from etl.report.outline import ended, outline


def numbers(*levels: int) -> list[str]:
    """Give the numbers of headings of these levels, each with a paragraph under it."""
    text = Paragraph((TextRun("Nội dung"),))
    blocks = [block for level in levels for block in (Heading(level, "", "Mục"), text)]
    return [block.number for block in outline(blocks) if isinstance(block, Heading)]


def test_points_follow_the_vietnamese_alphabet() -> None:
    """đ follows d, and f, j, w and z are no letters of it."""
    assert "".join(numbers(*[3] * 23)) == "a)b)c)d)đ)e)g)h)i)k)l)m)n)o)p)q)r)s)t)u)v)x)y)"


def test_points_begin_anew_under_each_heading() -> None:
    assert numbers(1, 2, 3, 3, 2, 3) == ["I.", "1.", "a)", "b)", "2.", "a)"]


@pytest.mark.parametrize(
    ("runs", "last"),
    [
        ((TextRun("Trân trọng báo cáo."),), (TextRun("Trân trọng báo cáo./."),)),
        (
            (TextRun("Tỷ lệ là "), TextRun("7,89%", "rate"), TextRun(".")),
            (TextRun("Tỷ lệ là "), TextRun("7,89%", "rate"), TextRun("./.")),
        ),
        (
            (TextRun("Tỷ lệ là "), TextRun("7,89%", "rate")),
            (TextRun("Tỷ lệ là "), TextRun("7,89%", "rate"), TextRun("./.")),
        ),
    ],
    ids=["text", "a number and a full stop", "a number"],
)
def test_the_last_paragraph_ends_as_letters_do_and_its_numbers_stay(
    runs: tuple[TextRun, ...], last: tuple[TextRun, ...]
) -> None:
    first = Paragraph((TextRun("Đoạn đầu."),))
    assert ended([first, Paragraph(runs)]) == [first, Paragraph(last)]
