"""Assessments as offices write them: topics as headings or merged cells, texts below them."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from etl.contracts import load_forms
from etl.workbook.read import read_workbook
from tests.lab.sketch import reference
from tests.workbook.drawn import Rows, ids, read, title

TEXTS = ["- Triển khai kịp thời.", "Giải ngân đạt khá.", "Vốn giao chậm.", "Đề nghị giao vốn sớm."]
TOPICS = ["strength", "strength", "difficulty", "proposal"]


def assessment(*rows: list[str | int | None]) -> Rows:
    return [*title("ĐÁNH GIÁ CHUNG VÀ KIẾN NGHỊ NĂM 2020"), ["TT", "Nội dung", "Ý kiến"], *rows]


@pytest.mark.parametrize("number", ["I. ", ""])
def test_texts_under_the_heading_of_their_topic(number: str, tmp_path: Path) -> None:
    rows = assessment(
        [None if number else "I", f"{number}ƯU ĐIỂM"],
        [1, None, TEXTS[0]],
        [2, None, TEXTS[1]],
        [None if number else "II", f"{number}TỒN TẠI, KHÓ KHĂN"],
        [1, None, TEXTS[2]],
        [None if number else "III", f"{number}KIẾN NGHỊ, ĐỀ XUẤT"],
        [1, None, TEXTS[3]],
    )
    reading = read(rows, tmp_path / "a.xlsx")
    (table,) = reading.tables
    assert list(table.values["topic"]) == TOPICS
    assert list(table.values["content"]) == TEXTS
    assert not ids(reading)


def test_texts_beside_a_topic_that_is_merged_over_them(tmp_path: Path) -> None:
    labels = ["Ưu điểm", None, "Tồn tại, khó khăn", "Kiến nghị, đề xuất"]
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in assessment(*([n, labels[n], TEXTS[n]] for n in range(4))):
        page.append(row)
    page.merge_cells("B6:B7")
    book.save(tmp_path / "a.xlsx")
    (table,) = read_workbook(tmp_path / "a.xlsx", load_forms(), reference()).tables
    assert list(table.values["topic"]) == TOPICS
    assert list(table.values["content"]) == TEXTS


def test_text_of_no_topic_is_told_and_never_dropped(tmp_path: Path) -> None:
    rows = assessment([1, None, TEXTS[0]], [2, "Ưu điểm", TEXTS[1]])
    reading = read(rows, tmp_path / "a.xlsx")
    assert "file.row_unclear" in ids(reading)
    assert list(reading.tables[0].values["content"]) == TEXTS[1:2]
