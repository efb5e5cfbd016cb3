"""A number and its unit stay on one line, in the editions that flow over lines."""

from __future__ import annotations

import docx
import pytest
from lxml import html

from etl.report import Built
from etl.report.content import TextRun
from etl.report.line_ends import held, plain, titled


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        ((TextRun("Có "), TextRun("112", "new"), TextRun(" công trình.")), "Có 112~công trình."),
        ((TextRun("trên 176 tỷ đồng", "sum"),), "trên 176~tỷ đồng"),
        (
            (TextRun("giảm 3 điểm phần trăm", "change"), TextRun(" so với")),
            "giảm 3~điểm phần trăm so với",
        ),
        ((TextRun("7,89%", "rate"), TextRun(" kế hoạch")), "7,89% kế hoạch"),
        ((TextRun("239", "carried"), TextRun(", duy tu")), "239, duy tu"),
        ((TextRun("112", "new", mark="(1)"), TextRun(" công trình")), "112 công trình"),
        ((TextRun("Năm 2020 có"), TextRun(" công trình")), "Năm 2020 có công trình"),
    ],
)
def test_a_number_keeps_the_word_after_it(runs: tuple[TextRun, ...], text: str) -> None:
    said = "".join(run.text for run in held(runs))
    assert said == text.replace("~", "\u00a0")
    assert plain(said) == "".join(run.text for run in runs)


def test_no_line_of_a_title_begins_with_a_number() -> None:
    assert titled("Chương trình 135 năm 2020") == "Chương trình\u00a0135 năm\u00a02020"
    assert titled("Dân số dân tộc thiểu số") == "Dân số dân tộc thiểu số"


def test_word_and_html_hold_the_same_numbers(signed: Built) -> None:
    words = [p.text for p in docx.Document(str(signed.files["docx"])).paragraphs]
    page = html.fromstring(signed.files["html"].read_text(encoding="utf-8"))
    said = [str(p.text_content()) for p in page.iter("p")]
    for texts in (words, said):
        assert any("trên 76\u00a0tỷ đồng" in text for text in texts)
        assert any("dân số toàn tỉnh là" in text and "\u00a0người" in text for text in texts)
