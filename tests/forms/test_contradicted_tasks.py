"""A task that is said to be done stands beside the figures that say otherwise, of its own place."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa
from returns_by_hand import accepted, table

from etl import SEEDS, warehouse
from etl.contracts.indicators import load_indicators
from etl.model import CellValue, Period
from etl.reference import Reference
from etl.report import compose
from etl.report.annex import tables_of
from etl.report.content import PrintedTable

WATER, LAND, SLOW = "kh1364-iii-9", "kh1364-ii-2-3a", "hn2020-3"
PLAN, BOARD = "ke-hoach-1364", "ban-dan-toc"
AGRICULTURE, LABOUR = "so-nnptnt", "so-ldtbxh"
ONE, OTHER = ("ubnd-trang-dinh", "180"), ("ubnd-binh-gia", "181")


def sent(form_id: str, agency: str, key: str, rows: Iterable[Mapping[str, CellValue]]) -> None:
    read = table(form_id, list(rows))
    with warehouse.transaction() as conn:
        accepted(conn, f"{form_id} {agency} {key}", read, agency_id=agency, period_key=key)


def tasks(agency: str, key: str, task: str, state: str, document: str = PLAN) -> None:
    done = dt.date(2021, 3, 1) if state.startswith("done") else None
    row = {"document": document, "task": task, "state": state, "done_on": done}
    sent("assigned_tasks", agency, key, [row])


def water(key: str, hygienic: int) -> None:
    counts = {"rural_person_count": 1000, "hygienic_person_count": hygienic}
    areas = Reference.load().areas("district", Period.parse(key).ends_on)
    sent("rural_water", AGRICULTURE, key, [{"district": one.code, **counts} for one in areas])


def short(agency: str, district: str, key: str, households: int) -> None:
    row = {"district": district, "shortage": "residential_land", "short_at_end": households}
    sent("land_housing_water_shortage", agency, key, [row])


def contradicted(key: str) -> list[tuple[object, ...]]:
    asked = (
        "SELECT agency_id, member_id, indicator_id, round(value, 2)::float, wanted_value::float, "
        "said FROM mart.contradicted_claim WHERE period_key = :key ORDER BY 1, 2, 3"
    )
    with warehouse.transaction("analyst") as conn:
        return [tuple(row) for row in conn.execute(sa.text(asked), {"key": key})]


@pytest.mark.parametrize(
    ("state", "hygienic", "is_told"),
    [
        *(("done_on_time", 950, True), ("done_late", 950, True)),
        *(("in_progress", 950, False), ("done_on_time", 1000, False)),
    ],
)
def test_what_is_said_to_be_done_is_held_to_the_number_of_its_document(
    home: Path, state: str, hygienic: int, is_told: bool
) -> None:
    water("2021", hygienic)
    tasks(AGRICULTURE, "2021", WATER, state)
    found = contradicted("2021")
    said = {"done_on_time": "Hoàn thành đúng hạn", "done_late": "Hoàn thành quá hạn"}.get(state)
    wanted = [(AGRICULTURE, WATER, "rural_hygienic_water_pct", 95.0, 100.0, said)]
    assert found == (wanted if is_told else [])


def test_what_is_not_known_contradicts_nobody(home: Path) -> None:
    tasks(AGRICULTURE, "2021", WATER, "done_on_time")
    tasks(AGRICULTURE, "2021-Q3", WATER, "done_on_time")
    water("2022", 950)
    assert contradicted("2021") == contradicted("2021-Q3") == []


def test_a_district_is_held_to_its_own_figures(home: Path) -> None:
    for (agency, code), left in ((ONE, 10), (OTHER, 11)):
        short(agency, code, "2020", 100)
        short(agency, code, "2021", left)
        tasks(agency, "2021", LAND, "done_on_time")
    indicator = "minority_residential_land_shortage_household_count"
    found = [row[:5] for row in contradicted("2021") if row[2] == indicator]
    assert found == [(OTHER[0], LAND, indicator, 11, 10)]  # a tenth of what there was in 2020


@pytest.mark.parametrize(
    ("key", "share", "is_told"), [("2021-Q1", 19, True), ("2021-Q1", 20, False)]
)
def test_slow_money_contradicts_who_says_that_it_is_mended(
    home: Path, key: str, share: int, is_told: bool
) -> None:
    money = {"available_million_vnd": 100, "disbursed_since_january_million_vnd": share}
    line = {"programme_component": "1719.01", "source": "province_budget", "spending_unit": LABOUR}
    sent("programme_funds", "so-tai-chinh", key, [{**line, **money}])
    tasks(BOARD, key, SLOW, "done_on_time", "chi-dao-pct-2021-01-08")
    found = [row[:5] for row in contradicted(key)]
    assert found == ([(BOARD, SLOW, "programme_funds_disbursed_share", 19, 20)] if is_told else [])


def test_report_and_desk_show_both_and_only_where_there_are_any(home: Path) -> None:
    tasks(AGRICULTURE, "2021", WATER, "done_on_time")

    def shown() -> tuple[list[list[str]], set[str], set[str]]:
        with warehouse.transaction("report") as conn:
            blocks = [*compose(conn, "2021").all_blocks()]
        with warehouse.transaction("steward") as conn:
            tables, gaps = tables_of(conn, "2021")
        printed = [
            b for b in blocks if isinstance(b, PrintedTable) and b.id == "tasks_contradicted"
        ]
        rows = [[cell.text for cell in row.cells[1:]] for one in printed for row in one.rows]
        return rows, {one.id for one in tables}, {gap.name for gap in gaps}

    rows, desk, gaps = shown()
    assert rows == []
    assert "tasks_contradicted" not in desk
    assert not any("chưa đạt mức" in name for name in gaps)
    water("2021", 950)
    ((agency, _, said, indicator, *figures), *others), desk, _ = shown()
    assert not others
    assert agency.startswith("Sở Nông nghiệp")
    assert said == "Hoàn thành đúng hạn"
    assert "nước hợp vệ sinh" in indicator
    assert figures[:4] == ["%", "95", "bằng", "100"]
    assert "tasks_contradicted" in desk


def test_ties_are_to_what_there_is() -> None:
    members = Reference.load().seeds.members
    documents = {one.id: one.name for one in members["document"]}
    with (SEEDS / "target.csv").open(encoding="utf-8", newline="") as file:
        known = {(row["document"], row["number"]) for row in csv.DictReader(file)}
    tied = [one for one in members["task"] if one.says["targets"] or one.says["watched"]]
    assert tied
    for one in tied:
        for number in filter(None, one.says["targets"].split("|")):
            assert (documents[one.parent_id], number) in known
        for name in filter(None, one.says["watched"].split("|")):
            assert load_indicators()[name].watched
