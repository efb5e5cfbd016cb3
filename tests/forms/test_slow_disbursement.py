"""Money that is spent too slowly is told by programme, project and unit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from returns_by_hand import accepted, table

from etl import warehouse
from etl.model import CellValue
from etl.report import compose
from etl.report.annex import tables_of
from etl.report.content import Content, Paragraph, PrintedTable

LEVELS = {"q1": 20, "q2": 45, "q3": 70, "q4": 95}
PROJECT_1, PROJECT_6 = "1719.01", "1719.06"
LABOUR, CULTURE = "so-ldtbxh", "so-vhttdl"


def line(component: str, unit: str, available: float, disbursed: float) -> dict[str, CellValue]:
    return {
        "programme_component": component,
        "source": "central_recurrent",
        "spending_unit": unit,
        "available_million_vnd": available,
        "planned_million_vnd": available,
        "disbursed_since_january_million_vnd": disbursed,
    }


ROWS = [
    line(PROJECT_1, LABOUR, 100, 80),
    line(PROJECT_6, CULTURE, 300, 60),
    line("other", CULTURE, 100, 100),
]


def sent(key: str, rows: list[dict[str, CellValue]] = ROWS) -> None:
    with warehouse.transaction() as conn:
        read = table("programme_funds", rows)
        accepted(conn, f"funds {key}", read, agency_id="so-tai-chinh", period_key=key)


def watched(key: str) -> dict[tuple[str, str], Mapping[str, Any]]:
    with warehouse.transaction("analyst") as conn:
        asked = sa.text("SELECT * FROM mart.watched_share WHERE period_key = :key")
        found = conn.execute(asked, {"key": key}).mappings()
        return {(row["part"], row["member_id"]): row for row in found}


def behind(content: Content) -> list[list[str]]:
    (found,) = [b for b in content.all_blocks() if getattr(b, "id", "") == "funds_behind"]
    assert isinstance(found, PrintedTable)
    assert "giả định; Phòng tổng hợp đặt" in found.note
    return [[cell.text for cell in row.cells[1:]] for row in found.rows]


def composed(key: str) -> Content:
    with warehouse.transaction("report") as conn:
        return compose(conn, key)


def said(content: Content, of: str) -> list[str]:
    texts = [block.text for block in content.all_blocks() if isinstance(block, Paragraph)]
    return [text for text in texts if of in text]


def test_a_programme_a_project_and_a_unit_are_told_beside_the_level(home: Path) -> None:
    sent("2024-Q2")
    found = watched("2024-Q2")
    assert {key: (float(row["value"]), row["is_behind"]) for key, row in found.items()} == {
        ("total", ""): (48, False),
        ("programme", "1719"): (35, True),
        ("programme", "other"): (100, False),
        ("programme_component", PROJECT_1): (80, False),
        ("programme_component", PROJECT_6): (20, True),
        ("programme_component", "other"): (100, False),
        ("spending_unit", LABOUR): (80, False),
        ("spending_unit", CULTURE): (40, True),
    }
    assert {row["floor_value"] for row in found.values()} == {45}
    assert {row["floor_assumed"] for row in found.values()} == {True}


@pytest.mark.parametrize(
    ("key", "level"),
    [*((f"2024-{q.upper()}", q) for q in LEVELS), ("2024", "q4"), ("2024-BS", "q4")],
)
def test_a_period_has_the_level_of_the_quarter_that_it_ends_with(
    home: Path, key: str, level: str
) -> None:
    exact, below = float(LEVELS[level]), LEVELS[level] - 0.01
    sent(key, [line(PROJECT_1, LABOUR, 100, exact), line(PROJECT_6, CULTURE, 100, below)])
    found = watched(key)
    assert found["spending_unit", LABOUR]["floor_value"] == LEVELS[level]
    assert found["spending_unit", LABOUR]["is_behind"] is False
    assert found["spending_unit", CULTURE]["is_behind"] is True


@pytest.mark.parametrize("key", ["2024-Q3", "2024"])
def test_the_report_lists_who_is_behind_and_says_what_is_assumed(home: Path, key: str) -> None:
    sent(key)
    content = composed(key)
    level = "70" if key == "2024-Q3" else "95"
    rows = behind(content)
    assert [row[1] for row in rows][1] == (
        "Chương trình mục tiêu quốc gia phát triển kinh tế - xã hội vùng đồng bào dân tộc thiểu số "
        "và miền núi (QĐ 1719/QĐ-TTg)"
    )
    assert rows[1][2:] == ["400,0", "140,0", "35,00", level]
    (sentence,) = said(content, "Mức theo dõi giải ngân đến cuối kỳ")
    assert (
        f"là {level}% tổng kinh phí được sử dụng trong năm (giả định; Phòng tổng hợp đặt"
        in sentence
    )
    many = {"70": "1/3 dự án, tiểu dự án", "95": "2/3 dự án, tiểu dự án"}[level]
    assert "1/2 chương trình" in sentence
    assert many in sentence
    with warehouse.transaction("steward") as conn:
        tables, _ = tables_of(conn, key)
    assert "funds_behind" in {one.id for one in tables}


def test_nobody_behind_is_told_from_nothing_known(home: Path) -> None:
    none, unknown = (
        "Không có chương trình, dự án, đơn vị nào giải ngân dưới mức",
        "giải ngân dưới mức",
    )
    assert not said(composed("2024-Q2"), none)
    sent("2024-Q2", [line(PROJECT_1, LABOUR, 100, 90)])
    assert said(composed("2024-Q2"), none)
    sent("2023-Q2")
    with warehouse.transaction("owner") as conn:
        conn.execute(sa.text("DELETE FROM ref.threshold WHERE id = 'disbursed_pct_q2'"))
    content = composed("2023-Q2")
    assert not said(content, none)
    assert any("(kỳ này chưa có mức theo dõi)" in text for text in said(content, unknown))


def test_money_of_which_there_is_none_is_not_slow(home: Path) -> None:
    sent("2024-Q4", [line(PROJECT_1, LABOUR, 0, 0), line(PROJECT_6, CULTURE, 100, 96)])
    assert watched("2024-Q4")["spending_unit", LABOUR]["is_behind"] is None
