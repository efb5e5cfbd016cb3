"""Whose letter a report is: the body that gathers the reports on the last day of its period."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import docx
import pytest

from etl import warehouse
from etl.report import compose, render
from etl.report.content import Heading, Paragraph


@pytest.mark.parametrize(
    ("period_key", "letter", "places"),
    [
        ("2024", ("BAN DÂN TỘC", "BC-BDT", ("TRƯỞNG BAN",), "Lãnh đạo Ban"), "huyện, thành phố"),
        (
            "2025-Q2",
            ("SỞ DÂN TỘC VÀ TÔN GIÁO", "BC-SDTTG", ("GIÁM ĐỐC",), "Lãnh đạo Sở"),
            "huyện, thành phố",
        ),
        (
            "2025",
            ("SỞ DÂN TỘC VÀ TÔN GIÁO", "BC-SDTTG", ("GIÁM ĐỐC",), "Lãnh đạo Sở"),
            "xã, phường",
        ),
    ],
)
def test_a_report_is_the_letter_of_the_board_of_its_period(
    home: Path, period_key: str, letter: tuple[object, ...], places: str
) -> None:
    with warehouse.transaction("report") as conn:
        head = compose(conn, period_key).letterhead
    assert (head.agency, head.symbol, head.authority, head.recipients[-1]) == letter
    assert head.recipients[-2] == f"UBND các {places}"
    assert head.enclosed_with.endswith(f"của {head.agency_in_text})")
    assert head.agency_in_text.upper() == head.agency


def test_nothing_that_is_printed_for_today_bears_the_name_of_before(
    home: Path, tmp_path: Path
) -> None:
    with warehouse.transaction("report") as conn:
        content = compose(conn, "2026")
        built = render(conn, content, tmp_path)
    told = [one.text for one in content.all_blocks() if isinstance(one, Heading | Paragraph)]
    told += [str(getattr(content.letterhead, one.name)) for one in fields(content.letterhead)]
    told += [table.title for table in content.tables()]
    assert not [text for text in told if "Ban Dân tộc" in text or "huyện" in text]
    assert "Sở Dân tộc và Tôn giáo tỉnh Lạng Sơn báo cáo kết quả" in "\n".join(told)
    document = docx.Document(str(built.files["docx"]))
    head = [one.text for one in document.tables[0].rows[0].cells[0].paragraphs]
    assert head[:3] == ["UBND TỈNH LẠNG SƠN", "SỞ DÂN TỘC", "VÀ TÔN GIÁO"]  # on two even lines
    assert document.core_properties.author == "Sở Dân tộc và Tôn giáo"
