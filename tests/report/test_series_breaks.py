"""A series that breaks is not compared with the year before, and a footnote says why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from etl import warehouse
from etl.report import Content, compose
from etl.report.content import Paragraph, PrintedTable

WHY = "Từ năm 2020 toàn tỉnh có địa giới mới"
_BREAK = sa.text(
    "INSERT INTO ref.series_break (broken_on, kind, form_id, text, mark) "
    "VALUES ('2020-01-01', 'boundary', 'poverty', :why, 'published')"
)


@pytest.fixture
def broken(small_year: Path) -> Iterator[Content]:
    """Give the report of the small year, in which the map of poverty is another."""
    with warehouse.transaction("owner") as conn:
        conn.execute(_BREAK, {"why": WHY})
    with warehouse.transaction("report") as conn:
        yield compose(conn, "2020")


def test_a_broken_series_is_told_without_the_year_before_and_with_a_footnote(
    broken: Content,
) -> None:
    blocks = list(broken.all_blocks())
    texts = [block.text for block in blocks if isinstance(block, Paragraph)]
    (sentence,) = [text for text in texts if text.startswith("Tỷ lệ hộ nghèo DTTS năm 2020 là")]
    assert "7,89%" in sentence
    assert "điểm phần trăm" not in sentence
    notes = [b.text for b in blocks if isinstance(b, Paragraph) and b.kind == "note"]
    assert any(WHY in note and "không so sánh với kỳ trước" in note for note in notes)
    assert not any(WHY in text for text in texts if text.startswith("Năm 2020, dân số"))
    tables = {block.id: block for block in blocks if isinstance(block, PrintedTable)}
    (rate,) = [r for r in tables["headline"].rows if r.cells[0].text == "Tỷ lệ hộ nghèo DTTS"]
    assert [cell.text for cell in rate.cells[2:]] == ["7,89", "10,89", "không so sánh được"]
    assert any(WHY in note for note in tables["headline"].footnotes)
    (target,) = [r for r in tables["targets"].rows if "hộ nghèo" in r.cells[1].text]
    assert "không so sánh được" in [cell.text for cell in target.cells]
