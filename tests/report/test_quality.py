"""The page on data quality: who is late, what was filled in afterwards, who is missing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import docx
import pytest
from small_year import TRANG_DINH

from etl import publish, warehouse
from etl.registry import contact, period_board
from etl.report import Content, compose
from etl.report.content import PrintedTable
from etl.report.line_ends import plain


def submissions(content: Content) -> PrintedTable:
    """Give the table of who sent what."""
    return next(table for table in content.tables() if table.id == "submissions")


def column(table: PrintedTable, header: str) -> dict[str, str]:
    """Give a column of a table by the name of its rows."""
    at = [column.header for column in table.columns].index(header)
    return {row.cells[0].text: row.cells[at].text for row in table.rows}


@pytest.mark.parametrize("live_from", [dt.date(2016, 1, 1), dt.date(2020, 12, 16)])
def test_in_operation_what_comes_after_its_day_is_late(
    small_year: Path, live_from: dt.date
) -> None:
    with warehouse.transaction("owner") as conn:
        period_board.set_live_from(conn, live_from, actor="quan-tri")
    with warehouse.transaction("report") as conn:
        table = submissions(compose(conn, "2020"))
    assert "Số biểu nhập hồi tố" not in [column.header for column in table.columns]
    late = column(table, "Số biểu quá hạn")
    assert late["Ủy ban nhân dân huyện Tràng Định"] == "4"  # 3 sent years after, 1 never
    assert "hồi tố" not in table.note


def test_what_was_due_before_the_system_ran_is_back_filled_and_not_late(small_year: Path) -> None:
    with warehouse.transaction("owner") as conn:
        period_board.set_live_from(conn, dt.date(2020, 12, 17), actor="quan-tri")
    with warehouse.transaction("report") as conn:
        table = submissions(compose(conn, "2020"))
    assert "Số biểu quá hạn" not in [column.header for column in table.columns]
    assert column(table, "Số biểu nhập hồi tố")["Ủy ban nhân dân huyện Tràng Định"] == "4"
    assert "trước ngày hệ thống đi vào vận hành (17/12/2020)" in table.note


def test_more_time_makes_a_back_filled_return_one_that_can_be_late(small_year: Path) -> None:
    with warehouse.transaction("owner") as conn:
        period_board.set_live_from(conn, dt.date(2021, 1, 4), actor="quan-tri")
    with warehouse.transaction("steward") as conn:
        contact.extend_deadline(
            conn,
            agency_id=TRANG_DINH,
            period_key="2020",
            due_on=dt.date(2021, 1, 8),
            reason="Thiên tai",
            actor="can-bo-1",
        )
    with warehouse.transaction("report") as conn:
        table = submissions(compose(conn, "2020"))
    assert column(table, "Số biểu quá hạn")["Ủy ban nhân dân huyện Tràng Định"] == "4"
    assert column(table, "Số biểu quá hạn")["Ủy ban nhân dân huyện Bình Gia"] == "0"
    assert column(table, "Số biểu nhập hồi tố")["Ủy ban nhân dân huyện Bình Gia"] == "4"


def test_the_word_file_of_an_incomplete_draft_lists_who_is_missing_and_what_it_could_move(
    small_year: Path,
) -> None:
    paths = publish.files(publish.draft("2020"))
    document = docx.Document(str(next(path for path in paths if path.suffix == ".docx")))
    text = plain("\n".join(paragraph.text for paragraph in document.paragraphs))
    assert "Báo cáo được lập khi mới có 9 trong tổng số 47 biểu phải gửi được chấp nhận" in text
    (missing,) = [
        t for t in document.tables if "Biểu còn thiếu" in [c.text for c in t.rows[0].cells]
    ]
    said = {row.cells[1].text: row.cells for row in missing.rows[1:]}
    assert len(said) == 11
    cells = said["Ủy ban nhân dân huyện Văn Lãng"]
    assert "Công trình cơ sở hạ tầng thuộc Chương trình 135" in cells[2].text
    assert cells[3].text == "chưa gửi"
    for effect in (
        "số công trình khởi công mới thêm khoảng 2 công trình",
        "vốn thực hiện công trình thêm khoảng 1.600,0 triệu đồng",
        "(theo số liệu cùng kỳ năm trước của cơ quan)",
    ):
        assert effect in cells[4].text
