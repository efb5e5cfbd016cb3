"""The years that a period sums up, side by side: each as its own report has it, gaps told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from small_year import project, send

from etl import warehouse
from etl.model import Period
from etl.reference import Reference
from etl.report import Content, compose, render
from etl.report.document import TEXT

TABLE = """
years:
  name: qua các năm
  title: "Qua các năm {giai đoạn}"
  kind: years
  sheet: Qua các năm
  figures: [works_count, poverty_rate, support_project_count, commendation_individual_count]
"""
FORM = "support_projects"
OWN = """
báo cáo riêng:
  once: {văn bản: looking_back.md, trích yếu: "Tổng kết {giai đoạn}"}
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
    assert content.letterhead.subject == "Tổng kết giai đoạn 2019 - 2024"
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


@pytest.mark.parametrize("last_has_all", [True, False])
def test_only_the_two_years_that_are_compared_must_be_complete(
    small_year: Path, texts: Path, last_has_all: bool
) -> None:
    reference = Reference.load()
    with warehouse.transaction() as conn:
        for key, count in (("2019", 1), ("2024", 2)):
            period = Period.parse(key)
            owing = [one for one, form in reference.obligations(period) if form == FORM]
            for agency in owing if last_has_all or count == 1 else owing[1:]:
                district = agency.area_code
                commune = reference.communes(reference.places_on(period), district)[0].code
                at = {"district": district, "commune": commune}
                lines = [{**project("180", f"Dự án {n}", 100.0), **at} for n in range(count)]
                send(conn, agency.id, key, FORM, lines)
    with warehouse.transaction("report") as conn:
        years, _ = compose(conn, "2024-ML", texts=texts).tables()
    (row,) = [row for row in years.rows if row.cells[0].text == "Số dự án hỗ trợ sản xuất"]
    said = ["11", "1", "22", "tăng 11"] if last_has_all else ["11", "1", "20", "không so sánh"]
    assert [row.cells[place].text for place in (2, 3, 7, 8)] == said
    notes = [note for note in years.footnotes if "ố dự án hỗ trợ sản xuất" in note]
    told = [key for key in ("2019", "2020", "2024") if any(f"năm {key}" in note for note in notes)]
    assert told == (["2020"] if last_has_all else ["2020", "2024"])


def test_a_period_without_one_before_says_so(reading: sa.Connection, texts: Path) -> None:
    content: Content = compose(reading, "2019-ML", texts=texts)
    assert content.letterhead.subject == "Tổng kết năm 2019"
    assert "Chưa có năm nào./." in [getattr(block, "text", "") for block in content.blocks]
