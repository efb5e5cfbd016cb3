"""Sums among the records of a table: never counted, taken for sums where certain, else told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from etl.contracts import load_forms
from etl.validate import judge
from tests.lab.ink import write
from tests.lab.layouts import sums
from tests.lab.odd_tables import issued
from tests.lab.sketch import Line, Sketch, reference, sketch
from tests.lab.test_old_formats import convert, read
from tests.workbook.drawn import found

LABELS = ["Cộng", "Tổng cộng", "CỘNG XÃ", "Cộng xã Đoàn Kết", "Σ", "Total", "Lũy kế"]


def with_sum(form: str, cells: dict[str, Any], *, of: int = 6, with_codes: bool) -> Sketch:
    """Sketch a form with a row below the first records that holds their sums."""
    drawn = sketch(form, 2)
    if with_codes:
        issued(drawn)
    line = Line({**sums(drawn, drawn.records[:of]), **cells}, is_record=False)
    drawn.lines.insert(6, line)
    return drawn


@pytest.mark.parametrize("with_codes", [True, False])
@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("form", ["works", "support_projects"])
def test_sum_filled_like_a_record_is_told_at_its_name(
    form: str, label: str, with_codes: bool, tmp_path: Path
) -> None:
    beside = sketch(form, 2).records[0].cells
    asked = {c.name: beside[c.name] for c in load_forms()[form].columns if c.type == "choice"}
    cells = {"district": beside["district"], "commune": beside["commune"], "name": label, **asked}
    drawn = with_sum(form, cells, with_codes=with_codes)
    reading = read(write(drawn, tmp_path / "a.xlsx"))
    assert [len(table.rows) for table in reading.tables] == [len(drawn.records)]
    cell = found(reading, "file.row_unclear").cells[0]
    assert (cell.sheet, cell.ref) == drawn.place(drawn.lines[6], "name")
    assert len(reading.findings) == 1


@pytest.mark.parametrize(
    "cells",
    [
        {"name": "Cộng khởi công mới", "district": "Huyện Tràng Định"},
        {"district": "Huyện Tràng Định Total"},
        {"district": "Sub total"},
        {"district": "Lũy kế từ đầu năm"},
        {"district": "Huyện Tràng Định", "sector": "Cộng"},
        {"district": "Huyện Tràng Định", "name": "6 công trình khởi công mới"},
        {},
    ],
    ids=str,
)
@pytest.mark.parametrize("adds_up", [True, False])
def test_subtotal_is_a_sum_where_it_adds_up_and_else_never_a_record(
    cells: dict[str, Any], adds_up: bool, tmp_path: Path
) -> None:
    drawn = with_sum("works", cells, of=6 if adds_up else 5, with_codes=True)
    reading = read(write(drawn, tmp_path / "a.xlsx"))
    (table,) = reading.tables
    assert len(table.rows) == len(drawn.records)
    (judgement,) = judge([reading], load_forms(), reference())
    told = {one.rule_id for one in judgement.findings}
    assert told.isdisjoint({"file.row_unclear", "row.total_differs"}) == adds_up
    assert "cell.required" not in told


@pytest.mark.parametrize("label", ["Cộng", "T ổ n g  s ố", "Tổng cộng: 14 tập thể"])
def test_sum_of_a_list_without_amounts_is_told_as_well(label: str, tmp_path: Path) -> None:
    drawn = sketch("commendations", 2)
    line = Line({**drawn.records[0].cells, "recipient_name": label}, is_record=False)
    drawn.lines.insert(6, line)
    reading = read(write(drawn, tmp_path / "a.xlsx"))
    assert [len(table.rows) for table in reading.tables] == [len(drawn.records)]
    assert found(reading, "file.row_unclear").cells[0].ref == drawn.place(line, "recipient_name")[1]


@pytest.mark.parametrize(
    ("label", "is_sum"),
    [
        ("Cộng công trình khởi công mới", True),
        ("Cộng Chuyển tiếp, trả nợ", True),
        ("Cộng đồng Khuổi Nọi", False),
        ("Tổng kho vật tư", False),
    ],
)
def test_name_that_begins_like_a_sum_is_one_where_it_says_what_it_sums(
    label: str, is_sum: bool, tmp_path: Path
) -> None:
    drawn = sketch("works", 2)
    drawn.records[4].cells["name"] = label
    reading = read(write(drawn, tmp_path / "a.xlsx"))
    assert ("file.row_unclear" in {one.rule_id for one in reading.findings}) == is_sum
    assert len(reading.tables[0].rows) == len(drawn.records) - is_sum


@pytest.mark.parametrize("text", ["Toàn huyện", "các xã trong huyện", "11 xã"])
def test_several_places_are_no_guess_at_one(text: str, tmp_path: Path) -> None:
    drawn = sketch("works", 2)
    drawn.records[0].cells["commune"] = text
    finding = found(read(write(drawn, tmp_path / "a.xlsx")), "cell.unknown_commune")
    assert "Ý ông/bà" not in finding.message
    assert "từng xã" in finding.message


@pytest.mark.parametrize(
    ("column", "mark"), [("planned_million_vnd", "x"), ("kind", "x"), ("commune", "-")]
)
def test_mark_in_a_cell_that_must_be_filled_is_told_as_it_stands(
    column: str, mark: str, tmp_path: Path
) -> None:
    drawn = sketch("works", 2)
    drawn.records[0].cells[column] = mark
    (judgement,) = judge([read(write(drawn, tmp_path / "a.xlsx"))], load_forms(), reference())
    told = [one for one in judgement.findings if one.column == column]
    assert [(one.rule_id, f"“{mark}”" in one.message) for one in told] == [
        ("cell.placeholder", True)
    ]


def test_total_of_what_a_filter_shows_says_so(tmp_path: Path) -> None:
    drawn = sketch("works", 2)
    drawn.hidden_rows = drawn.records[:3]
    total = Line(sums(drawn, drawn.records[3:]), {0: "Tổng số"}, is_record=False)
    drawn.lines.append(total)
    (judgement,) = judge([read(write(drawn, tmp_path / "a.xlsx"))], load_forms(), reference())
    told = [one.message for one in judgement.findings if one.rule_id == "row.total_differs"]
    assert told
    assert all("bỏ lọc" in message for message in told)


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_sum_without_a_word_for_it_and_a_code_twice_in_other_formats(
    suffix: str, tmp_path: Path
) -> None:
    drawn = with_sum("works", {"district": "Số hiển thị"}, with_codes=True)
    for line in drawn.lines:  # whole numbers, which an .xls keeps as such
        line.cells |= {n: float(round(v)) for n, v in line.cells.items() if isinstance(v, float)}
    drawn.lines[6].cells |= sums(drawn, drawn.records[:6])
    drawn.also.append(lambda _, page: page.write(drawn.lines[0].at - 1, 7, "2"))
    path = convert([write(drawn, tmp_path / "a.xlsx")], suffix, tmp_path)["a"]
    reading = read(path)
    assert [len(table.rows) for table in reading.tables] == [len(drawn.records)]
    assert reading.findings == ()


@pytest.mark.parametrize("column", ["district", "commune"])
def test_record_whose_place_says_sum_is_told_unless_it_adds_up(column: str, tmp_path: Path) -> None:
    record = sketch("works", 2).records[0].cells
    drawn = with_sum("works", record | {column: "Tổng"}, with_codes=True)
    reading = read(write(drawn, tmp_path / "a.xlsx"))
    cell = found(reading, "file.row_unclear").cells[0]
    assert (cell.sheet, cell.ref) == drawn.place(drawn.lines[6], column)
    drawn.lines[6].cells |= sums(drawn, drawn.records[:6])
    assert read(write(drawn, tmp_path / "b.xlsx")).findings == ()
