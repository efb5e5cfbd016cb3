"""Programmes follow each other, and figures on both sides of a change are not compared."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa
from returns_by_hand import accepted, table

from etl import SEEDS, warehouse
from etl.errors import ReportError
from etl.model import CellValue
from etl.reference import Reference
from etl.report import compose
from etl.report.annex import tables_of
from etl.report.content import Content, Paragraph, PrintedTable
from etl.report.document import names_in_lists, read_document

SEEDS_OF = Reference.load().seeds
PROGRAMMES, PROJECTS = "programme", "programme_component"


def succession() -> list[dict[str, str]]:
    with (SEEDS / "member_succession.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sent(key: str, component: str) -> None:
    line: Mapping[str, CellValue] = {
        "programme_component": component,
        "source": "province_budget",
        "spending_unit": "so-noi-vu",
        "available_million_vnd": 200.0,
        "planned_million_vnd": 200.0,
        "disbursed_since_january_million_vnd": 190.0,
    }
    with warehouse.transaction() as conn:
        read = table("programme_funds", [line])
        accepted(conn, f"funds {key}", read, agency_id="so-tai-chinh", period_key=key)


def composed(key: str) -> Content:
    with warehouse.transaction("report") as conn:
        return compose(conn, key)


TITLE = "Chương trình, dự án, nguồn vốn có thay đổi từ sau"


def changes(content: Content) -> list[list[str]]:
    for block in content.all_blocks():
        if isinstance(block, PrintedTable) and block.id == "programme_changes":
            assert TITLE in block.title
            return [[cell.text for cell in row.cells[1:]] for row in block.rows]
    return []


def test_what_took_the_place_of_what_is_on_its_list_on_the_two_days() -> None:
    for row in succession():
        members = SEEDS_OF.members[row["list"]]
        day = dt.date.fromisoformat(row["changed_on"])
        (old,) = [one for one in members if one.id == row["old_id"]]
        assert old.valid_from < day
        assert old.valid_to is not None
        new = [one.valid_from for one in members if one.id == row["new_id"]]
        assert len(new) == bool(row["new_id"])
        assert all(one <= day for one in new)


def test_every_project_that_ended_is_told_what_became_of_it() -> None:
    for name in (PROGRAMMES, PROJECTS):
        told = {row["old_id"] for row in succession() if row["list"] == name}
        ended = {one.id for one in SEEDS_OF.members[name] if one.valid_to}
        assert told == {id for id in ended if not id.startswith("M2")}


def test_money_is_broken_on_every_day_on_which_programmes_change_and_on_no_other() -> None:
    days = {row["changed_on"] for row in succession() if row["list"] == PROGRAMMES}
    for form in ("programme_funds", "investment_allocation", "works", "support_projects"):
        broken = [b for b in SEEDS_OF.breaks if b.kind == "programme" and b.form_id == form]
        assert {one.broken_on.isoformat() for one in broken} == days


def test_the_money_of_a_programme_lasts_longer_than_it() -> None:
    (one,) = [one for one in SEEDS_OF.members[PROGRAMMES] if one.id == "1719"]
    assert one.valid_to == dt.date(2027, 1, 1)
    for name, count in ((PROGRAMMES, 2), (PROJECTS, 19 + 5)):
        at = Reference.load().members(name, dt.date(2026, 9, 14))
        assert len([one for one in at if one.is_listed]) == count


def test_an_analyst_sees_programmes_by_name(home: Path) -> None:
    with warehouse.transaction("analyst") as conn:
        found = conn.execute(sa.text("SELECT * FROM mart.member_succession")).mappings().all()
    assert len(found) == len(succession())
    (one,) = [row for row in found if row["old_id"] == "1719.04.1"]
    assert one["old_name"].startswith("Dự án 4, Tiểu dự án 1: Cơ sở hạ tầng")
    assert one["new_name"].startswith("Nội dung thành phần 01: Cơ sở hạ tầng")
    assert (one["share"], one["mark"]) == ("none", "derived")
    assert {row["new_name"] for row in found if not row["new_id"]} == {""}


@pytest.mark.parametrize(
    ("before", "now", "of", "to", "count"),
    [("2020", "2021", "135.1", "1719.04.1", 4), ("2025-Q3", "2026-Q3", "1719.01", "M2.01", 21)],
)
def test_a_report_over_a_change_of_programme_says_so_and_takes_nothing_off(
    home: Path, before: str, now: str, of: str, to: str, count: int
) -> None:
    sent(before, of)
    sent(now, to)
    with warehouse.transaction("analyst") as conn:
        asked = (
            "SELECT is_comparable, series_break FROM mart.indicator WHERE period_key = :key "
            "AND indicator_id = 'programme_funds_planned' AND is_total"
        )
        row = conn.execute(sa.text(asked), {"key": now}).one()
    assert row.is_comparable is False
    assert "chương trình" in row.series_break.lower()
    content = composed(now)
    listed = changes(content)
    assert len(listed) == count
    assert {line[2] for line in listed} == {"không so sánh được"}
    notes = [b.text for b in content.all_blocks() if isinstance(b, Paragraph) and b.kind == "note"]
    assert any("không so sánh với kỳ trước" in note for note in notes)
    with warehouse.transaction("steward") as conn:
        assert "programme_changes" in {one.id for one in tables_of(conn, now)[0]}


def test_a_report_within_a_programme_has_no_such_table(home: Path) -> None:
    sent("2023", "1719.01")
    sent("2024", "1719.01")
    content = composed("2024")
    assert not changes(content)
    texts = [b.text for b in content.all_blocks() if isinstance(b, Paragraph)]
    assert not any(TITLE in text for text in texts)


@pytest.mark.parametrize(
    ("day", "named"),
    [
        (dt.date(2020, 12, 14), "Chương trình 135"),
        (dt.date(2021, 12, 14), "Chương trình 135 và Chương trình 1719"),
        (dt.date(2025, 12, 14), "Chương trình 1719"),
        (
            dt.date(2026, 9, 14),
            "Chương trình 1719 và hợp phần thứ hai của Chương trình mục tiêu quốc gia "
            "giai đoạn 2026 - 2035",
        ),
    ],
)
def test_the_report_names_the_programmes_of_its_period(day: dt.date, named: str) -> None:
    words = names_in_lists(read_document(), Reference.load(), day)
    assert words["chương trình"] == named


def test_a_list_that_there_is_not_is_told_where_it_stands() -> None:
    document = {"tên trong danh mục": {"dự án": {"danh mục": "projects", "cột": "short"}}}
    with pytest.raises(ReportError, match=r"mục “dự án”.*“projects” nói thêm cột “short”"):
        names_in_lists(document, Reference.load(), dt.date(2026, 9, 14))
