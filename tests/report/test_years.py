"""The years that a period sums up, side by side: each as its own report has it, gaps told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from etl.model import Period
from etl.report import Content, compose, render
from etl.report.document import TEXT

TABLE = """
years:
  name: qua các năm
  title: "Qua các năm {năm đầu} - {năm}"
  kind: years
  sheet: Qua các năm
  figures: [works_count, poverty_rate, support_project_count, commendation_individual_count]
"""
OWN = """
báo cáo riêng:
  once: {văn bản: looking_back.md, trích yếu: "Tổng kết {năm đầu} - {năm}"}
"""


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """Texts of the clerk in which what comes once in some years has a report of its own."""
    folder = tmp_path / "text"
    shutil.copytree(TEXT, folder)
    for name, more in (("tables.yaml", TABLE), ("document.yaml", OWN)):
        said = (folder / name).read_text("utf-8")
        (folder / name).write_text(said + more, "utf-8")
    lines = (
        *("Tổng kết.", "[bảng: qua các năm | nếu không có: Chưa có năm nào.]"),
        *("Phụ lục: Thiếu", "[bảng: chỉ tiêu chưa có số liệu | nếu không có: Đủ.]"),
    )
    (folder / "looking_back.md").write_text("\n".join(lines), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("key", "years"),
    [
        ("2024-ML", ("2019", "2020", "2021", "2022", "2023", "2024")),
        *(("2019-ML", ()), ("2020", ()), ("2020-Q1", ())),
    ],
)
def test_only_what_comes_once_in_some_years_sums_them_up(key: str, years: tuple[str, ...]) -> None:
    assert Period.parse(key).years_since == years


def test_each_year_is_told_as_its_own_report_has_it(
    reading: sa.Connection, texts: Path, tmp_path: Path
) -> None:
    content = compose(reading, "2024-ML", texts=texts)
    assert content.letterhead.subject == "Tổng kết 2019 - 2024"
    years, gaps = content.tables()
    assert [column.header for column in years.columns[2:4]] == ["Năm 2019", "Năm 2020"]
    rows = {row.cells[0].text: [cell.text for cell in row.cells[2:]] for row in years.rows}
    none = "chưa có số liệu"
    assert rows["Tỷ lệ hộ nghèo DTTS"] == ["10,89", "7,89", *[none] * 5]
    assert rows["Số dự án hỗ trợ sản xuất"][0] == none
    assert rows["Tổng số công trình"][1] == "5"
    assert any("2/11 cơ quan" in note for note in years.footnotes)
    missing = [row.cells[1].text for row in gaps.rows]
    assert "Tỷ lệ hộ nghèo DTTS năm 2021, 2022, 2023, 2024" in missing
    assert render(reading, content, tmp_path / "out").compared


def test_a_period_without_one_before_says_so(reading: sa.Connection, texts: Path) -> None:
    content: Content = compose(reading, "2019-ML", texts=texts)
    assert "Chưa có năm nào./." in [getattr(block, "text", "") for block in content.blocks]
