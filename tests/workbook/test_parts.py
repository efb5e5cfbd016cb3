"""One form on several sheets: put together where that is certain, told where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.contracts import load_forms
from etl.model import Severity
from etl.workbook.read import read_workbook
from tests.lab.ink import lay_out, write
from tests.lab.sketch import Line, reference, sketch
from tests.workbook import drawn
from tests.workbook.parted import MONEY, NORTH, SOUTH, in_parts, judged, read, rules


def test_sheets_laid_out_alike_are_one_return(tmp_path: Path) -> None:
    north, south = in_parts()
    reading = read(north, south, tmp_path / "a.xlsx")
    assert rules(reading) == ["file.form_in_parts"]
    assert "“Cụm bắc”: 12 dòng; “Cụm nam”: 8 dòng" in reading.findings[0].message
    assert reading.findings[0].severity is Severity.INFO
    (table,) = reading.tables
    assert (table.sheet, table.more_sheets) == (NORTH, (SOUTH,))
    names = [line.cells["name"] for one in (north, south) for line in one.records]
    assert list(table.values["name"]) == names
    cells = [table.cell(row, MONEY) for row in table.numbered]
    meant = [one.place(line, MONEY) for one in (north, south) for line in one.records]
    assert [(cell.sheet, cell.ref) for cell in cells] == meant
    assert len(set(table.numbered)) == 20
    assert judged(reading) == []


def test_three_sheets_are_numbered_in_their_order(tmp_path: Path) -> None:
    north, south = in_parts()
    third = sketch("works", 7, count=3)
    third.sheet = "Cụm giữa"
    for line in third.records:
        line.cells["name"] = str(line.cells["name"]).replace("Đường giao thông", "Chợ")
    north.also.append(lambda book, _: lay_out(book, book.add_worksheet(third.sheet), third))
    (table,) = read(north, south, tmp_path / "a.xlsx").tables
    assert table.more_sheets == ("Cụm giữa", SOUTH)
    assert list(table.sheet_nos) == [1] * 12 + [2] * 3 + [3] * 8


def test_a_fault_on_a_further_sheet_is_told_there_and_once(tmp_path: Path) -> None:
    north, south = in_parts()
    faulty = south.records[2]
    faulty.cells[MONEY] = "12o,5"
    reading = read(north, south, tmp_path / "a.xlsx")
    assert rules(reading) == ["file.form_in_parts", "cell.unreadable_number"]
    (cell,) = reading.findings[1].cells
    assert (cell.sheet, cell.ref) == south.place(faulty, MONEY)
    assert judged(reading) == []


def test_rules_between_cells_find_the_row_on_its_sheet(tmp_path: Path) -> None:
    north, south = in_parts()
    faulty = south.records[5]
    faulty.cells[MONEY] = float(faulty.cells["total_investment_million_vnd"]) + 1
    (finding,) = judged(read(north, south, tmp_path / "a.xlsx"))
    assert finding.rule_id == "works.planned_within_investment"
    assert [(cell.sheet, cell.ref) for cell in finding.cells] == [south.place(faulty, MONEY)]


def test_each_sheet_has_its_own_total(tmp_path: Path) -> None:
    north, south = in_parts()
    for one in (north, south):
        sums = {MONEY: sum(float(line.cells[MONEY]) for line in one.records)}
        one.lines.append(Line(sums, {0: "Tổng số"}, is_record=False))
    assert judged(read(north, south, tmp_path / "a.xlsx")) == []
    north, south = in_parts()
    total = Line({MONEY: 1.5}, {0: "Tổng số"}, is_record=False)
    south.lines.append(total)
    (finding,) = judged(read(north, south, tmp_path / "b.xlsx"))
    assert finding.rule_id == "row.total_differs"
    assert [(cell.sheet, cell.ref) for cell in finding.cells] == [south.place(total, MONEY)]


def test_a_repeated_row_is_named_and_the_sheet_left(tmp_path: Path) -> None:
    north, south = in_parts()
    south.records[3].cells |= {
        name: north.records[6].cells[name] for name in ("district", "commune", "name")
    }
    reading = read(north, south, tmp_path / "a.xlsx")
    assert rules(reading) == ["file.form_twice"]
    (finding,) = reading.findings
    here, there = south.place(south.records[3], "district"), north.records[6].at + 1
    assert [(cell.sheet, cell.ref) for cell in finding.cells] == [here]
    assert f"dòng {here[1][1:]} giống dòng {there} của trang tính “Cụm bắc”" in finding.message
    assert len(reading.tables[0].rows) == 12
    assert reading.tables[0].more_sheets == ()


def test_another_layout_is_not_put_together(tmp_path: Path) -> None:
    north, south = in_parts()
    south.start = (0, 1)
    reading = read(north, south, tmp_path / "a.xlsx")
    assert rules(reading) == ["file.form_twice"]
    assert "các cột không đặt giống nhau" in reading.findings[0].message
    assert len(reading.tables[0].rows) == 12


def test_a_hidden_sheet_is_not_put_together(tmp_path: Path) -> None:
    reading = read(*in_parts(), tmp_path / "a.xlsx", hidden=True)
    assert rules(reading) == ["file.form_twice"]
    assert reading.findings[0].severity is Severity.INFO
    assert len(reading.tables[0].rows) == 12


@pytest.mark.parametrize("name", ["2019", "Năm 2019", "Quý II", "Quy 3", "6 tháng", "CT135_2019"])
def test_a_sheet_named_for_another_period_is_not_put_together(name: str, tmp_path: Path) -> None:
    north, south = in_parts()
    south.sheet = name
    reading = read(north, south, tmp_path / "a.xlsx")
    assert rules(reading) == ["file.form_twice"]
    assert reading.findings[0].severity is Severity.CRITICAL
    assert f"theo tên thì trang tính “{name}” thuộc kỳ khác" in reading.findings[0].message
    assert {cell.sheet for cell in reading.findings[0].cells} == {name}
    assert len(reading.tables[0].rows) == 12


def test_the_sheet_of_the_period_is_read_wherever_it_stands(tmp_path: Path) -> None:
    north, south = in_parts()
    north.sheet, south.sheet = "2019", "2020"
    reading = read(north, south, tmp_path / "a.xlsx")
    assert rules(reading) == ["file.form_twice"]
    assert (reading.tables[0].sheet, len(reading.tables[0].rows)) == ("2020", 8)


@pytest.mark.parametrize(
    "name", ["Năm 2020", "Huyện Bình Gia", "Quý Hòa", "QĐ 2085", "2016-2020", "Biểu 2"]
)
def test_other_names_of_sheets_part_nothing(name: str, tmp_path: Path) -> None:
    north, south = in_parts()
    south.sheet = name
    reading = read(north, south, tmp_path / "a.xlsx")
    assert rules(reading) == ["file.form_in_parts"]
    assert len(reading.tables[0].rows) == 20


def test_the_only_sheet_of_a_form_is_read_whatever_its_name(tmp_path: Path) -> None:
    north, _ = in_parts()
    north.sheet = "2019"
    reading = read_workbook(write(north, tmp_path / "a.xlsx"), load_forms(), reference())
    assert rules(reading) == []
    assert len(reading.tables[0].rows) == 12


def review(years: tuple[int, int], first: int) -> drawn.Rows:
    """Give the head and two communes of a review that prints two years of one column."""
    poor = [f"Hộ nghèo năm {year}" for year in years]
    heads = ["TT", "Xã", "Tất cả các hộ", *poor, *drawn.POVERTY[4:]]
    names = drawn.TRANG_DINH[first : first + 2]
    amounts = {2019: 90, 2020: 50}
    counts = [500, *[amounts[year] for year in years], 60, 30]
    rows = [[n + 1, name, *counts] for n, name in enumerate(names)]
    return [heads, *rows]


TITLE = drawn.poverty(sender="UBND HUYỆN TRÀNG ĐỊNH")[:-1]


@pytest.mark.parametrize(("years", "is_alike"), [((2019, 2020), True), ((2020, 2019), False)])
def test_sheets_whose_years_stand_in_another_order_are_not_put_together(
    years: tuple[int, int], is_alike: bool, tmp_path: Path
) -> None:
    """Which column is of the period is settled late, and cells are told by their letters."""
    first, second = [*TITLE, *review((2019, 2020), 0)], [*TITLE, *review(years, 2)]
    reading = drawn.read(first, tmp_path / "a.xlsx", (SOUTH, "visible", second))
    (table,) = reading.tables
    assert table.letters["poor_household_count"] == "E"
    assert list(table.values["poor_household_count"]) == [50] * (4 if is_alike else 2)
    told = [one.message for one in reading.findings if one.rule_id == "file.form_twice"]
    assert [("các cột không đặt giống nhau" in one) for one in told] == [True] * (not is_alike)


@pytest.mark.parametrize(("years", "is_alike"), [((2019, 2020), True), ((2020, 2019), False)])
def test_tables_of_a_sheet_whose_years_stand_in_another_order_are_not_put_together(
    years: tuple[int, int], is_alike: bool, tmp_path: Path
) -> None:
    rows = [*TITLE, *review((2019, 2020), 0), [], *review(years, 2)]
    reading = drawn.read(rows, tmp_path / "a.xlsx")
    (table,) = reading.tables
    assert list(table.values["poor_household_count"]) == [50] * (4 if is_alike else 2)
    told = [one.message for one in reading.findings if one.rule_id == "file.form_twice"]
    assert [("hai bảng cùng là" in one) for one in told] == [True] * (not is_alike)
