"""The report of a quarter: drafted in three editions, signed, and short of what a year has."""

from __future__ import annotations

import shutil
from pathlib import Path

import docx
import pytest
from small_year import (
    BOARD,
    LABOUR,
    SUPPORT_2020,
    WORKS_2020,
    commendations,
    let_off_the_rest,
    poverty,
    send,
    sign,
)

from etl import publish, warehouse
from etl.report import Content, compose
from etl.report.content import Heading, Paragraph
from etl.report.document import TEXT

QUARTER = "2020-Q4"


@pytest.fixture
def quarter(home: Path) -> Path:
    """Load the last quarter of the small year."""
    with warehouse.transaction() as conn:
        for agency_id, rows in WORKS_2020.items():
            send(conn, agency_id, QUARTER, "works", rows)
        for agency_id, rows in SUPPORT_2020.items():
            send(conn, agency_id, QUARTER, "support_projects", rows)
        send(conn, LABOUR, QUARTER, "poverty", poverty(789))
        send(conn, BOARD, QUARTER, "commendations", commendations())
    return home


def said(content: Content) -> str:
    return "\n".join(b.text for b in content.all_blocks() if isinstance(b, Paragraph))


def test_it_speaks_of_its_quarter(quarter: Path) -> None:
    with warehouse.transaction("report") as conn:
        content = compose(conn, QUARTER)
    text = said(content)
    assert content.letterhead.subject == "Kết quả thực hiện công tác dân tộc quý IV năm 2020"
    for sentence in (
        "báo cáo kết quả thực hiện công tác dân tộc quý IV năm 2020 như sau:",
        "Với số liệu chốt đến ngày 14/12/2020",
        "có 5 công trình được giải ngân vốn, gồm 3 công trình khởi công mới, 1 công trình chuyển "
        "tiếp, trả nợ và 1 công trình duy tu, bảo dưỡng; kinh phí thực hiện trên 76 tỷ đồng.",
        "Đến cuối kỳ, tỷ lệ hộ nghèo dân tộc thiểu số (DTTS) là 7,89%. Tỷ lệ này được tính bằng",
        "quý IV năm 2020 của Ban Dân tộc tỉnh Lạng Sơn./.",
    ):
        assert sentence in text
    assert "phương hướng, nhiệm vụ năm" not in text
    headings = [b.text for b in content.blocks if isinstance(b, Heading)]
    assert not any("mục tiêu đến năm 2030" in heading.lower() for heading in headings)


def test_it_is_drafted_in_three_editions_and_signed(quarter: Path) -> None:
    with warehouse.transaction("steward") as conn:
        let_off_the_rest(conn, QUARTER)
    release_id = publish.draft(QUARTER)
    assert {p.suffix for p in publish.files(release_id)} == {".docx", ".xlsx", ".html"}
    assert all("-Q4-du-thao" in p.name for p in publish.files(release_id))
    sign(release_id)
    publish.publish(release_id)
    signed = publish.files(release_id)
    assert not any("du-thao" in p.name for p in signed)
    document = docx.Document(str(next(p for p in signed if p.suffix == ".docx")))
    words = [cell.text for table in document.tables for cell in table.rows[0].cells]
    assert any("Số: 01/BC-BDT" in text for text in words)
    assert not any("DỰ THẢO" in text for text in words)


def test_what_nobody_owes_in_the_period_is_not_said(quarter: Path, tmp_path: Path) -> None:
    texts = tmp_path / "text"
    shutil.copytree(TEXT, texts)
    written = (
        "Báo cáo {kỳ}.\n"
        "## Dân số\n"
        "Toàn tỉnh có {dân số} người.\n"  # a form of years alone
        "[bảng: dân số theo địa bàn]\n"
        "## Công trình\n"
        "Có {tổng số công trình} công trình; dân số là {dân số} người.\n"
        "Phụ lục: Dân số\n"
        "[bảng: dân số theo thành phần dân tộc]\n"
    )
    (texts / "quarterly.md").write_text(written, encoding="utf-8")
    with warehouse.transaction("report") as conn:
        content = compose(conn, QUARTER, texts=texts)
    headings = [b.text for b in content.blocks if isinstance(b, Heading)]
    assert headings == ["CÔNG TRÌNH"]
    assert "Có 5 công trình; dân số là chưa có số liệu người." in said(content)
    assert "Toàn tỉnh có" not in said(content)
    assert not content.appendices
