"""Units and totals of one form on several sheets: what holds for one sheet, and what for all."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.model import Severity
from tests.lab.sketch import Line, Sketch
from tests.workbook.parted import MONEY, NORTH, SOUTH, in_parts, judged, read, rules


def in_thousands(one: Sketch) -> None:
    """Write the amounts of a sketch in nghìn đồng."""
    for line in one.records:
        for name in one.order:
            if one.column(name).unit == "triệu đồng":
                line.cells[name] = float(line.cells[name]) * 1000


def without_unit(one: Sketch) -> None:
    """Take the unit away from above the table and from its headers."""
    one.unit = ""
    one.groups |= {n: "Vốn đầu tư" for n in one.order if one.column(n).unit == "triệu đồng"}


def test_a_sheet_without_unit_beside_one_in_thousands_is_told(tmp_path: Path) -> None:
    north, south = in_parts()
    without_unit(north)
    north.unit = "ĐVT: nghìn đồng"
    in_thousands(north)
    without_unit(south)
    reading = read(north, south, tmp_path / "a.xlsx")
    assert rules(reading) == ["file.two_units", "file.form_in_parts"]
    finding = reading.findings[0]
    assert finding.severity is Severity.CRITICAL
    assert f"trang tính “{NORTH}” (bảng từ dòng" in finding.message
    assert f"nhưng trang tính “{SOUTH}” (bảng từ dòng" in finding.message
    assert [cell.sheet for cell in finding.cells] == [SOUTH]


@pytest.mark.parametrize(
    ("north_unit", "south_unit", "expected"),
    [
        ("ĐVT: triệu đồng", "", ["file.no_unit", "file.form_in_parts"]),
        ("ĐVT: nghìn đồng", "ĐVT: triệu đồng", ["file.form_in_parts"]),
        ("", "", ["file.no_unit", "file.no_unit", "file.form_in_parts"]),
    ],
)
def test_units_of_parts_that_leave_no_doubt_are_read(
    north_unit: str, south_unit: str, expected: list[str], tmp_path: Path
) -> None:
    north, south = in_parts()
    meant = [line.cells[MONEY] for one in (north, south) for line in one.records]
    without_unit(north)
    without_unit(south)
    north.unit, south.unit = north_unit, south_unit
    if north_unit == "ĐVT: nghìn đồng":
        in_thousands(north)
    reading = read(north, south, tmp_path / "a.xlsx")
    assert rules(reading) == expected
    assert list(reading.tables[0].values[MONEY]) == pytest.approx(meant)


def total_of(label: str, *parts: Sketch) -> Line:
    """Give a row that sums a column over the records of some sheets."""
    amount = sum(float(line.cells[MONEY]) for one in parts for line in one.records)
    return Line({MONEY: amount}, {0: label}, is_record=False)


def test_the_last_sheet_may_sum_all_sheets(tmp_path: Path) -> None:
    north, south = in_parts()
    south.lines.append(total_of("Tổng cộng toàn huyện", north, south))
    assert judged(read(north, south, tmp_path / "a.xlsx")) == []
    north, south = in_parts()
    own, every = total_of("Cộng", south), total_of("Tổng cộng toàn huyện", north, south)
    north.lines.append(total_of("Cộng", north))
    south.lines += [own, every]
    assert judged(read(north, south, tmp_path / "b.xlsx")) == []


@pytest.mark.parametrize("own", [False, True])
def test_the_first_sheet_may_begin_with_the_sum_of_all_sheets(own: bool, tmp_path: Path) -> None:
    north, south = in_parts()
    if own:
        north.lines.append(total_of("Cộng", north))
    north.lines.insert(0, total_of("Tổng số toàn huyện", north, south))
    assert judged(read(north, south, tmp_path / "a.xlsx")) == []


@pytest.mark.parametrize(("own", "whole"), [(False, "north"), (False, "both"), (True, "both")])
def test_a_wrong_sum_on_the_first_sheet_is_told_beside_what_it_most_likely_sums(
    own: bool, whole: str, tmp_path: Path
) -> None:
    north, south = in_parts()
    meant = {"north": (north,), "both": (north, south)}[whole]
    expected = total_of("", *meant).cells[MONEY]
    wrong = total_of("Tổng số toàn huyện", *meant)
    wrong.cells[MONEY] = float(wrong.cells[MONEY]) + 1
    if own:
        north.lines.append(total_of("Cộng", north))
    north.lines.insert(0, wrong)
    (finding,) = judged(read(north, south, tmp_path / "a.xlsx"))
    assert finding.rule_id == "row.total_differs"
    assert [(cell.sheet, cell.ref) for cell in finding.cells] == [north.place(wrong, MONEY)]
    assert float(finding.expected.replace(".", "").replace(",", ".")) == pytest.approx(expected)


@pytest.mark.parametrize("wrong", [0, 1])
def test_a_wrong_total_beside_that_of_all_sheets_is_told(wrong: int, tmp_path: Path) -> None:
    north, south = in_parts()
    totals = [total_of("Cộng", south), total_of("Tổng cộng toàn huyện", north, south)]
    totals[wrong].cells[MONEY] = float(totals[wrong].cells[MONEY]) + 1
    south.lines += totals
    (finding,) = judged(read(north, south, tmp_path / "a.xlsx"))
    assert finding.rule_id == "row.total_differs"
    assert [(cell.sheet, cell.ref) for cell in finding.cells] == [south.place(totals[wrong], MONEY)]
    whole = total_of("", *((south,), (north, south))[wrong]).cells[MONEY]
    assert float(finding.expected.replace(".", "").replace(",", ".")) == pytest.approx(whole)


def test_one_wrong_figure_of_all_sheets_is_told_alone(tmp_path: Path) -> None:
    north, south = in_parts()
    every = total_of("Tổng cộng toàn huyện", north, south)
    records = [*north.records, *south.records]
    other = "total_investment_million_vnd"
    every.cells[other] = sum(float(line.cells[other]) for line in records) + 7
    south.lines.append(every)
    (finding,) = judged(read(north, south, tmp_path / "a.xlsx"))
    assert [(cell.sheet, cell.ref) for cell in finding.cells] == [south.place(every, other)]
