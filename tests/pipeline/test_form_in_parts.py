"""A form on several sheets, from the file to the mart, the desk and the workbook that goes back."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from returns_by_hand import corrected

from etl import pipeline, warehouse
from etl.contracts import load_forms
from etl.desk.return_view import read_return, show_sheet
from etl.desk.words import anchor, correction_text, row_text, sheets_text
from etl.kinds import CellPrinter
from etl.model import Period
from etl.reference import Reference
from tests.lab.ink import lay_out, write
from tests.lab.sketch import Sketch, sketch

NORTH, SOUTH = "Cụm bắc", "Cụm nam"
MONEY = "planned_million_vnd"


def in_parts() -> tuple[Sketch, Sketch]:
    """Sketch the works of a district on two sheets that are laid out alike."""
    north, south = sketch("works", 1), sketch("works", 2)
    north.sheet, south.sheet = NORTH, SOUTH
    for line in south.records:
        line.cells["name"] = str(line.cells["name"]).replace("Đường giao thông", "Cầu")
    north.also.append(lambda book, _: lay_out(book, book.add_worksheet(SOUTH), south))
    return north, south


def rows(statement: str, **values: object) -> list[tuple[object, ...]]:
    """Ask the warehouse as its owner."""
    with warehouse.transaction("owner") as conn:
        return [tuple(row) for row in conn.execute(sa.text(statement), values)]


def test_each_number_leads_to_its_own_sheet(home: Path, tmp_path: Path) -> None:
    north, south = in_parts()
    outcome = pipeline.run(write(north, tmp_path / "a.xlsx").parent)
    assert outcome.loaded == 1
    assert rows("SELECT count(*) FROM mart.works") == [(24,)]
    for one in (north, south):
        line = one.records[4]
        sheet, ref = one.place(line, MONEY)
        found = rows(
            "SELECT cell, corrected_value FROM mart.cell_source s JOIN landing.works w "
            "USING (return_id, sheet_no, excel_row) WHERE s.sheet = :sheet "
            "AND column_name = :column AND w.name = :name",
            sheet=sheet,
            column=MONEY,
            name=line.cells["name"],
        )
        assert found == [(ref, None)]


def test_a_correction_names_the_sheet(home: Path, tmp_path: Path) -> None:
    north, south = in_parts()
    pipeline.run(write(north, tmp_path / "a.xlsx").parent)
    ((return_id,),) = rows("SELECT return_id FROM mart.return_in_force")
    number = south.records[4].at + 1
    with warehouse.transaction("steward") as conn:
        corrected(conn, return_id, number, MONEY, 777.5, sheet_no=2)
    ref = south.place(south.records[4], MONEY)[1]
    assert rows("SELECT place FROM mart.decided_cell WHERE kind = 'corrected'") == [
        (f"{SOUTH}!{ref}",)
    ]
    assert rows("SELECT sheet, corrected_value FROM mart.corrected_cell") == [(SOUTH, "777.5")]
    source = "SELECT cell, corrected_value FROM mart.cell_source WHERE corrected_value IS NOT NULL"
    assert rows(source) == [(ref, "777.5")]
    page = read_return(return_id)
    assert page is not None
    assert row_text(page.head, page.corrections[0]) == f"{ref[1:]}, trang tính “{SOUTH}”"
    assert sheets_text(page.head) == f"các trang tính “{NORTH}”, “{SOUTH}”"
    told = {**page.head, **page.corrections[0]}
    assert f"ô {ref}, trang tính “{SOUTH}” (Kế hoạch vốn giao" in correction_text(told)


@pytest.mark.parametrize("is_further", [False, True])
def test_the_report_names_the_sheet_of_a_corrected_cell(
    home: Path, tmp_path: Path, is_further: bool
) -> None:
    """On the first sheet too: the return has several."""
    parts = in_parts()
    pipeline.run(write(parts[0], tmp_path / "a.xlsx").parent)
    ((return_id,),) = rows("SELECT return_id FROM mart.return_in_force")
    at = parts[is_further].records[4].at + 1
    with warehouse.transaction("steward") as conn:
        corrected(conn, return_id, at, MONEY, 777.5, sheet_no=1 + is_further)
    with warehouse.transaction("report") as conn:
        statement = warehouse.sql("report/corrected_cell")
        (told,) = conn.execute(statement, {"period_key": "2020"}).mappings()
    assert told["subject"].endswith(f", dòng {at}, trang tính “{(NORTH, SOUTH)[is_further]}”")


def test_a_fault_is_marked_on_its_own_sheet(home: Path, tmp_path: Path) -> None:
    north, south = in_parts()
    faulty = south.records[3]
    faulty.cells[MONEY] = "12o,5"
    (path,) = pipeline.run(write(north, tmp_path / "a.xlsx").parent).given_back
    book, ref = openpyxl.load_workbook(path), south.place(faulty, MONEY)[1]
    assert book[SOUTH][ref].comment is not None
    assert book[NORTH][ref].comment is None
    links = [cell.hyperlink.location for row in book["Cần sửa"] for cell in row if cell.hyperlink]
    assert f"'{SOUTH}'!{ref}" in links


def test_the_desk_shows_the_sheets_under_their_names(home: Path, tmp_path: Path) -> None:
    north, south = in_parts()
    faulty = south.records[3]
    faulty.cells[MONEY] = "12o,5"
    pipeline.run(write(north, tmp_path / "a.xlsx").parent)
    ((return_id,),) = rows("SELECT id FROM registry.return")
    page = read_return(return_id)
    assert page is not None
    assert page.table is not None
    printer = CellPrinter(Reference.load().day_of(Period.parse("2020")))
    shown = show_sheet(load_forms()["works"], page.table, page.findings, printer, veiled=())
    assert [sheet for sheet, _ in groupby(row.sheet for row in shown.rows)] == [NORTH, SOUTH]
    marked = [
        (row.sheet, f"{cell.letter}{row.number}")
        for row in shown.rows
        for cell in row.cells
        if cell.finding_id
    ]
    assert south.place(faulty, MONEY) in marked
    assert (NORTH, south.place(faulty, MONEY)[1]) not in marked
    assert anchor(page.head, *("Cụm nam", "H", 14)) != anchor(page.head, NORTH, "H", 14)
