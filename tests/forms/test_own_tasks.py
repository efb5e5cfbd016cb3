"""Each agency finds its own tasks printed, and answers for no other's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from returns_by_hand import accepted, table

from etl import warehouse
from etl.contracts import load_forms
from etl.examine import examine
from etl.kinds import each_row
from etl.model import CellValue, Period
from etl.reference import Reference
from etl.report.annex import tables_of
from etl.workbook.template.blank_workbook import write_template

FORM, REFERENCE, PERIOD = load_forms()["assigned_tasks"], Reference.load(), Period.parse("2026")
AGENCY = REFERENCE.agency("ubnd-xa-bac-son", PERIOD.ends_on)
DONE = {
    "state": "done_on_time",
    "done_on": dt.date(2025, 12, 1),
    "evidence": "Báo cáo số 5/BC-UBND",
}


def printed(agency_id: str, key: str = "2026") -> list[Mapping[str, CellValue]]:
    period = Period.parse(key)
    agency = REFERENCE.agency(agency_id, period.ends_on)
    return list(each_row(FORM, FORM.each, REFERENCE.day_of(period), agency))


def told(
    folder: Path, changed: Mapping[str, CellValue], *more: Mapping[str, CellValue]
) -> set[str]:
    """Fill in the tasks of a commune, the one that is due otherwise; give which rules speak."""
    rows = [
        {
            **row,
            **(DONE if row["due_on"] else {"state": "regular"}),
            **(changed if row["due_on"] else {}),
        }
        for row in printed(AGENCY.id)
    ]
    path = folder / "tasks.xlsx"
    write_template(path, AGENCY, PERIOD, [FORM], REFERENCE, prefill={FORM.id: [*rows, *more]})
    return {finding.rule_id for one in examine([path]) for finding in one.findings}


def test_tasks_of_a_body_that_ended_are_those_of_its_successor() -> None:
    before, after = ({row["task"] for row in printed("so-noi-vu", key)} for key in ("2024", "2026"))
    assert "kh1364-iii-6" not in before  # of the department of labour
    assert {"kh1364-iii-2", "kh1364-iii-6"} <= after
    assert {row["task"] for row in printed("so-ldtbxh", "2024")} >= {"kh1364-iii-6"}


def test_every_body_has_a_task_whenever_it_owes_the_form() -> None:
    for key in ("2020-Q3", "2020", "2024", "2025", "2026-Q3"):
        period = Period.parse(key)
        owing = [agency for agency, form in REFERENCE.obligations(period) if form == FORM.id]
        assert owing
        assert all(printed(agency.id, key) for agency in owing)


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({}, ""),
        ({"due_on": dt.date(2025, 6, 30)}, ""),  # locked, and never read
        ({"done_on": dt.date(2026, 3, 1)}, "on_time_by_due"),
        ({"done_on": dt.date(2026, 12, 31)}, "done_by_cutoff on_time_by_due"),
        ({"state": "done_late", "reason": "Chờ kinh phí"}, "late_after_due"),
        ({"done_on": None}, "done_has_date"),
        ({"evidence": None}, "done_has_evidence"),
        ({"state": "overdue", "done_on": None}, "late_is_explained"),
        ({"state": "overdue", "done_on": None, "reason": "Chờ kinh phí"}, ""),
        ({"state": "in_progress", "done_on": None}, "past_due_is_overdue"),
        ({"state": "cancelled", "reason": "Không còn đối tượng"}, "open_has_no_date"),
    ],
)
def test_a_task_with_a_day(tmp_path: Path, changed: Mapping[str, CellValue], rule: str) -> None:
    assert told(tmp_path, changed) == {f"{FORM.id}.{name}" for name in rule.split()}


def test_a_task_without_a_day_is_never_late(tmp_path: Path) -> None:
    rows = [{**row, "state": "regular"} for row in printed("so-tu-phap")]
    rows[0] |= {"state": "overdue", "reason": "Chậm"}
    path, agency = tmp_path / "tasks.xlsx", REFERENCE.agency("so-tu-phap")
    write_template(path, agency, PERIOD, [FORM], REFERENCE, prefill={FORM.id: rows})
    found = {finding.rule_id for one in examine([path]) for finding in one.findings}
    assert found == {f"{FORM.id}.late_has_due"}


def test_the_task_of_another_is_refused(tmp_path: Path) -> None:
    other = {**printed("so-tu-phap")[1], "state": "regular"}
    assert told(tmp_path, {}, other) == {"cell.unknown_member"}


def test_the_blank_form_prints_and_locks_what_its_list_says(tmp_path: Path) -> None:
    path = tmp_path / "tasks.xlsx"
    write_template(path, AGENCY, PERIOD, [FORM], REFERENCE)
    sheet = openpyxl.load_workbook(path)[FORM.sheet]
    rows = [row for row in sheet.iter_rows() if str(row[2].value or "").startswith("II")]
    assert len(rows) == len(printed(AGENCY.id))
    assert {cell.protection.locked for row in rows for cell in row[:4]} == {True}
    assert {cell.protection.locked for row in rows for cell in row[4:9]} == {False}
    assert [row[3].value.date() for row in rows if row[3].value] == [dt.date(2025, 12, 31)]


def test_the_desk_counts_tasks_by_document_and_by_agency(home: Path) -> None:
    """In a quarter; whose tasks were not sent stands in no row, and nobody's without any return."""
    agencies = ("so-noi-vu", "so-y-te")
    with warehouse.transaction("steward") as conn:
        tables, gaps = tables_of(conn, "2026-Q3")
    assert not {"tasks_by_agency", "tasks_by_document"} & {one.id for one in tables}
    assert "Nhiệm vụ được giao theo văn bản" in {gap.name for gap in gaps}
    for agency_id in agencies:
        rows = printed(agency_id, "2026-Q3")
        assert rows
        told = [{**row, "state": "overdue" if n else "done_late"} for n, row in enumerate(rows)]
        with warehouse.transaction() as conn:
            options = {"agency_id": agency_id, "period_key": "2026-Q3"}
            accepted(conn, agency_id, table(FORM.id, told), **options)
    with warehouse.transaction("steward") as conn:
        tables, gaps = tables_of(conn, "2026-Q3")
    assert "Nhiệm vụ được giao theo văn bản" not in {gap.name for gap in gaps}
    by_id = {one.id: one for one in tables}
    counts = [len(printed(agency_id, "2026-Q3")) for agency_id in agencies]
    by_agency = by_id["tasks_by_agency"]
    at = {column.header: number for number, column in enumerate(by_agency.columns)}
    late, overdue = at["Quá hạn"], at["Quá hạn, chưa hoàn thành"]
    shown = {(row.cells[late].text, row.cells[overdue].text) for row in by_agency.rows}
    assert {("1", str(count - 1)) for count in counts} <= shown
    assert len(by_agency.rows) == len(agencies) + 1
    for one in (by_agency, by_id["tasks_by_document"]):
        assert one.rows[-1].total
        assert [cell.text for cell in one.rows[-1].cells[1:]][:3] == [str(sum(counts)), "0", "2"]
        assert one.rows[-1].cells[overdue].text == str(sum(counts) - 2)
