"""What values alone do not tell: per cent, other files, fonts inside a cell, hidden parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from etl.contracts import load_forms
from etl.model import Finding, Form, Reading, Severity
from etl.validate import judge
from etl.workbook.foreign.formats.rich_text import decode
from etl.workbook.gate import inspect_bytes
from etl.workbook.issued.cells.details import Parts
from etl.workbook.issued.values.numbers import looks_garbled
from etl.workbook.read import read_workbook
from tests.lab import parcels
from tests.lab.ink import write
from tests.lab.sketch import Sketch, reference, sketch


def percent_forms() -> Mapping[str, Form]:
    """Give the forms with one column of works turned into a share in per cent."""
    works = load_forms()["works"]
    columns = tuple(
        replace(column, unit="%") if column.name == "planned_million_vnd" else column
        for column in works.columns
    )
    return {**load_forms(), "works": replace(works, columns=columns)}


def read_shares(values: list[Any], formats: list[str], path: Path) -> Reading:
    """Write a column of shares with their number formats and read it."""
    drawn = sketch("works", 1, count=len(values))
    for line, value, code in zip(drawn.records, values, formats, strict=True):
        line.cells["planned_million_vnd"] = value
        if code:
            line.style["planned_million_vnd"] = {"num_format": code}
    return read_workbook(write(drawn, path), percent_forms(), reference())


def test_shares_in_every_spelling_come_to_one_scale(tmp_path: Path) -> None:
    values = [5.2, "5,2", "5,2 %", 0.052]
    reading = read_shares(values, ["", "", "", "0.0%"], tmp_path / "a.xlsx")
    assert reading.findings == ()
    assert reading.tables[0].values["planned_million_vnd"] == [5.2, 5.2, 5.2, 5.2]


def test_a_share_that_may_be_a_fraction_is_asked_about(tmp_path: Path) -> None:
    reading = read_shares([0.05, 0.5, 0.25], ["", "", ""], tmp_path / "a.xlsx")
    assert {finding.rule_id for finding in reading.findings} == {"cell.percent_unclear"}
    assert reading.tables[0].values["planned_million_vnd"] == [None, None, None]


def test_a_number_that_comes_from_another_file_is_told(tmp_path: Path) -> None:
    drawn = sketch("works", 1)
    line = drawn.records[2]
    line.formula["disbursed_million_vnd"] = ("=[1]Sheet1!A1", 321.5)
    drawn.after.append(
        lambda data: parcels.add_part(data, "xl/externalLinks/externalLink1.xml", b"<x/>")
    )
    reading = read_workbook(write(drawn, tmp_path / "a.xlsx"), load_forms(), reference())
    assert [finding.rule_id for finding in reading.findings] == [
        "file.external_links",
        "cell.linked_formula",
    ]
    (cell,) = reading.findings[1].cells
    assert (cell.sheet, cell.ref) == drawn.place(line, "disbursed_million_vnd")
    assert reading.tables[0].values["disbursed_million_vnd"][2] == 321.5


def test_old_fonts_inside_a_cell_are_seen(tmp_path: Path) -> None:
    drawn = sketch("works", 1)
    line = drawn.records[0]
    line.cells["name"] = ""

    def add(book: Any, page: Any) -> None:
        old = book.add_format({"font_name": ".VnTime"})
        at = drawn.position("name")
        page.write_rich_string(line.at, at, old, "§­êng ", old, "B¾c S¬n")

    drawn.also.append(add)
    reading = read_workbook(write(drawn, tmp_path / "a.xlsx"), load_forms(), reference())
    assert reading.findings == ()
    assert reading.tables[0].values["name"][0] == "Đường Bắc Sơn"


def test_what_is_hidden_is_read_all_the_same(tmp_path: Path) -> None:
    plain = sketch("works", 1)
    hidden: Sketch = sketch("works", 1)
    hidden.visible = "very_hidden"
    hidden.hidden_rows = hidden.records[:2]
    hidden.hidden_columns = ["name"]
    readings = [
        read_workbook(write(drawn, tmp_path / f"{at}.xlsx"), load_forms(), reference())
        for at, drawn in enumerate((plain, hidden))
    ]
    assert readings[0].tables[0].values == readings[1].tables[0].values
    assert {finding.rule_id for finding in readings[1].findings} == {
        "file.hidden_sheet",
        "file.hidden_rows",
        "file.hidden_columns",
    }


@pytest.mark.parametrize(
    ("text", "font", "meant"),
    [
        ("B¾c S¬n", ".VnTime", "Bắc Sơn"),
        ("huyÖn cao léc", ".VnArialH", "HUYỆN CAO LỘC"),
        ("Traøng Ñònh", "VNI-Times", "Tràng Định"),
        ("Tràng Định", ".VnTime", "Tràng Định"),
        ("Q§ 59/2015/Q§-TTg", ".VnTime", "QĐ 59/2015/QĐ-TTg"),
        ("B¾c S¬n", "VNI-Times", None),
        ("¿¿ œŸ", ".VnTime", None),
    ],
)
def test_the_font_decides_and_the_result_must_be_vietnamese(
    text: str, font: str, meant: str | None
) -> None:
    assert decode(text, font) == meant


def test_lost_fonts_are_noticed_and_foreign_letters_are_not() -> None:
    assert looks_garbled("B¾c S¬n")
    assert not looks_garbled("Bắc Sơn – 25 m²")
    assert not looks_garbled("café")


def test_a_slip_beyond_the_bounds_is_one_story_that_must_be_corrected(tmp_path: Path) -> None:
    drawn = sketch("works", 1)
    large, small = drawn.records[2], drawn.records[4]
    large.cells["total_investment_million_vnd"] *= 1_000
    small.cells["disbursed_million_vnd"] *= 0.001
    reading = read_workbook(write(drawn, tmp_path / "a.xlsx"), load_forms(), reference())
    assert [(one.rule_id, one.severity) for one in reading.findings] == [
        ("cell.factor_1000", Severity.CRITICAL),
        ("cell.factor_1000", Severity.WARNING),
    ]
    assert "chỉ nhận số không quá 500.000" in reading.findings[0].message
    (judgement,) = judge([reading], load_forms(), reference())
    rules = {one.rule_id for one in judgement.findings if one.severity is not Severity.INFO}
    assert rules == {"cell.factor_1000"}


@pytest.mark.parametrize("kind", [b't="e"', b"t='e'", b't="n"'])
def test_an_error_is_seen_in_either_quotes_wherever_it_stands(kind: bytes, tmp_path: Path) -> None:
    drawn = sketch("works", 1)
    data = write(drawn, tmp_path / "a.xlsx").read_bytes()
    cell = b'<row r="99"><c r="B99" %b><v>#DIV/0!</v></c></row></sheetData>' % kind

    def add(xml: bytes) -> bytes:
        assert b"='" not in xml
        assert xml.index(b"</sheetData>") > 2_000
        return xml.replace(b"</sheetData>", cell)

    checked = inspect_bytes(parcels.edit_part(data, parcels.SHEET, add))
    assert not isinstance(checked, Finding)
    assert checked.archive is not None
    parts = Parts(checked.archive)
    errors = parts.details(drawn.sheet, parts.content(drawn.sheet), {}).errors
    assert errors == ({(99, 1): "#DIV/0!"} if b"e" in kind else {})
